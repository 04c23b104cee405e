"""Counting a vote under the law of its award, council and day.

Owns: quorum and threshold arithmetic. Promises: integers only; a paper that is not a yes never helps (ND152 Art 33(5),
domain.md §4.4); a written opinion is a vote and no presence. Leaves to others: who may vote (`recusal`), the tally in
words (`vote_tally`), whether the result stands (P05).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Denominator(StrEnum):
    """Of whom the yes votes are a share."""

    TOTAL_MEMBERS = "total_members"  # everybody seated, absent and recused members too: ND152 Art 33(5)
    PRESENT_MEMBERS = "present_members"  # those in the room for this case, or who voted on it there, or wrote
    ENTITLED_MEMBERS = "entitled_members"  # those seated who are not recused from this case


class Chair(StrEnum):
    """Where the chair stands on a case, asked only where the law wants the chair's yes."""

    AGREES = "agrees"
    DOES_NOT_AGREE = "does_not_agree"  # any other paper, or none
    RECUSED = "recused"  # no voice in this case, so no veto either: the threshold decides alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The vote law of an award, as plain numbers; `basis` is the article it stands in.

    `recused_leave_quorum`: who must not vote on a case counts on neither side of its quorum.
    `written_opinion_working_days`: so many working days before closing a written opinion has to be there.
    `least_voters`: from so many papers on a secret split is told (P06); below, it waits.
    """

    threshold_percent: int
    denominator: Denominator
    basis: str
    quorum_numerator: int = 2
    quorum_denominator: int = 3
    recused_leave_quorum: bool = True
    absent_members_write: bool = True
    written_opinion_working_days: int | None = None
    chair_must_agree: bool = False
    least_voters: int = 1
    unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What lay in the box for one case. `written` of the `ballots` came as written opinions of members who stayed away;
    `left` of them were cast in the room by members who were gone at the count.

    `recused_present` of the `recused` are at the meeting; they leave the room for this case.
    """

    total_members: int
    present: int
    recused: int
    written: int
    yes: int
    no: int
    abstained: int
    invalid: int = 0
    recused_present: int = 0
    chair: Chair | None = None
    left: int = 0

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


def quorum_of(law: Law, *, present: int, total: int, recused: int, recused_present: int) -> tuple[int, int]:
    """(here, of) for one case: attendance and the membership it is measured by."""
    if law.recused_leave_quorum:
        return present - recused_present, total - recused
    return present, total


def counted_of(law: Law, box: Count) -> int:
    """The denominator: the law's own, never the number of papers that happen to be there.

    Whoever wrote or left after voting joins those present, as their yes must be a share of what it is counted with.
    """
    return {
        Denominator.TOTAL_MEMBERS: box.total_members,
        Denominator.PRESENT_MEMBERS: box.present - box.recused_present + box.left + box.written,
        Denominator.ENTITLED_MEMBERS: box.total_members - box.recused,
    }[law.denominator]


def has_passed(*, yes: int, counted_of: int, percent: int, chair: Chair | None) -> bool:
    """The threshold, and the chair's yes where the law asks for it (`chair` None: it does not)."""
    return reaches_threshold(yes=yes, counted_of=counted_of, percent=percent) and chair is not Chair.DOES_NOT_AGREE


def percent_in_tenths(yes: int, of: int) -> int:
    """The ratio as printed: tenths of a percent, half rounded up (8 of 9 is 889). The verdict never uses it."""
    return (yes * 2000 + of) // (2 * of) if of else 0


def who_owe_an_opinion(
    *, members: Mapping[str, bool], voted: Collection[str], recused: Mapping[str, Collection[str]],
    laws: Mapping[str, Law],
) -> list[str]:  # fmt: skip
    """Away, without a ballot, in a vote that takes writing, and with a say in one case at least.

    `members` to presence, in the order of the council; `recused` and `laws` by case, of what is voted on.
    """
    if not all(law.absent_members_write for law in laws.values()):
        return []
    return [
        member
        for member, is_present in members.items()
        if not is_present and member not in voted and _has_a_say(member, recused, laws)
    ]


def who_owe_a_paper(
    *, members: Mapping[str, bool], voted: Collection[str], recused: Mapping[str, Collection[str]],
    cases: Collection[str],
) -> list[str]:  # fmt: skip
    """In the room, without a ballot, and with a say in one of the `cases` that are voted on; otherwise as above."""
    return [
        member
        for member, is_present in members.items()
        if is_present and member not in voted and _has_a_say(member, recused, cases)
    ]


def _has_a_say(member: str, recused: Mapping[str, Collection[str]], cases: Iterable[str]) -> bool:
    return any(member not in recused.get(case, ()) for case in cases)
