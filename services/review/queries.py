"""Reading cases: who may see which, what waits on whom, the whole history of one.

Owns: every read of the stages. Promises: a body sees the cases whose road runs through it, an auditor all of them; who
is concerned by a case sees none of it anywhere (`blindness`).
Leaves to others: sessions and decisions (`council_queries`), words for people (`schemas`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import Session

from services.review.authority import authorize_on_road
from services.review.blindness import hidden_among, is_hidden_from
from services.review.cases import answered_by, evaluation_of, get_case
from services.review.doubts import Doubts
from services.review.errors import CaseAbsent
from services.review.metrics import CASES, OVERDUE, OVERDUE_ANSWERS, OVERDUE_OLDEST
from services.review.models import Case, Comment, EvaluationRow, StageRun, Transition, searchable
from services.review.models_clocks import Consultation, Objection
from services.review.permissions import PERMISSIONS, PROPOSERS
from services.review.return_clock import return_by
from shared.clock import office_day, wall_now
from shared.errors import Forbidden
from shared.events.envelope import Actor
from shared.events.terms import INTERMEDIATE_KINDS, CaseState, Role, StageKind
from shared.policy_book import PolicyBook
from shared.web.paging import Page, page_of, read_cursor
from shared.words import Words

_S = CaseState

_AT_DESK = (_S.SUBMITTED, _S.RECEIVED, _S.UNDER_REVIEW, _S.ON_HOLD)

WAITS_ON: dict[Role, tuple[CaseState, ...]] = {
    Role.GRASSROOTS_OFFICER: (_S.RETURNED,),
    Role.GRASSROOTS_HEAD: (*_AT_DESK, _S.RETURNED),
    Role.INTERMEDIATE_REVIEWER: _AT_DESK,
    Role.COUNCIL_SECRETARY: (*_AT_DESK, _S.STAGE_PASSED, _S.PUBLIC_NOTICE, _S.COUNCIL_VOTED),
    Role.COUNCIL_MEMBER: (_S.COUNCIL_QUEUE,),
    Role.SIGNER: (_S.PENDING_DECISION,),
}
"""The states in which a case waits on somebody of the role at the body that holds it."""

WAITS_FOR_ANSWERS = (*_AT_DESK, _S.RETURNED, _S.STAGE_PASSED, _S.PUBLIC_NOTICE)
"""The states in which a case still waits for opinions and findings: up to the council."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; None leaves it open. `text` is searched in the nominee's folded name."""

    state: CaseState | None = None
    body: str | None = None
    award: str | None = None
    plan: str | None = None
    unit: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """A case with everything that happened to it, oldest first; evaluations are rows with the `doubts` behind them.

    `return_by`: until when it may be sent back in time, while it is appraised.
    """

    case: Case
    return_by: date | None
    stages: Sequence[StageRun]
    transitions: Sequence[Transition]
    evaluations: Sequence[Mapping[str, Any]]
    comments: Sequence[Comment]


def list_cases(tx: Session, actor: Actor, filters: Filters, *, cursor: str | None, limit: int) -> Page[Case]:
    """The cases the actor may see, in the order of their ids."""
    wanted = select(Case).where(visible_to(actor), *_conditions(filters))
    return _page(tx, wanted, cursor, limit)


def list_work(tx: Session, actor: Actor, *, cursor: str | None, limit: int) -> Page[Case]:
    """The cases that wait on the actor."""
    return _page(tx, select(Case).where(_waits_on(actor), not_(is_hidden_from(actor))), cursor, limit)


def get_case_for(tx: Session, actor: Actor, case_id: str) -> Case:
    """The case with its dossier; `Forbidden` for whom its road does not concern."""
    case = get_case(tx, case_id)
    if hidden_among(tx, actor, [case_id]):
        raise CaseAbsent()
    if actor.role not in PERMISSIONS["read_every_case"].roles:
        authorize_on_road("read_case", actor, case)
    return case


def story_of(policies: PolicyBook, tx: Session, actor: Actor, case_id: str) -> CaseStory:
    """The case and its whole history."""
    case = get_case_for(tx, actor, case_id)
    named = Doubts(policies, tx, case)
    return CaseStory(
        case=case,
        return_by=return_by(tx, case, policies.pinned(tx, case.policy), policies.calendar),
        stages=_of(tx, StageRun, case_id, StageRun.stage_index),
        transitions=_of(tx, Transition, case_id, Transition.number),
        evaluations=[_heard(named, row) for row in _of(tx, EvaluationRow, case_id, EvaluationRow.id)],
        comments=_of(tx, Comment, case_id, Comment.number),
    )


def _heard(named: Doubts, row: EvaluationRow) -> Mapping[str, Any]:
    columns = {column.key: getattr(row, column.key) for column in EvaluationRow.__mapper__.column_attrs}
    words = Words(row.words_vi, row.words_en)
    return columns | {"words": words, "doubts": named.of_version(row.policy, evaluation_of(row), row.dossier_version)}


def _of(tx: Session, kind: type[Any], case_id: str, order: Any) -> Sequence[Any]:
    return tx.scalars(select(kind).where(kind.case_id == case_id).order_by(order)).all()


def _page(tx: Session, wanted: Select[Case], cursor: str | None, limit: int) -> Page[Case]:
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(Case.id > after[0])
    rows = tx.scalars(wanted.order_by(Case.id).limit(limit + 1)).all()
    return page_of(rows, limit, lambda case: [case.id])


def visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.role in PERMISSIONS["read_every_case"].roles:
        return not_(is_hidden_from(actor))
    if actor.role not in PERMISSIONS["read_case"].roles:
        raise Forbidden("Vai trò của bạn không xem hồ sơ.", f"the role {actor.role} reads no cases")
    on_road = Case.id.in_(select(StageRun.case_id).where(StageRun.body == actor.unit))
    seen = or_(on_road, Case.successor_id == actor.unit)
    if actor.role is Role.AREA_OFFICER:
        seen = or_(seen, Case.road["area_body"].as_string() == actor.unit)
    return and_(seen, not_(is_hidden_from(actor)))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found = [
        column == value
        for column, value in (
            (Case.state, filters.state), (Case.body, filters.body), (Case.award, filters.award),
            (Case.plan, filters.plan),
        )
        if value is not None
    ]  # fmt: skip
    if filters.unit is not None:
        found.append(or_(Case.unit == filters.unit, Case.successor_id == filters.unit))
    if filters.text:
        named = Case.nominee_folded.contains(searchable(filters.text), autoescape=True)
        # Notices and mails name a dossier by its receipt alone.
        found.append(or_(named, Case.receipt == filters.text.strip().upper()))
    return found


def _waits_on(actor: Actor) -> ColumnElement[bool]:
    states = WAITS_ON.get(actor.role)
    if states is None:
        return false()
    here = and_(Case.body == actor.unit, Case.state.in_(states), Case.stage_kind.in_(_kinds_of(actor.role)))
    if actor.role not in PROPOSERS:
        return here
    # What any level returned waits on the proposing unit, whoever holds the case.
    returned = and_(answered_by(actor.unit), Case.state == _S.RETURNED)
    return returned if actor.role is Role.GRASSROOTS_OFFICER else or_(here, returned)


def _kinds_of(role: Role) -> tuple[str, ...]:
    if role is Role.SIGNER:
        return tuple(kind.value for kind in StageKind)
    if role in PROPOSERS:
        return (StageKind.GRASSROOTS.value,)
    if role is Role.INTERMEDIATE_REVIEWER:
        return tuple(sorted(kind.value for kind in INTERMEDIATE_KINDS))
    return (StageKind.PROVINCIAL.value,)


def show_gauges(tx: Session) -> None:
    """Set the gauges: cases by stage and state, those past their due day, those an answer is overdue for."""
    CASES.clear()
    for stage, state, count in tx.execute(
        select(Case.stage_kind, Case.state, func.count()).group_by(Case.stage_kind, Case.state)
    ):
        CASES.labels(stage, state).set(count)
    OVERDUE.clear()
    OVERDUE_OLDEST.clear()
    today = office_day(wall_now())
    is_late, is_above = and_(Case.due_on < today, Case.clock_stopped_on.is_(None)), Case.submission_id.is_not(None)
    late = select(Case.stage_kind, func.count(), func.min(Case.due_on)).where(is_late, ~is_above)
    for stage, count, oldest in tx.execute(late.group_by(Case.stage_kind)):
        OVERDUE.labels(stage).set(count)
        OVERDUE_OLDEST.labels(stage).set((today - (oldest or today)).days)
    for waits_for, unanswered in _unanswered(today).items():
        waiting = select(func.count()).select_from(Case).where(Case.state.in_(WAITS_FOR_ANSWERS), unanswered)
        OVERDUE_ANSWERS.labels(waits_for).set(tx.scalar(waiting) or 0)
    above = select(func.count()).select_from(Case).where(is_late, is_above)
    OVERDUE_ANSWERS.labels("answer").set(tx.scalar(above) or 0)


def _unanswered(today: date) -> Mapping[str, ColumnElement[bool]]:
    """Cases with an opinion or a finding past its last day."""
    asked = select(Consultation.case_id).where(Consultation.last_day < today, Consultation.answered_on.is_(None))
    lodged = select(Objection.case_id).where(Objection.answer_by < today, Objection.settled_at.is_(None))
    return {"opinion": Case.id.in_(asked), "objection": Case.id.in_(lodged)}
