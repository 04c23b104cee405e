"""Holding and releasing: while something is being verified nothing is awarded or sent up (ND152 Art 4(4)).

Owns: both acts on one case. Promises: each names its document; the clock stands still in between; what a submission
brought, no hand of the proposing union releases, and nobody a case they are concerned by (M09).
Leaves to others: the register of open verifications (nomination), holds that come with a submission (consumers).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.authority import authorize_at_stage, take_case
from services.review.cases import move, step_of, unit_of
from services.review.errors import HeldFromOutside
from services.review.models import Case, HeardVersion, Transition
from services.review.permissions import PERMISSIONS
from services.review.stage_clock import let_clock_go_on, stop_clock
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review import Held, Released
from shared.events.terms import CaseState, HoldKind, StageKind
from shared.permissions import authorize_in_any_state, refuse_state
from shared.verdicts import Consequence
from shared.versions import refuse_stale
from shared.work import Work


def hold(work: Work, case_id: str, *, seen: int, kind: HoldKind, document: str) -> Case:
    """Stop the case where it is."""
    case = take_case(work, case_id)
    authorize_at_stage("hold", work.actor, case, seen=seen)
    set_on_hold(work, case, kind=kind, document=document)
    move(work, case, CaseState.ON_HOLD, action="hold", document=document)
    return case


def release(desk: Desk, work: Work, case_id: str, *, seen: int, document: str) -> Case:
    """Let it go on where it stopped, on a written conclusion. `HeldFromOutside` where a submission brought the hold and
    the case lies with the union that proposes."""
    case = take_case(work, case_id)
    set_free(desk, work, case, action=_authorized_release(work, case, seen), document=document)
    return case


def _authorized_release(work: Work, case: Case, seen: int) -> str:
    """The action of the table that lets the actor release the case."""
    is_brought = _is_brought(work.tx, case)
    if is_brought and work.actor.role in PERMISSIONS["release_brought"].roles:
        authorize_in_any_state(PERMISSIONS, "release_brought", work.actor)
        refuse_stale(case, seen)
        refuse_state(PERMISSIONS, "release_brought", case.is_in)
        return "release_brought"
    authorize_at_stage("release", work.actor, case, seen=seen)
    if is_brought and StageKind(case.stage_kind) is StageKind.GRASSROOTS:
        raise HeldFromOutside()
    return "release"


def _is_brought(tx: Session, case: Case) -> bool:
    """Whether G08 found something open when the version before us was sent, and nobody released the case since: also
    where a hold of the stage stood already and was kept."""
    steps = select(Transition.action).where(Transition.case_id == case.id, Transition.action.in_(_BRING_OR_RELEASE))
    last = tx.scalar(steps.order_by(Transition.number.desc()).limit(1))
    sent = tx.get(HeardVersion, (case.id, case.dossier_version)) if last in _BRING else None
    said = () if sent is None else sent.evaluations
    return any(one["rule"] == "G08" and one["consequence"] == Consequence.HOLD for one in said)


_BRING = frozenset({"submit", "resubmit"})
_BRING_OR_RELEASE = _BRING | {"release", "release_brought", "release_beyond"}


def set_free(
    desk: Desk, work: Work, case: Case, *, action: str, document: str, notice: str | None = None
) -> None:
    """Forget the hold and let the clock go on; say so."""
    back_to = case.goes_on_in
    let_clock_go_on(case, desk.policies.calendar, office_day(work.now))
    forget_hold(case)
    move(work, case, back_to, action=action, document=document)
    fact = Released(
        case=case.id, unit=unit_of(case), step=step_of(case), document=document, to_state=back_to,
        due_on=None if case.clock_stopped_on else case.due_on, notice=notice, award=case.award,
        reason=case.return_reason if back_to is CaseState.RETURNED else None,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)


def forget_hold(case: Case) -> None:
    case.resume_state = case.hold_kind = case.hold_document = case.held_at = None


def set_on_hold(
    work: Work, case: Case, *, kind: HoldKind, document: str, notice: str | None = None,
    from_state: CaseState | None = None,
) -> None:  # fmt: skip
    """Keep what the case is held for and where it goes on afterwards (`from_state`: not where it is); say that it is
    held (`notice` as of `Held`)."""
    from_state = from_state or case.is_in
    case.resume_state, case.hold_kind, case.hold_document = from_state.value, kind.value, document
    case.held_at = work.now
    stop_clock(case, office_day(work.now))
    fact = Held(
        case=case.id, unit=unit_of(case), step=step_of(case), kind=kind, document=document, from_state=from_state,
        notice=notice,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
