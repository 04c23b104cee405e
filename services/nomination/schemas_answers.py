"""What goes out over HTTP.

Owns: the forms of answers; they read rows directly. Promises: nothing is loaded while answering that was not selected;
of a hold the proposing unit is told that it is, never why. Leaves to others: what comes in (`schemas`), who is told why
(`shared.discretion`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, post_dump

from shared.discretion import may_know_why, plain_without_why
from shared.events.terms import CaseState
from shared.web.commands import actor
from shared.web.explanations import DoubtSchema
from shared.web.paging import Cursor


def _is_told_why(nomination: Mapping[str, Any]) -> bool:
    return may_know_why(actor(), nomination["unit"], nomination["successor"])


class WordsSchema(Schema):
    vi = fields.String()
    en = fields.String()


class GivenAt(fields.AwareDateTime):
    """An instant of an answer, asked just now or kept as plain data."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return value if isinstance(value, str) else super()._serialize(value, attr, obj, **options)


class FindingSchema(Schema):
    """One rule's answer. `since`: carried over from an earlier version, which gave it then."""

    rule = fields.String()
    verdict = fields.String()
    consequence = fields.String()
    words = fields.Nested(WordsSchema)
    basis = fields.String()
    facts = fields.Raw()
    unverified = fields.Boolean()
    since = GivenAt(format="iso", allow_none=True)


class DoubtedFindingSchema(FindingSchema):
    """With the unverified items of the policy that decided the answer."""

    doubts = fields.List(fields.Nested(DoubtSchema))


class ScanSchema(Schema):
    """What the virus scanner said; `found` is the signature, null of a clean file."""

    scanner = fields.String()
    scanned_at = fields.AwareDateTime()
    found = fields.String(allow_none=True)


class PaperSchema(Schema):
    """`scan` is null until a virus scanner has judged the file."""

    id = fields.String()
    kind = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    is_shared = fields.Function(lambda paper: getattr(paper, "list_id", None) is not None)
    scan = fields.Nested(ScanSchema, allow_none=True)


class VersionSchema(Schema):
    number = fields.Integer()
    sent_at = fields.AwareDateTime()
    sent_by = fields.String()
    policy = fields.String()
    dossier_sha256 = fields.String()
    dossier = fields.Raw()
    changed = fields.List(fields.String())
    items = fields.Raw()
    answers = fields.Raw()
    evaluations = fields.List(fields.Nested(FindingSchema))


class QuotaSchema(Schema):
    """A limit and what counts against it; `remainder` null: the base of the percentage is not known."""

    limit = fields.String()
    award = fields.String()
    words = fields.Nested(WordsSchema)
    source = fields.String()
    is_hard = fields.Boolean()
    most = fields.Integer(allow_none=True)
    reserved = fields.Integer()
    used = fields.Integer()
    remainder = fields.Integer(allow_none=True)


class QuotasSchema(Schema):
    unit = fields.String()
    plan = fields.String()
    period = fields.String()
    policy = fields.String()
    quotas = fields.List(fields.Nested(QuotaSchema))


class NominationSchema(Schema):
    """A nomination in a list."""

    id = fields.String()
    plan = fields.String()
    unit = fields.String(attribute="unit_id")
    successor = fields.String(attribute="successor_id", allow_none=True)
    list = fields.String(attribute="list_id", allow_none=True)
    list_row = fields.Integer(allow_none=True)
    state = fields.String()
    award = fields.String()
    year = fields.Integer()
    nominee_name = fields.String()
    nominee_birth = fields.String(attribute="birth", allow_none=True)
    receipt = fields.String(allow_none=True)
    submitted_at = fields.AwareDateTime(allow_none=True)
    submitted_by = fields.String(allow_none=True)
    policy = fields.String(allow_none=True)
    dossier_version = fields.Integer()
    must_hold = fields.Boolean()
    stage_index = fields.Integer(allow_none=True)
    stage_kind = fields.String(allow_none=True)
    holder = fields.String(allow_none=True)
    holder_name = fields.String(allow_none=True)
    held_since = fields.AwareDateTime(allow_none=True)
    due_on = fields.Date(allow_none=True)
    reason = fields.String(allow_none=True)
    return_items = fields.Raw()
    withdrawal_asked_at = fields.AwareDateTime(allow_none=True)
    decision_number = fields.String(allow_none=True)
    archived_on = fields.Date(allow_none=True)
    version = fields.Integer()
    changed_by = fields.String()
    changed_at = fields.AwareDateTime()
    change = fields.String()

    @post_dump
    def keep_paper(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The reason of a hold is its paper (`consumers.on_held`)."""
        if told["state"] != CaseState.ON_HOLD or _is_told_why(told):
            return told
        return told | {"reason": None}


class WholeNominationSchema(NominationSchema):
    """The proposer's view of one nomination."""

    road = fields.Raw()
    draft = fields.Raw()
    papers = fields.List(fields.Nested(PaperSchema))
    versions = fields.List(fields.Nested(VersionSchema))
    quotas = fields.List(fields.Nested(QuotaSchema))

    @post_dump
    def keep_why(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        if not _is_told_why(told):
            for version in told["versions"]:
                version["evaluations"] = [plain_without_why(one) for one in version["evaluations"]]
        return told


class CheckSchema(Schema):
    """Asked by the proposing unit alone, which is not told what is verified."""

    may_be_sent = fields.Boolean()
    must_hold = fields.Boolean()
    policy = fields.String()
    road = fields.Raw()
    evaluations = fields.List(fields.Nested(DoubtedFindingSchema))
    quotas = fields.List(fields.Nested(QuotaSchema))

    @post_dump
    def keep_why(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        return told | {"evaluations": [plain_without_why(one) for one in told["evaluations"]]}


class ListSchema(Schema):
    id = fields.String()
    unit = fields.String(attribute="unit_id")
    successor = fields.String(attribute="successor_id", allow_none=True)
    plan = fields.String()
    file_name = fields.String()
    file_sha256 = fields.String()
    rows_read = fields.Integer()
    rows_accepted = fields.Integer()
    rows_refused = fields.Integer()
    report = fields.Raw()
    meeting = fields.Raw()
    created_at = fields.AwareDateTime()
    created_by = fields.String()
    version = fields.Integer()


class WholeListSchema(ListSchema):
    papers = fields.List(fields.Nested(PaperSchema))
    nominations = fields.List(fields.Nested(NominationSchema))


class RowOutcomeSchema(Schema):
    """Sent by the proposing unit alone, which is not told what is verified."""

    nomination = fields.String()
    row = fields.Integer(allow_none=True)
    outcome = fields.String()
    code = fields.String(allow_none=True)
    words = fields.Nested(WordsSchema, allow_none=True)
    receipt = fields.String(allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema))

    @post_dump
    def keep_why(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        return told | {"findings": [plain_without_why(one) for one in told["findings"]]}


class ListSubmissionSchema(Schema):
    list = fields.String()
    submitted = fields.Integer()
    refused = fields.Integer()
    skipped = fields.Integer()
    rows = fields.List(fields.Nested(RowOutcomeSchema))


class ParentSchema(Schema):
    parent = fields.String(attribute="parent_id")
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    document = fields.String(allow_none=True)


class SuccessionSchema(Schema):
    successor = fields.String(attribute="successor_id")
    valid_from = fields.Date()
    document = fields.String()
    ordered_by = fields.String()


class UnitSchema(Schema):
    id = fields.String()
    name = fields.String()
    kind = fields.String()
    block = fields.String(allow_none=True)
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    document = fields.String(allow_none=True)
    version = fields.Integer()


class WholeUnitSchema(UnitSchema):
    parents = fields.List(fields.Nested(ParentSchema))
    successions = fields.List(fields.Nested(SuccessionSchema))


class HoldSchema(Schema):
    """`names_nobody`: of an earlier release, without birth or unit; it has to be entered anew to reach anybody."""

    id = fields.String()
    nominee_key = fields.String()
    nominee_name = fields.String()
    names_nobody = fields.Boolean()
    kind = fields.String()
    document = fields.String()
    entered_by = fields.String()
    entered_at = fields.AwareDateTime()
    lifted_by = fields.String(allow_none=True)
    lifted_at = fields.AwareDateTime(allow_none=True)
    lift_document = fields.String(allow_none=True)


class CaseUnderWaySchema(Schema):
    """A case the hold may mean. `is_perhaps_a_namesakes`: by name and birth, or its year, it may be another's."""

    id = fields.String(attribute="case.id")
    receipt = fields.String(attribute="case.receipt", allow_none=True)
    award = fields.String(attribute="case.award")
    state = fields.String(attribute="case.state")
    stage_kind = fields.String(attribute="case.stage_kind", allow_none=True)
    holder = fields.String(attribute="case.holder", allow_none=True)
    holder_name = fields.String(attribute="case.holder_name", allow_none=True)
    is_perhaps_a_namesakes = fields.Boolean()


class EnteredHoldSchema(HoldSchema):
    under_way = fields.List(fields.Nested(CaseUnderWaySchema))


def pages_of(inner: type[Schema]) -> Schema:
    """The schema of a page: `items` and `next`, the cursor of the following page."""
    declared: Mapping[str, Any] = {"items": fields.List(fields.Nested(inner)), "next": Cursor(allow_none=True)}
    name = f"{inner.__name__.removesuffix('Schema')}Page"
    made: type[Schema] = type(f"{name}Schema", (Schema,), dict(declared))
    return made()
