"""Numbers for decisions about decisions: from the same register as all others (ND30).

Owns: giving a correction or cancellation its number and date, and noting which awards no longer stand. Promises: same
body as the decision it amends, no gap, no double; heard twice, numbered once (`shared.inbox`); a cancelled award counts
for nothing from then on. Leaves to others: signing and entering it (`services/registry`).
"""

from __future__ import annotations

from datetime import date

from services.review.council_errors import AmendsNothing
from services.review.council_models import Decision
from services.review.models_after import CancelledAward
from services.review.number_registers import take_number
from services.review.rules import competence
from shared.clock import office_day
from shared.events.envelope import Envelope
from shared.events.registry import LaterDecisionEntered, LaterDecisionSigned
from shared.events.review_numbers import LaterDecisionNumbered
from shared.events.terms import LaterDecision
from shared.work import Work


def number_later_decision(work: Work, event: LaterDecisionSigned, envelope: Envelope) -> None:
    """Enter the decision under the body's next number, dated today; `AmendsNothing` where its body is another's."""
    amended = work.tx.get(Decision, event.amends)
    if amended is None or amended.body != event.body:
        raise AmendsNothing()
    dated = office_day(work.now)
    number, _ = take_number(work.tx, event.body, competence.DECISION_TYPE, dated.year)
    decision = Decision(
        id=event.decision, body=event.body, body_name=event.body_name, type=competence.DECISION_TYPE, year=dated.year,
        number=number, printed=competence.numbered_like(number, amended.printed), dated=dated, plan=event.plan,
        signed_at=event.signed_at, signed_by=event.signed_by, list_sha256=event.document_sha256, evaluations=[],
    )  # fmt: skip
    work.tx.add(decision)
    _note_cancelled(work, event, dated)
    work.emit(
        decision.id,
        LaterDecisionNumbered(
            decision=decision.id, amends=event.amends, number=decision.printed, dated=dated, case=event.case,
            document_sha256=event.document_sha256,
        ),
    )  # fmt: skip


def on_later_decision_entered(work: Work, event: LaterDecisionEntered, envelope: Envelope) -> None:
    """A decision of somebody above has its own number: only what it did is noted."""
    _note_cancelled(work, event, event.dated)


def _note_cancelled(work: Work, event: LaterDecisionSigned | LaterDecisionEntered, dated: date) -> None:
    if event.kind is LaterDecision.REVOCATION:
        work.tx.add(CancelledAward(case_id=event.case, decision=event.decision, dated=dated))
