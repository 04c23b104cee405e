"""What must always hold in notification; read-only, run by operators and by the test suite.

Owns: the checks. Promises: one line per violation; no recipient in a line.
"""

from __future__ import annotations

import json
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notification.models import Notice
from services.notification.rules.delivery import MAX_ATTEMPTS, Status
from shared.desk import Invariant
from shared.events.terms import Channel
from shared.tables import outbox


def every_mail_delivered_was_said_once(tx: Session) -> list[str]:
    said = func.count(outbox.c.id)
    wrong = tx.execute(
        select(Notice.id, said)
        .outerjoin(outbox, (outbox.c.subject == Notice.id) & (outbox.c.type == "notification.delivered"))
        .where(Notice.status == Status.DELIVERED.value, Notice.channel == Channel.EMAIL.value)
        .group_by(Notice.id)
        .having(said != 1)
    )
    return [f"mail {notice} was delivered once and said {times} times" for notice, times in wrong]


def every_notice_in_the_application_was_told_once(tx: Session) -> list[str]:
    """Row by row what the events say: who was told of which event, about which case, in which words."""
    columns = (Notice.cause, Notice.case_id, Notice.template, Notice.recipient)
    stands: Counter[tuple[str | None, ...]] = Counter(
        tuple(row) for row in tx.execute(select(*columns).where(Notice.channel == Channel.IN_APP.value))
    )
    said: Counter[tuple[str | None, ...]] = Counter()
    for body in tx.scalars(select(outbox.c.body).where(outbox.c.type == "notification.told")):
        for one in json.loads(body)["data"]["tellings"]:
            said.update((one["cause"], one["case"], one["template"], who) for who in one["recipients"])
    return [
        f"of event {key[0]} somebody has {stands[key]} notices {key[2]} and was said to be told {said[key]} times"
        for key in sorted(stands.keys() | said.keys(), key=str)
        if not stands[key] == said[key] == 1
    ]


def nothing_undelivered_was_said_delivered(tx: Session) -> list[str]:
    wrong = tx.scalars(
        select(Notice.id)
        .join(outbox, (outbox.c.subject == Notice.id) & (outbox.c.type == "notification.delivered"))
        .where(Notice.status != Status.DELIVERED.value)
    )
    return [f"notice {notice} was said to be delivered and is not" for notice in wrong]


def notices_in_the_application_never_wait(tx: Session) -> list[str]:
    wrong = tx.scalars(
        select(Notice.id).where(Notice.channel == Channel.IN_APP.value, Notice.status != Status.DELIVERED.value)
    )
    return [f"notice {notice} is in the application and not delivered" for notice in wrong]


def nobody_is_tried_for_ever(tx: Session) -> list[str]:
    wrong = tx.scalars(select(Notice.id).where(Notice.attempts > MAX_ATTEMPTS))
    return [f"notice {notice} was tried more than {MAX_ATTEMPTS} times" for notice in wrong]


INVARIANTS = (
    Invariant("notification.every_mail_delivered_was_said_once", every_mail_delivered_was_said_once),
    Invariant(
        "notification.every_notice_in_the_application_was_told_once", every_notice_in_the_application_was_told_once
    ),
    Invariant("notification.nothing_undelivered_was_said_delivered", nothing_undelivered_was_said_delivered),
    Invariant("notification.notices_in_the_application_never_wait", notices_in_the_application_never_wait),
    Invariant("notification.nobody_is_tried_for_ever", nobody_is_tried_for_ever),
)
