"""Entering a decision about a decision once it has its number: an award is corrected, or cancelled.

Owns: what the register shows from then on. Promises: the old entry keeps every word and points on; a correction enters
a new one with a certificate of its own, and takes the open complaints and what they made wait along; what was handed
over for the old entry is asked back.
Leaves to others: signing (`actions_remedies`), the recovery itself (`actions_recovery`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from services.registry.actions import take_numbers
from services.registry.actions_archiving import open_again
from services.registry.actions_remedies import document_hash, refuse_elsewhere
from services.registry.changes import sign_row
from services.registry.erasing import erase_what_ended
from services.registry.errors import DecidedHere, DocumentAltered, NoSuchRemedy, NotInForce, ProposerSigns
from services.registry.models import Award, Decision
from services.registry.models_after import Complaint, Recovery, RecoveryState, Remedy, RemedyState
from services.registry.permissions import PERMISSIONS
from services.registry.queries import get_award
from services.registry.queries_after import bonus_of, get_remedy
from services.registry.queries_disputes import count_under_way, lock_open_complaints
from services.registry.queries_erasure import is_awardee_erased
from services.registry.queries_heirs import answering_for
from services.registry.rules.register import certificate_number, fold_number, order_of
from services.registry.saying import say_of_award
from shared.clock import office_day, wall_now
from shared.comparable import kept_hash
from shared.errors import InvalidInput, Place
from shared.events.dossier import SuccessorUnit, UnitRef
from shared.events.registry import AwardCorrected, AwardRecorded, AwardRevoked, LaterDecisionEntered
from shared.events.review_numbers import LaterDecisionNumbered
from shared.events.terms import Block, LaterDecision, Standing, SubjectKind
from shared.holding import held
from shared.names import fold, nominee_key
from shared.permissions import authorize
from shared.rows import insert_rows
from shared.words import Words
from shared.work import Work


def enter_from_above(
    work: Work, remedy_id: str, *, seen: int, number: str, dated: date, signatory: str
) -> Remedy:
    """Enter what the authority above decided about its own decision, as its document has it; another person than who
    asked for it does."""
    remedy = get_remedy(work.tx, remedy_id, lock=True)
    authorize(PERMISSIONS, "enter_from_above", work.actor, holding_body=answering_for(work, remedy.body))
    refuse_elsewhere(remedy, seen, RemedyState.HEARING, RemedyState.READY)
    if work.actor.subject == remedy.proposed_by:
        raise ProposerSigns()
    award = get_award(work.tx, remedy.award_id)
    amended = work.tx.get_one(Decision, award.decision_id)
    if amended.authority is None:
        raise DecidedHere()
    if not amended.dated <= dated <= office_day(work.now):
        why = Words("Từ ngày quyết định cũ đến hôm nay.", "A day from the old decision to today.")
        raise InvalidInput(places=[Place("dated", why, "registry.dated")])
    remedy.state, remedy.decision_id = RemedyState.SIGNED.value, work.new_id()
    remedy.signed_by, remedy.signed_at = signatory, work.now
    work.tx.flush()
    entered = LaterDecisionEntered(
        decision=remedy.decision_id, remedy=remedy.id, kind=LaterDecision(remedy.kind), amends=amended.id,
        award_id=award.id, case=award.case_id, authority=amended.authority, number=number, dated=dated,
        signatory=signatory, document_sha256=document_hash(remedy),
    )  # fmt: skip
    work.emit(remedy.decision_id, entered)
    numbered = LaterDecisionNumbered(
        decision=remedy.decision_id, amends=amended.id, number=number, dated=dated, case=award.case_id,
        document_sha256=document_hash(remedy),
    )  # fmt: skip
    enter_later_decision(work, numbered, policy=None)
    return remedy


def enter_later_decision(work: Work, numbered: LaterDecisionNumbered, *, policy: str | None) -> None:
    """Make the numbered decision true in the register. Errors are for a person to look at: nothing here is a guess."""
    remedy = work.tx.scalar(held(select(Remedy).where(Remedy.decision_id == numbered.decision)))
    if remedy is None:
        raise NoSuchRemedy()
    if numbered.document_sha256 != document_hash(remedy):
        raise DocumentAltered()
    # Before the award, as who settles one holds them.
    lock_open_complaints(work.tx, remedy.case_id)
    award = get_award(work.tx, remedy.award_id, lock=True)
    if award.standing != Standing.IN_FORCE.value:
        raise NotInForce()
    is_correction = remedy.kind == LaterDecision.CORRECTION.value
    work.tx.execute(insert(Decision).values(**_decision_row(work.tx, remedy, award, numbered)))
    remedy.state, remedy.number, remedy.dated = RemedyState.IN_EFFECT.value, numbered.number, numbered.dated
    sign_row(remedy, work, "enter_later_decision")
    award.ended_by = numbered.decision
    open_again(work, award)
    (_correct if is_correction else _revoke)(work, remedy, award, numbered, policy)
    sign_row(award, work, remedy.kind)
    erase_what_ended(work.tx, award.case_id)


def _correct(
    work: Work, remedy: Remedy, award: Award, numbered: LaterDecisionNumbered, policy: str | None
) -> None:
    award.standing = Standing.CORRECTED.value
    complaints = lock_open_complaints(work.tx, award.case_id)
    row = _corrected_row(work, remedy, award, numbered) | _disputed_as(work.tx, award, complaints)
    recovery = _recovery(work, award, numbered, remedy.kind, money=0)
    work.tx.flush()
    insert_rows(work.tx, Award.__table__, [row])
    _carry(work.tx, complaints, row["id"])
    corrected = AwardCorrected(
        award_id=award.id, case=award.case_id, unit=unit_of(award), decision=numbered.decision,
        number=numbered.number, dated=numbered.dated, replaced_by=row["id"], basis=remedy.basis, recovery=recovery,
        complaints=tuple(complaint.id for complaint in complaints), goes_on_paused=row["paused_because"] is not None,
    )  # fmt: skip
    say_of_award(work, corrected, policy=policy)
    recorded = AwardRecorded(
        award_id=row["id"], case=award.case_id, decision=numbered.decision, number=numbered.number,
        dated=numbered.dated, nominee_key=row["nominee_key"], nominee_kind=SubjectKind(award.nominee_kind),
        nominee_name=row["nominee_name"],
        unit=replace(unit_of(award), name=row["unit_name"]),
        award=award.award_code, award_name=Words(award.award_name_vi, award.award_name_en), year=award.year,
        certificate=row["certificate"], replaces=award.id,
        kept_sha256=kept_hash(Award.__table__, salt=row["salt"], nominee_birth=row["nominee_birth"]),
    )  # fmt: skip
    say_of_award(work, recorded, policy=policy)


def _revoke(
    work: Work, remedy: Remedy, award: Award, numbered: LaterDecisionNumbered, policy: str | None
) -> None:
    # What was paid is told while the award still counts among the awardee's others.
    paid = bonus_of(work.tx, award).payment.amount or 0
    award.standing = Standing.REVOKED.value
    money = paid if _was_handed_over(work.tx, award.case_id) else 0
    recovery = _recovery(work, award, numbered, remedy.kind, money=money)
    revoked = AwardRevoked(
        award_id=award.id, case=award.case_id, unit=unit_of(award), decision=numbered.decision,
        number=numbered.number, dated=numbered.dated, ground=remedy.ground, basis=remedy.basis,
        recovery=recovery, money=None if recovery is None else money,
    )  # fmt: skip
    say_of_award(work, revoked, policy=policy)


def unit_of(award: Award) -> UnitRef:
    successor = None
    if award.successor_id is not None:
        successor = SuccessorUnit(id=award.successor_id, name=award.successor_name or "")
    return UnitRef(id=award.unit_id, name=award.unit_name, block=Block(award.unit_block), successor=successor)


def _was_handed_over(tx: Session, case_id: str) -> bool:
    """The money is that of the award, whichever of its entries was presented."""
    presented = select(func.count()).where(Award.case_id == case_id, Award.presented_on.is_not(None))
    return bool(tx.scalar(presented))


def _decision_row(tx: Session, remedy: Remedy, award: Award, numbered: LaterDecisionNumbered) -> dict[str, Any]:
    amended = tx.get_one(Decision, award.decision_id)
    return {
        "id": numbered.decision, "number": numbered.number, "folded_number": fold_number(numbered.number),
        "dated": numbered.dated, "authority": amended.authority,
        "signed_at": remedy.signed_at, "signed_by": remedy.signed_by, "body": amended.body,
        "body_name": amended.body_name, "kind": remedy.kind,
        "amends": amended.id, "plan": amended.plan, "awards": int(remedy.kind == LaterDecision.CORRECTION.value),
        "list_sha256": numbered.document_sha256, "recorded_at": wall_now(),
    }  # fmt: skip


def _corrected_row(
    work: Work, remedy: Remedy, award: Award, numbered: LaterDecisionNumbered
) -> dict[str, Any]:
    """The old entry with its new words, under the new decision, not presented yet."""
    row = {column.key: getattr(award, column.key) for column in inspect(Award).columns} | remedy.changes
    kind, year = SubjectKind(award.nominee_kind), numbered.dated.year
    row |= {
        "id": work.new_id(), "entry": award.entry + 1, "replaces": award.id, "ended_by": None,
        "standing": Standing.IN_FORCE.value, "decision_id": numbered.decision,
        "number": numbered.number, "dated": numbered.dated,
        "nominee_key": _key_after(work.tx, remedy, award, row),
        "folded_name": fold(row["nominee_name"]), "sort_key": order_of(kind, row["nominee_name"]),
        "folded_unit": fold(row["unit_name"]), "salt": work.new_salt(),
        "certificate": None if award.certificate is None else _next_certificate(work, award.body, year),
        "presented_on": None, "occasion": None, "late_said_at": None, "version": 1,
        "changed_by": work.actor.subject, "changed_at": work.now, "change": "correction",
    }  # fmt: skip
    return row


def _key_after(tx: Session, remedy: Remedy, award: Award, row: dict[str, Any]) -> str:
    """It changes with what it is made of; of a person who was erased the birth is gone, and nobody new is made up."""
    is_same = {"nominee_name", "nominee_birth"}.isdisjoint(remedy.changes)
    if is_same or (row["nominee_birth"] is None and is_awardee_erased(tx, award)):
        return award.nominee_key
    kind = SubjectKind(award.nominee_kind)
    return nominee_key(kind, row["nominee_name"], row["nominee_birth"], within=award.unit_id)


def _disputed_as(tx: Session, award: Award, complaints: Sequence[Complaint]) -> dict[str, Any]:
    """A complaint is about the award, not about its words: marks go on, and so does what it made wait, also where it
    is about the whole decision."""
    waits = award.paused_because is not None and count_under_way(tx, award)["complaints_open"] > 0
    return {"complaints_open": len(complaints), "paused_because": award.paused_because if waits else None}


def _carry(tx: Session, complaints: Sequence[Complaint], entry: str) -> None:
    for complaint in complaints:
        assert complaint.award_id is not None
        get_award(tx, complaint.award_id).complaints_open -= 1
        complaint.award_id = entry


def _next_certificate(work: Work, body: str, year: int) -> str:
    return certificate_number(take_numbers(work.tx, body, year, 1), year)


def _recovery(work: Work, award: Award, numbered: LaterDecisionNumbered, kind: str, *, money: int) -> str | None:
    """Ask back what the holder of the ended entry has: its certificate if it was handed over, and `money`."""
    certificate = award.presented_on is not None
    if not certificate and not money:
        return None
    row = Recovery(
        id=work.new_id(), award_id=award.id, case_id=award.case_id, body=award.body, decision_id=numbered.decision,
        state=RecoveryState.TO_NOTIFY.value, kind=kind, money=money, money_returned=0, certificate_owed=certificate,
        certificate_returned=False, certificate_lost=False, opened_on=office_day(work.now), is_unverified=False,
        version=1, changed_by=work.actor.subject, changed_at=work.now, change=kind,
    )  # fmt: skip
    work.tx.add(row)
    return row.id
