"""The list of a decision: what the council passed and what still waits for the signature.

Owns: gathering it, its lines and its hash. Promises: the order of sessions and agendas, the same for whoever reads or
signs it. Leaves to others: whether a list may be signed (`signing`, P09).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.cases import unit_of
from services.review.council_errors import SessionAbsent
from services.review.council_models import AgendaItem, CouncilSession
from services.review.models import Case
from services.review.outlooks import outlook_for
from services.review.rules.provincial_order import bonus_follows_the_rule, targets_are_counted_again
from shared.canonical import content_hash
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.review import AwardItem
from shared.events.terms import CaseState, SubjectKind
from shared.policy import Policy, find_bonus_working
from shared.policy.bonus import BONUS_STEP, multiple_in_hundredths
from shared.verdicts import Evaluation


@dataclass(frozen=True)
class VotedList:
    """What a decision may rest on: the votes of some sessions for one plan, agenda items by case id."""

    sessions: dict[str, CouncilSession]
    passed: dict[str, AgendaItem]
    cases: dict[str, Case]

    @property
    def waiting(self) -> list[str]:
        """Passed and waiting for the signature, in the order of sessions and agendas: the list to sign."""
        return [case_id for case_id in self.passed if self.cases[case_id].is_in is CaseState.PENDING_DECISION]


def voted_list(
    tx: Session, session_ids: Sequence[str], counted: Sequence[AgendaItem], cases: dict[str, Case], plan: str
) -> VotedList:
    """The passed cases of these sessions, whose votes are `counted`, that belong to `plan`; `cases` holds those."""
    wanted = select(CouncilSession).where(CouncilSession.id.in_(session_ids)).order_by(CouncilSession.id)
    sessions = {session.id: session for session in tx.scalars(wanted)}
    if unknown := sorted(set(session_ids) - set(sessions)):
        raise SessionAbsent(f"Không tìm thấy phiên họp {unknown[0]}.", f"There is no session {unknown[0]}.")
    passed = [item for item in counted if item.passed]
    return VotedList(sessions, {item.case_id: item for item in passed if cases[item.case_id].plan == plan}, cases)


def counted_items(tx: Session, session_ids: Sequence[str]) -> Sequence[AgendaItem]:
    """The items of these sessions that were voted on, in the order of sessions and agendas."""
    return tx.scalars(
        select(AgendaItem)
        .where(AgendaItem.session_id.in_(session_ids), AgendaItem.passed.is_not(None))
        .order_by(AgendaItem.session_id, AgendaItem.number)
    ).all()


def award_item(policy: Policy, case: Case, dated: date) -> AwardItem:
    """One line of the list, with the bonus of the day of the decision (ND152 Art 49; None where none is laid down)."""
    award, kind = policy.award(case.award), SubjectKind(case.nominee_kind)
    working = find_bonus_working(award, kind, dated, policy.salaries)
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
            policy = desk.policies.pinned(tx, case.policy)
            asked[key] = bonus_follows_the_rule(
                listed=item.bonus, hundredths=multiple_in_hundredths(policy.award(item.award), item.nominee_kind),
                base_salary=policy.salaries.on(dated), rounding_step=BONUS_STEP,
            )  # fmt: skip
    targets = targets_are_counted_again(standings=outlook_for(desk, tx, cases, dated).targets)
    return (*asked.values(), targets)


def list_hash(items: Sequence[AwardItem]) -> str:
    """SHA-256 of the list as signed: its lines in their order."""
    return content_hash(to_plain(list(items)))
