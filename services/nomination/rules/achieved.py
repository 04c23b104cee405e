"""The days between which an achievement is said to lie: when they contradict themselves or what they are proposed for.

Owns: which days are impossible. Promises: pure; what nobody stated contradicts nothing; refuses only what no plan can
mean: a title of the running year is proposed before its end, for all of it. Leaves to others: which rule says so
(`lifecycle`, G01), how old an achievement may be (P11).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.dossier import Dossier
from shared.words import Words


@dataclass(frozen=True, slots=True)
class StrayDay:
    """A day that cannot be: the place where it is stated, and why."""

    place: str
    words: Words


def reversed_days(dossier: Dossier) -> Words | None:
    """Why its achievement cannot run so; None where it can."""
    return _reversed(dossier.achieved_from, dossier.achieved_to)


def _reversed(achieved_from: date | None, achieved_to: date | None) -> Words | None:
    if achieved_from is None or achieved_to is None or achieved_from <= achieved_to:
        return None
    return Words(
        f"Thành tích ghi từ {achieved_from:%d/%m/%Y} đến {achieved_to:%d/%m/%Y}: ngày kết thúc trước ngày bắt đầu.",
        f"The achievement is said to run from {achieved_from} to {achieved_to}: it ends before it begins.",
    )


def find_stray_day(
    achieved_from: date | None, achieved_to: date | None, *, sent_on: date, period_last: date
) -> StrayDay | None:
    """The day that cannot be, if one cannot. `period_last`: the last day of the year or phase the award is for.

    What is proposed has begun by the day of sending. It may run on to the end of its period, though not beyond the
    running year: nobody knows of the next.
    """
    if (turned := _reversed(achieved_from, achieved_to)) is not None:
        return StrayDay("achieved_to", turned)
    if achieved_from is not None and achieved_from > sent_on:
        words = Words(
            f"Thành tích ghi từ {achieved_from:%d/%m/%Y}, sau ngày gửi {sent_on:%d/%m/%Y}: chưa có thành tích để xét.",
            f"The achievement is said to begin on {achieved_from}, after the day of sending {sent_on}.",
        )
        return StrayDay("achieved_from", words)
    latest = max(sent_on, min(period_last, date(sent_on.year, 12, 31)))
    if achieved_to is None or achieved_to <= latest:
        return None
    words = Words(
        f"Thành tích ghi đến {achieved_to:%d/%m/%Y}, là ngày chưa đến; muộn nhất có thể ghi {latest:%d/%m/%Y}.",
        f"The achievement is said to run to {achieved_to}, a day to come; it can be {latest} at the latest.",
    )
    return StrayDay("achieved_to", words)


def days_of(dossier: Dossier) -> dict[str, date]:
    """The days it states, as facts: what is not stated is left out."""
    stated = {"achieved_from": dossier.achieved_from, "achieved_to": dossier.achieved_to}
    return {name: day for name, day in stated.items() if day is not None}
