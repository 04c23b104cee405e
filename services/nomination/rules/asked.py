"""What a policy asks of a nomination, in the form the rules take it: limits, thresholds, quotas, exclusions.

Owns: reading plan and rulebook for the rules of grounds, locality, exclusivity, quota. Promises: pure; what the policy
does not set is None or empty, and then nothing is asked. Leaves to others: the shape of policy (`shared.policy`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.nomination.rules.grounds import BenefitThreshold
from services.nomination.rules.lifecycle import ReviewedPhase
from services.nomination.rules.quotas import CountedBase, Limit, claims_of
from shared.events.dossier import Dossier
from shared.events.terms import AwardType, LaunchField, Level, StageKind, WorkerGroup
from shared.policy import Policy
from shared.policy.plan_items import Report
from shared.policy.rulebook_items import Cap, CapPeriod, CapScope, Exclusion, ExclusionKind
from shared.verdicts import Consequence
from shared.words import Words

_DIPLOMA = "creative_labour_diploma"


def find_parameter(policy: Policy, rule: str, name: str) -> int | None:
    """The value of a rule's parameter; None where this rulebook has none."""
    return next((one.value for one in policy.rulebook.rules if (one.rule, one.name) == (rule, name)), None)


def fuzzy_percent(policy: Policy) -> int | None:
    """G06: from how alike on two spellings are shown as perhaps one name; None where the rulebook does not say."""
    return find_parameter(policy, "G06", "fuzzy_percent")


def benefit_thresholds(policy: Policy, award: str) -> tuple[BenefitThreshold, ...]:
    """G14: known for one group only (domain.md §4.3); other groups are unknown, not free."""
    single = find_parameter(policy, "G14", "single_solution_vnd")
    total = find_parameter(policy, "G14", "three_years_vnd")
    if award != _DIPLOMA or (single is None and total is None):
        return ()
    years = find_parameter(policy, "G14", "years") or 3
    group = WorkerGroup.WORKER_BELOW_DEGREE
    return (BenefitThreshold(group=group, single_vnd=single, total_vnd=total, years=years),)


def launch_of(policy: Policy, movement: str | None) -> tuple[bool, tuple[LaunchField, ...] | None]:
    """G21: whether the plan has the movement, and the fields its text settles (None: it says nothing about them)."""
    found = policy.plan.find_movement(movement) if movement else None
    if found is None:
        return False, None
    return True, settled_by(policy, found.launch.stated) if found.launch.stated else None


def settled_by(policy: Policy, stated: Sequence[LaunchField]) -> tuple[LaunchField, ...]:
    """The fields G21 takes as settled: all but those the plan's gate, or without a gate the law, misses."""
    gate = policy.plan.launch_gate
    if gate is None:
        return tuple(stated)
    missing = gate.unsettled(stated)
    return tuple(field for field in LaunchField if field not in missing)


def find_exclusion(policy: Policy, kind: ExclusionKind) -> Exclusion | None:
    return next((one for one in policy.rulebook.exclusions if one.kind is kind), None)


def year_and_theme_follows(policy: Policy) -> Consequence | None:
    """G07: what follows where a level gives both in a year; None where the rule's own default does."""
    both = find_exclusion(policy, ExclusionKind.FULL_YEAR_AND_THEMATIC)
    return policy.plan.find_consequence("G07") or (both.consequence if both else None)


def forbids_year_and_theme(policy: Policy) -> bool:
    """G07 as a limit nobody passes: two that exclude each other must then meet, however close they come."""
    both = find_exclusion(policy, ExclusionKind.FULL_YEAR_AND_THEMATIC)
    return both is not None and year_and_theme_follows(policy) is Consequence.BLOCK


def reviewed_phases(policy: Policy) -> tuple[ReviewedPhase, ...]:
    """G01: the phases an award may be for. One that is the plan's whole time is no phase: that is the year itself."""
    window = policy.plan.window
    return tuple(
        ReviewedPhase(id=one.id, name=one.name, first=one.first, last=one.last)
        for one in policy.plan.phases
        if (one.first, one.last) != (window.first, window.last)
    )


_AT_FINAL_REVIEW = (AwardType.MERIT, AwardType.THEMATIC)


def basis_report(policy: Policy, dossier: Dossier) -> Report | None:
    """G10: the report without which the plan has no basis for an award of the year's final review (tổng kết).

    None where the plan names none, or the award is given at the review of a phase or for something else than the year.
    """
    if dossier.for_phase is not None or dossier.award_type not in _AT_FINAL_REVIEW:
        return None
    owed = (one for one in policy.plan.reports if StageKind.GRASSROOTS in one.owed_by)
    return next((one for one in owed if one.is_basis_for_awards), None)


def deciding_level(policy: Policy, code: str, wanted: str | None) -> Level | None:
    """The level that gives an award proposed for it; None for a code the catalogue does not know."""
    award = policy.find_award(code)
    if award is None:
        return None
    return award.decided_by(Level(wanted)).decided_at if wanted else award.decided_at


def is_once_in_life(policy: Policy, award: str) -> bool:
    """A prize a person gets once, whatever the year."""
    found = policy.find_award(award)
    exclusion = find_exclusion(policy, ExclusionKind.ONCE_PER_PERSON)
    return bool(found and found.once_per_person) or bool(exclusion and award in exclusion.awards)


def claims_on(policy: Policy, *, award: str, period: str, achievement_key: str) -> tuple[str, ...]:
    """What a case of the award holds alone as long as it is under way or successful (G05, G06)."""
    is_once = is_once_in_life(policy, award)
    return claims_of(award=award, period=period, achievement_key=achievement_key, is_once_in_life=is_once)


def limits_of(
    policy: Policy, *, award: str, award_type: AwardType, unit: str, province: str, period: str, theme: str
) -> tuple[Limit, ...]:
    """M05: every cap a nomination counts against. `theme` is the movement a thematic award is for.

    Of the `period` only the year counts, for the caps of the law; a quota of the plan is for all its time.
    """
    return (
        *_of_plan(policy, award, unit),
        *(
            _of_rulebook(policy, cap, unit, province, year_of(period), theme)
            for cap in policy.rulebook.caps_on(award)
            # What is counted over the whole nation cannot be counted in one province.
            if cap.award_type in (None, award_type) and cap.scope is not CapScope.NATION
        ),
    )


def account_after_merger(account: str, unit: str, successor: str) -> str:
    """Where a place of a merged union counts from then on: in its successor's account of the same limit.

    What is counted further up stays where it is.
    """
    held = held_by(unit)
    return account.removesuffix(held) + held_by(successor) if account.endswith(held) else account


def held_by(unit: str) -> str:
    """The end of the name of every account that counts one unit's cases."""
    return f"|{CapScope.UNIT}|{unit}"


def account_of_now(account: str, plan: str) -> str:
    """Where a place counts that an older release counted apart for its year, or its phase; `plan`: its case's."""
    own = re.fullmatch(re.escape(plan) + r"\|([^|]+)\|\d{4}(?:/.*)?(\|unit\|[^|]+)", account, re.DOTALL)
    if own is not None:
        return f"{plan}|{own[1]}{own[2]}"
    return re.sub(r"^([^|]+\|[^|]+\|\d{4})/[^|]*", r"\1", account)


def year_of(period: str) -> str:
    """The year a period lies in: “2026” of “2026/phase_1”."""
    return period.partition("/")[0]


def _of_plan(policy: Policy, award: str, unit: str) -> Iterator[Limit]:
    for quota in policy.plan.quotas:
        if quota.award == award:
            most = quota.most_per_unit
            yield Limit(
                id="most_per_unit",
                award=award,
                account=f"{policy.plan.id}|{award}{held_by(unit)}",
                most=most,
                consequence=policy.plan.find_consequence("M05") or Consequence.WARN,
                words=Words(f"mỗi đơn vị tối đa {most} theo kế hoạch", f"at most {most} a unit by the plan"),
                source=quota.source,
            )


def _of_rulebook(policy: Policy, cap: Cap, unit: str, province: str, year: str, theme: str) -> Limit:
    holder = held_by(unit) if cap.scope is CapScope.UNIT else f"|{cap.scope}|{province}"
    counted = f"{year}|{theme}" if cap.period is CapPeriod.THEME_AND_YEAR else year
    base = cap.base_award
    return Limit(
        id=cap.id,
        award=cap.award,
        account=f"{cap.id}|{cap.award}|{counted}{holder}",
        most=cap.most if cap.percent is None else None,
        percent=cap.percent,
        base=CountedBase(
            award=base, year=int(year), unit=unit if cap.scope is CapScope.UNIT else None, plan=policy.plan.id
        )
        if base
        else None,
        consequence=cap.consequence,
        words=cap.words,
        source=cap.basis,
    )
