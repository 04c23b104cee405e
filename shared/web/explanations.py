"""Explanations over HTTP: the moment asked about, and the form of a rule that was asked.

Owns: both, once for every service that explains. Promises: a day means up to its end in Việt Nam; the answer of then
and that of today stand side by side. Leaves to others: what is explained (`services/*/queries_explanation`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from shared.clock import VIETNAM, aware


class Moment(fields.Field[datetime]):
    """`2026-08-03` (the whole day) or an instant with its zone; the last instant that still counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        try:
            return moment(str(value))
        except ValueError as error:
            raise ValidationError("Not a valid datetime.") from error


def moment(given: str) -> datetime:
    """The last instant of a day, or the instant; ValueError for anything else, naive times included."""
    if len(given) == len("2026-08-03"):
        following = datetime.combine(date.fromisoformat(given), time(), VIETNAM) + timedelta(days=1)
        return aware(following - timedelta(microseconds=1))
    return aware(datetime.fromisoformat(given))


class ExplanationQuery(Schema):
    as_of = Moment(load_default=None)

    class Meta:
        unknown = EXCLUDE


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
