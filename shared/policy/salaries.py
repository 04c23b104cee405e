"""The statutory base salary ("mức lương cơ sở") by day.

Owns: the shape of `policy/salaries.yaml`. Promises: whole đồng; a day before the first entry is refused.
Leaves to others: what is multiplied with it (`bonus`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.policy.errors import SalaryMissing
from shared.policy.marks import Founded


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseSalary(Founded):
    """`amount` đồng a month from `valid_from` until the next entry."""

    valid_from: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Salaries:
    base: tuple[BaseSalary, ...]

    def on(self, day: date) -> int:
        """The base salary of the day in đồng."""
        return self.entry_on(day).amount

    def entry_on(self, day: date) -> BaseSalary:
        """The entry in force on the day, with its basis; `SalaryMissing` before the first."""
        known = [salary for salary in self.base if salary.valid_from <= day]
        if not known:
            raise SalaryMissing(
                f"Chưa có mức lương cơ sở cho ngày {day:%d/%m/%Y}.",
                f"No base salary is known for {day.isoformat()}.",
            )
        return max(known, key=lambda salary: salary.valid_from)
