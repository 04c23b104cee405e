"""What notification erases of a person: their address, and the words of messages about their cases, sent or not.

Owns: obeying an erasure in the rows of this service. Promises: that somebody was told stays on record; the hash of the
words cannot be tried any more; a mail that has not left yet says nothing of the person, and to the person none leaves
any more. Leaves to others: events and tombstones (`shared.erasure`).
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.notification.models import NomineeContact, Notice
from services.notification.rules.circles import Circle
from services.notification.rules.delivery import Status
from services.notification.wording import EMPTIED
from shared.events.erasure import PersonErased


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """No name is known here but within texts, and those are overwritten."""
    tx.execute(update(Notice).where(Notice.case_id.in_(event.cases)).values(EMPTIED))
    tx.execute(update(NomineeContact).where(NomineeContact.case_id.in_(event.cases)).values(email=None))
    waiting = (Notice.circle == Circle.NOMINEE.value, Notice.status == Status.WAITING.value)
    to_nominees = update(Notice).where(Notice.case_id.in_(event.cases), *waiting)
    tx.execute(to_nominees.values(status=Status.UNADDRESSED.value, next_attempt_at=None))
    return frozenset()
