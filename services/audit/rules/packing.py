"""What of a story may go into a pack, and how it is set out for reading.

Owns: withholding what names others, whose parts are missing, extracts of what is withheld, the folder `contents`,
claims of completeness. Promises: pure; a body goes in whole or not at all, since half a body has no hash; the events of
a case in the pack, and the erasures that took what is missing from it, are never withheld. Leaves to others: finding
leaves (`services/audit/queries_pack.py`), the archive (`archive`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NAMES_OTHERS, ERASED, OUTSIDE = "names_others", "erased", "outside_period"

# For reading: in which file of `contents` which part of which event is set out, word for word.
_SET_OUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "nomination.submitted": ("dossiers", ("data", "dossier")),
    "nomination.resubmitted": ("dossiers", ("data", "dossier")),
    "review.session_opened": ("votes", ("data",)),
    "review.attendance_recorded": ("votes", ("data",)),
    "review.ballot_cast": ("votes", ("data",)),
    "review.council_voted": ("votes", ("data", "tally")),
    "review.session_closed": ("votes", ("data",)),
    "review.submission_signed": ("letters", ("data",)),
    "review.escalated": ("letters", ("data",)),
    "review.endorsed": ("letters", ("data",)),
    "review.sent_back": ("letters", ("data",)),
    "review.splits_pooled": ("votes", ("data",)),
    "review.decision_signed": ("decisions", ("data",)),
    "review.outside_decision_entered": ("decisions", ("data",)),
    "review.awarded": ("decisions", ("data",)),
    "registry.award_recorded": ("decisions", ("data",)),
    "registry.award_corrected": ("decisions", ("data",)),
    "registry.award_revoked": ("decisions", ("data",)),
    "registry.later_decision_signed": ("decisions", ("data",)),
    "registry.later_decision_entered": ("decisions", ("data",)),
}
_NOTICES, _EVALUATIONS = "notices", "evaluations"


@dataclass(frozen=True, slots=True)
class Packed:
    """A leaf on its way into a pack. `said` is the decoded body, None where it was erased; `before` the chain before.

    `withheld` is why the body stays out, None when it goes in.
    """

    index: int
    entry: Mapping[str, Any]
    body: str | None
    said: Mapping[str, Any] | None
    before: str | None
    withheld: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a pack is about: its `cases`, whose events go in whole; None: everything, nothing is withheld.

    `named`: cases that review's sessions and decisions may mention by their ids besides. Who asks about a decision has
    to see what else was voted on, or nobody could say that its list is the voted list.
    `erasures`: those that took what is missing from the pack. They mention further cases of the person, and namesakes
    left standing, by ids and hashes; without them a lawful gap and a part somebody took out would look alike.
    """

    cases: frozenset[str] | None
    named: frozenset[str] = frozenset()
    erasures: frozenset[str] = frozenset()

    def others_in(self, said: Mapping[str, Any], mentioned: Collection[str]) -> frozenset[str]:
        """Of the cases an event mentions, those it gives away to a reader of this pack."""
        if self.cases is None or said["subject"] in self.cases or said["subject"] in self.erasures:
            return frozenset()
        known = self.cases | self.named if said["type"].startswith("review.") else self.cases
        return frozenset(mentioned) - known


def gone_from(said: Mapping[str, Any]) -> frozenset[str]:
    """Whose personal parts an event lacks. A part that is there has a value: what nobody stated is not sealed."""
    return frozenset(
        owner for path, (owner, _) in said.get("sealed", {}).items() if _at(said["data"], path) is None
    )


def _at(data: Any, path: str) -> Any:
    return reduce(getitem, (int(step) if step.isdecimal() else step for step in path.split("/")), data)


def extract(said: Mapping[str, Any], others: Collection[str]) -> Any:
    """What a withheld event says, without whatever names others; nothing proves it any more."""
    return _without(said["data"], others)


def _without(value: Any, others: Collection[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(inner, others) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, others) for inner in value if not _mentions(inner, others)]
    return None if _mentions(value, others) else value


def _mentions(value: Any, others: Collection[str]) -> bool:
    if isinstance(value, Mapping):
        return any(_mentions(inner, others) for inner in value.values())
    if isinstance(value, list):
        return any(_mentions(inner, others) for inner in value)
    return isinstance(value, str) and any(found in others for found in UUIDS.findall(value))


def contents_of(leaves: Iterable[Packed]) -> dict[str, list[dict[str, Any]]]:
    """By file: what is set out for reading, each with the leaf and the place it stands at."""
    found: dict[str, list[dict[str, Any]]] = {}
    for leaf in leaves:
        if leaf.withheld is not None or leaf.said is None:
            continue
        for name, at in _places(leaf.said):
            value: Any = leaf.said
            for step in at:
                value = value[step]
            found.setdefault(name, []).append({"leaf": leaf.index, "at": list(at), "value": value})
    return found


def _places(said: Mapping[str, Any]) -> Iterable[tuple[str, tuple[str, ...]]]:
    if said["type"] in _SET_OUT:
        yield _SET_OUT[said["type"]]
    if said["type"].startswith("notification.") and said["type"] != "notification.command_refused":
        yield _NOTICES, ("data",)
    if said["data"].get("evaluations"):
        yield _EVALUATIONS, ("data", "evaluations")


def whole_streams(leaves: Sequence[Packed]) -> list[list[Any]]:
    """[source, subject, count] of every stream whose events 1 to `count` are all in the pack, to be read."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for leaf in leaves:
        if leaf.said is not None and leaf.withheld is None:
            key = (leaf.entry["source"], leaf.said["subject"])
            numbers.setdefault(key, []).append(leaf.said["sequence"])
    whole = {key: found for key, found in numbers.items() if sorted(found) == list(range(1, len(found) + 1))}
    return sorted([source, subject, len(found)] for (source, subject), found in whole.items())
