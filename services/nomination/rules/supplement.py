"""What a return lets the proposing unit change, and whether every item of it was answered.

Owns: the lock on everything a return does not name. Promises: pure; what was sent and is not named goes up unchanged,
whatever its list says by now or whoever a title of the register may be of. Leaves to others: refusing
(`return_contract`), comparing (`shared.events.supplement`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.events.places import COMPUTED, changed_places, value_at, with_value
from shared.events.supplement import Answer, find_item

Plain = Mapping[str, Any]

FOLLOWING = COMPUTED | {
    "prior_titles", "initiatives", "nominee.subject_unit", "nominee.is_direct_worker", "nominee.is_leader",
}  # fmt: skip
"""Places that also change with nobody's edit: counts, what the register knows of titles, a certificate attached, the
union that a collective's name is, what a corrected class of person says."""


RegisteredTitle = tuple[str, int, str]
"""Award, year and number of the decision."""

_WHO = ("nominee.kind", "nominee.full_name", "nominee.birth")


def locked_places(sent: Plain, draft: Plain, wanted: Plain, parts: Sequence[str]) -> tuple[str, ...]:
    """The places at which a new draft goes beyond the return. To state again what was sent is no change."""
    differing = set(changed_places(sent, wanted)) - COMPUTED
    return tuple(
        place for place in changed_places(draft, wanted) if place in differing and find_item(parts, place) is None
    )


def keep_untouched(sent: Plain, now: Plain, parts: Sequence[str]) -> Plain:
    """The dossier of the supplement: as it stands now where the return names a place, as it was sent elsewhere."""
    for place in changed_places(sent, now):
        if find_item(parts, place) is None and place not in FOLLOWING:
            now = with_value(now, place, value_at(sent, place))
    return now


def titles_that_stand(sent: Plain, draft: Plain, parts: Sequence[str]) -> frozenset[RegisteredTitle]:
    """Titles of the register the version before was sent with. They are the nominee's until a person says otherwise:
    not where the return lets titles be stated anew, nor once it let another be named.
    """
    is_named = find_item(parts, "prior_titles") is not None
    if is_named or any(value_at(sent, place) != value_at(draft, place) for place in _WHO):
        return frozenset()
    return frozenset(
        (title["award"], title["year"], title["decision_number"])
        for title in value_at(sent, "prior_titles") or ()
        if title["in_register"]
    )


def answers_to(parts: Sequence[str], changed: Sequence[str], said: Mapping[str, str]) -> Iterator[Answer]:
    """How each item of the return is answered; `said` are words by part."""
    mended = {find_item(parts, place) for place in changed}
    return (Answer(part=part, is_mended=part in mended, words=said.get(part)) for part in parts)
