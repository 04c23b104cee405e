"""What only a draft of the law would ask of past cases: asked with the facts that were kept, or named as missing.

Owns: rules, limits, days and votes that the policy of then had not. Promises: reads only; asked is what the draft has
asked and the policy of then has not, so that the same policy asks nothing new; nothing it adds is left out in silence.
Leaves to others: limits at submission (nomination), equal votes (`rehearsing_lists`), asking again (`rehearsing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import func, select

from services.review.dossier_parameters import filing_day, filing_year
from services.review.judged_acts import Act
from services.review.models import Case, Comment
from services.review.rehearsing_past import Past, rehearsed
from services.review.rule_parameters import end_of_phase, is_asked
from services.review.rules.list_shape import area_officer_was_heard, work_was_registered_in_time
from services.review.rules.provincial_order import achievement_is_recent
from services.review.rules.receipt import deadline_is_met
from shared.clock import office_day
from shared.errors import VinhDanhError
from shared.events.terms import INTERMEDIATE_KINDS, CouncilKind, StageKind
from shared.policy import Policy
from shared.policy.rule_table import RuleStage, StatedRule
from shared.policy.unjudged import unjudged
from shared.rehearsal import VOTE, Asked, Given, Obstacle, Rehearsed, ask_with
from shared.verdicts import Rule
from shared.words import Words

TITLE_OF_VOTE = Words("Kết quả biểu quyết", "Result of the vote")
_NO_COUNCIL = Words("lúc ấy không có hội đồng nào biểu quyết", "no council voted on it then")
_NOBODY_JUDGES = Words("chưa có quy tắc nào ở đây xét điều này", "no rule here judges by it")


@dataclass(frozen=True, slots=True)
class Moment:
    """One act on a case, on the `version` of its dossier, and the rules that were asked in it."""

    case: Case
    at: datetime
    act: Act
    version: int
    asked: set[str]


def at_stages(past: Past, moments: Sequence[Moment]) -> Iterator[Rehearsed]:
    """M03, M10, M11 and P11 where only the draft has something to ask about, and votes that only the draft wants."""
    for moment in moments:
        if moment.act.action != "pass_stage":
            continue
        try:
            policy = past.draft.policy_for(moment.case.plan, moment.act.sent_on)
            policy.award(moment.act.award)
            policy.chain(moment.act.chain)
        except VinhDanhError:
            continue  # a plan, award or chain the draft has not: every rule that was asked says so
        yield from _rules(past, moment, policy)
        yield from _votes_never_held(past, moment, policy)


def _rules(past: Past, moment: Moment, policy: Policy) -> Iterator[Rehearsed]:
    for rule, bind in _NEW:
        if not past.draft.states(rule.id) or rule.id in moment.asked or not is_asked(policy, rule.id, moment.act):
            continue
        if is_asked(moment.act.then, rule.id, moment.act):
            continue
        now = ask_with(rule, partial(bind, past, policy, moment))
        yield rehearsed(moment.case, rule.id, now, was=None, at=moment.at, action=moment.act.action)


def _work(past: Past, policy: Policy, moment: Moment) -> Given:
    """Submitting a work is registering it."""
    facts = {
        "is_work": True, "registered_on": moment.act.sent_on, "phase_ends_on": end_of_phase(policy, moment.act)
    }  # fmt: skip
    return Given(facts)


def _area(past: Past, policy: Policy, moment: Moment) -> Given:
    """Comments are kept whether or not the road has an officer for them."""
    before = (Comment.case_id == moment.case.id, Comment.at <= moment.at)
    count = past.tx.scalar(select(func.count()).select_from(Comment).where(*before))
    return Given({"has_officer": True, "comments": count or 0})


def _age(past: Past, policy: Policy, moment: Moment) -> Given:
    """Asked when the province passes the case; the letter upwards that nobody wrote would ask once more."""
    ended, on = moment.act.achieved_to, moment.act.on
    to_come = {"is_to_come": True} if ended is not None and ended > on else {}
    return Given({"achieved_to": ended, "submitted_on": on, "months": policy.parameter("P11", "months"), **to_come})


def _filing(past: Past, policy: Policy, moment: Moment) -> Given:
    """As P11 when the province passes the case; the consent to a late file that nobody asked for is none."""
    titles = past.tx.scalar(select(Case.dossier["prior_titles"]).where(Case.id == moment.case.id))
    titles = past.field_in(moment.case, "prior_titles", moment.version, titles)
    ended = moment.act.achieved_to
    year = filing_year(policy, moment.act.award, titles or (), ended.isoformat() if ended else None)
    facts = {"reached_on": moment.act.on, "consent": None, **filing_day(policy, moment.act.award, year)}
    return Given(facts, policy.plan.find_consequence("M03"))


_NEW: tuple[tuple[Rule, Callable[[Past, Policy, Moment], Given]], ...] = (
    (work_was_registered_in_time, _work), (area_officer_was_heard, _area), (achievement_is_recent, _age),
    (deadline_is_met, _filing),
)  # fmt: skip


def _votes_never_held(past: Past, moment: Moment, policy: Policy) -> Iterator[Rehearsed]:
    """Where the case went to the signer without a council and the draft wants one: nobody can say how it had voted."""
    act = moment.act
    then, now = (one.is_voted_on(act.award_under(one), act.on) for one in (act.then, policy))
    if not act.is_top or then or not now:
        return
    laws = (policy.find_vote_law(act.award, kind, act.on) for kind in CouncilKind)
    law = next(one for one in laws if one is not None)
    about = Words(
        f"từ {law.threshold_percent} % phiếu ({law.basis})", f"at least {law.threshold_percent} % ({law.basis})"
    )
    missing = Asked(obstacle=Obstacle.FACTS_MISSING, why=_NO_COUNCIL)
    for rule in (*_before_the_council(policy, act), "P04", "P05", VOTE):
        line = rehearsed(moment.case, rule, missing, was=None, at=moment.at, action=act.action, about=about)
        yield replace(line, title=TITLE_OF_VOTE) if rule == VOTE else line


def _before_the_council(policy: Policy, act: Act) -> Iterator[str]:
    if policy.must_be_heard(act.award):
        yield "P02"
    if policy.award(act.award).public_notice_days:
        yield "P03"


def unjudged_by_anybody(past: Past) -> Iterator[Rehearsed]:
    """Once for each case: limits, days and numbers of the draft that no rule judges by, and rules nobody wrote yet."""
    present = past.policies.policies.rules
    added = [one for key, one in past.draft.policies.rules.items() if key not in present]
    for case in past.cases.values():
        for about, rule in (*_laid_down(past, case), *_stated(past, case, added)):
            nobody = Asked(obstacle=Obstacle.NOT_JUDGED, why=_NOBODY_JUDGES)
            yield rehearsed(case, rule, nobody, was=None, at=case.sent_at, action="submit", about=about)


def _laid_down(past: Past, case: Case) -> Iterator[tuple[Words, str]]:
    try:
        now = past.draft.policy_for(case.plan, office_day(case.sent_at))
    except VinhDanhError:
        return
    then = past.policies.pinned(past.tx, case.policy)
    known = {one.measure for one in unjudged(then, case.award, case.award_type)}
    for one in unjudged(now, case.award, case.award_type):
        if one.measure not in known:
            yield one.words, one.rule


def _stated(past: Past, case: Case, added: Sequence[StatedRule]) -> Iterator[tuple[Words, str]]:
    """A rule the draft puts into the table concerns the cases whose road has its stage."""
    kinds = {StageKind(run.kind) for (of, _), run in past.stages.items() if of == case.id}
    stages = {RuleStage.GRASSROOTS, RuleStage.ALL}
    stages |= {RuleStage.INTERMEDIATE} if kinds & set(INTERMEDIATE_KINDS) else set()
    stages |= {RuleStage.PROVINCIAL} if StageKind.PROVINCIAL in kinds else set()
    for one in added:
        if one.stage in stages:
            yield Words(f"{one.words.vi} ({one.basis})", f"{one.words.en} ({one.basis})"), one.id
