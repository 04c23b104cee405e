"""What earlier events told of cases and sessions, many at a time.

Owns: case and session cards. Promises: a card whose submission is not known is held until the transaction ends, so
that two replicas hearing of one case from two services do not overlook each other. Leaves to others: who is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notification.models import CaseCard, SessionCard
from shared.events.nomination import Submitted
from shared.events.review import SessionOpened, StageOpened
from shared.rows import is_one_of, merge_rows

Card = dict[str, Any]
_UNKNOWN: Card = {"receipt": None, "award": None, "area_body": None, "is_submission_known": False}


def cards_of(tx: Session, case_ids: Collection[str]) -> dict[str, Card]:
    """The cards of these cases as plain rows, made where there were none.

    A card whose submission is not known yet is held: what is told now has to be seen by whoever hears of it next.
    """
    wanted = sorted(case_ids)
    if not wanted:
        return {}
    columns = CaseCard.__table__.c
    found = tx.connection().execute(select(*columns).where(is_one_of(tx, columns.case_id, wanted)))
    cards = {row["case_id"]: dict(row) for row in found.mappings()}
    blank = [
        {"case_id": case_id} | _UNKNOWN
        for case_id in wanted
        if case_id not in cards or not cards[case_id]["is_submission_known"]
    ]
    # Written as it is: only a written row is both returned and held, whoever made it.
    held = merge_rows(
        tx, CaseCard.__table__, blank, key=("case_id",), changes=("case_id",), returning=("case_id", *_UNKNOWN)
    )
    return cards | {row.case_id: dict(row._mapping) for row in held}


def fill_card(card: Card, event: Submitted | StageOpened) -> None:
    """Write into the card what the event tells of its case."""
    if isinstance(event, Submitted):
        card["is_submission_known"] = True
        card["award"] = event.dossier.award
        card["area_body"] = event.road.area_body
    else:
        card["award"] = event.award
    card["receipt"] = event.receipt


def save_cards(tx: Session, cards: Sequence[Card]) -> None:
    merge_rows(tx, CaseCard.__table__, cards, key=("case_id",), changes=tuple(_UNKNOWN))


def save_sessions(tx: Session, opened: Iterable[SessionOpened]) -> None:
    rows = [
        {"session_id": one.session, "body": one.body, "cases": len(one.agenda), "members": list(one.members)}
        for one in opened
    ]
    merge_rows(tx, SessionCard.__table__, rows, key=("session_id",))


def sessions_of(tx: Session, session_ids: Collection[str]) -> Mapping[str, SessionCard]:
    if not session_ids:
        return {}
    found = tx.scalars(select(SessionCard).where(SessionCard.session_id.in_(sorted(session_ids))))
    return {card.session_id: card for card in found}
