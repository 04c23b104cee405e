"""Which complaints, proposals and recoveries concern an award, whichever of its entries they were about.

Owns: these statements. Promises: a complaint belongs to the case; one that names no award concerns every award that the
decision it is about gave, changed or ended. Leaves to others: what follows from it (`actions_*`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from services.registry.models import Award, Decision
from services.registry.models_after import OPEN_REMEDY, Complaint, ComplaintState, Recovery, RecoveryState, Remedy
from services.registry.queries import get_award

OPEN_COMPLAINT = (ComplaintState.LODGED.value, ComplaintState.ACCEPTED.value)


def count_under_way(tx: Session, award: Award) -> dict[str, int]:
    """Of all entries of the case, and of complaints about a whole decision on the way to it."""
    asked: dict[str, Select[Any]] = {
        "remedies_open": select(func.count(Remedy.id)).where(
            Remedy.case_id == award.case_id, Remedy.state.in_(OPEN_REMEDY)
        ),
        "recoveries_open": select(func.count(Recovery.id)).where(
            Recovery.case_id == award.case_id, Recovery.state != RecoveryState.RECOVERED.value
        ),
        "complaints_open": select(func.count(Complaint.id)).where(
            _is_about(award), Complaint.state.in_(OPEN_COMPLAINT)
        ),
    }
    return {name: tx.scalar(counted) or 0 for name, counted in asked.items()}


def is_complaint_about(tx: Session, complaint: Complaint, award: Award) -> bool:
    """Whether the complaint is about this award, or about the whole of a decision on the way to it."""
    return tx.scalar(select(Complaint.id).where(Complaint.id == complaint.id, _is_about(award))) is not None


def is_decision_about(tx: Session, decision: str, award: Award) -> bool:
    """Whether the decision gave, changed or ended the award. Of a cancellation its awardee may complain, too."""
    wanted = or_(*(Decision.id.in_(decisions) for decisions in _decisions_about(award)))
    return tx.scalar(select(Decision.id).where(Decision.id == decision, wanted)) is not None


def lock_open_complaints(tx: Session, case: str) -> Sequence[Complaint]:
    """The open complaints about an award, held until the transaction ends."""
    wanted = select(Complaint).where(Complaint.case_id == case, Complaint.state.in_(OPEN_COMPLAINT))
    held = wanted.order_by(Complaint.id).with_for_update().execution_options(populate_existing=True)
    return tx.scalars(held).all()


def lock_last_entry(tx: Session, award: Award) -> Award:
    """The entry that stands for the award now, held: no correction enters another one until the transaction ends."""
    newest = select(Award.id).where(Award.case_id == award.case_id).order_by(Award.entry.desc()).limit(1)
    found, last = award.id, tx.scalars(newest).one()
    while found != last:
        # Whoever corrected it while it was waited for has entered the next one.
        found, award = last, get_award(tx, last, lock=True)
        last = tx.scalars(newest).one()
    return award


def find_carried_out(tx: Session, complaint: str, case: str) -> str | None:
    """The number of the decision about this case that the complaint led to."""
    led_to = (Remedy.complaint_id == complaint, Remedy.case_id == case, Remedy.number.is_not(None))
    return tx.scalar(select(Remedy.number).where(*led_to))


def _is_about(award: Award) -> ColumnElement[bool]:
    whole = [Complaint.decision_id.in_(wanted) for wanted in _decisions_about(award)]
    return or_(Complaint.case_id == award.case_id, Complaint.award_id.is_(None) & or_(*whole))


def _decisions_about(award: Award) -> tuple[Select[Any], ...]:
    """Those that gave an entry of it, and those that ended one."""
    own = Award.case_id == award.case_id
    return select(Award.decision_id).where(own), select(Award.ended_by).where(own)
