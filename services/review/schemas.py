"""What goes in and out over HTTP for cases and their stages.

Owns: shapes and limits. Promises: unknown fields are refused on the way in; the dossier goes out as it was sent in.
Leaves to others: the council's shapes (`council_schemas`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from services.review.actions_passing import Opinion
from services.review.actions_receipt import Receipt
from services.review.bulk import Wanted
from services.review.queries import Filters
from services.review.rules.facts import Relation
from shared.events.review import FixItem
from shared.events.terms import CaseState, HoldKind
from shared.web.paging import PageQuery
from shared.words import Words, nfc

MOST_AT_ONCE = 500


class Text(fields.String):
    """Text of people, stored in NFC without surrounding blanks."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return nfc(super()._deserialize(value, attr, data, **options)).strip()


def text(least: int, most: int, **options: Any) -> Text:
    return Text(validate=validate.Length(least, most), **options)


class FixWordsSchema(Schema):
    vi = text(1, 1000, required=True)
    en = text(1, 1000, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Words:
        return Words(**data)


class FixItemSchema(Schema):
    part = text(1, 200, required=True)
    words = fields.Nested(FixWordsSchema, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> FixItem:
        return FixItem(**data)


class ReceiveSchema(Schema):
    consent = text(1, 300, load_default=None, allow_none=True)
    reason = text(1, 2000, load_default=None, allow_none=True)
    relation = fields.Enum(Relation, by_value=True, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Any:
        return Receipt(**data)


class PassSchema(Schema):
    opinion = text(1, 4000, required=True)
    minutes = text(1, 300, load_default=None, allow_none=True)
    reason = text(1, 2000, load_default=None, allow_none=True)
    relation = fields.Enum(Relation, by_value=True, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Any:
        return Opinion(**data)


class WantedSchema(Schema):
    case = fields.String(required=True, validate=validate.Length(1, 36))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(**data)


class _Many(Schema):
    cases = fields.List(fields.Nested(WantedSchema), required=True, validate=validate.Length(1, MOST_AT_ONCE))


class ReceiveManySchema(_Many):
    receipt = fields.Nested(ReceiveSchema, load_default=Receipt())


class PassManySchema(_Many):
    opinion = fields.Nested(PassSchema, required=True)


class ReturnSchema(Schema):
    # The rule (X02) says how long a reason has to be; the schema only bounds it.
    reason = text(0, 4000, required=True)
    items = fields.List(fields.Nested(FixItemSchema), required=True, validate=validate.Length(1, 100))
    due_on = fields.Date(load_default=None, allow_none=True)


class RefuseSchema(Schema):
    reason = text(0, 4000, required=True)


class HoldSchema(Schema):
    kind = fields.Enum(HoldKind, by_value=True, required=True)
    document = text(1, 300, required=True)


class ReleaseSchema(Schema):
    document = text(1, 300, required=True)


class CommentSchema(Schema):
    words = text(1, 4000, required=True)


class CaseQuery(PageQuery):
    state = fields.Enum(CaseState, by_value=True, load_default=None)
    body = fields.String(load_default=None)
    award = fields.String(load_default=None)
    plan = fields.String(load_default=None)
    unit = fields.String(load_default=None)
    text = fields.String(load_default=None, validate=validate.Length(1, 200))

    class Meta:
        unknown = EXCLUDE

    @staticmethod
    def filters(given: dict[str, Any]) -> Filters:
        return Filters(**{name: value for name, value in given.items() if name not in ("cursor", "limit")})


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


class CasePageSchema(Schema):
    items = fields.List(fields.Nested(CaseSchema))
    next = fields.String(allow_none=True)


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
    words = fields.Function(lambda row: {"vi": row.words_vi, "en": row.words_en})
    basis = fields.String()
    unverified = fields.Boolean()
    policy = fields.String()


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


class CaseStorySchema(Schema):
    case = fields.Nested(CaseDetailSchema)
    stages = fields.List(fields.Nested(StageRunSchema))
    transitions = fields.List(fields.Nested(TransitionSchema))
    evaluations = fields.List(fields.Nested(EvaluationSchema))
    comments = fields.List(fields.Nested(CommentRowSchema))


class HistorySchema(Schema):
    transitions = fields.List(fields.Nested(TransitionSchema))
    evaluations = fields.List(fields.Nested(EvaluationSchema))
    comments = fields.List(fields.Nested(CommentRowSchema))


class PlaceSchema(Schema):
    at = fields.String()
    code = fields.String()
    words = fields.Function(lambda place: {"vi": place.words.vi, "en": place.words.en})


class CaseErrorSchema(Schema):
    code = fields.String()
    status = fields.Integer()
    words = fields.Function(lambda error: {"vi": error.said.vi, "en": error.said.en})
    places = fields.List(fields.Nested(PlaceSchema))


class OutcomeSchema(Schema):
    """What became of one case of many: the case as it is now, or why it was kept back."""

    id = fields.String(attribute="case_id")
    case = fields.Nested(CaseSchema, allow_none=True)
    error = fields.Nested(CaseErrorSchema, allow_none=True)


class OutcomesSchema(Schema):
    results = fields.List(fields.Nested(OutcomeSchema))
