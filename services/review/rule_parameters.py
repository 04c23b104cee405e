"""What the policy gives each rule of the stages and the council: papers, days, quotas, thresholds, by rule.

Owns: the parameters of review's rules, for rehearsing a draft; for judging too: the deciding level.
Promises: pure; every rule has its entry, a rule the policy has no say in an empty one.
Leaves to others: finding the facts (`appraisal`, `agenda`, `closing`), what is asked again (`rehearsing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.review.agenda import counted_law
from services.review.dossier_parameters import filing_day, permitted_types, required_papers
from services.review.judged_acts import About, Act, Vote
from services.review.rules import competence, vote_law
from services.review.rules.provincial_order import Consulted
from services.review.rules.vote_law import Count, Law
from services.review.stage_clock import last_day_of
from shared.events.codec import from_plain
from shared.events.terms import (
    INTERMEDIATE_KINDS,
    PaperKind,
    StageKind,
    SubjectKind,
)
from shared.policy import Policy
from shared.policy.awards import Award, Line
from shared.policy.calendar import Calendar
from shared.policy.targets import TargetUnit
from shared.rehearsal import FactsMissing, Given, NotAsked


def given_by(policy: Policy, about: About) -> Given:
    """The parameters of the rule under a policy, and what follows from its failure where the plan sets it.

    `NotAsked` where the policy of then had the rule asked, and this one has not.
    """
    rule = about.said.rule
    if is_asked(about.then, rule, about.act) and not is_asked(policy, rule, about.act):
        raise NotAsked
    consequence = policy.plan.find_consequence(rule) if rule in _CONFIGURED else None
    return Given(PARAMETERS[rule](policy, about), consequence)


def is_asked(policy: Policy, rule: str, act: Act) -> bool:
    """Whether a policy has the rule asked in such an act at all; most are asked under every policy."""
    if act.action in _FOR_THE_VOTE:
        return policy.is_voted_on(act.award_under(policy), act.on)
    asked = _ONLY_WHERE.get(rule)
    return asked is None or asked(policy, act)


def _registers_works(policy: Policy, act: Act) -> bool:
    is_between = act.stage in INTERMEDIATE_KINDS
    return is_between and act.kind is SubjectKind.WORK and policy.plan.find_consequence("M10") is not None


def _has_area_officer(policy: Policy, act: Act) -> bool:
    return act.stage_index == 1 and policy.chain(act.chain).area_officer


def _has_a_period(policy: Policy, act: Act) -> bool:
    is_return = act.action == "return_for_supplement"
    return not is_return or policy.find_parameter("P01", "return_working_days") is not None


def _goes_up(policy: Policy, act: Act) -> bool:
    return act.stage is StageKind.PROVINCIAL and policy.find_extension(policy.award(act.award)) is not None


def _has_a_deadline(policy: Policy, act: Act) -> bool:
    """Lists are always asked; what leaves the province where a law lays a day down for it."""
    if act.action not in ("pass_stage", "escalate_upward"):
        return True
    return _goes_up(policy, act) and policy.rulebook.find_filing_day(act.award) is not None


def law_for(policy: Policy, about: About) -> Law:
    """The vote law the policy has for the case before the council that voted."""
    vote = _vote_of(about)
    return counted_law(policy, about.award, vote.council, vote.held_on)


def count_under(law: Law, vote: Vote) -> Count:
    """The papers as they were, with the chair's where the law asks for it; `FactsMissing` where nobody knows it."""
    if law.chair_must_agree and vote.chair is None:
        raise FactsMissing("phiếu kín: không biết ý kiến chủ tịch", "a secret ballot: how the chair voted is not known")
    if (c := vote.count) is None:
        raise FactsMissing("tỷ lệ phiếu chờ công bố", "the split of the vote waits")
    return replace(c, chair=vote.chair if law.chair_must_agree else None)


def _vote_of(about: About) -> Vote:
    if about.vote is None:
        raise FactsMissing("không tìm thấy lần biểu quyết", "the vote it belongs to is not known")
    return about.vote


def _nothing(policy: Policy, about: About) -> Mapping[str, Any]:
    return {}


def _not_asked_of_a_case(policy: Policy, about: About) -> Mapping[str, Any]:
    """Asked of a session or decision (`session_parameters`); the same policy gives the same."""
    if policy.hash == about.then.hash:
        return {}
    raise FactsMissing("chưa chạy thử được quy tắc này", "this rule cannot be rehearsed yet")


def _papers(policy: Policy, about: About) -> Mapping[str, Any]:
    act = about.act
    return {"required": required_papers(policy, about.award, is_simplified=act.is_simplified, ground=act.ground)}


def _second_sight(policy: Policy, about: About) -> Mapping[str, Any]:
    return {**_papers(policy, about), "permitted": permitted_types(policy, about.award, about.act.ground)}


def _minutes(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"asks_minutes": PaperKind.MINUTES in _papers(policy, about)["required"]}


def _list(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"asks_list": PaperKind.SUMMARY_LIST in _papers(policy, about)["required"]}


def _list_day(policy: Policy, about: About) -> Mapping[str, Any]:
    if (filing := about.said.facts.get("filing")) is not None:
        return filing_day(policy, about.award, filing["year"])
    last_day = _list_day_in(about.then, about, about.act.for_phase)
    was_asked = last_day.isoformat() if last_day else None
    # What an earlier release answered by the day of sending alone is asked so again.
    for_phase = about.act.for_phase if about.said.facts["last_day"] == was_asked else None
    return {"last_day": _list_day_in(policy, about, for_phase)}


def _list_day_in(policy: Policy, about: About, for_phase: str | None) -> date | None:
    deadline = policy.plan.find_list_deadline(about.act.stage, about.act.sent_on, for_phase)
    return deadline.last_day if deadline else None


def _quota(policy: Policy, about: About) -> Mapping[str, Any]:
    """Where the policy of then set no quota nobody counted; who had been passed is told by the rows of the stages."""
    quota = policy.plan.find_quota(about.award)
    if quota is None or about.said.facts["most"] is not None:
        return {"most": quota.most_per_unit if quota else None}
    if about.act.passed is None:
        raise FactsMissing("lúc ấy không đếm số đã trình", "how many had been passed was not counted then")
    return {"most": quota.most_per_unit, "passed": about.act.passed}


def _due_day(policy: Policy, about: About) -> Mapping[str, Any]:
    """The due day of the draft, moved by as many working days as holds had moved that of then."""
    received, due = about.said.facts["received_on"], about.said.facts["due_on"]
    if received is None or due is None:
        return {}
    day, then, now = date.fromisoformat(received), about.act.calendar, policy.calendar
    was, new = _last_day(about.then, about, day, then), _last_day(policy, about, day, now)
    if was == new:
        return {}
    held = then.working_days_between(was, date.fromisoformat(due)) if date.fromisoformat(due) > was else 0
    return {"due_on": now.add_working_days(new, held) if held else new}


def _last_day(policy: Policy, about: About, received_on: date, calendar: Calendar) -> date:
    """Of appraising, or of sending back."""
    if about.said.facts.get("is_return"):
        return calendar.add_working_days(received_on, policy.parameter("P01", "return_working_days"))
    return last_day_of(policy, about.award, received_on, at_top=about.act.is_top, calendar=calendar)


def _reason(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"least": policy.parameter("X02", "characters")}


def _notice(policy: Policy, about: About) -> Mapping[str, Any]:
    """A notice that was hung out ends when the draft has it end; one nobody hung out stays missing."""
    days, published = policy.award(about.award).public_notice_days, about.said.facts["published_on"]
    if days == about.said.facts["required_days"] or published is None:
        return {"required_days": days}
    return {"required_days": days, "until": policy.calendar.add_working_days(date.fromisoformat(published), days)}


def quorum_facts(law: Law) -> Mapping[str, Any]:
    return {
        "recused_leave": law.recused_leave_quorum, "numerator": law.quorum_numerator,
        "denominator": law.quorum_denominator,
    }  # fmt: skip


def _quorum(policy: Policy, about: About) -> Mapping[str, Any]:
    return quorum_facts(law_for(policy, about))


def _threshold(policy: Policy, about: About) -> Mapping[str, Any]:
    law = law_for(policy, about)
    box = count_under(law, _vote_of(about))
    return {"counted_of": vote_law.counted_of(law, box), "percent": law.threshold_percent, "chair": box.chair}


def _level(policy: Policy, about: About) -> Mapping[str, Any]:
    """P08 is asked for every level of the list; only that of this award is the case's own."""
    then, now = (about.act.award_under(one) for one in (about.then, policy))
    return {} if about.said.facts["award_level"] != level_deciding(then) else {"award_level": level_deciding(now)}


def level_deciding(award: Award) -> str:
    """The level that decides an award, as P08 is told it."""
    return competence.level_deciding(is_state_line=award.line is Line.STATE, decided_at=award.decided_at.value)


def _age(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"months": policy.parameter("P11", "months")}


def _consulted(policy: Policy, about: About) -> Mapping[str, Any]:
    """Whom the draft wants heard, and how long those had who were asked."""
    consulted = tuple(from_plain(Consulted, one) for one in about.said.facts["consulted"])
    now, then = (one.parameter("P02", "working_days") for one in (policy, about.then))
    if now != then:
        until = policy.calendar.add_working_days
        consulted = tuple(replace(one, last_day=until(one.asked_on, now)) for one in consulted)
    return {"must_ask": policy.must_be_heard(about.award), "consulted": consulted}


def _direct_workers(policy: Policy, about: About) -> Mapping[str, Any]:
    target = policy.plan.find_target_of("M06")
    return {"least_percent": target.value if target and target.unit is TargetUnit.PERCENT else None}


def _few(policy: Policy, about: About) -> Mapping[str, Any]:
    leaders, winners = (policy.find_parameter("M07", name) for name in ("leader_percent", "winner_percent"))
    now, then = (one.find_parameter("M07", "repeated_years") or 0 for one in (policy, about.then))
    given = {"most_leader_percent": leaders, "most_winner_percent": winners}
    if winners is None or now == then:
        return given
    if about.act.winners_over is None:
        raise FactsMissing("không rõ danh sách lúc ấy", "the list of then is not known")
    return {**given, "winners": about.act.winners_over(now)}


def _work(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"phase_ends_on": end_of_phase(policy, about.act)}


def end_of_phase(policy: Policy, act: Act) -> date | None:
    """The last day of the phase a work was finished in (M10); None where that is not known."""
    phase = policy.plan.find_phase(act.achieved_to) if act.achieved_to else None
    return phase.last if phase else None


def _flags(policy: Policy, about: About) -> Mapping[str, Any]:
    return {"percent": policy.parameter("P12", "percent")}


PARAMETERS: Mapping[str, Callable[[Policy, About], Mapping[str, Any]]] = {
    "G16": _minutes,
    "G17": _papers,
    "G19": _list,
    **dict.fromkeys(("G02", "M01", "M02", "M08", "M09", "M11", "P07", "X01", "X03", "X04", "X05"), _nothing),
    "M03": _list_day,
    "M04": _second_sight,
    "M05": _quota,
    "M06": _direct_workers,
    "M07": _few,
    "M10": _work,
    "P01": _due_day,
    "P02": _consulted,
    "P03": _notice,
    "P04": _quorum,
    "P05": _threshold,
    "P08": _level,
    "P11": _age,
    "P12": _flags,
    "X02": _reason,
    **dict.fromkeys(("P06", "P09", "P10", "P13", "P14"), _not_asked_of_a_case),
}
"""By rule id; a test keeps it complete."""

_CONFIGURED = frozenset({"M03", "M05", "P03"})
"""Rules whose consequence a plan may set."""

_FOR_THE_VOTE = frozenset({"open_session", "close_session"})

_ONLY_WHERE: Mapping[str, Callable[[Policy, Act], bool]] = {
    "M03": _has_a_deadline, "M10": _registers_works, "M11": _has_area_officer, "P01": _has_a_period,
    "P11": _goes_up,
}  # fmt: skip
"""Rules that are asked only where the policy has something to ask about."""
