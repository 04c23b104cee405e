"""What goes out over HTTP when a case is explained.

Owns: the shape of the answer. Promises: both languages, nothing but what was kept. Leaves to others: the form of one
rule that was asked (`shared.web.explanations`).
"""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web.explanations import AskedSchema, SaidWordsSchema


class PolicyNamedSchema(Schema):
    hash = fields.String()
    plan = fields.String()
    plan_name = fields.Nested(SaidWordsSchema)
    rulebook = fields.String()
    rulebook_name = fields.Nested(SaidWordsSchema)
    doubts = fields.List(fields.Nested(SaidWordsSchema))


class DecisionTakenSchema(Schema):
    id = fields.String()
    number = fields.String(attribute="printed")
    dated = fields.Date()
    by = fields.String()
    signed_by = fields.String()
    signed_at = fields.AwareDateTime(format="iso", attribute="known_at")
    list_sha256 = fields.String()


class VoteCountedSchema(Schema):
    session = fields.String()
    closed_at = fields.AwareDateTime(format="iso")
    passed = fields.Boolean()
    tally = fields.Raw()


class ExplanationSchema(Schema):
    """The whole explanation of a case."""

    case = fields.String(attribute="case.id")
    receipt = fields.String(attribute="case.receipt")
    nominee = fields.String(attribute="case.nominee_name")
    award = fields.String(attribute="case.award")
    as_of = fields.AwareDateTime(format="iso", allow_none=True)
    state = fields.String()
    state_since = fields.AwareDateTime(format="iso")
    is_reproduced = fields.Boolean()
    policies = fields.List(fields.Nested(PolicyNamedSchema))
    asked = fields.List(fields.Nested(AskedSchema))
    votes = fields.List(fields.Nested(VoteCountedSchema))
    decision = fields.Nested(DecisionTakenSchema, allow_none=True)
