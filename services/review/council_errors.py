"""What the council's room refuses, beyond what a rule blocks.

Owns: codes of councils, sessions, recusals, ballots, decisions. Promises: a code never changes its meaning.
Leaves to others: rule failures (`shared.errors.RuleBlocked`), their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, Forbidden, InvalidInput, RuleBlocked
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


class CouncilReplaced(Conflict):
    """A new composition is a new council: from its first day the one before it meets no more."""

    code = "council.replaced"
    words = Words("Hội đồng này đã được kiện toàn bằng hội đồng mới.", "A newer council has taken this one's place.")


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


class CaseHasQuorum(Conflict):
    """Once ballots are taken nobody chooses what is counted: only what cannot be leaves the agenda."""

    code = "session.case_has_quorum"
    words = Words(
        "Đang biểu quyết: chỉ được đưa ra khỏi chương trình những hồ sơ không còn đủ số ủy viên dự họp để xét.",
        "The vote is under way: only a case that lost its quorum may leave the agenda.",
    )


class DecidedHere(Conflict):
    code = "submission.decided_here"
    words = Words(
        "Hình thức này do cấp trong tuyến trình quyết định, không trình lên.",
        "A body of the chain decides this award; it is not submitted upward.",
    )


class ConsentMissing(RuleBlocked):
    """M03 of state files: late, or nobody can say."""

    code = "submission.consent_missing"
    words = Words(
        "Hồ sơ trình quá hạn, hoặc chưa rõ hạn: ghi văn bản đồng ý nhận (consent) thì mới trình được.",
        "Files are late, or their last day is not known: name the paper by which they are taken (consent) to go on.",
    )


class ConsentNeedless(InvalidInput):
    """Nothing on record would say to what it consents."""

    code = "submission.consent_needless"
    words = Words(
        "Không hồ sơ nào trong tờ trình có hạn gửi theo luật, nên bỏ trống văn bản đồng ý nhận (consent).",
        "No file of this letter has a last day by law, so that there is nothing to consent to: leave `consent` out.",
    )


class SubmissionAbsent(Absent):
    code = "submission.absent"
    words = Words("Không tìm thấy tờ trình này.", "There is no such submission.")


class AnsweredAlready(Conflict):
    code = "submission.answered"
    words = Words(
        "Hồ sơ không còn ở cấp trên theo tờ trình này.", "The case does not lie with a body above on this letter now."
    )


class HeldBeyond(Conflict):
    code = "submission.held"
    words = Words(
        "Hồ sơ đang tạm dừng; phải có kết luận cho tiếp tục trước khi ghi ý kiến cấp trên.",
        "The case is on hold; it has to be released before an answer from above is entered.",
    )


class NoticeStands(Conflict):
    code = "notice.stands"
    words = Words("Hồ sơ đã được công khai rồi.", "The name has been published already.")


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


class ChairVotesOpenly(Conflict):
    """Whether the chair agreed cannot be told from a secret box."""

    code = "session.chair_votes_openly"
    words = Words(
        "Cần chủ tịch đồng ý nên phiên này phải biểu quyết công khai.",
        "The chair must agree: this vote has to be open.",
    )


class EmptyAgenda(Conflict):
    code = "session.empty_agenda"
    words = Words("Chương trình không còn hồ sơ nào.", "Nothing is left on the agenda.")


class AgendaToldTooLate(Conflict):
    code = "session.agenda_told_too_late"
    words = Words(
        "Ủy viên chưa được biết chương trình họp đủ số ngày kế hoạch quy định.",
        "Members have not known the agenda for as long as the plan asks.",
    )


class RecusalsUndecided(Conflict):
    code = "session.recusals_undecided"
    words = Words(
        "Còn đề xuất không tham gia biểu quyết chưa được quyết định.", "Proposed recusals have not been decided yet."
    )


class RecusalAbsent(Absent):
    code = "recusal.absent"
    words = Words("Không có đề xuất này trong phiên họp.", "There is no such recusal in this session.")


class RecusalFixed(Conflict):
    """Whoever signed, wrote, handled or declared stays out, whatever anybody decides: domain.md §6."""

    code = "recusal.fixed"
    words = Words("Căn cứ này không thể bỏ qua.", "This ground is not open to judgement.")


class OwnRecusal(Forbidden):
    code = "recusal.own"
    words = Words("Không ai tự quyết định về xung đột lợi ích của mình.", "Nobody decides on their own conflict.")


class NotForOthers(Forbidden):
    code = "declaration.not_for_others"
    words = Words("Mỗi người chỉ khai cho chính mình.", "Everybody declares for themselves only.")


class DeclarationAbsent(Absent):
    code = "declaration.absent"
    words = Words("Không tìm thấy bản khai này.", "There is no such declaration.")


class MandateAbsent(Absent):
    code = "mandate.absent"
    words = Words("Không tìm thấy văn bản ủy quyền này.", "There is no such mandate.")


class MandateRefused(Forbidden):
    """Outside what was delegated, or what cannot be delegated at all; the words say which."""

    code = "mandate.refused"
    words = Words("Việc này không được ủy quyền.", "This cannot be delegated.")


class MandateNotInForce(Forbidden):
    code = "mandate.not_in_force"
    words = Words("Ủy quyền không có hiệu lực.", "The mandate is not in force.")


class MandateConflict(Forbidden):
    code = "mandate.conflict"
    words = Words(
        "Người ủy quyền hoặc người được ủy quyền có liên quan đến hồ sơ này.",
        "The giver or the delegate is concerned by this case.",
    )


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


class BallotNotDelegable(Forbidden):
    code = "ballot.not_delegable"
    words = Words(
        "Không ai bỏ phiếu thay; ủy viên vắng mặt gửi ý kiến bằng văn bản.",
        "Nobody votes for another; an absent member writes.",
    )


class WritingTooLate(Conflict):
    code = "ballot.writing_too_late"
    words = Words("Đã hết hạn gửi ý kiến bằng văn bản.", "The time for written opinions is over.")


class DecisionAbsent(Absent):
    code = "decision.absent"
    words = Words("Không tìm thấy quyết định này.", "There is no such decision.")


class SignedAlready(Conflict):
    code = "decision.signed_already"
    words = Words("Hồ sơ đã có quyết định.", "A decision has been signed on this already.")


class SignerConcerned(Forbidden):
    code = "decision.signer_concerned"
    words = Words(
        "Danh sách có người liên quan đến bạn; phải do người có thẩm quyền khác ký.",
        "The list concerns you: another competent person has to sign it.",
    )


class SeveralPlans(InvalidInput):
    code = "decision.several_plans"
    words = Words("Một quyết định chỉ thuộc một kế hoạch.", "A decision belongs to one plan.")




class BoxNotPublished(Absent):
    code = "ballot.box_not_published"
    words = Words(
        "Không có thùng phiếu kín nào đã kết thúc với mã phiên này.",
        "No closed secret vote has this session's box.",
    )


class ReceiptUnknown(Absent):
    code = "ballot.receipt_unknown"
    words = Words("Không có phiếu nào mang biên nhận này.", "No paper bears this receipt.")


class AmendsNothing(Conflict):
    code = "decision.amends_nothing"
    words = Words(
        "Không có quyết định nào của cơ quan này để đính chính, hủy bỏ.",
        "This body signed no such decision that could be corrected or cancelled.",
    )
