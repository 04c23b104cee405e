"""What the policy gives the rules that are asked of a whole session or decision, for rehearsing a draft.

Owns: parameters that several cases share. Promises: reads nothing but policies; where the draft means different things
for the cases of one list, that is said and not guessed. Leaves to others: a case by itself (`rule_parameters`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.agenda import counted_law
from services.review.cases import award_of
from services.review.models import Case
from services.review.quorums import strictest_quorum
from services.review.rehearsing_targets import standings_then
from services.review.rule_parameters import quorum_facts
from services.review.rules.vote_law import Law
from shared.clock import office_day
from shared.events.terms import CouncilKind, SubjectKind
from shared.policy.bonus import multiple_in_hundredths
from shared.policy.plans import Plan
from shared.policy_book import PolicyBook
from shared.rehearsal import Draft, FactsMissing, Given, NotAsked
from shared.verdicts import Evaluation

DIFFER = ("bản dự thảo quy định khác nhau cho các hồ sơ", "the draft means different things for the cases")


def of_session(
    draft: Draft, agenda: Sequence[Case], said: Evaluation, *, action: str, kind: CouncilKind, meets_on: date
) -> Given:
    """P04 of the meeting or of cases alike, and P06; `NotAsked` where the draft has no council vote on any of them."""
    new = [draft.policy_for(case.plan, office_day(case.sent_at)) for case in agenda]
    if not any(policy.is_voted_on(award_of(policy, case), meets_on) for policy, case in zip(new, agenda, strict=True)):
        raise NotAsked
    laws = [counted_law(policy, case.award, kind, meets_on) for policy, case in zip(new, agenda, strict=True)]
    if said.rule == "P04":
        law = strictest_quorum(laws) if action == "record_attendance" else _the_one(laws)
        return Given(quorum_facts(law))
    if said.rule == "P06" and said.facts["last_written_at"] is not None:
        written_on = office_day(datetime.fromisoformat(said.facts["last_written_at"]))
        days = [
            policy.calendar.add_working_days(written_on, law.written_opinion_working_days)
            for policy, law in zip(new, laws, strict=True)
            if law.written_opinion_working_days
        ]
        return Given({"closes_from": max(days, default=None)})
    return Given()


def of_decision(
    draft: Draft,
    policies: PolicyBook,
    tx: Session,
    cases: Sequence[Case],
    said: Evaluation,
    *,
    dated: date,
    at: datetime,
) -> Given:
    """P09 has no parameter, P10 the multiple and the salary of the day, P14 the plan's targets and periods."""
    if said.rule == "P14":
        return _targets(draft, policies, tx, cases, dated=dated, at=at)
    if said.rule != "P10":
        return Given()
    found = set()
    for case in cases:
        kind, then = SubjectKind(case.nominee_kind), policies.pinned(tx, case.policy)
        if multiple_in_hundredths(then.award(case.award), kind) == said.facts["hundredths"]:
            now = draft.policy_for(case.plan, office_day(case.sent_at))
            found.add((multiple_in_hundredths(now.award(case.award), kind), now.salaries.on(dated)))
    if len(found) != 1:
        raise FactsMissing(*DIFFER)
    hundredths, salary = found.pop()
    return Given({"hundredths": hundredths, "base_salary": salary})


def _the_one(laws: Sequence[Law]) -> Law:
    """The law that all cases share as far as their quorum goes."""
    if len({(law.quorum_numerator, law.quorum_denominator, law.recused_leave_quorum) for law in laws}) != 1:
        raise FactsMissing(*DIFFER)
    return laws[0]


def _targets(
    draft: Draft, policies: PolicyBook, tx: Session, cases: Sequence[Case], *, dated: date, at: datetime
) -> Given:
    """As it was counted where the draft leaves targets and periods alone, otherwise counted again."""
    plans = [draft.policy_for(case.plan, office_day(case.sent_at)).plan for case in cases]
    then = [policies.pinned(tx, case.policy).plan for case in cases]
    if [_counted(plan) for plan in plans] == [_counted(plan) for plan in then]:
        return Given()
    if any(_counted(plan) != _counted(plans[0]) for plan in plans):
        raise FactsMissing(*DIFFER)
    return Given({"standings": standings_then(tx, plans[0], cases, dated=dated, at=at)})


def _counted(plan: Plan) -> Any:
    return plan.targets, plan.cycle, plan.window
