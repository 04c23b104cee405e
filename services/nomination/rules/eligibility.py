"""Does the nominee meet the award's criteria: G03 subject, G09 discipline, G11 rating, G12 titles, G15.

Owns: comparing what is stated with what the catalogue asks. Promises: pure; what nobody stated is unknown, not false.
Leaves to others: the criteria themselves (`policy/rulebooks`).
"""

from __future__ import annotations

from datetime import date
from functools import partial

from shared.events.dossier import CollectiveCounts, PriorTitle, StudyLeave
from shared.events.terms import AwardType, Level, SubjectKind, TaskRating
from shared.policy.awards import LEVEL_NAMES
from shared.policy.targets import Comparator
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown
from shared.words import Words

RATINGS = (TaskRating.NOT_MET, TaskRating.MET, TaskRating.GOOD, TaskRating.EXCELLENT)
_RATING_NAMES = {
    TaskRating.EXCELLENT: "hoàn thành xuất sắc",
    TaskRating.GOOD: "hoàn thành tốt",
    TaskRating.MET: "hoàn thành",
    TaskRating.NOT_MET: "không hoàn thành",
}


@rule(
    "G03",
    stage="grassroots",
    vi="Hình thức khen có trong danh mục, kế hoạch và đúng đối tượng",
    en="The award is in catalogue and plan and suits the subject",
    basis="Luật Thi đua, khen thưởng 2022 Điều 8, 20–27, 74–75; kế hoạch thi đua",
    once_cited=("LAW22 Art 8, 20–27, 74–75; kế hoạch thi đua",),
    if_fails=Consequence.BLOCK,
)
def award_suits_subject(
    *,
    award: str,
    is_in_catalogue: bool,
    is_in_plan: bool,
    kind: SubjectKind,
    kinds: tuple[SubjectKind, ...],
    award_type: AwardType,
    award_types: tuple[AwardType, ...],
    decided_at: Level | None,
    levels: tuple[Level, ...],
    name: Words | None = None,
) -> Finding:
    """Award, kind of subject, type of commendation and the level asked to decide (None: the lowest) belong together.

    `name` is what the catalogue calls the award; told since 11/2026, without it the code stands in the words.
    """
    called = name or Words(award, award)
    if not is_in_catalogue:
        return fails(f"Danh mục không có mã “{award}”.", f"The catalogue has no code “{award}”.")
    if not is_in_plan:
        return fails(f"Kế hoạch không xét hình thức “{called.vi}”.", f"The plan does not lead to “{called.en}”.")
    wrong = _suits_not(kind not in kinds, award_type not in award_types, kind, award_type)
    if wrong is None and decided_at is not None and decided_at not in levels:
        level = LEVEL_NAMES[decided_at]
        wrong = Words(f"không thuộc thẩm quyền {level.vi}", f"is not decided at the {level.en}")
    if wrong is not None:
        return fails(f"“{called.vi}” {wrong.vi}.", f"“{called.en}” {wrong.en}.")
    return holds("Hình thức khen phù hợp đối tượng.", "The award suits the subject.")


def _suits_not(is_other_kind: bool, is_other_type: bool, kind: SubjectKind, award_type: AwardType) -> Words | None:
    if is_other_kind:
        return Words("không dành cho đối tượng này", f"is not for a subject of kind {kind}")
    if is_other_type:
        return Words("không khen theo loại này", f"is not given for {award_type} commendation")
    return None


@rule(
    "G09",
    stage="grassroots",
    vi="Thành tích tính sau khi hết thời hạn kỷ luật",
    en="Achievements count from the end of discipline",
    basis="NĐ 152/2025/NĐ-CP Điều 4 khoản 4",
    once_cited=("ND152 Art 4(4)",),
    if_fails=Consequence.BLOCK,
)
def achieved_after_discipline(*, discipline_ended_on: date | None, achieved_from: date | None) -> Finding:
    """What was achieved up to the last day of a disciplinary term does not count."""
    if discipline_ended_on is None:
        return holds("Không có kỷ luật phải trừ.", "No disciplinary term is stated.")
    if achieved_from is None:
        return unknown("Chưa ghi thành tích tính từ ngày nào.", "From when the achievement counts is not stated.")
    if achieved_from <= discipline_ended_on:
        return fails(
            f"Thành tích phải tính sau ngày {discipline_ended_on:%d/%m/%Y}, khi hết kỷ luật.",
            f"The achievement has to begin after discipline ended on {discipline_ended_on}.",
        )
    return holds("Thành tích tính sau kỷ luật.", "The achievement begins after the discipline.")


@rule(
    "G11",
    stage="grassroots",
    vi="Mức độ hoàn thành nhiệm vụ trong năm đạt yêu cầu",
    en="The task rating of the year suffices",
    basis="Luật Thi đua, khen thưởng 2022 Điều 23, 24; HD 1217/HD-TLĐ 2016 (đi học dưới 1 năm)",
    once_cited=("LAW22 Art 23–24; HD1217 (đi học dưới 1 năm)",),
    if_fails=Consequence.BLOCK,
)
def rating_suffices(
    *, minimum: TaskRating | None, rating: TaskRating | None, study: StudyLeave | None = None,
    study_below_months: int | None = None,
) -> Finding:  # fmt: skip
    """At least the rating the criterion asks for. `study` is told where the year has no rating."""
    if minimum is None:
        return holds("Hình thức này không yêu cầu mức xếp loại.", "The award asks for no rating.")
    if rating is None and study is not None and study_below_months is not None:
        return _study_counts(minimum, study, study_below_months)
    if rating is None:
        return unknown("Chưa có mức độ hoàn thành nhiệm vụ.", "The task rating is not stated.")
    if RATINGS.index(rating) < RATINGS.index(minimum):
        return fails(
            f"Cần mức “{_RATING_NAMES[minimum]}” trở lên, hiện là “{_RATING_NAMES[rating]}”.",
            f"A rating of {minimum} or better is needed, it is {rating}.",
        )
    return holds("Mức xếp loại đạt.", "The rating suffices.")


def _study_counts(minimum: TaskRating, study: StudyLeave, below_months: int) -> Finding:
    """Study under `below_months` with the result “khá” or better counts as a year well done, not as excellent."""
    if study.months is None or study.is_fair_or_better is None:
        return unknown(
            "Chưa ghi đủ thời gian và kết quả đi học.", "The length or the result of the study is not stated."
        )
    if study.months >= below_months or RATINGS.index(minimum) > RATINGS.index(TaskRating.GOOD):
        return unknown(
            f"Đi học {study.months} tháng không thay cho mức “{_RATING_NAMES[minimum]}”; cần kết quả xếp loại.",
            f"{study.months} months of study do not stand in for the rating {minimum}, which is needed.",
        )
    if not study.is_fair_or_better:
        return fails("Kết quả đi học dưới mức khá.", "The result of the study is below fair.")
    return holds(
        f"Đi học {study.months} tháng (dưới {below_months} tháng), kết quả từ khá: được tính.",
        f"{study.months} months of study (under {below_months}) with a fair result count.",
    )


@rule(
    "G12",
    stage="grassroots",
    vi="Đủ danh hiệu các năm liên tục trước đó",
    en="The prior titles, without a gap",
    basis="Luật Thi đua, khen thưởng 2022 Điều 21, 22",
    once_cited=("LAW22 Art 21–22",),
    if_fails=Consequence.BLOCK,
)
def prior_titles_suffice(
    *,
    title: str | None,
    count: int,
    is_consecutive: bool,
    ends_year_before: bool,
    year: int,
    held: tuple[PriorTitle, ...],
    name: Words | None = None,
    unsettled: tuple[PriorTitle, ...] = (),
) -> Finding:
    """`held` are the titles of this code. Proof is a decision number or our own register; a gap year is a failure.
    `unsettled` are those that the register has of somebody who may be a namesake (told since 11/2026).

    `name` is what the catalogue calls the title; told since 11/2026, without it the code stands in the words.
    """
    if title is None:
        return holds("Không yêu cầu danh hiệu trước.", "No prior title is asked for.")
    vi, en = (f"“{name.vi}”", f"“{name.en}”") if name else (title, title)
    suffice = partial(
        _suffice, count=count, is_consecutive=is_consecutive, ends_year_before=ends_year_before, year=year
    )
    perhaps = {item.year for item in unsettled}
    proven = {item.year for item in held if item.decision_number or item.in_register}
    if perhaps and not suffice(proven) and suffice({item.year for item in held} | perhaps):
        return _perhaps_a_namesakes(vi, en, perhaps)
    if not held:
        return unknown(f"Chưa khai danh hiệu {vi} các năm trước.", f"No earlier {en} is stated.")
    if suffice(proven):
        return holds(f"Đủ {count} danh hiệu {vi}.", f"{count} titles {en} are proven.")
    years = ", ".join(str(number) for number in sorted({item.year for item in held}))
    if suffice({item.year for item in held}):
        return unknown(
            f"Thiếu số quyết định của danh hiệu {vi} (khai các năm {years}).",
            f"The decision numbers of {en} are missing (stated: {years}).",
        )
    return fails(
        f"Cần {count} danh hiệu {vi} liên tục trước năm {year}; mới có: {years}.",
        f"{count} titles {en} in a row before {year} are needed; there are: {years}.",
    )


def _perhaps_a_namesakes(vi: str, en: str, perhaps: set[int]) -> Finding:
    years = ", ".join(map(str, sorted(perhaps)))
    return unknown(
        f"Sổ khen thưởng có danh hiệu {vi} các năm {years} của người cùng họ tên (không kể dấu) và cùng ngày hoặc năm"
        " sinh. Nếu là chính người này, hãy xác nhận ở mục hồ sơ trùng hoặc khai số quyết định; nếu là người khác, hãy"
        " xác nhận đó là hai người khác nhau.",
        f"The register has {en} of {years} of somebody of the same name (but for its marks) and birth. Confirm among"
        " the duplicates whether it is this person, or state the decision numbers.",
    )


def _suffice(years: set[int], *, count: int, is_consecutive: bool, ends_year_before: bool, year: int) -> bool:
    earlier = {held for held in years if held < year or (held == year and not ends_year_before)}
    if not is_consecutive:
        return len(earlier) >= count
    ends = [year - 1] if ends_year_before else sorted(earlier)
    return any(earlier.issuperset(range(end - count + 1, end + 1)) for end in ends)


@rule(
    "G15",
    stage="grassroots",
    vi="Tập thể đủ tỷ lệ hoàn thành nhiệm vụ, lao động tiên tiến",
    en="The collective has the shares the criterion asks for",
    basis="Luật Thi đua, khen thưởng 2022 Điều 27",
    once_cited=("LAW22 Art 27",),
    if_fails=Consequence.BLOCK,
)
def collective_suffices(
    *,
    advanced_percent: int | None,
    advanced_comparator: Comparator,
    completed_percent: int | None,
    least_base_fighters: int | None,
    most_disciplined: int | None,
    counts: CollectiveCounts | None,
) -> Finding:
    """Whole numbers only: `part*100` against `percent*members`."""
    if advanced_percent is None:
        return holds("Không yêu cầu tỷ lệ của tập thể.", "No shares of a collective are asked for.")
    given = counts or CollectiveCounts()
    checks = {
        Words(f"lao động tiên tiến {advanced_percent}%", f"advanced workers {advanced_percent} %"): _share(
            given.advanced_workers, given.members, advanced_percent, advanced_comparator
        ),
        Words(f"hoàn thành nhiệm vụ {completed_percent}%", f"tasks completed {completed_percent} %"): _share(
            given.completed, given.members, completed_percent, Comparator.AT_LEAST
        ),
        Words("chiến sĩ thi đua cơ sở", "base emulation fighters"): _bound(
            given.base_fighters, least=least_base_fighters
        ),
        Words("số người bị kỷ luật", "disciplined members"): _bound(given.disciplined, most=most_disciplined),
    }
    failed = [what for what, is_met in checks.items() if is_met is False]
    if failed:
        return fails(
            "Tập thể chưa đạt: " + ", ".join(what.vi for what in failed) + ".",
            "The collective does not reach: " + ", ".join(what.en for what in failed) + ".",
        )
    missing = [what for what, is_met in checks.items() if is_met is None]
    if missing:
        return unknown(
            "Chưa khai số liệu: " + ", ".join(what.vi for what in missing) + ".",
            "Not stated: " + ", ".join(what.en for what in missing) + ".",
        )
    return holds("Tập thể đạt các tỷ lệ.", "The collective reaches the shares.")


def _share(part: int | None, whole: int | None, percent: int | None, comparator: Comparator) -> bool | None:
    if percent is None:
        return True
    if part is None or not whole:
        return None
    return part <= whole and comparator.admits(part * 100, percent * whole)


def _bound(count: int | None, *, least: int | None = None, most: int | None = None) -> bool | None:
    if least is None and most is None:
        return True
    if count is None:
        return None
    return (least is None or count >= least) and (most is None or count <= most)
