"""The five plans against the reference: every quoted phrase, every number, date and comparing word."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from shared.policy import PolicySet
from shared.policy.facts import facts_of
from shared.policy.marks import Mark, Stated
from shared.policy.plans import Plan
from tests.unit.policy.facts_of_the_plans import QUOTED, STATED

PLANS = sorted(STATED)


def stated_in(value: Any) -> Iterator[Stated]:
    """Every cited item of a plan, itself and below."""
    if isinstance(value, Stated):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from stated_in(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from stated_in(getattr(value, field.name))


def pieces(quote: str) -> list[str]:
    """A quotation with gaps is quoted where each of its pieces is."""
    return [piece.strip() for piece in quote.split("…") if piece.strip()]


def told_of(plan: Plan) -> dict[str, str]:
    told = {fact.path: fact.said for fact in facts_of(plan)}
    spans = [f"{phase.id} {phase.first}–{phase.last}" for phase in plan.phases]
    return told | {"chains": ", ".join(chain.id for chain in plan.chains), "phases": ", ".join(spans)}


@pytest.mark.parametrize("plan", PLANS)
def test_every_phrase_the_reference_quotes_is_quoted_by_the_plan(policy_set: PolicySet, plan: str) -> None:
    quotes = [one.quote for one in stated_in(policy_set.plan(plan)) if one.quote is not None]

    missing = [phrase for phrase in QUOTED[plan] for piece in pieces(phrase) if not any(piece in q for q in quotes)]
    assert missing == []


@pytest.mark.parametrize("plan", PLANS)
def test_every_number_day_and_comparing_word_is_as_stated(policy_set: PolicySet, plan: str) -> None:
    told = told_of(policy_set.plan(plan))

    assert {path: told.get(path, "") for path in STATED[plan]} == STATED[plan]


@pytest.mark.parametrize("plan", PLANS)
def test_quotations_are_composed_and_only_the_plans_words_are_marked_as_its_own(
    policy_set: PolicySet, plan: str
) -> None:
    items = list(stated_in(policy_set.plan(plan)))

    assert [one.quote for one in items if one.quote and not unicodedata.is_normalized("NFC", one.quote)] == []
    assert [one.source for one in items if one.mark is Mark.PLAN and not one.quote] == []


@pytest.mark.parametrize("plan", ["dien_bien_2020", "khanh_hoa_2024", "ninh_binh_2017"])
def test_roads_a_plan_names_are_the_plans_and_no_setting_of_ours(policy_set: PolicySet, plan: str) -> None:
    assert {chain.mark for chain in policy_set.plan(plan).chains} == {Mark.PLAN}
