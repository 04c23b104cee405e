"""Which content of the policy governs a dossier: by its plan and the day it is sent.

Owns: reading the activations. Promises: the latest decision that reaches the day is followed, whatever the files say by
now; a plan nobody activated yet goes by the files. Leaves to others: deciding (`actions_policies`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import PolicyActivation
from shared.policy import Policy
from shared.policy.gaps import no_rulebook
from shared.policy_book import PolicyBook

_KNOWN = "policy activations by plan"


def in_force(policies: PolicyBook, tx: Session, plan: str, sent_on: date) -> Policy:
    """What a dossier of the plan sent on this day is judged by; `NoRulebook` where none governs the day."""
    rows = _known(tx, plan)
    if not rows:
        return policies.current(plan, sent_on)
    policies.policies.plan(plan)  # a plan that was taken out of the files takes no dossiers any more
    found = find_activation(rows, sent_on)
    policy = policies.pinned(tx, found.policy) if found is not None else None
    if policy is not None and policy.rulebook.governs(sent_on):
        return policy
    if policy is not None and policy.plan.window.holds(sent_on):
        raise no_rulebook(sent_on, policies.policies.rulebooks.values())
    # Nothing is put in force outside the plan's days: the files of the day say why nothing can be sent then (G01).
    return policies.current(plan, sent_on)


def find_activation(rows: Sequence[PolicyActivation], day: date) -> PolicyActivation | None:
    """Of a plan's rows the one that governs the day: of the latest decision, the content that began last."""
    reaching = [row for row in rows if row.decided_from <= day]
    latest = max((row.number for row in reaching), default=None)
    begun = [row for row in reaching if row.number == latest and row.governs_from <= day]
    return max(begun, key=lambda row: row.governs_from, default=None)


def activations_of(tx: Session, plan: str) -> Sequence[PolicyActivation]:
    """Every decision on the plan, oldest first."""
    wanted = select(PolicyActivation).where(PolicyActivation.plan == plan)
    return tx.scalars(wanted.order_by(PolicyActivation.number, PolicyActivation.governs_from)).all()


def _known(tx: Session, plan: str) -> Sequence[PolicyActivation]:
    """Looked up once in a transaction: a list is judged row by row."""
    known: dict[str, Sequence[PolicyActivation]] = tx.info.setdefault(_KNOWN, {})
    if plan not in known:
        known[plan] = activations_of(tx, plan)
    return known[plan]


def forget(tx: Session) -> None:
    """Look again: this transaction wrote an activation."""
    tx.info.pop(_KNOWN, None)
