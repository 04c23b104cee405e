"""The meeting: attendance, opening the vote, and sending what passed to the signer.

Owns: these steps of a session. Promises: no ballot without a quorum (P04) or before every proposed recusal is decided;
each step raises the session's version. Leaves to others: the agenda (`agenda`), ballots (`ballots`), counting
(`closing`), ending without a count (`adjournment`), the signature (`signing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import update

from services.review.case_rows import save_cases
from services.review.cases import lock_cases, move, step_of, unit_of
from services.review.council_errors import AgendaToldTooLate, EmptyAgenda, NothingToSend
from services.review.council_models import CouncilSession, SessionMember, SessionState
from services.review.council_queries import agenda_of, members_of
from services.review.quorums import ask_quorum_of_session, ask_quorums, by_case, refuse_without_quorum
from services.review.recusal_queries import every_recusal_of
from services.review.recusals import Interest, declare_at_meeting, refuse_undecided
from services.review.session_steps import authorized_session, refuse_step, touch
from shared.clock import office_day
from shared.errors import InvalidInput, Place
from shared.events.council import AttendanceRecorded, EarlyVoteOpened
from shared.events.review import SentForSignature, VotingOpened
from shared.events.terms import CaseState
from shared.words import Words
from shared.work import Work


def record_attendance(
    work: Work, session_id: str, *, seen: int | None, present: Sequence[str], interests: Sequence[Interest] = ()
) -> CouncilSession:
    """Who is here (all of them, each time), and relations declared before voting. May be repeated until closing."""
    session = authorized_session(work, "record_attendance", session_id, seen=seen)
    refuse_step(session, SessionState.OPENED, SessionState.VOTING)
    if interests:
        refuse_step(session, SessionState.OPENED)
    members = members_of(work.tx, session_id)
    _refuse_strangers(present, members)
    here = set(present)
    work.tx.execute(
        update(SessionMember)
        .where(SessionMember.session_id == session_id)
        .values(is_present=SessionMember.member.in_(here))
    )
    if session.state == SessionState.OPENED:
        declare_at_meeting(work, session_id, interests, list(members))
    asked = ask_quorum_of_session(work, session)
    touch(work, session, "record_attendance", asked)
    work.emit(session.id, AttendanceRecorded(session=session.id, present=tuple(sorted(here)), evaluations=asked))
    return session


def _refuse_strangers(present: Sequence[str], members: Mapping[str, bool]) -> None:
    words = Words("Người này không phải ủy viên.", "This person is not a member.")
    places = [Place(f"present[{n}]", words) for n, one in enumerate(present) if one not in members]
    if places:
        raise InvalidInput(places=places)


def open_voting(work: Work, session_id: str, *, seen: int | None) -> CouncilSession:
    """Begin taking ballots; refused without a quorum for every case on the agenda (P04), with recusals undecided, and
    where a plan forbids it before its members knew the agenda long enough. Where plans only warn that is said."""
    session = authorized_session(work, "open_voting", session_id, seen=seen)
    refuse_step(session, SessionState.OPENED)
    items, today = agenda_of(work.tx, session_id), office_day(work.now)
    if not items:
        raise EmptyAgenda()
    _refuse_before(session.no_vote_before, today)
    # Who declared while the agenda was written found no session, and the session found no declaration. What is
    # somebody's to judge first is looked up with the attendance: here nobody could decide on it any more.
    declare_at_meeting(work, session_id, (), list(members_of(work.tx, session_id)), proposes=False)
    recused = every_recusal_of(work.tx, session_id)
    refuse_undecided(recused, items)
    asked = ask_quorums(items, members_of(work.tx, session_id), by_case(recused))
    refuse_without_quorum(asked, "open_voting")
    session.state, session.voting_opened_at = SessionState.VOTING.value, work.now
    distinct = tuple({str(one.facts): one for (one,) in asked.values()}.values())
    touch(work, session, "open_voting", distinct)
    work.emit(session.id, VotingOpened(session=session.id, evaluations=distinct))
    if session.votes_from is not None and today < session.votes_from:
        early = EarlyVoteOpened(
            session=session.id, body=session.body, opened_on=today, votes_from=session.votes_from
        )  # fmt: skip
        work.emit(session.id, early)
    return session


def _refuse_before(first: date | None, today: date) -> None:
    if first is not None and today < first:
        raise AgendaToldTooLate(
            f"Ủy viên phải được biết chương trình họp đủ số ngày kế hoạch quy định: biểu quyết từ ngày"
            f" {first:%d/%m/%Y}.",
            f"The plan lets members know the agenda for some working days: the vote opens from {first.isoformat()} on.",
        )


def send_for_signature(work: Work, session_id: str, *, seen: int | None) -> CouncilSession:
    """Send every passed case of the session to the signer; again for those that were held meanwhile."""
    session, voted = authorized_session(work, "send_for_signature", session_id, seen=seen), CaseState.COUNCIL_VOTED
    refuse_step(session, SessionState.CLOSED, SessionState.SENT)
    passed = [item.case_id for item in agenda_of(work.tx, session_id) if item.passed]
    cases = lock_cases(work.tx, passed, with_dossier=False)
    waiting = [case for case in cases.values() if case.is_in is voted]
    if not waiting:
        raise NothingToSend()
    for case in waiting:
        move(work, case, CaseState.PENDING_DECISION, action="send_for_signature", document=session_id)
        sent = SentForSignature(case=case.id, unit=unit_of(case), step=step_of(case), session=session_id)
        work.emit(case.id, sent, policy=case.policy)
    save_cases(work.tx, waiting)
    session.state = SessionState.SENT.value
    touch(work, session, "send_for_signature", ())
    return session
