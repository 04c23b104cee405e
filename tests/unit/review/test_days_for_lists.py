"""M03 goes by the phase an award is for, whenever its list is sent; for the whole year by the day it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from services.review.actions_receipt import Receipt, receive_many
from services.review.bulk import Wanted
from services.review.models import Case, EvaluationRow
from services.review.queries_explanation import explain
from services.review.rules.receipt import deadline_is_met
from shared.desk import Desk
from shared.errors import RuleBlocked
from shared.events.terms import StageKind
from shared.policy import load_policy_set
from shared.policy.plans import Plan
from shared.rehearsal import Draft
from shared.replays import Again
from tests.unit.review.cases import (
    C1,
    HEAD,
    HUNG_YEN,
    IN_2024,
    KHANH_HOA,
    REVIEWER,
    act,
    dossier,
    find,
    open_case,
    pass_on,
    receive,
)
from tests.unit.review.test_rehearsing import moved, run, told, with_plan

PLAN = load_policy_set().plan(KHANH_HOA)
JULY, NOVEMBER = date(2024, 7, 10), date(2024, 11, 30)
IN_PHASE_2 = 65  # days from 03/6/2024: Wednesday 07/8/2024


def sent(desk: Desk, case_id: str = "case-1", *, for_phase: str | None) -> None:
    """A case on its way to the district, past its union."""
    open_case(desk, case_id, road=C1, plan=KHANH_HOA, dossier=dossier(for_phase=for_phase))
    receive(desk, HEAD, case_id)
    pass_on(desk, HEAD, case_id)


def m03_of(desk: Desk, case_id: str = "case-1") -> tuple[str, str]:
    with desk.database.reading() as tx:
        of_case = select(EvaluationRow).where(EvaluationRow.rule == "M03", EvaluationRow.case_id == case_id)
        row = tx.scalars(of_case).one()
        return row.verdict, row.facts["last_day"]


@pytest.mark.parametrize(
    ("for_phase", "day", "last_day"),
    [
        ("phase_1", date(2024, 8, 5), JULY),
        ("phase_1", date(2024, 6, 1), JULY),
        ("phase_2", date(2024, 6, 1), NOVEMBER),
        (None, date(2024, 6, 1), JULY),
        (None, date(2024, 8, 5), NOVEMBER),
        ("one the plan has not", date(2024, 8, 5), NOVEMBER),
    ],
)
def test_the_last_day_of_a_phase(for_phase: str | None, day: date, last_day: date) -> None:
    found = PLAN.find_list_deadline(StageKind.DISTRICT, day, for_phase)
    assert found is not None
    assert found.last_day == last_day


def test_a_list_of_phase_1_sent_in_phase_2_is_late(desk: Desk) -> None:
    """Khánh Hòa 2024: due at the district by 10/7, M03 blocks; the consent of who receives it stands on record."""
    desk.clock.set(IN_2024 + timedelta(days=IN_PHASE_2))
    sent(desk, for_phase="phase_1")
    with pytest.raises(RuleBlocked) as refused:
        receive(desk, REVIEWER)
    assert [place.code for place in refused.value.places] == ["M03"]
    assert "10/07/2024" in refused.value.places[0].words.vi

    receive(desk, REVIEWER, consent="CV 12/LĐLĐ")
    assert m03_of(desk) == ("holds", JULY.isoformat())


def test_a_list_of_phase_2_and_one_of_the_year_are_in_time(desk: Desk) -> None:
    """Also together with one that is late, in one request."""
    desk.clock.set(IN_2024 + timedelta(days=IN_PHASE_2))
    phases = {"case-1": "phase_2", "case-2": None, "case-3": "phase_1"}
    for case_id, for_phase in phases.items():
        sent(desk, case_id, for_phase=for_phase)
    wanted = [Wanted(case_id, find(desk, case_id).version) for case_id in phases]
    outcomes, _ = act(desk, REVIEWER, lambda work: receive_many(desk, work, wanted, receipt=Receipt()))

    assert [one.error is None for one in outcomes] == [True, True, False]
    assert m03_of(desk) == m03_of(desk, "case-2") == ("holds", NOVEMBER.isoformat())


def test_a_plan_of_one_phase_has_no_question_of_the_phase(desk: Desk) -> None:
    one_phase = desk.policies.policies.plan(HUNG_YEN)
    assert [one.has_phases_of_lists(StageKind.PROVINCIAL) for one in (PLAN, one_phase)] == [True, False]
    assert PLAN.has_phases_of_lists(StageKind.GRASSROOTS) is False


def answered_by_the_day_of_sending(desk: Desk) -> None:
    """As an earlier release answered of a case for phase 1 that was sent in phase 2, and kept it."""
    said = deadline_is_met(reached_on=date(2024, 8, 7), last_day=NOVEMBER, consent=None)
    kept = {"facts": dict(said.facts), "words_vi": said.words.vi, "words_en": said.words.en}
    with desk.database.transaction() as tx:
        tx.execute(update(EvaluationRow).where(EvaluationRow.rule == "M03").values(**kept))


def test_what_was_answered_by_the_day_of_sending_replays_as_it_was_given(desk: Desk) -> None:
    desk.clock.set(IN_2024 + timedelta(days=IN_PHASE_2))
    sent(desk, for_phase="phase_1")
    receive(desk, REVIEWER, consent="CV 12/LĐLĐ")
    answered_by_the_day_of_sending(desk)

    with desk.database.reading() as tx:
        asked = explain(desk.policies, tx, tx.get_one(Case, "case-1"), None).asked
    assert [one.replay.again for one in asked if one.said.rule == "M03"] == [Again.IDENTICAL]
    assert moved(run(desk, Draft(desk.policies.policies))) == []


@pytest.mark.parametrize(("for_phase", "flips"), [("phase_1", []), ("phase_2", [("case-1", "M03", "none", "block")])])
def test_a_draft_that_moves_a_day_concerns_the_lists_of_that_phase(
    desk: Desk, for_phase: str, flips: list[tuple[str, str, str, str]]
) -> None:
    """Phase 2 due by 01/8 already; both were taken in August, that of phase 1 by consent."""
    desk.clock.set(IN_2024 + timedelta(days=IN_PHASE_2))
    sent(desk, for_phase=for_phase)
    receive(desk, REVIEWER, consent=None if for_phase == "phase_2" else "CV 12/LĐLĐ")

    def sooner(plan: Plan) -> Plan:
        deadlines = (
            replace(one, due=date(2024, 8, 1)) if one.phase == "phase_2" else one for one in plan.list_deadlines
        )
        return replace(plan, list_deadlines=tuple(deadlines))

    assert moved(run(desk, Draft(desk.policies.policies))) == []
    assert told(run(desk, with_plan(desk, KHANH_HOA, sooner))) == flips
