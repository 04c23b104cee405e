"""Which of several bonuses is paid: ND152 Art 49.

Owns: titles of one period pay only the highest; a title and a form, or forms for different achievements, all pay.
Promises: pure; the reason names the award that is paid instead. Leaves to others: amounts (`shared.policy.bonus`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.words import Words

BASIS = "NĐ 152/2025 Điều 49"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One award in force of one awardee in one year. `amount` None: nothing is laid down."""

    id: str
    name: Words
    number: str
    dated: date
    is_title: bool
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What is paid for an award, and why not more."""

    amount: int | None
    words: Words
    basis: str


def payment_of(award: Given, others: Iterable[Given]) -> Payment:
    """The bonus to be paid for `award` beside the awardee's other awards of the year. The amount tells the higher
    title (a reading of ours: multiples follow the rank); of equal ones the earlier decision pays."""
    if award.amount is None:
        return Payment(
            amount=None,
            words=Words("Chưa có mức tiền thưởng cho hình thức này.", "No bonus is laid down for this award."),
            basis=BASIS,
        )
    titles = [one for one in others if one.is_title and one.amount is not None and one.id != award.id]
    highest = min([award, *titles], key=_rank)
    if award.is_title and highest.id != award.id:
        return Payment(
            amount=0,
            words=Words(
                f"Cùng thời gian đã hưởng mức thưởng của danh hiệu cao hơn: {highest.name.vi} ({highest.number}).",
                f"The higher title of the same period is paid instead: {highest.name.en} ({highest.number}).",
            ),
            basis=BASIS,
        )
    return Payment(amount=award.amount, words=Words("Được thưởng đủ mức.", "Paid in full."), basis=BASIS)


def _rank(given: Given) -> tuple[int, date, str]:
    return (-(given.amount or 0), given.dated, given.id)
