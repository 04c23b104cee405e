"""The bonus of an award: ND152 Art 49, 50, 54.

Owns: the arithmetic (integers only). Promises: rounded up to full 10,000 đồng; no multiple, no number.
Leaves to others: which of several bonuses is paid (Art 49), and who pays.
"""

from __future__ import annotations

from datetime import date

from shared.events.terms import SubjectKind
from shared.policy.awards import Award
from shared.policy.errors import BonusUnknown
from shared.policy.salaries import Salaries

BONUS_STEP = 10_000


def bonus(award: Award, subject_kind: SubjectKind, on: date, salaries: Salaries) -> int:
    """Đồng for one awardee by a decision dated `on`; `BonusUnknown` where nothing is laid down."""
    amount = find_bonus(award, subject_kind, on, salaries)
    if amount is None:
        raise BonusUnknown(
            f"Chưa có mức tiền thưởng cho “{award.name.vi}” ({subject_kind}).",
            f"No bonus is laid down for “{award.name.en}” ({subject_kind}).",
        )
    return amount


def find_bonus(award: Award, subject_kind: SubjectKind, on: date, salaries: Salaries) -> int | None:
    """As `bonus`, but None where nothing is laid down."""
    hundredths = multiple_in_hundredths(award, subject_kind)
    if hundredths is None:
        return None
    return -(-hundredths * salaries.on(on) // (100 * BONUS_STEP)) * BONUS_STEP


def multiple_in_hundredths(award: Award, subject_kind: SubjectKind) -> int | None:
    """Hundredths of the base salary laid down for this kind of subject; None where nothing is."""
    if award.bonus is None:
        return None
    individual, collective = award.bonus.individual_tenths, award.bonus.collective_tenths
    if subject_kind is SubjectKind.INDIVIDUAL:
        return None if individual is None else individual * 10
    if subject_kind is SubjectKind.COLLECTIVE:
        return None if collective is None else collective * 10
    household = award.bonus.household_tenths
    if subject_kind is SubjectKind.HOUSEHOLD and individual is not None and household is not None:
        return individual * household
    return None
