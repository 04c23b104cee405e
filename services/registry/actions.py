"""What is done in the register: entering a decision, presenting an award, stating a unit's figures.

Owns: the use cases. Promises: one decision takes four statements however long its list is; a refused act leaves no
row. Leaves to others: rules (`rules`), the frame of a transaction (`shared.web.commands`, `shared.inbox`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.registry.changes import sign_row
from services.registry.errors import AlreadyPresented, NotInForce, PresentationPaused
from services.registry.models import Award, Decision, Figures, GoldenBook
from services.registry.permissions import PERMISSIONS
from services.registry.queries import get_award
from services.registry.queries_heirs import answering_for
from services.registry.queries_unions import place_in_tree
from services.registry.rules.figures import problems_of_figures, problems_of_unit
from services.registry.rules.register import certificate_number, fold_number, order_of, reason_not_to_present
from services.registry.rules.targets import STATED, StatedCounts
from services.registry.saying import say_of_award
from shared.clock import office_day, wall_now
from shared.desk import Desk
from shared.errors import InvalidInput, Place, VersionRequired
from shared.events.codec import to_plain
from shared.events.escalation import OutsideDecisionEntered
from shared.events.registry import AwardPresented, AwardRecorded
from shared.events.registry_progress import FiguresStated
from shared.events.review import AwardItem, DecisionSigned
from shared.events.terms import Block, Role, Standing
from shared.holding import held
from shared.names import fold
from shared.permissions import authorize
from shared.rows import insert_rows
from shared.versions import refuse_stale
from shared.work import Work

Decided = DecisionSigned | OutsideDecisionEntered
"""A decision of a body that keeps this register, or one of somebody above it, entered by the body that submitted."""


def enter_decision(work: Work, decision: DecisionSigned, *, policy: str | None) -> None:
    """Enter a signed decision and every award of its list, each with its certificate number."""
    signed = {"body_name": decision.body_name, "signed_by": decision.signed_by, "signed_at": decision.signed_at}
    year, count = decision.dated.year, len(decision.items)
    last = take_numbers(work.tx, decision.body, year, count) if count else 0
    certificates = [certificate_number(last - count + 1 + at, year) for at in range(count)]
    _enter(work, decision, {**signed, "authority": None}, certificates, policy)


def enter_outside_decision(work: Work, decision: OutsideDecisionEntered, *, policy: str | None) -> None:
    """Enter what somebody above decided, under their number. Their golden book is theirs: we give no number."""
    signed = {"body_name": decision.office_name.vi, "signed_by": decision.signatory, "signed_at": decision.entered_at}
    _enter(work, decision, {**signed, "authority": decision.office}, [None] * len(decision.items), policy)


def _enter(
    work: Work, decision: Decided, signed: dict[str, Any], certificates: Sequence[str | None], policy: str | None
) -> None:
    work.tx.execute(insert(Decision).values(**_decision_row(decision), **signed))
    if not decision.items:
        return
    listed = zip(decision.items, certificates, strict=True)
    rows = [_award_row(work, decision, item, certificate) for item, certificate in listed]
    insert_rows(work.tx, Award.__table__, rows)
    for row, item in zip(rows, decision.items, strict=True):
        work.emit(row["id"], _recorded(row, decision, item), policy=policy)


def present(desk: Desk, work: Work, award_id: str, *, seen: int, presented_on: date, occasion: str) -> Award:
    """Record that the award was handed over."""
    award = get_award(work.tx, award_id, lock=True)
    authorize(PERMISSIONS, "present", work.actor, holding_body=answering_for(work, award.body))
    refuse_stale(award, seen)
    if award.standing != Standing.IN_FORCE.value:
        raise NotInForce()
    if award.presented_on is not None:
        raise AlreadyPresented()
    if award.paused_because is not None:
        why = award.paused_because
        raise PresentationPaused(f"Việc trao đang tạm dừng: {why}", f"Handing it over is paused: {why}")
    why_not = reason_not_to_present(dated=award.dated, presented_on=presented_on, today=office_day(work.now))
    if why_not is not None:
        raise InvalidInput(places=[Place("presented_on", why_not, "registry.presented_on")])
    award.presented_on, award.occasion = presented_on, occasion
    sign_row(award, work, "present")
    presented = AwardPresented(award_id=award.id, case=award.case_id, presented_on=presented_on, occasion=occasion)
    say_of_award(work, presented)
    return award


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(StatedCounts):
    """What a unit states. None means not stated, never nought."""

    unit_name: str
    block: Block
    snapshot_on: date


def enter_figures(desk: Desk, work: Work, plan: str, unit: str, *, seen: int | None, stated: Stated) -> Figures:
    """State a unit's figures for the period of the plan its snapshot falls into, or correct them (then `seen` is the
    version corrected)."""
    is_own = work.actor.role in (Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD)
    authorize(PERMISSIONS, "enter_figures" if is_own else "enter_figures_of_units", work.actor, own_unit=unit)
    period = desk.policies.policies.plan(plan).period_of(stated.snapshot_on)
    _refuse_untrue(work, unit, stated)
    key: dict[str, Any] = {"plan": plan, "unit": unit, "counted_from": period.first}
    figures = work.tx.scalar(held(select(Figures).filter_by(**key)))
    if figures is None:
        figures = Figures(**key, version=0)
        work.tx.add(figures)
    elif seen is None:
        raise VersionRequired()
    else:
        refuse_stale(figures, seen)
    figures.unit_name, figures.block, figures.snapshot_on = stated.unit_name, stated.block.value, stated.snapshot_on
    for name in STATED:
        setattr(figures, name, getattr(stated, name))
    figures.id = figures.id or work.new_id()
    sign_row(figures, work, "enter_figures")
    work.tx.flush()  # two first entries that meet are told here, where the frame tries again
    said = FiguresStated(
        figures=figures.id, **key, unit_name=stated.unit_name, block=stated.block, snapshot_on=stated.snapshot_on,
        version=figures.version, **{name: getattr(stated, name) for name in STATED},
    )  # fmt: skip
    work.emit(figures.id, said)
    return figures


def _refuse_untrue(work: Work, unit: str, stated: Stated) -> None:
    problems = problems_of_figures(stated, snapshot_on=stated.snapshot_on, today=office_day(work.now))
    problems += problems_of_unit(place_in_tree(work.tx, unit), stated.block)
    if problems:
        raise InvalidInput(places=problems)


def _decision_row(decision: Decided) -> dict[str, Any]:
    return {
        "id": decision.decision,
        "number": decision.number,
        "folded_number": fold_number(decision.number),
        "dated": decision.dated,
        "body": decision.body,
        "kind": "award",
        "amends": None,
        "plan": decision.plan,
        "awards": len(decision.items),
        "list_sha256": decision.list_sha256,
        "recorded_at": wall_now(),
    }


def _award_row(work: Work, decision: Decided, item: AwardItem, certificate: str | None) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "case_id": item.case,
        "entry": 1,
        "standing": Standing.IN_FORCE.value,
        "replaces": None,
        "ended_by": None,
        "complaints_open": 0,
        "paused_because": None,
        "decision_id": decision.decision,
        "number": decision.number,
        "dated": decision.dated,
        "body": decision.body,
        "plan": decision.plan,
        "nominee_key": item.nominee_key,
        "nominee_kind": item.nominee_kind.value,
        "nominee_name": item.nominee_name,
        "nominee_birth": item.nominee_birth,
        "folded_name": fold(item.nominee_name),
        "sort_key": order_of(item.nominee_kind, item.nominee_name),
        "is_direct_worker": item.is_direct_worker,
        "is_leader": item.is_leader,
        "unit_id": item.unit.id,
        "unit_name": item.unit.name,
        "folded_unit": fold(item.unit.name),
        "unit_block": item.unit.block.value,
        "successor_id": item.unit.successor.id if item.unit.successor else None,
        "successor_name": item.unit.successor.name if item.unit.successor else None,
        "award_code": item.award,
        "award_name_vi": item.award_name.vi,
        "award_name_en": item.award_name.en,
        "year": item.year,
        "bonus": item.bonus,
        "bonus_working": None if item.bonus_working is None else to_plain(item.bonus_working),
        "certificate": certificate,
        "presented_on": None,
        "occasion": None,
        "version": 1,
        "changed_by": work.actor.subject,
        "changed_at": work.now,
        "change": "record",
    }


def _recorded(row: dict[str, Any], decision: Decided, item: AwardItem) -> AwardRecorded:
    return AwardRecorded(
        award_id=row["id"],
        case=item.case,
        decision=decision.decision,
        number=decision.number,
        dated=decision.dated,
        nominee_key=item.nominee_key,
        nominee_kind=item.nominee_kind,
        nominee_name=item.nominee_name,
        unit=item.unit,
        award=item.award,
        award_name=item.award_name,
        year=item.year,
        certificate=row["certificate"],
    )


def take_numbers(tx: Session, body: str, year: int, count: int) -> int:
    """Take the next `count` numbers of the body's golden book; returns the last of them. Holds the book's row."""
    dialect: Any = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    put = dialect.insert(GoldenBook).values(body=body, year=year, last=count)
    taken = tx.scalar(
        put.on_conflict_do_update(
            index_elements=[GoldenBook.body, GoldenBook.year], set_={"last": GoldenBook.last + put.excluded.last}
        ).returning(GoldenBook.last)
    )
    return int(taken)
