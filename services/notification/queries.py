"""Reading notification's rows.

Owns: the statements. Promises: somebody reads their own notices and those of their role at their unit and at unions it
goes on with, nobody else's; deliveries are shown without text or address. Leaves to others: writing (`actions*`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from services.notification.errors import NoSuchContact, NoSuchNotice
from services.notification.metrics import NOTICES, OLDEST_UNTRIED, OLDEST_WAITING
from services.notification.models import Contact, Notice
from services.notification.queries_heirs import recipients_of
from services.notification.rules.delivery import Status
from shared.clock import wall_now
from shared.events.envelope import Actor
from shared.events.terms import Channel
from shared.holding import held
from shared.rows import among
from shared.web.paging import Page, page_of, read_cursor
from shared.words import Language

_UNSENT = (Status.WAITING.value, Status.SENDING.value)


def notices_for(
    tx: Session, actor: Actor, *, only_unread: bool, cursor: str | None, limit: int
) -> Page[Notice]:
    """The actor's notices in the application, newest first."""
    wanted = select(Notice).where(
        Notice.recipient.in_(recipients_of(tx, actor)), Notice.channel == Channel.IN_APP.value
    )
    if only_unread:
        wanted = wanted.where(Notice.read_at.is_(None))
    return _newest_first(tx, wanted, cursor, limit)


def count_unread(tx: Session, actor: Actor) -> int:
    return (
        tx.scalar(
            select(func.count()).where(
                Notice.recipient.in_(recipients_of(tx, actor)),
                Notice.channel == Channel.IN_APP.value,
                Notice.read_at.is_(None),
            )
        )
        or 0
    )


def get_own_notice(tx: Session, actor: Actor, notice_id: str) -> Notice:
    """A notice of the actor in the application, its row held; another's is as absent as one that never was."""
    own = (Notice.recipient.in_(recipients_of(tx, actor)), Notice.channel == Channel.IN_APP.value)
    notice = tx.scalar(held(select(Notice).where(Notice.id == notice_id, *own)))
    if notice is None:
        raise NoSuchNotice()
    return notice


def deliveries(
    tx: Session, *, status: Status | None, case_id: str | None, cursor: str | None, limit: int
) -> Page[Notice]:
    """Messages as operators see them, newest first."""
    wanted = select(Notice)
    if status is not None:
        wanted = wanted.where(Notice.status == status.value)
    if case_id is not None:
        wanted = wanted.where(Notice.case_id == case_id)
    return _newest_first(tx, wanted, cursor, limit)


def find_contact(tx: Session, subject: str, *, lock: bool = False) -> Contact | None:
    wanted = select(Contact).where(Contact.subject == subject)
    return tx.scalar(held(wanted) if lock else wanted)


def get_contact(tx: Session, subject: str) -> Contact:
    contact = find_contact(tx, subject)
    if contact is None:
        raise NoSuchContact()
    return contact


def contacts(tx: Session, *, cursor: str | None, limit: int) -> Page[Contact]:
    after = read_cursor(cursor, (str,))
    wanted = select(Contact).order_by(Contact.subject).limit(limit + 1)
    found = tx.scalars(wanted.where(Contact.subject > after[0]) if after else wanted).all()
    return page_of(found, limit, lambda contact: (contact.subject,))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known by name, as far as telling them goes."""

    subject: str
    role: str
    unit: str
    has_address: bool
    language: Language


_known = Contact.__table__.c
_PEOPLE = (
    select(_known.subject, _known.role, _known.unit, _known.email.is_not(None), _known.language)
    .where(or_(among(_known.unit, "units"), among(_known.subject, "subjects")))
    .order_by(_known.subject)
)


def people_at(tx: Session, units: Collection[str], subjects: Collection[str] = ()) -> Sequence[Person]:
    """Everybody known at these units or by these subjects, by subject."""
    if not units and not subjects:
        return ()
    found = tx.connection().execute(_PEOPLE, {"units": units, "subjects": subjects})
    return [
        Person(subject, role, unit, has_address, "en" if language == "en" else "vi")
        for subject, role, unit, has_address, language in found
    ]


def is_mail_due(tx: Session, now: datetime) -> bool:
    """Whether a mail waits for its turn, or was under way when a process ended."""
    wanted = select(Notice.id).where(Notice.status.in_(_UNSENT), Notice.next_attempt_at <= now).limit(1)
    return tx.scalar(wanted) is not None


def show_gauges(tx: Session) -> None:
    """Refresh the gauges before a scrape."""
    counted = tx.execute(select(Notice.channel, Notice.status, func.count()).group_by(Notice.channel, Notice.status))
    found = {(channel, status): count for channel, status, count in counted}
    for channel in Channel:
        for status in Status:
            NOTICES.labels(channel.value, status.value).set(found.get((channel.value, status.value), 0))
    oldest = select(func.min(Notice.created_at)).where(Notice.status.in_(_UNSENT))
    OLDEST_WAITING.set(_age_of(tx.scalar(oldest)))
    # While one is under way its attempt is counted ahead, and taken off again where the server hears nobody.
    is_under_way = case((Notice.status == Status.SENDING.value, 1), else_=0)
    OLDEST_UNTRIED.set(_age_of(tx.scalar(oldest.where(Notice.attempts == is_under_way))))


def _age_of(moment: datetime | None) -> float:
    return 0.0 if moment is None else max(0.0, (wall_now() - moment).total_seconds())


def _newest_first(tx: Session, wanted: Select[Notice], cursor: str | None, limit: int) -> Page[Notice]:
    after = read_cursor(cursor, (str,))
    if after is not None:
        wanted = wanted.where(Notice.id < after[0])
    found = tx.scalars(wanted.order_by(Notice.id.desc()).limit(limit + 1)).all()
    return page_of(found, limit, lambda notice: (notice.id,))
