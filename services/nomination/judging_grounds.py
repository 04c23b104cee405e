"""Asking what a proposal rests on and what the locality excludes: G10, G14, G18, G20, G21, G22.

Owns: which facts these rules are asked with. Promises: facts are plain, so that each evaluation can be asked again.
Leaves to others: reading the policy (`rules.asked`), the rules (`rules.grounds`, `rules.local_terms`).
"""

from __future__ import annotations

from services.nomination.rules import asked, grounds, local_terms
from shared.events.dossier import Dossier
from shared.policy import Policy
from shared.policy.awards import Award, AwardForm
from shared.verdicts import Evaluation


def of_grounds(dossier: Dossier, policy: Policy, award: Award) -> list[Evaluation]:
    is_in_plan, stated = asked.launch_of(policy, dossier.movement)
    configured = policy.plan.find_consequence
    return [
        local_terms.is_not_excluded_locally(
            consequence=configured("G10"),
            kind=dossier.nominee.kind,
            excluded_from_absent_days=asked.find_parameter(policy, "G10", "absent_working_days"),
            least_months_employed=asked.find_parameter(policy, "G10", "tenure_months"),
            asks_registration=asked.find_parameter(policy, "G10", "absent_working_days") is not None,
            employment=dossier.employment,
        ),
        grounds.benefit_suffices(
            consequence=configured("G14"),
            thresholds=asked.benefit_thresholds(policy, award.code),
            group=dossier.nominee.worker_group,
            year=dossier.year,
            initiatives=dossier.initiatives,
        ),
        grounds.procedure_suits_type(
            consequence=configured("G18"),
            is_simplified=dossier.is_simplified,
            award_type=dossier.award_type,
            permitted=award.simplified.types if award.simplified else (),
        ),
        grounds.pledge_is_registered(
            consequence=configured("G20"),
            is_title=award.form is AwardForm.TITLE,
            is_registered=dossier.pledge.is_registered if dossier.pledge else None,
        ),
        grounds.movement_was_launched_whole(
            consequence=configured("G21"), movement=dossier.movement, is_in_plan=is_in_plan, stated=stated
        ),
        grounds.merit_rests_on_merit(
            consequence=configured("G22"), award_type=dossier.award_type, basis=dossier.basis
        ),
    ]
