"""What review refuses, beyond the errors every service shares.

Owns: codes of cases and of what the rules ask. Promises: a code never changes its meaning.
Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, Forbidden, InvalidInput, RuleBlocked, VinhDanhError
from shared.words import Words


class CaseAbsent(Absent):
    code = "case.absent"
    words = Words("Không tìm thấy hồ sơ này.", "There is no such case.")

    @classmethod
    def named(cls, case_id: str) -> CaseAbsent:
        """Of several that were asked for."""
        return cls(f"Không tìm thấy hồ sơ {case_id}.", f"There is no case {case_id}.")


class NothingYet(Absent):
    """Asked about a moment before the case was opened."""

    code = "case.nothing_yet"
    words = Words("Đến thời điểm này hồ sơ chưa được gửi.", "By then nothing had happened to this case.")


class CaseKnown(Conflict):
    """A second submission of a case that is open: two histories, a person must look."""

    code = "case.known"
    words = Words("Hồ sơ này đã được mở trước đó.", "This case was opened before.")


class HeldFromOutside(Forbidden):
    """What is verified was entered by an administrator; the union it concerns does not free its own case."""

    code = "hold.from_outside"
    words = Words(
        "Hồ sơ tạm dừng vì việc đang được xác minh; quản trị viên cho tiếp tục khi có kết luận bằng văn bản.",
        "On hold for something that is being verified; an administrator releases it on the written conclusion.",
    )


class CaseTwice(Conflict):
    code = "case.twice"
    words = Words("Hồ sơ này được nêu hai lần trong một yêu cầu.", "This case stands twice in one request.")


class MustReturn(RuleBlocked):
    """Something is missing or wrong that the unit can mend: the case has to be returned, not passed or refused."""

    code = "rules.must_return"
    words = Words(
        "Hồ sơ còn thiếu hoặc chưa khớp, cần trả lại để bổ sung.",
        "Something is missing or does not agree: return the case for a supplement.",
    )


class WarningUnanswered(RuleBlocked):
    """A rule warns; whoever goes on has to say why."""

    code = "rules.warning_unanswered"
    words = Words(
        "Có cảnh báo: muốn tiếp tục phải ghi rõ lý do.", "There are warnings: give a reason to go on in spite of them."
    )


class PlaceUnknown(InvalidInput):
    """A return names something no dossier has; the words list what may be named."""

    code = "return.place_unknown"
    words = Words("Hồ sơ không có mục này.", "A dossier has no such place.")


class PlaceTwice(InvalidInput):
    """Two items of a return cover one place: nobody could say which of them a change answers."""

    code = "return.place_twice"
    words = Words("Một mục được nêu hai lần.", "One place is named twice.")


class NoSuchVersion(Absent):
    """The first version supplements nothing, and there is no comparison of a version nobody sent."""

    code = "version.absent"
    words = Words("Không có bản bổ sung này.", "There is no such supplement.")


class PolicyAltered(VinhDanhError):
    """The document does not hash to the name it was published under; a person must look."""

    code = "policy.altered"
    words = Words("Nội dung quy định không khớp mã băm.", "The policy's content does not match its hash.")


class HoldUnexplained(VinhDanhError):
    """A submission asks for a hold and names no ground; a person must look."""

    code = "case.hold_unexplained"
    words = Words("Hồ sơ yêu cầu tạm dừng mà không nêu lý do.", "The submission asks for a hold and names no ground.")


class StepUnaccounted(VinhDanhError):
    """X01, X03: a step or an evaluation that could not be explained later is not written."""

    code = "case.step_unaccounted"
    words = Words("Bước này không ghi đủ ai, lúc nào, theo quy định nào.", "This step is not fully accounted for.")


class MigrationRefused(Conflict):
    """`places` names each case that cannot be moved, by receipt number; nothing was moved."""

    code = "migration.refused"
    words = Words(
        "Không chuyển hồ sơ nào: có hồ sơ không chuyển được, xem từng hồ sơ.",
        "No case was moved: some cannot be, see each of them.",
    )


class MigrationAbsent(Absent):
    code = "migration.absent"
    words = Words("Không có lần chuyển hồ sơ này.", "There is no such migration.")


class MigrationTakenBack(Conflict):
    """A migration is taken back once; taking back is not taken back, but moved again."""

    code = "migration.taken_back"
    words = Words("Lần chuyển này đã được khôi phục.", "This migration was taken back already.")


class ClockStandsStill(Conflict):
    code = "deadline.no_clock"
    words = Words("Hồ sơ chưa được tiếp nhận, chưa tính thời hạn.", "No clock runs: the case was not received yet.")


class NotLater(InvalidInput):
    code = "deadline.not_later"
    words = Words("Gia hạn không được rút ngắn thời hạn.", "An extension never shortens a deadline.")


class NotWorkedOn(InvalidInput):
    code = "deadline.day_off"
    words = Words("Hạn mới phải là ngày làm việc.", "The new last day must be a working day.")


class BeyondTheBound(RuleBlocked):
    code = "deadline.beyond_the_bound"
    words = Words("Gia hạn quá mức quy định.", "The extension exceeds what the policy allows.")


class NothingPublished(Conflict):
    code = "notice.not_published"
    words = Words("Hồ sơ không trong thời gian công khai lấy ý kiến.", "The case does not hang out for opinions.")


class ObjectionAbsent(Absent):
    code = "objection.absent"
    words = Words("Không tìm thấy ý kiến này.", "There is no such objection.")


class ObjectionOver(Conflict):
    code = "objection.settled"
    words = Words("Ý kiến này đã được xử lý.", "This objection was settled before.")


class AskedAlready(Conflict):
    code = "consultation.asked"
    words = Words("Đã lấy ý kiến cơ quan này, còn chờ trả lời.", "This body was asked; its answer is awaited.")


class ConsultationAbsent(Absent):
    code = "consultation.absent"
    words = Words("Không tìm thấy lần lấy ý kiến này.", "There is no such consultation.")


class ConsultationOver(Conflict):
    code = "consultation.answered"
    words = Words("Cơ quan này đã trả lời.", "This body has answered.")
