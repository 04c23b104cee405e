"""Which cases an event concerns.

Owns: reading case ids out of an event. Promises: sessions, decisions, notices and refused attempts are found from every
case they name. Leaves to others: storing it (`services/audit/actions.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

TOLD = "notification.told"
READ = "reading"
REFUSED = ".command_refused"

# Whoever is refused may have named anything at all; only what can be the id of a case is kept as one.
_CASE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

# Lists of cases inside an event's data, by event; an element is a case id or an object that has one.
_LISTS: Mapping[str, tuple[str, ...]] = {
    "review.session_opened": ("agenda",),
    "review.session_closed": ("passed", "failed"),
    "review.decision_signed": ("items",),
    "review.submission_signed": ("cases",),
    "review.outside_decision_entered": ("items",),
    # Its subject is the session in which enough had voted; the cases may be of earlier ones.
    "review.splits_pooled": ("cases",),
    "nomination.erasure_asked": ("cases",),
    "nomination.person_erased": ("cases",),
    TOLD: ("tellings",),
}


def data_about(case: str, event_type: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event says, without the notices, looks and refusals it tells of other cases."""
    if event_type.endswith(REFUSED) and isinstance(data.get("parts"), list):
        data = {**data, "parts": [one for one in data["parts"] if one["target"] == case]}
    if isinstance(data.get("looks"), list):
        return {**data, "looks": [one for one in data["looks"] if one["record"] == case]}
    if event_type != TOLD:
        return data
    return {**data, "tellings": [one for one in data["tellings"] if one["case"] in (None, case)]}


def cases_of(*, event_type: str, stream: str | None, subject: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Case ids in order of mention, each once. `stream` is None for a type this release does not know."""
    found: dict[str, None] = {}
    if stream == "case":
        found[subject] = None
    if isinstance(data.get("case"), str):
        found[data["case"]] = None
    if stream == "refusal":
        parts = [one.get("target") for one in data.get("parts") or () if isinstance(one, Mapping)]
        tried = (data.get("target"), *parts)
        found.update((one, None) for one in tried if isinstance(one, str) and _CASE_ID.fullmatch(one))
    if stream == READ:
        looked_at = [one.get("record") for one in data.get("looks") or () if isinstance(one, Mapping)]
        found.update((one, None) for one in looked_at if isinstance(one, str) and _CASE_ID.fullmatch(one))
    for name in _LISTS.get(event_type, ()):
        for item in data.get(name) or ():
            case = item.get("case") if isinstance(item, Mapping) else item
            if isinstance(case, str):
                found[case] = None
    return tuple(found)
