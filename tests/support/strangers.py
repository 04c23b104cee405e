"""Somebody of any role at any unit, who is nobody in particular.

Owns: naming them. Promises: a service is named as services are, since nobody else may bear its role.
Leaves to others: what they are refused.
"""

from __future__ import annotations

from shared.events.envelope import SERVICE_PREFIX, Actor
from shared.events.terms import Role


def stranger(role: Role, unit: str) -> Actor:
    return Actor(f"{SERVICE_PREFIX}any" if role is Role.SERVICE else "somebody", role, unit)
