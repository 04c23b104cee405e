"""What the register refuses.

Owns: its errors with their stable codes. Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, Forbidden
from shared.words import Words


class NoSuchAward(Absent):
    code = "registry.award_unknown"
    words = Words("Sổ khen thưởng không có mục này.", "The register has no such award.")


class NoSuchDecision(Absent):
    code = "registry.decision_unknown"
    words = Words("Sổ khen thưởng không có quyết định này.", "The register has no such decision.")


class AlreadyPresented(Conflict):
    code = "registry.already_presented"
    words = Words("Khen thưởng này đã được trao.", "This award has been presented already.")


class AlreadyArchived(Conflict):
    code = "registry.already_archived"
    words = Words("Hồ sơ này đã lưu trữ.", "This file has been archived already.")


class NotArchived(Absent):
    code = "registry.not_archived"
    words = Words("Hồ sơ này chưa lưu trữ.", "This file has not been archived.")


class NotOverYet(Conflict):
    code = "registry.not_over_yet"
    words = Words("Hồ sơ chưa giải quyết xong nên chưa lưu trữ được.", "The file is not over: it cannot be archived.")


class PresentationPaused(Conflict):
    code = "registry.presentation_paused"
    words = Words("Việc trao đang tạm dừng.", "Handing it over is paused.")


class NothingToPauseFor(Conflict):
    code = "registry.nothing_to_pause_for"
    words = Words("Không có việc gì phải chờ.", "There is nothing to wait for.")


class NotPaused(Conflict):
    code = "registry.presentation_not_paused"
    words = Words("Việc trao không tạm dừng.", "Handing it over is not paused.")


class DecidedAbove(Conflict):
    """Only the authority that signed may change its decision (LAW22 Art 93), and it has no account here."""

    code = "registry.decided_above"
    words = Words(
        "Quyết định của cấp trên do chính cấp đó đính chính, hủy bỏ.",
        "A decision from above is corrected and cancelled by the authority that made it.",
    )


class DecidedHere(Conflict):
    code = "registry.decided_here"
    words = Words("Quyết định này do cấp mình ký; phải ký quyết định mới.", "It was signed here: sign a new decision.")


class NotInForce(Conflict):
    code = "registry.award_not_in_force"
    words = Words(
        "Khen thưởng này đã được đính chính hoặc hủy bỏ.", "This award has been corrected or cancelled already."
    )


class RemedyUnderWay(Conflict):
    code = "registry.remedy_under_way"
    words = Words(
        "Khen thưởng này đang có một đề nghị đính chính, hủy bỏ chưa xong.",
        "A correction or cancellation of this award is under way already.",
    )


class NoSuchRemedy(Absent):
    code = "registry.remedy_unknown"
    words = Words("Không có đề nghị này.", "There is no such proposal.")


class RemedyNotThere(Conflict):
    code = "registry.remedy_state"
    words = Words("Đề nghị không ở bước này.", "The proposal is not at this step.")


class ProposerSigns(Forbidden):
    code = "registry.proposer_signs"
    words = Words("Người đề nghị không được ký.", "Who proposed it may not sign.")


class AwardeeNotHeard(Conflict):
    code = "registry.awardee_not_heard"
    words = Words("Người được khen thưởng chưa được nghe.", "The awardee has not been heard.")


class DocumentAltered(Conflict):
    code = "registry.document_altered"
    words = Words("Nội dung được cấp số khác nội dung đã ký.", "What was numbered is not what was signed.")


class NoSuchRecovery(Absent):
    code = "registry.recovery_unknown"
    words = Words("Không có việc thu hồi này.", "There is no such recovery.")


class RecoveryNotThere(Conflict):
    code = "registry.recovery_state"
    words = Words("Việc thu hồi không ở bước này.", "The recovery is not at this step.")


class NoSuchComplaint(Absent):
    code = "registry.complaint_unknown"
    words = Words("Không có khiếu nại này.", "There is no such complaint.")


class ComplaintUnderWay(Conflict):
    code = "registry.complaint_under_way"
    words = Words(
        "Người này đã khiếu nại việc này và đang chờ giải quyết.",
        "The same complainant's complaint about this is being dealt with already.",
    )


class ComplaintAnswered(Conflict):
    code = "registry.complaint_answered"
    words = Words("Khiếu nại này đã được giải quyết.", "This complaint was settled already.")


class ComplaintNotThere(Conflict):
    code = "registry.complaint_state"
    words = Words("Khiếu nại không ở bước này.", "The complaint is not at this step.")


class ComplaintLate(Conflict):
    code = "registry.complaint_late"
    words = Words("Khiếu nại quá thời hiệu.", "The complaint is late.")


class SettlesOwnComplaint(Forbidden):
    code = "registry.settles_own_complaint"
    words = Words("Người khiếu nại không được tự giải quyết.", "Who lodged it may not settle it.")


class NoSuchInitiative(Absent):
    code = "registry.initiative_unknown"
    words = Words("Không có sáng kiến này.", "There is no such initiative.")


class PersonWasErased(Conflict):
    """Their data was erased; nothing new is kept of them here."""

    code = "person.erased"
    words = Words("Dữ liệu của người này đã được xóa.", "The data of this person was erased.")


class NoSuchReport(Absent):
    code = "registry.report_unknown"
    words = Words("Kế hoạch không yêu cầu báo cáo này.", "The plan asks for no such report.")


class NoSuchReceipt(Absent):
    code = "registry.receipt_unknown"
    words = Words("Không có báo cáo đã tiếp nhận này.", "No such report was received.")


class ReportAlreadyReceived(Conflict):
    code = "registry.report_already_received"
    words = Words("Báo cáo này của đơn vị đã được tiếp nhận.", "This report of the unit has been received already.")
