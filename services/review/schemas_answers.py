"""What goes out over HTTP about cases: the case, its stages, its history, what became of each of many.

Owns: the shapes of answers, read straight from the rows. Promises: the dossier goes out as it was sent in; of a hold
the proposing unit is told that it is, never its kind or paper. Leaves to others: what comes in (`schemas`), who is
told why (`shared.discretion`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, post_dump

from services.review.models import Case
from shared.discretion import may_know_why, plain_without_why
from shared.web.commands import actor
from shared.web.explanations import DoubtSchema, SaidWordsSchema
from shared.web.paging import Cursor
from shared.web.problems import language

_NAMES_WHAT_IS_VERIFIED = frozenset(
    {"submit", "resubmit", "hold", "release", "release_brought", "hold_beyond", "release_beyond"}
)
"""The steps whose document is that of a hold."""


def _is_told_why(case: Case) -> bool:
    return may_know_why(actor(), case.unit, case.successor_id)


class CaseSchema(Schema):
    """A case as a list shows it: what it is, where it stands, who has it, until when."""

    id = fields.String()
    receipt = fields.String()
    version = fields.Integer()
    plan = fields.String()
    policy = fields.String()
    award = fields.String()
    award_type = fields.String()
    year = fields.Integer()
    unit = fields.String()
    unit_name = fields.String()
    successor_id = fields.String(allow_none=True)
    successor_name = fields.String(allow_none=True)
    nominee_name = fields.String()
    nominee_kind = fields.String()
    is_direct_worker = fields.Boolean(allow_none=True)
    is_leader = fields.Boolean(allow_none=True)
    state = fields.String()
    stage_index = fields.Integer()
    stage_kind = fields.String()
    body = fields.String()
    body_name = fields.String()
    sent_at = fields.AwareDateTime()
    submitted_by = fields.String()
    stage_since = fields.AwareDateTime()
    received_by = fields.String(allow_none=True)
    received_at = fields.AwareDateTime(allow_none=True)
    due_on = fields.Date(allow_none=True)
    clock_stopped_on = fields.Date(allow_none=True)
    hold_kind = fields.String(allow_none=True)
    hold_document = fields.String(allow_none=True)
    resume_state = fields.String(allow_none=True)
    return_reason = fields.String(allow_none=True)
    return_items = fields.List(fields.Dict(), allow_none=True)
    return_due_on = fields.Date(allow_none=True)
    refusal_reason = fields.String(allow_none=True)
    session_id = fields.String(allow_none=True)
    decision_id = fields.String(allow_none=True)
    dossier_version = fields.Integer()
    changed_by = fields.String()
    changed_at = fields.AwareDateTime()
    change = fields.String()

    @post_dump(pass_original=True)
    def keep_why(self, told: dict[str, Any], case: Case, **_: Any) -> dict[str, Any]:
        return told if _is_told_why(case) else told | {"hold_kind": None, "hold_document": None}


class CasePageSchema(Schema):
    items = fields.List(fields.Nested(CaseSchema))
    next = Cursor(allow_none=True)


class StageRunSchema(Schema):
    stage_index = fields.Integer()
    kind = fields.String()
    body = fields.String()
    body_name = fields.String()
    opened_at = fields.AwareDateTime(allow_none=True)
    received_by = fields.String(allow_none=True)
    received_at = fields.AwareDateTime(allow_none=True)
    passed_by = fields.String(allow_none=True)
    passed_at = fields.AwareDateTime(allow_none=True)
    opinion = fields.String(allow_none=True)
    minutes = fields.String(allow_none=True)
    warning_reason = fields.String(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    outcome = fields.String(allow_none=True)


class TransitionSchema(Schema):
    number = fields.Integer()
    at = fields.AwareDateTime()
    actor = fields.String()
    role = fields.String()
    unit = fields.String()
    on_behalf_of = fields.String(allow_none=True)
    via = fields.String()
    action = fields.String()
    from_state = fields.String(allow_none=True)
    to_state = fields.String()
    stage_index = fields.Integer()
    stage_kind = fields.String()
    body = fields.String()
    reason = fields.String(allow_none=True)
    document = fields.String(allow_none=True)
    document_sha256 = fields.String()


class EvaluationSchema(Schema):
    at = fields.AwareDateTime()
    stage_index = fields.Integer()
    action = fields.String()
    rule = fields.String()
    verdict = fields.String()
    consequence = fields.String()
    facts = fields.Dict()
    words = fields.Nested(SaidWordsSchema)
    basis = fields.String()
    unverified = fields.Boolean()
    doubts = fields.List(fields.Nested(DoubtSchema))
    policy = fields.String()
    dossier_version = fields.Integer()
    since = fields.AwareDateTime(allow_none=True)


class CommentRowSchema(Schema):
    number = fields.Integer()
    at = fields.AwareDateTime()
    author = fields.String()
    unit = fields.String()
    stage_index = fields.Integer()
    words = fields.String()


class CaseDetailSchema(CaseSchema):
    """A case with its road and dossier."""

    road = fields.Dict()
    dossier = fields.Dict()


class HistorySchema(Schema):
    transitions = fields.List(fields.Nested(TransitionSchema))
    evaluations = fields.List(fields.Nested(EvaluationSchema))
    comments = fields.List(fields.Nested(CommentRowSchema))

    @post_dump(pass_original=True)
    def keep_why(self, told: dict[str, Any], story: Any, **_: Any) -> dict[str, Any]:
        if _is_told_why(story.case):
            return told
        return told | {
            "transitions": [_without_paper(step) for step in told["transitions"]],
            "evaluations": [plain_without_why(one) for one in told["evaluations"]],
        }


def _without_paper(step: Mapping[str, Any]) -> dict[str, Any]:
    return {**step, "document": None} if step["action"] in _NAMES_WHAT_IS_VERIFIED else dict(step)


class CaseStorySchema(HistorySchema):
    case = fields.Nested(CaseDetailSchema)
    return_by = fields.Date(allow_none=True)
    stages = fields.List(fields.Nested(StageRunSchema))


class PlaceSchema(Schema):
    """As the places of a problem, so that refusals of one case and of many read alike; `words` are the same again."""

    at = fields.String()
    code = fields.String()
    message = fields.Function(lambda place: place.words.in_language(language()))
    vi = fields.String(attribute="words.vi")
    en = fields.String(attribute="words.en")
    words = fields.Function(lambda place: {"vi": place.words.vi, "en": place.words.en})


class CaseErrorSchema(Schema):
    """As a problem; `words` are `detail` again, in both languages."""

    code = fields.String()
    status = fields.Integer()
    title = fields.Function(lambda error: error.words.in_language(language()))
    detail = fields.Function(lambda error: error.said.in_language(language()))
    detail_vi = fields.String(attribute="said.vi")
    detail_en = fields.String(attribute="said.en")
    words = fields.Function(lambda error: {"vi": error.said.vi, "en": error.said.en})
    places = fields.List(fields.Nested(PlaceSchema))


class OutcomeSchema(Schema):
    """What became of one case of many: the case as it is now, or why it was kept back."""

    id = fields.String(attribute="case_id")
    case = fields.Nested(CaseSchema, allow_none=True)
    error = fields.Nested(CaseErrorSchema, allow_none=True)


class ClosedFileSchema(Schema):
    """`keep_until`: its last day in the archive; nothing is deleted by itself when that has passed."""

    case_id = fields.String()
    receipt = fields.String()
    body = fields.String()
    file = fields.String()
    archived_on = fields.Date()
    keep_until = fields.Date()
    basis = fields.String()
    is_unverified = fields.Boolean()


class ClosedFilePageSchema(Schema):
    items = fields.List(fields.Nested(ClosedFileSchema))
    next = Cursor(allow_none=True)


class OutcomesSchema(Schema):
    results = fields.List(fields.Nested(OutcomeSchema))
