"""What the API takes about units of the tree.

Owns: those forms and queries. Promises: ids are short and plain, every change names its document.
Leaves to others: other forms (`schemas`), what is done (`actions_units`).
"""

from __future__ import annotations

import re

from marshmallow import Schema, fields, validate

from services.nomination.schemas import ReasonSchema
from services.nomination.schemas_fields import Text
from shared.events.terms import Block, UnitKind
from shared.web.paging import PageQuery


class UnitIdSchema(Schema):
    unit_id = fields.String(
        data_key="id", load_default=None, validate=validate.Regexp(re.compile(r"[a-z0-9][a-z0-9-]{1,59}\Z"))
    )
    name = Text(required=True)
    kind = fields.Enum(UnitKind, by_value=True, required=True)
    block = fields.Enum(Block, by_value=True, load_default=None, allow_none=True)
    parent = Text(60, load_default=None, allow_none=True)
    valid_from = fields.Date(required=True)
    document = Text(load_default=None, allow_none=True)


class MoveSchema(Schema):
    parent = Text(60, required=True)
    valid_from = fields.Date(required=True)
    document = Text(required=True)


class CloseSchema(Schema):
    last_day = fields.Date(required=True)
    document = Text(required=True)


class MergeSchema(Schema):
    successor = Text(60, required=True)
    valid_from = fields.Date(required=True)
    document = Text(required=True)


class SplitSchema(Schema):
    successors = fields.List(Text(60), required=True, validate=validate.Length(2, 20))
    valid_from = fields.Date(required=True)
    document = Text(required=True)


class TakeBackSchema(ReasonSchema):
    document = Text(required=True)


class UnitQuery(PageQuery):
    search = fields.String(load_default=None)
    kind = fields.Enum(UnitKind, by_value=True, load_default=None)
    parent = fields.String(load_default=None)
    on = fields.Date(load_default=None)


class OverrideFormSchema(Schema):
    """`document` and `dated`: what lets the unit go the closed chain; `last_day`: until when, that day included."""

    plan = Text(60, required=True)
    unit = Text(60, required=True)
    chain = Text(20, required=True)
    document = Text(200, required=True)
    dated = fields.Date(required=True)
    reason = Text(1000, required=True, validate=validate.Length(min=10))
    last_day = fields.Date(required=True)


class TakenBackSchema(Schema):
    document = fields.String()
    reason = fields.String()
    taken_back_by = fields.String()
    taken_back_at = fields.AwareDateTime()


class OverrideSchema(Schema):
    id = fields.String()
    plan = fields.String()
    unit = fields.String(attribute="unit_id")
    chain = fields.String()
    document = fields.String()
    dated = fields.Date()
    reason = fields.String()
    last_day = fields.Date()
    given_by = fields.String()
    given_at = fields.AwareDateTime()
    taken_back = fields.Nested(TakenBackSchema, allow_none=True)


class OverrideQuery(PageQuery):
    unit = fields.String(load_default=None, validate=validate.Length(1, 60))
