"""What the API takes and answers about launches and registered plans.

Owns: those forms. Promises: whoever launches names the plan's movement, or name and scope of one of its own.
Leaves to others: other forms (`schemas`), what is done (`actions_launches`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.nomination.judging_launches import Form
from services.nomination.schemas_answers import UnitSchema, WordsSchema
from services.nomination.schemas_fields import Text
from shared.events.launches import Settled
from shared.events.terms import MovementScope, RegistrationKind
from shared.web.paging import PageQuery
from shared.words import Words

_LONG = 2000


class SettledSchema(Schema):
    """Mục tiêu, chỉ tiêu, nội dung, biện pháp, đối tượng; what the plan's own text settles may be left out."""

    goal = Text(_LONG, load_default=None, allow_none=True)
    targets = Text(_LONG, load_default=None, allow_none=True)
    content = Text(_LONG, load_default=None, allow_none=True)
    measures = Text(_LONG, load_default=None, allow_none=True)
    audience = Text(_LONG, load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Settled:
        return Settled(**given)


class LaunchFormSchema(Schema):
    plan = Text(60, required=True)
    unit = Text(60, required=True)
    movement = Text(60, load_default=None, allow_none=True)
    name = Text(load_default=None, allow_none=True)
    scope = fields.Enum(MovementScope, by_value=True, load_default=None, allow_none=True)
    settled = fields.Nested(SettledSchema, load_default=Settled)
    is_pilot = fields.Boolean(load_default=False)
    launched_on = fields.Date(load_default=None, allow_none=True)
    first = fields.Date(load_default=None, allow_none=True)
    last = fields.Date(load_default=None, allow_none=True)
    document = Text(required=True)

    @validates_schema
    def names_one(self, given: dict[str, Any], **_: Any) -> None:
        own = [given.get(name) is not None for name in ("name", "scope")]
        if any(own) if given.get("movement") is not None else not all(own):
            words = Words(
                "Ghi phong trào của kế hoạch, hoặc tên và phạm vi của phong trào riêng.",
                "Name the plan's movement, or name and scope of one of your own.",
            )
            raise ValidationError([words], "movement")

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """`{plan, unit_id, form}` for the act."""
        return {"plan": given.pop("plan"), "unit_id": given.pop("unit"), "form": Form(**given)}


class EndLaunchSchema(Schema):
    reason = Text(1000, required=True, validate=validate.Length(min=10))
    document = Text(required=True)
    last_day = fields.Date(load_default=None, allow_none=True)


class WithdrawLaunchSchema(Schema):
    reason = Text(1000, required=True, validate=validate.Length(min=10))
    document = Text(required=True)


class RegisterPlanSchema(Schema):
    """`kind`: the unit's plan with its characteristic contents, or its pledge (giao ước thi đua)."""

    kind = fields.Enum(RegistrationKind, by_value=True, load_default=RegistrationKind.PLAN)
    plan = Text(60, required=True)
    unit_id = Text(60, required=True, data_key="unit")
    contents = fields.List(Text(500), required=True, validate=validate.Length(1, 20))
    document = Text(required=True)


class LaunchQuery(PageQuery):
    plan = fields.String(load_default=None)
    unit = fields.String(load_default=None)
    movement = fields.String(load_default=None)


class StandingQuery(PageQuery):
    plan = fields.String(required=True)
    under = fields.String(required=True)


class LaunchCheckSchema(Schema):
    """What a rule or a clause of the plan said of the act, and what it was asked with: unions, days, counts."""

    rule = fields.String()
    verdict = fields.String()
    consequence = fields.String()
    words = fields.Nested(WordsSchema)
    basis = fields.String()
    asked_with = fields.Raw(attribute="facts")
    unverified = fields.Boolean()


class LaunchSchema(Schema):
    """`outcome`: null while it stands; `ended` on `last_day`, or `withdrawn`, which counts for nothing."""

    id = fields.String()
    plan = fields.String()
    unit = fields.String(attribute="unit_id")
    unit_name = fields.String()
    movement = fields.String()
    name = fields.String()
    scope = fields.String()
    settled = fields.Raw()
    is_pilot = fields.Boolean()
    launched_on = fields.Date()
    first = fields.Date()
    last = fields.Date()
    document = fields.String()
    policy = fields.String()
    checks = fields.List(fields.Nested(LaunchCheckSchema), attribute="evaluations")
    launched_by = fields.String()
    launched_at = fields.AwareDateTime()
    outcome = fields.String(allow_none=True)
    last_day = fields.Date(allow_none=True)
    end_reason = fields.String(allow_none=True)
    end_document = fields.String(allow_none=True)
    ended_by = fields.String(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class UnionRefSchema(Schema):
    id = fields.String()
    name = fields.String()
    kind = fields.String()


class RegistrationSchema(Schema):
    id = fields.String()
    kind = fields.String()
    plan = fields.String()
    unit = fields.String(attribute="unit_id")
    unit_name = fields.String()
    number = fields.Integer()
    contents = fields.List(fields.String())
    document = fields.String()
    registered_with = fields.List(fields.Nested(UnionRefSchema))
    policy = fields.String()
    checks = fields.List(fields.Nested(LaunchCheckSchema), attribute="evaluations")
    registered_by = fields.String()
    registered_at = fields.AwareDateTime()


class UnionStandingSchema(Schema):
    """Launches that stand, contents of plan and pledge as registered last, and what the plan's duties say of them."""

    unit = fields.Nested(UnitSchema)
    launches = fields.Integer()
    contents = fields.List(fields.String())
    pledged = fields.List(fields.String())
    registered_with = fields.List(fields.Nested(UnionRefSchema))
    duties = fields.List(fields.Nested(LaunchCheckSchema))
