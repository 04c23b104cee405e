"""What must always be true of what went beyond the chain, asked of the rows themselves.

Owns: read-only checks for operators and tests. Promises: one line per violation, naming records and no person.
Leaves to others: running them (`shared.desk.Invariant`).
"""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from services.review.escalation_models import OutsideAnswer, OutsideDecision, Submission, SubmissionItem
from services.review.models import Case
from services.review.rules.beyond import holder_of
from shared.desk import Invariant
from shared.events.terms import FINAL_STATES, Answer, CaseState


def cases_lie_where_their_letter_leads(tx: Session) -> list[str]:
    """A case with a letter waits for its decision or is held there, stands on that letter's list and lies with a body
    ahead on it; any other undecided case lies with a unit."""
    listed = and_(SubmissionItem.submission_id == Case.submission_id, SubmissionItem.case_id == Case.id)
    rows = tx.execute(
        select(
            Case.id, func.coalesce(Case.resume_state, Case.state), Case.body, Submission.ahead, SubmissionItem.case_id
        )
        .join(Submission, Submission.id == Case.submission_id)
        .outerjoin(SubmissionItem, listed)
    )
    wrong = [
        f"case {case_id} is {state} at {body} on a letter that does not say so"
        for case_id, state, body, ahead, on_list in rows
        if state != CaseState.PENDING_DECISION.value
        or on_list is None
        or body not in {holder_of(one["office"]) for one in ahead}
    ]
    ended = [state.value for state in FINAL_STATES]
    strays = tx.execute(
        select(Case.id, Case.state, Case.body).where(
            Case.submission_id.is_(None), Case.body.startswith(holder_of("")), Case.state.not_in(ended)
        )
    )
    return wrong + [f"case {case_id} is {state} at {body} without a letter" for case_id, state, body in strays]


def granted_is_awarded(tx: Session) -> list[str]:
    """What somebody beyond the chain granted is awarded by that very decision, and by no other; and the reverse."""
    granted = and_(OutsideAnswer.case_id == Case.id, OutsideAnswer.answer == Answer.GRANTED.value)
    rows = tx.execute(
        select(Case.id, Case.state, Case.decision_id, OutsideAnswer.decision_id)
        .outerjoin(OutsideAnswer, granted)
        .outerjoin(OutsideDecision, OutsideDecision.id == Case.decision_id)
        .where(OutsideAnswer.case_id.is_not(None) | OutsideDecision.id.is_not(None))
    )
    return [
        f"case {case_id} is {state} by decision {known}, granted was {given}"
        for case_id, state, known, given in rows
        if state != CaseState.AWARDED.value or known != given
    ]


def letters_have_lists(tx: Session) -> list[str]:
    empty = tx.scalars(
        select(Submission.id)
        .outerjoin(SubmissionItem, SubmissionItem.submission_id == Submission.id)
        .group_by(Submission.id)
        .having(func.count(SubmissionItem.case_id) == 0)
    )
    return [f"submission {submission} has no case" for submission in empty]


ESCALATION_INVARIANTS = (
    Invariant("review.cases_lie_where_their_letter_leads", cases_lie_where_their_letter_leads),
    Invariant("review.granted_is_awarded", granted_is_awarded),
    Invariant("review.letters_have_lists", letters_have_lists),
)
