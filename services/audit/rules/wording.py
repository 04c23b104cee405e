"""How an auditor is told why somebody did something, and when.

Owns: that one sentence, and days as they are written here. Promises: the words as they were given. Leaves to others:
names of closed vocabularies (`shared.vocabulary`, `shared.acts`), what happened (`telling`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shared.words import Words

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def with_days_written(said: Any) -> Any:
    """What an event says, its days as Vietnamese writes them (30/09/2026); a day within a text is somebody's words."""
    if isinstance(said, str):
        day = _DAY.fullmatch(said)
        return f"{day[3]}/{day[2]}/{day[1]}" if day else said
    if isinstance(said, Mapping):
        return {name: with_days_written(value) for name, value in said.items()}
    return [with_days_written(one) for one in said] if isinstance(said, list) else said


def reason_of(data: Mapping[str, Any]) -> tuple[Words, ...]:
    """Why somebody did it, in the words they gave."""
    return (Words(f"Lý do: {data['reason']}", f"Reason: {data['reason']}"),)
