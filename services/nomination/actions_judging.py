"""Asking every rule of the proposing side: the same way for a dry run, a submission and a supplement.

Owns: which facts each rule is asked with. Promises: facts are plain, so that each evaluation can be asked again.
Leaves to others: the rules, and what follows from them (`actions_submission`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.nomination.errors import NotReady
from services.nomination.judging_exclusivity import beside, of_exclusivity
from services.nomination.judging_grounds import of_grounds
from services.nomination.models import Nomination
from services.nomination.queries_known import Known
from services.nomination.queries_units import PathUp
from services.nomination.rules import completeness, eligibility, lifecycle
from services.nomination.rules.routes import find_road, offers_on
from shared.cross_rules import personal_data_is_by_need
from shared.errors import Place
from shared.events.dossier import Dossier, Road
from shared.events.terms import SubjectKind
from shared.identity_numbers import places_with_identity_numbers
from shared.metrics import RULES_NOT_HELD
from shared.policy import Policy
from shared.policy.awards import Award
from shared.policy.targets import Comparator
from shared.verdicts import Consequence, Evaluation, Rule, Verdict, worst

_PART = {
    "G01": "plan", "G02": "unit", "G03": "award", "G04": "nominee", "G05": "achievement", "G06": "nominee",
    "G07": "award_type", "G08": "nominee", "G09": "achieved_from", "G10": "employment", "G11": "task_rating",
    "G12": "prior_titles", "G13": "initiatives", "G14": "initiatives", "G15": "counts", "G17": "papers",
    "G18": "is_simplified", "G20": "pledge", "G21": "movement", "G22": "basis", "M05": "award", "X04": "achievement",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What all rules said about a dossier on a day, and the road it would go."""

    policy: Policy
    dossier: Dossier
    path: PathUp
    road: Road | None
    evaluations: tuple[Evaluation, ...]

    @property
    def may_be_sent(self) -> bool:
        return worst(self.evaluations) not in (Consequence.BLOCK, Consequence.RETURN)

    @property
    def must_hold(self) -> bool:
        return any(evaluation.consequence is Consequence.HOLD for evaluation in self.evaluations)


def judge(
    nomination: Nomination, dossier: Dossier, known: Known, policy: Policy, *, sent_on: date,
    quotas: Sequence[Evaluation] = (),
) -> Judgement:  # fmt: skip
    """Ask every rule about this dossier of a nomination, as if it were sent on this day; `quotas` were asked before."""
    path = known.path
    award = policy.find_award(dossier.award)
    evaluations = (
        *_of_lifecycle(nomination, known, policy, sent_on),
        *_of_completeness(dossier, award),
        *of_exclusivity(beside(nomination, dossier, known), policy, is_identified=is_identified(nomination, dossier)),
        *_of_eligibility(dossier, policy, award, sent_on),
        *(of_grounds(dossier, policy, award) if award is not None else ()),
        *quotas,
        _of_personal_data(dossier),
    )
    ordered = tuple(sorted(evaluations, key=lambda evaluation: evaluation.rule))
    for evaluation in ordered:
        if evaluation.verdict is not Verdict.HOLDS:
            RULES_NOT_HELD.labels("nomination", evaluation.rule, evaluation.verdict.value).inc()
    road = find_road(policy, path.bodies, dossier.award, sent_on)
    return Judgement(policy=policy, dossier=dossier, path=path, road=road, evaluations=ordered)


def refuse_unready(judgement: Judgement) -> Road:
    """The road of a dossier that may be sent; `NotReady` says rule by rule what stands against it."""
    if not judgement.may_be_sent or judgement.road is None:
        raise NotReady(judgement.evaluations, tuple(places_of(judgement.evaluations)))
    return judgement.road


def places_of(evaluations: Sequence[Evaluation]) -> Iterable[Place]:
    """Where to mend what keeps a dossier from being sent."""
    for evaluation in evaluations:
        if evaluation.consequence in (Consequence.BLOCK, Consequence.RETURN):
            yield Place(_PART.get(evaluation.rule, ""), evaluation.words, evaluation.rule)


def is_identified(nomination: Nomination, dossier: Dossier) -> bool:
    """A person without a birth cannot be told from a namesake; a collective is known by its unit."""
    return dossier.nominee.kind is not SubjectKind.INDIVIDUAL or nomination.birth is not None


def _of_lifecycle(nomination: Nomination, known: Known, policy: Policy, sent_on: date) -> list[Evaluation]:
    plan, phase, path = policy.plan, policy.plan.find_phase(sent_on), known.path
    is_known = nomination.birth is not None or nomination.draft["nominee"]["kind"] != SubjectKind.INDIVIDUAL
    return [
        _ask(
            lifecycle.sent_within_plan, policy, sent_on=sent_on, window_first=plan.window.first,
            window_last=plan.window.last, has_phases=bool(plan.phases), phase=phase.id if phase else None,
        ),
        _ask(
            lifecycle.chain_is_allowed, policy, unit=nomination.unit_id, sent_on=sent_on,
            is_registered=path.is_registered, parents=path.parents, dissolved=path.dissolved,
            offers=offers_on(policy, path.bodies, sent_on),
        ),
        _ask(
            lifecycle.nothing_is_being_verified, policy, is_identified=is_known,
            open_holds=known.holds,
        ),
    ]  # fmt: skip


def _of_completeness(dossier: Dossier, award: Award | None) -> list[Evaluation]:
    nominee = dossier.nominee
    asked = [
        completeness.identity_is_complete(
            kind=nominee.kind, full_name=nominee.full_name, birth=nominee.birth, sex=nominee.sex,
            position=nominee.position, workplace=nominee.workplace, is_direct_worker=nominee.is_direct_worker,
        )
    ]  # fmt: skip
    if award is not None:
        short = award.simplified if dossier.is_simplified and award.may_be_simplified(dossier.award_type) else None
        asked.append(
            completeness.papers_are_complete(
                required=short.papers if short else award.papers,
                supplied=tuple(sorted({paper.kind for paper in dossier.papers})),
                unreadable=tuple(paper.name for paper in dossier.papers if not paper.is_readable),
            )
        )
    return asked


def _of_eligibility(dossier: Dossier, policy: Policy, award: Award | None, sent_on: date) -> list[Evaluation]:
    asked = [
        _ask(
            eligibility.award_suits_subject, policy, award=dossier.award, is_in_catalogue=award is not None,
            is_in_plan=policy.plan.leads_to(dossier.award), kind=dossier.nominee.kind,
            kinds=award.subjects if award else (), award_type=dossier.award_type,
            award_types=award.types if award else (),
        ),
        _ask(
            eligibility.achieved_after_discipline, policy, discipline_ended_on=dossier.discipline_ended_on,
            achieved_from=dossier.achieved_from,
        ),
    ]  # fmt: skip
    return asked if award is None else asked + _of_criteria(dossier, policy, award, sent_on)


def _of_criteria(dossier: Dossier, policy: Policy, award: Award, sent_on: date) -> list[Evaluation]:
    need = award.criteria
    titles, initiative, shares = need.prior_titles, need.initiative, need.collective
    # An initiative counts from the first of the years the titles cover, otherwise within the year itself.
    first_year = dossier.year - (titles.count if titles else 0)
    return [
        _ask(eligibility.rating_suffices, policy, minimum=need.minimum_task_rating, rating=dossier.task_rating),
        _ask(
            eligibility.prior_titles_suffice, policy, title=titles.code if titles else None,
            count=titles.count if titles else 0, is_consecutive=bool(titles and titles.is_consecutive),
            ends_year_before=bool(titles and titles.ends_year_before), year=dossier.year,
            held=tuple(title for title in dossier.prior_titles if titles and title.award == titles.code),
        ),
        _ask(
            eligibility.initiative_suffices, policy, minimum_scope=initiative.minimum_scope if initiative else None,
            unless_rated=initiative.unless_rated if initiative else None, rating=dossier.task_rating,
            first=date(first_year, 1, 1), last=sent_on, initiatives=dossier.initiatives,
        ),
        _ask(
            eligibility.collective_suffices, policy, advanced_percent=shares.advanced_percent if shares else None,
            advanced_comparator=shares.advanced_comparator if shares else Comparator.AT_LEAST,
            completed_percent=shares.completed_percent if shares else None,
            least_base_fighters=shares.least_base_fighters if shares else None,
            most_disciplined=shares.most_disciplined if shares else None, counts=dossier.counts,
        ),
    ]  # fmt: skip


def _of_personal_data(dossier: Dossier) -> Evaluation:
    nominee = dossier.nominee
    texts = {
        "achievement": dossier.achievement, "nominee.full_name": nominee.full_name,
        "nominee.position": nominee.position, "nominee.workplace": nominee.workplace,
        **{f"initiatives.{place}.title": one.title for place, one in enumerate(dossier.initiatives)},
        **{f"papers.{place}.name": paper.name for place, paper in enumerate(dossier.papers)},
    }  # fmt: skip
    return personal_data_is_by_need(places=places_with_identity_numbers(texts))


def _ask(rule: Rule, policy: Policy, **facts: object) -> Evaluation:
    """Ask with the consequence the plan sets, where it sets one."""
    return rule(consequence=policy.plan.find_consequence(rule.id), **facts)
