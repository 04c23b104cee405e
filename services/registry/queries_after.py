"""Reading remedies, recoveries and complaints.

Owns: their look-ups, and what is paid for an award beside the awardee's others. Promises: lists are oldest first.
Leaves to others: awards and decisions (`queries`), changing anything (`actions_*`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from services.registry.errors import NoSuchComplaint, NoSuchRecovery, NoSuchRemedy, NotArchived
from services.registry.metrics import COMPLAINTS, LATE, MONEY_OUT, RECOVERIES, REMEDIES
from services.registry.models import Award, Decision
from services.registry.models_after import ArchivedFile, Complaint, PrizeReturn, Recovery, Remedy
from services.registry.queries_awardees import cases_of_awardee
from services.registry.rules.bonuses import Given, Payment, payment_of
from shared.errors import Absent
from shared.events.terms import Standing
from shared.holding import held
from shared.web.paging import Page, page_of, read_cursor
from shared.words import Words

Row = TypeVar("Row", Remedy, Recovery, Complaint)


def get_remedy(tx: Session, remedy_id: str, *, lock: bool = False) -> Remedy:
    return _get(tx, Remedy, remedy_id, NoSuchRemedy, lock=lock)


def get_recovery(tx: Session, recovery_id: str, *, lock: bool = False) -> Recovery:
    return _get(tx, Recovery, recovery_id, NoSuchRecovery, lock=lock)


def get_complaint(tx: Session, complaint_id: str, *, lock: bool = False) -> Complaint:
    return _get(tx, Complaint, complaint_id, NoSuchComplaint, lock=lock)


def get_archived(tx: Session, award_id: str) -> ArchivedFile:
    found = tx.get(ArchivedFile, award_id)
    if found is None:
        raise NotArchived()
    return found


def list_closed_files(tx: Session, *, ended_by: date | None, cursor: str | None, limit: int) -> Page[ArchivedFile]:
    """`ended_by`: only those whose time to be kept has passed on that day."""
    asked = select(ArchivedFile).order_by(ArchivedFile.award_id).limit(limit + 1)
    if ended_by is not None:
        asked = asked.where(ArchivedFile.keep_until < ended_by)
    after = read_cursor(cursor, (str,))
    if after is not None:
        asked = asked.where(ArchivedFile.award_id > after[0])
    return page_of(tx.scalars(asked).all(), limit, lambda row: (row.award_id,))


def _get(tx: Session, kind: type[Row], row_id: str, absent: type[Absent], *, lock: bool) -> Row:
    wanted = select(kind).where(kind.id == row_id)
    row = tx.scalar(held(wanted) if lock else wanted)
    if row is None:
        raise absent()
    return row


def page(
    tx: Session, kind: type[Row], own: ColumnElement[bool], *, cursor: str | None, limit: int, **wanted: str | None
) -> Page[Row]:
    """Rows of `own` whose columns have these values (None: any), oldest first; ids grow with time."""
    asked: Select[Any] = select(kind).where(own).order_by(kind.id).limit(limit + 1)
    for name, value in wanted.items():
        if value is not None:
            asked = asked.where(getattr(kind, name) == value)
    after = read_cursor(cursor, (str,))
    if after is not None:
        asked = asked.where(kind.id > after[0])
    return page_of(tx.scalars(asked).all(), limit, lambda row: (row.id,))


def returns_of(tx: Session, recovery_id: str) -> Sequence[PrizeReturn]:
    """What was given back, in the order it was entered."""
    wanted = select(PrizeReturn).where(PrizeReturn.recovery_id == recovery_id).order_by(PrizeReturn.id)
    return tx.scalars(wanted).all()


@dataclass(frozen=True, slots=True)
class BonusShown:
    """The working that was stored with the award, and what is paid of it today."""

    award_id: str
    bonus: int | None
    working: dict[str, Any] | None
    payment: Payment


def bonus_of(tx: Session, award: Award) -> BonusShown:
    """What is paid for an award, beside the other awards in force of the same awardee and year."""
    beside = tx.scalars(
        select(Award).where(
            Award.case_id.in_(cases_of_awardee(tx, award)),
            Award.year == award.year,
            Award.standing == Standing.IN_FORCE.value,
            Award.id != award.id,
        )
    )
    payment = payment_of(_given(award), [_given(other) for other in beside])
    return BonusShown(award.id, award.bonus, award.bonus_working, payment)


def _given(award: Award) -> Given:
    return Given(
        id=award.id,
        name=Words(award.award_name_vi, award.award_name_en),
        number=award.number,
        dated=award.dated,
        is_title=bool((award.bonus_working or {}).get("is_title")),
        amount=award.bonus,
    )


def overdue_recoveries(tx: Session, today: date, limit: int) -> Sequence[Recovery]:
    """Recoveries whose last day went by without anybody saying so; locked."""
    wanted = select(Recovery).where(
        Recovery.due_on < today, Recovery.recovered_on.is_(None), Recovery.overdue_said_at.is_(None)
    )
    return tx.scalars(held(wanted.order_by(Recovery.id).limit(limit))).all()


def overdue_complaints(tx: Session, today: date, limit: int) -> Sequence[Complaint]:
    """Complaints whose last day of the present step went by without anybody saying so; locked."""
    wanted = select(Complaint).where(
        Complaint.waits_until < today,
        Complaint.overdue_said.is_(None) | (Complaint.overdue_said != Complaint.state),
    )
    return tx.scalars(held(wanted.order_by(Complaint.id).limit(limit))).all()


def decisions_to_hand_over(tx: Session) -> Sequence[Decision]:
    """The decisions with an award that waits to be handed over and was not said to be late."""
    waiting = select(Award.decision_id).where(*_WAITS)
    return tx.scalars(select(Decision).where(Decision.id.in_(waiting)).order_by(Decision.id)).all()


def awards_to_hand_over(tx: Session, decisions: Collection[str], limit: int) -> Sequence[Award]:
    """Their awards that still wait; locked."""
    wanted = select(Award).where(Award.decision_id.in_(decisions), *_WAITS)
    return tx.scalars(held(wanted.order_by(Award.id).limit(limit))).all()


# What is disputed waits with a reason; it is late, if at all, once it goes on.
_WAITS = (
    Award.standing == Standing.IN_FORCE.value, Award.presented_on.is_(None), Award.paused_because.is_(None),
    Award.late_said_at.is_(None),
)  # fmt: skip


# Never unknown: what was never said to be late is not late, like what was said so in an earlier state.
_IS_LATE = Complaint.overdue_said.is_not_distinct_from(Complaint.state)


def show_gauges_after(tx: Session) -> None:
    """Refresh the gauges before a scrape; a state that emptied shows nought, not its last number."""
    for gauge, kind, labels in (
        (REMEDIES, Remedy, (Remedy.kind, Remedy.state)),
        (RECOVERIES, Recovery, (Recovery.state, Recovery.overdue_said_at.is_not(None))),
        (COMPLAINTS, Complaint, (Complaint.level, Complaint.state, _IS_LATE)),
    ):
        gauge.clear()
        for *values, count in tx.execute(select(*labels, func.count(kind.id)).group_by(*labels)):
            gauge.labels(*(_label(value) for value in values)).set(count)
    late = (Award.standing == Standing.IN_FORCE.value, Award.presented_on.is_(None), Award.late_said_at.is_not(None))
    LATE.set(tx.scalar(select(func.count(Award.id)).where(*late)) or 0)
    MONEY_OUT.set(tx.scalar(select(func.sum(Recovery.money - Recovery.money_returned))) or 0)


def _label(value: Any) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"
