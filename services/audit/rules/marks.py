"""What an auditor finds a leaf by, beside who acted where and when: the words it says about whom and by which rule.

Owns: reading marks out of an event. Promises: pure; a person is marked by the key events carry and never by a name.
Leaves to others: storing them (`services/audit/actions.py`), taking a person's away (they follow from the bodies).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

_LONGEST = 80


class MarkKind(StrEnum):
    """What a mark is of. `award` and `decision` are marked by id and by the number printed on the paper."""

    PERSON = "person"
    RULE = "rule"
    AWARD = "award"
    DECISION = "decision"
    RECEIPT = "receipt"


_FIELDS: Mapping[str, MarkKind] = {
    "nominee_key": MarkKind.PERSON,
    "other_key": MarkKind.PERSON,
    "award_id": MarkKind.AWARD,
    "certificate": MarkKind.AWARD,
    "replaces": MarkKind.AWARD,
    "replaced_by": MarkKind.AWARD,
    "decision": MarkKind.DECISION,
    "amends": MarkKind.DECISION,
    "receipt": MarkKind.RECEIPT,
}

Mark = tuple[MarkKind, str]


def marks_of(data: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The marks of what an event says, each once; whatever is not of the shape events have marks nothing."""
    told = ((kind, mark) for kind, mark in _all(data) if isinstance(mark, str) and 0 < len(mark) <= _LONGEST)
    return tuple(dict.fromkeys(told))


def _all(data: Mapping[str, Any]) -> Iterator[tuple[MarkKind, Any]]:
    for name, kind in _FIELDS.items():
        if name in data:
            yield kind, data[name]
    if isinstance(data.get("decision"), str):
        yield MarkKind.DECISION, data.get("number")
    yield MarkKind.PERSON, _in(_in(data.get("dossier"), "nominee"), "key")
    for item in _list(data.get("items")):
        yield MarkKind.PERSON, _in(item, "nominee_key")
    for evaluation in _list(data.get("evaluations")):
        yield MarkKind.RULE, _in(evaluation, "rule")
    # A refused attempt names the rules that stood against it.
    for rule in _list(data.get("rules")):
        yield MarkKind.RULE, rule
    for part in _list(data.get("parts")):
        for rule in _list(_in(part, "rules")):
            yield MarkKind.RULE, rule


def _in(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
