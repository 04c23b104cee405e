"""Which unverified items stand behind a rule's answer.

Owns: the map from a rule to the parts of plan and rulebook that decide it. Promises: what is unverified is found
wherever it decides something, so that the evaluation can show it. Leaves to others: showing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.policy.awards import Award
from shared.policy.marks import Founded, Stated
from shared.policy.plans import Plan
from shared.policy.rulebooks import Rulebook

Item = Founded | Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """An item with the flag: where it stands, and the article or clause it is said to rest on."""

    path: str
    basis: str


def unverified_behind(plan: Plan, rulebook: Rulebook, rule: str, award: str | None) -> tuple[Unverified, ...]:
    """The unverified items that decide `rule` for an award (code), in the order of the files."""
    found = rulebook.find_award(award) if award is not None else None
    items = [*_of_rulebook(rulebook, rule, award), *_of_plan(plan, rule, award)]
    if found is not None:
        items += [(f"awards[{found.code}]{path}", item) for path, item in _of_award(found, rule) if item is not None]
    return tuple(Unverified(path=path, basis=_basis(item)) for path, item in items if item.is_unverified)


def _of_rulebook(rulebook: Rulebook, rule: str, award: str | None) -> Iterator[tuple[str, Item]]:
    if rule == "X03":
        yield ".", rulebook
    yield from ((f"rules[{rule}.{one.name}]", one) for one in rulebook.parameters_of(rule))
    yield from ((f"exclusions[{one.id}]", one) for one in rulebook.exclusions if one.rule == rule)
    if rule == "P01" and award is not None:
        yield from ((f"clocks[{clock.id}]", clock) for clock in rulebook.clocks if clock.award == award)
    if rule in _CAPPED:
        yield from ((f"caps[{cap.id}]", cap) for cap in rulebook.caps if cap.award == award)
    if rule == "P10":
        yield "bonus_law", rulebook.bonus_law


def _of_plan(plan: Plan, rule: str, award: str | None) -> Iterator[tuple[str, Item]]:
    if rule == "G01":
        yield "window", plan.window
        yield from ((f"phases[{phase.id}]", phase) for phase in plan.phases)
    if rule == "G02":
        yield from ((f"chains[{chain.id}]", chain) for chain in plan.chains)
    yield from ((f"rules[{one.rule}]", one) for one in plan.rules if one.rule == rule)
    yield from ((f"targets[{one.id}]", one) for one in plan.targets if one.rule == rule)
    if rule == "M05":
        yield from ((f"quotas[{quota.award}]", quota) for quota in plan.quotas if quota.award == award)
    if rule in ("P04", "P05", "P06", "P07"):
        yield from ((f"votes[{vote.award}].law", vote.law) for vote in plan.votes if vote.award == award)


def _of_award(award: Award, rule: str) -> Iterator[tuple[str, Item | None]]:
    if rule in ("G03", "P08"):
        yield "", award
    if rule in ("P04", "P05", "P06", "P07"):
        yield ".vote", award.vote
    part = {
        "G12": (".criteria.prior_titles", award.criteria.prior_titles),
        "G13": (".criteria.initiative", award.criteria.initiative),
        "G15": (".criteria.collective", award.criteria.collective),
        "G18": (".simplified", award.simplified),
        "P03": (".public_notice", award.public_notice),
        "P10": (".bonus", award.bonus),
    }.get(rule)
    if part is not None:
        yield part
    if rule in ("G11", "G17"):
        yield "", award


_CAPPED = ("M05", "P12")


def _basis(item: Item) -> str:
    return item.basis if isinstance(item, Founded) else item.source
