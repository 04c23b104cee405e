"""Explanations over HTTP: what is asked, and the form of a rule that was asked.

Owns: both, once for every service that explains. Promises: the answer of then and that of today stand side by side.
Leaves to others: what is explained (`services/*/queries_explanation`), moments (`instants`).
"""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.web.instants import Moment


class ExplanationQuery(Schema):
    as_of = Moment(load_default=None)


class SaidWordsSchema(Schema):
    vi = fields.String()
    en = fields.String()


class DoubtSchema(Schema):
    """An unverified item that decided: its file under `policy/`, its key there, the article it is said to rest on."""

    file = fields.String()
    path = fields.String()
    basis = fields.String()
    words = fields.Nested(SaidWordsSchema)


class SaidSchema(Schema):
    """One answer of a rule: what it found, what follows, on which article, from which facts."""

    rule = fields.String()
    verdict = fields.String()
    consequence = fields.String()
    words = fields.Nested(SaidWordsSchema)
    basis = fields.String()
    facts = fields.Raw()
    unverified = fields.Boolean()
    since = fields.AwareDateTime(format="iso", allow_none=True)


class AskedSchema(Schema):
    at = fields.AwareDateTime(format="iso")
    action = fields.String()
    stage_index = fields.Integer(allow_none=True)
    asked_by = fields.String()
    policies = fields.List(fields.String())
    title = fields.Nested(SaidWordsSchema, allow_none=True)
    said = fields.Nested(SaidSchema)
    again = fields.Function(lambda asked: asked.replay.again.value)
    now = fields.Nested(SaidSchema, attribute="replay.now", allow_none=True)
    doubts = fields.List(fields.Nested(DoubtSchema))
