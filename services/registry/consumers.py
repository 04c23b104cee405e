"""What the register does on hearing: a signed decision is entered.

Owns: its subscription. Leaves to others: entering (`actions`).
"""

from __future__ import annotations

from services.registry.actions import enter_decision
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.review import DecisionSigned
from shared.inbox import Handlers
from shared.work import Work


def on_decision_signed(work: Work, event: DecisionSigned, envelope: Envelope) -> None:
    enter_decision(work, event, policy=envelope.policy)


def handlers(desk: Desk) -> Handlers:
    return Handlers(each={"review.decision_signed": on_decision_signed})
