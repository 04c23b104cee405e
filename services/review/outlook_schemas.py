"""What goes out over HTTP about a list before the vote: targets and quotas, now and then.

Owns: shapes. Promises: numbers as they were counted, with the days they count. Leaves to others: counting (`outlooks`).
"""

from __future__ import annotations

from marshmallow import Schema, fields

from services.review.council_schemas import WordsSchema
from shared.web.explanations import DoubtSchema


class FigureSchema(Schema):
    count = fields.Integer()
    of = fields.Integer(allow_none=True)
    unstated = fields.Integer()


class StandingSchema(Schema):
    target = fields.String()
    name = fields.Nested(WordsSchema)
    comparator = fields.String()
    value = fields.Integer(allow_none=True)
    upper = fields.Integer(allow_none=True)
    unit = fields.String()
    now = fields.Nested(FigureSchema)
    then = fields.Nested(FigureSchema)
    is_reached = fields.Boolean(allow_none=True)
    words = fields.Nested(WordsSchema)


class QuotaStandingSchema(Schema):
    """`unit` null: the whole province; `most` null: a share of what nobody counted here; `remains` below nought: beyond
    the limit. `source`: the clause or article."""

    award = fields.String()
    unit = fields.String(allow_none=True)
    year = fields.Integer(allow_none=True)
    theme = fields.String(allow_none=True)
    now = fields.Integer()
    then = fields.Integer()
    most = fields.Integer(allow_none=True)
    remains = fields.Integer(allow_none=True)
    words = fields.Nested(WordsSchema)
    source = fields.String()


class CountedDaysSchema(Schema):
    """The days counted together, both ends included."""

    first = fields.String()
    last = fields.String()


class OutlookSchema(Schema):
    plan = fields.String()
    period = fields.Nested(CountedDaysSchema)
    targets = fields.List(fields.Nested(StandingSchema))
    quotas = fields.List(fields.Nested(QuotaStandingSchema))
    doubts = fields.List(fields.Nested(DoubtSchema))


class OutlooksSchema(Schema):
    items = fields.List(fields.Nested(OutlookSchema))
