"""Asking G05, G06 and G07: what stands beside a nomination, in the register, under way, or under another spelling.

Owns: which facts these rules are asked with. Promises: exact identity blocks, who may be a namesake blocks until a
person has ruled, likeness warns, and what is ruled on is not asked again. Leaves to others: finding candidates
(`queries`), the rules (`rules.exclusivity`), who of those under a key is meant (`rules.namesakes`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.judging_grounds import Ask
from services.nomination.models import Nomination
from services.nomination.queries_claims import Claimed
from services.nomination.queries_identity import Ruled, rulings_on
from services.nomination.queries_known import Candidate, Known
from services.nomination.queries_register import Registered
from services.nomination.rules import exclusivity
from services.nomination.rules.asked import (
    claims_on,
    deciding_level,
    find_exclusion,
    forbids_year_and_theme,
    fuzzy_percent,
    is_once_in_life,
)
from services.nomination.rules.likeness import Described, Likeness, compare
from services.nomination.rules.quotas import claim_of_all
from shared.events.dossier import Dossier
from shared.events.terms import AwardType, Sex, SubjectKind
from shared.policy import Policy
from shared.policy.rulebook_items import ExclusionKind
from shared.verdicts import Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A nomination with what stands beside it. `own` are cases of this very subject, as their drafts say; `claims` what
    such cases hold alone since they were sent. Of those in `unsettled` nobody has said yet whether they are a
    namesake's."""

    nomination: Nomination
    dossier: Dossier
    own: tuple[Candidate, ...]
    alike: tuple[tuple[Candidate, Likeness], ...]
    awards: tuple[Registered, ...]
    claims: tuple[Claimed, ...]
    unsettled: frozenset[str]


def hold_subjects(tx: Session, subjects: Iterable[tuple[str, Policy]]) -> None:
    """Subjects (by key) asked for under a policy where G07 blocks: of two sent at the same instant the second waits,
    and is told of the first. The standing case is the claim: it holds from its row on and ends with the case.
    """
    keys = {key for key, policy in subjects if forbids_year_and_theme(policy)}
    if keys:
        ruled = rulings_on(tx, keys)
        ledger.hold_subjects(tx, keys.union(*(ruled[key].same for key in keys)))


def beside(nomination: Nomination, dossier: Dossier, known: Known, policy: Policy) -> Beside:
    """Sort what is known into this subject, subjects worth asking about, and everybody else."""
    mine = {nomination.nominee_key} | known.ruled.same
    own = tuple(o for o in known.others if o.nominee_key in mine and known.is_of(o.bearer) is not False)
    claims = tuple(one for one in known.claims if known.is_of(one.bearer) is not False)
    strangers = [other for other in known.others if other.nominee_key not in mine]
    unit_name = known.path.bodies[0].name if known.path.bodies else ""
    near_from = fuzzy_percent(policy)
    alike = tuple(alike_to(nomination, dossier, unit_name, strangers, known.ruled, near_from))
    return Beside(
        nomination=nomination, dossier=dossier, own=own, alike=alike, claims=claims,
        awards=tuple(one for one in known.awards if known.is_of(one.bearer) is not False),
        unsettled=frozenset(
            [one.case for one in own if known.is_of(one.bearer) is None]
            + [one.case for one in claims if known.is_of(one.bearer) is None]
            + [one.case_id for one in known.awards if known.is_of(one.bearer) is None]
        ),
    )  # fmt: skip


def alike_to(
    nomination: Nomination, dossier: Dossier, unit_name: str, others: Iterable[Candidate], ruled: Ruled,
    near_from: int | None,
) -> Iterator[tuple[Candidate, Likeness]]:
    """Candidates for the same award and year who may be the same subject, the likeliest first."""
    nominee = dossier.nominee
    here = Described(
        kind=nominee.kind, full_name=nominee.full_name, birth=nominee.birth, sex=nominee.sex, unit=nomination.unit_id,
        unit_name=unit_name,
    )  # fmt: skip
    compared = [
        (other, compare(here, described(other), fuzzy_percent=near_from))
        for other in others
        if (other.award, other.year) == (nomination.award, nomination.year) and other.nominee_key not in ruled.different
    ]
    told = [(other, likeness) for other, likeness in compared if likeness.is_worth_asking]
    yield from sorted(told, key=lambda one: (-one[1].weight, one[0].case))


def described(other: Candidate) -> Described:
    return Described(
        kind=SubjectKind(other.kind), full_name=other.name, birth=other.birth, unit=other.unit,
        unit_name=other.unit_name, sex=Sex(other.sex) if other.sex else None,
    )  # fmt: skip


def of_exclusivity(stand: Beside, policy: Policy, ask: Ask, *, is_identified: bool) -> list[Evaluation]:
    """G05, G06, G07."""
    row, both = stand.nomination, find_exclusion(policy, ExclusionKind.FULL_YEAR_AND_THEMATIC)
    is_once = is_once_in_life(policy, row.award)
    award, achievement, *once = claims_on(
        policy, award=row.award, period=row.period, achievement_key=row.achievement_key
    )
    same = _standing(
        stand, [award, *once], (o for o in stand.own if o.award == row.award and (is_once or o.period == row.period))
    )
    same_achievement = _standing(
        stand, [achievement], (o for o in stand.own if o.achievement_key == row.achievement_key)
    )
    alike = tuple(
        exclusivity.Alike(other=as_other(other), weight=likeness.weight, reasons=likeness.reasons)
        for other, likeness in stand.alike
    )
    return [
        ask(
            exclusivity.achievement_is_rewarded_once, achievement=stand.dossier.achievement,
            **_by_who_is_meant(stand, "same_achievement", same_achievement.items()),
        ),
        ask(
            exclusivity.is_proposed_once, is_identified=is_identified, alike=alike,
            **_by_who_is_meant(stand, "same", (*same.items(), *_registered(stand, same.keys(), is_once=is_once))),
        ),
        ask(
            exclusivity.year_and_theme_are_not_both_given, award_type=stand.dossier.award_type,
            is_of_phase=stand.dossier.for_phase is not None,
            others=tuple(_of_the_year(stand, policy, same_level_only=both is None or both.same_level_only)),
        ),
    ]  # fmt: skip


def _standing(stand: Beside, claims: Collection[str], own: Iterable[Candidate]) -> dict[str, exclusivity.Other]:
    """Cases of the subject that are like this one, by id: those whose drafts say so, and those that hold one of its
    claims. A returned case may say something else by now, and holds what it was sent for until it is sent again.
    """
    found = {one.case: _as_claimed(one) for one in stand.claims if claim_of_all(one.what) in claims}
    found |= {one.case: as_other(one) for one in own}
    return dict(sorted(found.items()))


def _by_who_is_meant(
    stand: Beside, fact: str, found: Iterable[tuple[str, exclusivity.Other]]
) -> dict[str, tuple[exclusivity.Other, ...]]:
    """What is surely the subject's, as a fact of this name, and beside it what may be a namesake's.

    The latter is left out where there is none, so that a supplement is told the same as its first version was.
    """
    told = list(found)
    sure = tuple(other for case, other in told if case not in stand.unsettled)
    unsettled = tuple(other for case, other in told if case in stand.unsettled)
    return {fact: sure, **({"unsettled": unsettled} if unsettled else {})}


def _of_the_year(stand: Beside, policy: Policy, *, same_level_only: bool) -> Iterator[exclusivity.OfTheYear]:
    """Cases of the subject in the year, at the deciding level of this award or at any."""
    level = deciding_level(policy, stand.nomination.award, stand.dossier.decided_at)
    for other in sorted(stand.own, key=lambda one: one.case):
        is_at_level = not same_level_only or (
            level is not None and deciding_level(policy, other.award, other.decided_at) is level
        )
        if is_at_level and other.year == stand.nomination.year:
            yield exclusivity.OfTheYear(
                other=as_other(other), award_type=AwardType(other.award_type), is_of_phase="/" in other.period
            )


def _registered(stand: Beside, reached: Collection[str], *, is_once: bool) -> list[tuple[str, exclusivity.Other]]:
    """Awards of the register that no case here stands for, each with the case it came of."""
    row = stand.nomination
    if "/" in row.period and not is_once:
        return []  # the register tells the year of an award, not its phase
    return [
        (award.case_id, exclusivity.Other(
            reference=award.decision_number, unit_name=award.unit_name, award=award.award, year=award.year,
            dated=award.dated,
        ))
        for award in stand.awards
        if award.award == row.award
        and (is_once or award.year == row.year)
        and award.case_id not in (*reached, row.id)
    ]  # fmt: skip


def _as_claimed(one: Claimed) -> exclusivity.Other:
    return exclusivity.Other(
        reference=one.receipt or one.case, unit_name=one.unit_name, award=one.award, year=one.year,
        dated=one.sent_on,
    )  # fmt: skip


def as_other(one: Candidate) -> exclusivity.Other:
    """The case as a rule names it."""
    return exclusivity.Other(
        reference=one.receipt or one.case, unit_name=one.unit_name, award=one.award, year=one.year,
        dated=one.sent_on,
    )  # fmt: skip
