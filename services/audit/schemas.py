"""What the witness answers over HTTP.

Owns: the shapes of stories, heads and proofs. Promises: sentences in both languages; instants in UTC and Việt Nam time.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.web.explanations import DoubtSchema


class WordsSchema(Schema):
    vi = fields.String()
    en = fields.String()


class HeadSchema(Schema):
    size = fields.Integer()
    root = fields.String()
    recorded_at = fields.AwareDateTime(format="iso", allow_none=True)


class StoryEventSchema(Schema):
    """One event: who did it, when, by which way, and where it stands in the ledger."""

    index = fields.Integer()
    event_id = fields.String()
    source = fields.String()
    position = fields.Integer(allow_none=True)
    type = fields.String()
    subject = fields.String()
    time = fields.AwareDateTime(format="iso")
    actor = fields.String()
    role = fields.String()
    unit = fields.String()
    on_behalf_of = fields.String(allow_none=True)
    session = fields.String(allow_none=True)
    via = fields.String()
    correlation = fields.String()
    causation = fields.String(allow_none=True)
    policy = fields.String(allow_none=True)
    leaf_hash = fields.String()
    title = fields.Nested(WordsSchema)


class DoubtedSchema(DoubtSchema):
    """An unverified item of the policy, and the rule whose answer it decided."""

    rule = fields.String()


class ChapterSchema(StoryEventSchema):
    """One event of a story. `evaluations`: rule, verdict, consequence, words, basis, facts.

    `doubts`: what of the policy decided them without having been verified.
    """

    time_in_vietnam = fields.AwareDateTime(format="iso")
    lines = fields.List(fields.Nested(WordsSchema))
    evaluations = fields.List(fields.Dict())
    doubts = fields.List(fields.Nested(DoubtedSchema))
    tally = fields.Dict(allow_none=True)


class StorySchema(Schema):
    case_id = fields.String()
    head = fields.Nested(HeadSchema)
    chapters = fields.List(fields.Nested(ChapterSchema))


class InclusionSchema(Schema):
    event_id = fields.String()
    index = fields.Integer()
    size = fields.Integer()
    leaf_hash = fields.String()
    root = fields.String()
    proof = fields.List(fields.String())


class InclusionQuery(Schema):
    """`size`: of the tree to prove it in, as a checkpoint names it; the newest by default."""

    size = fields.Integer(load_default=None, validate=validate.Range(min=1))


class PackQuery(Schema):
    """`since`: tree sizes of checkpoints the reader holds."""

    since = fields.List(fields.Integer(validate=validate.Range(1, 2**63 - 1)), load_default=list)


class ConsistencyQuery(Schema):
    earlier = fields.Integer(required=True, data_key="from")
    later = fields.Integer(load_default=None, data_key="to")


class ConsistencySchema(Schema):
    earlier = fields.Integer(data_key="from")
    later = fields.Integer(data_key="to")
    earlier_root = fields.String(data_key="from_root")
    later_root = fields.String(data_key="to_root")
    proof = fields.List(fields.String())
