"""What `vinhdanh policy validate` prints: one row per part of the policy.

Owns: counts, hashes and the list of what is not verified. Promises: every unverified item appears by its path.
Leaves to others: how it is shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.canonical import content_hash
from shared.events.codec import to_plain
from shared.policy.marks import Mark
from shared.policy.policy import PolicySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One part: its kind and id, its content hash, how many of what it holds, and its unverified items."""

    kind: str
    id: str
    hash: str
    counts: Mapping[str, int]
    unverified: tuple[str, ...]


def describe(policy_set: PolicySet) -> list[Row]:
    """Plans, rulebooks, chains, roads outside the union, calendar, salaries, the law after the decision, in order."""
    return [
        *(_row("plan", plan.id, plan) for plan in policy_set.plans.values()),
        *(_row("rulebook", book.id, book) for book in policy_set.rulebooks.values()),
        *(_row("chain", chain.id, chain) for chain in policy_set.chains.values()),
        *(_row("extension", one.id, one) for one in policy_set.extensions.values()),
        _row("calendar", policy_set.calendar.id, policy_set.calendar),
        _row("salaries", "salaries", policy_set.salaries),
        _row("after_decision", "after_decision", policy_set.after_decision),
    ]


def _row(kind: str, part_id: str, part: Any) -> Row:
    values = {item.name: getattr(part, item.name) for item in dataclasses.fields(part)}
    counts = {name: len(value) for name, value in values.items() if isinstance(value, tuple)}
    return Row(
        kind=kind,
        id=part_id,
        hash=content_hash(to_plain(part)),
        counts=counts,
        unverified=tuple(_unverified(part, "")),
    )


def _unverified(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _unverified(item, f"{path}[{label_of(item, index)}]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        if getattr(value, "mark", None) is Mark.UNVERIFIED:
            yield path or "."
        for item in dataclasses.fields(value):
            step = f"{path}.{item.name}" if path else item.name
            yield from _unverified(getattr(value, item.name), step)


# By what an item of a list is told from its neighbours, the first that it has.
_LABELS: tuple[tuple[str, ...], ...] = (
    ("code",), ("level",), ("id", "award"), ("id",), ("rule", "name"), ("rule",), ("award",), ("year",), ("first",),
    ("valid_from",), ("block",), ("off",), ("ground",),
)  # fmt: skip


def label_of(item: Any, index: int) -> str:
    """How an item of a list is told from its neighbours: by its code, id, year …, else by its place."""
    if isinstance(item, str):
        return str(item)
    for names in _LABELS:
        values = [getattr(item, name, None) for name in names]
        if all(isinstance(value, (str, int, date)) for value in values):
            return ".".join(str(value) for value in values)
    return str(index)
