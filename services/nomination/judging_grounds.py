"""Asking what a proposal rests on and what the locality excludes: G10, G14, G18, G20, G21, G22.

Owns: which facts these rules are asked with. Promises: facts are plain, so that each evaluation can be asked again.
Leaves to others: what policy gives them (`rules.parameters`), the rules (`rules.grounds`, `rules.local_terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from services.nomination.queries_known import Reported
from services.nomination.rules import grounds, local_terms
from services.nomination.rules.asked import basis_report
from shared.events.dossier import Dossier
from shared.policy import Policy
from shared.verdicts import Evaluation

Ask = Callable[..., Evaluation]
"""Asks a rule with the facts named; what the policy gives it comes from `rules.parameters`."""


def of_grounds(
    dossier: Dossier, policy: Policy, reports: Sequence[Reported], sent_on: date, ask: Ask,
    *, launch: grounds.Launched | None,
) -> list[Evaluation]:  # fmt: skip
    """`launch`: the recorded one of the movement the dossier names."""
    return [
        ask(
            local_terms.is_not_excluded_locally, kind=dossier.nominee.kind, employment=dossier.employment,
            reported_on=_last_report(dossier, policy, reports, sent_on),
        ),
        ask(
            grounds.benefit_suffices, group=dossier.nominee.worker_group, year=dossier.year,
            initiatives=dossier.initiatives,
        ),
        ask(grounds.procedure_suits_type, is_simplified=dossier.is_simplified, award_type=dossier.award_type),
        ask(grounds.pledge_is_registered, is_registered=dossier.pledge.is_registered if dossier.pledge else None),
        ask(grounds.movement_was_launched_whole, movement=dossier.movement, launch=launch),
        ask(grounds.merit_rests_on_merit, award_type=dossier.award_type, basis=dossier.basis),
    ]  # fmt: skip


def _last_report(dossier: Dossier, policy: Policy, reports: Sequence[Reported], sent_on: date) -> date | None:
    """The day the unit's last report that awards rest on came, of those of the plan's period so far."""
    basis = basis_report(policy, dossier)
    if basis is None:
        return None
    first = policy.plan.period_of(sent_on).first
    own = (one.received_on for one in reports if (one.plan, one.report) == (policy.plan.id, basis.id))
    return max((day for day in own if first <= day <= sent_on), default=None)
