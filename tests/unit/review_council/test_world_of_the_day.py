"""A case keeps the rules it was sent under; salaries and holidays are those known when the act is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.review import consultations, objections
from services.review.council_models import CouncilSession, PublicNotice
from services.review.council_views import lists_to_sign
from services.review.models import Case
from services.review.queries_explanation import explain
from shared.errors import RuleBlocked
from shared.events.envelope import Actor
from shared.events.terms import CouncilKind, Role
from shared.policy.calendar import Calendar, Holiday
from shared.policy.marks import Mark
from shared.policy_book import PolicyBook
from shared.replays import Again, Asked
from shared.words import Words
from tests.unit.review_council.stage import BODY, SECRETARY, SIGNER, Stage
from tests.unit.review_council.test_escalation import ACHIEVED, GRANTED

CERTIFICATE = "merit_cert_federation"
HEAD = Actor("grassroots-head", Role.GRASSROOTS_HEAD, "cdcs-may")
ROAD = {"chain": "C4", "decided_at": "provincial", "stages": [{"unit": "cdcs-may"}, {"unit": BODY}]}

BY_NOTICE = Holiday(
    first=date(2026, 8, 12), last=date(2026, 8, 13), name=Words("Nghỉ theo thông báo bổ sung", "Days off by notice"),
    basis="Thông báo bổ sung", mark=Mark.VERIFIED,
)  # fmt: skip


def sent_under(stage: Stage, **known: Any) -> Stage:
    """Cases planted from now on were sent when the files said only this."""
    stage.policy = replace(stage.policy, **known)
    with stage.desk.database.transaction() as tx:
        stage.desk.policies.keep(tx, stage.policy)
    return stage


def before_the_decree(stage: Stage) -> Stage:
    """Before decree 161/2026 was entered."""
    return sent_under(stage, salaries=replace(stage.policy.salaries, base=stage.policy.salaries.base[:-1]))


def with_a_bonus(stage: Stage) -> Stage:
    """The federation's certificate paid like the province's: 1.5."""
    book = stage.policy.rulebook
    bonus = book.award("merit_cert_province").bonus
    awards = tuple(replace(one, bonus=bonus) if one.code == CERTIFICATE else one for one in book.awards)
    return sent_under(stage, rulebook=replace(book, awards=awards))


def started_with(stage: Stage, **files: Any) -> None:
    """The services start again on other files."""
    changed = PolicyBook(replace(stage.desk.policies.policies, **files))
    object.__setattr__(stage.desk, "policies", changed)


def announced(stage: Stage, mark: Mark = Mark.VERIFIED) -> Calendar:
    """A notice gives two more days off, after the case was sent."""
    known, days_off = stage.desk.policies.policies.calendar, replace(BY_NOTICE, mark=mark)
    years = tuple(
        replace(one, holidays=(*one.holidays, days_off)) if one.year == 2026 else one for one in known.years
    )
    started_with(stage, calendar=replace(known, years=years))
    return stage.desk.policies.policies.calendar


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    assert made.violations() == []


def p10_of(said: dict[str, Any]) -> dict[str, Any]:
    (one,) = [one for one in said["evaluations"] if one["rule"] == "P10"]
    return dict(one)


def test_a_decision_pays_by_the_salary_of_its_day(stage: Stage) -> None:
    """domain.md §4.4: 1.5 × 2,530,000, by the decree entered after the case was sent; the list is shown alike."""
    session, cases = before_the_decree(with_a_bonus(stage)).ready_to_sign()
    with stage.reading() as tx:
        held, today = tx.get_one(CouncilSession, session), stage.clock.now().date()
        (shown,) = lists_to_sign(stage.desk, tx, held, today, SIGNER)

    decision = stage.sign(session, cases)

    (signed,) = stage.said("review.decision_signed")
    (item,) = signed["items"]
    assert (item["bonus"], item["bonus_working"]["base_salary"]) == (3_800_000, 2_530_000)
    assert item["bonus_working"]["basis"].endswith("Nghị định 161/2026/NĐ-CP")
    assert (p10_of(signed)["verdict"], p10_of(signed)["facts"]["base_salary"]) == ("holds", 2_530_000)
    assert decision.list_sha256 == shown["list_sha256"]


def test_a_decision_from_above_pays_by_the_salary_of_its_day(stage: Stage) -> None:
    before_the_decree(stage).council_kind = CouncilKind.STATE
    session, cases = stage.ready_to_sign(award="title_exc_collective", nominee_kind="collective", **ACHIEVED)
    stage.answer(stage.escalate(session, cases), cases, office="peoples_committee_chair", **GRANTED)

    (entered,) = stage.said("review.outside_decision_entered")
    assert [item["bonus"] for item in entered["items"]] == [3_800_000]
    assert (p10_of(entered)["verdict"], p10_of(entered)["facts"]["base_salary"]) == ("holds", 2_530_000)


def test_what_was_signed_is_explained_by_the_salary_it_was_asked_with(stage: Stage) -> None:
    """A salary entered, or put right, afterwards changes no answer that was given."""
    session, cases = before_the_decree(with_a_bonus(stage)).ready_to_sign()
    stage.sign(session, cases)
    known = stage.desk.policies.policies.salaries
    dearer = tuple(replace(one, amount=one.amount + 100_000) for one in known.base)
    started_with(stage, salaries=replace(known, base=dearer))

    with stage.reading() as tx:
        found = explain(stage.desk.policies, tx, tx.get_one(Case, cases[0]), None)

    (p10,) = [one for one in found.asked if one.said.rule == "P10"]
    assert (p10.replay.again, p10.said.facts["base_salary"]) == (Again.IDENTICAL, 2_530_000)


def test_days_off_announced_after_it_was_sent_make_its_notice_longer(stage: Stage) -> None:
    """Published on Monday 03/8 for ten working days: until 17/8 before the notice of two days off, until 19/8 after."""
    (case,) = stage.plant(road=ROAD)
    announced(stage)
    stage.publish([case])

    with stage.reading() as tx:
        assert tx.get_one(PublicNotice, case).until == date(2026, 8, 19)


def test_a_notice_that_hangs_out_already_is_counted_again(stage: Stage) -> None:
    """Whatever day it was published until: it is over when its working days were."""
    (case,) = stage.plant(road=ROAD)
    stage.publish([case])
    announced(stage)
    stage.clock.advance(days=15)  # Tuesday 18/8, one day after the day it was published until
    with pytest.raises(RuleBlocked) as refused:
        stage.open([case])
    assert [place.code for place in refused.value.places] == ["P03"]

    stage.clock.advance(days=2)
    stage.open([case])
    (queued,) = stage.said("review.queued")
    (p03,) = [one for one in queued["evaluations"] if one["rule"] == "P03"]
    assert (p03["verdict"], p03["facts"]["until"]) == ("holds", "2026-08-19")


def test_who_is_asked_and_who_objects_have_the_working_days_there_are(stage: Stage) -> None:
    (case,) = stage.plant(road=ROAD)
    stage.publish([case])
    calendar = announced(stage)
    with stage.acting(SECRETARY) as work:
        asked = consultations.ask_opinion(
            stage.desk, work, case, seen=stage.case(case).version, consulted="Bảo hiểm xã hội", document="CV 31"
        )
    with stage.acting(HEAD) as work:
        lodged = objections.lodge_objection(stage.desk, work, case, reason="Thành tích này là của tổ khác.")
    with stage.acting(SECRETARY) as work:
        objections.settle_objection(
            stage.desk, work, case, lodged.id, seen=stage.case(case).version, finding="Không có căn cứ.",
            is_founded=False,
        )  # fmt: skip

    today, answer = date(2026, 8, 3), stage.policy.rulebook.clock("objection_answer", CERTIFICATE)
    ten = calendar.add_working_days(today, 10)
    assert ten == date(2026, 8, 19)
    (opinion,), (objection,), (settled,) = (
        stage.said(f"review.{kind}") for kind in ("opinion_asked", "objection_lodged", "objection_settled")
    )
    assert opinion["last_day"] == asked.last_day.isoformat() == ten.isoformat()
    assert objection["answer_by"] == answer.last_day(today, calendar).isoformat()
    assert settled["until"] == ten.isoformat()


def asked_of(stage: Stage, case: str, rule: str) -> Asked:
    with stage.reading() as tx:
        found = explain(stage.desk.policies, tx, tx.get_one(Case, case), None)
    return next(one for one in found.asked if one.said.rule == rule)


def paths_behind(asked: Asked) -> list[str]:
    return [one.path for one in asked.doubts]


@pytest.mark.parametrize("mark", [Mark.UNVERIFIED, Mark.VERIFIED])
def test_days_off_nobody_verified_are_named_behind_the_notice_they_moved(stage: Stage, mark: Mark) -> None:
    """The policy of the case does not know them: the answer keeps them, whatever is verified or undone later."""
    whole = stage.desk.policies.policies.calendar
    (case,) = stage.plant(road=ROAD)
    announced(stage, mark)
    stage.publish([case])
    stage.clock.advance(days=17)
    stage.open([case])
    started_with(stage, calendar=whole)

    p03 = asked_of(stage, case, "P03")
    named = ["years[2026].holidays[2026-08-12]"] if mark is Mark.UNVERIFIED else []
    assert [path for path in paths_behind(p03) if path.startswith("years")] == named
    assert ("entered_since" in p03.said.facts) is bool(named)
    assert (p03.replay.again, p03.said.verdict.value) == (Again.IDENTICAL, "holds")


def test_a_salary_nobody_verified_is_named_behind_the_bonus_it_made(stage: Stage) -> None:
    session, cases = before_the_decree(with_a_bonus(stage)).ready_to_sign()
    known = stage.desk.policies.policies.salaries
    doubted = replace(known.base[-1], mark=Mark.UNVERIFIED)
    started_with(stage, salaries=replace(known, base=(*known.base[:-1], doubted)))
    stage.sign(session, cases)
    started_with(stage, salaries=known)

    p10 = asked_of(stage, cases[0], "P10")
    assert "base[2026-07-01]" in paths_behind(p10)
    assert p10.replay.again is Again.IDENTICAL
    (signed,) = stage.said("review.decision_signed")
    assert [one["bonus_working"]["is_unverified"] for one in signed["items"]] == [True]


def test_of_a_body_that_was_asked_they_are_named_too(stage: Stage) -> None:
    (case,) = stage.plant(road=ROAD)
    announced(stage, Mark.UNVERIFIED)
    stage.publish([case])
    with stage.acting(SECRETARY) as work:
        consultations.ask_opinion(
            stage.desk, work, case, seen=stage.case(case).version, consulted="Bảo hiểm xã hội", document="CV 31"
        )
    stage.clock.advance(days=17)
    stage.open([case])

    assert "years[2026].holidays[2026-08-12]" in paths_behind(asked_of(stage, case, "P02"))
