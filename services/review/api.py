"""Review over HTTP: cases and what a stage does with them.

Owns: the views of the stages. Promises: every view is one action or one read. Leaves to others: councils, sessions and
decisions (`api_council`), authentication and transactions (`shared.web.commands`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_smorest import Blueprint

from services.review import (
    actions_archiving,
    actions_deadlines,
    actions_holds,
    actions_passing,
    actions_receipt,
    actions_returns,
    queries,
    queries_archive,
    queries_explanation,
    queries_supplements,
    schemas,
    schemas_answers,
    schemas_explanation,
)
from services.review.actions_passing import Opinion
from services.review.actions_receipt import Receipt
from services.review.api_concerns import acting
from services.review.bulk import Outcome
from services.review.models import Case
from shared.discretion import may_know_why, supplement_without_why
from shared.events.terms import Shown
from shared.refusals import part_of
from shared.supplements import Supplement
from shared.web.commands import actor, answer_version, command, desk, seen_version, showing, tx, work
from shared.web.explanations import ExplanationQuery
from shared.web.paging import Page, PageQuery
from shared.web.supplements import SupplementShownSchema
from shared.work import Work

blueprint = Blueprint("cases", __name__, description="Hồ sơ khen thưởng qua các cấp / cases on their road")


@blueprint.get("/cases")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(schemas.CaseQuery, location="query")
@blueprint.response(200, schemas_answers.CasePageSchema)
def list_cases(given: dict[str, Any]) -> Page[Case]:
    """Cases whose road runs through the caller's unit; auditors see all."""
    filters = schemas.CaseQuery.filters(given)
    return queries.list_cases(tx(), actor(), filters, cursor=given["cursor"], limit=given["limit"])


@blueprint.get("/work")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, schemas_answers.CasePageSchema)
def list_work(given: dict[str, Any]) -> Page[Case]:
    """What waits on the caller."""
    return queries.list_work(tx(), actor(), cursor=given["cursor"], limit=given["limit"])


@blueprint.get("/cases/<case_id>")
@showing(Shown.DOSSIER)
@blueprint.response(200, schemas_answers.CaseStorySchema)
def show_case(case_id: str) -> queries.CaseStory:
    """Where the case stands, who has it, since and until when, and everything that happened to it."""
    story = queries.story_of(desk().policies, tx(), actor(), case_id)
    answer_version(story.case.version)
    return story


@blueprint.get("/cases/<case_id>/history")
@showing(Shown.DOSSIER)
@blueprint.response(200, schemas_answers.HistorySchema)
def show_history(case_id: str) -> queries.CaseStory:
    """Every step, every rule asked, every comment; oldest first."""
    return queries.story_of(desk().policies, tx(), actor(), case_id)


@blueprint.get("/cases/<case_id>/explanation")
@showing(Shown.DOSSIER)
@blueprint.arguments(ExplanationQuery, location="query")
@blueprint.response(200, schemas_explanation.ExplanationSchema)
def explain(given: dict[str, Any], case_id: str) -> queries_explanation.Explanation:
    """Every rule asked about the case up to a day or moment, with its facts, and what it answers to them today."""
    case = queries.get_case_for(tx(), actor(), case_id)
    return queries_explanation.explain(desk().policies, tx(), case, given["as_of"], reader=actor())


@blueprint.get("/cases/<case_id>/versions/<int(max=999999):number>/changes")
@showing(Shown.DOSSIER)
@blueprint.response(200, SupplementShownSchema)
def show_supplement(case_id: str, number: int) -> Supplement:
    """The answers to the return, both sides of every change, and which checks stand or were made again."""
    case = queries.get_case_for(tx(), actor(), case_id)
    shown = queries_supplements.supplement_of(tx(), case, number)
    return shown if may_know_why(actor(), case.unit, case.successor_id) else supplement_without_why(shown)


@blueprint.post("/cases/<case_id>/receive")
@command("receive")
@blueprint.arguments(schemas.ReceiveSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def receive(receipt: Receipt, case_id: str) -> Case:
    """Take the case in hand (tiếp nhận)."""
    return _answered(actions_receipt.receive(desk(), acting(), case_id, seen=seen_version(), receipt=receipt))


@blueprint.post("/cases/receive")
@command("receive")
@blueprint.arguments(schemas.ReceiveManySchema)
@blueprint.response(200, schemas_answers.OutcomesSchema)
def receive_many(payload: dict[str, Any]) -> Mapping[str, Any]:
    """Take many in hand; each answers for itself."""
    doing = acting()
    done = actions_receipt.receive_many(desk(), doing, payload["cases"], receipt=payload["receipt"])
    return _each_answered(doing, "receive", done)


@blueprint.post("/cases/<case_id>/pass")
@command("pass_stage")
@blueprint.arguments(schemas.PassSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def pass_stage(opinion: Opinion, case_id: str) -> Case:
    """This level agrees; the case goes up (thông qua, trình cấp trên)."""
    return _answered(actions_passing.pass_stage(desk(), acting(), case_id, seen=seen_version(), opinion=opinion))


@blueprint.post("/cases/pass")
@command("pass_stage")
@blueprint.arguments(schemas.PassManySchema)
@blueprint.response(200, schemas_answers.OutcomesSchema)
def pass_many(payload: dict[str, Any]) -> Mapping[str, Any]:
    """Pass many; each answers for itself."""
    doing = acting()
    done = actions_passing.pass_many(desk(), doing, payload["cases"], opinion=payload["opinion"])
    return _each_answered(doing, "pass_stage", done)


@blueprint.post("/cases/<case_id>/return")
@command("return_for_supplement")
@blueprint.arguments(schemas.ReturnSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def return_for_supplement(payload: dict[str, Any], case_id: str) -> Case:
    """Send the dossier back with what is to be mended (trả lại, yêu cầu bổ sung)."""
    done = actions_returns.return_for_supplement(desk(), acting(), case_id, seen=seen_version(), **payload)
    return _answered(done)


@blueprint.post("/cases/<case_id>/refuse")
@command("refuse")
@blueprint.arguments(schemas.RefuseSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def refuse(payload: dict[str, Any], case_id: str) -> Case:
    """Not awarded at this level (không đạt)."""
    return _answered(actions_returns.refuse(desk(), acting(), case_id, seen=seen_version(), **payload))


@blueprint.post("/cases/<case_id>/archive")
@command("archive_case")
@blueprint.arguments(schemas.ArchiveSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def archive(payload: dict[str, Any], case_id: str) -> Case:
    """Close the file of a case that was refused or taken back (lưu trữ)."""
    return _answered(actions_archiving.archive_case(desk(), work(), case_id, seen=seen_version(), **payload))


@blueprint.post("/cases/archive")
@command("archive_case")
@blueprint.arguments(schemas.ArchiveManySchema)
@blueprint.response(200, schemas_answers.OutcomesSchema)
def archive_many(payload: dict[str, Any]) -> Mapping[str, Any]:
    """Close many files under one number of the archive; each answers for itself."""
    doing = work()
    done = actions_archiving.archive_many(desk(), doing, payload["cases"], file=payload["file"])
    return _each_answered(doing, "archive_case", done)


@blueprint.get("/closed-files")
@showing(Shown.PERSONAL_DATA)
@blueprint.arguments(schemas.ClosedFilesQuery, location="query")
@blueprint.response(200, schemas_answers.ClosedFilePageSchema)
def list_closed_files(given: dict[str, Any]) -> Page[Any]:
    """Closed files of the cases the caller may see; `ended_by`: only those whose time has passed that day."""
    return queries_archive.list_closed_files(tx(), actor(), **given)


@blueprint.post("/cases/<case_id>/extend")
@command("extend_deadline")
@blueprint.arguments(schemas.ExtendSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def extend_deadline(payload: dict[str, Any], case_id: str) -> Case:
    """More time for this stage (gia hạn), never less."""
    done = actions_deadlines.extend_deadline(desk(), acting(), case_id, seen=seen_version(), **payload)
    return _answered(done)


@blueprint.post("/cases/<case_id>/hold")
@command("hold")
@blueprint.arguments(schemas.HoldSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def hold(payload: dict[str, Any], case_id: str) -> Case:
    """Stop the case while something is being verified (tạm dừng)."""
    return _answered(actions_holds.hold(acting(), case_id, seen=seen_version(), **payload))


@blueprint.post("/cases/<case_id>/release")
@command("release")
@blueprint.arguments(schemas.ReleaseSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def release(payload: dict[str, Any], case_id: str) -> Case:
    """Let it go on, on a written conclusion."""
    return _answered(actions_holds.release(desk(), acting(), case_id, seen=seen_version(), **payload))


@blueprint.post("/cases/<case_id>/comment")
@command("comment")
@blueprint.arguments(schemas.CommentSchema)
@blueprint.response(200, schemas_answers.CaseSchema)
def comment(payload: dict[str, Any], case_id: str) -> Case:
    """The area officer's word: help, never a decision."""
    return _answered(actions_returns.comment(acting(), case_id, **payload))


def _each_answered(doing: Work, action: str, done: Sequence[Outcome]) -> Mapping[str, Any]:
    """What became of each; what was refused of them is on record with what was done."""
    parts = [part_of(one.error, target=one.case_id) for one in done if one.error is not None]
    desk().say_refused_parts(doing, action, parts, status=200)
    return {"results": done}


def _answered(case: Case) -> Case:
    answer_version(case.version)
    return case


blueprints = (blueprint,)
