"""Sending back, refusing, commenting: the words a level has beside passing.

Owns: the return with its list and due day, the refusal with level and reason, the area officer's comment.
Promises: no return or refusal without a reason (X02); one open return at a time.
Leaves to others: resubmission (events).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.review.actions_passing import begin_appraisal
from services.review.appraisal import ask_at_return, ask_for_reason, ask_on_dossier, refuse_unless_clear
from services.review.authority import authorize_at_stage, authorize_on_road, take_case
from services.review.cases import move, policy_of, record_evaluations, step_of, unit_of
from services.review.errors import PlaceTwice, PlaceUnknown
from services.review.models import Case, Comment, StageRun
from services.review.stage_clock import end_clock, stop_clock
from shared.clock import office_day
from shared.cross_rules import refusal_rests_on_evidence
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.codec import to_plain
from shared.events.places import NAMEABLE, covers
from shared.events.review import Commented, FixItem, Refused, Returned
from shared.events.terms import CaseState
from shared.policy import Policy
from shared.policy.calendar import Calendar
from shared.verdicts import Evaluation, Verdict
from shared.words import Words
from shared.work import Work


def return_for_supplement(
    desk: Desk, work: Work, case_id: str, *, seen: int, reason: str, items: Sequence[FixItem], due_on: date | None
) -> Case:
    """Send the dossier back with what is to be mended and until when; the stage stays this one's."""
    case = take_case(work, case_id)
    authorize_at_stage("return_for_supplement", work.actor, case, seen=seen)
    _refuse_unnameable(items)
    policy = policy_of(desk, work.tx, case)
    asked = ask_for_reason(case, policy, reason)
    refuse_unless_clear([asked])
    due = _due_back(work, policy, case.award, due_on, desk.policies.calendar)
    # What was found in order is kept too: it need not be checked again when the supplement comes.
    grounds = (*ask_at_return(work, case, desk.policies), *ask_on_dossier(work.tx, case, policy))
    record_evaluations(work, case, [asked, *grounds], "return_for_supplement")
    case.return_reason, case.return_due_on = reason.strip(), due
    case.return_items = [to_plain(item) for item in items]
    case.received_by = case.received_at = None
    stop_clock(case, office_day(work.now))
    move(work, case, CaseState.RETURNED, action="return_for_supplement", reason=reason.strip())
    fact = Returned(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=reason.strip(), items=tuple(items),
        due_on=due, evaluations=(asked, *grounds),
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return case


def _refuse_unnameable(items: Sequence[FixItem]) -> None:
    """Each item names a place of a dossier, and no place twice, so that every change answers one item."""
    named = [item.part for item in items]
    unknown = [Place(f"items[{at}].part", _not_among(part)) for at, part in enumerate(named) if part not in NAMEABLE]
    if unknown:
        raise PlaceUnknown(places=unknown)
    for at, part in enumerate(named):
        for earlier in named[:at]:
            if covers(earlier, part) or covers(part, earlier):
                words = Words(f"“{part}” đã nằm trong “{earlier}”.", f"“{part}” and “{earlier}” overlap.")
                raise PlaceTwice(places=[Place(f"items[{at}].part", words)])


def _not_among(part: str) -> Words:
    known = ", ".join(NAMEABLE)
    return Words(f"Không có mục “{part}”. Được nêu: {known}.", f"There is no place “{part}”. Known are: {known}.")


def _due_back(
    work: Work, policy: Policy, award: str, wanted: date | None, calendar: Calendar
) -> date:
    """The day asked for, or the last of the period in which a unit mends a returned dossier."""
    today = office_day(work.now)
    if wanted is None:
        return policy.rulebook.clock("supplement", award).last_day(today, calendar)
    if wanted < today:
        words = Words("Hạn bổ sung không được trước hôm nay.", "The due day may not lie before today.")
        raise InvalidInput(places=[Place("due_on", words)])
    return wanted


def refuse(desk: Desk, work: Work, case_id: str, *, seen: int, reason: str) -> Case:
    """Not awarded at this level, for a reason; the level stands with it."""
    case = take_case(work, case_id)
    authorize_at_stage("refuse", work.actor, case, seen=seen)
    policy = policy_of(desk, work.tx, case)
    asked = (ask_for_reason(case, policy, reason), _ask_for_evidence(work.tx, case, policy))
    refuse_unless_clear(asked)
    record_evaluations(work, case, asked, "refuse")
    begin_appraisal(work, case)
    case.refusal_reason = reason.strip()
    end_clock(case)
    close_stage(work, case, "refused")
    move(work, case, CaseState.NOT_AWARDED, action="refuse", reason=reason.strip())
    fact = Refused(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=reason.strip(), evaluations=asked
    )
    work.emit(case.id, fact, policy=case.policy)
    return case


def _ask_for_evidence(tx: Session, case: Case, policy: Policy) -> Evaluation:
    """X05: what the dossier only lacks is asked for, not held against it."""
    said = ask_on_dossier(tx, case, policy)
    return refusal_rests_on_evidence(
        unknown_rules=tuple(one.rule for one in said if one.verdict is Verdict.UNKNOWN),
        failed_rules=tuple(one.rule for one in said if one.verdict is Verdict.FAILS),
    )


def close_stage(work: Work, case: Case, outcome: str) -> None:
    """End the stage the case stands at; one that was passed keeps its outcome."""
    here = (StageRun.case_id == case.id, StageRun.stage_index == case.stage_index, StageRun.closed_at.is_(None))
    work.tx.execute(update(StageRun).where(*here).values(closed_at=work.now, outcome=outcome))


def comment(work: Work, case_id: str, *, words: str) -> Case:
    """The area officer's word. It asks for no version: help is welcome however the case has moved."""
    case = take_case(work, case_id)
    authorize_on_road("comment", work.actor, case)
    move(work, case, case.is_in, action="comment")
    work.tx.add(
        Comment(
            case_id=case.id, number=case.version, at=work.now, author=work.actor.subject, unit=work.actor.unit,
            stage_index=case.stage_index, words=words,
        )
    )  # fmt: skip
    fact = Commented(case=case.id, unit=unit_of(case), step=step_of(case), comment=words)
    work.emit(case.id, fact, policy=case.policy)
    return case
