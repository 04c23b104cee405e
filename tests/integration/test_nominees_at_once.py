"""A decision and the address of its nominee heard at the same instant by two replicas: the mail finds its address.

Owns: both orders, on a real PostgreSQL, where two transactions do not see each other. Leaves to others: everything one
replica does (`tests/unit/notification/test_nominees.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from services.notification.actions import tell
from services.notification.actions_rows import address_nominee
from services.notification.models import Notice
from services.notification.service import DEFINITION
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.nomination import NomineeContactStated
from shared.events.terms import Via
from tests.support.desks import make_desk
from tests.support.postgres import PrivatePostgres
from tests.unit.audit.said import CASE, SECRETARY, Speakers, hear, stage_opened
from tests.unit.notification.test_telling import AWARDED

STATED = NomineeContactStated(case=CASE, version=1, email="huong@minhanh.example")


@pytest.fixture
def desk(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path, url=postgres.create_database("nominees_at_once"))
    mail = replace(made.settings.mail, host="127.0.0.1")
    yield replace(made, settings=replace(made.settings, mail=mail))
    made.database.close()
    postgres.drop_database("nominees_at_once")


def heard_beside(desk: Desk, envelope: Envelope) -> threading.Thread:
    """Another replica hears it; it has not come through while the first holds the case."""
    other = threading.Thread(target=hear, args=(desk, [envelope]))
    other.start()
    other.join(timeout=1)
    assert other.is_alive()
    return other


def statuses(desk: Desk) -> list[str]:
    with desk.database.reading() as tx:
        return list(tx.scalars(select(Notice.status).where(Notice.recipient == f"nominee@{CASE}")))


def test_the_address_is_heard_while_the_decision_is_told(desk: Desk) -> None:
    speakers = Speakers()
    hear(desk, [speakers.say(CASE, stage_opened())])
    award, contact = speakers.say("a1", AWARDED, SECRETARY), speakers.say(f"contact:{CASE}", STATED)
    with desk.working(desk.own_hand(), via=Via.EVENT) as work:
        tell(desk, work, [award])
        other = heard_beside(desk, contact)
    other.join()
    assert statuses(desk) == ["waiting"]


def test_the_decision_is_heard_while_the_address_is_kept(desk: Desk) -> None:
    speakers = Speakers()
    hear(desk, [speakers.say(CASE, stage_opened())])
    award = speakers.say("a1", AWARDED, SECRETARY)
    with desk.working(desk.own_hand(), via=Via.EVENT) as work:
        address_nominee(work, STATED)
        other = heard_beside(desk, award)
    other.join()
    assert statuses(desk) == ["waiting"]
