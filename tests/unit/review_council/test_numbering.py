"""Decisions about decisions are numbered where all others are: next in line, same body, no gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.review.council_errors import AmendsNothing
from services.review.council_models import Decision
from services.review.models_after import CancelledAward
from services.review.numbering import number_later_decision, on_later_decision_entered
from shared.events.envelope import Trace
from shared.events.registry import LaterDecisionEntered, LaterDecisionSigned
from shared.events.terms import LaterDecision, Via
from tests.unit.audit.said import SIGNER, Speakers
from tests.unit.review_council.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    assert made.violations() == []


def about(amended: Decision, **more: Any) -> LaterDecisionSigned:
    given: dict[str, Any] = {
        "decision": "later-1", "remedy": "r", "kind": LaterDecision.REVOCATION, "amends": amended.id,
        "award_id": "a", "case": "c", "body": amended.body, "body_name": amended.body_name, "plan": amended.plan,
        "ground": "forged_papers", "basis": "Điều 93", "signed_at": datetime(2026, 8, 24, tzinfo=UTC),
        "signed_by": "president", "proposed_by": "duc", "document_sha256": "a" * 64,
    }  # fmt: skip
    return LaterDecisionSigned(**given | more)


def numbered(stage: Stage, fact: LaterDecisionSigned) -> None:
    envelope = Speakers().say(fact.decision, fact, SIGNER)
    with stage.desk.working(SIGNER, via=Via.EVENT, trace=Trace(Via.EVENT, "story")) as work:
        number_later_decision(work, fact, envelope)


def test_later_decision_takes_the_next_number_and_the_next_one_goes_on(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(1)
    first = stage.sign(session, cases)
    numbered(stage, about(first))
    numbered(stage, about(first, decision="later-2"))
    session, cases = stage.ready_to_sign(1)
    last = stage.sign(session, cases)

    told = [(said["decision"], said["number"], said["amends"]) for said in stage.said("review.later_decision_numbered")]
    assert told == [("later-1", "02/QĐ-LĐLĐ", first.id), ("later-2", "03/QĐ-LĐLĐ", first.id)]
    assert last.printed == "04/QĐ-LĐLĐ"


@pytest.mark.parametrize("wrong", [{"body": "another-province"}, {"amends": "nothing"}])
def test_only_the_body_that_signed_gets_a_number(stage: Stage, wrong: dict[str, str]) -> None:
    session, cases = stage.ready_to_sign(1)
    first = stage.sign(session, cases)
    with pytest.raises(AmendsNothing):
        numbered(stage, about(first, **wrong))
    with stage.desk.database.reading() as tx:
        assert list(tx.scalars(select(Decision.number))) == [1]
    assert first.dated == date(2026, 8, 24)


def test_a_cancelled_award_is_noted_whoever_cancelled_it_and_a_corrected_one_stands(stage: Stage) -> None:
    session, cases = stage.ready_to_sign(1)
    first = stage.sign(session, cases)
    numbered(stage, about(first, kind=LaterDecision.CORRECTION))
    assert cancelled(stage) == {}
    numbered(stage, about(first, decision="later-2"))
    above = LaterDecisionEntered(
        decision="above-2", remedy="r2", kind=LaterDecision.REVOCATION, amends="above-1", award_id="a2", case="c2",
        authority="confederation", number="9/QĐ-TLĐ", dated=date(2026, 8, 24), signatory="x", document_sha256="a" * 64,
    )  # fmt: skip
    envelope = Speakers().say(above.decision, above, SIGNER)
    with stage.desk.working(SIGNER, via=Via.EVENT, trace=Trace(Via.EVENT, "story")) as work:
        on_later_decision_entered(work, above, envelope)
    assert cancelled(stage) == {"c": "later-2", "c2": "above-2"}


def cancelled(stage: Stage) -> dict[str, str]:
    with stage.reading() as tx:
        return {row.case_id: row.decision for row in tx.scalars(select(CancelledAward))}
