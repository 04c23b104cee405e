"""One supplement as those who prepared it and those who check it see it: answers, both sides, checks.

Owns: what is shown together, the same in every service that shows it. Promises: pure; every check is in one of two
groups. Leaves to others: where it is read from (`services/*/queries_supplements`), its form (`shared.web.supplements`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.events.place_names import name_of
from shared.events.supplement import Change
from shared.verdicts import Evaluation
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the return (`asked`) and how it was answered; `words` are the proposing unit's."""

    part: str
    name: Words
    asked: Words
    is_mended: bool
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule's answer about this version, and the service whose rule it is."""

    asked_by: str
    at: datetime
    said: Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """A version beside the one before. `kept`: checks that still stand; `asked_again`: what was told other facts."""

    version: int
    sent_at: datetime
    sent_by: str
    items: tuple[Item, ...]
    changes: tuple[Change, ...]
    kept: tuple[Check, ...]
    asked_again: tuple[Check, ...]


def items_of(items: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """A fix list with its answers, from their plain forms; an item nobody answered is neither mended nor explained."""
    given = {answer["part"]: answer for answer in answers}
    return tuple(
        Item(
            part=item["part"], name=name_of(item["part"]), asked=Words(**item["words"]),
            is_mended=given.get(item["part"], {}).get("is_mended", False),
            words=given.get(item["part"], {}).get("words"),
        )
        for item in items
    )  # fmt: skip


def in_two_groups(checks: Iterable[Check]) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """Kept, asked again."""
    found = sorted(checks, key=lambda check: (check.said.rule, check.at))
    kept = tuple(check for check in found if check.said.since is not None)
    return kept, tuple(check for check in found if check.said.since is None)
