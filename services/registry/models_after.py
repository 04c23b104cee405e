"""The rows of what comes after a decision: remedies, recoveries with what was given back, complaints, archived
files.

Owns: their shape. Promises: each keeps ground, article and last days as they were when it was acted on, so that a later
policy changes no explanation; names and statements of people leave this service in no event.
Leaves to others: writing (`actions_*`), reading (`queries_after`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from shared.tables import Instant


class RemedyState(StrEnum):
    HEARING = "hearing"  # the awardee is to be heard first
    READY = "ready"
    SIGNED = "signed"  # waits for its number
    IN_EFFECT = "in_effect"
    DECLINED = "declined"


OPEN_REMEDY = (RemedyState.HEARING.value, RemedyState.READY.value, RemedyState.SIGNED.value)


class RecoveryState(StrEnum):
    TO_NOTIFY = "to_notify"
    RUNNING = "running"
    RECOVERED = "recovered"


class ComplaintState(StrEnum):
    LODGED = "lodged"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SETTLED = "settled"


class Versioned:
    """Who changed a row last, and how often it was."""

    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    change: Mapped[str] = mapped_column(String(40))


class Remedy(Versioned, Base):
    """A proposal to correct or cancel an award, up to the decision that does it (ND152 Art 56).

    `changes`: field → new words, for corrections. `decision_id` is set by the signature, the decision's row comes with
    its number.
    """

    __tablename__ = "remedies"
    __table_args__ = (
        Index(
            "uq_remedies_open", "award_id", unique=True,
            postgresql_where=text("state IN ('hearing', 'ready', 'signed')"),
            sqlite_where=text("state IN ('hearing', 'ready', 'signed')"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    case_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(String(80), index=True)
    unit_id: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    ground: Mapped[str] = mapped_column(String(80))
    ground_vi: Mapped[str] = mapped_column(Text)
    ground_en: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    is_unverified: Mapped[bool]
    needs_hearing: Mapped[bool]
    letter: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    documents: Mapped[list[str]] = mapped_column(JSON)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    complaint_id: Mapped[str | None] = mapped_column(ForeignKey("complaints.id"))
    proposed_by: Mapped[str] = mapped_column(String(120))
    proposed_unit: Mapped[str] = mapped_column(String(80))
    proposed_on: Mapped[date]
    answer_by: Mapped[date | None]
    statement: Mapped[str | None] = mapped_column(Text)
    heard_on: Mapped[date | None]
    signed_by: Mapped[str | None] = mapped_column(String(120))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    decision_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    number: Mapped[str | None] = mapped_column(String(80))
    dated: Mapped[date | None]
    declined_because: Mapped[str | None] = mapped_column(Text)


class Recovery(Versioned, Base):
    """What the holder of an ended entry is to give back: certificate and money (đồng), by `due_on` (ND152 Art 58).

    `kind` is that of the decision that ended the entry: of a corrected one only the old certificate comes back.
    `certificate_lost`: the authority accepted, on a paper, that it cannot come back. `near_due_on`, `near_days`: of
    which last day was said, and within how many working days of it, that it comes near (of a complaint alike).
    """

    __tablename__ = "recoveries"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), unique=True)
    case_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(String(80), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    state: Mapped[str] = mapped_column(String(20), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    money: Mapped[int]
    money_returned: Mapped[int]
    certificate_owed: Mapped[bool]
    certificate_returned: Mapped[bool]
    certificate_lost: Mapped[bool]
    loss_document: Mapped[str | None] = mapped_column(String(200))
    opened_on: Mapped[date]
    notified_on: Mapped[date | None]
    due_on: Mapped[date | None]
    basis: Mapped[str | None] = mapped_column(Text)
    is_unverified: Mapped[bool]
    overdue_said_at: Mapped[datetime | None] = mapped_column(Instant)
    near_due_on: Mapped[date | None]
    near_days: Mapped[int | None]
    recovered_on: Mapped[date | None]


class ArchivedFile(Base):
    """The file of an entry that is closed, where it is kept and until when. A later decision takes the row away."""

    __tablename__ = "archived_files"

    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(80))
    file: Mapped[str] = mapped_column(String(200))
    archived_on: Mapped[date]
    keep_until: Mapped[date]
    basis: Mapped[str] = mapped_column(Text)
    is_unverified: Mapped[bool]
    archived_by: Mapped[str] = mapped_column(String(120))


class PrizeReturn(Base):
    """Something given back, with the paper that proves it. Never changed."""

    __tablename__ = "prize_returns"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    recovery_id: Mapped[str] = mapped_column(ForeignKey("recoveries.id"), index=True)
    returned_on: Mapped[date]
    certificate: Mapped[bool]
    money: Mapped[int]
    document: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Complaint(Versioned, Base):
    """A complaint about a decision or one award of it. `waits_until`: the last day of what it waits for now.

    It belongs to the award, not to its words: `award_id` is the entry that stood when it came in, and while it is open
    goes on with a correction; `decision_id` stays what it was about. `authority`: the office above that decided and
    answers; what it answers is entered here. `unit_id`: whose award it is about; `lodged_unit`: the union that
    lodged it itself, and reads it; None: the office entered a letter, or a release lodged it that did not keep this.
    """

    __tablename__ = "complaints"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    earlier_id: Mapped[str | None] = mapped_column(ForeignKey("complaints.id"))
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    award_id: Mapped[str | None] = mapped_column(ForeignKey("awards.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(String(80), index=True)
    authority: Mapped[str | None] = mapped_column(String(40))
    complainant_kind: Mapped[str] = mapped_column(String(20))
    complainant: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    learned_on: Mapped[date | None]
    lodged_on: Mapped[date]
    last_day: Mapped[date]
    is_late: Mapped[bool]
    basis: Mapped[str] = mapped_column(Text)
    is_unverified: Mapped[bool]
    lodged_by: Mapped[str] = mapped_column(String(120))
    lodged_unit: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20), index=True)
    waits_until: Mapped[date | None]
    accepted_on: Mapped[date | None]
    is_complex: Mapped[bool]
    is_remote: Mapped[bool]
    settle_by: Mapped[date | None]
    settle_basis: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(String(200))
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(String(120))
    overdue_said: Mapped[str | None] = mapped_column(String(20))
    near_due_on: Mapped[date | None]
    near_days: Mapped[int | None]
