"""Officers who are written to, and what became of their mails, for tests against a mail server.

Owns: a desk that posts, mails on their way, what the rows and events say of them. Leaves to others: the server
(`tests.support.smtp`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from services.notification.models import Contact, Notice
from services.notification.rules.delivery import Status
from services.notification.service import DEFINITION
from shared.clock import wall_now
from shared.config import MailSettings
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.terms import Role
from tests.support.desks import STANDARD_NOW, make_desk
from tests.support.logs import events_said
from tests.support.smtp import PrivateSmtp
from tests.unit.audit.said import CASE, HEAD, UNIT, Speakers, hear, received, stage_opened

ADDRESS = "{}@minhanh.example"


@contextmanager
def posting_desk(directory: Path, smtp: PrivateSmtp) -> Iterator[Desk]:
    """A desk of notification that writes over this server; at the end its invariants hold."""
    made = make_desk(DEFINITION, directory)
    mail = MailSettings(
        host=smtp.host, port=smtp.port, sender="vinhdanh@ldld.example", starttls=False, username="", password="",
        timeout=30.0, retry_pause=30.0,
    )  # fmt: skip
    yield dataclasses.replace(made, settings=dataclasses.replace(made.settings, mail=mail))
    with made.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    made.database.close()
    assert broken == []


def with_mail(desk: Desk, **changes: Any) -> Desk:
    """The same desk with other settings of its mail."""
    mail = dataclasses.replace(desk.settings.mail, **changes)
    return dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, mail=mail))


def tell(desk: Desk, *people: str) -> Envelope:
    """Each of these officers of the unit gets one mail; returns the event it tells of."""
    with desk.database.transaction() as tx:
        for subject in people:
            tx.execute(
                insert(Contact).values(
                    subject=subject, role=Role.GRASSROOTS_OFFICER.value, unit=UNIT.id, email=ADDRESS.format(subject),
                    language="vi", version=1, changed_by="admin", changed_at=STANDARD_NOW, change="keep_contact",
                )
            )  # fmt: skip
    speakers = Speakers()
    cause = speakers.say(CASE, stage_opened())
    taken = speakers.say(CASE, received(), HEAD, cause=cause)
    hear(desk, [cause, taken])
    return taken


def mails(desk: Desk) -> list[tuple[str, str, int, str | None]]:
    with desk.database.reading() as tx:
        found = tx.execute(
            select(Notice.recipient, Notice.status, Notice.attempts, Notice.error)
            .where(Notice.channel == "email")
            .order_by(Notice.recipient)
        )
        return [(row[0], row[1], row[2], row[3]) for row in found]


def said(desk: Desk) -> list[Envelope]:
    """What was said about mail."""
    with desk.database.reading() as tx:
        return [event for event in events_said(tx) if event.type != "notification.told"]


def make_due(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        tx.execute(update(Notice).where(Notice.channel == "email").values(next_attempt_at=wall_now()))


def make_due_if_waiting(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        tx.execute(update(Notice).where(Notice.status == Status.WAITING.value).values(next_attempt_at=wall_now()))
