"""Getting a prize back: ND152 Art 58.

Owns: what is to be given back and what may be entered as returned. Promises: pure, whole đồng.
Leaves to others: the last day (`shared.policy.after_decision`), rows (`actions_recovery`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.errors import Place
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is still out."""

    money: int
    certificate: bool

    @property
    def is_nothing(self) -> bool:
        return self.money == 0 and not self.certificate


def problems_of_return(
    still: Owed, *, money: int, certificate: bool, returned_on: date, notified_on: date, today: date
) -> list[Place]:
    """Nothing twice, nothing more than is owed, nothing before the notice or in the future."""
    found = []
    if money == 0 and not certificate:
        found.append(_place("money", "Phải ghi rõ đã nộp lại gì.", "Say what was given back: certificate or money."))
    if money > still.money:
        said = f"{still.money:,}"
        found.append(
            _place("money", f"Chỉ còn phải nộp {said.replace(',', '.')} đồng.", f"Only {said} đồng are still owed.")
        )
    if certificate and not still.certificate:
        found.append(_place("certificate", "Không còn phải nộp lại bằng.", "No certificate is owed any more."))
    if not notified_on <= returned_on <= today:
        found.append(
            _place(
                "returned_on",
                f"Ngày nộp lại từ ngày thông báo {notified_on:%d/%m/%Y} đến hôm nay.",
                f"A day from the notice ({notified_on.isoformat()}) to today.",
            )
        )
    return found


def is_overdue(*, due_on: date | None, today: date) -> bool:
    """The last day is still in time."""
    return due_on is not None and today > due_on


def _place(at: str, vi: str, en: str) -> Place:
    return Place(at, Words(vi, en), f"registry.{at}")
