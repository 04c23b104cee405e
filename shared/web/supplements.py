"""A supplement over HTTP: the answers to the return, both sides of every change, the checks in two groups.

Owns: the form, once for every service that shows it. Promises: both languages; values as they stand in the dossier.
Leaves to others: what is shown (`shared.supplements`).
"""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web.explanations import SaidSchema, SaidWordsSchema


class ItemSchema(Schema):
    part = fields.String()
    name = fields.Nested(SaidWordsSchema)
    asked = fields.Nested(SaidWordsSchema)
    is_mended = fields.Boolean()
    words = fields.String(allow_none=True)


class ChangeSchema(Schema):
    """`item` is the part of the return it answers; null: nobody edited it, it follows from something else."""

    at = fields.String()
    name = fields.Nested(SaidWordsSchema)
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    item = fields.String(allow_none=True)


class CheckMadeSchema(Schema):
    asked_by = fields.String()
    at = fields.AwareDateTime(format="iso")
    said = fields.Nested(SaidSchema)


class SupplementShownSchema(Schema):
    """A version beside the one before it. A kept check says `since` when it was made."""

    version = fields.Integer()
    sent_at = fields.AwareDateTime(format="iso")
    sent_by = fields.String()
    items = fields.List(fields.Nested(ItemSchema))
    changes = fields.List(fields.Nested(ChangeSchema))
    kept = fields.List(fields.Nested(CheckMadeSchema))
    asked_again = fields.List(fields.Nested(CheckMadeSchema))
