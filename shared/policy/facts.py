"""A part of policy, fact by fact, as somebody reads it.

Owns: walking a part down to its values. Promises: each value with its path, the nearest clause and that clause's mark.
Leaves to others: printing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.policy.differences import clause_of, said
from shared.policy.marks import Founded, Stated
from shared.policy.report import label_of
from shared.words import Words

_ABOUT_THE_FACT = ("basis", "source", "mark")  # said beside the value, not as values


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    path: str
    said: str
    clause: str | None
    is_unverified: bool


def facts_of(part: Any) -> Iterator[Fact]:
    """The facts of a plan, a rulebook or any part of one, in the order of their shape."""
    yield from _facts(part, "", None, False)


def _facts(value: Any, path: str, clause: str | None, unverified: bool) -> Iterator[Fact]:
    if isinstance(value, (Founded, Stated)):
        clause, unverified = clause_of(value), value.is_unverified
    if isinstance(value, tuple) and any(dataclasses.is_dataclass(item) for item in value):
        for index, item in enumerate(value):
            yield from _facts(item, f"{path}[{label_of(item, index)}]", clause, unverified)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _facts(item, f"{path}[{key}]", clause, unverified)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Words):
        for field in dataclasses.fields(value):
            item = getattr(value, field.name)
            if field.name not in _ABOUT_THE_FACT and item not in (None, ()):
                yield from _facts(item, f"{path}.{field.name}" if path else field.name, clause, unverified)
    else:
        yield Fact(path=path, said=said(value), clause=clause, is_unverified=unverified)
