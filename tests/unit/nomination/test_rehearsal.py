"""A draft of the law over dossiers that were sent: each rule of the proposing side with the draft's parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from services.nomination.models import Base
from services.nomination.queries_explanation import ROOMS
from services.nomination.queries_rehearsal import rehearse
from services.nomination.rules.parameters import PARAMETERS
from services.review.queries_explanation import ROOMS as REVIEW_ROOMS
from services.review.rule_parameters import PARAMETERS as REVIEW_PARAMETERS
from shared.events.terms import PaperKind, SubjectKind, TaskRating
from shared.policy.awards import Award
from shared.policy.plans import Plan
from shared.rehearsal import Draft, Obstacle, Outcome, Rehearsed
from shared.replays import rules_of
from shared.tables import HOUSE
from shared.verdicts import Consequence
from tests.unit.nomination.house import PLAN, House

AWARD = "merit_cert_federation"


@pytest.fixture
def sent(house: House) -> str:
    case = house.draft()
    assert house.submit(case).status_code == 200
    return case


def with_award(house: House, change: Callable[[Award], Award]) -> Draft:
    policies = house.desk.policies.policies
    books = {
        key: dataclasses.replace(book, awards=tuple(change(one) if one.code == AWARD else one for one in book.awards))
        for key, book in policies.rulebooks.items()
    }
    return Draft(dataclasses.replace(policies, rulebooks=books))


def with_plan(house: House, change: Callable[[Plan], Plan]) -> Draft:
    policies = house.desk.policies.policies
    return Draft(dataclasses.replace(policies, plans={**policies.plans, PLAN: change(policies.plan(PLAN))}))


def run(house: House, draft: Draft, **chosen: Any) -> list[Rehearsed]:
    with house.desk.database.only_reading() as tx:
        return list(rehearse(house.desk.policies, tx, draft, **chosen))


def flips(found: list[Rehearsed]) -> dict[str, tuple[str, str]]:
    return {
        one.rule: (one.now.verdict, one.now.consequence)
        for one in found
        if one.outcome is Outcome.FLIPPED and one.now is not None
    }


def test_every_rule_says_what_the_policy_gives_it() -> None:
    """M05 has limits of its own; a rule of review nobody can rehearse yet says so."""
    assert rules_of(*ROOMS).keys() - {"M05"} == PARAMETERS.keys()
    assert rules_of(*REVIEW_ROOMS).keys() == REVIEW_PARAMETERS.keys()


def test_what_is_in_force_flips_nothing(house: House, sent: str) -> None:
    found = run(house, Draft(house.desk.policies.policies))

    assert {one.rule for one in found} == PARAMETERS.keys() - {"X01", "X03", "X05"}
    assert {one.outcome for one in found} == {Outcome.SAME}


def test_a_higher_rating_flips_its_rule_alone(house: House, sent: str) -> None:
    def stricter(award: Award) -> Award:
        criteria = dataclasses.replace(award.criteria, minimum_task_rating=TaskRating.EXCELLENT)
        return dataclasses.replace(award, criteria=criteria)

    found = run(house, with_award(house, stricter))

    assert flips(found) == {"G11": ("fails", "block")}
    (flip,) = (one for one in found if one.outcome is Outcome.FLIPPED)
    assert (flip.case, flip.receipt) == (sent, house.row(sent).receipt)


def test_another_paper_another_subject_another_window_flip_theirs(house: House, sent: str) -> None:
    papers = with_award(house, lambda award: dataclasses.replace(award, papers=(*award.papers, PaperKind.OTHER)))
    subject = with_award(house, lambda award: dataclasses.replace(award, subjects=(SubjectKind.COLLECTIVE,)))
    window = with_plan(house, lambda plan: dataclasses.replace(
        plan, window=dataclasses.replace(plan.window, last=plan.window.first), phases=()))  # fmt: skip

    assert flips(run(house, papers)) == {"G17": ("fails", "return")}
    assert flips(run(house, subject)) == {"G03": ("fails", "block")}
    assert flips(run(house, window)) == {"G01": ("fails", "block")}


def test_a_quota_with_places_for_fewer_flips_the_one_that_was_one_too_many(house: House) -> None:
    house.limit(2)
    for name in ("Nguyễn Thị Hương", "Trần Văn Đức"):
        assert house.submit(house.draft(full_name=name, achievement=f"Thành tích của {name}")).status_code == 200
    fewer = with_plan(house, lambda plan: dataclasses.replace(
        plan, quotas=tuple(dataclasses.replace(one, most_per_unit=1) for one in plan.quotas)))  # fmt: skip
    found = [one for one in run(house, fewer) if one.rule == "M05"]

    assert [one.outcome for one in found] == [Outcome.SAME, Outcome.FLIPPED]
    assert found[1].now is not None
    assert (found[1].now.verdict, found[1].now.consequence) == ("fails", Consequence.BLOCK.value)


def test_a_chain_nobody_knows_to_fit_is_not_guessed(house: House, sent: str) -> None:
    policies = house.desk.policies.policies
    chains = {
        key: dataclasses.replace(chain, stages=chain.stages[:1]) if key == "C4" else chain
        for key, chain in policies.chains.items()
    }
    found = run(house, Draft(dataclasses.replace(policies, chains=chains)))

    (missing,) = (one for one in found if one.outcome is Outcome.NOT_REPLAYABLE)
    assert (missing.rule, missing.obstacle) == ("G02", Obstacle.FACTS_MISSING)


def test_an_award_the_draft_lacks_blocks_and_leaves_its_criteria_unasked(house: House, sent: str) -> None:
    policies = house.desk.policies.policies
    books = {
        key: dataclasses.replace(book, awards=tuple(one for one in book.awards if one.code != AWARD))
        for key, book in policies.rulebooks.items()
    }
    found = run(house, Draft(dataclasses.replace(policies, rulebooks=books)))

    assert flips(found)["G03"] == ("fails", "block")
    unknown = {one.rule for one in found if one.obstacle is Obstacle.PARAMETER_UNKNOWN}
    assert unknown == {"G11", "G12", "G13", "G15", "G17", "G18", "G20"}


def test_the_draft_of_the_coming_law_runs_over_the_past(house: House, sent: str) -> None:
    found = run(house, Draft(house.desk.policies.policies, "law2026"))

    assert found
    assert {one.case for one in found} == {sent}


def test_only_the_cases_asked_for_are_rehearsed(house: House, sent: str) -> None:
    draft, day = Draft(house.desk.policies.policies), house.clock.now().date()

    assert run(house, draft, plan="khanh_hoa_2024") == []
    assert run(house, draft, since=day)
    assert run(house, draft, since=day.replace(year=day.year + 1)) == []


def test_nothing_is_written(house: House, sent: str) -> None:
    def rows() -> dict[str, list[str]]:
        with house.desk.database.reading() as tx:
            tables = (*HOUSE.sorted_tables, *Base.metadata.sorted_tables)
            return {table.name: sorted(map(repr, tx.execute(select(table)).all())) for table in tables}

    before = rows()
    run(house, Draft(house.desk.policies.policies, "law2026"))

    assert rows() == before
