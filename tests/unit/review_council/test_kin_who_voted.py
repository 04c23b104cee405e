"""An invariant names who voted on somebody they had declared before the vote began."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from services.review import declarations
from services.review.council_models import Declaration, Recusal
from services.review.recusal_queries import Kind
from shared.events.envelope import Actor
from shared.events.terms import BallotChoice, Role, SubjectKind
from shared.names import nominee_key
from tests.unit.review_council.stage import BODY, Stage
from tests.unit.review_council.test_recusals import BIRTH, KIN, NAME


@pytest.mark.parametrize("stated", [BIRTH, BIRTH[:4]])
def test_a_ballot_in_spite_of_a_declaration_is_named(tmp_path: Path, stated: str) -> None:
    """Also where the dossier states the year of the declared birth alone."""
    stage = Stage(tmp_path)
    (case,) = stage.published(nominee_key=nominee_key(SubjectKind.INDIVIDUAL, NAME, stated))
    with stage.acting(Actor(KIN, Role.COUNCIL_MEMBER, BODY)) as work:
        row = declarations.declare_relation(work, person=KIN, kind=Kind.KIN, name=NAME, birth=BIRTH).id
    stage.desk.clock.advance(hours=1)
    session = stage.open([case], council=stage.seat())
    stage.attend(session.id)
    stage.begin(session.id)
    assert stage.violations() == []
    with stage.desk.database.transaction() as tx:
        tx.execute(delete(Recusal))
    stage.vote(session.id, KIN, {case: BallotChoice.YES})

    assert f"session {session.id}: case {case} was voted on in spite of declaration {row}" in stage.violations()
    with stage.desk.database.transaction() as tx:
        tx.execute(update(Declaration).values(withdrawn_by="administrator", withdrawn_at=session.opened_at))
    assert stage.violations() == []
