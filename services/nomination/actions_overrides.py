"""Letting a unit go a chain that has closed, on a document (domain.md §3.3: an administrator's override).

Owns: giving and taking back. Promises: for one unit, plan and chain, up to a day; given or taken back twice it is
refused and the first one named; two at once leave one; what was sent by it goes on. Leaves to others: what follows
(G02), and the plan's own window (G01), which nobody overrides.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from services.nomination.errors import NoSuchUnit
from services.nomination.errors_overrides import OverriddenBefore, OverrideOver
from services.nomination.models import Unit
from services.nomination.models_overrides import Override, OverrideTakenBack
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_overrides import find_override, hold_override
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.overrides import ChainOverridden, ChainOverrideTakenBack
from shared.holding import held
from shared.permissions import authorize
from shared.words import Words
from shared.work import Work


def override_chain(
    desk: Desk, work: Work, *, plan: str, unit: str, chain: str, document: str, dated: date, reason: str,
    last_day: date,
) -> Override:  # fmt: skip
    """Keep a closed chain open to one unit."""
    authorize(PERMISSIONS, "override_chain", work.actor)
    today = office_day(work.now)
    # Whoever gives one at the same time waits here, and then sees this one.
    if work.tx.scalar(held(select(Unit).where(Unit.id == unit))) is None:
        raise NoSuchUnit()
    problems = _problems(desk, plan=plan, chain=chain, dated=dated, last_day=last_day, today=today)
    if problems:
        raise InvalidInput(places=problems)
    before = find_override(work.tx, plan=plan, unit=unit, chain=chain, day=today)
    if before is not None and before.last_day >= last_day:
        raise OverriddenBefore(
            f"{before.document} đã cho phép đến hết {before.last_day:%d/%m/%Y}.",
            f"{before.document} lets it already until {before.last_day}.",
        )
    row = Override(
        id=work.new_id(), plan=plan, unit_id=unit, chain=chain, document=document, dated=dated, reason=reason,
        last_day=last_day, given_by=work.actor.subject, given_at=work.now,
    )  # fmt: skip
    work.tx.add(row)
    work.tx.flush()
    fact = ChainOverridden(
        override=row.id, plan=plan, unit=unit, chain=chain, document=document, dated=dated, reason=reason,
        last_day=last_day,
    )  # fmt: skip
    work.emit(row.id, fact)
    return row


def take_back_override(work: Work, override_id: str, *, document: str, reason: str) -> Override:
    """From now on the chain is closed to the unit again; a case that was sent by the override keeps its road."""
    authorize(PERMISSIONS, "take_back_override", work.actor)
    row = hold_override(work.tx, override_id)
    if row.taken_back is not None:
        raise OverrideOver(
            f"{row.taken_back.document} đã thu hồi ngày {office_day(row.taken_back.taken_back_at):%d/%m/%Y}.",
            f"{row.taken_back.document} took it back on {office_day(row.taken_back.taken_back_at)}.",
        )
    if row.last_day < office_day(work.now):
        raise OverrideOver(
            f"{row.document} chỉ cho phép đến hết {row.last_day:%d/%m/%Y}, không còn gì để thu hồi.",
            f"{row.document} let it until {row.last_day} only: there is nothing to take back.",
        )
    taken_back = OverrideTakenBack(
        override_id=row.id, document=document, reason=reason, taken_back_by=work.actor.subject, taken_back_at=work.now
    )
    work.tx.add(taken_back)
    work.tx.flush()
    work.tx.refresh(row)
    fact = ChainOverrideTakenBack(
        override=row.id, plan=row.plan, unit=row.unit_id, chain=row.chain, document=document, reason=reason
    )
    work.emit(row.id, fact)
    return row


def _problems(
    desk: Desk, *, plan: str, chain: str, dated: date, last_day: date, today: date
) -> list[Place]:
    """The plan has the chain, it has closed, and the days are in order."""
    policies, found = desk.policies.policies, []
    allowed = [one.id for one in policies.plan(plan).chains]
    if chain not in allowed:
        known = ", ".join(allowed)
        found.append(_place("chain", f"Kế hoạch chỉ có tuyến {known}.", f"The plan's chains are {known}."))
    elif policies.chains[chain].is_open_on(today):
        found.append(_place("chain", "Tuyến này đang mở, không cần cho phép.", "The chain is open as it is."))
    if dated > today:
        found.append(_place("dated", "Văn bản không thể ghi ngày sau hôm nay.", "It is dated after today."))
    if last_day < today:
        found.append(_place("last_day", "Ngày cuối không được trước hôm nay.", "It lies before today."))
    return found


def _place(at: str, vi: str, en: str) -> Place:
    return Place(at, Words(vi, en), f"override.{at}")
