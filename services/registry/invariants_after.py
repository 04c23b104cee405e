"""What must always hold after decisions: entries, later decisions, recoveries, complaints.

Owns: read-only checks for operators and tests. Promises: one line per violation.
Leaves to others: the register itself (`invariants`).
"""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from services.registry.models import Award, Decision
from services.registry.models_after import (
    ArchivedFile,
    Complaint,
    ComplaintState,
    PrizeReturn,
    Recovery,
    RecoveryState,
    Remedy,
    RemedyState,
)
from shared.desk import Invariant
from shared.events.terms import LaterDecision, Standing

_BY_KIND = {LaterDecision.CORRECTION.value: Standing.CORRECTED.value, LaterDecision.REVOCATION.value: Standing.REVOKED}


def entries_end_by_a_decision(tx: Session) -> list[str]:
    """Not in force if and only if a remedy in effect ended it, of the same kind, on the same body's decision."""
    ending = aliased(Decision)
    rows = tx.execute(
        select(Award.id, Award.standing, Award.body, ending.kind, ending.body, ending.amends, Award.decision_id)
        .outerjoin(ending, ending.id == Award.ended_by)
        .where(or_(Award.standing != Standing.IN_FORCE.value, Award.ended_by.is_not(None)))
    )
    return [
        f"award {award_id} is {standing} by {kind} of {of} about {amends}"
        for award_id, standing, body, kind, of, amends, decision_id in rows
        if _BY_KIND.get(kind) != standing or of != body or amends != decision_id
    ]


def corrected_entries_are_replaced(tx: Session) -> list[str]:
    later = aliased(Award)
    rows = tx.execute(
        select(Award.id, Award.standing, func.count(later.id))
        .outerjoin(later, later.replaces == Award.id)
        .group_by(Award.id, Award.standing)
        .having(func.count(later.id) > 0)
    )
    wrong = [
        f"award {award_id} is {standing}, {count} entries stand in its place"
        for award_id, standing, count in rows
        if standing != Standing.CORRECTED.value or count != 1
    ]
    unreplaced = tx.scalars(
        select(Award.id)
        .outerjoin(later, later.replaces == Award.id)
        .where(Award.standing == Standing.CORRECTED.value, later.id.is_(None))
    )
    return wrong + [f"award {award_id} is corrected and nothing stands in its place" for award_id in unreplaced]


def nobody_signed_what_they_proposed(tx: Session) -> list[str]:
    own = tx.scalars(select(Remedy.id).where(Remedy.signed_by == Remedy.proposed_by))
    return [f"remedy {remedy_id} was signed by who proposed it" for remedy_id in own]


def remedies_in_effect_have_their_decision(tx: Session) -> list[str]:
    rows = tx.execute(
        select(Remedy.id, Remedy.state, Decision.id)
        .outerjoin(Decision, Decision.id == Remedy.decision_id)
        .where(or_(Remedy.state == RemedyState.IN_EFFECT.value, Decision.id.is_not(None)))
    )
    return [
        f"remedy {remedy_id} is {state}, its decision is {decision}"
        for remedy_id, state, decision in rows
        if state != RemedyState.IN_EFFECT.value or decision is None
    ]


def recoveries_are_what_was_returned(tx: Session) -> list[str]:
    """The sum of the returns, never above what is owed; closed if and only if everything is back."""
    returned = (
        select(PrizeReturn.recovery_id, func.sum(PrizeReturn.money).label("money"))
        .group_by(PrizeReturn.recovery_id)
        .subquery()
    )
    rows = tx.execute(select(Recovery, returned.c.money).outerjoin(returned, returned.c.recovery_id == Recovery.id))
    return [
        f"recovery {one.id} is {one.state}: {money or 0} returned, {one.money_returned} noted of {one.money}"
        for one, money in rows
        if (money or 0) != one.money_returned
        or one.money_returned > one.money
        or (one.state == RecoveryState.RECOVERED.value) != _is_settled(one)
    ]


def _is_settled(one: Recovery) -> bool:
    is_back = not one.certificate_owed or one.certificate_returned or one.certificate_lost
    return is_back and one.money_returned == one.money


def awards_are_marked_by_their_complaints(tx: Session) -> list[str]:
    under_way = Complaint.state.in_([ComplaintState.LODGED.value, ComplaintState.ACCEPTED.value])
    rows = tx.execute(
        select(Award.id, Award.complaints_open, func.count(Complaint.id))
        .outerjoin(Complaint, (Complaint.award_id == Award.id) & under_way)
        .group_by(Award.id, Award.complaints_open)
        .having(func.count(Complaint.id) != Award.complaints_open)
    )
    return [f"award {award_id} is marked by {marked} complaints, {count} are open" for award_id, marked, count in rows]


def archived_files_are_over(tx: Session) -> list[str]:
    """Handed over and in force, or cancelled with everything given back; and kept for some time."""
    rows = tx.execute(
        select(ArchivedFile, Award.standing, Award.presented_on, Recovery.state)
        .join(Award, Award.id == ArchivedFile.award_id)
        .outerjoin(Recovery, Recovery.award_id == Award.id)
    )
    return [
        f"award {one.award_id} is archived as {standing}, handed over {presented_on}, recovery {recovery}"
        for one, standing, presented_on, recovery in rows
        if one.keep_until <= one.archived_on
        or (standing, recovery) not in _OVER
        or (standing == Standing.IN_FORCE.value and presented_on is None)
    ]


_OVER = (
    (Standing.IN_FORCE.value, None), (Standing.REVOKED.value, None),
    (Standing.REVOKED.value, RecoveryState.RECOVERED.value),
)  # fmt: skip

INVARIANTS_AFTER = (
    Invariant("registry.entries_end_by_a_decision", entries_end_by_a_decision),
    Invariant("registry.corrected_entries_are_replaced", corrected_entries_are_replaced),
    Invariant("registry.nobody_signed_what_they_proposed", nobody_signed_what_they_proposed),
    Invariant("registry.remedies_in_effect_have_their_decision", remedies_in_effect_have_their_decision),
    Invariant("registry.recoveries_are_what_was_returned", recoveries_are_what_was_returned),
    Invariant("registry.archived_files_are_over", archived_files_are_over),
    Invariant("registry.awards_are_marked_by_their_complaints", awards_are_marked_by_their_complaints),
)
