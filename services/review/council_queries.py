"""Reading the council's room: councils, sessions, agenda, members, ballots counted, decisions.

Owns: every select of the room. Promises: no query joins a member to a choice of a secret vote; tallies are shown after
closing only. Leaves to others: writing (actions), the form of answers (`council_schemas`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from services.review.council_errors import CouncilAbsent, DecisionAbsent, SessionAbsent
from services.review.council_models import (
    AgendaItem,
    BallotPaper,
    Council,
    CouncilMember,
    CouncilSession,
    Decision,
    DecisionItem,
    DecisionSession,
    SessionMember,
    SessionMinutes,
    Voter,
)
from services.review.models import Case
from services.review.rules.vote_law import Denominator, Law
from shared.events.terms import BallotChoice

_SESSION: Any = bindparam("session")
# Made once: each is asked at nearly every step of a session.
_LOCK = (
    select(CouncilSession)
    .where(CouncilSession.id == _SESSION)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_AGENDA = (
    select(AgendaItem)
    .where(AgendaItem.session_id == _SESSION, AgendaItem.is_off.is_(False))
    .order_by(AgendaItem.number)
)
_POLICIES = (
    select(Case.policy)
    .join(AgendaItem, AgendaItem.case_id == Case.id)
    .where(AgendaItem.session_id == _SESSION)
    .distinct()
    .order_by(Case.policy)
)
_MEMBERS = (
    select(SessionMember.member, SessionMember.is_present)
    .where(SessionMember.session_id == _SESSION)
    .order_by(SessionMember.place)
)


def get_council(tx: Session, council_id: str) -> Council:
    council = tx.get(Council, council_id)
    if council is None:
        raise CouncilAbsent()
    return council


def council_and_successor(tx: Session, council_id: str, on: date) -> tuple[Council, Council | None]:
    """A council, and the one of its body and kind that has taken its place by a day: seated for a later day, or later
    for the same one."""
    named = aliased(Council)
    same = (named.id == council_id) & (named.body == Council.body) & (named.kind == Council.kind)
    wanted = select(Council).join(named, same).order_by(Council.valid_from.desc(), Council.id.desc())
    found = tx.scalars(wanted).all()
    council = next((one for one in found if one.id == council_id), None)
    if council is None:
        raise CouncilAbsent()
    newer = next((one for one in found[: found.index(council)] if one.valid_from <= on), None)
    return council, newer


def seated_in(tx: Session, council_id: str) -> list[str]:
    """The members of a council in the order of its document."""
    wanted = select(CouncilMember.member).where(CouncilMember.council_id == council_id)
    return list(tx.scalars(wanted.order_by(CouncilMember.place)))


def get_session(tx: Session, session_id: str) -> CouncilSession:
    session = tx.get(CouncilSession, session_id)
    if session is None:
        raise SessionAbsent()
    return session


def lock_session(tx: Session, session_id: str) -> CouncilSession:
    """The session, locked; for an act that needs its version `session_steps.authorized_session`."""
    session = tx.scalar(_LOCK, {"session": session_id})
    if session is None:
        raise SessionAbsent()
    return session


def agenda_of(tx: Session, session_id: str) -> list[AgendaItem]:
    """What the session deals with, in order; what was deferred is off."""
    return list(tx.scalars(_AGENDA, {"session": session_id}))


def policies_of(tx: Session, session_id: str) -> list[str]:
    """The policies the agenda is judged by: the hash of each, once (X03)."""
    return list(tx.scalars(_POLICIES, {"session": session_id}))


def law_of(stored: Mapping[str, Any]) -> Law:
    """The law frozen on the agenda."""
    return Law(**{**stored, "denominator": Denominator(stored["denominator"])})


def members_of(tx: Session, session_id: str) -> dict[str, bool]:
    """Member to presence, in the order of the council."""
    return dict(tx.execute(_MEMBERS, {"session": session_id}).all())


def voters_of(tx: Session, session_id: str) -> list[Voter]:
    """Who has voted, in the order of their names: never in that of the papers."""
    return list(tx.scalars(select(Voter).where(Voter.session_id == session_id).order_by(Voter.member)))


def counted_ratio(item: AgendaItem) -> tuple[int, int]:
    """(yes votes, of whom) of a counted case, also while its split waits: for checks, never to be shown."""
    tally: Mapping[str, Any] = item.sealed or item.tally or {}
    return tally["yes"], tally["counted_of"]


def papers_of(tx: Session, session_id: str, member: str) -> dict[str, BallotChoice]:
    """The choices of a member by case, in an open vote; nothing in a secret one."""
    wanted = select(BallotPaper.case_id, BallotPaper.choice).where(
        BallotPaper.session_id == session_id, BallotPaper.member == member
    )
    return {case_id: BallotChoice(choice) for case_id, choice in tx.execute(wanted)}


def cases_by_id(tx: Session, ids: Iterable[str]) -> dict[str, Case]:
    """Cases without their dossiers, unlocked."""
    return {case.id: case for case in tx.scalars(select(Case).where(Case.id.in_(list(ids))))}


def get_minutes(tx: Session, session_id: str) -> SessionMinutes:
    minutes = tx.get(SessionMinutes, session_id)
    if minutes is None:
        raise SessionAbsent("Phiên họp chưa có biên bản.", "The session has no minutes yet.")
    return minutes


def get_decision(tx: Session, decision_id: str) -> Decision:
    decision = tx.get(Decision, decision_id)
    if decision is None:
        raise DecisionAbsent()
    return decision


def items_of(tx: Session, decision_id: str) -> list[DecisionItem]:
    wanted = select(DecisionItem).where(DecisionItem.decision_id == decision_id)
    return list(tx.scalars(wanted.order_by(DecisionItem.place)))


def sessions_of(tx: Session, decision_id: str) -> list[str]:
    wanted = select(DecisionSession.session_id).where(DecisionSession.decision_id == decision_id)
    return list(tx.scalars(wanted.order_by(DecisionSession.session_id)))


def page_of_sessions(tx: Session, *, body: str | None, after: str | None, limit: int) -> Sequence[CouncilSession]:
    """Newest first; `after` is the id of the last one seen. One more than `limit`, to know whether there are more."""
    wanted = select(CouncilSession).order_by(CouncilSession.id.desc()).limit(limit + 1)
    if body is not None:
        wanted = wanted.where(CouncilSession.body == body)
    if after is not None:
        wanted = wanted.where(CouncilSession.id < after)
    return tx.scalars(wanted).all()


def page_of_decisions(tx: Session, *, body: str | None, after: str | None, limit: int) -> Sequence[Decision]:
    """Newest first, as `page_of_sessions`."""
    wanted = select(Decision).order_by(Decision.id.desc()).limit(limit + 1)
    if body is not None:
        wanted = wanted.where(Decision.body == body)
    if after is not None:
        wanted = wanted.where(Decision.id < after)
    return tx.scalars(wanted).all()


def page_of_councils(tx: Session, *, body: str | None, after: str | None, limit: int) -> Sequence[Council]:
    """Newest first, as `page_of_sessions`."""
    wanted = select(Council).order_by(Council.id.desc()).limit(limit + 1)
    if body is not None:
        wanted = wanted.where(Council.body == body)
    if after is not None:
        wanted = wanted.where(Council.id < after)
    return tx.scalars(wanted).all()
