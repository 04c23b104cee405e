"""Correcting and cancelling an award: proposed, the awardee heard, signed or declined.

Owns: the use cases up to the signature. Promises: the award's entry is not touched before the decision has its number;
one remedy of an award at a time; who proposed never signs; a refused act leaves no row.
Leaves to others: entering the numbered decision (`actions_entering`), rules (`rules.remedies`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.changes import sign_row
from services.registry.erasing import erase_what_ended
from services.registry.errors import (
    AwardeeNotHeard,
    DecidedAbove,
    NotInForce,
    ProposerSigns,
    RemedyNotThere,
    RemedyUnderWay,
)
from services.registry.models import Award, Decision
from services.registry.models_after import OPEN_REMEDY, Remedy, RemedyState
from services.registry.permissions import PERMISSIONS
from services.registry.queries import get_award
from services.registry.queries_after import get_complaint, get_remedy
from services.registry.queries_disputes import find_carried_out, is_complaint_about
from services.registry.queries_erasure import is_awardee_erased
from services.registry.queries_heirs import answering_for
from services.registry.rules.remedies import problems_of_proposal, reason_not_to_sign
from services.registry.steps import refuse_at_another
from shared.canonical import content_hash
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.registry import AwardeeExplained, AwardeeInvited, LaterDecisionSigned, RemedyDeclined, RemedyProposed
from shared.events.terms import ComplaintOutcome, LaterDecision, Role, Standing, SubjectKind
from shared.names import clean, clean_person, read_birth
from shared.permissions import authorize
from shared.policy.after_decision import Ground
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work

_ANSWERS = {
    LaterDecision.CORRECTION.value: ComplaintOutcome.TO_CORRECT.value,
    LaterDecision.REVOCATION.value: ComplaintOutcome.TO_REVOKE.value,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is asked for: the letter and the report with reasons (ND152 Art 56); `changes` for corrections."""

    kind: LaterDecision
    ground: str
    letter: str
    reason: str
    documents: Sequence[str]
    changes: Mapping[str, str]
    complaint_id: str | None = None


def propose(desk: Desk, work: Work, award_id: str, *, seen: int, asked: Proposal) -> Remedy:
    """Ask the authority that signed to correct or cancel an award."""
    award = get_award(work.tx, award_id, lock=True)
    if work.actor.role is Role.GRASSROOTS_HEAD:
        authorize(PERMISSIONS, "propose_remedy_of_own_unit", work.actor, own_unit=answering_for(work, award.answering))
    else:
        authorize(PERMISSIONS, "propose_remedy", work.actor, holding_body=answering_for(work, award.body))
    refuse_stale(award, seen)
    _refuse_unless_free(work.tx, award)
    ground = desk.policies.policies.after_decision.on(office_day(work.now)).ground(asked.ground, asked.kind)
    changes = _cleaned(award, asked.changes, today=office_day(work.now))
    present = {"nominee_name": award.nominee_name, "nominee_birth": award.nominee_birth, "unit_name": award.unit_name}
    problems = problems_of_proposal(
        kind=asked.kind, changes=changes, present=present, documents=asked.documents,
        is_erased=is_awardee_erased(work.tx, award),
    ) + _problems_of_complaint(work.tx, award, asked, ground)
    if problems:
        raise InvalidInput(places=problems)
    remedy = _remedy(work, award, asked, ground, changes)
    work.tx.add(remedy)
    proposed = RemedyProposed(
        remedy=remedy.id, kind=asked.kind, award_id=award.id, case=award.case_id, ground=ground.code,
        basis=ground.basis, letter=asked.letter, needs_hearing=ground.needs_hearing, kept_sha256=_bound(remedy),
        ground_name=Words(remedy.ground_vi, remedy.ground_en), is_unverified=remedy.is_unverified,
    )  # fmt: skip
    work.emit(remedy.id, proposed)
    return remedy


def _bound(remedy: Remedy) -> str:
    same = {name: getattr(remedy, name) for name in ("reason", "documents", "changes", "complaint_id")}
    return kept_hash(Remedy.__table__, **same)


def invite_awardee(desk: Desk, work: Work, remedy_id: str, *, seen: int) -> Remedy:
    """Tell the awardee that they may explain; the days for it begin tomorrow."""
    remedy = get_remedy(work.tx, remedy_id, lock=True)
    authorize(PERMISSIONS, "invite_awardee", work.actor, holding_body=answering_for(work, remedy.body))
    refuse_elsewhere(remedy, seen, RemedyState.HEARING)
    if remedy.answer_by is not None:
        raise RemedyNotThere("Đã mời giải trình.", "The awardee has been invited already.")
    policies, today = desk.policies.policies, office_day(work.now)
    remedy.answer_by = policies.after_decision.on(today).hearing.last_day(today, policies.calendar)
    sign_row(remedy, work, "invite_awardee")
    invited = AwardeeInvited(
        remedy=remedy.id, award_id=remedy.award_id, case=remedy.case_id, answer_by=remedy.answer_by
    )
    work.emit(remedy.id, invited)
    return remedy


def hear_awardee(work: Work, remedy_id: str, *, seen: int, statement: str, heard_on: date) -> Remedy:
    """Enter what the awardee has to say about it."""
    remedy = get_remedy(work.tx, remedy_id, lock=True)
    authorize(PERMISSIONS, "hear_awardee", work.actor, holding_body=answering_for(work, remedy.body))
    refuse_elsewhere(remedy, seen, RemedyState.HEARING)
    if not remedy.proposed_on <= heard_on <= office_day(work.now):
        why = Words("Ngày giải trình từ ngày đề nghị đến hôm nay.", "A day from the proposal to today.")
        raise InvalidInput(places=[Place("heard_on", why, "registry.heard_on")])
    remedy.statement, remedy.heard_on, remedy.state = statement, heard_on, RemedyState.READY.value
    sign_row(remedy, work, "hear_awardee")
    heard = AwardeeExplained(
        remedy=remedy.id, award_id=remedy.award_id, case=remedy.case_id, heard_on=heard_on,
        kept_sha256=kept_hash(Remedy.__table__, statement=statement),
    )  # fmt: skip
    work.emit(remedy.id, heard)
    return remedy


def decline(work: Work, remedy_id: str, *, seen: int, reason: str) -> Remedy:
    """The authority lets its decision stand."""
    remedy = get_remedy(work.tx, remedy_id, lock=True)
    authorize(PERMISSIONS, "decline_remedy", work.actor, holding_body=answering_for(work, remedy.body))
    refuse_elsewhere(remedy, seen, RemedyState.HEARING, RemedyState.READY)
    remedy.state, remedy.declined_because = RemedyState.DECLINED.value, reason
    sign_row(remedy, work, "decline_remedy")
    work.emit(
        remedy.id,
        RemedyDeclined(remedy=remedy.id, award_id=remedy.award_id, case=remedy.case_id, reason=reason),
    )
    erase_what_ended(work.tx, remedy.case_id)
    return remedy


def sign(work: Work, remedy_id: str, *, seen: int) -> Remedy:
    """Sign the new decision. It takes effect with its number, which the register of all decisions gives (`review`)."""
    remedy = get_remedy(work.tx, remedy_id, lock=True)
    authorize(PERMISSIONS, "sign_remedy", work.actor, holding_body=answering_for(work, remedy.body))
    refuse_elsewhere(remedy, seen, RemedyState.HEARING, RemedyState.READY)
    why_not = reason_not_to_sign(
        signer=work.actor.subject, proposer=remedy.proposed_by, needs_hearing=remedy.needs_hearing,
        is_heard=remedy.heard_on is not None, answer_by=remedy.answer_by, today=office_day(work.now),
    )  # fmt: skip
    if why_not is not None:
        code, words = why_not
        raise (ProposerSigns if code == ProposerSigns.code else AwardeeNotHeard)(words.vi, words.en)
    award = get_award(work.tx, remedy.award_id)
    amended = work.tx.get_one(Decision, award.decision_id)
    if amended.authority is not None:
        raise DecidedAbove()
    remedy.state, remedy.decision_id = RemedyState.SIGNED.value, work.new_id()
    remedy.signed_by, remedy.signed_at = work.actor.subject, work.now
    sign_row(remedy, work, "sign_remedy")
    signed = LaterDecisionSigned(
        decision=remedy.decision_id, remedy=remedy.id, kind=LaterDecision(remedy.kind), amends=amended.id,
        award_id=award.id, case=award.case_id, body=amended.body, body_name=amended.body_name, plan=award.plan,
        ground=remedy.ground, basis=remedy.basis, signed_at=work.now, signed_by=work.actor.subject,
        proposed_by=remedy.proposed_by, document_sha256=document_hash(remedy),
    )  # fmt: skip
    work.emit(remedy.decision_id, signed)
    return remedy


def document_hash(remedy: Remedy) -> str:
    """SHA-256 of what is signed: which entry, what is done to it, on which ground, for which reason."""
    return content_hash(
        [remedy.id, remedy.kind, remedy.award_id, remedy.ground, remedy.basis, remedy.reason, remedy.changes]
    )


def refuse_elsewhere(remedy: Remedy, seen: int, *states: RemedyState) -> None:
    refuse_stale(remedy, seen)
    refuse_at_another(RemedyNotThere, Words("Đề nghị", "The proposal"), RemedyState(remedy.state), *states)


def _refuse_unless_free(tx: Session, award: Award) -> None:
    if award.standing != Standing.IN_FORCE.value:
        raise NotInForce()
    if tx.scalar(select(Remedy.id).where(Remedy.award_id == award.id, Remedy.state.in_(OPEN_REMEDY))) is not None:
        raise RemedyUnderWay()


def _cleaned(award: Award, changes: Mapping[str, str], *, today: date) -> dict[str, str]:
    """The new words as they would be entered; names and births nobody can have are refused (`shared.names`)."""
    is_person = award.nominee_kind == SubjectKind.INDIVIDUAL.value
    cleaned: dict[str, str] = {}
    for name, words in changes.items():
        try:
            if name == "nominee_birth":
                cleaned[name] = read_birth(words, on=today)
            else:
                cleaned[name] = clean_person(words) if is_person and name == "nominee_name" else clean(words)
        except InvalidInput as refused:
            raise InvalidInput(places=[Place(f"changes.{name}", refused.said, refused.code)]) from refused
    return cleaned


def _problems_of_complaint(tx: Session, award: Award, asked: Proposal, ground: Ground) -> list[Place]:
    """A complaint that is named must have been upheld, for this award and this kind of remedy, and is carried out once;
    where it is the ground, one must be named."""
    if asked.complaint_id is None:
        words = Words("Phải nêu khiếu nại đã được chấp nhận.", "Name the complaint that was upheld.")
        return [Place("complaint_id", words, "registry.complaint_id")] if ground.needs_complaint else []
    complaint = get_complaint(tx, asked.complaint_id)
    done = find_carried_out(tx, complaint.id, award.case_id)
    if done is not None:
        why = Words(f"Khiếu nại này đã dẫn tới quyết định số {done}.", f"That complaint led to decision {done}.")
    elif is_complaint_about(tx, complaint, award) and complaint.outcome == _ANSWERS[asked.kind.value]:
        return []
    else:
        why = Words(
            "Khiếu nại này không dẫn tới việc đính chính, hủy bỏ khen thưởng này.",
            "That complaint was not upheld with this outcome for this award.",
        )
    return [Place("complaint_id", why, "registry.complaint_id")]


def _remedy(work: Work, award: Award, asked: Proposal, ground: Ground, changes: dict[str, str]) -> Remedy:
    return Remedy(
        id=work.new_id(), kind=asked.kind.value, award_id=award.id, case_id=award.case_id, body=award.body,
        unit_id=award.unit_id, state=(RemedyState.HEARING if ground.needs_hearing else RemedyState.READY).value,
        ground=ground.code, ground_vi=ground.name.vi, ground_en=ground.name.en, basis=ground.basis,
        is_unverified=ground.is_unverified, needs_hearing=ground.needs_hearing, letter=asked.letter,
        reason=asked.reason, documents=list(asked.documents), changes=changes, complaint_id=asked.complaint_id,
        proposed_by=work.actor.subject, proposed_unit=work.actor.unit, proposed_on=office_day(work.now),
        version=1, changed_by=work.actor.subject, changed_at=work.now, change="propose_remedy",
    )  # fmt: skip
