"""The checks the services really enforce, found where they are declared.

Owns: walking `services.*.rules` and the cross-cutting checks. Promises: every `@rule` once, with module and function.
Leaves to others: what the field asks for (`policy/rules.yaml`), and comparing the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from shared.topology import SERVICES
from shared.verdicts import Rule


@dataclass(frozen=True, slots=True)
class EnforcedRule:
    """A check and where it stands, as `module:function`."""

    rule: Rule
    place: str


def find_enforced_rules() -> list[EnforcedRule]:
    """Every check of the house, by id and place."""
    found: dict[int, EnforcedRule] = {}
    for module in _rule_modules():
        for value in vars(module).values():
            if isinstance(value, Rule):
                found[id(value)] = EnforcedRule(value, f"{value.check.__module__}:{value.check.__name__}")
    return sorted(found.values(), key=lambda one: (one.rule.id, one.place))


def _rule_modules() -> Iterator[ModuleType]:
    for service in SERVICES:
        room = import_module(f"services.{service}.rules")
        for module in iter_modules(room.__path__):
            yield import_module(f"{room.__name__}.{module.name}")
    yield import_module("shared.cross_rules")
