"""Ending a session without a count, or taking cases off its agenda: before the vote, later only for want of a quorum.

Owns: both acts. Promises: a case goes back to the queue it came from and says so; ballots of an adjourned session, and
papers of a case that left the agenda, are void and never counted; each act gives its reason. Leaves to others: calling
the next session.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from services.review.blindness import hidden_among
from services.review.case_rows import save_cases
from services.review.cases import lock_cases, move, step_of, unit_of
from services.review.council_errors import CaseHasQuorum, CaseNotReady, EmptyAgenda
from services.review.council_models import AgendaItem, CouncilSession, PublicNotice, SessionState
from services.review.council_queries import agenda_of, members_of
from services.review.models import Case
from services.review.notices_outdated import outdated_notices
from services.review.quorums import ask_quorum_of_session, ask_quorums, by_case
from services.review.recusal_queries import recusals_of
from services.review.session_steps import authorized_session, refuse_step, touch
from shared.errors import Place
from shared.events.council import CasesDeferred, Requeued, SessionAdjourned
from shared.events.terms import CaseState
from shared.verdicts import Evaluation, Verdict
from shared.work import Work


def adjourn_session(work: Work, session_id: str, *, seen: int | None, reason: str) -> CouncilSession:
    """End a session that cannot or need not vote: as a rule for want of a quorum (P04 is kept with it)."""
    session = authorized_session(work, "adjourn_session", session_id, seen=seen)
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
    """Take cases off the agenda: one that lost its quorum to recusals must not keep the others back.

    While ballots are taken only such a case leaves (`session.case_has_quorum`), and never the last one: that is an
    adjournment. Papers cast for it stay in the box uncounted, so that their receipts still find them.
    """
    session = authorized_session(work, "defer_cases", session_id, seen=seen)
    refuse_step(session, SessionState.OPENED, SessionState.VOTING)
    waiting = {case.id: case for case in _waiting(work, session)}
    if strange := sorted(set(case_ids) - set(waiting) | hidden_among(work.tx, work.actor, case_ids)):
        raise CaseNotReady(
            f"Hồ sơ {strange[0]} không chờ biểu quyết ở phiên này.", f"Case {strange[0]} waits for no vote here."
        )
    deferred = [waiting[case_id] for case_id in dict.fromkeys(case_ids)]
    asked = _want_of_quorum(work, session, deferred, waiting) if session.state == SessionState.VOTING else ()
    _send_back(work, session, deferred, "defer_cases", reason)
    ids = [case.id for case in deferred]
    work.tx.execute(
        update(AgendaItem)
        .where(AgendaItem.session_id == session_id, AgendaItem.case_id.in_(ids))
        .values(is_off=True)
    )
    touch(work, session, "defer_cases", asked)
    work.emit(session_id, CasesDeferred(session=session_id, cases=tuple(ids), reason=reason, evaluations=asked))
    return session


def _want_of_quorum(
    work: Work, session: CouncilSession, deferred: Sequence[Case], waiting: Collection[str]
) -> tuple[Evaluation, ...]:
    """P04 of each deferred case, once where it says the same; refuses those that can be voted on."""
    ids = {case.id for case in deferred}
    items = [item for item in agenda_of(work.tx, session.id) if item.case_id in ids]
    recused = by_case(recusals_of(work.tx, session.id))
    asked = {case_id: one for case_id, (one,) in ask_quorums(items, members_of(work.tx, session.id), recused).items()}
    sound = [Place(case_id, one.words, one.rule) for case_id, one in asked.items() if one.verdict is Verdict.HOLDS]
    if sound:
        raise CaseHasQuorum(places=sound)
    if ids == set(waiting):
        raise EmptyAgenda(
            "Mọi hồ sơ đều không đủ số ủy viên dự họp để xét: phải hoãn cả phiên họp.",
            "No case has a quorum: the session has to be adjourned.",
        )
    return tuple({str(one.facts): one for one in asked.values()}.values())


def _waiting(work: Work, session: CouncilSession) -> list[Case]:
    """The cases of the agenda that still wait for this session's vote, in its order, locked."""
    ids = [item.case_id for item in agenda_of(work.tx, session.id)]
    locked = lock_cases(work.tx, ids, with_dossier=False)
    cases = [locked[case_id] for case_id in ids]
    return [case for case in cases if case.is_in is CaseState.COUNCIL_QUEUE and case.session_id == session.id]


def _send_back(work: Work, session: CouncilSession, cases: Sequence[Case], action: str, reason: str) -> None:
    ids = [case.id for case in cases]
    noticed = set(work.tx.scalars(select(PublicNotice.case_id).where(PublicNotice.case_id.in_(ids))))
    # What names something else by now is not hanging out: the case waits to be published again.
    noticed -= outdated_notices(work.tx, cases)
    for case in cases:
        queue = CaseState.PUBLIC_NOTICE if case.id in noticed else CaseState.STAGE_PASSED
        case.session_id = None
        move(work, case, queue, action=action, reason=reason, document=session.id)
        back = Requeued(
            case=case.id, unit=unit_of(case), step=step_of(case), session=session.id, to_state=queue, reason=reason
        )
        work.emit(case.id, back, policy=case.policy)
    save_cases(work.tx, cases)
