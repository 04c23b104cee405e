"""Rows of the council's room: councils, sessions, agenda, recusals, ballots, minutes, decisions.

Owns: their shape. Promises: a member votes once per session, a case stands on one decision, a number is used once –
by keys of the database, whatever the code does. Leaves to others: cases (`models`), what may be written when (actions).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base as Base  # whoever needs the tables of both halves takes it from here
from shared.tables import Instant


class SessionState(StrEnum):
    OPENED = "opened"  # agenda fixed, members invited
    VOTING = "voting"  # a quorum was there, ballots are taken
    CLOSED = "closed"  # counted; the passed cases wait to be sent
    SENT = "sent"  # the passed cases lie with the signer
    ADJOURNED = "adjourned"  # ended without a count: its cases went back to the queue


class Council(Base):
    """A council seated by a document; never changed – a new composition is a new council."""

    __tablename__ = "council"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(80), index=True)
    chair: Mapped[str] = mapped_column(String(120))
    secretary: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(Integer, default=1)
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))


class CouncilMember(Base):
    """`member` is the subject of a token."""

    __tablename__ = "council_member"

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(120), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class CouncilSession(Base):
    """One meeting of a council with its agenda. `meets_on` is the office's day.

    Written opinions are taken until `written_until`; None: until closing. `opinions_near_days`: within how many working
    days of that members who owe one were reminded last. `votes_from`, `no_vote_before`: `rules.agenda_notice.VoteDays`.
    """

    __tablename__ = "council_session"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"), index=True)
    body: Mapped[str] = mapped_column(String(80), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    meets_on: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    voting_opened_at: Mapped[datetime | None] = mapped_column(Instant)
    written_until: Mapped[datetime | None] = mapped_column(Instant)
    opinions_near_days: Mapped[int | None] = mapped_column(Integer)
    votes_from: Mapped[date | None] = mapped_column(Date)
    no_vote_before: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str | None] = mapped_column(String(120))
    adjourned_for: Mapped[str | None] = mapped_column(Text)
    # What the rules said of the session as a whole; what they said of a case stands with the case.
    evaluations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer, default=1)
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))


class SessionMember(Base):
    """The council as it was when the session opened, and who came."""

    __tablename__ = "session_member"

    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(120), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    is_present: Mapped[bool] = mapped_column(Boolean, default=False)


class PublicNotice(Base):
    """The list a case hangs out on for opinions; `until` is the last day of the period that began on `runs_from`.

    An objection that was settled lets the full period run again from that day. Where a supplement changed what was
    published, a new notice takes the row (`notices_outdated`).
    """

    __tablename__ = "public_notice"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(300))
    published_on: Mapped[date] = mapped_column(Date)
    runs_from: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    published_by: Mapped[str] = mapped_column(String(120))
    published_at: Mapped[datetime] = mapped_column(Instant)


class AgendaItem(Base):
    """A case on the agenda with the vote law it is counted under and, after closing, its tally.

    `passed` stays None when the case had left the agenda by closing (withdrawn, deferred): nothing was decided.
    `is_off`: deferred before the count; the row stays as the record of it. `tally` is what may be told; where its split
    waits, `sealed` holds the full one, which the event binds by a hash with `salt`, and `pooled_in` the session whose
    closing told it as part of a sum.
    """

    __tablename__ = "agenda_item"

    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    law: Mapped[dict[str, Any]] = mapped_column(JSON)
    tally: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    passed: Mapped[bool | None] = mapped_column(Boolean)
    is_off: Mapped[bool] = mapped_column(Boolean, default=False)
    sealed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str | None] = mapped_column(String(22))
    pooled_in: Mapped[str | None] = mapped_column(ForeignKey("council_session.id"))

    __table_args__ = (UniqueConstraint("session_id", "number"), Index("ix_agenda_item_case_id", "case_id"))


class Recusal(Base):
    """A member who does not vote on one case, why, and what was decided of it (words of `rules.recusal`).

    `decided_by` is None while nobody had to decide.
    """

    __tablename__ = "recusal"

    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(120), primary_key=True)
    ground: Mapped[str] = mapped_column(String(20))
    decided: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_recusal_member_case_id", "member", "case_id"),)


class Voter(Base):
    """Who handed in a ballot, when and how; never which way."""

    __tablename__ = "voter"

    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(120), primary_key=True)
    cast_at: Mapped[datetime] = mapped_column(Instant)
    in_writing: Mapped[bool] = mapped_column(Boolean)


class BallotPaper(Base):
    """One choice on one case; `number` opens `receipt` (`shared.ballot_box`). `member` is None unless the vote is open.

    On SQLite the table has no row numbers, which would keep the order in which papers came in; everywhere the papers of
    a secret session are written anew with each ballot, so that no row shows the transaction it came with. No foreign
    keys: the receipt binds session and case, and checking them was two thirds of writing a box.
    """

    __tablename__ = "ballot_paper"
    __table_args__ = (Index("ix_ballot_paper_session_id", "session_id"), {"sqlite_with_rowid": False})

    receipt: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[str] = mapped_column(String(36))
    case_id: Mapped[str] = mapped_column(String(36))
    choice: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(64))
    member: Mapped[str | None] = mapped_column(String(120))


class PooledSplit(Base):
    """The sum told when waiting splits had enough `voters` behind them; the key is the session that closed then."""

    __tablename__ = "pooled_split"

    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True)
    voters: Mapped[int] = mapped_column(Integer)
    papers: Mapped[int] = mapped_column(Integer)
    yes: Mapped[int] = mapped_column(Integer)
    no: Mapped[int] = mapped_column(Integer)
    abstained: Mapped[int] = mapped_column(Integer)


class SessionMinutes(Base):
    """The minutes as written at closing; `sha256` of the UTF-8 text. Where a split waits the event binds them by a hash
    with `salt`."""

    __tablename__ = "session_minutes"

    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Instant)
    salt: Mapped[str | None] = mapped_column(String(22))


class NumberRegister(Base):
    """The last decision number a body gave out, by type and year: each starts from 1 (ND30)."""

    __tablename__ = "number_register"

    body: Mapped[str] = mapped_column(String(80), primary_key=True)
    type: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Decision(Base):
    """A signed decision; never changed (domain.md §6: a correction is a new decision)."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("body", "type", "year", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    body: Mapped[str] = mapped_column(String(80))
    body_name: Mapped[str] = mapped_column(String(300))
    type: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    printed: Mapped[str] = mapped_column(String(60))
    dated: Mapped[date] = mapped_column(Date)
    plan: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime] = mapped_column(Instant)
    signed_by: Mapped[str] = mapped_column(String(120))
    list_sha256: Mapped[str] = mapped_column(String(64))
    evaluations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class DecisionSession(Base):
    """The votes a decision rests on."""

    __tablename__ = "decision_session"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("council_session.id"), primary_key=True, index=True)


class DecisionItem(Base):
    """One case on a decision's list; the key lets a case stand on one decision only."""

    __tablename__ = "decision_item"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    bonus: Mapped[int | None] = mapped_column(Integer)


class Declaration(Base):
    """What somebody declared of themselves: whose kin they are, who they are in the lists, or their own unit.

    `about` is a nominee key for `kin` and `myself`, a unit for `unit`; `about_year` the key of the same person where a
    dossier states the year of birth alone, and None where that is `about`. The event binds both by a hash with `salt`.
    Withdrawn declarations stay as they were.
    """

    __tablename__ = "declaration"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(String(200))
    about_year: Mapped[str | None] = mapped_column(String(200))
    salt: Mapped[str | None] = mapped_column(String(22))
    declared_by: Mapped[str] = mapped_column(String(120))
    declared_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_declaration_about", "about"), Index("ix_declaration_about_year", "about_year"))


class MandateRow(Base):
    """A mandate to act for another (`rules.delegation.Mandate`); a revoked one stays, never changed otherwise."""

    __tablename__ = "mandate"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    giver: Mapped[str] = mapped_column(String(120), index=True)
    delegate: Mapped[str] = mapped_column(String(120), index=True)
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(60), index=True)
    stages: Mapped[list[str]] = mapped_column(JSON)
    awards: Mapped[list[str]] = mapped_column(JSON)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(300))
    given_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by: Mapped[str | None] = mapped_column(String(120))
    revoked_for: Mapped[str | None] = mapped_column(Text)
