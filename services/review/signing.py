"""The signature: a person's act on what the council passed, apart from the vote (domain.md §0.1).

Owns: decisions and their numbers. Promises: a decision lists what was voted, no name more and none fewer without a
reason (P09); it is competent, dated and numbered in order (P08); a case is decided once. Leaves to others: the vote.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.authority import refuse_uncovered
from services.review.blindness import hidden_among
from services.review.case_rows import save_cases
from services.review.cases import lock_case, lock_cases, move, policy_of, record_many, step_of, unit_of
from services.review.council_errors import SeveralPlans, SignedAlready, SignerConcerned
from services.review.council_models import (
    AgendaItem,
    Decision,
    DecisionItem,
    DecisionSession,
    NumberRegister,
    SessionMinutes,
)
from services.review.council_queries import counted_ratio
from services.review.decision_list import VotedList, ask_list, award_item, counted_items, list_hash, voted_list
from services.review.minutes import ask_minutes
from services.review.models import Case
from services.review.permissions import PERMISSIONS
from services.review.rules import competence
from services.review.rules import provincial_council as room
from services.review.rules.reasons import reason_is_given
from services.review.session_steps import refuse_blocked
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.review import Awarded, AwardItem, DecisionSigned, Refused
from shared.events.terms import CaseState, StageKind
from shared.permissions import authorize
from shared.rows import insert_rows
from shared.verdicts import Evaluation
from shared.work import Work


def sign(
    desk: Desk,
    work: Work,
    *,
    session_ids: Sequence[str],
    case_ids: Sequence[str],
    number: int | None = None,
    dated: date | None = None,
) -> Decision:
    """Sign one decision on the votes of `session_ids`. `case_ids` is the list as the signer read it.

    Without `number` the register gives the next of the body's year; without `dated` it is today.
    """
    counted = counted_items(work.tx, session_ids)
    passed = [item.case_id for item in counted if item.passed]
    cases = lock_cases(work.tx, [*passed, *case_ids], with_dossier=False)
    listed = {case_id: cases[case_id] for case_id in case_ids}
    _refuse_listed(work, listed)
    refuse_concerned(work, [*passed, *case_ids])
    first, dated = listed[case_ids[0]], dated or office_day(work.now)
    voted = voted_list(work.tx, session_ids, counted, cases, first.plan)
    number, is_free = take_number(work.tx, first.body, dated.year, number)
    asked = _ask_decision(desk, work, voted, case_ids, listed, number=number, is_free=is_free, dated=dated)
    refuse_blocked({"decision": asked})
    _refuse_minutes(work.tx, counted)
    awarded = [listed[case_id] for case_id in case_ids]
    items = [award_item(policy_of(desk, work.tx, case), case, dated) for case in awarded]
    asked = (*asked, *ask_list(desk, work.tx, awarded, items, dated))
    decision = _write_decision(work, first, number=number, dated=dated)
    decision.list_sha256, decision.evaluations = list_hash(items), _kept(voted, case_ids, asked)
    _say_signed(work, decision, sorted(voted.sessions), items, asked)
    _award(work, decision, awarded, items, asked)
    return decision


def _refuse_listed(work: Work, listed: dict[str, Case]) -> None:
    """Authority over each listed case; `SignedAlready` on a second signature; one body, one plan."""
    for case in listed.values():
        refuse_uncovered("sign", work.actor, case)
        authorize(PERMISSIONS, "sign", work.actor, holding_body=case.body, state=CaseState.PENDING_DECISION)
    for case in listed.values():
        if case.decision_id is not None:
            raise SignedAlready(
                f"Hồ sơ {case.id} đã có quyết định.", f"A decision has been signed on case {case.id} already."
            )
    if len({(case.plan, case.body) for case in listed.values()}) > 1:
        raise SeveralPlans()


def refuse_concerned(work: Work, case_ids: Sequence[str]) -> None:
    """Nobody signs on what they benefit from, or on kin: another competent signer has to."""
    if hidden_among(work.tx, work.actor, case_ids):
        raise SignerConcerned()


def take_number(tx: Session, body: str, year: int, given: int | None) -> tuple[int, bool]:
    """(number, whether it is free) in the body's register of the year, which stays locked until the signature ends.

    A refused signature rolls the register back with everything else: numbers leave no gap.
    """
    key = {"body": body, "type": competence.DECISION_TYPE, "year": year}
    register = tx.scalar(select(NumberRegister).filter_by(**key).with_for_update())
    if register is None:
        register = NumberRegister(**key, last=0)
        tx.add(register)
    number = register.last + 1 if given is None else given
    taken = tx.scalar(select(Decision.id).filter_by(**key, number=number))
    register.last = max(register.last, number)
    return number, taken is None


def _ask_decision(
    desk: Desk,
    work: Work,
    voted: VotedList,
    case_ids: Sequence[str],
    listed: dict[str, Case],
    *,
    number: int,
    is_free: bool,
    dated: date,
) -> tuple[Evaluation, ...]:
    """P09 for the list, then P08 once for each level an award of the list is decided at."""
    levels = {policy_of(desk, work.tx, case).award(case.award).decided_at.value for case in listed.values()}
    kinds = {StageKind(case.stage_kind) for case in listed.values()}
    today = office_day(work.now)
    closed = [session.closed_at for session in voted.sessions.values() if session.closed_at is not None]
    waiting = set(voted.waiting)
    whole_list = room.list_is_the_voted_list(
        voted_yes=tuple(voted.passed),
        left_out_with_reason=tuple(case_id for case_id in voted.passed if case_id not in waiting),
        listed=tuple(case_ids),
    )
    in_order = tuple(
        room.decision_is_in_order(
            award_level=level,
            body_level=competence.level_of(kind),
            number=number,
            is_number_free=is_free,
            dated=dated,
            voted_on=max((office_day(at) for at in closed), default=today),
            signed_on=today,
        )
        for level in sorted(levels)
        for kind in sorted(kinds)
    )
    return (whole_list, *in_order)


def _refuse_minutes(tx: Session, counted: Sequence[AgendaItem]) -> None:
    """P07 again, on the minutes as they lie in the archive: nobody signs on a text altered since the count."""
    ratios: dict[str, list[tuple[int, int]]] = {}
    for item in counted:
        ratios.setdefault(item.session_id, []).append(counted_ratio(item))
    kept = select(SessionMinutes).where(SessionMinutes.session_id.in_(ratios))
    texts = {row.session_id: row.text for row in tx.scalars(kept)}
    refuse_blocked({key: ask_minutes(texts.get(key, ""), counted) for key, counted in ratios.items()})


def _write_decision(work: Work, first: Case, *, number: int, dated: date) -> Decision:
    decision = Decision(
        id=work.new_id(), body=first.body, body_name=first.body_name, type=competence.DECISION_TYPE, year=dated.year,
        number=number, printed=competence.printed_number(number), dated=dated, plan=first.plan, signed_at=work.now,
        signed_by=work.actor.subject, list_sha256="", evaluations=[],
    )  # fmt: skip
    work.tx.add(decision)
    return decision


def _kept(voted: VotedList, case_ids: Sequence[str], asked: Sequence[Evaluation]) -> list[dict[str, Any]]:
    policies = sorted({voted.cases[case_id].policy for case_id in case_ids})
    return [{"policies": policies, **to_plain(one)} for one in asked]


def _say_signed(
    work: Work, decision: Decision, sessions: Sequence[str], items: Sequence[AwardItem], asked: tuple[Evaluation, ...]
) -> None:
    work.tx.flush()
    votes = [{"decision_id": decision.id, "session_id": session_id} for session_id in sessions]
    insert_rows(work.tx, DecisionSession.__table__, votes)
    rows = [
        {"case_id": item.case, "decision_id": decision.id, "place": place, "bonus": item.bonus}
        for place, item in enumerate(items, start=1)
    ]
    insert_rows(work.tx, DecisionItem.__table__, rows)
    work.emit(
        decision.id,
        DecisionSigned(
            decision=decision.id, number=decision.printed, dated=decision.dated, signed_at=work.now,
            signed_by=decision.signed_by, body=decision.body, body_name=decision.body_name, plan=decision.plan,
            sessions=tuple(sessions), items=tuple(items), list_sha256=decision.list_sha256, evaluations=asked,
        ),
    )  # fmt: skip


def _award(
    work: Work, decision: Decision, cases: Sequence[Case], items: Sequence[AwardItem], asked: tuple[Evaluation, ...]
) -> None:
    """Each case learns its decision. P09 concerns the whole list and stands with the decision only."""
    in_order = tuple(one for one in asked if one.rule == "P08")
    for case in cases:
        case.decision_id = decision.id
        move(work, case, CaseState.AWARDED, action="sign", document=decision.printed)
        awarded = Awarded(
            case=case.id, unit=unit_of(case), step=step_of(case), decision=decision.id, number=decision.printed,
            dated=decision.dated, evaluations=in_order,
        )  # fmt: skip
        work.emit(case.id, awarded, policy=case.policy)
    save_cases(work.tx, cases)
    record_many(work, [(case, in_order) for case in cases], "sign")


def refuse_signature(desk: Desk, work: Work, case_id: str, *, seen: int | None, reason: str) -> Case:
    """The signer leaves one case out, with a reason (X02): it is not awarded and leaves the list to sign."""
    case = lock_case(work.tx, case_id, seen)
    refuse_uncovered("refuse_signature", work.actor, case)
    authorize(PERMISSIONS, "refuse_signature", work.actor, holding_body=case.body, state=case.is_in)
    least = policy_of(desk, work.tx, case).parameter("X02", "characters")
    asked = reason_is_given(characters=len(reason.strip()), least=least)
    refuse_blocked({"reason": (asked,)})
    case.refusal_reason = reason
    move(work, case, CaseState.NOT_AWARDED, action="refuse_signature", reason=reason)
    refused = Refused(case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, evaluations=(asked,))
    work.emit(case.id, refused, policy=case.policy)
    record_many(work, [(case, (asked,))], "refuse_signature")
    return case
