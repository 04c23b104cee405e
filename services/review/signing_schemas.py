"""What the HTTP interface takes and gives where decisions are signed.

Owns: names, types and limits of bodies and answers. Promises: unknown fields are refused; text is NFC.
Leaves to others: meaning (`signing`), what is shown (`council_views`).
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.review.council_schemas import NoticedCaseSchema, ids, required_ids, required_text
from shared.web.paging import Cursor


class ListToSignSchema(Schema):
    """`road` null: signed as a decision here; else the extension of the policy a letter sends it along."""

    plan = fields.String()
    road = fields.String(allow_none=True)
    session = fields.String(allow_none=True)
    cases = fields.List(fields.String())
    list_sha256 = fields.String()


class ListsToSignSchema(Schema):
    items = fields.List(fields.Nested(ListToSignSchema))


class SignSchema(Schema):
    """`number` and `dated` are left out as a rule: the register numbers, today dates. Without `sessions` the list rests
    on the minutes of the signer's own body."""

    sessions = ids(20)
    cases = required_ids(2000)
    number = fields.Integer(strict=True, load_default=None, validate=validate.Range(1, 99_999))
    dated = fields.Date(load_default=None)


class RefuseSignatureSchema(Schema):
    reason = required_text(2000)


class ConsentToWithdrawalSchema(Schema):
    reason = required_text(2000)
    document = required_text(200)


class RefusedCaseSchema(NoticedCaseSchema):
    refusal_reason = fields.String()


class DecisionItemSchema(Schema):
    case = fields.String()
    nominee = fields.String()
    unit = fields.String()
    award = fields.String()
    bonus = fields.Integer(allow_none=True)


class DecisionLineSchema(Schema):
    id = fields.String()
    number = fields.String(attribute="printed")
    dated = fields.Date()
    plan = fields.String()
    body = fields.String()
    body_name = fields.String()
    signed_at = fields.AwareDateTime()
    signed_by = fields.String()
    list_sha256 = fields.String()


class DecisionSchema(DecisionLineSchema):
    number = fields.String()
    sessions = fields.List(fields.String())
    items = fields.List(fields.Nested(DecisionItemSchema))


class DecisionPageSchema(Schema):
    items = fields.List(fields.Nested(DecisionLineSchema))
    next = Cursor(allow_none=True)
