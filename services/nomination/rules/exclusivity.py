"""Is this honour already given or on its way: G05 same achievement, G06 same award in the same year.

Owns: what counts as the same. Promises: pure; names the other case or award. Leaves to others: finding candidates.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown

ALIKE_PERCENT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case or a registered award. `reference` is its receipt or decision number, as people know it."""

    reference: str
    unit_name: str
    award: str
    year: int


def are_alike(folded: str, birth: str | None, other_folded: str, other_birth: str | None) -> bool:
    """Perhaps one person twice: nearly the same name with a birth that does not contradict."""
    if not _births_agree(birth, other_birth):
        return False
    return fuzz.ratio(folded, other_folded) >= ALIKE_PERCENT or fuzz.token_sort_ratio(folded, other_folded) == 100


def _births_agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return True
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _named(others: tuple[Other, ...]) -> str:
    return "; ".join(f"{other.reference} ({other.unit_name})" for other in others)


@rule(
    "G05",
    stage="grassroots",
    vi="Cùng một thành tích không khen hai lần",
    en="One achievement is not rewarded twice",
    basis="LAW22 Art 5(2)",
    if_fails=Consequence.BLOCK,
)
def achievement_is_rewarded_once(*, achievement: str, same_achievement: tuple[Other, ...]) -> Finding:
    """The same subject with the same achievement is neither rewarded nor pending anywhere."""
    if not achievement.strip():
        return unknown("Chưa nêu thành tích.", "The achievement is not stated.")
    if same_achievement:
        named = _named(same_achievement)
        return fails(
            f"Thành tích này đã được khen hoặc đang xét ở hồ sơ khác: {named}.",
            f"This achievement is already rewarded or pending elsewhere: {named}.",
        )
    return holds("Thành tích chưa được khen.", "The achievement is not rewarded yet.")


@rule(
    "G06",
    stage="grassroots",
    vi="Không trùng đề nghị cùng hình thức, cùng năm",
    en="Not proposed twice for one award and year",
    basis="Chống trùng (design, domain §5)",
    if_fails=Consequence.BLOCK,
)
def is_proposed_once(*, is_identified: bool, same: tuple[Other, ...], alike: tuple[Other, ...]) -> Finding:
    """The same subject blocks; somebody alike is shown to the officer, who may go on."""
    if not is_identified:
        return unknown(
            "Chưa có ngày sinh nên chưa phân biệt được người trùng tên.",
            "Without a birth date namesakes cannot be told apart.",
        )
    if same:
        named = _named(same)
        return fails(
            f"Đã có đề nghị hoặc đã được khen cùng hình thức trong năm: {named}.",
            f"Already proposed or awarded the same in the year: {named}.",
        )
    if alike:
        named = _named(alike)
        return fails(
            f"Có người tên và ngày sinh gần giống, hãy xem có phải một người: {named}.",
            f"Somebody with nearly the same name and birth: is it one person? {named}.",
        )
    return holds("Không trùng đề nghị nào.", "No duplicate is known.")


def consequence_of_duplicates(*, same: tuple[Other, ...]) -> Consequence:
    """Exact duplicates block; likeness only warns (domain.md §5, G06)."""
    return Consequence.BLOCK if same else Consequence.WARN
