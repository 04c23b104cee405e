"""What the register does on hearing: a signed decision is entered, and one about it as soon as it has its number.

Owns: its subscription. Leaves to others: entering (`actions`, `actions_entering`).
"""

from __future__ import annotations

from services.registry.actions import enter_decision, enter_outside_decision
from services.registry.actions_entering import enter_later_decision
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.escalation import OutsideDecisionEntered
from shared.events.review import DecisionSigned
from shared.events.review_numbers import LaterDecisionNumbered
from shared.inbox import Handlers
from shared.work import Work


def on_decision_signed(work: Work, event: DecisionSigned, envelope: Envelope) -> None:
    enter_decision(work, event, policy=envelope.policy)


def on_outside_decision_entered(work: Work, event: OutsideDecisionEntered, envelope: Envelope) -> None:
    enter_outside_decision(work, event, policy=envelope.policy)


def on_later_decision_numbered(work: Work, event: LaterDecisionNumbered, envelope: Envelope) -> None:
    enter_later_decision(work, event, policy=envelope.policy)


def handlers(desk: Desk) -> Handlers:
    return Handlers(
        each={
            "review.decision_signed": on_decision_signed,
            "review.outside_decision_entered": on_outside_decision_entered,
            "review.later_decision_numbered": on_later_decision_numbered,
        }
    )
