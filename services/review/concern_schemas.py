"""What the interface for conflicts of interest and mandates takes and gives.

Owns: names, types and limits. Promises: unknown fields are refused; of a relative only a key is shown, never a name.
Leaves to others: meaning (`declarations`, `mandates`).
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.review.council_schemas import Text
from services.review.recusal_queries import Kind
from shared.events.terms import StageKind


class DeclareSchema(Schema):
    """`name` and `birth` (as people write it, or the year) for `kin` and `myself`, `unit` for `unit`."""

    person = Text(required=True, validate=validate.Length(1, 120))
    kind = fields.Enum(Kind, by_value=True, required=True)
    name = Text(load_default=None, validate=validate.Length(1, 300))
    birth = Text(load_default=None, validate=validate.Length(1, 60))
    unit = Text(load_default=None, validate=validate.Length(1, 60))


class DeclarationSchema(Schema):
    id = fields.String()
    person = fields.String()
    kind = fields.String()
    about = fields.String()
    declared_by = fields.String()
    declared_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class DeclarationsSchema(Schema):
    items = fields.List(fields.Nested(DeclarationSchema))


class GiveMandateSchema(Schema):
    """Empty `stages` or `awards`: all the giver has."""

    delegate = Text(required=True, validate=validate.Length(1, 120))
    stages = fields.List(fields.Enum(StageKind, by_value=True), load_default=list, validate=validate.Length(0, 10))
    awards = fields.List(
        fields.String(validate=validate.Length(1, 60)), load_default=list, validate=validate.Length(0, 50)
    )
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    document = Text(required=True, validate=validate.Length(1, 300))


class RevokeMandateSchema(Schema):
    reason = Text(required=True, validate=validate.Length(10, 2000))


class MandateSchema(Schema):
    id = fields.String()
    giver = fields.String()
    delegate = fields.String()
    role = fields.String()
    unit = fields.String()
    stages = fields.List(fields.String())
    awards = fields.List(fields.String())
    first = fields.Date()
    last = fields.Date()
    document = fields.String()
    given_at = fields.AwareDateTime()
    revoked_at = fields.AwareDateTime(allow_none=True)
    revoked_by = fields.String(allow_none=True)
    revoked_for = fields.String(allow_none=True)


class MandatesSchema(Schema):
    items = fields.List(fields.Nested(MandateSchema))
