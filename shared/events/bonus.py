"""How a bonus was computed: the working that stays with the award.

Owns: its shape. Promises: whole đồng, multiples in hundredths of the base salary. Leaves to others: the arithmetic
(`shared.policy.bonus`), which of several bonuses is paid (`services/registry/rules/bonuses`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusWorking:
    """`multiple_hundredths` × `base_salary` of `dated`, rounded up to `step`. `is_title`: a title, not a form, of the
    catalogue, which matters when several are given at once (ND152 Art 49)."""

    amount: int
    multiple_hundredths: int
    base_salary: int
    step: int
    dated: date
    formula: Words
    basis: str
    is_title: bool
    is_unverified: bool
