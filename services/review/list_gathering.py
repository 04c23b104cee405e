"""The list a body in between passes: everybody of one award, plan and year it passed before or passes now.

Owns: gathering its shape (M06, M07) and what belongs to a single row of it (M10, M11). Promises: as many statements for
fifty cases as for one; a list of one person has no shape. Leaves to others: judging (`rules.list_shape`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from services.review.models import Case, Comment, StageRun
from services.review.models_after import CancelledAward
from services.review.rules.list_shape import AreaFacts, ListFacts, WorkFacts
from services.review.rules.outlook import Person, is_direct
from shared.clock import office_day
from shared.events.terms import INTERMEDIATE_KINDS, CaseState, StageKind, SubjectKind
from shared.policy import Policy
from shared.policy.targets import TargetUnit
from shared.rows import among

_AT_HAND = (CaseState.RECEIVED, CaseState.UNDER_REVIEW)
_GIVEN = (CaseState.AWARDED.value, CaseState.PUBLISHED.value, CaseState.PRESENTED.value)

_List = tuple[str, str, int, str, int]

_COMMENTS = select(func.count()).select_from(Comment).where(Comment.case_id == bindparam("case"))
_PASSED = select(StageRun.case_id).where(
    StageRun.body == bindparam("body"), StageRun.stage_index == bindparam("stage"), StageRun.outcome == "passed"
)
_PERSONS = select(Case.nominee_key, Case.award, Case.is_direct_worker, Case.is_leader).where(
    among(Case.id, "ids"), Case.plan == bindparam("plan"), Case.award == bindparam("award"),
    Case.year == bindparam("year"), Case.nominee_kind == SubjectKind.INDIVIDUAL.value,
)  # fmt: skip
_WINNERS = select(func.count(Case.nominee_key.distinct())).where(
    among(Case.nominee_key, "keys"), Case.award == bindparam("award"), Case.state.in_(_GIVEN),
    Case.id.not_in(select(CancelledAward.case_id)),
    Case.year >= bindparam("since"), Case.year < bindparam("year"),
)  # fmt: skip


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
    """Who stands twice (passed before, sent up again) counts once."""
    persons = {
        person.key: person
        for person in (*_passed_before(tx, case), *(_person(one) for one in listed if _is_person(one)))
    }
    if len(persons) < 2:
        return None
    direct = [is_direct(person) for person in persons.values()]
    target = policy.plan.find_target_of("M06")
    return ListFacts(
        individuals=len(persons),
        direct=direct.count(True),
        leaders=sum(person.is_leader is True for person in persons.values()),
        unstated=direct.count(None),
        winners=_winners(tx, case, policy, list(persons)),
        least_direct_percent=target.value if target and target.unit is TargetUnit.PERCENT else None,
        most_leader_percent=policy.find_parameter("M07", "leader_percent"),
        most_winner_percent=policy.find_parameter("M07", "winner_percent"),
    )


def _person(case: Case) -> Person:
    return Person(
        key=case.nominee_key, award=case.award, is_direct_worker=case.is_direct_worker, is_leader=case.is_leader
    )


def _passed_before(tx: Session, case: Case) -> list[Person]:
    """In two steps, since joined the planner may compare every case of the award with every one the body passed."""
    passed = tx.scalars(_PASSED, {"body": case.body, "stage": case.stage_index}).all()
    listed = {"ids": passed, "plan": case.plan, "award": case.award, "year": case.year}
    return [
        Person(key=key, award=award, is_direct_worker=is_direct_worker, is_leader=is_leader)
        for key, award, is_direct_worker, is_leader in tx.execute(_PERSONS, listed)
    ]


def _winners(tx: Session, case: Case, policy: Policy, keys: Sequence[str]) -> int:
    """How many of them got this award within the years the rulebook looks back on."""
    years = policy.find_parameter("M07", "repeated_years") or 0
    asked = {"keys": keys, "award": case.award, "since": case.year - years, "year": case.year}
    return tx.scalar(_WINNERS, asked) or 0
