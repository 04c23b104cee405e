"""The shape of a refused command, the same for every service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Somebody tried what they may not do. Recorded without the content they sent."""

    action: str
    code: str
    target: str | None
    reason: str
