"""What the register does on hearing: a signed decision is entered, one about it as soon as it has its number; unions
and launches are kept for the targets that count them.

Owns: its subscription. Leaves to others: entering (`actions`, `actions_entering`), keeping (`actions_unions`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.registry import actions_unions
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


def _kept(keep: Callable[[Work, Any], None]) -> Callable[[Work, Any, Envelope], None]:
    return lambda work, event, envelope: keep(work, event)


def handlers(desk: Desk) -> Handlers:
    return Handlers(
        each={
            "review.decision_signed": on_decision_signed,
            "review.outside_decision_entered": on_outside_decision_entered,
            "review.later_decision_numbered": on_later_decision_numbered,
            "nomination.unit_registered": _kept(actions_unions.know_union),
            "nomination.unit_moved": _kept(actions_unions.move_union),
            "nomination.unit_closed": _kept(actions_unions.close_union),
            "nomination.unit_succeeded": _kept(actions_unions.succeed_union),
            "nomination.succession_taken_back": _kept(actions_unions.revive_union),
            "nomination.movement_launched": _kept(actions_unions.know_launch),
            "nomination.launch_withdrawn": _kept(actions_unions.forget_launch),
        }
    )
