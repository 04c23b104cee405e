"""Asking the room of a stage: gathers the facts of a case, asks, and says whether that lets the case go on.

Owns: which room answers at which stage, and what a consequence means for the act. Promises: nothing is written here.
Leaves to others: judging (`rules/<room>`), writing (`actions_*`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import ModuleType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.cases import answered_by, units_on_road
from services.review.dossier_parameters import age_of, ground_of, permitted_types, required_papers
from services.review.earlier_checks import earlier_checks, is_supplemented, keep_checked
from services.review.ended_unions import subjects_of
from services.review.errors import MustReturn, WarningUnanswered
from services.review.list_days import ListDays
from services.review.list_gathering import Lists, area_of, work_of
from services.review.models import Case, HeardVersion, StageRun
from services.review.models_after import KEEPS_ITS_PLACE
from services.review.recusal_queries import later_senders
from services.review.return_clock import return_by
from services.review.rules import grassroots, intermediate, provincial, reasons
from services.review.rules.clocks import ask_return_clock
from services.review.rules.facts import (
    Clock,
    Hand,
    Papers,
    PassingFacts,
    Place,
    Quota,
    ReceiptFacts,
    Relation,
    Timeliness,
)
from services.review.rules.papers import MeetingDays, days_of_meeting
from shared import errors
from shared.clock import office_day
from shared.errors import RuleBlocked
from shared.events.codec import from_plain
from shared.events.dossier import ListFigures, Minutes
from shared.events.terms import AwardType, PaperKind, StageKind
from shared.metrics import RULES_NOT_HELD
from shared.policy import Policy
from shared.policy_book import PolicyBook
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.work import Work


def room_of(case: Case) -> ModuleType:
    """The room that judges at the case's stage; each has `at_receipt`, `on_dossier`, `at_passing`."""
    return _room_at(StageKind(case.stage_kind))


def _room_at(kind: StageKind) -> ModuleType:
    return {StageKind.GRASSROOTS: grassroots, StageKind.PROVINCIAL: provincial}.get(kind, intermediate)


def ask_at_receipt(
    work: Work, case: Case, policy: Policy, *, consent: str | None, relation: Relation | None, list_days: ListDays
) -> tuple[Evaluation, ...]:
    """What the room says to taking the case in hand now. `list_days`: those of the cases of its request."""
    earlier = earlier_checks(work.tx, case)
    if consent is None and "M03" in earlier:
        # Who consented to the late file need not consent again to its supplement.
        consent = earlier["M03"][0].facts["consent"]
    timeliness = Timeliness(
        reached_on=office_day(case.stage_since), last_day=list_days.find(case, policy), consent=consent,
        consequence=policy.plan.find_consequence("M03"),
    )  # fmt: skip
    facts = ReceiptFacts(hand=_hand(work, case, relation), place=_place(case), timeliness=timeliness)
    return _heard(keep_checked(earlier, room_of(case).at_receipt(facts)))


def ask_at_passing(
    work: Work, case: Case, policies: PolicyBook, *, opinion: str, minutes: str | None, relation: Relation | None,
    ahead: int, lists: Lists,
) -> tuple[Evaluation, ...]:  # fmt: skip
    """What the room says to passing the case on now. `ahead`: cases of its quota passed in the same request; `lists`:
    those its request passes."""
    policy = policies.pinned(work.tx, case.policy)
    facts = PassingFacts(
        hand=_hand(work, case, relation),
        papers=_papers(work.tx, case, policy),
        quota=_quota(work.tx, case, policy, ahead),
        clock=_clock(work, case, policies, policy, case.due_on),
        opinion=opinion,
        minutes=minutes,
        shape=lists.shape_around(case, policy),
        work=work_of(case, policy),
        # Advice belongs to whoever receives from the area: the first above the base, province or not.
        area=area_of(work.tx, case) if case.stage_index == 1 else None,
        age=age_of(policy, case, office_day(work.now)),
        subject=subjects_of(work.tx, [case], office_day(work.now)).get(case.id),
    )
    asked = (*_asked_below(case, facts.papers), *room_of(case).at_passing(facts))
    return _heard(keep_checked(earlier_checks(work.tx, case), asked))


def ask_on_dossier(tx: Session, case: Case, policy: Policy) -> tuple[Evaluation, ...]:
    """What the room says of the papers alone, and of a supplement the rooms below it."""
    papers = _papers(tx, case, policy)
    asked = (*_asked_below(case, papers), *room_of(case).on_dossier(papers))
    return _heard(keep_checked(earlier_checks(tx, case), asked))


def ask_at_return(work: Work, case: Case, policies: PolicyBook) -> tuple[Evaluation, ...]:
    """P01: whether the file is sent back in time, where there is a period for that."""
    policy = policies.pinned(work.tx, case.policy)
    due_on = return_by(work.tx, case, policy, policies.calendar)
    if case.received_at is None or due_on is None:
        return ()
    return _heard((ask_return_clock(_clock(work, case, policies, policy, due_on)),))


def _clock(work: Work, case: Case, policies: PolicyBook, policy: Policy, due_on: date | None) -> Clock:
    received_on = office_day(case.received_at) if case.received_at else None
    doubts = policies.entered_since(policy, "P01", received_on=received_on, due_on=due_on)
    return Clock(received_on=received_on, due_on=due_on, today=office_day(work.now), doubts=doubts)


def _asked_below(case: Case, papers: Papers) -> tuple[Evaluation, ...]:
    """A supplement comes back past the levels below: what they vouched for is asked where it returns to."""
    if not is_supplemented(case):
        return ()
    kinds = (StageKind(stage["kind"]) for stage in case.road["stages"][: case.stage_index])
    below = dict.fromkeys(_room_at(kind) for kind in kinds)
    return tuple(said for room in below if room is not room_of(case) for said in room.on_dossier(papers))


def ask_for_reason(case: Case, policy: Policy, reason: str) -> Evaluation:
    """X02 of a return or refusal."""
    least = policy.parameter("X02", "characters")
    return _heard((reasons.reason_is_given(characters=len(reason.strip()), least=least),))[0]


def refuse_unless_clear(evaluations: Sequence[Evaluation], reason: str | None = None) -> None:
    """Let the act go on, or say why not: `RuleBlocked`, `MustReturn`, or `WarningUnanswered` without a reason.

    A warning that was carried over was answered when it was given.
    """
    for consequences, error in (
        ((Consequence.BLOCK, Consequence.HOLD), RuleBlocked),
        ((Consequence.RETURN,), MustReturn),
        (() if reason else (Consequence.WARN,), WarningUnanswered),
    ):
        against = [one for one in evaluations if one.consequence in consequences]
        if error is WarningUnanswered:
            against = [one for one in against if one.since is None]
        if against:
            raise error(places=[errors.Place(one.rule, one.words, one.rule) for one in against])


def _heard(evaluations: tuple[Evaluation, ...]) -> tuple[Evaluation, ...]:
    for one in evaluations:
        if one.verdict is not Verdict.HOLDS and one.consequence is not Consequence.NONE and one.since is None:
            RULES_NOT_HELD.labels("review", one.rule, one.verdict.value).inc()
    return evaluations


def _hand(work: Work, case: Case, relation: Relation | None) -> Hand:
    return Hand(
        actor=work.actor.subject, submitted_by=case.submitted_by, sent_up_by=case.sent_up_by, relation=relation,
        supplemented_by=later_senders(work.tx, case),
    )  # fmt: skip


def _place(case: Case) -> Place:
    road = units_on_road(case)
    below = road[case.stage_index - 1] if case.stage_index else None
    # Of a merged union the road was laid anew at the merger: whoever stands first on it proposes.
    proposer = road[0] if case.successor_id else case.unit
    names = {stage["unit"]: stage["unit_name"] for stage in case.road["stages"] if stage["unit"] in (below, case.body)}
    return Place(proposer=proposer, road=road, below=below, body=case.body, names=names)


def _papers(tx: Session, case: Case, policy: Policy) -> Papers:
    dossier, ground = case.dossier, ground_of(case.dossier)
    minutes = _part(Minutes, dossier["minutes"])
    return Papers(
        required=required_papers(policy, case.award, is_simplified=case.is_simplified, ground=ground),
        attached=tuple(PaperKind(paper["kind"]) for paper in dossier["papers"]),
        unreadable=tuple(PaperKind(paper["kind"]) for paper in dossier["papers"] if not paper["is_readable"]),
        minutes=minutes,
        figures=_part(ListFigures, dossier["figures"]),
        is_simplified=case.is_simplified,
        award_type=AwardType(case.award_type),
        permitted=permitted_types(policy, case.award, ground),
        within=_astray(tx, case, minutes),
    )


def _astray(tx: Session, case: Case, minutes: Minutes | None) -> MeetingDays | None:
    """Between which days the meeting can have been held, where the day stated is none of them. Minutes of a supplement
    may tell of a meeting after the first sending."""
    if minutes is None or minutes.held_on is None:
        return None
    sent_at = case.sent_at
    if is_supplemented(case) and minutes.held_on > office_day(sent_at):
        sent_at = tx.get_one(HeardVersion, (case.id, case.dossier_version)).sent_at
    begun = case.dossier.get("achieved_from")
    days = days_of_meeting(
        year=case.year, achieved_from=date.fromisoformat(begun) if begun else None, sent_on=office_day(sent_at)
    )
    return None if days.first <= minutes.held_on <= days.last else days


def _part(kind: type[Any], plain: Any) -> Any:
    return None if plain is None else from_plain(kind, plain)


def _quota(tx: Session, case: Case, policy: Policy, ahead: int) -> Quota:
    quota = policy.plan.find_quota(case.award)
    passed = ahead
    if quota is not None:
        # Counted only where the plan sets a quota: the common road stays without this look. What ended since, or whose
        # award was cancelled, gave its place back, as the ledger of nomination has it.
        # They count with whoever answers for them: a union that merged brought its places along.
        same = (Case.plan == case.plan, Case.award == case.award, answered_by(case.answering), Case.id != case.id)
        here = (StageRun.body == case.body, StageRun.outcome == "passed")
        count = select(func.count()).select_from(StageRun).join(Case, Case.id == StageRun.case_id)
        count = count.where(*same, *here, KEEPS_ITS_PLACE)
        passed += tx.scalar(count) or 0
    most = quota.most_per_unit if quota else None
    return Quota(passed=passed, most=most, consequence=policy.plan.find_consequence("M05"))
