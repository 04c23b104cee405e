"""The registers a body numbers its documents from: one per type and year, each from 1 (ND30).

Owns: handing out numbers. Promises: a register stays locked until the act ends, and a refused act rolls it back with
everything else, so numbers leave no gap. Leaves to others: the documents (`signing`, `escalation`, `numbering`).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.council_models import Decision, NumberRegister
from services.review.escalation_models import Submission
from services.review.rules.competence import DECISION_TYPE, SUBMISSION_TYPE
from shared.holding import held

_NUMBERED: dict[str, type[Decision] | type[Submission]] = {DECISION_TYPE: Decision, SUBMISSION_TYPE: Submission}


def take_number(tx: Session, body: str, document: str, year: int, given: int | None = None) -> tuple[int, bool]:
    """(number, whether it is free) among the body's documents of this type and year; without `given` the next."""
    key = {"body": body, "type": document, "year": year}
    register = tx.scalar(held(select(NumberRegister).filter_by(**key)))
    if register is None:
        register = NumberRegister(**key, last=0)
        tx.add(register)
    number = register.last + 1 if given is None else given
    taken = tx.scalar(select(_NUMBERED[document].id).filter_by(**key, number=number))
    register.last = max(register.last, number)
    return number, taken is None
