"""What the witness answers to whoever traces: records, persons, origins, standings and differences.

Owns: their shapes and the parameters they are asked by. Promises: instants are aware; one way of asking at a time.
Leaves to others: stories and proofs (`schemas`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.audit.queries_records import Asked, Way
from services.audit.schemas import HeadSchema, StoryEventSchema, WordsSchema
from shared.web.instants import Moment, Since, Until
from shared.web.paging import Cursor, PageQuery
from shared.words import Words

_WAYS = tuple(way for way in Way if way is not Way.PERIOD)
_ONE_WAY = Words("Mỗi lần chỉ tìm theo một cách.", "One of the ways at a time.")


class RecordsQuery(PageQuery):
    """At most one of the ways, and a period: `from` included, `to` not."""

    actor = fields.String(load_default=None)
    on_behalf_of = fields.String(load_default=None)
    session = fields.String(load_default=None)
    unit = fields.String(load_default=None)
    case = fields.String(load_default=None)
    person = fields.String(load_default=None)
    rule = fields.String(load_default=None)
    award = fields.String(load_default=None)
    decision = fields.String(load_default=None)
    since = Since(data_key="from", load_default=None)
    until = Until(data_key="to", load_default=None)

    @validates_schema
    def _one_way(self, given: dict[str, Any], **_: Any) -> None:
        if len([way for way in _WAYS if given[way.value] is not None]) > 1:
            raise ValidationError([_ONE_WAY])

    @staticmethod
    def asked(given: dict[str, Any]) -> Asked:
        """What was asked for, without the page."""
        way = next((way for way in _WAYS if given[way.value] is not None), Way.PERIOD)
        value = "" if way is Way.PERIOD else given[way.value]
        return Asked(way, value, given["since"], given["until"])


class RecordSchema(StoryEventSchema):
    """One leaf without its body; `title` says what kind of thing happened."""

    case_id = fields.String(allow_none=True)
    body_hash = fields.String()


class RecordPageSchema(Schema):
    items = fields.List(fields.Nested(RecordSchema))
    next = Cursor(allow_none=True)
    size = fields.Integer(metadata={"description": "Leaves of the tree all pages of this walk tell of."})


class StandingSchema(Schema):
    state = fields.String(allow_none=True)
    receipt = fields.String(allow_none=True)
    plan = fields.String(allow_none=True)
    unit = fields.Dict(allow_none=True)
    road = fields.Dict(allow_none=True)
    step = fields.Dict(allow_none=True)
    policy = fields.String(allow_none=True)
    version = fields.Integer(allow_none=True)
    dossier = fields.Dict(allow_none=True)
    due_on = fields.String(allow_none=True)
    hold = fields.Dict(allow_none=True)
    resumes_in = fields.String(allow_none=True)
    session = fields.String(allow_none=True)
    tally = fields.Dict(allow_none=True)
    decision = fields.String(allow_none=True)
    awards = fields.List(fields.String())
    reason = fields.String(allow_none=True)


class MomentQuery(Schema):
    at = Moment(required=True)


class MomentsQuery(Schema):
    earlier = Since(required=True, data_key="from")
    later = Moment(required=True, data_key="to")


class StoodSchema(Schema):
    case_id = fields.String()
    at = fields.AwareDateTime(format="iso")
    standing = fields.Nested(StandingSchema)
    head = fields.Nested(HeadSchema)


class DifferenceSchema(Schema):
    at = fields.String()
    name = fields.Nested(WordsSchema)
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)


class ComparedSchema(Schema):
    """`events`: what happened between the moments, `from` not included."""

    case_id = fields.String()
    earlier = fields.AwareDateTime(format="iso", data_key="from")
    later = fields.AwareDateTime(format="iso", data_key="to")
    differences = fields.List(fields.Nested(DifferenceSchema))
    chapters = fields.List(fields.Nested(StoryEventSchema), data_key="events")
    head = fields.Nested(HeadSchema)


class NominatedSchema(Schema):
    case_id = fields.String()
    key = fields.String()
    first_at = fields.AwareDateTime(format="iso")
    last_at = fields.AwareDateTime(format="iso")
    standing = fields.Nested(StandingSchema)


class RulingSchema(Schema):
    """Whether two are one person; of somebody erased neither key nor reason is left."""

    leaf = fields.Integer()
    event_id = fields.String()
    time = fields.AwareDateTime(format="iso")
    actor = fields.String()
    keys = fields.List(fields.String())
    are_same = fields.Boolean()
    reason = fields.String(allow_none=True)


class PersonSchema(Schema):
    keys = fields.List(fields.String())
    nominations = fields.List(fields.Nested(NominatedSchema))
    rulings = fields.List(fields.Nested(RulingSchema))
    head = fields.Nested(HeadSchema)


class PartSchema(Schema):
    """One thing said, with its leaf; `said` are the event's own words."""

    leaf = fields.Integer()
    event_id = fields.String()
    type = fields.String()
    time = fields.AwareDateTime(format="iso")
    actor = fields.String()
    on_behalf_of = fields.String(allow_none=True)
    policy = fields.String(allow_none=True)
    said = fields.Dict()


class SittingSchema(Schema):
    session = fields.String()
    course = fields.List(fields.Nested(PartSchema))
    vote = fields.Nested(PartSchema, allow_none=True)


class OriginSchema(Schema):
    case_id = fields.String()
    register = fields.List(fields.Nested(PartSchema))
    decisions = fields.List(fields.Nested(PartSchema))
    sittings = fields.List(fields.Nested(SittingSchema))
    letters = fields.List(fields.Nested(PartSchema))
    versions = fields.List(fields.Nested(PartSchema))
    evaluations = fields.List(fields.Nested(PartSchema))


class AwardQuery(Schema):
    award = fields.String(required=True, metadata={"description": "Id of the entry, or number on the certificate."})


class DecisionQuery(PageQuery):
    decision = fields.String(required=True, metadata={"description": "Id of the decision, or its number."})


class OriginPageSchema(Schema):
    items = fields.List(fields.Nested(OriginSchema))
    next = Cursor(allow_none=True)
