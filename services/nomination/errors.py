"""What the nomination service refuses.

Owns: its errors with their stable codes. Promises: a code never changes its meaning.
Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import (
    Absent,
    Conflict,
    InvalidInput,
    Place,
    RuleBlocked,
    Unavailable,
    UnsupportedType,
    VinhDanhError,
)
from shared.verdicts import Evaluation
from shared.words import Words


class NotReady(RuleBlocked):
    """Rules block, or something has to be supplied first: one place per rule, its code the rule's id."""

    def __init__(self, evaluations: Sequence[Evaluation], places: Sequence[Place]) -> None:
        super().__init__(places=places)
        self.evaluations = tuple(evaluations)


class ActivationPast(InvalidInput):
    """Dossiers of the days since were sent under what was in force then."""

    code = "policy.activation_past"
    words = Words("Ngày bắt đầu áp dụng đã qua.", "The day it is to govern from has passed.")


class NothingToActivate(Conflict):
    code = "policy.nothing_to_activate"
    words = Words("Không có nội dung nào khác với quy định đang áp dụng.", "Nothing differs from what is in force.")


class NoSuchUnit(Absent):
    code = "unit.absent"
    words = Words("Không có đơn vị này.", "There is no such unit.")


class UnitExists(Conflict):
    code = "unit.exists"
    words = Words("Mã đơn vị này đã dùng.", "This unit id is taken.")


class UnitTreeRefused(InvalidInput):
    code = "unit.tree"
    words = Words("Cây đơn vị không nhận thay đổi này.", "The tree of units does not take this change.")


class UnitSucceededBefore(Conflict):
    code = "unit.succeeded"
    words = Words("Đơn vị này đã chấm dứt, có đơn vị khác kế thừa.", "This unit ended; others go on.")


class NothingToTakeBack(Conflict):
    code = "unit.not_succeeded"
    words = Words("Đơn vị này không có đơn vị kế thừa.", "Nobody follows this unit.")


class SuccessionRestedOn(Conflict):
    """Something was done since that holds only because the one unit follows the other."""

    code = "unit.succession_rested_on"
    words = Words("Đã có việc dựa vào việc kế thừa này.", "Something rests on this succession.")


class NoSuchLaunch(Absent):
    code = "launch.absent"
    words = Words("Không có lần phát động này.", "There is no such launch.")


class NotUnderPlan(InvalidInput):
    """The plan is for the unions under the body that issued it, and for that body."""

    code = "launch.not_under_plan"
    words = Words("Đơn vị không thuộc phạm vi của kế hoạch.", "The plan is not for this unit.")


class NoSuchMovement(InvalidInput):
    code = "launch.movement_unknown"
    words = Words("Kế hoạch không có phong trào này.", "The plan has no such movement.")


class LaunchBlocked(RuleBlocked):
    """The launch fields are not settled, or a clause of the plan is against it."""

    code = "launch.blocked"
    words = Words("Chưa đủ điều kiện phát động phong trào.", "The movement cannot be launched yet.")


class LaunchOutsidePlan(InvalidInput):
    code = "launch.days"
    words = Words("Thời gian phong trào không phù hợp với kế hoạch.", "The movement's days do not fit the plan.")


class LaunchedBefore(Conflict):
    code = "launch.stands"
    words = Words("Đơn vị đã phát động phong trào này.", "The unit launched this movement before.")


class LaunchOver(Conflict):
    code = "launch.over"
    words = Words("Lần phát động này đã kết thúc hoặc đã rút.", "This launch was ended or withdrawn before.")


class NoSuchNomination(Absent):
    code = "nomination.absent"
    words = Words("Không có hồ sơ này.", "There is no such nomination.")


class NoSuchList(Absent):
    code = "list.absent"
    words = Words("Không có danh sách này.", "There is no such list.")


class NoSuchHold(Absent):
    code = "hold.absent"
    words = Words("Không có ghi nhận này.", "There is no such hold.")


class HoldLiftedBefore(Conflict):
    code = "hold.lifted"
    words = Words("Ghi nhận này đã gỡ.", "This hold was lifted before.")


class PersonWasErased(Conflict):
    """Their data was erased; nothing new is kept of them here."""

    code = "person.erased"
    words = Words("Dữ liệu của người này đã được xóa.", "The data of this person was erased.")


class NoSuchPerson(Absent):
    code = "erasure.person_unknown"
    words = Words("Không lưu gì về người này.", "Nothing is kept of this person.")


class NoSuchErasure(Absent):
    code = "erasure.absent"
    words = Words("Không có đề nghị xóa này.", "There is no such request for erasure.")


class CasesOpen(Conflict):
    """What is under way is ended first: its road, its holds, and its award once decided stands in the register."""

    code = "erasure.cases_open"
    words = Words("Còn việc đang giải quyết.", "Something is still under way.")


class SeveralPeople(Conflict):
    """One key is of all whose names fold to one and who share a birth: one place each, for whoever asks to choose."""

    code = "erasure.several_people"
    words = Words(
        "Những mục dưới đây có thể là của nhiều người; hãy nêu rõ từng mục cần xóa.",
        "These may be of several people: name each of those that are meant.",
    )


class CasesChanged(Conflict):
    """Something came, or is gone, since it was asked: nobody was shown what would go now."""

    code = "erasure.cases_changed"
    words = Words(
        "Những gì đang lưu về người này đã thay đổi từ khi có đề nghị; hãy từ chối và đề nghị lại.",
        "What is kept of this person has changed since it was asked: decline it and ask again.",
    )


class ErasureSettled(Conflict):
    code = "erasure.settled"
    words = Words("Đề nghị xóa này đã được giải quyết.", "This request for erasure was settled before.")


class ErasureAskedBefore(Conflict):
    """Of these records; one of another person under the same key may be asked for beside it."""

    code = "erasure.asked_before"
    words = Words("Đã có đề nghị xóa đang chờ.", "A request to erase this person is open already.")


class SamePersonConfirms(Conflict):
    """Two people must agree."""

    code = "erasure.same_person"
    words = Words("Người đề nghị không được tự đồng ý.", "Whoever asked cannot confirm it.")


class WithdrawalPending(Conflict):
    code = "nomination.withdrawal_pending"
    words = Words("Đã xin rút, đang chờ trả lời.", "A withdrawal has been asked for and awaits its answer.")


class NotAlike(Absent):
    code = "likeness.absent"
    words = Words("Hai hồ sơ này không giống nhau.", "These two nominations are not alike.")


class IdentityIsExact(Conflict):
    """Name and full birth, or name, year and union, are one subject here; only a correction can tell them apart."""

    code = "likeness.exact"
    words = Words(
        "Hai hồ sơ cùng họ tên và ngày sinh (hoặc cùng năm sinh và đơn vị) nên là một người; nếu sai, hãy sửa lý lịch.",
        "The same name and birth (or year of birth and union): this is one person. If not, correct the identity.",
    )


class RuledFromAbove(Conflict):
    code = "likeness.ruled_from_above"
    words = Words("Cấp trên đã kết luận về việc này.", "A body above has ruled on this.")


class PlaceLocked(Conflict):
    """The case is returned for other places than this one; one place of the answer each."""

    code = "return.place_locked"
    words = Words(
        "Hồ sơ bị trả lại chỉ được sửa những mục nêu trong yêu cầu bổ sung.",
        "While a case is returned, only the places named in the return can be changed.",
    )


class AwardOffRoad(InvalidInput):
    """The supplement asks for an award that another level decides than the one the road was laid to."""

    code = "return.award_off_road"
    words = Words(
        "Hình thức khen mới không thuộc thẩm quyền của cấp mà hồ sơ đang được trình tới.",
        "The new award is not decided where the case is going.",
    )


class ItemUnanswered(InvalidInput):
    """An item of the return was neither mended nor answered in words."""

    code = "return.item_unanswered"
    words = Words(
        "Mỗi mục cần bổ sung phải được sửa hoặc giải trình.", "Every item of the return is to be mended or explained."
    )


class AnswerAstray(InvalidInput):
    """Words about something the return does not ask for."""

    code = "return.answer_astray"
    words = Words("Giải trình mục không có trong yêu cầu bổ sung.", "An answer to nothing the return asks for.")


class NoSuchVersion(Absent):
    """The first version supplements nothing, and there is no comparison of a version nobody sent."""

    code = "version.absent"
    words = Words("Không có bản bổ sung này.", "There is no such supplement.")


class NoSuchPaper(Absent):
    code = "paper.absent"
    words = Words("Không có tài liệu này.", "There is no such paper.")


class PaperMissing(InvalidInput):
    code = "paper.missing"
    words = Words("Chưa chọn tệp để gửi.", "No file was sent.")


class PaperEmpty(InvalidInput):
    code = "paper.empty"
    words = Words("Tệp trống.", "The file is empty.")


class PaperUnsupported(UnsupportedType):
    code = "paper.unsupported_type"
    words = Words(
        "Chỉ nhận PDF; ảnh PNG, JPEG chỉ nhận ở mục tài liệu khác.",
        "Only PDF is taken; PNG and JPEG only as other papers.",
    )


class PaperUnreadable(InvalidInput):
    code = "paper.unreadable"
    words = Words("Tệp PDF hỏng hoặc tải lên chưa trọn.", "The PDF is damaged or was not sent whole.")


class PaperEncrypted(InvalidInput):
    code = "paper.encrypted"
    words = Words("Tệp PDF đặt mật khẩu; hãy bỏ mật khẩu.", "The PDF is encrypted: remove its password.")


class PaperInfected(InvalidInput):
    code = "paper.infected"
    words = Words("Tệp có mã độc, không nhận.", "The file carries malware and is refused.")


class PaperQuarantined(Conflict):
    """Malware was found in a file that had been taken in; it is handed to nobody any more."""

    code = "paper.quarantined"
    words = Words("Tệp có mã độc nên không được mở.", "Malware was found in this file: it cannot be opened.")


class ScannerAway(Unavailable):
    """The virus scanner gave no answer to rely on: it is `away`, has `refused`, or what it said is `garbled`."""

    code = "scanner.away"
    words = Words(
        "Chưa quét được mã độc; xin gửi lại sau ít phút.", "The virus scan could not be made: send it again shortly."
    )

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__()
        self.why, self.detail = why, detail


class PaperGone(Unavailable):
    """Whoever had the same content was erased in this moment, and the file went with them."""

    code = "paper.gone"
    words = Words("Tệp chưa lưu được; xin gửi lại.", "The file could not be kept: send it again.")


class PaperAltered(VinhDanhError):
    """The stored content no longer is what was filed; the decision stays provable by its hash."""

    code = "paper.altered"
    words = Words("Tệp lưu trữ bị mất hoặc thay đổi.", "The stored file is lost or altered.")
