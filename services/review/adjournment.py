"""Ending a session without a count, or taking cases off its agenda before the vote.

Owns: both acts. Promises: a case goes back to the queue it came from and says so; ballots of an adjourned session are
void and never counted; each act gives its reason. Leaves to others: calling the next session.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from services.review.case_rows import save_cases
from services.review.cases import lock_cases, move, step_of, unit_of
from services.review.council_errors import CaseNotReady
from services.review.council_models import AgendaItem, CouncilSession, PublicNotice, SessionState
from services.review.council_queries import agenda_of, lock_session, members_of
from services.review.models import Case
from services.review.permissions import PERMISSIONS
from services.review.quorums import ask_quorum_of_session
from services.review.session_steps import refuse_step, touch
from shared.events.council import CasesDeferred, Requeued, SessionAdjourned
from shared.events.terms import CaseState
from shared.permissions import authorize
from shared.work import Work


def adjourn_session(work: Work, session_id: str, *, seen: int | None, reason: str) -> CouncilSession:
    """End a session that cannot or need not vote: as a rule for want of a quorum (P04 is kept with it)."""
    session = lock_session(work.tx, session_id, seen)
    authorize(PERMISSIONS, "adjourn_session", work.actor, holding_body=session.body)
    refuse_step(session, SessionState.OPENED, SessionState.VOTING)
    asked, members = ask_quorum_of_session(work, session), members_of(work.tx, session_id)
    waiting = _waiting(work, session)
    _send_back(work, session, waiting, "adjourn_session", reason)
    session.state, session.adjourned_for = SessionState.ADJOURNED.value, reason
    touch(work, session, "adjourn_session", asked)
    work.emit(
        session_id,
        SessionAdjourned(
            session=session_id, council=session.council_id, body=session.body,
            cases=tuple(case.id for case in waiting), present=sum(members.values()), members=tuple(members),
            reason=reason, evaluations=asked,
        ),
    )  # fmt: skip
    return session


def defer_cases(
    work: Work, session_id: str, *, seen: int | None, case_ids: Sequence[str], reason: str
) -> CouncilSession:
    """Take cases off the agenda before the vote: one that lost its quorum to recusals must not keep the others back."""
    session = lock_session(work.tx, session_id, seen)
    authorize(PERMISSIONS, "defer_cases", work.actor, holding_body=session.body)
    refuse_step(session, SessionState.OPENED)
    waiting = {case.id: case for case in _waiting(work, session)}
    if strange := sorted(set(case_ids) - set(waiting)):
        raise CaseNotReady(
            f"Hồ sơ {strange[0]} không chờ biểu quyết ở phiên này.", f"Case {strange[0]} waits for no vote here."
        )
    deferred = [waiting[case_id] for case_id in dict.fromkeys(case_ids)]
    _send_back(work, session, deferred, "defer_cases", reason)
    ids = [case.id for case in deferred]
    work.tx.execute(
        update(AgendaItem)
        .where(AgendaItem.session_id == session_id, AgendaItem.case_id.in_(ids))
        .values(is_off=True)
    )
    touch(work, session, "defer_cases", ())
    work.emit(session_id, CasesDeferred(session=session_id, cases=tuple(ids), reason=reason))
    return session


def _waiting(work: Work, session: CouncilSession) -> list[Case]:
    """The cases of the agenda that still wait for this session's vote, in its order, locked."""
    ids = [item.case_id for item in agenda_of(work.tx, session.id)]
    locked = lock_cases(work.tx, ids, with_dossier=False)
    cases = [locked[case_id] for case_id in ids]
    return [case for case in cases if case.is_in is CaseState.COUNCIL_QUEUE and case.session_id == session.id]


def _send_back(work: Work, session: CouncilSession, cases: Sequence[Case], action: str, reason: str) -> None:
    noticed = set(
        work.tx.scalars(select(PublicNotice.case_id).where(PublicNotice.case_id.in_([case.id for case in cases])))
    )
    for case in cases:
        queue = CaseState.PUBLIC_NOTICE if case.id in noticed else CaseState.STAGE_PASSED
        case.session_id = None
        move(work, case, queue, action=action, reason=reason, document=session.id)
        back = Requeued(
            case=case.id, unit=unit_of(case), step=step_of(case), session=session.id, to_state=queue, reason=reason
        )
        work.emit(case.id, back, policy=case.policy)
    save_cases(work.tx, cases)
