"""The signature: a person's act on what was passed, apart from the vote (domain.md §0.1).

Owns: decisions, whoever of the chain is competent for them. Promises: a decision lists what was passed, no name more
and none fewer without a reason (P09); it is competent, dated and numbered in order (P08); a case is decided once.
Leaves to others: the vote, and what is decided beyond the chain (`escalation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.review.authority import refuse_uncovered
from services.review.case_rows import save_cases
from services.review.cases import award_of, lock_case, move, policy_of, record_many, step_of, unit_of
from services.review.council_models import Decision, DecisionItem, DecisionSession
from services.review.decision_list import ask_list, award_item, list_hash
from services.review.list_at_hand import (
    ListAtHand,
    ask_subjects,
    ask_whole_list,
    kept_with,
    refuse_altered_minutes,
    refuse_concerned,
    take_in_hand,
)
from services.review.models import Case
from services.review.number_registers import take_number
from services.review.permissions import PERMISSIONS
from services.review.rule_parameters import level_deciding
from services.review.rules import competence
from services.review.rules import provincial_council as room
from services.review.rules.reasons import reason_is_given
from services.review.session_steps import Asked, refuse_blocked
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review import Awarded, AwardItem, DecisionSigned, Refused, Withdrawn
from shared.events.terms import CaseState, StageKind
from shared.permissions import authorize_in_any_state, refuse_state
from shared.rows import insert_rows
from shared.verdicts import Evaluation
from shared.versions import refuse_stale
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
    """Sign one decision on the votes of `session_ids` or, with none, on the minutes of the signer's own body.

    `case_ids` is the list as the signer read it. Without `number` the register gives the next of the body's year;
    without `dated` it is today.
    """
    hand = take_in_hand(desk, work, "sign", session_ids=session_ids, case_ids=case_ids)
    first, dated = hand.cases[0], dated or office_day(work.now)
    number, is_free = take_number(work.tx, first.body, competence.DECISION_TYPE, dated.year, number)
    asked = _ask_decision(desk, work, hand, number=number, is_free=is_free, dated=dated)
    subjects = ask_subjects(work, hand)
    refuse_blocked({"decision": asked, **subjects})
    refuse_altered_minutes(work.tx, hand.voted.source)
    salaries = desk.policies.salaries
    items = [award_item(policy_of(desk, work.tx, case), salaries, case, dated) for case in hand.cases]
    asked = (*asked, *ask_list(desk, work.tx, hand.cases, items, dated))
    decision = _write_decision(work, first, number=number, dated=dated)
    decision.list_sha256, decision.evaluations = list_hash(items), kept_with(hand.cases, asked)
    _say_signed(work, decision, sorted(hand.voted.source.sessions), items, asked)
    _award(work, decision, hand.cases, asked, subjects)
    return decision


def _ask_decision(
    desk: Desk, work: Work, hand: ListAtHand, *, number: int, is_free: bool, dated: date
) -> tuple[Evaluation, ...]:
    """P09 for the list, then P08 once for each level an award of the list is decided at."""
    awards = [award_of(policy_of(desk, work.tx, case), case) for case in hand.cases]
    today = office_day(work.now)
    in_order = tuple(
        room.decision_is_in_order(
            award_level=level,
            body_level=competence.level_of(hand.kind),
            number=number,
            is_number_free=is_free,
            dated=dated,
            voted_on=hand.voted.last_on or today,
            signed_on=today,
        )
        for level in sorted({level_deciding(award) for award in awards})
    )
    return (ask_whole_list(hand), *in_order)


def _write_decision(work: Work, first: Case, *, number: int, dated: date) -> Decision:
    printed = competence.printed_number(number, StageKind(first.stage_kind))
    decision = Decision(
        id=work.new_id(), body=first.body, body_name=first.body_name, type=competence.DECISION_TYPE, year=dated.year,
        number=number, printed=printed, dated=dated, plan=first.plan, signed_at=work.now,
        signed_by=work.actor.subject, list_sha256="", evaluations=[],
    )  # fmt: skip
    work.tx.add(decision)
    return decision


def _say_signed(
    work: Work, decision: Decision, sessions: Sequence[str], items: Sequence[AwardItem], asked: tuple[Evaluation, ...]
) -> None:
    work.tx.flush()
    votes = [{"decision_id": decision.id, "session_id": session_id} for session_id in sessions]
    if votes:
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
    work: Work, decision: Decision, cases: Sequence[Case], asked: tuple[Evaluation, ...], subjects: Asked
) -> None:
    """Each case learns its decision. P09 concerns the whole list and stands with the decision only."""
    in_order = tuple(one for one in asked if one.rule == "P08")
    of_case = {case.id: (*subjects[case.id], *in_order) for case in cases}
    for case in cases:
        case.decision_id = decision.id
        move(work, case, CaseState.AWARDED, action="sign", document=decision.printed)
        awarded = Awarded(
            case=case.id, unit=unit_of(case), step=step_of(case), decision=decision.id, number=decision.printed,
            dated=decision.dated, evaluations=of_case[case.id],
        )  # fmt: skip
        work.emit(case.id, awarded, policy=case.policy)
    save_cases(work.tx, cases)
    record_many(work, [(case, of_case[case.id]) for case in cases], "sign")


def _take_one_in_hand(work: Work, action: str, case_id: str, seen: int | None) -> Case:
    """The case locked, for whoever may sign at its body and is not concerned by it.

    Nobody without that authority learns that a case is of their kin; who is concerned learns nothing of its version.
    """
    case = lock_case(work.tx, case_id)
    authorize_in_any_state(PERMISSIONS, action, work.actor, holding_body=case.body)
    refuse_concerned(work, [case_id])
    refuse_uncovered(action, work.actor, case)
    refuse_stale(case, seen)
    refuse_state(PERMISSIONS, action, case.is_in)
    return case


def consent_to_withdrawal(work: Work, case_id: str, *, seen: int | None, reason: str, document: str) -> Case:
    """Whoever decides at home lets a case go after the vote, before it was sent to the signature or later.

    `document` is the letter in which the unit's head asks. Agenda and tally stay as voted; nobody sends or signs it.
    """
    case = _take_one_in_hand(work, "consent_to_withdrawal", case_id, seen)
    from_state = case.is_in
    move(work, case, CaseState.WITHDRAWN, action="consent_to_withdrawal", reason=reason, document=document)
    gone = Withdrawn(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, from_state=from_state, document=document
    )
    work.emit(case.id, gone, policy=case.policy)
    return case


def refuse_signature(desk: Desk, work: Work, case_id: str, *, seen: int | None, reason: str) -> Case:
    """The signer leaves one case out, with a reason (X02): it is not awarded and leaves the list to sign.

    Not who benefits from it, nor kin: it would end the case for good.
    """
    case = _take_one_in_hand(work, "refuse_signature", case_id, seen)
    least = policy_of(desk, work.tx, case).parameter("X02", "characters")
    asked = reason_is_given(characters=len(reason.strip()), least=least)
    refuse_blocked({"reason": (asked,)})
    case.refusal_reason = reason
    move(work, case, CaseState.NOT_AWARDED, action="refuse_signature", reason=reason)
    refused = Refused(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, evaluations=(asked,), is_decision=True
    )
    work.emit(case.id, refused, policy=case.policy)
    record_many(work, [(case, (asked,))], "refuse_signature")
    return case
