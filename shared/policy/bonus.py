"""The bonus of an award: ND152 Art 49, 50, 54.

Owns: the arithmetic (integers only) and its working. Promises: rounded up to full 10,000 đồng; no multiple, no number.
Leaves to others: which of several bonuses is paid (Art 49), and who pays.
"""

from __future__ import annotations

from datetime import date

from shared.events.bonus import BonusWorking
from shared.events.terms import SubjectKind
from shared.policy.awards import Award, AwardForm
from shared.policy.errors import BonusUnknown
from shared.policy.marks import Mark
from shared.policy.salaries import Salaries
from shared.words import Words

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
    working = find_bonus_working(award, subject_kind, on, salaries)
    return None if working is None else working.amount


def find_bonus_working(award: Award, subject_kind: SubjectKind, on: date, salaries: Salaries) -> BonusWorking | None:
    """The bonus with multiple, base salary, formula and articles; None where nothing is laid down."""
    hundredths = multiple_in_hundredths(award, subject_kind)
    if hundredths is None or award.bonus is None:
        return None
    salary = salaries.entry_on(on)
    amount = -(-hundredths * salary.amount // (100 * BONUS_STEP)) * BONUS_STEP
    return BonusWorking(
        amount=amount,
        multiple_hundredths=hundredths,
        base_salary=salary.amount,
        step=BONUS_STEP,
        dated=on,
        formula=_formula(hundredths, salary.amount, amount),
        basis=f"{award.bonus.basis}; {salary.basis}",
        is_title=award.form is AwardForm.TITLE,
        is_unverified=Mark.UNVERIFIED in (award.bonus.mark, salary.mark),
    )


def _formula(hundredths: int, salary: int, amount: int) -> Words:
    whole, rest = divmod(hundredths, 100)
    decimals = f"{rest:02d}".rstrip("0") or "0"
    vi_salary, vi_amount = f"{salary:,}".replace(",", "."), f"{amount:,}".replace(",", ".")
    return Words(
        f"{whole},{decimals} × {vi_salary} đồng, làm tròn lên 10.000 đồng = {vi_amount} đồng",
        f"{whole}.{decimals} × {salary:,} đồng, rounded up to 10,000 đồng = {amount:,} đồng",
    )


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
