"""Casting a ballot: one member, one command, one choice on every case of the session they may vote on.

Owns: taking ballots, drawing the numbers of papers. Promises: a member votes once, a recused member's paper does not
exist, and in a secret vote no row, event, log entry or kept answer says who chose what or who holds which receipt.
Leaves to others: keeping papers (`box_rows`), counting (`closing`), what secrecy is worth (ARCHITECTURE.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.review.box_rows import put_papers, shake_in
from services.review.council_errors import (
    AbsentMustWrite,
    BallotIncomplete,
    BallotNotDelegable,
    NotSeated,
    PresentVotesHere,
    VotedAlready,
    VoteRecused,
    VotingNotOpen,
    WritingNotAllowed,
    WritingTooLate,
)
from services.review.council_metrics import BALLOTS_CAST
from services.review.council_models import AgendaItem, Recusal, SessionMember, SessionState, Voter
from services.review.council_queries import lock_session
from services.review.permissions import PERMISSIONS
from services.review.recusal_queries import STANDS
from shared.ballot_box import number_of, receipt_of
from shared.errors import Place
from shared.events.review import BallotCast
from shared.events.terms import BallotChoice, BallotMode
from shared.permissions import authorize
from shared.rows import insert_rows
from shared.words import Words
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a member takes home for one case, kept by nobody here (formulas: `shared.ballot_box`).

    `receipt` shows that a paper is in the box; `number` with it shows which way it votes.
    """

    case: str
    receipt: str
    number: str
    drawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A ballot that was taken; `receipts` in the order of the cases' ids, none in an open vote."""

    session: str
    member: str
    cases: int
    in_writing: bool
    receipts: tuple[Receipt, ...]


_SESSION: Any = bindparam("session")
_MEMBER: Any = bindparam("voter")
_STANDING = (
    select(SessionMember.is_present, Voter.member)
    .outerjoin(Voter, (Voter.session_id == SessionMember.session_id) & (Voter.member == SessionMember.member))
    .where(SessionMember.session_id == _SESSION, SessionMember.member == _MEMBER)
)
_AGENDA = (
    select(AgendaItem.case_id, AgendaItem.law, Recusal.ground)
    .outerjoin(
        Recusal,
        (Recusal.session_id == AgendaItem.session_id)
        & (Recusal.case_id == AgendaItem.case_id)
        & (Recusal.member == _MEMBER)
        & STANDS,
    )
    .where(AgendaItem.session_id == _SESSION, AgendaItem.is_off.is_(False))
)


def draw_number() -> str:
    """128 random bits: unlike the house's ids these carry no time and no order."""
    return secrets.token_hex(16)


def cast_ballot(
    work: Work,
    session_id: str,
    *,
    choices: Mapping[str, BallotChoice],
    in_writing: bool = False,
    salt: str = "",
    draw: Callable[[], str] = draw_number,
) -> Taken:
    """Take the acting member's ballot: a choice by case id. It cannot be changed afterwards, in either mode.

    A number is drawn for each case, since one for all would tie a member's papers together; `salt` is the member's own.

    Refused: `ballot.voting_not_open`, `council.not_seated`, `ballot.voted_already`, `ballot.recused`,
    `ballot.incomplete`, and how an absent member votes (`ballot.absent_must_write` and its twins).
    """
    if work.actor.on_behalf_of is not None:
        raise BallotNotDelegable()
    session = lock_session(work.tx, session_id)
    authorize(PERMISSIONS, "cast_ballot", work.actor, holding_body=session.body)
    member = work.actor.subject
    is_present, has_voted = _standing(work.tx, session_id, member)
    if session.state != SessionState.VOTING:
        raise VotingNotOpen()
    if has_voted:
        raise VotedAlready()
    agenda = _agenda_for(work.tx, session_id, member)
    _refuse_way(agenda, is_present=is_present, in_writing=in_writing)
    if in_writing and session.written_until is not None and work.now > session.written_until:
        raise WritingTooLate()
    _refuse_choices(agenda, choices)
    receipts = [_receipt_for(session_id, case_id, choices[case_id], draw(), salt) for case_id in sorted(choices)]
    voter = {"session_id": session_id, "member": member, "cast_at": work.now, "in_writing": in_writing}
    insert_rows(work.tx, Voter.__table__, [voter])
    if session.mode == BallotMode.OPEN:
        put_papers(work.tx, _papers(session_id, receipts, choices, member))
    else:
        shake_in(work.tx, session_id, _papers(session_id, receipts, choices, None))
    told = tuple(one.receipt for one in receipts) if session.mode == BallotMode.OPEN else ()
    cast = BallotCast(session=session_id, member=member, cases=len(choices), in_writing=in_writing, receipts=told)
    work.emit(session_id, cast)
    BALLOTS_CAST.labels("writing" if in_writing else "present").inc()
    shown = tuple(receipts) if session.mode == BallotMode.SECRET else ()
    return Taken(session=session_id, member=member, cases=len(choices), in_writing=in_writing, receipts=shown)


def _receipt_for(session_id: str, case_id: str, choice: BallotChoice, drawn: str, salt: str) -> Receipt:
    number = number_of(drawn=drawn, salt=salt)
    receipt = receipt_of(session=session_id, case=case_id, choice=choice, number=number)
    return Receipt(case=case_id, receipt=receipt, number=number, drawn=drawn)


def _papers(
    session_id: str, receipts: list[Receipt], choices: Mapping[str, BallotChoice], member: str | None
) -> list[dict[str, Any]]:
    return [
        {
            "receipt": one.receipt, "session_id": session_id, "case_id": one.case, "choice": choices[one.case].value,
            "number": one.number, "member": member,
        }
        for one in receipts
    ]  # fmt: skip


def _standing(tx: Session, session_id: str, member: str) -> tuple[bool, bool]:
    """(is present, has voted) of a member; `NotSeated` for anybody else."""
    row = tx.execute(_STANDING, {"session": session_id, "voter": member}).first()
    if row is None:
        raise NotSeated()
    return row[0], row[1] is not None


class _Agenda:
    """The agenda as one member sees it: what they vote on, what they are recused from."""

    def __init__(self, rows: list[tuple[str, bool, str | None]]) -> None:
        self.votes_on = {case_id for case_id, _, ground in rows if ground is None}
        self.recused_from = {case_id for case_id, _, ground in rows if ground is not None}
        self.takes_writing = all(may_write for _, may_write, _ in rows)


def _agenda_for(tx: Session, session_id: str, member: str) -> _Agenda:
    rows = tx.execute(_AGENDA, {"session": session_id, "voter": member})
    return _Agenda([(case_id, law["absent_members_write"], ground) for case_id, law, ground in rows])


def _refuse_way(agenda: _Agenda, *, is_present: bool, in_writing: bool) -> None:
    if is_present and in_writing:
        raise PresentVotesHere()
    if not is_present and not in_writing:
        raise AbsentMustWrite()
    if in_writing and not agenda.takes_writing:
        raise WritingNotAllowed()


def _refuse_choices(agenda: _Agenda, choices: Mapping[str, BallotChoice]) -> None:
    given = set(choices)
    if barred := sorted(given & agenda.recused_from):
        words = Words("Bạn không được biểu quyết hồ sơ này.", "You may not vote on this case.")
        raise VoteRecused(places=[Place(f"choices.{case_id}", words, "M09") for case_id in barred])
    foreign = Words("Hồ sơ này không có trong chương trình.", "This case is not on the agenda.")
    missing = Words("Chưa chọn cho hồ sơ này.", "There is no choice for this case.")
    places = [Place(f"choices.{case_id}", foreign) for case_id in sorted(given - agenda.votes_on)]
    places += [Place(f"choices.{case_id}", missing) for case_id in sorted(agenda.votes_on - given)]
    if places:
        raise BallotIncomplete(places=places)
