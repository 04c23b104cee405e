"""What people do in notification: keep contacts, read notices, settle what is in doubt.

Owns: these use cases. Promises: a refused act leaves no row; marking as read is said once, and twice
changes nothing.
Leaves to others: sending (`actions_mail`), telling (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, update

from services.notification.actions_mail import settle
from services.notification.errors import NoSuchNotice, NotUnsettled
from services.notification.models import Contact, Notice
from services.notification.permissions import PERMISSIONS
from services.notification.queries import find_contact, get_own_notice
from services.notification.queries_heirs import recipients_of
from services.notification.rules.delivery import Attempt, Result, Status
from shared.clock import wall_now
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import VersionRequired
from shared.events.notification import ContactEntered, NoticesRead, ReadMessages
from shared.events.terms import Channel, Role
from shared.holding import held
from shared.permissions import authorize
from shared.versions import refuse_stale
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of somebody. Without `email` they are told in the application only."""

    role: Role
    unit: str
    email: str | None
    language: str


class Ruling(StrEnum):
    """A person's word on a message in doubt or given up."""

    ARRIVED = "arrived"
    SEND_AGAIN = "send_again"


def keep_contact(work: Work, subject: str, *, seen: int | None, kept: Kept) -> Contact:
    """Make or change a contact; changing needs the version seen."""
    authorize(PERMISSIONS, "keep_contact", work.actor)
    contact = find_contact(work.tx, subject, lock=True)
    if contact is None:
        contact = Contact(subject=subject, version=0)
        work.tx.add(contact)
    elif seen is None:
        raise VersionRequired()
    else:
        refuse_stale(contact, seen)
    contact.role, contact.unit = kept.role.value, kept.unit
    contact.email, contact.language, contact.salt = kept.email, kept.language, work.new_salt()
    contact.version += 1
    contact.changed_by, contact.changed_at, contact.change = work.actor.subject, work.now, "keep_contact"
    work.tx.flush()  # two first entries that meet are told here, where the frame tries again
    said = ContactEntered(
        subject=subject, role=kept.role, unit=kept.unit, language=kept.language, version=contact.version,
        kept_sha256=kept_hash(Contact.__table__, salt=contact.salt, email=contact.email),
    )  # fmt: skip
    work.emit(subject, said)
    return contact


def mark_read(work: Work, notice_id: str) -> Notice:
    """The actor has read a notice of theirs."""
    authorize(PERMISSIONS, "mark_read", work.actor)
    notice = get_own_notice(work.tx, work.actor, notice_id)
    if notice.read_at is None:
        notice.read_at, notice.read_by = work.now, work.actor.subject
        _say_read(work, [(notice.recipient, notice.occasion)])
    return notice


def mark_all_read(work: Work) -> None:
    """The actor has read every notice of theirs."""
    authorize(PERMISSIONS, "mark_read", work.actor)
    read = (
        update(Notice)
        .where(
            Notice.recipient.in_(recipients_of(work.tx, work.actor)),
            Notice.channel == Channel.IN_APP.value,
            Notice.read_at.is_(None),
        )
        .values(read_at=work.now, read_by=work.actor.subject)
        .returning(Notice.recipient, Notice.occasion)
    )
    found = work.tx.execute(read, execution_options={"synchronize_session": False})
    _say_read(work, [(recipient, occasion) for recipient, occasion in found])


def _say_read(work: Work, read: Iterable[tuple[str, str]]) -> None:
    """One event, however many; its subject is its own, so that nobody waits for anybody."""
    by_recipient: dict[str, list[str]] = {}
    for recipient, occasion in sorted(read):
        by_recipient.setdefault(recipient, []).append(occasion)
    if by_recipient:
        told = (ReadMessages(recipient=one, occasions=tuple(some)) for one, some in by_recipient.items())
        work.emit(work.new_id(), NoticesRead(read=tuple(told)))


def settle_delivery(desk: Desk, work: Work, notice_id: str, *, ruling: Ruling) -> Notice:
    """A person decides on a mail in doubt or given up: it arrived after all, or it is to be sent again."""
    authorize(PERMISSIONS, "settle_delivery", work.actor)
    notice = work.tx.scalar(held(select(Notice).where(Notice.id == notice_id)))
    if notice is None:
        raise NoSuchNotice()
    if notice.status not in (Status.UNCERTAIN.value, Status.UNDELIVERABLE.value):
        raise NotUnsettled()
    if ruling is Ruling.ARRIVED:
        row = {column.name: getattr(notice, column.name) for column in Notice.__table__.columns}
        settle(desk, work, row, Attempt(Result.ACCEPTED, ""))
        work.tx.refresh(notice)
    else:
        notice.status, notice.attempts, notice.next_attempt_at = Status.WAITING.value, 0, wall_now()
        notice.settled_at = None
    return notice
