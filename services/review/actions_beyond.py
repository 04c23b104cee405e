"""What else happens to a case that lies beyond its chain: it is held, released, or taken back with consent.

Owns: the three acts. Promises: each names its paper; the body ahead is told by letter, and its clock stands still while
the case is held; nobody takes back what the decider has not let go (domain.md §6).
Leaves to others: sending it up (`escalation`), answers (`outside_answers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.review.actions_holds import forget_hold, set_free, set_on_hold
from services.review.authority import take_case
from services.review.cases import move, step_of, unit_of
from services.review.council_errors import AnsweredAlready
from services.review.escalation_models import Submission
from services.review.escalation_queries import cases_on, get_submission
from services.review.models import Case
from services.review.permissions import PERMISSIONS
from services.review.rules.beyond import why_not_dated
from services.review.rules.chain import acts_at
from services.review.stage_clock import end_clock
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Forbidden, InvalidInput, Place
from shared.events.review import Withdrawn
from shared.events.terms import CaseState, HoldKind, StageKind
from shared.permissions import authorize_in_any_state, refuse_state
from shared.versions import refuse_stale
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The decider lets a case go: its paper of the day `dated`."""

    document: str
    dated: date


def hold_beyond(
    work: Work, submission_id: str, case_id: str, *, seen: int, kind: HoldKind, document: str, notice: str
) -> Case:
    """Hold a case of the letter (ND152 Art 4(4)); `notice` is the letter that tells the body it lies with."""
    case = _of_our_letter(work, "hold_beyond", submission_id, case_id, seen)
    set_on_hold(work, case, kind=kind, document=document, notice=notice)
    move(work, case, CaseState.ON_HOLD, action="hold_beyond", document=document)
    return case


def release_beyond(
    desk: Desk, work: Work, submission_id: str, case_id: str, *, seen: int, document: str, notice: str
) -> Case:
    """Let it go on where it lies, on a written conclusion; `notice` as above."""
    case = _of_our_letter(work, "release_beyond", submission_id, case_id, seen)
    set_free(desk, work, case, action="release_beyond", document=document, notice=notice)
    return case


def withdraw_with_consent(
    work: Work, submission_id: str, case_id: str, *, seen: int, reason: str, consent: Consent
) -> Case:
    """The head of who answers for it takes the case back: domain.md §6, “later only with decider's consent”."""
    letter, case = get_submission(work.tx, submission_id), take_case(work, case_id)
    authorize_in_any_state(PERMISSIONS, "withdraw_with_consent", work.actor, own_unit=case.answering)
    refuse_stale(case, seen)
    refuse_state(PERMISSIONS, "withdraw_with_consent", case.is_in)
    _refuse_unless_on(letter, case)
    undated = why_not_dated(consent.dated, letter_dated=letter.dated, today=office_day(work.now))
    if undated is not None:
        raise InvalidInput(places=[Place("dated", undated)])
    from_state = case.is_in
    case.submission_id = None
    end_clock(case)
    forget_hold(case)
    move(work, case, CaseState.WITHDRAWN, action="withdraw_with_consent", reason=reason, document=consent.document)
    fact = Withdrawn(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, from_state=from_state,
        document=consent.document,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    return case


def _of_our_letter(work: Work, action: str, submission_id: str, case_id: str, seen: int) -> Case:
    """The case, where the actor may act for the body that signed the letter."""
    letter, case = get_submission(work.tx, submission_id), take_case(work, case_id)
    authorize_in_any_state(PERMISSIONS, action, work.actor, holding_body=letter.body)
    if not acts_at(work.actor.role, StageKind(letter.stage_kind)):
        raise Forbidden("Vai trò của bạn không xử lý ở cấp này.", f"the role {work.actor.role} does not act there")
    # The letter is theirs; of a case that never stood on it they learn nothing.
    if case.id not in cases_on(work.tx, letter.id):
        raise AnsweredAlready()
    refuse_stale(case, seen)
    refuse_state(PERMISSIONS, action, case.is_in)
    _refuse_unless_on(letter, case)
    return case


def _refuse_unless_on(letter: Submission, case: Case) -> None:
    if case.submission_id != letter.id:
        raise AnsweredAlready()
