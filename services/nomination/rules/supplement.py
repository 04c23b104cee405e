"""What a return lets the proposing unit change, and whether every item of it was answered.

Owns: the lock on everything a return does not name. Promises: pure; what was sent and is not named goes up unchanged,
whatever its list says by now. Leaves to others: refusing (`return_contract`), comparing (`shared.events.supplement`).
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


def answers_to(parts: Sequence[str], changed: Sequence[str], said: Mapping[str, str]) -> Iterator[Answer]:
    """How each item of the return is answered; `said` are words by part."""
    mended = {find_item(parts, place) for place in changed}
    return (Answer(part=part, is_mended=part in mended, words=said.get(part)) for part in parts)
