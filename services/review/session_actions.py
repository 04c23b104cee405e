"""The meeting: attendance, opening the vote, and sending what passed to the signer.

Owns: these steps of a session. Promises: no ballot without a quorum (P04); each step raises the session's version.
Leaves to others: the agenda (`agenda`), ballots (`ballots`), counting (`closing`), the signature (`signing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from services.review.agenda import Asked, Interest, recuse, refuse_blocked, refuse_foreign
from services.review.case_rows import save_cases
from services.review.cases import lock_cases, move, step_of, unit_of
from services.review.council_errors import NothingToSend, SessionWrongState
from services.review.council_metrics import SESSIONS_WITHOUT_QUORUM
from services.review.council_models import AgendaItem, CouncilSession, Recusal, SessionMember, SessionState
from services.review.council_queries import (
    agenda_of,
    hands_of,
    law_of,
    lock_session,
    members_of,
    policies_of,
    recusals_of,
)
from services.review.permissions import PERMISSIONS
from services.review.rules import provincial_council as room
from services.review.rules.recusal import Ground
from services.review.rules.vote_law import Law
from shared.errors import InvalidInput, Place, RuleBlocked
from shared.events.codec import to_plain
from shared.events.review import AttendanceRecorded, SentForSignature, VotingOpened
from shared.events.terms import CaseState
from shared.permissions import authorize
from shared.verdicts import Evaluation
from shared.words import Words
from shared.work import Work


def record_attendance(
    work: Work, session_id: str, *, seen: int | None, present: Sequence[str], interests: Sequence[Interest] = ()
) -> CouncilSession:
    """Who is here (all of them, each time), and relations declared before voting. May be repeated until closing."""
    session = lock_session(work.tx, session_id, seen)
    authorize_at(work, "record_attendance", session.body)
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
    _declare(work, session_id, interests, members)
    asked = _ask_quorum_of_session(work, session, present=len(here), total=len(members))
    touch(work, session, "record_attendance", asked)
    work.emit(session.id, AttendanceRecorded(session=session.id, present=tuple(sorted(here)), evaluations=asked))
    return session


def _declare(work: Work, session_id: str, interests: Sequence[Interest], members: Mapping[str, bool]) -> None:
    if not interests:
        return
    items = agenda_of(work.tx, session_id)
    refuse_foreign(interests, [item.case_id for item in items], members)
    cases = lock_cases(work.tx, [item.case_id for item in items], with_dossier=False)
    earlier = [
        Interest(member=row.member, case=row.case_id, ground=Ground(row.ground))
        for row in recusals_of(work.tx, session_id)
        if row.ground in (Ground.RELATED, Ground.BENEFITS)
    ]
    work.tx.execute(delete(Recusal).where(Recusal.session_id == session_id))
    recuse(work, session_id, hands_of(work.tx, cases.values()), list(members), [*earlier, *interests])


def _refuse_strangers(present: Sequence[str], members: Mapping[str, bool]) -> None:
    words = Words("Người này không phải ủy viên.", "This person is not a member.")
    places = [Place(f"present[{n}]", words) for n, one in enumerate(present) if one not in members]
    if places:
        raise InvalidInput(places=places)


def _ask_quorum_of_session(
    work: Work, session: CouncilSession, *, present: int, total: int
) -> tuple[Evaluation, ...]:
    """P04 for the meeting as a whole, by the most demanding law on its agenda."""
    law = strictest_quorum([law_of(item.law) for item in agenda_of(work.tx, session.id)])
    return (ask_quorum(law, present=present, total=total, recused=0, recused_present=0),)


def strictest_quorum(laws: Sequence[Law]) -> Law:
    """The most demanding law of an agenda: the meeting as a whole has to satisfy it."""
    return max(laws, key=lambda law: Fraction(law.quorum_numerator, law.quorum_denominator))


def ask_quorum(law: Law, *, present: int, total: int, recused: int, recused_present: int) -> Evaluation:
    return room.quorum_is_reached(
        present=present, total=total, recused=recused, recused_present=recused_present,
        recused_leave=law.recused_leave_quorum, numerator=law.quorum_numerator, denominator=law.quorum_denominator,
    )  # fmt: skip


def recused_by_case(tx: Session, session_id: str) -> dict[str, list[str]]:
    """Who does not vote on which case."""
    found: dict[str, list[str]] = {}
    for row in recusals_of(tx, session_id):
        found.setdefault(row.case_id, []).append(row.member)
    return found


def ask_quorums(
    items: Sequence[AgendaItem], members: Mapping[str, bool], recused: Mapping[str, Sequence[str]]
) -> Asked:
    """P04 for each case, of `members` to presence and with those recused from it."""
    return {
        item.case_id: (
            ask_quorum(
                law_of(item.law),
                present=sum(members.values()),
                total=len(members),
                recused=len(recused.get(item.case_id, ())),
                recused_present=sum(members[member] for member in recused.get(item.case_id, ())),
            ),
        )
        for item in items
    }


def open_voting(work: Work, session_id: str, *, seen: int | None) -> CouncilSession:
    """Begin taking ballots; refused without a quorum for every case on the agenda (P04)."""
    session = lock_session(work.tx, session_id, seen)
    authorize_at(work, "open_voting", session.body)
    refuse_step(session, SessionState.OPENED)
    items = agenda_of(work.tx, session_id)
    asked = ask_quorums(items, members_of(work.tx, session_id), recused_by_case(work.tx, session_id))
    refuse_without_quorum(asked, "open_voting")
    session.state, session.voting_opened_at = SessionState.VOTING.value, work.now
    distinct = tuple({str(one.facts): one for (one,) in asked.values()}.values())
    touch(work, session, "open_voting", distinct)
    work.emit(session.id, VotingOpened(session=session.id, evaluations=distinct))
    return session


def refuse_without_quorum(asked: Asked, step: str) -> None:
    try:
        refuse_blocked(asked)
    except RuleBlocked:
        SESSIONS_WITHOUT_QUORUM.labels(step).inc()
        raise


def send_for_signature(work: Work, session_id: str, *, seen: int | None) -> CouncilSession:
    """Send every passed case of the session to the signer; again for those that were held meanwhile."""
    session = lock_session(work.tx, session_id, seen)
    voted = CaseState.COUNCIL_VOTED
    authorize(PERMISSIONS, "send_for_signature", work.actor, holding_body=session.body, state=voted)
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


def authorize_at(work: Work, action: str, body: str) -> None:
    """Authority over a record that has no case state of its own."""
    authorize(PERMISSIONS, action, work.actor, holding_body=body)


def refuse_step(session: CouncilSession, *steps: SessionState) -> None:
    if session.state not in steps:
        raise SessionWrongState(
            f"Phiên họp đang ở bước “{session.state}”.",
            f"The session is at step {session.state}; this is possible at: {', '.join(steps)}",
        )


def touch(work: Work, session: CouncilSession, change: str, asked: Sequence[Evaluation]) -> None:
    """Raise the session's version, naming who changed what, and keep what the rules said of the session."""
    if asked:
        # The row is written once, at the end, and not before this select.
        with work.tx.no_autoflush:
            policies = policies_of(work.tx, session.id)
        known = {"action": change, "at": work.now.isoformat(), "policies": policies}
        session.evaluations = [*session.evaluations, *({**known, **to_plain(one)} for one in asked)]
    session.version += 1
    session.changed_by, session.changed_at, session.change = work.actor.subject, work.now, change
