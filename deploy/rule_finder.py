"""The checks the services really enforce, found where they are declared.

Owns: which rooms hold checks. Promises: every `@rule` once, with module and function.
Leaves to others: looking into a room (`shared.replays`), what the field asks for (`policy/rules.yaml`).
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.replays import rules_of
from shared.topology import SERVICES
from shared.verdicts import Rule

_ROOMS = (*(f"services.{service}.rules" for service in SERVICES), "shared.cross_rules")


@dataclass(frozen=True, slots=True)
class EnforcedRule:
    """A check and where it stands, as `module:function`."""

    rule: Rule
    place: str


def find_enforced_rules() -> list[EnforcedRule]:
    """Every check of the house, by id and place."""
    rules = {id(rule): rule for room in _ROOMS for rule in rules_of(room).values()}
    found = [EnforcedRule(rule, f"{rule.check.__module__}:{rule.check.__name__}") for rule in rules.values()]
    return sorted(found, key=lambda one: (one.rule.id, one.place))
