"""What counts of a plan's progress: who made an initiative the target asks for, which report came too late.

Owns: domain.md §1.6 (target arithmetic: distinct persons, certificate inside the period) and §5 wording of limits
(“trước ngày” ends the day before). Promises: pure; whoever is not counted is counted among those left out, with why.
Leaves to others: reading rows (`queries_progress`), the comparison with the target (`targets`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.events.terms import InitiativeScope
from shared.policy.periods import Period
from shared.policy.plan_items import Limit, Report
from shared.policy.plans import Plan
from shared.policy.targets import Target
from shared.words import Words

_WIDTH = {scope: width for width, scope in enumerate(InitiativeScope)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """An initiative of one person, a co-author included. `registry` names where it is entered besides."""

    person: str
    recognised_on: date
    scope: InitiativeScope
    registry: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct persons who count, and how many do not although they have an initiative, each with the reason."""

    persons: frozenset[str]
    left_out: tuple[Words, ...]


def persons_that_count(target: Target, plan: Plan, period: Period, initiatives: Iterable[Recognised]) -> Counted:
    """Who has an initiative as the target words it: inside the period, wide enough, entered where it says."""
    counted: set[str] = set()
    without: dict[str, set[str]] = {"days": set(), "scope": set(), "registry": set()}
    for one in initiatives:
        lacks = _lacks(target, period, one)
        (counted if lacks is None else without[lacks]).add(one.person)
    left_out = tuple(
        _left_out(lacks, len(persons - counted), target, plan, period)
        for lacks, persons in without.items()
        if persons - counted
    )
    return Counted(frozenset(counted), left_out)


def _lacks(target: Target, period: Period, one: Recognised) -> str | None:
    if not period.holds(one.recognised_on):
        return "days"
    if target.scope is not None and _WIDTH[one.scope] < _WIDTH[target.scope]:
        return "scope"
    return "registry" if target.registry not in (None, one.registry) else None


def _left_out(lacks: str, persons: int, target: Target, plan: Plan, period: Period) -> Words:
    if lacks == "days":
        return Words(
            f"{persons} người có sáng kiến được công nhận ngoài thời gian từ {_day(period.first)} đến "
            f"{_day(period.last)}: không tính.",
            f"{persons} with an initiative recognised outside {_day(period.first)}–{_day(period.last)}: not counted.",
        )
    if lacks == "scope":
        return Words(
            f"{persons} người có sáng kiến được công nhận ở phạm vi hẹp hơn chỉ tiêu: không tính.",
            f"{persons} with an initiative recognised in a narrower scope than the target's: not counted.",
        )
    named = next((registry.name for registry in plan.registries if registry.id == target.registry), None)
    vi, en = (named.vi, named.en) if named else (target.registry, target.registry)
    return Words(
        f"{persons} người có sáng kiến được công nhận nhưng chưa cập nhật vào {vi}: không tính.",
        f"{persons} with a recognised initiative that is not entered in the {en}: not counted.",
    )


def said_of_receipt(report: Report, received_on: date) -> Words:
    """“Nhận ngày 15/12/2026; kế hoạch ghi “trước ngày 15/12/2026”, ngày cuối là 14/12/2026: muộn 1 ngày.”"""
    received, last = _day(received_on), report.last_day
    if last is None or report.due is None:
        return Words(f"Nhận ngày {received}; kế hoạch không ấn định ngày.", f"Received on {received}; no day is set.")
    worded = Words(f"trước ngày {_day(report.due)}", f"before {_day(report.due)}")
    if report.limit is Limit.BY:
        worded = Words(f"chậm nhất ngày {_day(report.due)}", f"by {_day(report.due)}")
    late = (received_on - last).days
    how = Words(f"muộn {late} ngày", f"{late} day(s) late") if late > 0 else Words("đúng hạn", "in time")
    return Words(
        f"Nhận ngày {received}; kế hoạch ghi “{worded.vi}”, ngày cuối là {_day(last)}: {how.vi}.",
        f"Received on {received}; the plan says “{worded.en}”, so {_day(last)} was the last day: {how.en}.",
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
