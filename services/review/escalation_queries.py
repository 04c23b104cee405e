"""Reading what goes beyond the chain: letters with their lists, the answers on them.

Owns: every select of the submissions. Promises: read-only. Leaves to others: who may see a case (`blindness`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.council_errors import SubmissionAbsent
from services.review.escalation_models import OutsideAnswer, Submission, SubmissionItem


def get_submission(tx: Session, submission_id: str) -> Submission:
    letter = tx.get(Submission, submission_id)
    if letter is None:
        raise SubmissionAbsent()
    return letter


def cases_on(tx: Session, submission_id: str) -> list[str]:
    """The case ids of a letter's list, in its order."""
    wanted = select(SubmissionItem.case_id).where(SubmissionItem.submission_id == submission_id)
    return list(tx.scalars(wanted.order_by(SubmissionItem.place)))


def answers_on(tx: Session, submission_id: str) -> dict[str, list[OutsideAnswer]]:
    """What was answered, by case, nearest body first."""
    wanted = select(OutsideAnswer).where(OutsideAnswer.submission_id == submission_id)
    found: dict[str, list[OutsideAnswer]] = {}
    for row in tx.scalars(wanted.order_by(OutsideAnswer.case_id, OutsideAnswer.place)):
        found.setdefault(row.case_id, []).append(row)
    return found


def last_places(tx: Session, submission_id: str, case_ids: Collection[str]) -> dict[str, int]:
    """How far each case has come on the letter's road; a case nobody answered of is left out."""
    wanted = (
        select(OutsideAnswer.case_id, func.max(OutsideAnswer.place))
        .where(OutsideAnswer.submission_id == submission_id, OutsideAnswer.case_id.in_(list(case_ids)))
        .group_by(OutsideAnswer.case_id)
    )
    return {case_id: place for case_id, place in tx.execute(wanted)}


def letters_about(tx: Session, case_id: str) -> Sequence[Submission]:
    """The letters a case went up with, oldest first."""
    wanted = select(Submission).join(SubmissionItem, SubmissionItem.submission_id == Submission.id)
    return tx.scalars(wanted.where(SubmissionItem.case_id == case_id).order_by(Submission.signed_at)).all()


def page_of_submissions(tx: Session, *, body: str | None, after: str | None, limit: int) -> Sequence[Submission]:
    """Newest first; `after` is the id of the last one seen. One more than `limit`, to know whether there are more."""
    wanted = select(Submission).order_by(Submission.id.desc()).limit(limit + 1)
    if body is not None:
        wanted = wanted.where(Submission.body == body)
    if after is not None:
        wanted = wanted.where(Submission.id < after)
    return tx.scalars(wanted).all()
