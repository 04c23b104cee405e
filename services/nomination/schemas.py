"""What comes in over HTTP.

Owns: the forms of requests. Promises: unknown fields are refused; text is cleaned once, here; faults name their field
in both languages. Leaves to others: what goes out (`schemas_answers`), judging (`rules`).
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.nomination.intake_words import NO_SHORT_WAY
from services.nomination.schemas_fields import Birth, Email, Text
from shared.errors import InvalidInput
from shared.events.dossier import (
    BasisAward,
    CollectiveCounts,
    Dossier,
    Employment,
    Initiative,
    ListFigures,
    Minutes,
    Nominee,
    Pledge,
    PriorTitle,
    StudyLeave,
)
from shared.events.terms import (
    AwardType,
    CaseState,
    HoldKind,
    InitiativeScope,
    Level,
    PaperKind,
    PersonClass,
    Sex,
    SimplifiedGround,
    SubjectKind,
    TaskRating,
    WorkerGroup,
)
from shared.names import clean, clean_person, without_honorific
from shared.web.paging import PageQuery
from shared.words import Words

_FEW = validate.Length(max=50)
_NO_COLLECTIVE = Words("Chỉ tập thể mới là một tổ chức công đoàn.", "Only a collective is a union body.")


class NomineeSchema(Schema):
    kind = fields.Enum(SubjectKind, by_value=True, required=True)
    full_name = Text(100, required=True)
    birth = Birth(load_default=None, allow_none=True)
    sex = fields.Enum(Sex, by_value=True, load_default=None, allow_none=True)
    position = Text(load_default=None, allow_none=True)
    workplace = Text(load_default=None, allow_none=True)
    is_direct_worker = fields.Boolean(load_default=None, allow_none=True)
    is_leader = fields.Boolean(load_default=None, allow_none=True)
    person_class = fields.Enum(PersonClass, by_value=True, load_default=None, allow_none=True)
    worker_group = fields.Enum(WorkerGroup, by_value=True, load_default=None, allow_none=True)
    subject_unit = Text(60, load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Nominee:
        if given["subject_unit"] is not None and given["kind"] is not SubjectKind.COLLECTIVE:
            raise ValidationError({"subject_unit": [_NO_COLLECTIVE]})
        if given["kind"] is SubjectKind.INDIVIDUAL:
            try:
                given["full_name"] = clean_person(without_honorific(given["full_name"]))
            except InvalidInput as error:
                raise ValidationError({"full_name": [error.said]}) from error
        return Nominee(key="", **given)


class PriorTitleSchema(Schema):
    award = Text(60, required=True)
    year = fields.Integer(strict=True, required=True, validate=validate.Range(1950, 2100))
    decision_number = Text(load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> PriorTitle:
        return PriorTitle(**given)


class InitiativeSchema(Schema):
    title = Text(400, required=True)
    recognised_on = fields.Date(load_default=None, allow_none=True)
    recognised_by = Text(load_default=None, allow_none=True)
    scope = fields.Enum(InitiativeScope, by_value=True, load_default=None, allow_none=True)
    has_certificate = fields.Boolean(load_default=False)
    benefit_vnd = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(0, 10**15)
    )
    authors = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(1, 100))
    share_percent = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(0, 100))

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Initiative:
        return Initiative(**given)


def _count() -> fields.Integer:
    return fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(0, 1_000_000)
    )


class CountsSchema(Schema):
    members = _count()
    completed = _count()
    advanced_workers = _count()
    base_fighters = _count()
    disciplined = _count()
    women = _count()

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> CollectiveCounts:
        return CollectiveCounts(**given)


class MinutesSchema(Schema):
    held_on = fields.Date(load_default=None, allow_none=True)
    members = _count()
    present = _count()
    yes = _count()
    no = _count()
    is_signed = fields.Boolean(load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Minutes:
        return Minutes(**given)


class EmploymentSchema(Schema):
    absent_days = _count()
    maternity_days = _count()
    months_employed = _count()
    is_registered = fields.Boolean(load_default=None, allow_none=True)

    @validates_schema
    def maternity_is_part_of_absence(self, given: dict[str, Any], **_: Any) -> None:
        absent, maternity = given["absent_days"], given["maternity_days"]
        if absent is not None and maternity is not None and maternity > absent:
            words = Words("Ngày nghỉ thai sản nhiều hơn tổng ngày nghỉ.", "More maternity days than absent days.")
            raise ValidationError({"maternity_days": [words]})

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Employment:
        return Employment(**given)


class PledgeSchema(Schema):
    is_registered = fields.Boolean(load_default=None, allow_none=True)
    registered_on = fields.Date(load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> Pledge:
        return Pledge(**given)


class StudyLeaveSchema(Schema):
    months = _count()
    is_fair_or_better = fields.Boolean(load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> StudyLeave:
        return StudyLeave(**given)


class BasisAwardSchema(Schema):
    award = Text(60, required=True)
    year = fields.Integer(strict=True, required=True, validate=validate.Range(1950, 2100))
    award_type = fields.Enum(AwardType, by_value=True, load_default=None, allow_none=True)
    decision_number = Text(load_default=None, allow_none=True)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> BasisAward:
        return BasisAward(**given)


class DraftSchema(Schema):
    """A draft: everything of a dossier but its papers. The unit is the one of the token.

    `nominee_email`: where the nominee is told of the decision, and nowhere else shown.
    """

    plan = Text(60, required=True)
    award = Text(60, required=True)
    award_type = fields.Enum(AwardType, by_value=True, load_default=AwardType.MERIT)
    year = fields.Integer(strict=True, required=True, validate=validate.Range(1990, 2100))
    nominee = fields.Nested(NomineeSchema, required=True)
    nominee_email = Email(load_default=None, allow_none=True)
    achievement = fields.String(load_default="")
    achieved_from = fields.Date(load_default=None, allow_none=True)
    achieved_to = fields.Date(load_default=None, allow_none=True)
    task_rating = fields.Enum(TaskRating, by_value=True, load_default=None, allow_none=True)
    prior_titles = fields.List(fields.Nested(PriorTitleSchema), load_default=list, validate=_FEW)
    initiatives = fields.List(fields.Nested(InitiativeSchema), load_default=list, validate=_FEW)
    discipline_ended_on = fields.Date(load_default=None, allow_none=True)
    counts = fields.Nested(CountsSchema, load_default=None, allow_none=True)
    minutes = fields.Nested(MinutesSchema, load_default=None, allow_none=True)
    rows_in_letter = _count()
    is_simplified = fields.Boolean(load_default=False)
    simplified_ground = fields.Enum(SimplifiedGround, by_value=True, load_default=None, allow_none=True)
    decided_at = fields.Enum(Level, by_value=True, load_default=None, allow_none=True)
    for_phase = Text(60, load_default=None, allow_none=True)
    movement = Text(60, load_default=None, allow_none=True)
    employment = fields.Nested(EmploymentSchema, load_default=None, allow_none=True)
    pledge = fields.Nested(PledgeSchema, load_default=None, allow_none=True)
    study = fields.Nested(StudyLeaveSchema, load_default=None, allow_none=True)
    basis = fields.List(fields.Nested(BasisAwardSchema), load_default=list, validate=_FEW)

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """`{plan, dossier, email}` for the actions."""
        if given["simplified_ground"] is not None and not given["is_simplified"]:
            raise ValidationError({"simplified_ground": [NO_SHORT_WAY]})
        plan, email = given.pop("plan"), given.pop("nominee_email")
        letter = given.pop("rows_in_letter")
        text = _lines(given.pop("achievement"))
        figures = None if letter is None else ListFigures(rows_in_letter=letter)
        for name in ("prior_titles", "initiatives", "basis"):
            given[name] = tuple(given[name])
        return {"plan": plan, "dossier": Dossier(achievement=text, figures=figures, **given), "email": email}


def _lines(text: str) -> str:
    """Several lines, each cleaned; 4,000 characters at most."""
    if len(text) > 4000:
        raise ValidationError({"achievement": [Words("Dài quá 4.000 ký tự.", "Longer than 4,000 characters.")]})
    try:
        return "\n".join(clean(line) for line in text.splitlines())
    except InvalidInput as error:
        raise ValidationError({"achievement": [error.said]}) from error


class ReasonSchema(Schema):
    reason = Text(1000, required=True, validate=validate.Length(min=10))


class AnswerSchema(Schema):
    part = Text(60, required=True)
    words = Text(2000, required=True, validate=validate.Length(min=10))


class SupplementSchema(Schema):
    """The answers to the items of a return, in words: needed where an item is left as it was."""

    answers = fields.List(fields.Nested(AnswerSchema), load_default=list, validate=validate.Length(max=100))

    @post_load
    def build(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """`{answers}` by part."""
        return {"answers": {answer["part"]: answer["words"] for answer in given["answers"]}}


class PaperFormSchema(Schema):
    kind = fields.Enum(PaperKind, by_value=True, required=True)


class ListFormSchema(Schema):
    plan = Text(60, required=True)
    year = fields.Integer(load_default=None, validate=validate.Range(1990, 2100))


class MeetingSchema(Schema):
    minutes = fields.Nested(MinutesSchema, required=True)
    rows_in_letter = fields.Integer(strict=True, required=True, validate=validate.Range(0, 20_000))
    names_differ = fields.List(Text(), load_default=list, validate=_FEW)


class HoldFormSchema(Schema):
    """Whom it means: `birth` (or its year) of a person, `unit` of anybody else. Without it a hold would meet nobody."""

    nominee_kind = fields.Enum(SubjectKind, by_value=True, load_default=SubjectKind.INDIVIDUAL)
    full_name = Text(100, required=True)
    birth = Birth(load_default=None, allow_none=True)
    unit = Text(60, load_default=None, allow_none=True)
    kind = fields.Enum(HoldKind, by_value=True, required=True)
    document = Text(required=True)


class LiftSchema(Schema):
    document = Text(required=True)


class QuotaQuery(Schema):
    plan = fields.String(required=True)
    year = fields.Integer(required=True, validate=validate.Range(1990, 2100))
    phase = fields.String(load_default=None)


class DayQuery(Schema):
    on = fields.Date(load_default=None)


class NominationQuery(PageQuery):
    search = fields.String(load_default=None, validate=validate.Length(max=100))
    state = fields.Enum(CaseState, by_value=True, load_default=None)
    plan = fields.String(load_default=None)
    award = fields.String(load_default=None)
    list_id = fields.String(load_default=None, data_key="list")
    by_name = fields.Boolean(load_default=False)


class HoldQuery(PageQuery):
    only_open = fields.Boolean(load_default=True)
