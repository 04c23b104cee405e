"""Hops: from the act in one service to its effect in the next, event by event.

Owns: matching the outbox of the sender with the moments the receivers noted after their commits. Promises: counts from
just before the command's commit (when its event was written) to just after the effect's. Leaves to others: reporting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from shared.db import Database
from shared.tables import outbox
from shared.topology import SERVICES

# The hops of the road: what the next stage waits for.
ROAD = {
    ("nomination.submitted", "review"): "submission → first stage has it",
    ("review.stage_passed", "notification"): "stage passed → next stage is told",
    ("review.decision_signed", "registry"): "signature → register has it",
    ("registry.award_recorded", "notification"): "register → notice is delivered",
    ("review.stage_passed", "nomination"): "stage passed → proposer sees it",
}
WITNESS = "any act → audit leaf"


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds."""

    count: int
    p50: float
    p99: float
    worst: float


def spread(seconds: Sequence[float]) -> Spread:
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, 0.0, 0.0, 0.0)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)

    return Spread(len(ordered), at(0.5), at(0.99), round(ordered[-1] * 1000, 1))


def measure(
    databases: Mapping[str, Database], board: Path, since: datetime, until: datetime
) -> dict[str, Spread]:
    """The hops of events said between two moments, by name; `all hops of the road` takes them together."""
    said: dict[str, tuple[str, float]] = {}
    for name in SERVICES:
        wanted = select(outbox.c.event_id, outbox.c.type, outbox.c.recorded_at).where(
            outbox.c.recorded_at >= since, outbox.c.recorded_at < until
        )
        with databases[name].reading() as tx:
            said.update({row.event_id: (row.type, row.recorded_at.timestamp()) for row in tx.execute(wanted)})
    found: dict[str, list[float]] = defaultdict(list)
    for consumer in SERVICES:
        for event_id, at in _settled(board / f"{consumer}.settled").items():
            if event_id in said:
                event_type, recorded = said[event_id]
                hop = WITNESS if consumer == "audit" else ROAD.get((event_type, consumer))
                if hop is not None:
                    found[hop].append(at - recorded)
    told = {name: spread(found[name]) for name in (*ROAD.values(), WITNESS)}
    return {"all hops of the road": spread([s for name in ROAD.values() for s in found[name]]), **told}


def _settled(path: Path) -> dict[str, float]:
    """When each event took effect; one that had to wait is noted each time it was tried, and the last time counts."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return {event_id: float(at) for event_id, _, at in (line.partition(" ") for line in lines)}
