"""What notification erases of a person: the words of messages about their cases, told or still to be told.

Owns: obeying an erasure in the rows of this service. Promises: that somebody was told stays on record; a mail that has
not left yet says nothing of the person. Leaves to others: events and tombstones (`shared.erasure`).
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.notification.models import Notice
from shared.erasure import ERASED
from shared.events.erasure import PersonErased


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """No name is known here but within texts, and those are overwritten."""
    tx.execute(update(Notice).where(Notice.case_id.in_(event.cases)).values(text=ERASED))
    return frozenset()
