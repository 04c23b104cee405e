"""Reading what a case waits for before the council: its notice with the objections, its consultations.

Owns: these selects. Promises: who may not see the case sees none of it; who objected is not told.
Leaves to others: writing (`objections`, `consultations`, `council_actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.cases import get_case
from services.review.council_models import PublicNotice
from services.review.errors import NothingPublished
from services.review.models_clocks import Consultation, Objection
from services.review.queries import get_case_for
from services.review.rules.provincial_order import Consulted
from shared.events.envelope import Actor
from shared.policy_book import PolicyBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A notice with the objections to it, oldest first."""

    notice: PublicNotice
    objections: Sequence[Objection]


def notice_for(tx: Session, actor: Actor, case_id: str) -> Published:
    case = get_case_for(tx, actor, case_id)
    notice = tx.get(PublicNotice, case.id)
    if notice is None:
        raise NothingPublished()
    lodged = select(Objection).where(Objection.case_id == case_id).order_by(Objection.lodged_at, Objection.id)
    return Published(notice=notice, objections=tx.scalars(lodged).all())


def consultations_for(tx: Session, actor: Actor, case_id: str) -> Sequence[Consultation]:
    case = get_case_for(tx, actor, case_id)
    wanted = select(Consultation).where(Consultation.case_id == case.id).order_by(Consultation.number)
    return tx.scalars(wanted).all()


def must_be_heard(policies: PolicyBook, tx: Session, case_id: str) -> tuple[str, ...]:
    """The bodies plan and law want asked about the case's award (P02)."""
    case = get_case(tx, case_id)
    return policies.pinned(tx, case.policy).must_be_heard(case.award)


def notices_of(tx: Session, case_ids: Iterable[str]) -> dict[str, tuple[PublicNotice, int]]:
    """By case: its notice, and how many objections to it are open."""
    unsettled = (Objection.case_id == PublicNotice.case_id, Objection.settled_at.is_(None))
    count = select(func.count()).select_from(Objection).where(*unsettled).scalar_subquery()
    wanted = select(PublicNotice, count).where(PublicNotice.case_id.in_(list(case_ids)))
    return {notice.case_id: (notice, objections) for notice, objections in tx.execute(wanted)}


def settled_objections(tx: Session, case_ids: Iterable[str]) -> dict[str, int]:
    """By case: how many objections to its notice were settled."""
    settled = (Objection.case_id.in_(list(case_ids)), Objection.settled_at.is_not(None))
    wanted = select(Objection.case_id, func.count()).where(*settled).group_by(Objection.case_id)
    return dict(tx.execute(wanted).all())


def consulted_about(tx: Session, case_ids: Iterable[str]) -> dict[str, tuple[Consulted, ...]]:
    """By case: the bodies asked about it, as P02 looks at them."""
    found: dict[str, tuple[Consulted, ...]] = {}
    wanted = select(Consultation).where(Consultation.case_id.in_(list(case_ids)))
    for row in tx.scalars(wanted.order_by(Consultation.case_id, Consultation.number)):
        one = Consulted(
            body=row.consulted, asked_on=row.asked_on, last_day=row.last_day, answered_on=row.answered_on
        )
        found[row.case_id] = (*found.get(row.case_id, ()), one)
    return found
