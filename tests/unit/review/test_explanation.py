"""Why a case came out as it did, then and today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from services.nomination.rules.eligibility import achieved_after_discipline
from services.review.errors import NothingYet
from services.review.models import Case, EvaluationRow
from services.review.queries_explanation import Explanation, explain, find_case_named
from shared.clock import SetClock
from shared.desk import Desk
from shared.replays import Again
from tests.unit.review.cases import HEAD, find, open_case, pass_on, receive


def told(desk: Desk, *, hours: float | None = None, case_id: str = "case-1") -> Explanation:
    """The explanation, up to so many hours after the case was opened."""
    with desk.database.reading() as tx:
        case = find_case_named(tx, case_id)
        assert case is not None
        until = None if hours is None else case.opened_at + timedelta(hours=hours)
        return explain(desk.policies, tx, case, until)


def hours_pass(desk: Desk, hours: float) -> None:
    assert isinstance(desk.clock, SetClock)
    desk.clock.advance(hours=hours)


@pytest.fixture
def passed(desk: Desk) -> Desk:
    """A case submitted, received an hour later, and passed by its own committee another hour later."""
    said = achieved_after_discipline(discipline_ended_on=None, achieved_from=None)
    open_case(desk, evaluations=(said,))
    hours_pass(desk, 1)
    receive(desk, HEAD)
    hours_pass(desk, 1)
    pass_on(desk, HEAD)
    return desk


def test_every_rule_asked_is_told_with_facts_and_policy(passed: Desk) -> None:
    found = told(passed)
    asked = {(one.asked_by, one.action, one.said.rule) for one in found.asked}

    assert ("nomination", "submit", "G09") in asked
    assert ("review", "receive", "M02") in asked
    assert {("review", "pass_stage", rule) for rule in ("G16", "G17", "G19")} <= asked
    assert {policy.hash for policy in found.policies} == {find(passed).policy}
    assert [policy.plan for policy in found.policies] == ["hung_yen_2026"]
    assert [one.at for one in found.asked] == sorted(one.at for one in found.asked)
    assert all(one.title is not None for one in found.asked if one.asked_by == "review")


def test_review_asks_its_own_rules_again_and_leaves_those_of_others(passed: Desk) -> None:
    found = told(passed)

    assert {one.replay.again for one in found.asked if one.asked_by == "review"} == {Again.IDENTICAL}
    assert {one.replay.again for one in found.asked if one.asked_by == "nomination"} == {Again.ASKED_ELSEWHERE}
    assert found.is_reproduced


def test_an_answer_names_the_unverified_item_that_decided_it(passed: Desk) -> None:
    doubts = {one.said.rule: [doubt.path for doubt in one.doubts] for one in told(passed).asked}

    assert doubts["G09"] == []  # what the law says of discipline was read
    assert doubts["G17"] == ["awards[merit_cert_federation]"]


def test_what_is_unsettled_about_the_rulebook_of_the_day_stands_beside_its_name(passed: Desk) -> None:
    """In August 2026 the reported amending law is not yet said to be in force; the union's regulation was not read."""
    [policy] = told(passed).policies

    assert policy.rulebook == "law2022_nd152"
    assert [doubt.vi.partition(" (")[2] for doubt in policy.doubts] == [
        "NĐ 152/2025 Điều 60 khoản 1).", "NĐ 152/2025 Điều 6 khoản 2).", "QĐ 999/QĐ-TLĐ 2024). Chưa kiểm chứng.",
    ]  # fmt: skip


def test_a_dossier_sent_after_the_reported_amendment_says_so(passed: Desk) -> None:
    with passed.database.transaction() as tx:
        tx.execute(update(Case).values(sent_at=datetime(2026, 9, 30, 17, tzinfo=UTC)))  # 1 October in Việt Nam
    [policy] = told(passed).policies

    assert [doubt.en for doubt in policy.doubts if "06/2026/QH16" in doubt.en and doubt.en.endswith("Not verified.")]


def test_as_of_a_moment_nothing_later_is_told(passed: Desk) -> None:
    assert {one.action for one in told(passed, hours=0).asked} == {"submit"}
    assert told(passed, hours=0).state == "submitted"
    assert {one.action for one in told(passed, hours=1).asked} == {"submit", "receive"}
    assert told(passed, hours=1).state == "received"
    assert {one.action for one in told(passed, hours=2).asked} == {"submit", "receive", "pass_stage"}


def test_before_the_case_was_opened_there_is_nothing_to_tell(passed: Desk) -> None:
    with pytest.raises(NothingYet):
        told(passed, hours=-0.001)


def test_facts_altered_after_the_fact_do_not_give_the_old_answer(passed: Desk) -> None:
    with passed.database.transaction() as tx:
        altered = EvaluationRow.__table__.c
        wanted = update(EvaluationRow).where(altered.rule == "M02")
        tx.execute(wanted.values(facts={"actor": HEAD.subject, "submitted_by": HEAD.subject}))

    found = told(passed)

    assert not found.is_reproduced
    assert {one.said.rule for one in found.asked if one.replay.again is Again.DIFFERS} == {"M02"}


def test_a_case_is_found_by_its_receipt_number(passed: Desk) -> None:
    assert told(passed, case_id="R-case-1").asked == told(passed).asked
