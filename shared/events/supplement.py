"""A supplement beside the return it answers: what changed at which place, and how each item was answered.

Owns: the shapes, and comparing two versions of a dossier by a fix list. Promises: pure; both services that show a
comparison show the same one. Leaves to others: what may be changed (nomination), what is checked again (review).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.events.place_names import name_of
from shared.events.places import changed_places, covers, value_at
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How the proposing unit answered one item of a return: mended, explained in words, or both."""

    part: str
    is_mended: bool
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place before and after, as plain values; `item` is the part of the fix list it answers.

    None where nobody edited it: it follows from something else, such as a count or what the register knows.
    """

    at: str
    name: Words
    before: Any
    after: Any
    item: str | None


def find_item(parts: Sequence[str], place: str) -> str | None:
    """The part of a fix list under which a place falls; no two of one list cover the same place."""
    return next((part for part in parts if covers(part, place)), None)


def compare(before: Mapping[str, Any], after: Mapping[str, Any], parts: Sequence[str]) -> tuple[Change, ...]:
    """Two plain dossiers side by side, where they differ."""
    return tuple(
        Change(
            at=place, name=name_of(place), before=value_at(before, place), after=value_at(after, place),
            item=find_item(parts, place),
        )
        for place in changed_places(before, after)
    )  # fmt: skip
