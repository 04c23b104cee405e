"""Counting a vote under the law of its award.

Owns: quorum and threshold arithmetic, the formula in words. Promises: integers only; a paper that is not a yes never
helps (ND152 Art 33(5), domain.md §4.4). Leaves to others: who may vote (`recusal`), whether the result stands (P05).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.events.review import Tally
from shared.words import Words


class Denominator(StrEnum):
    """Of whom the yes votes are a share."""

    TOTAL_MEMBERS = "total_members"  # everybody seated, absent and recused members too: ND152 Art 33(5)
    ENTITLED_MEMBERS = "entitled_members"  # those seated who are not recused from this case


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The vote law of an award, as plain numbers; `basis` is the article it stands in.

    `recused_leave_quorum`: who must not vote on a case counts on neither side of its quorum.
    """

    threshold_percent: int
    denominator: Denominator
    basis: str
    quorum_numerator: int = 2
    quorum_denominator: int = 3
    recused_leave_quorum: bool = False
    absent_members_write: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What lay in the box for one case. `written` of the `ballots` came as written opinions of absent members."""

    total_members: int
    present: int
    recused: int
    written: int
    yes: int
    no: int
    abstained: int
    invalid: int = 0

    @property
    def ballots(self) -> int:
        return self.yes + self.no + self.abstained + self.invalid


def reaches_quorum(*, present: int, of: int, numerator: int, denominator: int) -> bool:
    """`present` is at least numerator/denominator of the members; nobody at all is never a quorum."""
    return of > 0 and present * denominator >= of * numerator


def least_present(*, of: int, numerator: int, denominator: int) -> int:
    """The smallest attendance that is a quorum: 6 of 9 for two thirds."""
    return max(1, -(-of * numerator // denominator))


def reaches_threshold(*, yes: int, counted_of: int, percent: int) -> bool:
    return counted_of > 0 and yes * 100 >= percent * counted_of


def least_yes(*, counted_of: int, percent: int) -> int:
    """The smallest number of yes votes that passes: 8 of 9 for 80 %."""
    return -(-percent * counted_of // 100)


def counted_of(law: Law, *, total_members: int, recused: int) -> int:
    """The denominator: the law's own, never the number of papers that happen to be there."""
    return total_members - recused if law.denominator is Denominator.ENTITLED_MEMBERS else total_members


def percent_in_tenths(yes: int, of: int) -> int:
    """The ratio as printed: tenths of a percent, half rounded up (8 of 9 is 889). The verdict never uses it."""
    return (yes * 2000 + of) // (2 * of) if of else 0


def printed_percent(tenths: int, comma: str = ",") -> str:
    return f"{tenths // 10}{comma}{tenths % 10}"


def count(law: Law, box: Count) -> Tally:
    """The tally of one case, with the formula as it stands in the minutes."""
    of = counted_of(law, total_members=box.total_members, recused=box.recused)
    passed = reaches_threshold(yes=box.yes, counted_of=of, percent=law.threshold_percent)
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
        formula=formula(law, yes=box.yes, of=of, passed=passed),
        basis=law.basis,
    )


def formula(law: Law, *, yes: int, of: int, passed: bool) -> Words:
    """“8 phiếu đồng ý / 9 ủy viên = 88,9 % ≥ 80 %: đạt (cần ít nhất 8 phiếu)”, and its English twin."""
    tenths, sign = percent_in_tenths(yes, of), "≥" if passed else "<"
    needed = least_yes(counted_of=of, percent=law.threshold_percent)
    is_total = law.denominator is Denominator.TOTAL_MEMBERS
    whom_vi, whom_en = ("ủy viên", "members") if is_total else ("ủy viên được biểu quyết", "members entitled to vote")
    return Words(
        f"{yes} phiếu đồng ý / {of} {whom_vi} = {printed_percent(tenths)} % {sign} {law.threshold_percent} %: "
        f"{'đạt' if passed else 'không đạt'} (cần ít nhất {needed} phiếu)",
        f"{yes} yes votes / {of} {whom_en} = {printed_percent(tenths, '.')} % {sign} {law.threshold_percent} %: "
        f"{'passed' if passed else 'not passed'} (at least {needed} needed)",
    )
