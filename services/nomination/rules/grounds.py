"""What a proposal rests on: G14 benefit, G18 simplified procedure, G20 pledge, G21 movement, G22 earlier awards.

Owns: comparing grounds with what law and plan ask of them. Promises: pure; what nobody stated is unknown, never false.
Leaves to others: the thresholds and types themselves (`policy/`), the criteria of an award (`eligibility`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.events.dossier import BasisAward, Initiative
from shared.events.terms import AwardType, LaunchField, SimplifiedGround, WorkerGroup
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown
from shared.vocabulary import GROUNDS, worded
from shared.words import Words

_TYPE_NAMES = {
    AwardType.MERIT: "công trạng",
    AwardType.SUDDEN: "đột xuất",
    AwardType.THEMATIC: "chuyên đề",
    AwardType.DEDICATION: "quá trình cống hiến",
    AwardType.SENIORITY: "niên hạn",
    AwardType.FOREIGN_AFFAIRS: "đối ngoại",
}
_FIELD_NAMES = {
    LaunchField.GOAL: "mục tiêu",
    LaunchField.TARGETS: "chỉ tiêu",
    LaunchField.CONTENT: "nội dung",
    LaunchField.MEASURES: "biện pháp",
    LaunchField.AUDIENCE: "đối tượng tham gia",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitThreshold:
    """In đồng: one solution worth `single_vnd`, or `total_vnd` over `years` consecutive years. None: not asked so."""

    group: WorkerGroup
    single_vnd: int | None
    total_vnd: int | None
    years: int


@rule(
    "G14",
    stage="grassroots",
    vi="Giá trị làm lợi đạt mức của Bằng Lao động sáng tạo",
    en="The benefit reaches the diploma's threshold for the worker group",
    basis="Hỏi đáp ngày 07/3/2022 về Bằng Lao động sáng tạo",
    once_cited=("Hướng dẫn Bằng Lao động sáng tạo (LDST22)",),
    if_fails=Consequence.WARN,
    if_unknown=Consequence.WARN,
    unverified=True,
)
def benefit_suffices(
    *,
    thresholds: tuple[BenefitThreshold, ...],
    group: WorkerGroup | None,
    year: int,
    initiatives: tuple[Initiative, ...],
) -> Finding:
    """`thresholds` empty: the award asks no benefit. Years are those of recognition, up to `year`."""
    if not thresholds:
        return holds("Không yêu cầu giá trị làm lợi.", "No benefit is asked for.")
    if group is None:
        return unknown("Chưa ghi nhóm người lao động để biết mức áp dụng.", "The worker group is not stated.")
    threshold = next((one for one in thresholds if one.group is group), None)
    if threshold is None:
        return unknown("Chưa có mức làm lợi cho nhóm lao động này.", f"No threshold is known for the group {group}.")
    asked_vi, asked_en = _asked(threshold)
    if _reaches(threshold, year, initiatives):
        return holds(f"Giá trị làm lợi đạt mức: {asked_vi}.", f"The benefit reaches {asked_en}.")
    if not initiatives or any(one.benefit_vnd is None or one.recognised_on is None for one in initiatives):
        return unknown(
            f"Chưa đủ giá trị làm lợi và ngày công nhận để đối chiếu với mức: {asked_vi}.",
            f"Benefit or day of recognition is missing, so {asked_en} cannot be compared.",
        )
    return fails(f"Giá trị làm lợi chưa đạt mức: {asked_vi}.", f"The benefit does not reach {asked_en}.")


def _reaches(threshold: BenefitThreshold, year: int, initiatives: Sequence[Initiative]) -> bool:
    stated = [(one.recognised_on.year if one.recognised_on else None, one.benefit_vnd or 0) for one in initiatives]
    if threshold.single_vnd is not None and any(benefit >= threshold.single_vnd for _, benefit in stated):
        return True
    if threshold.total_vnd is None:
        return False
    by_year: dict[int, int] = defaultdict(int)
    for recognised, benefit in stated:
        if recognised is not None and recognised <= year:
            by_year[recognised] += benefit
    runs = (range(last - threshold.years + 1, last + 1) for last in by_year)
    # Every year of the run has a solution: "3 năm liên tục" is not one good year with two idle ones.
    return any(all(by_year.get(one) for one in run) and sum(by_year[one] for one in run) >= threshold.total_vnd
               for run in runs)  # fmt: skip


def _asked(threshold: BenefitThreshold) -> tuple[str, str]:
    vi, en = [], []
    if threshold.single_vnd is not None:
        vi.append(f"một giải pháp từ {_vnd(threshold.single_vnd)} đồng")
        en.append(f"one solution worth {threshold.single_vnd:,} đồng")
    if threshold.total_vnd is not None:
        vi.append(f"{threshold.years} năm liên tục cộng từ {_vnd(threshold.total_vnd)} đồng")
        en.append(f"{threshold.years} consecutive years totalling {threshold.total_vnd:,} đồng")
    return " hoặc ".join(vi), " or ".join(en)


def _vnd(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnGround:
    """What a rulebook says of a ground of the simplified procedure: its words and the types it fits; empty, and without
    words, where it does not allow the ground."""

    types: tuple[AwardType, ...] = ()
    words: Words | None = None


@rule(
    "G18",
    stage="grassroots",
    vi="Thủ tục đơn giản chỉ áp dụng cho loại khen được phép",
    en="The simplified procedure is for the permitted types only",
    basis="NĐ 98/2023/NĐ-CP Điều 40; NĐ 152/2025/NĐ-CP Điều 6 khoản 1 điểm e (Thủ tướng quy định)",
    once_cited=("ND98 Art 40; ND152 Art 6(1)e (Thủ tướng quy định)",),
    if_fails=Consequence.BLOCK,
)
def procedure_suits_type(
    *, is_simplified: bool, award_type: AwardType, permitted: tuple[AwardType, ...],
    ground: SimplifiedGround | None = None, on_ground: OnGround | None = None,
) -> Finding:  # fmt: skip
    """`permitted` are the types the award may be given for by the simplified procedure; empty where never.

    `on_ground`: what the rulebook says of the stated `ground`; None where it lists no grounds at all.
    """
    if not is_simplified:
        return holds("Theo thủ tục thông thường.", "The ordinary procedure.")
    if not permitted:
        return fails(
            "Hình thức này không xét theo thủ tục đơn giản.", "The award is never given by the simplified procedure."
        )
    if on_ground is not None and award_type not in on_ground.types:
        return _does_not_fit(ground, on_ground, award_type)
    if award_type not in permitted:
        named = ", ".join(_TYPE_NAMES[one] for one in permitted)
        return fails(
            f"Thủ tục đơn giản chỉ dành cho khen {named}, không dành cho khen {_TYPE_NAMES[award_type]}.",
            f"The simplified procedure is for {', '.join(permitted)} only, not for {award_type}.",
        )
    if on_ground is not None and on_ground.words is not None:
        return holds(
            f"Được xét theo thủ tục đơn giản: {on_ground.words.vi}.",
            f"The simplified procedure is permitted: {on_ground.words.en}.",
        )
    return holds("Được xét theo thủ tục đơn giản.", "The simplified procedure is permitted.")


def _does_not_fit(ground: SimplifiedGround | None, on_ground: OnGround, award_type: AwardType) -> Finding:
    if on_ground.words is None:
        en = f"The rulebook knows no ground “{ground}” for the simplified procedure."
        name = worded(GROUNDS, ground).vi if ground else "chưa nêu"
        return fails(f"Quy định không có căn cứ “{name}” cho thủ tục đơn giản.", en).said_once_as(
            f"Quy định không có căn cứ “{ground}” cho thủ tục đơn giản.", en
        )
    named = ", ".join(_TYPE_NAMES[one] for one in on_ground.types)
    return fails(
        f"Căn cứ “{on_ground.words.vi}” chỉ dành cho khen {named}, không dành cho khen {_TYPE_NAMES[award_type]};"
        f" hãy sửa căn cứ hoặc loại khen.",
        f"The ground “{on_ground.words.en}” is for {', '.join(on_ground.types)} only, not for {award_type}: correct the"
        " ground or the type.",
    )


@rule(
    "G20",
    stage="grassroots",
    vi="Đã đăng ký giao ước thi đua khi đề nghị danh hiệu",
    en="The emulation pledge is registered for a title",
    basis="KH 667/KH-LĐLĐ Gia Lâm (“đăng ký giao ước thi đua”)",
    if_fails=Consequence.WARN,
    if_unknown=Consequence.NONE,
)
def pledge_is_registered(*, is_title: bool, is_registered: bool | None) -> Finding:
    """Titles are competed for; forms of commendation need no pledge."""
    if not is_title:
        return holds("Không phải danh hiệu thi đua nên không cần giao ước.", "No title, so no pledge is asked for.")
    if is_registered is None:
        return unknown("Chưa ghi đã đăng ký giao ước thi đua hay chưa.", "Whether a pledge exists is not stated.")
    if not is_registered:
        return fails("Chưa đăng ký giao ước thi đua trong năm.", "No emulation pledge was registered for the year.")
    return holds("Đã đăng ký giao ước thi đua.", "The emulation pledge is registered.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A launch a proposal rests on: the unit's own or that of a body above it, with the fields settled then."""

    launch: str
    union_name: str
    launched_on: date
    stated: tuple[LaunchField, ...]


@rule(
    "G21",
    stage="grassroots",
    vi="Phong trào đã xác định đủ năm nội dung khi phát động",
    en="The movement had its five launch fields",
    basis="Luật Thi đua, khen thưởng 2022 Điều 17; KH 667/KH-LĐLĐ Gia Lâm (“Chỉ phát động … khi đã xác định rõ …”)",
    once_cited=("LAW22 Art 17; KH 667/KH-LĐLĐ Gia Lâm (“Chỉ phát động … khi đã xác định rõ …”)",),
    if_fails=Consequence.WARN,
    if_unknown=Consequence.WARN,
)
def movement_was_launched_whole(
    *, movement: str | None, is_in_plan: bool, stated: tuple[LaunchField, ...] | None, launch: Launched | None = None,
    name: Words | None = None,
) -> Finding:  # fmt: skip
    """Asked at a launch, which it blocks, and of a proposal that names a movement.

    `launch` is the recorded one; without it `stated` are the fields the plan itself settles, None where it is silent.
    `name` is what the plan calls the movement; told since 11/2026, without it the code stands in the words.
    """
    if movement is None:
        return holds("Không gắn với phong trào nào.", "No movement is named.")
    if launch is not None:
        return _had_all(launch.stated, *_named(launch))
    if not is_in_plan:
        return fails(f"Kế hoạch không có phong trào “{movement}”.", f"The plan has no movement “{movement}”.")
    if stated is None:
        called = name or Words(movement, movement)
        return unknown(
            f"Chưa ghi nội dung phát động của phong trào “{called.vi}”.",
            f"What was settled when “{called.en}” was launched is not recorded.",
        )
    return _had_all(stated, "Phong trào", "The movement")


def _had_all(stated: Sequence[LaunchField], vi: str, en: str) -> Finding:
    missing = [field for field in LaunchField if field not in stated]
    if missing:
        return fails(
            f"{vi} phát động khi chưa xác định " + ", ".join(_FIELD_NAMES[field] for field in missing) + ".",
            f"{en} was launched without " + ", ".join(missing) + ".",
        )
    return holds(f"{vi} đã xác định đủ năm nội dung.", f"{en} had all five launch fields.")


def _named(launch: Launched) -> tuple[str, str]:
    return (
        f"Phong trào do {launch.union_name} phát động ngày {launch.launched_on:%d/%m/%Y}",
        f"The movement that {launch.union_name} launched on {launch.launched_on:%d/%m/%Y}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What the catalogue calls an award."""

    award: str
    words: Words


_NOT_FOR_MERIT = (AwardType.SUDDEN, AwardType.THEMATIC)


@rule(
    "G22",
    stage="grassroots",
    vi="Khen công trạng không dựa vào khen đột xuất, chuyên đề",
    en="A merit proposal does not rest on sudden or thematic awards",
    basis="NĐ 152/2025/NĐ-CP Điều 4 khoản 3",
    once_cited=("ND152 Art 4(3)",),
    if_fails=Consequence.BLOCK,
)
def merit_rests_on_merit(
    *, award_type: AwardType, basis: tuple[BasisAward, ...], names: tuple[Called, ...] = ()
) -> Finding:
    """`basis` are the earlier awards the proposal names as its ground. `names`: what the catalogue calls them;
    told since 11/2026, without them the codes stand in the words."""
    if award_type is not AwardType.MERIT or not basis:
        return holds("Không dùng kết quả khen đột xuất, chuyên đề.", "No sudden or thematic award is relied on.")
    wrong = [one for one in basis if one.award_type in _NOT_FOR_MERIT]
    if wrong:
        called = {one.award: one.words for one in names}
        named = [(worded(called, one.award), _reference(one)) for one in wrong]
        vi, en = "; ".join(one.vi + when for one, when in named), "; ".join(one.en + when for one, when in named)
        return fails(
            f"Không được dùng kết quả khen đột xuất, chuyên đề để đề nghị khen công trạng: {vi}.",
            f"Sudden or thematic awards cannot support a merit proposal: {en}.",
        )
    if any(one.award_type is None for one in basis):
        return unknown(
            "Chưa ghi loại khen thưởng của các lần khen làm căn cứ.",
            "For what the earlier awards were given is not stated.",
        )
    return holds("Các lần khen làm căn cứ đều phù hợp.", "The earlier awards may be relied on.")


def _reference(one: BasisAward) -> str:
    return f" {one.year}" + (f" ({one.decision_number})" if one.decision_number else "")
