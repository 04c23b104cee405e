"""Whether the split of a secret vote may be told, and the sum that is told in its place.

Owns: when a split waits, what is shown meanwhile, when waiting splits are told together. Promises: pure; decided by how
many voted and never by how: a rule that hid unanimous votes would tell them by hiding. Leaves to others: the count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from shared.events.review import Tally
from shared.events.terms import BallotMode
from shared.verdicts import Evaluation
from shared.words import Words

TELLS_THE_SPLIT = frozenset({"P05", "P07"})
"""Rules whose facts hold the number of yes votes."""


def split_waits(*, mode: BallotMode, papers: int, least_voters: int) -> bool:
    """P06 `least_voters`: with fewer papers a secret split would expose a member; without any there is none."""
    return mode is BallotMode.SECRET and 0 < papers < least_voters


def shown(tally: Tally) -> Tally:
    """A tally whose split waits: the result and how many voted, no number of any choice."""
    result = Words("đủ phiếu", "passed") if tally.passed else Words("không đủ phiếu", "not passed")
    return replace(
        tally, yes=None, no=None, abstained=None, invalid=None, split_waits=True,
        formula=Words(
            f"{result.vi}; {tally.ballots} phiếu kín, tỷ lệ chờ công bố để không lộ lựa chọn của ủy viên",
            f"{result.en}; {tally.ballots} secret ballots, the split waits so that no member's choice is exposed",
        ),
    )  # fmt: skip


def tellable(asked: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """What the rules said, without those whose facts are the split."""
    return tuple(one for one in asked if one.rule not in TELLS_THE_SPLIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case whose split waits: who voted on it, its full count, and the least voters it asks for."""

    case: str
    voters: frozenset[str]
    yes: int
    no: int
    abstained: int
    least_voters: int


def may_be_pooled(waiting: Collection[Waiting]) -> bool:
    """Enough different members stand behind the sum. The same few voting often never are: their sum exposes as much."""
    behind = frozenset[str]().union(*(one.voters for one in waiting))
    return bool(waiting) and len(behind) >= max(one.least_voters for one in waiting)


def pooled(waiting: Sequence[Waiting]) -> tuple[int, int, int]:
    """(yes, no, abstained) of all of them."""
    return sum(w.yes for w in waiting), sum(w.no for w in waiting), sum(w.abstained for w in waiting)
