"""What the box's HTTP interface gives.

Owns: names and types of receipts, boxes and published papers. Promises: no answer names a member beside a choice.
Leaves to others: what is shown (`ballot_views`), casting (`council_schemas`).
"""

from __future__ import annotations

from marshmallow import Schema, fields


class ReceiptSchema(Schema):
    receipt = fields.String()
    session = fields.String()
    state = fields.String(metadata={"enum": ["in_box", "counted", "not_counted", "void"]})
    closed_at = fields.AwareDateTime(allow_none=True)
    split_waits = fields.Boolean()


class BoxSchema(Schema):
    session = fields.String()
    closed_at = fields.AwareDateTime()
    papers = fields.Integer()
    box = fields.String()
    receipts = fields.List(fields.String())
    formulas = fields.String()


class PaperSchema(Schema):
    receipt = fields.String()
    choice = fields.String(allow_none=True)
    number = fields.String(allow_none=True)


class CasePapersSchema(Schema):
    case = fields.String()
    due = fields.Integer()
    split_waits = fields.Boolean()
    pooled_in = fields.String(allow_none=True)
    yes = fields.Integer(allow_none=True)
    no = fields.Integer(allow_none=True)
    abstained = fields.Integer(allow_none=True)
    papers = fields.List(fields.Nested(PaperSchema))


class PapersSchema(Schema):
    session = fields.String()
    box = fields.String()
    is_whole = fields.Boolean()
    items = fields.List(fields.Nested(CasePapersSchema))
