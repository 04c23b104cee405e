"""Getting back what an ended entry gave: notice, what is returned or lost, the end.

Owns: the use cases. Promises: the days count from the notice; every return is a row of its own; the last one closes.
Leaves to others: opening a recovery (`actions_entering`), the overdue ones (`sweep`), rules (`rules.recovery`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registry.changes import sign_row
from services.registry.errors import RecoveryNotThere
from services.registry.models import Decision
from services.registry.models_after import PrizeReturn, Recovery, RecoveryState
from services.registry.permissions import PERMISSIONS
from services.registry.queries_after import get_recovery
from services.registry.queries_heirs import answering_for
from services.registry.rules.recovery import Owed, is_overdue, problems_of_return
from services.registry.saying import say_of_award
from services.registry.steps import refuse_at_another
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.registry import CertificateLossAccepted, PrizeRecovered, PrizeReturned, ReturnDemanded
from shared.events.terms import LaterDecision
from shared.permissions import authorize
from shared.policy.marks import Mark
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work


def demand_return(desk: Desk, work: Work, recovery_id: str, *, seen: int, notified_on: date) -> Recovery:
    """Enter the notice to the holder: from it the days run (ND152 Art 58(2))."""
    recovery = get_recovery(work.tx, recovery_id, lock=True)
    authorize(PERMISSIONS, "demand_return", work.actor, holding_body=answering_for(work, recovery.body))
    _refuse_elsewhere(recovery, seen, RecoveryState.TO_NOTIFY)
    decision, today = work.tx.get_one(Decision, recovery.decision_id), office_day(work.now)
    if not decision.dated <= notified_on <= today:
        why = Words("Ngày thông báo từ ngày quyết định đến hôm nay.", "A day from the decision to today.")
        raise InvalidInput(places=[Place("notified_on", why, "registry.notified_on")])
    policies = desk.policies.policies
    law = policies.after_decision.on(notified_on)
    period = law.recovery if recovery.kind == LaterDecision.REVOCATION.value else law.exchange
    due_on = period.last_day(notified_on, policies.calendar)
    recovery.state, recovery.notified_on, recovery.due_on = RecoveryState.RUNNING.value, notified_on, due_on
    recovery.basis, recovery.is_unverified = period.basis, period.mark is Mark.UNVERIFIED
    sign_row(recovery, work, "demand_return")
    say_of_award(
        work,
        ReturnDemanded(
            award_id=recovery.award_id, case=recovery.case_id, recovery=recovery.id, notified_on=notified_on,
            due_on=due_on, money=recovery.money, certificate=recovery.certificate_owed, basis=period.basis,
            is_unverified=recovery.is_unverified,
        ),
    )  # fmt: skip
    return recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What was given back on a day, and the receipt for it. Money in đồng."""

    returned_on: date
    certificate: bool
    money: int
    document: str


def record_return(work: Work, recovery_id: str, *, seen: int, returned: Returned) -> Recovery:
    """Enter what was given back; with the last of it the recovery is closed."""
    recovery = get_recovery(work.tx, recovery_id, lock=True)
    authorize(PERMISSIONS, "record_return", work.actor, holding_body=answering_for(work, recovery.body))
    _refuse_elsewhere(recovery, seen, RecoveryState.RUNNING)
    assert recovery.notified_on is not None
    assert recovery.due_on is not None
    problems = problems_of_return(
        owed_of(recovery), money=returned.money, certificate=returned.certificate, returned_on=returned.returned_on,
        notified_on=recovery.notified_on, today=office_day(work.now),
    )  # fmt: skip
    if problems:
        raise InvalidInput(places=problems)
    given = _write_return(work, recovery, returned)
    still = owed_of(recovery)
    said = PrizeReturned(
        award_id=recovery.award_id, case=recovery.case_id, recovery=recovery.id, returned_on=returned.returned_on,
        certificate=returned.certificate, money=returned.money, outstanding=still.money,
        is_late=is_overdue(due_on=recovery.due_on, today=returned.returned_on), prize_return=given,
        kept_sha256=kept_hash(PrizeReturn.__table__, document=returned.document),
    )  # fmt: skip
    say_of_award(work, said)
    if still.is_nothing:
        _close(work, recovery, returned.returned_on)
    return recovery


def accept_loss(work: Work, recovery_id: str, *, seen: int, document: str) -> Recovery:
    """The authority accepts, on a paper, that the certificate is lost; what else is owed stays owed."""
    recovery = get_recovery(work.tx, recovery_id, lock=True)
    authorize(PERMISSIONS, "accept_loss", work.actor, holding_body=answering_for(work, recovery.body))
    _refuse_elsewhere(recovery, seen, RecoveryState.RUNNING)
    if not owed_of(recovery).certificate:
        raise RecoveryNotThere("Không còn phải nộp lại bằng.", "No certificate is owed any more.")
    today = office_day(work.now)
    recovery.certificate_lost, recovery.loss_document = True, document
    sign_row(recovery, work, "accept_loss")
    still = owed_of(recovery)
    lost = CertificateLossAccepted(
        award_id=recovery.award_id, case=recovery.case_id, recovery=recovery.id, accepted_on=today,
        outstanding=still.money, kept_sha256=kept_hash(Recovery.__table__, loss_document=document),
    )  # fmt: skip
    say_of_award(work, lost)
    if still.is_nothing:
        _close(work, recovery, today)
    return recovery


def owed_of(recovery: Recovery) -> Owed:
    """What is still out."""
    has_certificate = recovery.certificate_owed and not recovery.certificate_returned and not recovery.certificate_lost
    return Owed(money=recovery.money - recovery.money_returned, certificate=has_certificate)


def _write_return(work: Work, recovery: Recovery, returned: Returned) -> str:
    given = work.new_id()
    recovery.money_returned += returned.money
    recovery.certificate_returned = recovery.certificate_returned or returned.certificate
    work.tx.add(
        PrizeReturn(
            id=given, recovery_id=recovery.id, returned_on=returned.returned_on,
            certificate=returned.certificate, money=returned.money, document=returned.document,
            recorded_by=work.actor.subject, recorded_at=work.now,
        )
    )  # fmt: skip
    sign_row(recovery, work, "record_return")
    return given


def _close(work: Work, recovery: Recovery, on: date) -> None:
    recovery.state, recovery.recovered_on = RecoveryState.RECOVERED.value, on
    recovered = PrizeRecovered(
        award_id=recovery.award_id, case=recovery.case_id, recovery=recovery.id, money=recovery.money, recovered_on=on
    )
    say_of_award(work, recovered)


def _refuse_elsewhere(recovery: Recovery, seen: int, state: RecoveryState) -> None:
    refuse_stale(recovery, seen)
    refuse_at_another(RecoveryNotThere, Words("Việc thu hồi", "The recovery"), RecoveryState(recovery.state), state)
