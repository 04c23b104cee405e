"""What an audience is: in which capacity, by which template, which role at which unit; and what is known meanwhile.

Owns: these shapes. Leaves to others: who must know what (`audience`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.events.terms import Role


class Circle(StrEnum):
    """In which capacity somebody is told."""

    PROPOSER = "proposer"
    BODY = "body"
    AREA = "area"
    COUNCIL = "council"
    SIGNER = "signer"
    NOMINEE = "nominee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whoever holds `role` at `unit`, or the `subjects` by name. Events of one `occasion` tell them once.

    `body_name` addresses a body other than the one the event happened at.
    """

    circle: Circle
    template: str
    role: Role
    unit: str
    subjects: tuple[str, ...] = ()
    occasion: str | None = None
    body_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What earlier events told: the body whose area officer follows the case, the members of the session."""

    area_body: str | None = None
    session_body: str = ""
    session_members: tuple[str, ...] = ()
