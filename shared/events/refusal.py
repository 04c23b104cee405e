"""The shape of a refused command, the same for every service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Somebody tried what was refused: an act, the code and HTTP status of the answer, and never what they sent.

    `target`: the record named in the path. `rules`: codes of what was found wrong. `times`: more than one when a flood
    was summed up; `target` and `rules` are then left out.
    """

    action: str
    code: str
    status: int
    target: str | None
    rules: tuple[str, ...] = ()
    times: int = 1
