"""What earlier events told of cases and sessions, many at a time.

Owns: case and session cards, addresses of nominees. Promises: a card is whole: the first event of a case tells all of
it, and a supplement changes its award alone; of addresses that of the newest version stands.
Leaves to others: who is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notification.models import CaseCard, NomineeContact, SessionCard
from shared.events.nomination import NomineeContactStated
from shared.events.review import SessionOpened, StageOpened
from shared.rows import among, merge_rows

Card = dict[str, Any]

_cards = CaseCard.__table__.c
_CARDS = select(*_cards).where(among(_cards.case_id, "cases"))
_HOLD = select(_cards.case_id).where(among(_cards.case_id, "cases")).order_by(_cards.case_id).with_for_update()
_nominees = NomineeContact.__table__.c
_WRITTEN_TO = select(_nominees.case_id).where(among(_nominees.case_id, "cases"), _nominees.email.is_not(None))
_SESSIONS = select(SessionCard).where(among(SessionCard.session_id, "sessions"))


def cards_of(tx: Session, case_ids: Collection[str]) -> dict[str, Card]:
    """The cards of these cases as plain rows; a case that was not told of yet has none."""
    if not case_ids:
        return {}
    found = tx.connection().execute(_CARDS, {"cases": case_ids})
    return {row["case_id"]: dict(row) for row in found.mappings()}


def card_of(opened: StageOpened) -> Card:
    """What review tells of a case when it opens it, before all else."""
    return {
        "case_id": opened.case, "receipt": opened.receipt, "award": opened.award, "area_body": opened.area_body,
    }  # fmt: skip


def save_cards(tx: Session, cards: Sequence[Card]) -> None:
    merge_rows(tx, CaseCard.__table__, cards, key=("case_id",), changes=("award",))


def save_nominee_contact(tx: Session, stated: NomineeContactStated) -> None:
    kept = tx.get(NomineeContact, stated.case, with_for_update=True, populate_existing=True)
    if kept is None:
        tx.add(NomineeContact(case_id=stated.case, version=stated.version, email=stated.email))
    elif kept.version < stated.version:
        kept.version, kept.email = stated.version, stated.email
    tx.flush()  # asked in statements the session does not know of


def hold_cards(tx: Session, case_ids: Collection[str]) -> None:
    """Whoever writes to nominees of these cases and whoever hears of their addresses wait for each other here."""
    if case_ids:
        tx.execute(_HOLD, {"cases": case_ids})


def nominees_with_address(tx: Session, case_ids: Collection[str]) -> frozenset[str]:
    """The cases whose nominee can be written to."""
    return frozenset(tx.scalars(_WRITTEN_TO, {"cases": case_ids})) if case_ids else frozenset()


def save_sessions(tx: Session, opened: Iterable[SessionOpened]) -> None:
    rows = [
        {"session_id": one.session, "body": one.body, "cases": len(one.agenda), "members": list(one.members)}
        for one in opened
    ]
    merge_rows(tx, SessionCard.__table__, rows, key=("session_id",))


def sessions_of(tx: Session, session_ids: Collection[str]) -> Mapping[str, SessionCard]:
    if not session_ids:
        return {}
    return {card.session_id: card for card in tx.scalars(_SESSIONS, {"sessions": session_ids})}
