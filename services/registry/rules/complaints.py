"""Complaints and their time limits: Law on Complaints 2011, applied by analogy (domain.md §6).

Owns: when a complaint is late, whether it may be taken up or come again, from which day a second one counts. Promises:
pure; a late one is told the day that was the last. Leaves to others: lengths (`shared.policy.after_decision`), rows.
"""

from __future__ import annotations

from datetime import date

from shared.errors import Place
from shared.events.terms import ComplaintLevel
from shared.names import to_compare
from shared.words import Words


def starts_second(*, settled_on: date | None, settle_by: date | None) -> date | None:
    """The day the time for a second complaint starts from: the settlement, or the last day for it when that passed
    without one; None while the first is neither settled nor was ever taken up."""
    if settled_on is not None:
        return settled_on
    return settle_by


def problems_of_first(*, dated: date, learned_on: date, lodged_on: date, today: date) -> list[Place]:
    """decision ≤ knowledge ≤ complaint ≤ today."""
    found = []
    if not dated <= learned_on <= lodged_on:
        found.append(
            _place(
                "learned_on",
                f"Ngày biết quyết định từ ngày ban hành {dated:%d/%m/%Y} đến ngày khiếu nại.",
                f"A day from the decision ({dated.isoformat()}) to the complaint.",
            )
        )
    return found + _not_in_future(lodged_on, today)


def problems_of_second(*, starts: date, is_settled: bool, lodged_on: date, today: date) -> list[Place]:
    """Not before the first complaint was settled, or before the last day for settling it went by."""
    if lodged_on < starts or (lodged_on == starts and not is_settled):
        return [
            _place(
                "lodged_on",
                f"Chưa thể khiếu nại lần hai: lần đầu còn thời hạn đến ngày {starts:%d/%m/%Y}.",
                f"Too early for a second complaint: the first has its time until {starts.isoformat()}.",
            )
        ]
    return _not_in_future(lodged_on, today)


def is_same_person(one: str, other: str) -> bool:
    """However the name is typed; marks tell people apart."""
    return to_compare(one).casefold() == to_compare(other).casefold()


def reason_not_to_repeat(level: ComplaintLevel, complaint: str) -> Words:
    """Why nobody complains again of what was settled at this level."""
    if level is ComplaintLevel.SECOND:
        return Words("Khiếu nại lần hai đã được giải quyết.", "The second complaint was settled: there is no third.")
    return Words(
        f"Khiếu nại lần đầu đã được giải quyết; không đồng ý thì khiếu nại lần hai, nêu khiếu nại {complaint}.",
        f"The first complaint was settled; who does not agree lodges a second one that names {complaint}.",
    )


def _not_in_future(lodged_on: date, today: date) -> list[Place]:
    if lodged_on <= today:
        return []
    return [_place("lodged_on", "Ngày khiếu nại chưa tới.", "That day has not come yet.")]


def reason_not_to_accept(*, is_late: bool, last_day: date) -> Words | None:
    """Why a complaint cannot be taken up; None when it can."""
    if not is_late:
        return None
    return Words(
        f"Khiếu nại quá thời hiệu: ngày cuối cùng là {last_day:%d/%m/%Y}.",
        f"The complaint is late: the last day was {last_day.isoformat()}.",
    )


def _place(at: str, vi: str, en: str) -> Place:
    return Place(at, Words(vi, en), f"registry.{at}")
