"""A draft of the law over the stages of past cases: what only it asks, what it asks no more, what nobody can say."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from services.review import actions_returns
from services.review.council_models import Decision
from services.review.migration_models import MigratedCase, Migration
from services.review.models import Case
from services.review.models_after import CancelledAward
from services.review.rehearsing import rehearse
from shared.clock import SetClock
from shared.desk import Desk
from shared.events.dossier import Nominee, Road
from shared.events.terms import SubjectKind
from shared.policy import PolicySet
from shared.policy.awards import Award, Level
from shared.policy.marks import Mark
from shared.policy.plan_items import OpinionAsked, Quota, RuleSetting
from shared.policy.plans import Plan
from shared.policy.rule_table import RuleStage
from shared.policy.rulebook_items import Cap, CapPeriod, CapScope, Clock, ClockUnit, DueDay, Parameter
from shared.policy.rulebooks import Rulebook
from shared.rehearsal import VOTE, Draft, Obstacle, Outcome, Rehearsed
from shared.verdicts import Consequence
from shared.words import Words
from tests.unit.review.cases import (
    AGREED,
    C4,
    GRASSROOTS,
    HEAD,
    HUNG_YEN,
    KHANH_HOA,
    SECRETARY,
    act,
    dossier,
    find,
    hear_area,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_list_passed import DIEN_BIEN, LEADER, REASONED, at_district, pass_all, person

CERTIFICATE, MEMBER = "merit_cert_federation", "union_member_excellent"
WORDS = Words("điều mới", "something new")


def policies_of(desk: Desk) -> PolicySet:
    return desk.policies.policies


def with_plan(desk: Desk, plan: str, change: Callable[[Plan], Plan]) -> Draft:
    policies = policies_of(desk)
    return Draft(dataclasses.replace(policies, plans={**policies.plans, plan: change(policies.plan(plan))}))


def with_books(desk: Desk, change: Callable[[Rulebook], Rulebook]) -> Draft:
    policies = policies_of(desk)
    return Draft(
        dataclasses.replace(policies, rulebooks={key: change(book) for key, book in policies.rulebooks.items()})
    )


def with_award(desk: Desk, code: str, change: Callable[[Award], Award]) -> Draft:
    def changed(book: Rulebook) -> Rulebook:
        return dataclasses.replace(book, awards=tuple(change(one) if one.code == code else one for one in book.awards))

    return with_books(desk, changed)


def run(desk: Desk, draft: Draft) -> list[Rehearsed]:
    with desk.database.only_reading() as tx:
        return list(rehearse(desk.policies, tx, draft))


def clock(desk: Desk) -> SetClock:
    assert isinstance(desk.clock, SetClock)
    return desk.clock


def moved(found: list[Rehearsed]) -> list[Rehearsed]:
    return [one for one in found if one.outcome is not Outcome.SAME]


def told(found: list[Rehearsed]) -> list[tuple[str | None, str, str | None, str | None]]:
    """(case, rule, what had followed, what follows) of each flip; None where it is not asked."""
    return [
        (one.case, one.rule, one.was.consequence if one.was else None, one.now.consequence if one.now else None)
        for one in found
        if one.outcome is Outcome.FLIPPED
    ]


def at_province(desk: Desk, road: Road = C4, **changes: Any) -> None:
    """One case, received by the province on a road of two stages."""
    open_case(desk, road=road, **changes)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)


def test_the_policy_in_force_asks_nothing_new(desk: Desk) -> None:
    pass_all(desk, at_district(desk, person(1), person(2)))
    at_province(desk)
    hear_area(desk)
    pass_on(desk, SECRETARY)

    assert moved(run(desk, Draft(policies_of(desk)))) == []


def test_a_quota_of_the_draft_does_not_count_who_had_been_refused_by_then(desk: Desk) -> None:
    wanted = at_district(desk, person(1), person(2), person(3))
    pass_all(desk, wanted[:1])
    refused = wanted[0].case
    receive(desk, SECRETARY, refused)
    refuse = partial(actions_returns.refuse, desk, reason="Thành tích không có minh chứng phù hợp.")
    act(desk, SECRETARY, partial(refuse, case_id=refused, seen=find(desk, refused).version))
    pass_all(desk, wanted[1:2])
    with desk.database.transaction() as tx:
        tx.add(CancelledAward(decision="later-1", case_id=wanted[1].case, dated=desk.clock.now().date()))
    pass_all(desk, wanted[2:])
    quota = Quota(award=CERTIFICATE, most_per_unit=1, source="CV 12/LĐLĐ", mark=Mark.DESIGN)

    assert told(run(desk, with_plan(desk, DIEN_BIEN, lambda plan: dataclasses.replace(plan, quotas=(quota,))))) == []


def test_a_quota_only_the_draft_sets_is_counted_from_who_was_passed(desk: Desk) -> None:
    wanted = at_district(desk, person(1), person(2), person(3))
    pass_all(desk, wanted[:1])
    pass_all(desk, wanted[1:])
    quota = Quota(award=CERTIFICATE, most_per_unit=2, source="CV 12/LĐLĐ", mark=Mark.DESIGN)
    found = run(desk, with_plan(desk, DIEN_BIEN, lambda plan: dataclasses.replace(plan, quotas=(quota,))))

    assert told(found) == [(wanted[2].case, "M05", "none", "warn")]
    (flip,) = moved(found)
    assert flip.now is not None
    assert flip.now.words.en == "2 of 2 passed already: over quota."


def test_a_quota_only_the_draft_sets_counts_unions_together_from_their_merger_on(desk: Desk) -> None:
    """One of each union passed before, each in its own place; one of the heir's after, beyond the one place of both."""
    wanted = at_district(desk, person(1), person(2), person(3))
    pass_all(desk, wanted[:1])
    pass_all(desk, wanted[1:2])
    clock(desk).advance(hours=1)
    order = {"author": "quan-tri", "unit": "x", "via": "api", "reason": "Sáp nhập.", "document": "QĐ 1", "wanted": {}}
    heir = {"successor_id": "cdcs-heir", "successor_name": "CĐCS hợp nhất"}
    with desk.database.transaction() as tx:
        tx.add(Migration(id="m1", at=desk.clock.now(), plan=DIEN_BIEN, **order))
        tx.flush()
        tx.add(MigratedCase(migration_id="m1", case_id=wanted[0].case, version=9, before={"successor_id": None}))
        tx.execute(update(Case).where(Case.id == wanted[0].case).values(**heir))
        tx.execute(update(Case).where(Case.id != wanted[0].case).values(unit="cdcs-heir"))
    clock(desk).advance(hours=1)
    pass_all(desk, wanted[2:])
    quota = Quota(award=CERTIFICATE, most_per_unit=1, source="CV 12/LĐLĐ", mark=Mark.DESIGN)

    found = run(desk, with_plan(desk, DIEN_BIEN, lambda plan: dataclasses.replace(plan, quotas=(quota,))))
    assert [one.now.words.en for one in moved(found) if one.now] == ["2 of 1 passed already: over quota."]


def test_a_share_the_draft_takes_away_frees_whom_it_warned(desk: Desk) -> None:
    wanted = at_district(desk, person(1, **LEADER), person(2, **LEADER))
    pass_all(desk, wanted, REASONED)
    without = with_plan(desk, DIEN_BIEN, lambda plan: dataclasses.replace(plan, targets=()))
    without_mark = with_books(
        desk, lambda book: dataclasses.replace(book, rules=tuple(one for one in book.rules if one.rule != "M07"))
    )

    assert told(run(desk, without)) == [(one.case, "M06", "warn", "none") for one in wanted]
    assert told(run(desk, without_mark)) == [(one.case, "M07", "warn", "none") for one in wanted]


def test_a_share_only_the_draft_sets_is_asked_of_the_list_of_then(desk: Desk) -> None:
    wanted = at_district(desk, person(1, **LEADER), person(2, direct=True), plan=KHANH_HOA)
    pass_all(desk, wanted)
    target = next(one for one in policies_of(desk).plan(DIEN_BIEN).targets if one.rule == "M06")
    asked = dataclasses.replace(target, value=60)
    found = run(desk, with_plan(desk, KHANH_HOA, lambda plan: dataclasses.replace(plan, targets=(asked,))))

    assert told(found) == [(one.case, "M06", "none", "warn") for one in wanted]


@contextmanager
def won_before(desk: Desk, case: str, year: int, *, cancelled_on: date | None = None) -> Iterator[None]:
    """The nominee of the case got the same award in an earlier year: planted without its story, then taken away."""
    dated = date(year, 9, 2)
    with desk.database.transaction() as tx:
        like = dict(tx.execute(select(Case.__table__).where(Case.id == case)).mappings().one())
        decision = f"decision-{year}"
        tx.add(
            Decision(
                id=decision, body=like["body"], body_name="LĐLĐ tỉnh", type="QĐ-LĐLĐ", year=year, number=1,
                printed="01/QĐ-LĐLĐ", dated=dated, plan=like["plan"], signed_at=datetime(year, 9, 2, tzinfo=UTC),
                signed_by="x", list_sha256="0" * 64, evaluations=[],
            )
        )  # fmt: skip
        other = {"id": f"won-{year}", "receipt": f"R-{year}", "year": year, "state": "awarded", "decision_id": decision}
        tx.execute(insert(Case), [like | other])
        if cancelled_on is not None:
            tx.add(CancelledAward(decision=f"later-{year}", case_id=f"won-{year}", dated=cancelled_on))
    yield
    with desk.database.transaction() as tx:
        tx.execute(delete(Case).where(Case.id == f"won-{year}"))
        tx.execute(delete(Decision))
        tx.execute(delete(CancelledAward))


@pytest.mark.parametrize(
    ("year", "cancelled_on", "flips"),
    [
        (2018, None, True),
        (2010, None, False),
        (2018, date(2019, 1, 1), False),
        (2018, date(2030, 1, 1), True),
    ],
)
def test_winners_are_looked_for_in_the_years_of_the_draft(
    desk: Desk, year: int, cancelled_on: date | None, flips: bool
) -> None:
    """Nine years back from 2026; what was cancelled only later was a win when the list was passed."""
    wanted = at_district(desk, person(1), person(2))
    pass_all(desk, wanted)

    def changed(book: Rulebook) -> Rulebook:
        rules = tuple(one for one in book.rules if one.rule != "M07" or one.name == "leader_percent")
        given: dict[str, Any] = {"rule": "M07", "unit": "–", "basis": "dự thảo", "mark": Mark.DESIGN}
        more = (Parameter(name="repeated_years", value=9, **given), Parameter(name="winner_percent", value=9, **given))
        return dataclasses.replace(book, rules=(*rules, *more))

    with won_before(desk, wanted[0].case, year, cancelled_on=cancelled_on):
        found = told(run(desk, with_books(desk, changed)))
    assert found == ([(one.case, "M07", "none", "warn") for one in wanted] if flips else [])


def works(plan: Plan, *, registered: bool) -> Plan:
    setting = RuleSetting(rule="M10", consequence=Consequence.WARN, source="KH 13/KH-LĐLĐ", mark=Mark.DESIGN)
    others = tuple(one for one in plan.rules if one.rule != "M10")
    return dataclasses.replace(plan, rules=(*others, setting) if registered else others)


def test_works_are_asked_by_when_they_were_registered(desk: Desk) -> None:
    """A plan without phases cannot say to which one a work belongs: it would have been pointed out."""
    work = Nominee(key="work/cau-vuot/2026", kind=SubjectKind.WORK, full_name="Cầu vượt Mường Thanh")
    (wanted,) = at_district(desk, work, award="plaque_work", achieved_to=date(2001, 1, 1))
    pass_all(desk, [wanted])
    found = run(desk, with_plan(desk, DIEN_BIEN, lambda plan: works(plan, registered=True)))

    assert told(found) == [(wanted.case, "M10", None, "warn")]
    assert told(run(desk, with_plan(desk, DIEN_BIEN, lambda plan: works(plan, registered=False)))) == []


def test_works_that_a_plan_registers_no_more_are_freed(desk: Desk) -> None:
    work = Nominee(key="work/cau-vuot/2026", kind=SubjectKind.WORK, full_name="Cầu vượt Mường Thanh")
    (wanted,) = at_district(desk, work, plan="ninh_binh_2017", award="plaque_work", achieved_to=date(2001, 1, 1))
    pass_all(desk, [wanted], REASONED)
    found = run(desk, with_plan(desk, "ninh_binh_2017", lambda plan: works(plan, registered=False)))

    assert told(found) == [(wanted.case, "M10", "warn", None)]


def with_officer(desk: Desk, chain: str, has_officer: bool) -> Draft:
    policies = policies_of(desk)
    changed = dataclasses.replace(policies.chains[chain], area_officer=has_officer)
    return Draft(dataclasses.replace(policies, chains={**policies.chains, chain: changed}))


@pytest.mark.parametrize("comes", [True, False])
def test_an_area_officer_only_the_draft_asks_after(desk: Desk, comes: bool) -> None:
    """Comments are kept on every road."""
    at_province(desk, dataclasses.replace(C4, chain="C3", area_body=None), plan=KHANH_HOA)
    if comes:
        hear_area(desk)
    pass_on(desk, SECRETARY)
    found = [one for one in run(desk, with_officer(desk, "C3", True)) if one.rule == "M11"]

    assert [one.was for one in found] == [None]
    assert [one.now.consequence for one in found if one.now] == ["none" if comes else "warn"]
    assert [one.outcome for one in found] == [Outcome.SAME if comes else Outcome.FLIPPED]


def test_an_area_officer_the_draft_asks_after_no_more(desk: Desk) -> None:
    at_province(desk)
    pass_on(desk, SECRETARY, opinion=dataclasses.replace(AGREED, reason="Địa bàn chưa có cán bộ phụ trách."))

    assert told(run(desk, with_officer(desk, "C4", False))) == [("case-1", "M11", "warn", None)]


@pytest.mark.parametrize(
    ("ended", "follows"),
    [(date(2026, 7, 1), "none"), (date(2025, 1, 1), "block"), (date(2099, 1, 1), "return")],
)
def test_what_only_the_draft_sends_up_is_asked_its_age(desk: Desk, ended: date, follows: str) -> None:
    at_province(desk, dossier=dossier(achieved_to=ended))
    hear_area(desk)
    pass_on(desk, SECRETARY)
    draft = with_award(desk, CERTIFICATE, lambda one: dataclasses.replace(one, decided_at=Level.CONFEDERATION))
    found = [one for one in run(desk, draft) if one.rule == "P11"]

    assert [(one.was, one.now.consequence if one.now else None) for one in found] == [(None, follows)]


def test_an_award_with_a_period_of_its_own_in_the_draft_is_late_by_that(desk: Desk) -> None:
    at_province(desk)
    hear_area(desk)
    clock(desk).advance(days=7)
    pass_on(desk, SECRETARY)
    own = Clock(
        id="local_processing", words=WORDS, counts_from=WORDS, count=3, unit=ClockUnit.WORKING_DAYS, award=CERTIFICATE,
        basis="dự thảo", mark=Mark.DESIGN,
    )  # fmt: skip
    found = run(desk, with_books(desk, lambda book: dataclasses.replace(book, clocks=(*book.clocks, own))))

    assert told(found) == [("case-1", "P01", "none", "warn")]


def test_a_vote_that_only_the_draft_wants_cannot_be_made_up(desk: Desk) -> None:
    """With the words of its law, and everything that would have come before it."""
    road = Road(chain="C4", decided_at=Level.GRASSROOTS, stages=(GRASSROOTS,))
    open_case(desk, road=road, dossier=dossier(award=MEMBER))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    policies = policies_of(desk)
    law = policies.rulebooks["law2022_nd152"].award(CERTIFICATE)

    def voted(award: Award) -> Award:
        return dataclasses.replace(
            award, decided_at=law.decided_at, vote=law.vote, council=law.council, public_notice=law.public_notice
        )

    heard = OpinionAsked(award=MEMBER, body=Words("Công an tỉnh", "The police"), source="CV 1", mark=Mark.DESIGN)
    book = with_award(desk, MEMBER, voted).policies
    plan = dataclasses.replace(policies.plan(HUNG_YEN), consultations=(heard,))
    found = moved(run(desk, Draft(dataclasses.replace(book, plans={**book.plans, HUNG_YEN: plan}))))

    assert [one.rule for one in found] == ["P02", "P03", "P04", "P05", VOTE]
    assert {(one.case, one.was, one.obstacle) for one in found} == {("case-1", None, Obstacle.FACTS_MISSING)}
    assert {one.about.en.split(" (")[0] for one in found if one.about} == {"at least 80 %"}
    assert {one.why.en for one in found if one.why} == {"no council voted on it then"}


def test_what_no_rule_judges_by_is_named_for_each_case_it_would_concern(desk: Desk) -> None:
    """A cap of the nation, a due day, a number nobody reads, a rule nobody wrote: with id, words and reason."""
    open_case(desk)
    open_case(desk, "other", dossier=dossier(award="good_deed"))
    given: dict[str, Any] = {"basis": "dự thảo, Điều 1", "mark": Mark.DESIGN}
    cap = Cap(
        id="of_the_nation", award=CERTIFICATE, most=300, scope=CapScope.NATION, period=CapPeriod.YEAR,
        consequence=Consequence.WARN, words=WORDS, **given,
    )  # fmt: skip
    day = DueDay(id="files", words=WORDS, month=6, day=30, award=CERTIFICATE, **given)
    number = Parameter(rule="G12", name="gap_years", value=2, unit="years", **given)
    draft = with_books(
        desk,
        lambda book: dataclasses.replace(
            book, caps=(*book.caps, cap), due_days=(*book.due_days, day), rules=(*book.rules, number)
        ),
    )
    stated = policies_of(desk).rules["G12"]
    new = {
        stage: dataclasses.replace(stated, id=f"{stage[0].upper()}99", stage=stage, words=WORDS)
        for stage in (RuleStage.GRASSROOTS, RuleStage.INTERMEDIATE)
    }
    table = {**draft.policies.rules, **{one.id: one for one in new.values()}}
    found = moved(run(desk, Draft(dataclasses.replace(draft.policies, rules=table))))

    assert {one.obstacle for one in found} == {Obstacle.NOT_JUDGED}
    assert sorted((one.case or "", one.rule) for one in found) == [
        ("case-1", "G12"), ("case-1", "G99"), ("case-1", "M03"), ("case-1", "M05"), ("other", "G12"), ("other", "G99"),
    ]  # fmt: skip
    assert {one.rule: one.about.en for one in found if one.about and one.case == "case-1"} == {
        "G12": "G12.gap_years: 2 years (dự thảo, Điều 1)", "M05": "something new: 300 (dự thảo, Điều 1)",
        "M03": "something new: 30/6 (dự thảo, Điều 1)", "G99": f"something new ({stated.basis})",
    }  # fmt: skip


def test_a_rule_the_draft_takes_out_of_the_table_frees_whom_it_warned(desk: Desk) -> None:
    at_province(desk)
    pass_on(desk, SECRETARY, opinion=dataclasses.replace(AGREED, reason="Địa bàn chưa có cán bộ phụ trách."))
    policies = policies_of(desk)
    table = {key: one for key, one in policies.rules.items() if key != "M11"}

    assert told(run(desk, Draft(dataclasses.replace(policies, rules=table)))) == [("case-1", "M11", "warn", None)]
