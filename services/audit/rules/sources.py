"""One source's log as the witness heard it: contiguous, each hash onto the one before.

Owns: telling a gap (not yet arrived) from an alteration, and what came late. Promises: pure; reads entries once, in
order of position. Leaves to others: reading them (`services/audit/queries_verification.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.events.envelope import GENESIS, chained
from shared.ids import made_at
from shared.words import Words

LATE = timedelta(hours=1)


def is_late(event_id: str, heard_at: datetime) -> bool:
    """Whether an event was heard more than an hour after its id was made, by the clock of its maker."""
    return lateness(event_id, heard_at) > LATE


def lateness(event_id: str, heard_at: datetime) -> timedelta:
    """How long an event was on its way; nought when its id tells no time, or clocks disagree."""
    made = made_at(event_id)
    return timedelta(seconds=0 if made is None else max(0.0, heard_at.timestamp() - made))


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf as its source placed it; `index` is where it stands in the tree."""

    index: int
    position: int | None
    chain: str | None
    body_hash: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Positions `first` to `last` of a source have not arrived although a later one has, `age` ago."""

    source: str
    first: int
    last: int
    age: timedelta


@dataclass(frozen=True, slots=True)
class SourceChecked:
    count: int
    last: int
    faults: tuple[tuple[int, Words], ...]
    gaps: tuple[Gap, ...]


def check_source(source: str, entries: Iterable[Entry], now: datetime) -> SourceChecked:
    """Faults by leaf index, and gaps. After a gap the chain is taken up again at the next event that arrived."""
    faults: list[tuple[int, Words]] = []
    gaps: list[Gap] = []
    count, expected = 0, 1
    previous: str | None = GENESIS
    for entry in entries:
        count += 1
        if entry.position is None or entry.chain is None:
            faults.append((entry.index, Words(f"{source}: không có vị trí", f"{source}: it has no position")))
            continue
        if entry.position < expected:
            faults.append((entry.index, _doubled(source, entry.position)))
            continue
        if entry.position > expected:
            gaps.append(Gap(source, expected, entry.position - 1, now - entry.heard_at))
            previous = None
        if previous is not None and entry.chain != chained(previous, entry.position, entry.body_hash):
            faults.append((entry.index, _unchained(source, entry.position)))
        previous, expected = entry.chain, entry.position + 1
    return SourceChecked(count, expected - 1, tuple(faults), tuple(gaps))


def _doubled(source: str, position: int) -> Words:
    return Words(
        f"{source}: hai sự kiện cùng giữ vị trí {position}", f"{source}: two events claim position {position}"
    )


def _unchained(source: str, position: int) -> Words:
    return Words(
        f"{source}: mã băm nối ở vị trí {position} không khớp sự kiện trước",
        f"{source}: the chained hash at position {position} does not follow from the event before",
    )
