"""The rows of the nomination service: units, nominations with their versions and papers, lists, claims, holds.

Owns: their shape. Promises: versions of a dossier are added, never changed; a claim is unique per subject.
Leaves to others: writing (`actions_*`), reading (`queries_*`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from services.nomination.rules.namesakes import names_nobody
from shared.tables import NAMING, Instant, RowNumber


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 (SQLAlchemy's way)


class Changed:
    """Who made the present version of a row, when and by which act; a 412 answers with it."""

    version: Mapped[int] = mapped_column(Integer)
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime]
    change: Mapped[str] = mapped_column(String(60))


class Unit(Changed, Base):
    """A union body. `valid_to` is its last day; None while it exists."""

    __tablename__ = "unit"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    block: Mapped[str | None] = mapped_column(String(30))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(200))


class UnitParent(Base):
    """Under whom a unit stood from when to when; both days included."""

    __tablename__ = "unit_parent"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(200))


class UnitSuccession(Base):
    """A unit ended and this one has its tasks from `valid_from` on: one row where it merged, several where it split.

    `number` counts a unit's mergers and splits, for one entered in error may be followed by the right one;
    `unit_valid_to` is the last day the unit had before.
    """

    __tablename__ = "unit_succession"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    successor_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    valid_from: Mapped[date]
    document: Mapped[str] = mapped_column(String(200))
    unit_valid_to: Mapped[date | None]
    ordered_by: Mapped[str] = mapped_column(String(120))
    ordered_at: Mapped[datetime]


class SuccessionTakenBack(Base):
    """The unit's merger or split of this `number` was entered in error. Rows are never changed or removed."""

    __tablename__ = "succession_taken_back"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(1000))
    document: Mapped[str] = mapped_column(String(200))
    ordered_by: Mapped[str] = mapped_column(String(120))
    ordered_at: Mapped[datetime]


class NominationList(Changed, Base):
    """One imported workbook. `report` has a line per row that was not kept; `meeting` holds shared facts.

    `unit_id` imported it; `successor_id` goes on with it since that union merged. `salt` hides what an event binds.
    """

    __tablename__ = "nomination_list"
    __table_args__ = (UniqueConstraint("unit_id", "plan", "file_sha256"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(60))
    successor_id: Mapped[str | None] = mapped_column(String(60))
    plan: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    rows_read: Mapped[int]
    rows_accepted: Mapped[int]
    rows_refused: Mapped[int]
    report: Mapped[list[Any]]
    meeting: Mapped[dict[str, Any] | None]
    salt: Mapped[str | None] = mapped_column(String(22))
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    @property
    def answering(self) -> str:
        """The union that works on the list now."""
        return self.successor_id or self.unit_id


class Nomination(Changed, Base):
    """A nomination; its id is the case id. `draft` is the dossier being worked on, without papers.

    From submission on, state, holder and due date mirror review. `period` is the year or phase the award is for;
    `name_key` the words of the name in alphabetical order. `unit_id` proposed it and stays its name; `successor_id`
    answers since that union merged. A draft is wholly the successor's: `drafted_at` is the union that had begun it.
    """

    __tablename__ = "nomination"
    __table_args__ = (
        Index("ix_nomination_unit_id_id", "unit_id", "id"),
        Index("ix_nomination_successor_id_id", "successor_id", "id"),
        # Alone: with award and year beside them a planner without statistics takes either for both looks.
        Index("ix_nomination_name_key", "name_key"),
        Index("ix_nomination_birth", "birth"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    drafted_at: Mapped[str | None] = mapped_column(String(60))
    list_id: Mapped[str | None] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    list_row: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20))  # without an index, so that events change the row in its page
    award: Mapped[str] = mapped_column(String(60))
    award_type: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    period: Mapped[str] = mapped_column(String(80))
    nominee_key: Mapped[str] = mapped_column(String(32), index=True)
    nominee_name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    name_order: Mapped[str] = mapped_column(String(800))
    birth: Mapped[str | None] = mapped_column(String(10))
    achievement_key: Mapped[str] = mapped_column(String(32))
    draft: Mapped[dict[str, Any]]
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    receipt: Mapped[str | None] = mapped_column(String(20), unique=True)
    submitted_by: Mapped[str | None] = mapped_column(String(120))
    submitted_at: Mapped[datetime | None]
    policy: Mapped[str | None] = mapped_column(String(64))
    road: Mapped[dict[str, Any] | None]
    dossier_version: Mapped[int] = mapped_column(Integer, default=0)
    must_hold: Mapped[bool] = mapped_column(default=False)
    stage_index: Mapped[int | None]
    stage_kind: Mapped[str | None] = mapped_column(String(20))
    holder: Mapped[str | None] = mapped_column(String(60))
    holder_name: Mapped[str | None] = mapped_column(String(200))
    held_since: Mapped[datetime | None]
    due_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)
    return_items: Mapped[list[Any] | None]
    withdrawal_asked_at: Mapped[datetime | None]
    decision_number: Mapped[str | None] = mapped_column(String(60))
    archived_on: Mapped[date | None]

    @property
    def answering(self) -> str:
        """The union that supplements, takes back and is told now."""
        return self.successor_id or self.unit_id


class DossierVersion(Base):
    """A dossier as it was sent, with what the rules said then. Rows are never changed.

    Of a supplement: the places that `changed`, the `items` of the return it answers, and how (`answers`).
    """

    __tablename__ = "dossier_version"

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(String(120))
    policy: Mapped[str] = mapped_column(String(64))
    dossier_sha256: Mapped[str] = mapped_column(String(64))
    dossier: Mapped[dict[str, Any]]
    changed: Mapped[list[Any]]
    items: Mapped[list[Any]]
    answers: Mapped[list[Any]]
    evaluations: Mapped[list[Any]]


class PolicyActivation(Base):
    """From which day on dossiers of a plan go by which content. Rows are never changed.

    One decision (`number` within the plan, `decided_from` its day) has a row per rulebook that governs afterwards, each
    from its own `governs_from`. The first decision is that of the first start and rests on no `document`.
    """

    __tablename__ = "policy_activation"

    plan: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    governs_from: Mapped[date] = mapped_column(primary_key=True)
    decided_from: Mapped[date]
    rulebook: Mapped[str] = mapped_column(String(60))
    policy: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    activated_by: Mapped[str] = mapped_column(String(120))
    activated_at: Mapped[datetime]


class StoredPaper(Base):
    """A part of a dossier, of one nomination or shared by a list. Content stands on disk under its hash.

    `scan` is what a virus scanner said of that content; None until one has.
    """

    __tablename__ = "paper"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    nomination_id: Mapped[str | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    list_id: Mapped[str | None] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    is_readable: Mapped[bool]
    added_by: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    scan: Mapped[FileScan | None] = relationship(
        primaryjoin="foreign(StoredPaper.sha256) == FileScan.sha256", viewonly=True, lazy="joined"
    )


class FileScan(Base):
    """The latest word of a virus scanner about a content. `found`: the signature, None of a clean file."""

    __tablename__ = "file_scan"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    scanner: Mapped[str] = mapped_column(String(200))
    scanned_at: Mapped[datetime]
    found: Mapped[str | None] = mapped_column(String(200))


class Claim(Base):
    """What one live or successful case of a subject holds alone; what two racing submissions meet on.

    `what` is the award in its period, the achievement, or a prize given once in life (`rules.quotas`).
    """

    __tablename__ = "claim"

    nominee_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    what: Mapped[str] = mapped_column(String(160), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), index=True)


class QuotaAccount(Base):
    """Places taken of one limit: `reserved` by cases under way, `used` by awards. Locked while somebody counts."""

    __tablename__ = "quota_account"

    id: Mapped[str] = mapped_column(String(250), primary_key=True)
    reserved: Mapped[int]
    used: Mapped[int]


class QuotaPlace(Base):
    """A case that takes a place of an account."""

    __tablename__ = "quota_place"

    case_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("quota_account.id"), primary_key=True, index=True)
    is_used: Mapped[bool]


class IdentityRuling(Base):
    """A person's word on two alike subjects, so that nobody is asked twice. `one` is the smaller key.

    `is_from_above`: given by a body above; the proposing unit cannot overrule it.
    """

    __tablename__ = "identity_ruling"

    one: Mapped[str] = mapped_column(String(32), primary_key=True)
    other: Mapped[str] = mapped_column(String(32), primary_key=True)
    are_same: Mapped[bool]
    is_from_above: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    ruled_by: Mapped[str] = mapped_column(String(120))
    ruled_at: Mapped[datetime]


class Hold(Base):
    """Something is being verified about a subject: ND152 Art 4(4).

    `year_key`: of the same name and the year of birth alone (`rules.namesakes.key_of_year`), by which cases ask for it;
    None: entered by a process of an earlier release beside this one.
    """

    __tablename__ = "hold"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    nominee_key: Mapped[str] = mapped_column(String(32), index=True)
    year_key: Mapped[str | None] = mapped_column(String(32), index=True)
    nominee_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(String(200))
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(String(120))
    lifted_at: Mapped[datetime | None]
    lift_document: Mapped[str | None] = mapped_column(String(200))

    @property
    def names_nobody(self) -> bool:
        return names_nobody(self.nominee_key, self.nominee_name)
