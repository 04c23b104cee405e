"""What the HTTP interface takes and gives where cases go beyond the chain.

Owns: names, types and limits of bodies and answers. Promises: unknown fields are refused; text is NFC.
Leaves to others: meaning (`escalation`, `outside_answers`), what is shown (`escalation_views`).
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.review.council_schemas import Text, WordsSchema, ids, required_ids, required_text
from shared.events.terms import Answer, HoldKind
from shared.web.paging import Cursor


class SignSubmissionSchema(Schema):
    """Without `sessions` the list rests on the minutes of the signer's own body. `consent`: the paper by which state
    files are taken after the law's day; kept with M03 of each file that has one."""

    sessions = ids(20)
    cases = required_ids(2000)
    consent = Text(load_default=None, validate=validate.Length(1, 300))


class EnterAnswerSchema(Schema):
    """`office` is one of those ahead. `reason` with refused and sent_back, `number` and `signatory` with granted."""

    cases = required_ids(2000)
    office = fields.String(required=True, validate=validate.Length(1, 40))
    answer = fields.Enum(Answer, by_value=True, required=True)
    document = required_text(300)
    dated = fields.Date(required=True)
    reason = Text(load_default=None, validate=validate.Length(1, 2000))
    number = Text(load_default=None, validate=validate.Length(1, 60))
    signatory = Text(load_default=None, validate=validate.Length(1, 200))


class HoldBeyondSchema(Schema):
    """`notice` is the number of the letter that tells the body the case lies with."""

    kind = fields.Enum(HoldKind, by_value=True, required=True)
    document = required_text(300)
    notice = required_text(300)


class ReleaseBeyondSchema(Schema):
    document = required_text(300)
    notice = required_text(300)


class WithdrawWithConsentSchema(Schema):
    """`document` is the decider's paper, of the day `dated`."""

    reason = Text(required=True, validate=validate.Length(10, 1000))
    document = required_text(300)
    dated = fields.Date(required=True)


class BodyAheadSchema(Schema):
    office = fields.String()
    name = fields.Nested(WordsSchema)
    does = fields.String()


class AnswerSchema(Schema):
    office = fields.String()
    answer = fields.String()
    document = fields.String()
    dated = fields.Date()
    reason = fields.String(allow_none=True)
    decision = fields.String(attribute="decision_id", allow_none=True)
    entered_by = fields.String()
    entered_at = fields.AwareDateTime()


class SubmittedCaseSchema(Schema):
    """`lies_with` is null once the case is decided or back; `due_on` is when that body should have answered, where the
    rulebook says; `answers` nearest body first."""

    case = fields.String()
    nominee = fields.String()
    unit = fields.String()
    award = fields.String()
    state = fields.String()
    version = fields.Integer()
    lies_with = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    answers = fields.List(fields.Nested(AnswerSchema))


class SubmissionLineSchema(Schema):
    id = fields.String()
    number = fields.String(attribute="printed")
    dated = fields.Date()
    plan = fields.String()
    body = fields.String()
    body_name = fields.String()
    road = fields.String()
    signed_at = fields.AwareDateTime()
    signed_by = fields.String()
    list_sha256 = fields.String()


class SubmissionSchema(SubmissionLineSchema):
    number = fields.String()
    sessions = fields.List(fields.String())
    ahead = fields.List(fields.Nested(BodyAheadSchema))
    cases = fields.List(fields.Nested(SubmittedCaseSchema))


class SubmissionPageSchema(Schema):
    items = fields.List(fields.Nested(SubmissionLineSchema))
    next = Cursor(allow_none=True)
