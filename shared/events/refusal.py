"""The shape of a refused command, the same for every service."""

from __future__ import annotations

from dataclasses import dataclass

IN_PART = "command.refused_in_part"
"""The code of a command that was answered, but for some of what it asked."""


@dataclass(frozen=True, kw_only=True)
class RefusedPart:
    """One of many things asked at once: a case (`target`), or a `row` of a list; `rules` as in a refusal."""

    code: str
    target: str | None = None
    row: int | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Somebody tried what was refused: an act, the code and HTTP status of the answer, and never what they sent.

    `target`: the record named in the path. `rules`: codes of what was found wrong. `times`: more than one when a flood
    was summed up; `target` and `rules` are then left out. `parts`: what was refused inside a command that was answered.
    """

    action: str
    code: str
    status: int
    target: str | None
    rules: tuple[str, ...] = ()
    times: int = 1
    parts: tuple[RefusedPart, ...] = ()
