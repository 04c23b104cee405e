"""Asking again what was asked then, from the facts kept with the answer (design D9).

Owns: finding the rules of a room, and comparing a kept answer with today's. Promises: reads facts only; a rule that
was changed or removed since is said to be so and never hides what was answered then.
Leaves to others: which answers to ask again (`services/*/queries*`), the words for people (`deploy`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from shared.errors import InvalidInput
from shared.policy.trust import Unverified
from shared.verdicts import Evaluation, Rule, replay
from shared.words import Words


class Again(StrEnum):
    """What asking again gave."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    RULE_GONE = "rule_gone"  # no rule of this id is asked here any more
    ASKED_ELSEWHERE = "asked_elsewhere"  # another service asked it and can ask it again


@dataclass(frozen=True, slots=True)
class Replay:
    """`now` is today's answer; None where none could be given (rule gone, or it takes other facts today)."""

    again: Again
    now: Evaluation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rule asked once: when, in which act, under which policies (hashes), with which answer, and again today.

    `asked_by` is the service whose rule it is. `stage_index` is None for what concerns a session or decision as a
    whole. `title` is None where the rule is unknown here. `doubts`: the unverified items of those policies that decided
    the answer.
    """

    at: datetime
    action: str
    stage_index: int | None
    asked_by: str
    policies: tuple[str, ...]
    title: Words | None
    said: Evaluation
    replay: Replay
    doubts: tuple[Unverified, ...] = ()

    @property
    def order(self) -> tuple[datetime, str, str]:
        """What explanations are sorted by: time, then act, then rule."""
        return (self.at, self.action, self.said.rule)


@cache
def rules_of(*packages: str) -> Mapping[str, Rule]:
    """The rules by id that stand in modules, or in the modules right inside packages, of these names.

    An id stands for one rule of a service; ValueError where two different rules share it.
    """
    found: dict[str, Rule] = {}
    for one in (one for package in packages for one in _standing_in(package)):
        if found.setdefault(one.id, one) is not one:
            raise ValueError(f"two rules are called {one.id}")
    return found


def ask_again(rules: Mapping[str, Rule], stored: Evaluation) -> Replay:
    """The rule's answer today to the facts of then."""
    rule = rules.get(stored.rule)
    if rule is None:
        return Replay(Again.RULE_GONE)
    try:
        now = replay(rule, stored)
    except (InvalidInput, TypeError):
        # The rule takes other facts today than it was asked with.
        return Replay(Again.DIFFERS)
    return Replay(Again.IDENTICAL if now == stored else Again.DIFFERS, now)


def _standing_in(name: str) -> Iterator[Rule]:
    module = import_module(name)
    inside = [import_module(f"{name}.{item.name}") for item in iter_modules(getattr(module, "__path__", ()))]
    for room in (module, *inside):
        yield from (value for value in vars(room).values() if isinstance(value, Rule))
