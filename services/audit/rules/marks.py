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


# Bare texts: an enumeration works out its hash anew wherever it is looked up.
_PERSON, _RULE, _AWARD, _DECISION, _RECEIPT = (kind.value for kind in MarkKind)

_FIELDS: Mapping[str, str] = {
    "nominee_key": _PERSON,
    "other_key": _PERSON,
    "award_id": _AWARD,
    "certificate": _AWARD,
    "replaces": _AWARD,
    "replaced_by": _AWARD,
    "decision": _DECISION,
    "amends": _DECISION,
    "receipt": _RECEIPT,
}

Mark = tuple[str, str]
"""The kind, one of `MarkKind`, and what is marked."""


def marks_of(data: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The marks of what an event says, each once; whatever is not of the shape events have marks nothing."""
    found: dict[Mark, None] = {}
    for kind, mark in _all(data):
        if isinstance(mark, str) and 0 < len(mark) <= _LONGEST:
            found[kind, mark] = None
    return tuple(found)


def _all(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, kind in _FIELDS.items():
        if name in data:
            yield kind, data[name]
    if isinstance(data.get("decision"), str):
        yield _DECISION, data.get("number")
    yield _PERSON, _in(_in(data.get("dossier"), "nominee"), "key")
    for item in _list(data.get("items")):
        yield _PERSON, _in(item, "nominee_key")
    for evaluation in _list(data.get("evaluations")):
        yield _RULE, _in(evaluation, "rule")
    # A refused attempt names the rules that stood against it.
    for rule in _list(data.get("rules")):
        yield _RULE, rule
    for part in _list(data.get("parts")):
        for rule in _list(_in(part, "rules")):
            yield _RULE, rule


def _in(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
