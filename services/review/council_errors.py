"""What the council's room refuses, beyond what a rule blocks.

Owns: codes that begin with `council.`, `session.`, `ballot.`, `decision.`. Promises: a code never changes its meaning.
Leaves to others: rule failures (`shared.errors.RuleBlocked`), their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, Forbidden, InvalidInput
from shared.words import Words


class CouncilAbsent(Absent):
    code = "council.absent"
    words = Words("Không tìm thấy hội đồng này.", "There is no such council.")


class CouncilTooLarge(InvalidInput):
    code = "council.too_large"
    words = Words("Hội đồng vượt số ủy viên quy định.", "The council has more members than allowed.")


class ChairNotSeated(InvalidInput):
    code = "council.chair_not_seated"
    words = Words("Chủ tịch phải là ủy viên hội đồng.", "The chair must be a member.")


class NotSeated(Forbidden):
    code = "council.not_seated"
    words = Words("Bạn không phải ủy viên hội đồng của phiên này.", "You are not seated in this session's council.")


class NotYetSeated(Conflict):
    code = "council.not_yet_valid"
    words = Words("Quyết định thành lập hội đồng chưa có hiệu lực.", "The council is not in office yet.")


class SessionAbsent(Absent):
    code = "session.absent"
    words = Words("Không tìm thấy phiên họp này.", "There is no such session.")


class SessionWrongState(Conflict):
    code = "session.wrong_state"
    words = Words("Phiên họp không ở bước này.", "The session is not at this step.")


class CaseNotReady(Conflict):
    """A case that has not passed the provincial appraisal has no place on an agenda."""

    code = "session.case_not_ready"
    words = Words("Hồ sơ chưa đến bước hội đồng xét.", "The case is not ready for the council.")


class NoVoteLaw(Conflict):
    code = "session.no_vote_law"
    words = Words("Hình thức khen thưởng này không qua bỏ phiếu.", "This award is not decided by a vote.")


class WrongCouncil(Conflict):
    """Two provincial councils exist and are never merged: domain.md §0.2."""

    code = "session.wrong_council"
    words = Words("Hình thức này do hội đồng khác xét.", "Another council votes on this award.")


class SecrecyRequired(Conflict):
    code = "session.secrecy_required"
    words = Words("Hình thức này phải bỏ phiếu kín.", "This award needs a secret ballot.")


class NothingToSend(Conflict):
    code = "session.nothing_to_send"
    words = Words("Không có hồ sơ nào chờ trình ký.", "No case waits to be sent for signature.")


class VotedAlready(Conflict):
    code = "ballot.voted_already"
    words = Words("Bạn đã bỏ phiếu ở phiên này.", "You have voted in this session.")


class VotingNotOpen(Conflict):
    code = "ballot.voting_not_open"
    words = Words("Phiên họp chưa mở hoặc đã kết thúc bỏ phiếu.", "Voting has not begun or is over.")


class VoteRecused(Conflict):
    code = "ballot.recused"
    words = Words("Bạn không được biểu quyết hồ sơ này.", "You may not vote on this case.")


class BallotIncomplete(InvalidInput):
    code = "ballot.incomplete"
    words = Words("Phiếu phải ghi đủ, đúng các hồ sơ của phiên.", "The ballot must cover the agenda, no more, no less.")


class AbsentMustWrite(Conflict):
    code = "ballot.absent_must_write"
    words = Words("Ủy viên vắng mặt gửi ý kiến bằng văn bản.", "An absent member gives a written opinion.")


class PresentVotesHere(Conflict):
    code = "ballot.present_votes_here"
    words = Words("Ủy viên có mặt bỏ phiếu tại phiên.", "A member who is present votes at the session.")


class WritingNotAllowed(Conflict):
    code = "ballot.writing_not_allowed"
    words = Words("Phiên này không lấy ý kiến bằng văn bản.", "No written opinions are taken in this session.")


class DecisionAbsent(Absent):
    code = "decision.absent"
    words = Words("Không tìm thấy quyết định này.", "There is no such decision.")


class SignedAlready(Conflict):
    code = "decision.signed_already"
    words = Words("Hồ sơ đã có quyết định.", "A decision has been signed on this already.")


class SeveralPlans(InvalidInput):
    code = "decision.several_plans"
    words = Words("Một quyết định chỉ thuộc một kế hoạch.", "A decision belongs to one plan.")




class AmendsNothing(Conflict):
    code = "decision.amends_nothing"
    words = Words(
        "Không có quyết định nào của cơ quan này để đính chính, hủy bỏ.",
        "This body signed no such decision that could be corrected or cancelled.",
    )
