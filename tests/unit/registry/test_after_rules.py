"""The rules after a decision, against hand-made cases: periods, hearings, returns, complaints, bonuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.registry.rules.bonuses import Given, payment_of
from services.registry.rules.complaints import (
    problems_of_first,
    problems_of_second,
    reason_not_to_accept,
    starts_second,
)
from services.registry.rules.recovery import Owed, is_overdue, problems_of_return
from services.registry.rules.remedies import problems_of_proposal, reason_not_to_sign
from shared.events.terms import LaterDecision, SubjectKind
from shared.policy import NoLawAfterDecision, UnknownGround, find_bonus_working, load_policy_set
from shared.policy.after_decision import Period, PeriodUnit
from shared.policy.marks import Mark
from shared.words import Words

POLICY = load_policy_set()
LAW = POLICY.after_decision.on(date(2026, 8, 3))
DAY = date(2026, 8, 3)


def period(count: int, unit: PeriodUnit) -> Period:
    return Period(count=count, unit=unit, basis="x", mark=Mark.DESIGN)


@pytest.mark.parametrize(
    ("one", "start", "last"),
    [
        # Saturday 22/8 is worked, 31/8 is off for it, 01–02/9 are the National Day.
        (period(15, PeriodUnit.WORKING_DAYS), date(2026, 8, 22), date(2026, 9, 16)),
        (period(90, PeriodUnit.DAYS), date(2026, 8, 3), date(2026, 11, 1)),
        (period(1, PeriodUnit.MONTHS), date(2026, 1, 31), date(2026, 2, 28)),
        (period(1, PeriodUnit.MONTHS), date(2027, 12, 15), date(2028, 1, 15)),
        (period(14, PeriodUnit.MONTHS), date(2026, 12, 31), date(2028, 2, 29)),
    ],
)
def test_last_day_of_a_period(one: Period, start: date, last: date) -> None:
    assert one.last_day(start, POLICY.calendar) == last


@pytest.mark.parametrize(
    ("is_complex", "is_remote", "first", "second"),
    [(False, False, 30, 45), (True, False, 45, 60), (False, True, 45, 60), (True, True, 60, 70)],
)
def test_days_to_settle_a_complaint(is_complex: bool, is_remote: bool, first: int, second: int) -> None:
    """Law on Complaints: 30, 45 if complex or remote, 60 if both; the second 45, 60, 70."""
    told = [
        (one.last_day(DAY, is_complex=is_complex, is_remote=is_remote) - DAY).days
        for one in (LAW.complaints.settle_first, LAW.complaints.settle_second)
    ]
    assert told == [first, second]


def test_law_is_that_of_the_day_of_the_act() -> None:
    assert POLICY.after_decision.on(date(2025, 6, 30)).id == "law2022_nd98"
    assert POLICY.after_decision.on(date(2025, 7, 1)).id == "law2022_nd152"
    assert POLICY.after_decision.on(date(2023, 12, 31)).id == "law2003_nd91"
    with pytest.raises(NoLawAfterDecision):
        POLICY.after_decision.on(date(2016, 12, 31))


def test_every_day_of_every_plan_has_a_law_and_what_nobody_read_is_flagged() -> None:
    for plan in POLICY.plans.values():
        assert POLICY.after_decision.on(plan.window.first).grounds
    old = POLICY.after_decision.on(date(2017, 1, 1))
    assert all(ground.is_unverified for ground in old.grounds)
    assert {ground.code for ground in old.grounds} == {ground.code for ground in LAW.grounds}
    assert old.recovery.mark is Mark.UNVERIFIED


def test_every_ground_has_its_article_and_the_doubtful_ones_their_flag() -> None:
    by_code = {ground.code: ground for ground in LAW.grounds}
    assert by_code["forged_papers"].basis == "Luật 06/2022/QH15 Điều 93 khoản 2 điểm b"
    assert {code for code, ground in by_code.items() if ground.is_unverified} == {
        "wrong_authority", "wrong_law", "clerical_error", "complaint_upheld", "complaint_upheld_revoke",
    }  # fmt: skip
    with pytest.raises(UnknownGround) as refused:
        LAW.ground("forged_papers", LaterDecision.CORRECTION)
    assert [place.at for place in refused.value.places] == ["ground"]


@pytest.mark.parametrize(
    ("kind", "changes", "documents", "places"),
    [
        (LaterDecision.REVOCATION, {}, ["KL 03"], []),
        (LaterDecision.REVOCATION, {}, [], ["documents"]),
        (LaterDecision.REVOCATION, {"unit_name": "B"}, ["KL 03"], ["changes"]),
        (LaterDecision.CORRECTION, {"unit_name": "B"}, [], []),
        (LaterDecision.CORRECTION, {}, [], ["changes"]),
        (LaterDecision.CORRECTION, {"unit_name": "A"}, [], ["changes.unit_name"]),
    ],
)
def test_what_a_proposal_must_say(
    kind: LaterDecision, changes: dict[str, str], documents: list[str], places: list[str]
) -> None:
    problems = problems_of_proposal(kind=kind, changes=changes, present={"unit_name": "A"}, documents=documents)
    assert [place.at for place in problems] == places


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"needs_hearing": False}, None),
        ({"needs_hearing": False, "signer": "proposer"}, "registry.proposer_signs"),
        ({"is_heard": True}, None),
        ({"is_heard": True, "signer": "proposer"}, "registry.proposer_signs"),
        ({}, "registry.awardee_not_heard"),
        ({"answer_by": DAY}, "registry.awardee_not_heard"),  # the last day is the awardee's
        ({"answer_by": date(2026, 8, 2)}, None),
    ],
)
def test_when_a_remedy_may_be_signed(facts: dict[str, Any], code: str | None) -> None:
    given = {
        "signer": "signer", "proposer": "proposer", "needs_hearing": True, "is_heard": False, "answer_by": None,
        "today": DAY,
    }  # fmt: skip
    told = reason_not_to_sign(**(given | facts))
    assert (told[0] if told else None) == code


@pytest.mark.parametrize(
    ("money", "certificate", "day", "places"),
    [
        (2_000_000, True, DAY, []),
        (1, False, DAY, []),
        (0, False, DAY, ["money"]),
        (2_000_001, True, DAY, ["money"]),
        (0, True, date(2026, 8, 1), ["returned_on"]),
        (0, True, date(2026, 8, 4), ["returned_on"]),
    ],
)
def test_what_may_be_entered_as_returned(money: int, certificate: bool, day: date, places: list[str]) -> None:
    problems = problems_of_return(
        Owed(money=2_000_000, certificate=True), money=money, certificate=certificate, returned_on=day,
        notified_on=date(2026, 8, 2), today=DAY,
    )  # fmt: skip
    assert [place.at for place in problems] == places


def test_certificate_comes_back_once() -> None:
    still = Owed(money=0, certificate=False)
    assert still.is_nothing
    problems = problems_of_return(
        still, money=0, certificate=True, returned_on=DAY, notified_on=DAY, today=DAY
    )
    assert [place.at for place in problems] == ["certificate"]


def test_last_day_is_in_time() -> None:
    assert [is_overdue(due_on=DAY, today=today) for today in (DAY, date(2026, 8, 4))] == [False, True]
    assert not is_overdue(due_on=None, today=DAY)


def test_late_complaint_is_told_the_last_day() -> None:
    assert reason_not_to_accept(is_late=False, last_day=DAY) is None
    why = reason_not_to_accept(is_late=True, last_day=DAY)
    assert why is not None
    assert ("03/8" in why.vi or "03/08/2026" in why.vi, "2026-08-03" in why.en) == (True, True)


@pytest.mark.parametrize(
    ("learned_on", "lodged_on", "places"),
    [
        (DAY, DAY, []),
        (date(2026, 8, 1), DAY, ["learned_on"]),  # before the decision
        (DAY, date(2026, 8, 2), ["learned_on"]),  # known only after complaining
        (DAY, date(2026, 9, 1), ["lodged_on"]),
    ],
)
def test_days_of_a_first_complaint(learned_on: date, lodged_on: date, places: list[str]) -> None:
    problems = problems_of_first(
        dated=date(2026, 8, 2), learned_on=learned_on, lodged_on=lodged_on, today=date(2026, 8, 20)
    )
    assert [place.at for place in problems] == places


def test_second_complaint_starts_with_the_settlement_or_when_the_time_for_it_ran_out() -> None:
    assert starts_second(settled_on=DAY, settle_by=date(2026, 9, 1)) == DAY
    assert starts_second(settled_on=None, settle_by=date(2026, 9, 1)) == date(2026, 9, 1)
    assert starts_second(settled_on=None, settle_by=None) is None

    def told(lodged_on: date, *, is_settled: bool) -> list[str]:
        found = problems_of_second(starts=DAY, is_settled=is_settled, lodged_on=lodged_on, today=date(2026, 8, 20))
        return [place.at for place in found]

    assert told(DAY, is_settled=True) == []
    assert told(DAY, is_settled=False) == ["lodged_on"]  # the last day for settling is still running
    assert told(date(2026, 8, 2), is_settled=True) == ["lodged_on"]
    assert told(date(2026, 8, 21), is_settled=True) == ["lodged_on"]


def given(name: str, amount: int | None, *, is_title: bool = True, dated: date = DAY) -> Given:
    return Given(
        id=name, name=Words(name, name), number=f"QĐ {name}", dated=dated, is_title=is_title, amount=amount
    )


@pytest.mark.parametrize(
    ("award", "others", "paid"),
    [
        (given("base", 2_530_000), [], 2_530_000),
        (given("base", 2_530_000), [given("province", 7_590_000)], 0),
        (given("province", 7_590_000), [given("base", 2_530_000)], 7_590_000),
        # A title and a form together: both (ND152 Art 49).
        (given("base", 2_530_000), [given("merit", 3_800_000, is_title=False)], 2_530_000),
        (given("merit", 3_800_000, is_title=False), [given("province", 7_590_000)], 3_800_000),
        # Equal titles: the earlier decision pays.
        (given("b", 760_000), [given("a", 760_000, dated=date(2026, 8, 2))], 0),
        (given("union", None), [given("base", 2_530_000)], None),
    ],
)
def test_only_the_highest_title_of_a_year_pays(award: Given, others: list[Given], paid: int | None) -> None:
    payment = payment_of(award, others)
    assert payment.amount == paid
    assert payment.basis == "NĐ 152/2025 Điều 49"
    if paid == 0:
        assert others[0].number in payment.words.vi


@pytest.mark.parametrize(
    ("code", "kind", "day", "amount", "formula"),
    [
        ("title_advanced_worker", SubjectKind.INDIVIDUAL, date(2026, 7, 1), 760_000, "0.3 × 2,530,000"),
        ("title_advanced_worker", SubjectKind.INDIVIDUAL, date(2026, 6, 30), 710_000, "0.3 × 2,340,000"),
        ("title_adv_collective", SubjectKind.COLLECTIVE, date(2026, 7, 1), 2_030_000, "0.8 × 2,530,000"),
        ("title_fighter_province", SubjectKind.INDIVIDUAL, date(2026, 7, 1), 7_590_000, "3.0 × 2,530,000"),
        ("commendation_certificate", SubjectKind.HOUSEHOLD, date(2026, 7, 1), 1_140_000, "0.45 × 2,530,000"),
    ],
)
def test_bonus_explains_itself(code: str, kind: SubjectKind, day: date, amount: int, formula: str) -> None:
    """Hand-computed from domain.md §4.4: multiple × base salary of the day, rounded up to 10,000 đồng."""
    working = find_bonus_working(POLICY.rulebooks["law2022_nd152"].award(code), kind, day, POLICY.salaries)
    assert working is not None
    assert working.amount == amount
    assert working.formula.en.startswith(formula)
    assert f"{amount:,}".replace(",", ".") in working.formula.vi
    assert not working.is_unverified
