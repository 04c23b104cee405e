"""A draft of the law over dossiers that were sent: each rule of the proposing side with the draft's parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.nomination.models import Base, DossierVersion, IdentityRuling, Nomination
from services.nomination.queries_explanation import ROOMS
from services.nomination.queries_rehearsal import rehearse
from services.nomination.rules.parameters import PARAMETERS
from services.review.queries_explanation import ROOMS as REVIEW_ROOMS
from services.review.rule_parameters import PARAMETERS as REVIEW_PARAMETERS
from shared.events.terms import AwardType, CaseState, PaperKind, SubjectKind, TaskRating
from shared.policy.awards import Award
from shared.policy.marks import Mark
from shared.policy.plan_items import Quota, RuleSetting
from shared.policy.plans import Plan
from shared.policy.rulebook_items import CapBase, CapPeriod, CapScope, ExclusionKind
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


def with_quota(house: House, most: int | None) -> Draft:
    """The plan with a quota for the certificate that blocks, or with none."""
    quota = Quota(award=AWARD, most_per_unit=most or 0, source="CV 12/LĐLĐ", mark=Mark.DESIGN)
    setting = RuleSetting(rule="M05", consequence=Consequence.BLOCK, source="CV 12/LĐLĐ", mark=Mark.DESIGN)
    return with_plan(
        house,
        lambda plan: dataclasses.replace(plan, quotas=(quota,) if most else (), rules=(setting, *plan.rules)),
    )


def three_sent(house: House) -> list[str]:
    names = ("Nguyễn Thị Hương", "Trần Văn Đức", "Phạm Thị Mai")
    cases = [house.draft(full_name=name, achievement=f"Thành tích của {name}") for name in names]
    for case in cases:
        house.clock.advance(hours=1)
        assert house.submit(case).status_code == 200
    return cases


def test_a_limit_only_the_draft_has_is_counted_from_what_was_sent(house: House) -> None:
    cases = three_sent(house)
    found = [one for one in run(house, with_quota(house, 2)) if one.rule == "M05"]

    assert [(one.case, one.outcome) for one in found] == [
        (cases[0], Outcome.SAME), (cases[1], Outcome.SAME), (cases[2], Outcome.FLIPPED),
    ]  # fmt: skip
    last = found[-1]
    assert last.was is None
    assert last.now is not None
    assert (last.now.verdict, last.now.consequence) == ("fails", "block")
    assert house.row(cases[1]).receipt in last.now.words.vi
    assert last.about is not None
    assert last.about.en == "at most 2 a unit by the plan (CV 12/LĐLĐ)"


SHARE = {
    "award": AWARD, "percent": 50, "of": CapBase.ADVANCED_WORKERS, "scope": CapScope.UNIT, "period": CapPeriod.YEAR,
    "consequence": Consequence.WARN,
}  # fmt: skip
OF_PROVINCE = {
    "award": AWARD, "most": 2, "scope": CapScope.PROVINCE, "period": CapPeriod.YEAR, "consequence": Consequence.WARN,
}  # fmt: skip


@pytest.mark.parametrize(
    ("limited", "verdicts"),
    [
        (lambda house: house.limit(2, consequence="warn"), ["holds", "holds", "fails"]),
        (lambda house: house.cap(**OF_PROVINCE), ["holds", "holds", "fails"]),
        (lambda house: house.cap(**SHARE), ["holds", "fails", "fails"]),
    ],
)
def test_what_is_counted_anew_is_what_the_ledger_counted(
    house: House, limited: Callable[[House], None], verdicts: list[str]
) -> None:
    """The same limit: asked then under the policy in force, and now by a draft as if nobody had asked."""
    limited(house)
    for number in range(2):
        worker = house.draft(award="title_advanced_worker", full_name=f"Lê Văn An {number}", achievement=f"Số {number}")
        assert house.submit(worker).status_code == 200
    three_sent(house)
    then = [one.was for one in run(house, Draft(house.desk.policies.policies)) if one.rule == "M05"]
    with house.desk.database.transaction() as tx:
        for version in tx.scalars(select(DossierVersion)):
            version.evaluations = [one for one in version.evaluations if one["rule"] != "M05"]
    found = [one for one in run(house, Draft(house.desk.policies.policies)) if one.rule == "M05"]

    assert [one.was for one in found] == [None, None, None]
    assert [one.now.verdict for one in found if one.now] == verdicts
    assert [one.now for one in found] == then


@pytest.mark.parametrize("change", ["review.refused", "erasure.obeyed"])
def test_a_place_given_back_is_free_from_then_on_and_unknown_where_nobody_kept_when(house: House, change: str) -> None:
    first, _, third = three_sent(house)
    with house.desk.database.transaction() as tx:
        left = tx.get_one(Nomination, first)
        left.state, left.change = CaseState.NOT_AWARDED.value, change
        left.changed_at = house.row(third).submitted_at + timedelta(minutes=1)
    told = {one.case: one for one in run(house, with_quota(house, 2)) if one.rule == "M05"}
    with house.desk.database.transaction() as tx:
        tx.get_one(Nomination, first).changed_at = house.row(third).submitted_at - timedelta(minutes=1)
    freed = {one.case: one for one in run(house, with_quota(house, 2)) if one.rule == "M05"}

    assert told[third].outcome is (Outcome.FLIPPED if change == "review.refused" else Outcome.NOT_REPLAYABLE)
    assert told[third].obstacle in (None, Obstacle.FACTS_MISSING)
    assert freed[third].outcome is Outcome.SAME


def test_a_limit_the_draft_takes_away_frees_whom_it_warned(house: House) -> None:
    house.limit(2, consequence="warn")
    cases = three_sent(house)
    found = [one for one in run(house, with_quota(house, None)) if one.rule == "M05"]

    assert [(one.case, one.outcome, one.now) for one in found] == [
        (cases[0], Outcome.SAME, None), (cases[1], Outcome.SAME, None), (cases[2], Outcome.FLIPPED, None),
    ]  # fmt: skip
    assert [one.obstacle for one in found] == [None, None, None]
    assert found[2].was is not None
    assert found[2].was.consequence == "warn"


def test_a_rule_that_the_draft_takes_out_of_the_table_frees_whom_it_warned(house: House) -> None:
    house.limit(1, consequence="warn")
    for name in ("Nguyễn Thị Hương", "Trần Văn Đức"):
        assert house.submit(house.draft(full_name=name, achievement=f"Thành tích của {name}")).status_code == 200
    policies = house.desk.policies.policies
    table = {key: one for key, one in policies.rules.items() if key != "M05"}
    found = [one for one in run(house, Draft(dataclasses.replace(policies, rules=table)))
             if one.outcome is not Outcome.SAME]  # fmt: skip

    assert [(one.rule, one.now, one.obstacle) for one in found] == [("M05", None, None)]


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


def test_an_award_the_draft_gives_once_in_a_life_is_looked_for_in_other_years(house: House) -> None:
    house.spans(2025, 2026)
    first = house.draft(year=2025)
    assert house.submit(first).status_code == 200
    house.clock.advance(hours=1)
    second = house.draft(year=2026, achievement="Thành tích năm sau")
    assert house.submit(second).status_code == 200
    once = with_award(house, lambda award: dataclasses.replace(award, once_per_person=True))
    found = [one for one in run(house, once) if one.rule == "G06"]

    assert [(one.case, one.outcome) for one in found] == [(first, Outcome.SAME), (second, Outcome.FLIPPED)]
    assert found[1].now is not None
    assert (found[1].now.verdict, found[1].now.consequence) == ("fails", "block")
    assert house.row(first).receipt in found[1].now.words.vi


def test_year_and_theme_are_looked_for_at_every_level_where_the_draft_says_so(house: House) -> None:
    year = house.draft(award_type=AwardType.MERIT)
    assert house.submit(year).status_code == 200
    house.clock.advance(hours=1)
    theme = house.draft(award="commendation_cert_union", award_type=AwardType.THEMATIC, achievement="Chuyên đề an toàn")
    assert house.submit(theme).status_code == 200
    policies = house.desk.policies.policies
    books = {
        key: dataclasses.replace(book, exclusions=tuple(
            dataclasses.replace(one, same_level_only=False)
            if one.kind is ExclusionKind.FULL_YEAR_AND_THEMATIC else one for one in book.exclusions))
        for key, book in policies.rulebooks.items()
    }  # fmt: skip
    found = [one for one in run(house, Draft(dataclasses.replace(policies, rulebooks=books))) if one.rule == "G07"]

    assert [(one.case, one.outcome) for one in found] == [(year, Outcome.SAME), (theme, Outcome.FLIPPED)]
    assert found[1].now is not None
    assert house.row(year).receipt in found[1].now.words.vi


def test_two_spellings_ruled_one_person_are_not_guessed_about(house: House, sent: str) -> None:
    with house.desk.database.transaction() as tx:
        tx.add(
            IdentityRuling(
                one=min(house.row(sent).nominee_key, "zz"), other=max(house.row(sent).nominee_key, "zz"), are_same=True,
                is_from_above=False, reason="Cùng một người, ghi thiếu dấu.", ruled_by="x", ruled_at=house.clock.now(),
            )
        )  # fmt: skip
    once = with_award(house, lambda award: dataclasses.replace(award, once_per_person=True))
    (found,) = (one for one in run(house, once) if one.rule == "G06")
    assert found.obstacle is Obstacle.FACTS_MISSING
