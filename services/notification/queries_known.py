"""What earlier events told of cases and sessions, many at a time.

Owns: case and session cards. Promises: the cards of a batch are held until its transaction ends, so that two
replicas hearing of one case from two services do not overlook each other. Leaves to others: who is told (`actions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.notification.models import CaseCard, SessionCard
from shared.events.nomination import Submitted
from shared.events.review import SessionOpened, StageOpened

Card = dict[str, Any]
_UNKNOWN: Card = {"receipt": None, "award": None, "area_body": None, "is_submission_known": False}


def hold_cards(tx: Session, case_ids: Collection[str]) -> dict[str, Card]:
    """The cards of these cases as plain rows, made where there were none, locked."""
    ordered = sorted(case_ids)
    if not ordered:
        return {}
    blank = [{"case_id": case_id} | _UNKNOWN for case_id in ordered]
    tx.execute(_dialect(tx).insert(CaseCard.__table__).on_conflict_do_nothing(), blank)
    columns = CaseCard.__table__.c
    found = tx.execute(
        select(*columns).where(columns.case_id.in_(ordered)).order_by(columns.case_id).with_for_update()
    )
    return {row["case_id"]: dict(row) for row in found.mappings()}


def fill_card(card: Card, event: Submitted | StageOpened) -> None:
    """Write into the card what the event tells of its case."""
    if isinstance(event, Submitted):
        card["is_submission_known"] = True
        card["award"] = event.dossier.award
        # The area officer sits at the body that decides: in chain C4 the province (domain.md §3.3).
        card["area_body"] = event.road.stages[-1].unit if event.road.area_officer else None
    else:
        card["award"] = event.award
    card["receipt"] = event.receipt


def save_cards(tx: Session, cards: Iterable[Card]) -> None:
    rows = list(cards)
    if rows:
        put = _dialect(tx).insert(CaseCard.__table__)
        changes = {name: put.excluded[name] for name in _UNKNOWN}
        tx.execute(put.on_conflict_do_update(index_elements=["case_id"], set_=changes), rows)


def save_sessions(tx: Session, opened: Iterable[SessionOpened]) -> None:
    rows = [
        {"session_id": one.session, "body": one.body, "cases": len(one.agenda), "members": list(one.members)}
        for one in opened
    ]
    if rows:
        tx.execute(_dialect(tx).insert(SessionCard.__table__).on_conflict_do_nothing(), rows)


def sessions_of(tx: Session, session_ids: Collection[str]) -> Mapping[str, SessionCard]:
    if not session_ids:
        return {}
    found = tx.scalars(select(SessionCard).where(SessionCard.session_id.in_(sorted(session_ids))))
    return {card.session_id: card for card in found}


def _dialect(tx: Session) -> Any:
    return sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
