"""What the register takes and answers over HTTP.

Owns: the shapes. Promises: the public ones have no field for birth, key, bonus or class of a person.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.registry.rules.targets import Outcome
from shared.events.terms import Block, Standing
from shared.web.paging import Cursor, PageQuery
from shared.web.texts import Line


class WordsSchema(Schema):
    vi = fields.String()
    en = fields.String()


class AwardQuery(PageQuery):
    """Names are compared without marks and case."""

    name = fields.String(load_default=None, validate=validate.Length(1, 120))
    unit = fields.String(load_default=None, validate=validate.Length(1, 200))
    award = fields.String(load_default=None, validate=validate.Length(1, 80))
    year = fields.Integer(load_default=None, validate=validate.Range(1945, 9999))
    decision = fields.String(load_default=None, validate=validate.Length(1, 80))


class PublicAwardSchema(Schema):
    id = fields.String()
    nominee_name = fields.String()
    unit_name = fields.String()
    award_name = fields.Nested(WordsSchema)
    year = fields.Integer()
    decision_number = fields.String()
    decision_dated = fields.Date()
    standing = fields.Enum(Standing, by_value=True)
    ended_by_number = fields.String(allow_none=True)
    ended_by_dated = fields.Date(allow_none=True)
    replaces = fields.String(allow_none=True)


class PublicAwardPage(Schema):
    items = fields.List(fields.Nested(PublicAwardSchema))
    next = Cursor(allow_none=True)


class PublicDecisionSchema(Schema):
    number = fields.String()
    dated = fields.Date()
    body_name = fields.String()
    kind = fields.String()
    amends_number = fields.String(allow_none=True)
    awards = fields.List(fields.Nested(PublicAwardSchema))


class AwardSchema(Schema):
    """An award for officers. `standing` corrected or revoked: by the decision `ended_by`; `complaints_open` marks an
    award somebody complains about, `paused_because` says why it is not handed over yet."""

    id = fields.String()
    case_id = fields.String()
    standing = fields.String()
    replaces = fields.String(allow_none=True)
    ended_by = fields.String(allow_none=True)
    complaints_open = fields.Integer()
    paused_because = fields.String(allow_none=True)
    decision_id = fields.String()
    number = fields.String()
    dated = fields.Date()
    body = fields.String()
    plan = fields.String()
    nominee_kind = fields.String()
    nominee_name = fields.String()
    unit_id = fields.String()
    unit_name = fields.String()
    successor_id = fields.String(allow_none=True)
    successor_name = fields.String(allow_none=True)
    award_code = fields.String()
    award_name_vi = fields.String()
    award_name_en = fields.String()
    year = fields.Integer()
    bonus = fields.Integer(allow_none=True)
    certificate = fields.String(allow_none=True)
    presented_on = fields.Date(allow_none=True)
    occasion = fields.String(allow_none=True)
    version = fields.Integer()


class AwardPage(Schema):
    items = fields.List(fields.Nested(AwardSchema))
    next = Cursor(allow_none=True)


class PresentSchema(Schema):
    presented_on = fields.Date(required=True)
    occasion = Line(required=True, validate=validate.Length(1, 300))


_COUNT = validate.Range(0, 10_000_000)


def _count() -> fields.Integer:
    return fields.Integer(load_default=None, allow_none=True, strict=True, validate=_COUNT)


class CountsSchema(Schema):
    """What a unit counts of itself. `officers`: of emulation and commendation; `movements`, `clusters` (khối thi đua):
    those the unit itself held or led in the period, and how many of them were reviewed."""

    headcount = _count()
    initiatives_recognised = _count()
    persons_with_initiative = _count()
    persons_registered = _count()
    officers = _count()
    officers_trained = _count()
    movements = _count()
    movements_reviewed = _count()
    clusters = _count()
    clusters_reviewing = _count()


class StateFiguresSchema(CountsSchema):
    """A unit's figures; leave out what is not known, nought means nought."""

    unit_name = Line(required=True, validate=validate.Length(1, 300))
    block = fields.Enum(Block, by_value=True, required=True)
    snapshot_on = fields.Date(required=True)


class PeriodQuery(Schema):
    """A day of the period that is asked about; without it today."""

    on = fields.Date(load_default=None)


class PeriodSchema(Schema):
    """The days counted together, both ends included: the whole plan, or one year of a standing one."""

    first = fields.Date()
    last = fields.Date()


class FiguresSchema(CountsSchema):
    """`counted_from`: the first day of the period these figures count in."""

    plan = fields.String()
    unit = fields.String()
    counted_from = fields.Date()
    unit_name = fields.String()
    block = fields.String()
    snapshot_on = fields.Date()
    version = fields.Integer()


class ReachedSchema(Schema):
    """`percent_tenths`: tenths of a percent. `outcome` not_computable comes with `why`, the units that lack a figure
    and what the others stated."""

    numerator = fields.Integer(allow_none=True)
    denominator = fields.Integer(allow_none=True)
    percent_tenths = fields.Integer(allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True)
    why = fields.Nested(WordsSchema, allow_none=True)
    missing_units = fields.List(fields.String())
    left_out = fields.List(fields.Nested(WordsSchema))


class TargetSchema(Schema):
    id = fields.String()
    name = fields.Nested(WordsSchema)
    comparator = fields.String(attribute="comparator.value")
    worded = fields.String()
    value = fields.Integer(allow_none=True)
    upper = fields.Integer(allow_none=True)
    unit = fields.String(attribute="unit.value")
    source = fields.String()


class TargetStandingSchema(Schema):
    target = fields.Nested(TargetSchema)
    reached = fields.Nested(ReachedSchema)


class PlanStandingSchema(Schema):
    plan = fields.String(attribute="plan.id")
    period = fields.Nested(PeriodSchema)
    targets = fields.List(fields.Nested(TargetStandingSchema))
    direct_workers = fields.Nested(ReachedSchema)
