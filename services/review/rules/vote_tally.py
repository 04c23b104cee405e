"""The tally of one case: the numbers, what follows from them, and the sentences that say why.

Owns: formula and quorum in words, as they stand in the minutes. Promises: pure; the sentence is computed from the same
integers as the verdict. Leaves to others: the arithmetic (`vote_law`), reading the sentence back (`minutes`).
"""

from __future__ import annotations

from services.review.rules import vote_law
from services.review.rules.vote_law import Chair, Count, Denominator, Law
from shared.events.review import Tally
from shared.words import Words

_OF_WHOM = {
    Denominator.TOTAL_MEMBERS: Words("ủy viên", "members"),
    Denominator.PRESENT_MEMBERS: Words("ủy viên có mặt hoặc gửi ý kiến", "members present or writing"),
    Denominator.ENTITLED_MEMBERS: Words("ủy viên được biểu quyết", "members entitled to vote"),
}

_CHAIR = {
    Chair.AGREES: Words("chủ tịch hội đồng đồng ý", "the chair agrees"),
    Chair.DOES_NOT_AGREE: Words("chủ tịch hội đồng không đồng ý", "the chair does not agree"),
    Chair.RECUSED: Words("chủ tịch hội đồng không tham gia biểu quyết", "the chair is recused"),
}


def count(law: Law, box: Count) -> Tally:
    """The tally of one case, with the formula as it stands in the minutes."""
    of, chair = vote_law.counted_of(law, box), box.chair if law.chair_must_agree else None
    passed = vote_law.has_passed(yes=box.yes, counted_of=of, percent=law.threshold_percent, chair=chair)
    return Tally(
        total_members=box.total_members,
        present=box.present,
        recused=box.recused,
        written=box.written,
        ballots=box.ballots,
        yes=box.yes,
        no=box.no,
        abstained=box.abstained,
        invalid=box.invalid,
        threshold_percent=law.threshold_percent,
        denominator=law.denominator.value,
        counted_of=of,
        passed=passed,
        formula=formula(law, yes=box.yes, of=of, chair=chair, passed=passed),
        basis=law.basis,
        quorum=quorum(law, box),
        chair=chair.value if chair else None,
        unverified=law.unverified,
        left=box.left,
    )


def formula(law: Law, *, yes: int, of: int, chair: Chair | None = None, passed: bool) -> Words:
    """“8 phiếu đồng ý / 9 ủy viên = 88,9 % ≥ 80 %: đạt (cần ít nhất 8 phiếu)”, and its English twin."""
    tenths, percent = vote_law.percent_in_tenths(yes, of), law.threshold_percent
    sign = "≥" if vote_law.reaches_threshold(yes=yes, counted_of=of, percent=percent) else "<"
    needed, whom = vote_law.least_yes(counted_of=of, percent=percent), _OF_WHOM[law.denominator]
    vi, en = (f"; {_CHAIR[chair].vi}", f"; {_CHAIR[chair].en}") if chair else ("", "")
    return Words(
        f"{yes} phiếu đồng ý / {of} {whom.vi} = {printed_percent(tenths)} % {sign} {percent} %{vi}: "
        f"{'đạt' if passed else 'không đạt'} (cần ít nhất {needed} phiếu)",
        f"{yes} yes votes / {of} {whom.en} = {printed_percent(tenths, '.')} % {sign} {percent} %{en}: "
        f"{'passed' if passed else 'not passed'} (at least {needed} needed)",
    )


def quorum(law: Law, box: Count) -> Words:
    """“có mặt 6 / 9 ủy viên ≥ 2/3 (cần ít nhất 6)”: attendance for this case, those recused from it set apart."""
    up, down = law.quorum_numerator, law.quorum_denominator
    here, of = vote_law.quorum_of(
        law, present=box.present, total=box.total_members, recused=box.recused, recused_present=box.recused_present
    )
    reached = vote_law.reaches_quorum(present=here, of=of, numerator=up, denominator=down)
    sign, least = "≥" if reached else "<", vote_law.least_present(of=of, numerator=up, denominator=down)
    return Words(
        f"có mặt {here} / {of} ủy viên {sign} {up}/{down} (cần ít nhất {least})",
        f"{here} of {of} members present {sign} {up}/{down} (at least {least} needed)",
    )


def printed_percent(tenths: int, comma: str = ",") -> str:
    return f"{tenths // 10}{comma}{tenths % 10}"
