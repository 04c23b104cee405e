"""One source's log as the witness heard it: contiguous, each hash onto the one before.

Owns: telling a gap (not yet arrived) from an alteration, and what came late. Promises: pure; reads entries once, in
order of position (`Following`: in any). Leaves to others: reading them (`services/audit/queries_verification.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.events.envelope import GENESIS, chained
from shared.ids import made_at
from shared.words import Words

LATE = timedelta(hours=1)
_MOST_AHEAD = 2000


def is_late(event_id: str, heard_at: datetime) -> bool:
    """Whether an event was heard more than an hour after its id was made, by the clock of its maker."""
    return lateness(event_id, heard_at) > LATE


def timely_from(heard_at: datetime) -> str:
    """No id that sorts here or behind is of a late event: whoever asks many compares texts and does no arithmetic."""
    milliseconds = max(0, int((heard_at - LATE).timestamp() * 1000) + 1)
    return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}"


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


class Following:
    """A source's log, taken as it was heard and not as it was placed: whether all of it is there and follows.

    Holds only what came before its turn, and only so much of it. It names nothing: where not all is as it should be,
    the log is read in its own order (`check_source`).
    """

    __slots__ = ("_ahead", "_chain", "_count", "_last")

    def __init__(self) -> None:
        self._count, self._last, self._chain = 0, 0, GENESIS
        self._ahead: dict[int | None, tuple[str | None, str]] = {}

    def hear(self, position: int | None, chain: str | None, body_hash: str) -> None:
        self._count += 1
        if not self._ahead and position == self._last + 1:
            follows = chained(self._chain, position, body_hash)
            if chain == follows:  # as nearly all are heard
                self._chain, self._last = follows, position
                return
        # One that stands twice, has no place, does not follow or finds no room makes the last fall behind the count.
        if len(self._ahead) < _MOST_AHEAD:
            self._ahead.setdefault(position, (chain, body_hash))
        while (entry := self._ahead.get(self._last + 1)) is not None:
            follows = chained(self._chain, self._last + 1, entry[1])
            if entry[0] != follows:
                return
            self._chain, self._last = follows, self._last + 1
            del self._ahead[self._last]

    def checked(self) -> SourceChecked | None:
        """None when the log must be asked in its own order."""
        return SourceChecked(self._count, self._last, (), ()) if self._count == self._last else None


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
