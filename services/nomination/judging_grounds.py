"""Asking what a proposal rests on and what the locality excludes: G10, G14, G18, G20, G21, G22.

Owns: which facts these rules are asked with. Promises: facts are plain, so that each evaluation can be asked again.
Leaves to others: what policy gives them (`rules.parameters`), the rules (`rules.grounds`, `rules.local_terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from services.nomination.queries_reports import Reported
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
            **_basis_in_reports(dossier, policy, reports, sent_on),
        ),
        ask(
            grounds.benefit_suffices, group=dossier.nominee.worker_group, year=dossier.year,
            initiatives=dossier.initiatives,
        ),
        ask(
            grounds.procedure_suits_type, is_simplified=dossier.is_simplified, award_type=dossier.award_type,
            # Left out where none is stated, so that a supplement is told the same as its first version was.
            **({"ground": dossier.simplified_ground} if dossier.simplified_ground else {}),
        ),
        ask(grounds.pledge_is_registered, is_registered=dossier.pledge.is_registered if dossier.pledge else None),
        ask(grounds.movement_was_launched_whole, movement=dossier.movement, launch=launch),
        ask(grounds.merit_rests_on_merit, award_type=dossier.award_type, basis=dossier.basis),
    ]  # fmt: skip


def _basis_in_reports(
    dossier: Dossier, policy: Policy, reports: Sequence[Reported], sent_on: date
) -> Mapping[str, object]:
    """The day the unit's last report that awards rest on came, of those of the plan's period so far; where none did,
    the last one of a union it followed by then, for what was begun before that union ended."""
    basis = basis_report(policy, dossier)
    if basis is None:
        return {"reported_on": None}
    first = policy.plan.period_of(sent_on).first
    known = [
        one for one in reports
        if (one.plan, one.report) == (policy.plan.id, basis.id) and first <= one.received_on <= sent_on
    ]  # fmt: skip
    own = max((one.received_on for one in known if one.ended_from is None), default=None)
    if own is not None:
        return {"reported_on": own}
    begun = dossier.achieved_from or first
    before = [
        local_terms.ReportedBefore(union_name=one.union_name, received_on=one.received_on, ended_from=one.ended_from)
        for one in known
        if one.ended_from is not None and begun < one.ended_from <= sent_on
    ]
    found = {"reported_before": max(before, key=lambda one: one.received_on)} if before else {}
    return {"reported_on": None, **found}
