"""What goes beyond the chain, over HTTP: submission letters, and the answers of those who have no account here.

Owns: paths and frames. Promises: every view is one action or one read. Leaves to others: acting (`escalation`,
`outside_answers`), showing (`escalation_views`).
"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from services.review import escalation_queries as queries
from services.review import escalation_schemas as schemas
from services.review import schemas_answers
from services.review.actions_beyond import Consent, hold_beyond, release_beyond, withdraw_with_consent
from services.review.api_concerns import acting
from services.review.council_schemas import ListQuery
from services.review.council_views import authorize_reading, body_shown_to
from services.review.escalation import escalate_upward
from services.review.escalation_models import Submission
from services.review.escalation_views import submission_view
from services.review.outside_answers import Said, enter_answer
from shared.events.terms import Shown
from shared.web.commands import actor, answer_version, command, desk, query, seen_version, showing, tx, work
from shared.web.paging import page_of, read_cursor

submissions = Blueprint("submissions", __name__, description="Tờ trình cấp trên / submissions beyond the chain")

BLUEPRINTS = (submissions,)


@submissions.post("/submissions")
@command("escalate_upward")
@submissions.arguments(schemas.SignSubmissionSchema)
@submissions.response(201, schemas.SubmissionSchema)
def sign_submission(payload: dict[str, Any]) -> Any:
    """Sign one submission letter on a list exactly as it was passed, and send its cases up."""
    sessions, cases, consent = payload["sessions"], payload["cases"], payload["consent"]
    return _shown(escalate_upward(desk(), acting(), session_ids=sessions, case_ids=cases, consent=consent))


@submissions.get("/submissions")
@query
@submissions.arguments(ListQuery, location="query")
@submissions.response(200, schemas.SubmissionPageSchema)
def list_submissions(asked: dict[str, Any]) -> Any:
    """Letters, newest first."""
    cursor = read_cursor(asked["cursor"], [str])
    rows = queries.page_of_submissions(
        tx(), body=body_shown_to(actor()), after=cursor[0] if cursor else None, limit=asked["limit"]
    )
    return page_of(rows, asked["limit"], lambda row: [row.id])


@submissions.get("/submissions/<submission_id>")
@showing(Shown.PERSONAL_DATA)
@submissions.response(200, schemas.SubmissionSchema)
def show_submission(submission_id: str) -> Any:
    """One letter with the bodies ahead, where each case lies and what was answered."""
    letter = queries.get_submission(tx(), submission_id)
    authorize_reading(actor(), letter.body)
    return submission_view(tx(), letter, actor())


@submissions.post("/submissions/<submission_id>/answers")
@command("enter_answer")
@submissions.arguments(schemas.EnterAnswerSchema)
@submissions.response(201, schemas.SubmissionSchema)
def enter_what_was_answered(payload: dict[str, Any], submission_id: str) -> Any:
    """Enter what a body ahead answered of cases of the letter, from its document."""
    cases = payload.pop("cases")
    return _shown(enter_answer(desk(), work(), submission_id, case_ids=cases, said=Said(**payload)))


@submissions.post("/submissions/<submission_id>/cases/<case_id>/hold")
@command("hold_beyond")
@submissions.arguments(schemas.HoldBeyondSchema)
@submissions.response(200, schemas.SubmissionSchema)
def hold_where_it_lies(payload: dict[str, Any], submission_id: str, case_id: str) -> Any:
    """Hold a case that lies with a body above, and say by which letter that body was told (tạm dừng)."""
    hold_beyond(work(), submission_id, case_id, seen=seen_version(), **payload)
    return _shown(queries.get_submission(tx(), submission_id))


@submissions.post("/submissions/<submission_id>/cases/<case_id>/release")
@command("release_beyond")
@submissions.arguments(schemas.ReleaseBeyondSchema)
@submissions.response(200, schemas.SubmissionSchema)
def release_where_it_lies(payload: dict[str, Any], submission_id: str, case_id: str) -> Any:
    """Let it go on, on a written conclusion."""
    release_beyond(desk(), work(), submission_id, case_id, seen=seen_version(), **payload)
    return _shown(queries.get_submission(tx(), submission_id))


@submissions.post("/submissions/<submission_id>/cases/<case_id>/withdraw")
@command("withdraw_with_consent")
@submissions.arguments(schemas.WithdrawWithConsentSchema)
@submissions.response(200, schemas_answers.CaseSchema)
def take_back_with_consent(payload: dict[str, Any], submission_id: str, case_id: str) -> Any:
    """The head of the proposing unit takes the case back; who decides has consented on paper (rút hồ sơ)."""
    consent = Consent(document=payload["document"], dated=payload["dated"])
    case = withdraw_with_consent(
        work(), submission_id, case_id, seen=seen_version(), reason=payload["reason"], consent=consent
    )
    answer_version(case.version)
    return case


def _shown(letter: Submission) -> dict[str, Any]:
    tx().flush()
    tx().expire_all()
    return submission_view(tx(), letter, actor())
