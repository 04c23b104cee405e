"""What was checked before a supplement and is untouched by it stays checked.

Owns: which answers still stand. Promises: only rules about the file are carried over, each with the time of its first
answer; who acts and what they say is asked at every act; a case that was never supplemented costs no statement.
Leaves to others: comparing facts (`shared.verdicts.carry_over`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.review.cases import evaluation_of
from services.review.models import Case, EvaluationRow
from shared.verdicts import Evaluation, carry_over

OF_THE_DOSSIER = frozenset({"G16", "G17", "G19", "M04"})
OF_THE_ARRIVAL = frozenset({"M01", "M03"})
"""Told of one stage: where the file came from, and when; not when it left (M03 of a letter upwards). All other
rules judge an act: its hand, its day, its words."""

Earlier = Mapping[str, tuple[Evaluation, datetime]]


def is_supplemented(case: Case) -> bool:
    return case.dossier_version > 1


def earlier_checks(tx: Session, case: Case) -> Earlier:
    """The last answer of each rule about the file of a supplemented case, with its time."""
    if not is_supplemented(case):
        return {}
    arrived_here = and_(
        EvaluationRow.rule.in_(OF_THE_ARRIVAL), EvaluationRow.stage_index == case.stage_index,
        EvaluationRow.action != "escalate_upward",
    )  # fmt: skip
    about = or_(EvaluationRow.rule.in_(OF_THE_DOSSIER), arrived_here)
    rows = tx.scalars(select(EvaluationRow).where(EvaluationRow.case_id == case.id, about).order_by(EvaluationRow.id))
    return {row.rule: (evaluation_of(row), row.at) for row in rows}


def keep_checked(earlier: Earlier, asked: Sequence[Evaluation]) -> tuple[Evaluation, ...]:
    """Each answer, or the one given before where the facts are the same."""
    return tuple(carry_over(said, earlier.get(said.rule)) for said in asked)
