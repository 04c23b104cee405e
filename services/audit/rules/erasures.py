"""What a body may lack, and what it must not hold any more, after people were erased.

Owns: judging the personal parts of an event by the erasures the ledger itself heard. Promises: pure; a part that is
missing without an erasure is named as one that was removed. Leaves to others: dropping parts (`shared.erasure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.events.envelope import Envelope
from shared.events.sealing import is_opened_falsely
from shared.words import Words

ERASED = "nomination.person_erased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure as the ledger heard it: whose records, when, on what basis, by which two people."""

    id: str
    at: datetime
    basis: str
    asked_by: str
    confirmed_by: str
    records: frozenset[str]


Erasures = Mapping[str, Erasure]
"""By record."""


def erasure_of(event: Envelope) -> Erasure:
    """What a `nomination.person_erased` says."""
    data = event.data
    records = frozenset((*data["cases"], *data["holds"]))
    return Erasure(data["erasure"], event.time, data["basis"], data["asked_by"], data["confirmed_by"], records)


def by_record(erasures: Iterable[Erasure]) -> dict[str, Erasure]:
    return {record: one for one in erasures for record in one.records}


def part_faults(event: Envelope, erasures: Erasures, openings: Mapping[str, bytes]) -> Iterator[Words]:
    """What cannot be so of an event's personal parts. `openings`: their texts by path, as far as they are at hand."""
    for part in event.parts:
        if is_opened_falsely(part, event.data, openings.get(part.path)):
            yield Words(f"phần “{part.path}” không khớp cam kết", f"the part {part.path} is not what was committed to")
        if part.salt is None and part.owner not in erasures:
            yield Words(f"phần “{part.path}” bị xóa mà không có quyết định", f"the part {part.path} is gone, unerased")
        elif part.salt is not None and part.owner in erasures:
            yield Words(f"phần “{part.path}” lẽ ra đã xóa", f"the part {part.path} should have been erased")
