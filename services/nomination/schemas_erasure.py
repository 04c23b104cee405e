"""Requests for erasure as they come in, and as they are answered.

Owns: these forms and answers. Promises: a list of requests names nobody; what a request takes and leaves is shown as it
is written, since somebody has to see whose it is. Leaves to others: what is meant (`actions_erasure`).
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.nomination.schemas_fields import Text


class ErasureFormSchema(Schema):
    """`cases`: ids or receipts of what is meant, where what is kept may be of several people."""

    person = Text(
        60, required=True, metadata={"description": "nominee key, id or receipt of a nomination, or id of a hold"}
    )
    basis = Text(60, required=True)
    document = Text(200, required=True)
    cases = fields.List(Text(60), load_default=None, allow_none=True, validate=validate.Length(1, 200))


class ErasureSchema(Schema):
    """`nominee_key` is left out: who asks needs to know no more than what was decided."""

    id = fields.String()
    basis = fields.String()
    document = fields.String()
    asked_by = fields.String()
    asked_at = fields.AwareDateTime()
    cases = fields.List(fields.String(), allow_none=True)
    holds = fields.List(fields.String(), allow_none=True)
    outcome = fields.String(allow_none=True)
    settled_by = fields.String(allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True)


class ErasureRecordSchema(Schema):
    id = fields.String()
    kind = fields.String(metadata={"description": "case, hold, or award of the register that is no case of ours"})
    receipt = fields.String(allow_none=True)
    nominee_name = fields.String(attribute="name")
    birth = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    unit_name = fields.String(allow_none=True)
    state = fields.String(allow_none=True)


class WholeErasureSchema(ErasureSchema):
    """With what goes (`taken`) and what is kept under the same key and stays (`left`)."""

    taken = fields.List(fields.Nested(ErasureRecordSchema))
    left = fields.List(fields.Nested(ErasureRecordSchema))
