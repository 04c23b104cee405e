"""What the law's days of the year ask of a province: files of state awards that leave it, the national statistics.

Owns: saying that such a day comes near, once for each owner, day and number of days. Promises: as of reports: thirty,
seven and one days ahead, what went by is not made up for, a plan whose days are over says nothing. Leaves to others:
the day in the law (`policy/rulebooks`), whether a file is late (review, M03), the timer (`sweep`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.registry.queries_near import is_day_said, owners_of
from services.registry.reminding_plans import is_first
from shared.events.launches import UnionRef
from shared.events.registry_reminders import FilingDayNeared
from shared.events.terms import StageKind
from shared.policy import PolicySet
from shared.policy.errors import NoRulebook
from shared.policy.marks import Mark
from shared.policy.plans import Plan
from shared.policy.policy import Policy
from shared.policy.reminders import find_report_reminder
from shared.policy.rulebook_items import DueDay
from shared.work import Work


@dataclass(frozen=True, slots=True)
class _Near:
    """A day of the rulebook that is within `days`."""

    due: DueDay
    last_day: date
    days: int

    @property
    def about(self) -> str:
        return f"@{self.due.id}"  # no report is called that


def say_of_files(work: Work, policies: PolicySet, plan: Plan, today: date) -> None:
    for owner, near in list(_unsaid(work.tx, policies, plan, today)):
        if is_first(work, plan, owner, near.about, near.last_day, near.days):
            work.emit(plan.id, _neared(plan, owner, near, today))


def is_of_files_unsaid(tx: Session, policies: PolicySet, plan: Plan, today: date) -> bool:
    return any(True for _ in _unsaid(tx, policies, plan, today))


def _unsaid(tx: Session, policies: PolicySet, plan: Plan, today: date) -> Iterator[tuple[UnionRef, _Near]]:
    """By owner, once whichever of its plans is looked at first; only a province sends such files."""
    near = list(_days_near(policies, plan, today))
    if not near:
        return
    for owner in owners_of(tx, plan, today):
        if owner.kind is StageKind.PROVINCIAL:
            unsaid = (one for one in near if not is_day_said(tx, owner.id, one.about, one.last_day, one.days))
            yield from ((owner, one) for one in unsaid)


def _days_near(policies: PolicySet, plan: Plan, today: date) -> Iterator[_Near]:
    """Of the rulebook of the day, what a case under the plan could be sent up for, and the reports of the year."""
    if not plan.window.first <= today <= plan.window.last:
        return
    try:
        policy = policies.bundle(plan.id, today)
    except NoRulebook:
        return
    for due in policy.rulebook.due_days:
        last_day = _next(due, today)
        days = find_report_reminder(last_day, today=today)
        if days is not None and _concerns(policy, due):
            yield _Near(due, last_day, days)


def _next(due: DueDay, today: date) -> date:
    this_year = date(today.year, due.month, due.day)
    return this_year if this_year >= today else date(today.year + 1, due.month, due.day)


def _concerns(policy: Policy, due: DueDay) -> bool:
    """A day without an award is everybody's; one of an award that goes no further than the province is no filing."""
    if due.award is None:
        return True
    award = policy.rulebook.find_award(due.award)
    is_filing = policy.rulebook.find_filing_day(due.award) is due
    return is_filing and award is not None and policy.find_extension(award) is not None


def _neared(plan: Plan, owner: UnionRef, near: _Near, today: date) -> FilingDayNeared:
    due = near.due
    return FilingDayNeared(
        plan=plan.id, due=due.id, words=due.words, award=due.award, last_day=near.last_day, days=near.days,
        days_left=(near.last_day - today).days, owner=owner, basis=due.basis,
        is_unverified=due.mark is Mark.UNVERIFIED,
    )  # fmt: skip
