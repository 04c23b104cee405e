"""The address at which a nominee hears of the decision: kept in the sheet, said with every version that is sent.

Owns: where it lies, saying it, showing it. Promises: no version, list or event of the dossier holds it; to who does not
prepare the sheet it shows masked. Leaves to others: entering it (`actions_drafts`), writing to it (notification).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import Nomination
from shared.addresses import masked
from shared.events.nomination import NomineeContactStated
from shared.tables import outbox
from shared.work import Work

EMAIL = "nominee_email"


def email_of(nomination: Nomination) -> str | None:
    found = nomination.draft.get(EMAIL)
    return found if isinstance(found, str) else None


def shown_sheet(draft: Mapping[str, Any], *, is_own: bool) -> Mapping[str, Any]:
    """The sheet as it is read: whoever prepares it sees the address whole."""
    email = draft.get(EMAIL)
    return draft if email is None or is_own else {**draft, EMAIL: masked(email)}


def state_contact(work: Work, nomination: Nomination) -> None:
    """Say it with the version sent just now; where none was ever stated there is nothing to say."""
    email, subject = email_of(nomination), _subject(nomination.id)
    is_first = nomination.dossier_version == 1
    if email is None and (is_first or not _was_stated(work.tx, subject)):
        return
    stated = NomineeContactStated(case=nomination.id, version=nomination.dossier_version, email=email)
    work.emit(subject, stated)


def _subject(case: str) -> str:
    # A stream of its own: whoever follows cases hears no addresses.
    return f"contact:{case}"


def _was_stated(tx: Session, subject: str) -> bool:
    return tx.scalar(select(outbox.c.id).where(outbox.c.subject == subject).limit(1)) is not None
