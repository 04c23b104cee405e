"""What the register takes and answers about a plan's progress.

Owns: the shapes. Promises: no birth leaves. Leaves to others: meaning (`actions_progress`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.registry.actions_progress import Author, Made
from services.registry.schemas import WordsSchema
from shared.events.terms import Block, InitiativeScope
from shared.web.paging import Cursor, PageQuery
from shared.web.texts import Line

_ID = validate.Length(1, 80)
_TEXT = validate.Length(1, 300)


class AuthorSchema(Schema):
    """As it was typed: what a name and a birth are, the act says, at their place."""

    full_name = fields.String(required=True, validate=validate.Length(max=120))
    birth = fields.String(required=True, validate=validate.Length(4, 40))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Author:
        return Author(**data)


class RecordInitiativeSchema(Schema):
    unit = Line(required=True, validate=_ID)
    unit_name = Line(required=True, validate=_TEXT)
    block = fields.Enum(Block, by_value=True, required=True)
    title = Line(required=True, validate=validate.Length(1, 500))
    scope = fields.Enum(InitiativeScope, by_value=True, required=True)
    recognised_on = fields.Date(required=True)
    recognised_by = Line(required=True, validate=_TEXT)
    authors = fields.List(fields.Nested(AuthorSchema), required=True, validate=validate.Length(1, 20))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Made:
        return Made(**data)


class EnterElsewhereSchema(Schema):
    registry = Line(required=True, validate=_ID)
    number = Line(required=True, validate=_ID)
    entered_on = fields.Date(required=True)


class AuthorNameSchema(Schema):
    full_name = fields.String(attribute="name")


class InitiativeSchema(Schema):
    id = fields.String()
    plan = fields.String()
    unit = fields.String()
    unit_name = fields.String()
    block = fields.String()
    title = fields.String()
    scope = fields.String()
    recognised_on = fields.Date()
    recognised_by = fields.String()
    authors = fields.List(fields.Nested(AuthorNameSchema))
    external_registry = fields.String(allow_none=True)
    external_number = fields.String(allow_none=True)
    external_on = fields.Date(allow_none=True)
    version = fields.Integer()


class InitiativeQuery(PageQuery):
    unit = fields.String(load_default=None, validate=_ID)


class InitiativePage(Schema):
    items = fields.List(fields.Nested(InitiativeSchema))
    next = Cursor(allow_none=True)


class ReceiveReportSchema(Schema):
    """`received_on` is left out as a rule: today. `period` tells reports apart that come every so often."""

    unit = Line(required=True, validate=_ID)
    unit_name = Line(required=True, validate=_TEXT)
    period = Line(load_default="", validate=validate.Length(0, 40))
    document = Line(required=True, validate=_TEXT)
    received_on = fields.Date(load_default=None, allow_none=True)


class ReceiptSchema(Schema):
    id = fields.String(attribute="row.id")
    unit = fields.String(attribute="row.unit")
    unit_name = fields.String(attribute="row.unit_name")
    period = fields.String(attribute="row.period")
    document = fields.String(attribute="row.document")
    received_on = fields.Date(attribute="row.received_on")
    is_late = fields.Boolean(attribute="row.is_late")
    words = fields.Nested(WordsSchema)


class ReportStandingSchema(Schema):
    id = fields.String(attribute="report.id")
    name = fields.Nested(WordsSchema, attribute="report.name")
    source = fields.String(attribute="report.source")
    quote = fields.String(attribute="report.quote", allow_none=True)
    due = fields.Date(attribute="report.due", allow_none=True)
    last_day = fields.Date(attribute="report.last_day", allow_none=True)
    receipts = fields.List(fields.Nested(ReceiptSchema))
