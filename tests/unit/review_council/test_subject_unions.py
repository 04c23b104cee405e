"""A union that ended comes neither before the council nor on a decision or a letter upwards (G02)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.review.models import EvaluationRow
from services.review.models_unions import EndedUnion
from services.review.signing import refuse_signature
from shared.errors import RuleBlocked
from shared.events.terms import CaseState
from tests.unit.review_council.stage import SIGNER, Stage
from tests.unit.review_council.test_session import blocked_by

UNION = {"subject_unit": "cdcs-may", "nominee_kind": "collective"}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def end(stage: Stage, unit: str = "cdcs-may", last_day: date = date(2026, 8, 23)) -> None:
    with stage.desk.database.transaction() as tx:
        tx.add(EndedUnion(unit=unit, last_day=last_day))


def test_an_agenda_takes_no_union_that_ended_and_names_the_case(stage: Stage) -> None:
    cases = [*stage.published(1, **UNION), *stage.plant(1)]
    end(stage)
    with pytest.raises(RuleBlocked) as refused:
        stage.open(cases[:1])
    assert {(place.at, place.code) for place in refused.value.places} == {(cases[0], "G02")}
    assert stage.case(cases[0]).is_in is CaseState.PUBLIC_NOTICE


def test_a_decision_lists_no_union_that_ended_since_the_vote(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(2, **UNION)
    end(stage)
    with pytest.raises(RuleBlocked) as refused:
        stage.sign(session, cases)
    assert blocked_by(refused) == {"G02"}


def test_the_signer_leaves_it_out_with_a_reason_and_signs_the_rest(stage: Stage) -> None:
    cases = [*stage.plant(1, **UNION), *stage.plant(1)]
    stage.publish(cases)
    stage.clock.advance(days=21)
    session = stage.voting(cases)
    stage.vote_all(session.id, cases, yes=9)
    stage.close(session.id)
    stage.send(session.id)
    end(stage)
    with stage.acting(SIGNER) as work:
        refuse_signature(stage.desk, work, cases[0], seen=None, reason="Công đoàn cơ sở này đã chấm dứt.")

    stage.sign(session.id, cases[1:])

    assert [stage.case(case).is_in for case in cases] == [CaseState.NOT_AWARDED, CaseState.AWARDED]


def test_a_union_that_goes_on_is_awarded_and_the_answer_is_kept(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(1, **UNION)
    end(stage, "cdcs-khac")
    stage.sign(session, cases)
    with stage.reading() as tx:
        asked = [row.action for row in tx.query(EvaluationRow).filter_by(rule="G02", case_id=cases[0])]
    assert asked == ["open_session", "sign"]
    assert stage.violations() == []


def test_a_letter_upwards_takes_none_either(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(1, award="merit_cert_confederation", **UNION)
    end(stage)
    with pytest.raises(RuleBlocked) as refused:
        stage.escalate(session, cases)
    assert blocked_by(refused) == {"G02"}
