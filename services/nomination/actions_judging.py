"""Asking every rule of the proposing side: the same way for a dry run, a submission and a supplement.

Owns: which facts each rule is asked with. Promises: facts are plain, so that each evaluation can be asked again.
Leaves to others: what policy gives the rules (`rules.parameters`), and what follows from them (`actions_submission`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.nomination.errors import NotReady
from services.nomination.judging_exclusivity import Beside, beside, of_exclusivity
from services.nomination.judging_grounds import Ask, of_grounds
from services.nomination.judging_holds import holds_on
from services.nomination.judging_initiatives import of_initiatives
from services.nomination.models import Nomination
from services.nomination.queries_known import Known
from services.nomination.queries_launches import launched_as_asked
from services.nomination.queries_units import PathUp
from services.nomination.rules import completeness, eligibility, lifecycle
from services.nomination.rules.achieved import days_of
from services.nomination.rules.completeness import PaperScan
from services.nomination.rules.lifecycle import ChainOverride
from services.nomination.rules.parameters import About, given_by
from services.nomination.rules.routes import find_road, fitting
from shared.cross_rules import personal_data_is_by_need
from shared.discretion import without_why
from shared.errors import Place
from shared.events.dossier import Dossier, PriorTitle, Road
from shared.events.terms import SubjectKind
from shared.identity_numbers import places_with_identity_numbers
from shared.metrics import RULES_NOT_HELD
from shared.policy import Policy
from shared.policy.awards import Award
from shared.verdicts import Consequence, Evaluation, Rule, Verdict, worst

_PART = {
    "G02": "unit", "G03": "award", "G04": "nominee", "G05": "achievement", "G06": "nominee",
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
    quotas: Sequence[Evaluation] = (), names_scanner: bool, asks_period: bool = True,
    asks_days: bool = True,
) -> Judgement:  # fmt: skip
    """Ask every rule about this dossier of a nomination, as if it were sent on this day; `quotas` were asked before.

    `names_scanner`: every paper has to have been judged by a virus scanner. `asks_period`: whether its year and phase
    are the plan's (G01), `asks_days`: those of the achievement too; not so for a supplement to what was sent before
    anybody asked.
    """
    path = known.path
    award = policy.find_award(dossier.award)
    about = About(dossier=dossier, sent_on=sent_on, fits=fitting(policy, path.bodies))

    def ask(rule: Rule, **found: Any) -> Evaluation:
        """Ask with what was found here and with what the policy gives the rule."""
        given = given_by(policy, rule.id, about)
        return rule(**{"consequence": given.consequence, **given.facts, **found})

    stand = beside(nomination, dossier, known, policy)
    evaluations = (
        *_of_lifecycle(nomination, known, about, ask, asks_period=asks_period, asks_days=asks_days),
        *_of_completeness(dossier, award, _scans(dossier, known, names_scanner=names_scanner), ask),
        *of_exclusivity(stand, policy, ask, is_identified=is_identified(nomination, dossier)),
        *_of_eligibility(dossier, award, known, ask),
        *(_of_what_it_rests_on(stand, known, policy, sent_on, ask) if award is not None else ()),
        *quotas,
        _of_personal_data(dossier, ask),
    )
    ordered = tuple(sorted(evaluations, key=lambda evaluation: evaluation.rule))
    for evaluation in ordered:
        if evaluation.verdict is not Verdict.HOLDS:
            RULES_NOT_HELD.labels("nomination", evaluation.rule, evaluation.verdict.value).inc()
    road = find_road(
        policy, path.bodies, dossier.award, sent_on, dossier.decided_at,
        overridden=[one.chain for one in _of_plan(nomination, known)],
    )  # fmt: skip
    return Judgement(policy=policy, dossier=dossier, path=path, road=road, evaluations=ordered)


def refuse_unready(judgement: Judgement) -> Road:
    """The road of a dossier that may be sent; `NotReady` says rule by rule what stands against it."""
    if not judgement.may_be_sent or judgement.road is None:
        raise NotReady(judgement.evaluations, tuple(places_of(judgement.evaluations)))
    return judgement.road


def places_of(evaluations: Sequence[Evaluation]) -> Iterable[Place]:
    """Where to mend what keeps a dossier from being sent; the unit reads it, which is not told what is verified."""
    for evaluation in evaluations:
        if evaluation.consequence in (Consequence.BLOCK, Consequence.RETURN):
            yield Place(_part_of(evaluation), without_why(evaluation).words, evaluation.rule)


def _part_of(evaluation: Evaluation) -> str:
    if evaluation.rule == "G01":
        return lifecycle.part_out_of_plan(evaluation.facts)
    return _PART.get(evaluation.rule, "")


def is_identified(nomination: Nomination, dossier: Dossier) -> bool:
    """A person without a birth cannot be told from a namesake; a collective is known by its unit."""
    return dossier.nominee.kind is not SubjectKind.INDIVIDUAL or nomination.birth is not None


def _of_lifecycle(
    nomination: Nomination, known: Known, about: About, ask: Ask, *, asks_period: bool, asks_days: bool
) -> list[Evaluation]:
    path = known.path
    period = _period_of(about.dossier) if asks_period else {}
    days = days_of(about.dossier) if asks_days else {}
    is_known = nomination.birth is not None or nomination.draft["nominee"]["kind"] != SubjectKind.INDIVIDUAL
    return [
        ask(lifecycle.sent_within_plan, sent_on=about.sent_on, **period, **days),
        ask(
            lifecycle.chain_is_allowed, unit=nomination.unit_id, sent_on=about.sent_on,
            is_registered=path.is_registered, parents=path.parents, dissolved=path.dissolved,
            decided_at=about.dossier.decided_at, subject=known.subject,
            # Left out where there is none, so that a supplement is told the same as its first version was.
            **({"overrides": overrides} if (overrides := _of_plan(nomination, known)) else {}),
        ),
        ask(lifecycle.nothing_is_being_verified, is_identified=is_known, **holds_on(known)),
    ]  # fmt: skip


def _period_of(dossier: Dossier) -> dict[str, Any]:
    named = {"for_phase": dossier.for_phase} if dossier.for_phase is not None else {}
    return {"year": dossier.year, **named}


def _of_plan(nomination: Nomination, known: Known) -> tuple[ChainOverride, ...]:
    """The overrides for the unit that were given under the nomination's plan."""
    return tuple(override for plan, override in known.overrides if plan == nomination.plan)


def _scans(dossier: Dossier, known: Known, *, names_scanner: bool) -> tuple[PaperScan, ...]:
    """Of each paper who judged it; who nobody judged is told only where somebody ought to have."""
    asked = ((paper.name, known.scans.get(paper.sha256, (None, None))) for paper in dossier.papers)
    return tuple(
        PaperScan(paper=name, by=by, found=found) for name, (by, found) in asked if by is not None or names_scanner
    )


def _of_completeness(
    dossier: Dossier, award: Award | None, scans: tuple[PaperScan, ...], ask: Ask
) -> list[Evaluation]:
    nominee = dossier.nominee
    identity = ask(
        completeness.identity_is_complete, kind=nominee.kind, full_name=nominee.full_name, birth=nominee.birth,
        sex=nominee.sex, position=nominee.position, workplace=nominee.workplace,
        is_direct_worker=nominee.is_direct_worker,
        # Left out where no class is stated, so that a supplement is told the same as its first version was.
        **({"person_class": nominee.person_class, "is_leader": nominee.is_leader} if nominee.person_class else {}),
    )  # fmt: skip
    if award is None:
        return [identity]
    papers = ask(
        completeness.papers_are_complete, supplied=tuple(sorted({paper.kind for paper in dossier.papers})),
        unreadable=tuple(paper.name for paper in dossier.papers if not paper.is_readable),
        # Left out where there is nothing to tell: a supplement is told the same as its first version was then.
        **({"scans": scans} if scans else {}),
    )  # fmt: skip
    return [identity, papers]


def _of_eligibility(dossier: Dossier, award: Award | None, known: Known, ask: Ask) -> list[Evaluation]:
    asked = [
        ask(
            eligibility.award_suits_subject, award=dossier.award, kind=dossier.nominee.kind,
            award_type=dossier.award_type, decided_at=dossier.decided_at,
        ),
        ask(
            eligibility.achieved_after_discipline, discipline_ended_on=dossier.discipline_ended_on,
            achieved_from=dossier.achieved_from,
        ),
    ]  # fmt: skip
    if award is None:
        return asked
    return [
        *asked,
        # Study stands in for a rating only where nobody gave one.
        ask(
            eligibility.rating_suffices, rating=dossier.task_rating,
            study=dossier.study if dossier.task_rating is None else None,
        ),
        ask(eligibility.prior_titles_suffice, year=dossier.year, **_titles_of_namesakes(dossier, award, known)),
        ask(eligibility.collective_suffices, counts=dossier.counts),
    ]


def _titles_of_namesakes(dossier: Dossier, award: Award, known: Known) -> dict[str, Any]:
    """Titles asked for that the register has of somebody of this name and birth, where nobody has said of whom."""
    need = award.criteria.prior_titles
    codes = (need.code, *need.or_codes) if need else ()
    stated = {(title.award, title.year) for title in dossier.prior_titles if title.decision_number or title.in_register}
    found = tuple(
        PriorTitle(award=one.award, year=one.year, decision_number=one.decision_number, in_register=True)
        for one in known.awards
        if one.award in codes and (one.award, one.year) not in stated and known.is_of(one.bearer) is None
    )
    # Left out where there are none, so that a supplement is told the same as its first version was.
    return {"unsettled": found} if found else {}


def _of_what_it_rests_on(stand: Beside, known: Known, policy: Policy, sent_on: date, ask: Ask) -> list[Evaluation]:
    return [
        of_initiatives(stand, policy, sent_on, ask),
        *of_grounds(
            stand.dossier, policy, known.reports, sent_on, ask, launch=launched_as_asked(policy, known.launch)
        ),
    ]


def _of_personal_data(dossier: Dossier, ask: Ask) -> Evaluation:
    nominee = dossier.nominee
    texts = {
        "achievement": dossier.achievement, "nominee.full_name": nominee.full_name,
        "nominee.position": nominee.position, "nominee.workplace": nominee.workplace,
        **{f"initiatives.{place}.title": one.title for place, one in enumerate(dossier.initiatives)},
        **{f"papers.{place}.name": paper.name for place, paper in enumerate(dossier.papers)},
    }  # fmt: skip
    return ask(personal_data_is_by_need, places=places_with_identity_numbers(texts))
