"""What the policy gives each rule of the proposing side: thresholds, windows, chains, papers, by rule.

Owns: the one place where a rule's parameters come from, for judging and for rehearsing a draft alike. Promises: pure;
every rule has its entry, a rule the policy has no say in an empty one. Leaves to others: finding the other facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.nomination.rules import asked
from services.nomination.rules.grounds import Called, OnGround
from services.nomination.rules.lifecycle import ChainOffer
from services.nomination.rules.routes import reaches
from shared.events.dossier import Dossier
from shared.events.terms import AwardType
from shared.policy import Policy
from shared.policy.awards import AwardForm
from shared.policy.rulebook_items import ExclusionKind
from shared.policy.targets import Comparator
from shared.rehearsal import FactsMissing, Given


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is judged. `fits`: which chains have their levels above the unit, by id, as far as that is known."""

    dossier: Dossier
    sent_on: date
    fits: Mapping[str, bool]


def given_by(policy: Policy, rule: str, about: About) -> Given:
    """The parameters of a rule, and what follows from its failure where the plan sets it."""
    facts = PARAMETERS[rule](policy, about)
    consequence = None if rule in _NOT_CONFIGURED else policy.plan.find_consequence(rule)
    if rule == "G07":
        consequence = asked.year_and_theme_follows(policy)
    return Given(facts, consequence)


def _nothing(policy: Policy, about: About) -> Mapping[str, Any]:
    return {}


def _of_window(policy: Policy, about: About) -> Mapping[str, Any]:
    plan, phase = policy.plan, policy.plan.find_phase(about.sent_on)
    phases = asked.reviewed_phases(policy) if about.dossier.for_phase is not None else None
    return {
        "window_first": plan.window.first, "window_last": plan.window.last, "has_phases": bool(plan.phases),
        "phase": phase.id if phase else None,
        # Left out where the award is for no phase, so that a supplement is told the same as its first version was.
        **({"phases": phases} if phases is not None else {}),
    }  # fmt: skip


def _of_chains(policy: Policy, about: About) -> Mapping[str, Any]:
    wanted = about.dossier.decided_at
    unknown = sorted(set(policy.chains) - set(about.fits))
    if unknown:
        names = ", ".join(unknown)
        raise FactsMissing(f"chưa rõ đơn vị có đi được tuyến {names}", f"whether chain {names} fits is not known")
    return {
        "offers": tuple(
            ChainOffer(
                chain=chain.id, fits=about.fits[chain.id], is_open=chain.is_open_on(about.sent_on),
                has_level=wanted is None or reaches(chain, wanted), valid_to=chain.valid_to,
            )
            for chain in policy.chains.values()
        )
    }  # fmt: skip


def _of_catalogue(policy: Policy, about: About) -> Mapping[str, Any]:
    award = policy.find_award(about.dossier.award)
    return {
        "is_in_catalogue": award is not None, "is_in_plan": policy.plan.leads_to(about.dossier.award),
        "kinds": award.subjects if award else (), "award_types": award.types if award else (),
        "levels": policy.levels_deciding(award.code) if award else (),
        **({"name": award.name} if award else {}),
    }  # fmt: skip


def _of_likeness(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"fuzzy_percent": asked.fuzzy_percent(policy)}


def _of_year_and_theme(policy: Policy, about: About) -> Mapping[str, Any]:
    both = asked.find_exclusion(policy, ExclusionKind.FULL_YEAR_AND_THEMATIC)
    # A rulebook without this exclusion has the rule switched off.
    return {"exempt": both.except_types if both else tuple(AwardType)}


def _of_locality(policy: Policy, about: About) -> Mapping[str, Any]:
    absent = asked.find_parameter(policy, "G10", "absent_working_days")
    report = asked.basis_report(policy, about.dossier)
    return {
        "excluded_from_absent_days": absent,
        "least_months_employed": asked.find_parameter(policy, "G10", "tenure_months"),
        "asks_registration": absent is not None,
        "without_report": report.without_it if report else None,
    }


def _of_rating(policy: Policy, about: About) -> Mapping[str, Any]:
    return {
        "minimum": policy.award(about.dossier.award).criteria.minimum_task_rating,
        "study_below_months": asked.find_parameter(policy, "G11", "study_leave_months"),
    }


def _of_titles(policy: Policy, about: About) -> Mapping[str, Any]:
    need, dossier = policy.award(about.dossier.award).criteria.prior_titles, about.dossier
    if need is None:
        return {"title": None, "count": 0, "is_consecutive": False, "ends_year_before": False, "held": ()}
    return {
        "title": need.code, "name": policy.award(need.code).name, "count": need.count,
        "is_consecutive": need.is_consecutive, "ends_year_before": need.ends_year_before,
        "held": tuple(title for title in dossier.prior_titles if title.award in (need.code, *need.or_codes)),
    }  # fmt: skip


def _of_initiative(policy: Policy, about: About) -> Mapping[str, Any]:
    criteria, dossier = policy.award(about.dossier.award).criteria, about.dossier
    need, titles = criteria.initiative, criteria.prior_titles
    if need is not None and not need.concerns(dossier.nominee.kind, dossier.award_type):
        need = None
    # An initiative counts from the first of the years the titles cover, or the benefit is added up over (G14: three for
    # the diploma, by a source nobody verified), otherwise within the year itself.
    benefits = asked.benefit_thresholds(policy, dossier.award)
    first_year = dossier.year - max([titles.count if titles else 0, *(one.years for one in benefits)])
    return {
        "minimum_scope": need.minimum_scope if need else None, "unless_rated": need.unless_rated if need else None,
        "first": date(first_year, 1, 1),
        "least_share_percent": asked.find_parameter(policy, "G13", "share_percent") if need else None,
    }  # fmt: skip


def _of_benefit(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"thresholds": asked.benefit_thresholds(policy, about.dossier.award)}


def _of_collective(policy: Policy, about: About) -> Mapping[str, Any]:
    need = policy.award(about.dossier.award).criteria.collective
    return {
        "advanced_percent": need.advanced_percent if need else None,
        "advanced_comparator": need.advanced_comparator if need else Comparator.AT_LEAST,
        "completed_percent": need.completed_percent if need else None,
        "least_base_fighters": need.least_base_fighters if need else None,
        "most_disciplined": need.most_disciplined if need else None,
    }


def _of_papers(policy: Policy, about: About) -> Mapping[str, Any]:
    award, dossier = policy.award(about.dossier.award), about.dossier
    book, ground = policy.rulebook, dossier.simplified_ground
    is_short = dossier.is_simplified and dossier.award_type in book.simplified_types(award.code, ground)
    return {"required": (is_short and book.simplified_papers(award.code, ground)) or award.papers}


def _of_procedure(policy: Policy, about: About) -> Mapping[str, Any]:
    book, award, ground = policy.rulebook, about.dossier.award, about.dossier.simplified_ground
    permitted = book.simplified_types(award, ground)
    if ground is None:
        return {"permitted": permitted}
    found = book.find_ground(ground)
    known = OnGround(types=found.types, words=found.words) if found else OnGround()
    return {"permitted": permitted, "on_ground": known if book.simplified_grounds else None}


def _of_title(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"is_title": policy.award(about.dossier.award).form is AwardForm.TITLE}


def _of_launch(policy: Policy, about: About) -> Mapping[str, Any]:
    is_in_plan, stated = asked.launch_of(policy, about.dossier.movement)
    found = policy.plan.find_movement(about.dossier.movement) if about.dossier.movement else None
    # Left out where there is nothing to name, so that a supplement is told the same as its first version was.
    return {"is_in_plan": is_in_plan, "stated": stated, **({"name": found.name} if found else {})}


def _of_basis(policy: Policy, about: About) -> Mapping[str, Any]:
    found = (policy.find_award(one.award) for one in about.dossier.basis)
    names = {award.code: Called(award=award.code, words=award.name) for award in found if award}
    return {"names": tuple(names.values())} if names else {}


PARAMETERS: Mapping[str, Callable[[Policy, About], Mapping[str, Any]]] = {
    "G01": _of_window,
    "G02": _of_chains,
    "G03": _of_catalogue,
    "G04": _nothing,
    "G05": _nothing,
    "G06": _of_likeness,
    "G07": _of_year_and_theme,
    "G08": _nothing,
    "G09": _nothing,
    "G10": _of_locality,
    "G11": _of_rating,
    "G12": _of_titles,
    "G13": _of_initiative,
    "G14": _of_benefit,
    "G15": _of_collective,
    "G17": _of_papers,
    "G18": _of_procedure,
    "G20": _of_title,
    "G21": _of_launch,
    "G22": _of_basis,
    **dict.fromkeys(("X01", "X03", "X04", "X05"), _nothing),
}
"""By rule id; a test keeps it complete. M05 is asked once for each limit (`rules.asked.limits_of`)."""

_NOT_CONFIGURED = frozenset({"G04", "G05", "G06", "G17", "X04"})
"""No plan sets what follows: identity and papers are the law's, duplicates go by how exact they are (G06)."""
