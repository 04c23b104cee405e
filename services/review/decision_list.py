"""The list of a decision or letter: what was passed and what still waits for the signature.

Owns: gathering it, its lines and its hash. Promises: the order of sessions and agendas, the same for whoever reads or
signs it. Leaves to others: whether a list may be signed (`signing`, P09).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.cases import award_of, policy_of, unit_of
from services.review.council_errors import SessionAbsent
from services.review.council_models import AgendaItem, CouncilSession
from services.review.models import Case, StageRun
from services.review.outlooks import targets_with
from services.review.rules.provincial_order import bonus_follows_the_rule, targets_are_counted_again
from shared.canonical import content_hash
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.review import AwardItem
from shared.events.terms import CaseState, SubjectKind
from shared.policy import Policy, find_bonus_working
from shared.policy.bonus import BONUS_STEP, multiple_in_hundredths
from shared.policy.salaries import Salaries
from shared.verdicts import Evaluation

Lot = tuple[str, str | None]
"""What is signed together: cases of one plan that go one road beyond their chain, or none (None: decided here)."""


@dataclass(frozen=True)
class PassedCases:
    """What a list rests on: the votes of some sessions or, without any, what a body's own minutes passed.

    `passed` are case ids in the order of sessions and agendas, or of their passing; `days` are those of the acts, by
    session or, where minutes passed it, by case.
    """

    sessions: dict[str, CouncilSession]
    counted: Sequence[AgendaItem]
    passed: tuple[str, ...]
    days: Mapping[str, date]


@dataclass(frozen=True)
class VotedList:
    """The part of a ground that is signed as one: `passed` and `waiting` are case ids, in its order. What else a body's
    minutes passed, under another plan or for another decider, is no ground of it."""

    source: PassedCases
    lot: Lot
    passed: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def last_on(self) -> date | None:
        """The latest act it rests on: a session that is named, or the passing of one of its cases."""
        grounds = {*self.source.sessions, *self.passed}
        return max((day for act, day in self.source.days.items() if act in grounds), default=None)


def passed_by_votes(tx: Session, session_ids: Sequence[str]) -> PassedCases:
    """The votes of these sessions, as far as they are there (`refuse_unknown`)."""
    wanted = select(CouncilSession).where(CouncilSession.id.in_(session_ids)).order_by(CouncilSession.id)
    sessions = {session.id: session for session in tx.scalars(wanted)}
    counted = counted_items(tx, session_ids)
    closed = {key: office_day(session.closed_at) for key, session in sessions.items() if session.closed_at is not None}
    passed = tuple(item.case_id for item in counted if item.passed)
    return PassedCases(sessions, counted, passed, closed)


def refuse_unknown(source: PassedCases, session_ids: Sequence[str]) -> None:
    """`SessionAbsent` names a session that is not there."""
    if unknown := sorted(set(session_ids) - set(source.sessions)):
        raise SessionAbsent(f"Không tìm thấy phiên họp {unknown[0]}.", f"There is no session {unknown[0]}.")


def passed_on_minutes(tx: Session, body: str) -> PassedCases:
    """Everything a body's own minutes passed that waits there for its competent person without a council's vote."""
    here = (StageRun.case_id == Case.id) & (StageRun.stage_index == Case.stage_index)
    wanted = (
        select(Case.id, StageRun.passed_at)
        .join(StageRun, here)
        .where(Case.body == body, Case.state == CaseState.PENDING_DECISION.value, Case.session_id.is_(None))
        .order_by(StageRun.passed_at, Case.id)
    )
    found = tx.execute(wanted).all()
    return PassedCases({}, (), tuple(row.id for row in found), {row.id: office_day(row.passed_at) for row in found})


def lot_of(policy: Policy, case: Case) -> Lot:
    road = policy.find_extension(award_of(policy, case))
    return case.plan, None if road is None else road.id


def voted_list(source: PassedCases, cases: Mapping[str, Case], lot_by_case: Mapping[str, Lot], lot: Lot) -> VotedList:
    """What of the ground belongs to this lot; both mappings hold every passed case."""
    passed = tuple(case_id for case_id in source.passed if lot_by_case[case_id] == lot)
    waiting = tuple(case_id for case_id in passed if _waits(source, cases[case_id]))
    return VotedList(source, lot, passed, waiting)


def _waits(source: PassedCases, case: Case) -> bool:
    """For the signature, and on this vote: what was sent back and voted on again rests on the later one."""
    if case.is_in is not CaseState.PENDING_DECISION or case.submission_id is not None:
        return False
    return case.session_id is None if not source.sessions else case.session_id in source.sessions


def counted_items(tx: Session, session_ids: Sequence[str]) -> Sequence[AgendaItem]:
    """The items of these sessions that were voted on, in the order of sessions and agendas."""
    return tx.scalars(
        select(AgendaItem)
        .where(AgendaItem.session_id.in_(session_ids), AgendaItem.passed.is_not(None))
        .order_by(AgendaItem.session_id, AgendaItem.number)
    ).all()


def award_item(policy: Policy, salaries: Salaries, case: Case, dated: date) -> AwardItem:
    """One line of the list, with the bonus of the day of the decision (ND152 Art 49; None where none is laid down).

    The multiple is of the case's own policy, the base salary of the decrees known today: one that came after the case
    was sent is what the decision pays by.
    """
    award, kind = policy.award(case.award), SubjectKind(case.nominee_kind)
    working = find_bonus_working(award, kind, dated, salaries)
    return AwardItem(
        case=case.id,
        nominee_key=case.nominee_key,
        nominee_kind=kind,
        nominee_name=case.nominee_name,
        nominee_birth=case.nominee_birth,
        is_direct_worker=case.is_direct_worker,
        is_leader=case.is_leader,
        unit=unit_of(case),
        award=case.award,
        award_name=award.name,
        year=case.year,
        bonus=None if working is None else working.amount,
        bonus_working=working,
    )


def ask_list(
    desk: Desk, tx: Session, cases: Sequence[Case], items: Sequence[AwardItem], dated: date
) -> tuple[Evaluation, ...]:
    """P10 once for each award and kind of subject on the list, and P14 for the plan it belongs to; neither blocks."""
    asked: dict[tuple[str, str, int | None], Evaluation] = {}
    for case, item in zip(cases, items, strict=True):
        key = (item.award, item.nominee_kind.value, item.bonus)
        if key not in asked:
            policy, salary = desk.policies.pinned(tx, case.policy), desk.policies.salaries.on(dated)
            asked[key] = bonus_follows_the_rule(
                listed=item.bonus, hundredths=multiple_in_hundredths(policy.award(item.award), item.nominee_kind),
                base_salary=salary, rounding_step=BONUS_STEP,
                **desk.policies.entered_since(policy, "P10", base_salary=salary),
            )  # fmt: skip
    targets = targets_are_counted_again(standings=targets_with(policy_of(desk, tx, cases[0]), tx, cases, dated))
    return (*asked.values(), targets)


def list_hash(items: Sequence[AwardItem]) -> str:
    """SHA-256 of the list as signed: its lines in their order."""
    return content_hash(to_plain(list(items)))
