"""What the register takes and answers about remedies, recoveries, complaints and bonuses.

Owns: the shapes. Promises: unknown keys are refused; names of complainants and statements are for officers only.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.registry.actions_archiving import Wanted
from services.registry.models_after import ComplaintState, RecoveryState, RemedyState
from services.registry.rules.remedies import CORRECTABLE
from services.registry.schemas import WordsSchema
from shared.events.terms import Complainant, ComplaintOutcome, LaterDecision
from shared.web.paging import Cursor, PageQuery
from shared.web.texts import Line, Text

_SHORT = validate.Length(1, 200)
_REASON = validate.Length(10, 4000)  # X02: at least ten characters
_MONEY = validate.Range(0, 1_000_000_000)


class ProposeSchema(Schema):
    """`letter`: number of the submitting body's letter; `documents`: what proves the ground; `changes` for corrections
    (nominee_name, nominee_birth, unit_name)."""

    kind = fields.Enum(LaterDecision, by_value=True, required=True)
    ground = Line(required=True, validate=validate.Length(1, 80))
    letter = Line(required=True, validate=_SHORT)
    reason = Text(required=True, validate=_REASON)
    documents = fields.List(Line(validate=_SHORT), load_default=list, validate=validate.Length(max=20))
    changes = fields.Dict(
        keys=fields.String(validate=validate.OneOf(CORRECTABLE)), values=Text(validate=_SHORT), load_default=dict
    )
    complaint_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 80))


class HearSchema(Schema):
    statement = Text(required=True, validate=validate.Length(1, 8000))
    heard_on = fields.Date(required=True)


class ReasonSchema(Schema):
    reason = Text(required=True, validate=_REASON)


class ArchiveSchema(Schema):
    """`file`: the number under which the archive keeps it."""

    file = Line(required=True, validate=_SHORT)


class WantedFileSchema(Schema):
    award = fields.String(required=True, validate=validate.Length(1, 80))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(**given)


class ArchiveManySchema(ArchiveSchema):
    """As a box of files has one number in the archive."""

    awards = fields.List(fields.Nested(WantedFileSchema), required=True, validate=validate.Length(1, 200))


class ArchivedFileSchema(Schema):
    """`keep_until`: the last day it is kept; `is_unverified`: how long is a preset nobody has confirmed."""

    award_id = fields.String()
    case_id = fields.String()
    file = fields.String()
    archived_on = fields.Date()
    keep_until = fields.Date()
    basis = fields.String()
    is_unverified = fields.Boolean()
    archived_by = fields.String()


class WhyNotSchema(Schema):
    code = fields.String()
    words = fields.Nested(WordsSchema, attribute="said")


class ArchivedManySchema(Schema):
    """What became of each, in the order asked."""

    class One(Schema):
        award_id = fields.String()
        archived = fields.Nested(ArchivedFileSchema, allow_none=True)
        error = fields.Nested(WhyNotSchema, allow_none=True)

    results = fields.List(fields.Nested(One))


class ClosedFilesQuery(PageQuery):
    """`ended_by`: only files whose time to be kept has passed on that day."""

    ended_by = fields.Date(load_default=None)


class ClosedFilePage(Schema):
    items = fields.List(fields.Nested(ArchivedFileSchema))
    next = Cursor(allow_none=True)


class FromAboveSchema(Schema):
    """The later decision of the authority above, as it stands in its document."""

    number = Line(required=True, validate=validate.Length(1, 80))
    dated = fields.Date(required=True)
    signatory = Line(required=True, validate=validate.Length(1, 120))


class RemedySchema(Schema):
    """`is_unverified`: the ground's article has not been read in its source. `changes`: a birth that is to be entered
    is null for the head of the union."""

    id = fields.String()
    kind = fields.String()
    award_id = fields.String()
    case_id = fields.String()
    state = fields.String()
    ground = fields.String()
    ground_vi = fields.String()
    ground_en = fields.String()
    basis = fields.String()
    is_unverified = fields.Boolean()
    needs_hearing = fields.Boolean()
    letter = fields.String()
    reason = fields.String()
    documents = fields.List(fields.String())
    changes = fields.Dict()
    complaint_id = fields.String(allow_none=True)
    proposed_by = fields.String()
    proposed_on = fields.Date()
    answer_by = fields.Date(allow_none=True)
    statement = fields.String(allow_none=True)
    heard_on = fields.Date(allow_none=True)
    signed_by = fields.String(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)
    decision_id = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    dated = fields.Date(allow_none=True)
    declined_because = fields.String(allow_none=True)
    version = fields.Integer()


class RemedyQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in RemedyState]))
    award_id = fields.String(load_default=None, validate=validate.Length(1, 80))


class RemedyPage(Schema):
    items = fields.List(fields.Nested(RemedySchema))
    next = Cursor(allow_none=True)


class DemandSchema(Schema):
    notified_on = fields.Date(required=True)


class ReturnSchema(Schema):
    """`money` in đồng; `document`: the receipt."""

    returned_on = fields.Date(required=True)
    certificate = fields.Boolean(required=True, truthy={True}, falsy={False})
    money = fields.Integer(required=True, strict=True, validate=_MONEY)
    document = Line(required=True, validate=_SHORT)


class LossSchema(Schema):
    """`document`: the paper on which the authority accepts the loss."""

    document = Line(required=True, validate=_SHORT)


class PrizeReturnSchema(Schema):
    returned_on = fields.Date()
    certificate = fields.Boolean()
    money = fields.Integer()
    document = fields.String()
    recorded_by = fields.String()


class RecoverySchema(Schema):
    """`kind`: of the decision that ended the entry. `outstanding`: đồng not given back yet. `due_on` is the last day,
    itself included."""

    id = fields.String()
    award_id = fields.String()
    case_id = fields.String()
    state = fields.String()
    kind = fields.String()
    money = fields.Integer()
    money_returned = fields.Integer()
    outstanding = fields.Function(lambda row: row.money - row.money_returned)
    certificate_owed = fields.Boolean()
    certificate_returned = fields.Boolean()
    certificate_lost = fields.Boolean()
    loss_document = fields.String(allow_none=True)
    opened_on = fields.Date()
    notified_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    basis = fields.String(allow_none=True)
    is_unverified = fields.Boolean()
    is_overdue = fields.Function(lambda row: row.overdue_said_at is not None)
    recovered_on = fields.Date(allow_none=True)
    version = fields.Integer()


class RecoveryDetailSchema(Schema):
    recovery = fields.Nested(RecoverySchema)
    returns = fields.List(fields.Nested(PrizeReturnSchema))


class RecoveryQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in RecoveryState]))
    award_id = fields.String(load_default=None, validate=validate.Length(1, 80))


class RecoveryPage(Schema):
    items = fields.List(fields.Nested(RecoverySchema))
    next = Cursor(allow_none=True)


class LodgeSchema(Schema):
    """A first complaint says when the decision became known; a second one names the first."""

    decision_id = fields.String(required=True, validate=validate.Length(1, 80))
    award_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 80))
    earlier_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 80))
    complainant_kind = fields.Enum(Complainant, by_value=True, required=True)
    complainant = Line(required=True, validate=_SHORT)
    content = Text(required=True, validate=_REASON)
    learned_on = fields.Date(load_default=None, allow_none=True)
    lodged_on = fields.Date(required=True)


class AcceptSchema(Schema):
    """`accepted_on`: the day whoever answers above took it up."""

    is_complex = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    is_remote = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    accepted_on = fields.Date(load_default=None, allow_none=True)


class SettleSchema(Schema):
    """`settled_on`: the day of a settlement from above."""

    outcome = fields.Enum(ComplaintOutcome, by_value=True, required=True)
    reason = Text(required=True, validate=_REASON)
    document = Line(required=True, validate=_SHORT)
    settled_on = fields.Date(load_default=None, allow_none=True)


class ComplaintSchema(Schema):
    """`last_day`: the last on which it could be lodged. `is_overdue`: `waits_until` went by. `authority`: the office
    above that decided and answers."""

    id = fields.String()
    level = fields.String()
    earlier_id = fields.String(allow_none=True)
    decision_id = fields.String()
    award_id = fields.String(allow_none=True)
    case_id = fields.String(allow_none=True)
    authority = fields.String(allow_none=True)
    complainant_kind = fields.String()
    complainant = fields.String()
    content = fields.String()
    learned_on = fields.Date(allow_none=True)
    lodged_on = fields.Date()
    last_day = fields.Date()
    is_late = fields.Boolean()
    basis = fields.String()
    is_unverified = fields.Boolean()
    state = fields.String()
    waits_until = fields.Date(allow_none=True)
    is_overdue = fields.Function(lambda row: row.overdue_said == row.state)
    accepted_on = fields.Date(allow_none=True)
    is_complex = fields.Boolean()
    is_remote = fields.Boolean()
    settle_by = fields.Date(allow_none=True)
    settle_basis = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    document = fields.String(allow_none=True)
    settled_on = fields.Date(allow_none=True)
    version = fields.Integer()


class ComplaintQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in ComplaintState]))
    award_id = fields.String(load_default=None, validate=validate.Length(1, 80))
    decision_id = fields.String(load_default=None, validate=validate.Length(1, 80))


class ComplaintPage(Schema):
    items = fields.List(fields.Nested(ComplaintSchema))
    next = Cursor(allow_none=True)


class PaymentSchema(Schema):
    amount = fields.Integer(allow_none=True)
    words = fields.Nested(WordsSchema)
    basis = fields.String()


class BonusSchema(Schema):
    """`working`: multiple in hundredths, base salary, formula and articles, as computed when the decision was signed;
    `payment`: what is paid of it beside the awardee's other titles of the year."""

    award_id = fields.String()
    bonus = fields.Integer(allow_none=True)
    working = fields.Dict(allow_none=True)
    payment = fields.Nested(PaymentSchema)
