"""How an auditor is told why somebody did something.

Owns: that one sentence. Promises: the words as they were given. Leaves to others: names of closed vocabularies
(`shared.vocabulary`, `shared.acts`), what happened (`telling`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.words import Words


def reason_of(data: Mapping[str, Any]) -> tuple[Words, ...]:
    """Why somebody did it, in the words they gave."""
    return (Words(f"Lý do: {data['reason']}", f"Reason: {data['reason']}"),)
