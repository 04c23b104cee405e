"""Is this honour already given or on its way: G05 same achievement, G06 same award and period, G07 year and theme.

Owns: what counts as the same. Promises: pure; names the other case or award with number, unit and date.
Leaves to others: finding candidates (`queries`), whether two descriptions are one subject (`likeness`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.nomination.rules.likeness import Reason
from shared.events.terms import AwardType
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case or a registered award. `reference` is its receipt or decision number, as people know it.

    `dated` is the day it was sent or decided.
    """

    reference: str
    unit_name: str
    award: str
    year: int
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A case or award of somebody who may be the same, with all that speaks for it."""

    other: Other
    weight: int
    reasons: tuple[Reason, ...]


def named_others(others: tuple[Other, ...]) -> str:
    """Number, unit and day of each, as people know them."""
    return "; ".join(_told(other) for other in others)


def _told(other: Other) -> str:
    dated = f", {other.dated:%d/%m/%Y}" if other.dated else ""
    return f"{other.reference} ({other.unit_name}{dated})"


@rule(
    "G05",
    stage="grassroots",
    vi="Cùng một thành tích không khen hai lần",
    en="One achievement is not rewarded twice",
    basis="Luật Thi đua, khen thưởng 2022 Điều 5 khoản 2",
    once_cited=("LAW22 Art 5(2)",),
    if_fails=Consequence.BLOCK,
)
def achievement_is_rewarded_once(
    *, achievement: str, same_achievement: tuple[Other, ...], unsettled: tuple[Other, ...] = ()
) -> Finding:
    """The same subject with the same achievement is neither rewarded nor pending anywhere.

    `unsettled` may be a namesake's (told since 11/2026): they stand against it until somebody has said so.
    """
    if not achievement.strip():
        return unknown("Chưa nêu thành tích.", "The achievement is not stated.")
    if same_achievement:
        named = named_others(same_achievement)
        return fails(
            f"Thành tích này đã được khen hoặc đang xét ở hồ sơ khác: {named}.",
            f"This achievement is already rewarded or pending elsewhere: {named}.",
        )
    if unsettled:
        return _unless_a_namesake(unsettled, "nêu cùng thành tích này", "with this very achievement")
    return holds("Thành tích chưa được khen.", "The achievement is not rewarded yet.")


def _unless_a_namesake(unsettled: tuple[Other, ...], vi: str, en: str) -> Finding:
    """It blocks, so that nobody gets an honour twice; the words say how a namesake is told apart."""
    named = named_others(unsettled)
    return fails(
        f"Người cùng họ tên (không kể dấu) và cùng ngày hoặc năm sinh đã có hồ sơ hoặc khen thưởng {vi}: {named}. Nếu"
        " là người khác, hãy ghi đủ ngày, tháng, năm sinh, hoặc xác nhận ở mục hồ sơ trùng đó là hai người khác nhau.",
        f"Somebody of the same name (but for its marks) and birth has a case or an award {en}: {named}. Is it somebody"
        " else, state the full date of birth, or confirm among the duplicates that they are different people.",
    )


@rule(
    "G06",
    stage="grassroots",
    vi="Không trùng đề nghị cùng hình thức, cùng kỳ",
    en="Not proposed twice for one award and period",
    basis="Quy định của hệ thống (thiết kế): chống trùng",
    once_cited=("Chống trùng (design, domain §5)",),
    if_fails=Consequence.BLOCK,
)
def is_proposed_once(
    *, is_identified: bool, same: tuple[Other, ...], alike: tuple[Alike, ...], fuzzy_percent: int | None = None,
    unsettled: tuple[Other, ...] = (),
) -> Finding:  # fmt: skip
    """The same subject blocks; somebody alike is shown with the reasons to the officer, who may go on. In between is
    who may be a namesake (`unsettled`, told since 11/2026) and blocks until somebody has said so.

    `alike` were found among names written alike from `fuzzy_percent` on; None: only names of the same letters or words.
    """
    if not is_identified:
        return unknown(
            "Chưa có ngày sinh nên chưa phân biệt được người trùng tên.",
            "Without a birth date namesakes cannot be told apart.",
        )
    if same:
        named = named_others(same)
        return fails(
            f"Đã có đề nghị hoặc đã được khen cùng hình thức trong kỳ này: {named}.",
            f"Already proposed or awarded the same in the period: {named}.",
        )
    if unsettled:
        return _unless_a_namesake(unsettled, "cùng hình thức trong kỳ này", "of the same kind in the period")
    if alike:
        vi = "; ".join(f"{_told(one.other)}: {', '.join(r.words.vi.lower() for r in one.reasons)}" for one in alike)
        en = "; ".join(f"{_told(one.other)}: {', '.join(r.words.en.lower() for r in one.reasons)}" for one in alike)
        return fails(
            f"Có người gần giống, hãy xem có phải một người: {vi}.", f"Somebody alike: is it one person? {en}.",
            follows=Consequence.WARN,
        )
    if fuzzy_percent is None:
        return holds("Không trùng đề nghị nào.", "No duplicate is known.")
    return holds(
        f"Không trùng đề nghị nào, kể cả họ tên viết giống từ {fuzzy_percent}%.",
        f"No duplicate is known, names written {fuzzy_percent} % alike included.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTheYear:
    """An award of the same subject and year at the same deciding level. `is_of_phase`: given at a phase review."""

    other: Other
    award_type: AwardType
    is_of_phase: bool = False


@rule(
    "G07",
    stage="grassroots",
    vi="Một cấp không vừa khen cả năm vừa khen chuyên đề trong cùng năm",
    en="One level gives not both a full-year and a thematic award in a year",
    basis="HD 1217/HD-TLĐ mục 1.1 (cũ; quy tắc có thể bật, tắt)",
    if_fails=Consequence.WARN,
    if_unknown=Consequence.WARN,
    unverified=True,
)
def year_and_theme_are_not_both_given(
    *, award_type: AwardType, is_of_phase: bool, exempt: tuple[AwardType, ...], others: tuple[OfTheYear, ...]
) -> Finding:
    """`others`: what the same deciding level gave or is asked for in the year. Phase reviews and `exempt` go free."""
    opposite = {AwardType.MERIT: AwardType.THEMATIC, AwardType.THEMATIC: AwardType.MERIT}.get(award_type)
    if opposite is None or is_of_phase or award_type in exempt:
        return holds("Loại khen này không bị ràng buộc với khen khác trong năm.", "This type is not bound by others.")
    beside = tuple(one.other for one in others if one.award_type is opposite and not one.is_of_phase)
    if beside and opposite not in exempt:
        named = named_others(beside)
        return fails(
            f"Cùng cấp quyết định trong năm đã có khen cả năm hoặc chuyên đề: {named}.",
            f"The same level already has a full-year or thematic award of the year: {named}.",
        )
    return holds("Không có khen cả năm và chuyên đề cùng cấp trong năm.", "Not both in the year at one level.")
