"""What comes in over HTTP for cases and their stages.

Owns: shapes and limits of commands and queries. Promises: unknown fields are refused, text is NFC.
Leaves to others: answers (`schemas_answers`), the council's shapes (`council_schemas`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.review.actions_passing import Opinion
from services.review.actions_receipt import Receipt
from services.review.bulk import Wanted
from services.review.queries import Filters
from services.review.rules.facts import Relation
from shared.events.review import FixItem
from shared.events.terms import CaseState, HoldKind
from shared.web.paging import PageQuery
from shared.web.texts import Text
from shared.words import Words

MOST_AT_ONCE = 500


def text(least: int, most: int, **options: Any) -> Text:
    return Text(validate=validate.Length(least, most), **options)


class FixWordsSchema(Schema):
    vi = text(1, 1000, required=True)
    en = text(1, 1000, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Words:
        return Words(**data)


class FixItemSchema(Schema):
    part = text(1, 200, required=True)
    words = fields.Nested(FixWordsSchema, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> FixItem:
        return FixItem(**data)


class ReceiveSchema(Schema):
    consent = text(1, 300, load_default=None, allow_none=True)
    reason = text(1, 2000, load_default=None, allow_none=True)
    relation = fields.Enum(Relation, by_value=True, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Any:
        return Receipt(**data)


class PassSchema(Schema):
    opinion = text(1, 4000, required=True)
    minutes = text(1, 300, load_default=None, allow_none=True)
    reason = text(1, 2000, load_default=None, allow_none=True)
    relation = fields.Enum(Relation, by_value=True, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Any:
        return Opinion(**data)


class WantedSchema(Schema):
    case = fields.String(required=True, validate=validate.Length(1, 36))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(**data)


class _Many(Schema):
    cases = fields.List(fields.Nested(WantedSchema), required=True, validate=validate.Length(1, MOST_AT_ONCE))


class ReceiveManySchema(_Many):
    receipt = fields.Nested(ReceiveSchema, load_default=Receipt())


class PassManySchema(_Many):
    opinion = fields.Nested(PassSchema, required=True)


class ReturnSchema(Schema):
    # The rule (X02) says how long a reason has to be; the schema only bounds it.
    reason = text(0, 4000, required=True)
    items = fields.List(fields.Nested(FixItemSchema), required=True, validate=validate.Length(1, 100))
    due_on = fields.Date(load_default=None, allow_none=True)


class RefuseSchema(Schema):
    reason = text(0, 4000, required=True)


class ArchiveSchema(Schema):
    """`file`: the number under which the archive keeps it."""

    file = text(1, 200, required=True)


class ArchiveManySchema(_Many):
    """As a box of files has one number in the archive."""

    file = text(1, 200, required=True)


class ClosedFilesQuery(PageQuery):
    """`ended_by`: only files whose time to be kept has passed on that day."""

    ended_by = fields.Date(load_default=None)


class ExtendSchema(Schema):
    due_on = fields.Date(required=True)
    reason = text(10, 2000, required=True)


class HoldSchema(Schema):
    kind = fields.Enum(HoldKind, by_value=True, required=True)
    document = text(1, 300, required=True)


class ReleaseSchema(Schema):
    document = text(1, 300, required=True)


class CommentSchema(Schema):
    words = text(1, 4000, required=True)


class CaseQuery(PageQuery):
    state = fields.Enum(CaseState, by_value=True, load_default=None)
    body = fields.String(load_default=None)
    award = fields.String(load_default=None)
    plan = fields.String(load_default=None)
    unit = fields.String(load_default=None)
    text = fields.String(load_default=None, validate=validate.Length(1, 200))

    @staticmethod
    def filters(given: dict[str, Any]) -> Filters:
        return Filters(**{name: value for name, value in given.items() if name not in ("cursor", "limit")})
