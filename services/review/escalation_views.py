"""A submission as people see it: the letter, the bodies ahead, each case with where it lies and what was answered.

Owns: what is shown together. Promises: a case hidden from the reader is not on the list they see; no birth, no key.
Leaves to others: the selects (`escalation_queries`), names and types of the answer (`escalation_schemas`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.review.blindness import hidden_among
from services.review.council_queries import cases_by_id
from services.review.escalation_models import Submission
from services.review.escalation_queries import answers_on, cases_on
from shared.events.envelope import Actor


def submission_view(tx: Session, letter: Submission, actor: Actor) -> dict[str, Any]:
    listed = cases_on(tx, letter.id)
    hidden, cases, answers = hidden_among(tx, actor, listed), cases_by_id(tx, listed), answers_on(tx, letter.id)
    return {
        "id": letter.id, "number": letter.printed, "dated": letter.dated, "plan": letter.plan, "body": letter.body,
        "body_name": letter.body_name, "road": letter.road, "ahead": letter.ahead, "sessions": letter.sessions,
        "signed_at": letter.signed_at, "signed_by": letter.signed_by, "list_sha256": letter.list_sha256,
        "cases": [
            {"case": case_id, "nominee": cases[case_id].nominee_name, "unit": cases[case_id].unit_name,
             "award": cases[case_id].award, "state": cases[case_id].state, "version": cases[case_id].version,
             "due_on": cases[case_id].due_on if cases[case_id].submission_id == letter.id else None,
             "lies_with": cases[case_id].body_name if cases[case_id].submission_id == letter.id else None,
             "answers": answers.get(case_id, [])}
            for case_id in listed
            if case_id not in hidden
        ],
    }  # fmt: skip
