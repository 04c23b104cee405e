"""The list a body in between passes: everybody of one award, plan and year it passed before or passes now.

Owns: gathering its shape (M06, M07) and what belongs to a single row of it (M10, M11). Promises: as many statements for
fifty cases as for one; a list of one person has no shape. Leaves to others: judging (`rules.list_shape`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, bindparam, func, not_, select
from sqlalchemy import case as by_case
from sqlalchemy.orm import Session, aliased

from services.review.models import Case, Comment, StageRun
from services.review.models_after import CancelledAward
from services.review.rules.list_shape import AreaFacts, ListFacts, WorkFacts
from services.review.rules.outlook import is_direct
from shared.clock import office_day
from shared.events.terms import INTERMEDIATE_KINDS, CaseState, StageKind, SubjectKind
from shared.policy import Policy
from shared.policy.targets import TargetUnit
from shared.rows import among

_AT_HAND = (CaseState.RECEIVED, CaseState.UNDER_REVIEW)
_GIVEN = (CaseState.AWARDED.value, CaseState.PUBLISHED.value, CaseState.PRESENTED.value)

_FLAGS: Mapping[int | None, bool | None] = {1: True, 0: False, None: None}
"""What nobody stated is not known (X05)."""

_List = tuple[str, str, int, str, int]

_COMMENTS = select(func.count()).select_from(Comment).where(Comment.case_id == bindparam("case"))


def _winning(of: type[Case]) -> ColumnElement[bool]:
    """They got this award within the years asked about, and keep it."""
    return and_(
        of.award == bindparam("award"), of.state.in_(_GIVEN), of.id.not_in(select(CancelledAward.case_id)),
        of.year >= bindparam("since"), of.year < bindparam("year"),
    )  # fmt: skip


# The list is told from what else the body passed by a CASE and not a condition: given one, the planner may read every
# case of the award and compare it with every one the body passed.
_IS_LISTED = and_(
    Case.plan == bindparam("plan"), Case.award == bindparam("award"), Case.year == bindparam("year"),
    Case.nominee_kind == SubjectKind.INDIVIDUAL.value,
)  # fmt: skip


def _stated(column: SQLColumnExpression[bool | None]) -> ColumnElement[int | None]:
    """1, 0, or NULL where nobody stated it: of somebody passed twice, what was stated, and rather that it is so."""
    return func.max(by_case((and_(_IS_LISTED, column.is_(True)), 1), (and_(_IS_LISTED, column.is_(False)), 0)))


_PASSED = (
    select(Case.nominee_key, _stated(Case.is_direct_worker).label("direct"), _stated(Case.is_leader).label("leader"))
    .join(StageRun, StageRun.case_id == Case.id)
    .where(
        StageRun.body == bindparam("body"), StageRun.stage_index == bindparam("stage"), StageRun.outcome == "passed",
        not_(among(Case.nominee_key, "at_hand")),
    )
    .group_by(Case.nominee_key)
    .having(func.max(by_case((_IS_LISTED, 1), else_=0)) == 1)
    .subquery()
)  # fmt: skip
_EARLIER = aliased(Case)
_WON = select(_EARLIER.id).where(_EARLIER.nominee_key == _PASSED.c.nominee_key, _winning(_EARLIER)).exists()
_COUNTED = select(
    _PASSED.c.direct, _PASSED.c.leader, func.count(), func.sum(by_case((_WON, 1), else_=0))
).group_by(_PASSED.c.direct, _PASSED.c.leader)  # fmt: skip
_WINNERS = select(func.count(Case.nominee_key.distinct())).where(among(Case.nominee_key, "keys"), _winning(Case))


@dataclass(frozen=True, slots=True)
class _Alike:
    """Persons of one list of whom the same is known. `winners`: how many of them won before; of those at hand apart."""

    is_direct_worker: bool | None
    is_leader: bool | None
    persons: int = 1
    winners: int = 0

    @property
    def is_direct(self) -> bool | None:
        return is_direct(self.is_direct_worker, self.is_leader)


class Lists:
    """The lists of one request, each looked up once. `found`: the locked cases of the request."""

    def __init__(self, tx: Session, found: Mapping[str, Case]) -> None:
        self._tx, self._found = tx, found
        self._shapes: dict[_List, ListFacts | None] = {}

    def shape_around(self, case: Case, policy: Policy) -> ListFacts | None:
        """The list the case is passed with; None for fewer than two persons, and but at a body in between."""
        if StageKind(case.stage_kind) not in INTERMEDIATE_KINDS or not _is_person(case):
            return None
        named = _list_of(case)
        if named not in self._shapes:
            listed = [one for one in self._found.values() if one.is_in in _AT_HAND and _list_of(one) == named]
            self._shapes[named] = _shape(self._tx, case, policy, listed)
        return self._shapes[named]


def work_of(case: Case, policy: Policy) -> WorkFacts | None:
    """M10, where the plan sets it and the case is a work: submitting it is registering it."""
    if case.nominee_kind != SubjectKind.WORK.value or policy.plan.find_consequence("M10") is None:
        return None
    finished = case.dossier.get("achieved_to")
    phase = policy.plan.find_phase(date.fromisoformat(finished)) if finished else None
    return WorkFacts(
        is_work=True, registered_on=office_day(case.sent_at), phase_ends_on=phase.last if phase else None
    )


def area_of(tx: Session, case: Case) -> AreaFacts | None:
    """M11, on roads with an area officer."""
    if case.road.get("area_body") is None:
        return None
    return AreaFacts(has_officer=True, comments=tx.scalar(_COMMENTS, {"case": case.id}) or 0)


def _list_of(case: Case) -> _List:
    return case.plan, case.award, case.year, case.body, case.stage_index


def _is_person(case: Case) -> bool:
    return case.nominee_kind == SubjectKind.INDIVIDUAL.value


def _shape(tx: Session, case: Case, policy: Policy, listed: Sequence[Case]) -> ListFacts | None:
    """Who stands twice (passed before, sent up again) counts once, as they stand at hand."""
    at_hand = {one.nominee_key: one for one in listed if _is_person(one)}
    years = policy.find_parameter("M07", "repeated_years") or 0
    asked = {"award": case.award, "since": case.year - years, "year": case.year}
    alike = [_Alike(one.is_direct_worker, one.is_leader) for one in at_hand.values()]
    alike += _passed_before(tx, case, list(at_hand), asked)
    individuals = sum(one.persons for one in alike)
    if individuals < 2:
        return None
    target = policy.plan.find_target_of("M06")
    return ListFacts(
        individuals=individuals,
        direct=sum(one.persons for one in alike if one.is_direct is True),
        leaders=sum(one.persons for one in alike if one.is_leader is True),
        unstated=sum(one.persons for one in alike if one.is_direct is None),
        winners=sum(one.winners for one in alike) + tx.scalars(_WINNERS, asked | {"keys": list(at_hand)}).one(),
        least_direct_percent=target.value if target and target.unit is TargetUnit.PERCENT else None,
        most_leader_percent=policy.find_parameter("M07", "leader_percent"),
        most_winner_percent=policy.find_parameter("M07", "winner_percent"),
    )


def _passed_before(tx: Session, case: Case, at_hand: Sequence[str], asked: Mapping[str, object]) -> list[_Alike]:
    """Whom the body passed of this list, but those at hand; a body that passes hundreds one by one asks each time."""
    of_list = {"body": case.body, "stage": case.stage_index, "plan": case.plan, "at_hand": at_hand}
    return [
        _Alike(_FLAGS[direct], _FLAGS[leader], persons, winners)
        for direct, leader, persons, winners in tx.execute(_COUNTED, of_list | dict(asked))
    ]
