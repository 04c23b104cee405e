"""What comes in and goes out over HTTP about public notices and consultations.

Owns: shapes and limits. Promises: unknown fields are refused, text is NFC; nobody's name goes out with an objection.
Leaves to others: the case itself (`schemas`, `schemas_answers`).
"""

from __future__ import annotations

from marshmallow import Schema, fields

from services.review.schemas import text


class LodgeSchema(Schema):
    reason = text(10, 4000, required=True)
    document = text(1, 300, load_default=None, allow_none=True)


class SettleSchema(Schema):
    finding = text(10, 4000, required=True)
    is_founded = fields.Boolean(required=True)


class AskSchema(Schema):
    consulted = text(2, 300, required=True)
    document = text(1, 300, required=True)


class RecordSchema(Schema):
    opinion = text(1, 4000, required=True)
    document = text(1, 300, required=True)
    answered_on = fields.Date(load_default=None, allow_none=True)


class ObjectionSchema(Schema):
    id = fields.String()
    lodged_at = fields.AwareDateTime()
    reason = fields.String()
    document = fields.String(allow_none=True)
    answer_by = fields.Date()
    settled_at = fields.AwareDateTime(allow_none=True)
    finding = fields.String(allow_none=True)
    is_founded = fields.Boolean(allow_none=True)


class PublishedSchema(Schema):
    """`until` is the last day of the period that began on `runs_from`; it does not count while an objection is open."""

    case = fields.String(attribute="notice.case_id")
    place = fields.String(attribute="notice.place")
    published_on = fields.Date(attribute="notice.published_on")
    runs_from = fields.Date(attribute="notice.runs_from")
    until = fields.Date(attribute="notice.until")
    objections = fields.List(fields.Nested(ObjectionSchema))


class ConsultationSchema(Schema):
    number = fields.Integer()
    consulted = fields.String()
    document = fields.String()
    asked_on = fields.Date()
    last_day = fields.Date()
    answered_on = fields.Date(allow_none=True)
    opinion = fields.String(allow_none=True)
    answer_document = fields.String(allow_none=True)


class ConsultationsSchema(Schema):
    """`must_be_heard`: the bodies that have to be asked about this award, by name."""

    must_be_heard = fields.List(fields.String())
    items = fields.List(fields.Nested(ConsultationSchema))
