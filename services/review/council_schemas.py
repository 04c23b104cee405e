"""What the council's HTTP interface takes and gives.

Owns: names, types and limits of bodies and answers. Promises: unknown fields are refused; text is NFC; no answer holds
a choice with a name. Leaves to others: meaning (actions), what is shown (`council_views`).
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.review.rules.recusal import Ground
from shared.events.terms import BallotChoice, BallotMode, CouncilKind
from shared.web.explanations import DoubtSchema
from shared.web.instants import Instant
from shared.web.paging import Cursor, PageQuery
from shared.web.texts import Text

MOST_CASES = 500


def required_text(most: int = 120) -> Text:
    return Text(required=True, validate=validate.Length(1, most))


def required_ids(most: int = MOST_CASES) -> fields.List[str]:
    return fields.List(fields.String(validate=validate.Length(1, 36)), required=True, validate=validate.Length(1, most))


def ids(most: int) -> fields.List[str]:
    """As `required_ids`; none where it is left out."""
    one = fields.String(validate=validate.Length(1, 36))
    return fields.List(one, load_default=list, validate=validate.Length(0, most))


class WordsSchema(Schema):
    vi = fields.String()
    en = fields.String()


class SeatCouncilSchema(Schema):
    kind = fields.Enum(CouncilKind, by_value=True, required=True)
    body = required_text(60)
    members = fields.List(
        fields.String(validate=validate.Length(1, 120)), required=True, validate=validate.Length(1, 100)
    )
    chair = required_text()
    secretary = required_text()
    valid_from = fields.Date(required=True)
    document = required_text(300)


class CouncilSchema(Schema):
    id = fields.String()
    kind = fields.String()
    body = fields.String()
    members = fields.List(fields.String())
    chair = fields.String()
    secretary = fields.String()
    valid_from = fields.Date()
    document = fields.String()
    version = fields.Integer()


class PublishNoticeSchema(Schema):
    cases = required_ids()
    place = required_text(300)


class NoticedCaseSchema(Schema):
    id = fields.String()
    state = fields.String()
    version = fields.Integer()


class NoticeSchema(Schema):
    cases = fields.List(fields.Nested(NoticedCaseSchema))


class InterestSchema(Schema):
    member = required_text()
    case = required_text(36)
    ground = fields.Enum(
        Ground, by_value=True, required=True, validate=validate.OneOf([Ground.RELATED, Ground.KIN, Ground.BENEFITS])
    )


class OpenSessionSchema(Schema):
    council = required_text(36)
    cases = required_ids()
    mode = fields.Enum(BallotMode, by_value=True, load_default=BallotMode.SECRET)
    interests = fields.List(fields.Nested(InterestSchema), load_default=list)
    written_until = Instant(load_default=None)
    cluster_leaders = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, 100_000))


class AdjournSchema(Schema):
    reason = Text(required=True, validate=validate.Length(10, 2000))


class DeferSchema(AdjournSchema):
    cases = required_ids()


class DecideRecusalSchema(AdjournSchema):
    case = required_text(36)
    member = required_text()
    stands = fields.Boolean(required=True)


class AttendanceSchema(Schema):
    present = fields.List(
        fields.String(validate=validate.Length(1, 120)), required=True, validate=validate.Length(0, 100)
    )
    interests = fields.List(fields.Nested(InterestSchema), load_default=list)


class BallotSchema(Schema):
    choices = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 36)),
        values=fields.Enum(BallotChoice, by_value=True),
        required=True,
        validate=validate.Length(0, MOST_CASES),
    )
    in_writing = fields.Boolean(load_default=False)
    salt = fields.String(load_default="", validate=validate.Length(0, 200))


class CloseSessionSchema(Schema):
    """`without_paper`: exactly the members who are present and cast no paper; left out where there is none."""

    without_paper = fields.List(
        fields.String(validate=validate.Length(1, 120)), load_default=list, validate=validate.Length(0, 100)
    )


class ReceiptGivenSchema(Schema):
    case = fields.String()
    receipt = fields.String()
    number = fields.String()
    drawn = fields.String()


class BallotTakenSchema(Schema):
    """`receipts` are shown this once: an answer that is given again for its `Idempotency-Key` holds none."""

    session = fields.String()
    member = fields.String()
    cases = fields.Integer()
    in_writing = fields.Boolean()
    receipts = fields.List(fields.Nested(ReceiptGivenSchema))


class QuorumSchema(Schema):
    present = fields.Integer()
    of = fields.Integer()
    needed = fields.Integer()
    is_reached = fields.Boolean()
    formula = fields.String()


class RecusalSchema(Schema):
    member = fields.String()
    ground = fields.String()
    words = fields.Nested(WordsSchema)
    decided = fields.String()
    decided_by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class LawSchema(Schema):
    threshold_percent = fields.Integer()
    denominator = fields.String()
    quorum_numerator = fields.Integer()
    quorum_denominator = fields.Integer()
    recused_leave_quorum = fields.Boolean()
    absent_members_write = fields.Boolean()
    written_opinion_working_days = fields.Integer(allow_none=True)
    chair_must_agree = fields.Boolean()
    least_voters = fields.Integer()
    unverified = fields.Boolean()
    basis = fields.String()


class AgendaItemSchema(Schema):
    number = fields.Integer()
    case = fields.String()
    nominee = fields.String()
    unit = fields.String()
    award = fields.String()
    state = fields.String()
    threshold_percent = fields.Integer()
    law = fields.Nested(LawSchema)
    basis = fields.String()
    passed = fields.Boolean(allow_none=True)
    recusals = fields.List(fields.Nested(RecusalSchema))


class TieSchema(Schema):
    cases = fields.List(fields.String())
    words = fields.Nested(WordsSchema)


class VotedSchema(Schema):
    member = fields.String()
    in_writing = fields.Boolean()


class SessionLineSchema(Schema):
    id = fields.String()
    council = fields.String(attribute="council_id")
    body = fields.String()
    mode = fields.String()
    state = fields.String()
    meets_on = fields.Date()
    version = fields.Integer()


class SessionSchema(SessionLineSchema):
    council = fields.String()
    opened_at = fields.AwareDateTime()
    voting_opened_at = fields.AwareDateTime(allow_none=True)
    written_until = fields.AwareDateTime(allow_none=True)
    votes_from = fields.Date(allow_none=True)
    no_vote_before = fields.Date(allow_none=True)
    adjourned_for = fields.String(allow_none=True)
    kind = fields.String()
    closed_at = fields.AwareDateTime(allow_none=True)
    closed_by = fields.String(allow_none=True)
    chair = fields.String()
    members = fields.List(fields.String())
    present = fields.List(fields.String())
    quorum = fields.Nested(QuorumSchema, allow_none=True)
    voted = fields.List(fields.Nested(VotedSchema))
    agenda = fields.List(fields.Nested(AgendaItemSchema))
    ties = fields.List(fields.Nested(TieSchema))


class TallySchema(Schema):
    number = fields.Integer()
    case = fields.String()
    needed = fields.Integer()
    total_members = fields.Integer()
    present = fields.Integer()
    recused = fields.Integer()
    written = fields.Integer()
    ballots = fields.Integer()
    yes = fields.Integer(allow_none=True)
    no = fields.Integer(allow_none=True)
    abstained = fields.Integer(allow_none=True)
    invalid = fields.Integer(allow_none=True)
    split_waits = fields.Boolean()
    pooled_in = fields.String(allow_none=True)
    threshold_percent = fields.Integer()
    denominator = fields.String()
    counted_of = fields.Integer()
    passed = fields.Boolean()
    formula = fields.Nested(WordsSchema)
    basis = fields.String()
    quorum = fields.Nested(WordsSchema, allow_none=True)
    chair = fields.String(allow_none=True)
    unverified = fields.Boolean()
    doubts = fields.List(fields.Nested(DoubtSchema))


class PoolSchema(Schema):
    """A sum told for splits that waited; `session` is the one whose closing told it."""

    session = fields.String()
    voters = fields.Integer()
    papers = fields.Integer()
    yes = fields.Integer()
    no = fields.Integer()
    abstained = fields.Integer()


class TalliesSchema(Schema):
    items = fields.List(fields.Nested(TallySchema))
    pooled = fields.List(fields.Nested(PoolSchema))


class MinutesCheckSchema(Schema):
    case = fields.String()
    rule = fields.String()
    verdict = fields.String()
    words = fields.Nested(WordsSchema)


class MinutesSchema(Schema):
    session = fields.String()
    text = fields.String()
    sha256 = fields.String(allow_none=True)
    checks = fields.List(fields.Nested(MinutesCheckSchema))
    doubts = fields.List(fields.Nested(DoubtSchema))


class CouncilPageSchema(Schema):
    items = fields.List(fields.Nested(CouncilSchema))
    next = Cursor(allow_none=True)


class SessionPageSchema(Schema):
    items = fields.List(fields.Nested(SessionLineSchema))
    next = Cursor(allow_none=True)


class ListQuery(PageQuery):
    """Newest first."""
