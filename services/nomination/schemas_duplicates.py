"""What goes out over HTTP of whom a nomination may be one with, and of whom a hold may mean.

Owns: the forms of these answers. Promises: nobody's birth is in them. Leaves to others: who is shown the holds
(`api_duplicates`), every other answer (`schemas_answers`).
"""

from __future__ import annotations

from marshmallow import Schema, fields

from services.nomination.schemas_answers import WordsSchema


class ReasonOfLikenessSchema(Schema):
    code = fields.String()
    weight = fields.Integer()
    words = fields.Nested(WordsSchema)


class RulingSchema(Schema):
    are_same = fields.Boolean()
    is_from_above = fields.Boolean()
    reason = fields.String()
    ruled_by = fields.String()
    ruled_at = fields.AwareDateTime()


class LikenessSchema(Schema):
    """How surely it is of the nominee, and why. `is_exact`: surely, nothing is to be ruled."""

    is_exact = fields.Boolean()
    weight = fields.Integer()
    reasons = fields.List(fields.Nested(ReasonOfLikenessSchema))
    ruling = fields.Nested(RulingSchema, allow_none=True)


class DuplicateSchema(LikenessSchema):
    """Another case of the same or of a like subject."""

    nomination = fields.String()
    receipt = fields.String()
    unit = fields.String()
    unit_name = fields.String()
    award = fields.String()
    year = fields.Integer()
    nominee_name = fields.String()


class HoldBesideSchema(LikenessSchema):
    """An open hold that may mean the nominee; by its `id` it is ruled on."""

    id = fields.String()
    kind = fields.String()
    document = fields.String()
    nominee_name = fields.String()


class DuplicatesSchema(Schema):
    items = fields.List(fields.Nested(DuplicateSchema))
    holds = fields.List(fields.Nested(HoldBesideSchema), allow_none=True)
