"""The shape of a list and what belongs to it: direct workers, leaders, repeated winners, works, the area officer.

Owns: M06, M07, M10, M11 (domain.md §5). Promises: pure; all four warn and none decides; what nobody stated is neither
counted for nor against (X05). Leaves to others: gathering the figures, which room asks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.verdicts import Consequence, Evaluation, Finding, fails, holds, rule, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """One list at one body. `unstated`: individuals of whom nobody said whether they work directly or lead.

    A `None` limit is one nobody laid down. `winners`: individuals who got the same award in one of the years looked at.
    """

    individuals: int
    direct: int
    leaders: int
    unstated: int
    winners: int
    least_direct_percent: int | None
    most_leader_percent: int | None
    most_winner_percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFacts:
    """M10: `phase_ends_on` is that of the phase the work was finished in; None when that is not known."""

    is_work: bool
    registered_on: date
    phase_ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFacts:
    """M11: whether the road has an area officer, and how often they commented."""

    has_officer: bool
    comments: int


@rule(
    "M06", stage="intermediate", if_fails=Consequence.WARN, if_unknown=Consequence.WARN,
    basis="Chỉ tiêu của kế hoạch (Điện Biên: ít nhất 15 % lao động trực tiếp)",
    vi="Tỷ lệ lao động trực tiếp trong danh sách", en="The share of direct workers in the list",
)  # fmt: skip
def direct_workers_have_their_share(
    *, individuals: int, direct: int, unstated: int, least_percent: int | None
) -> Finding:
    """direct*100 >= least_percent*individuals; unknown while those unstated could turn it."""
    if least_percent is None or not individuals:
        return holds("Kế hoạch không đặt tỷ lệ cho danh sách này.", "The plan sets no share for this list.")
    if direct * 100 >= least_percent * individuals:
        return holds(
            f"Lao động trực tiếp {_share(direct, individuals)}, yêu cầu {least_percent} %.",
            f"Direct workers: {_share(direct, individuals)}, {least_percent} % are asked.",
        )
    if (direct + unstated) * 100 >= least_percent * individuals:
        return unknown(
            f"{unstated} người chưa rõ là lao động trực tiếp hay lãnh đạo.",
            f"Of {unstated} persons nobody stated whether they work directly or lead.",
        )
    return fails(
        f"Danh sách chỉ có {_share(direct, individuals)} lao động trực tiếp, kế hoạch yêu cầu {least_percent} %.",
        f"Only {_share(direct, individuals)} of the list are direct workers; the plan asks for {least_percent} %.",
    )


@rule(
    "M07", stage="intermediate", if_fails=Consequence.WARN, if_unknown=Consequence.WARN, unverified=True,
    basis="Quy định của hệ thống (thiết kế): chống bệnh thành tích",
    once_cited=("domain.md §8 (chống bệnh thành tích, thiết kế)",),
    vi="Tỷ lệ lãnh đạo và người được khen nhiều năm", en="The share of leaders and of repeated winners",
)  # fmt: skip
def list_is_not_for_the_few(
    *, individuals: int, leaders: int, unstated: int, winners: int, most_leader_percent: int | None,
    most_winner_percent: int | None,
) -> Finding:  # fmt: skip
    """Neither leaders nor repeated winners exceed their share of the list, where a share is laid down."""
    too_many = [
        (vi, en, count, most)
        for vi, en, count, most in (
            ("lãnh đạo, quản lý", "leaders and managers", leaders, most_leader_percent),
            ("người đã được tặng hình thức này", "repeated winners", winners, most_winner_percent),
        )
        if most is not None and count * 100 > most * individuals
    ]
    if too_many:
        return fails(
            "; ".join(f"{_share(n, individuals)} {vi}, ngưỡng {most} %" for vi, _, n, most in too_many) + ".",
            "; ".join(f"{_share(n, individuals)} {en}, the mark is {most} %" for _, en, n, most in too_many) + ".",
        )
    if most_leader_percent is not None and (leaders + unstated) * 100 > most_leader_percent * individuals:
        return unknown(f"{unstated} người chưa rõ chức vụ.", f"Of {unstated} persons the status is not stated.")
    return holds("Không thấy tập trung vào lãnh đạo hay người cũ.", "No concentration on leaders or earlier winners.")


@rule(
    "M10", stage="intermediate", if_fails=Consequence.WARN, if_unknown=Consequence.WARN,
    basis="Kế hoạch (Ninh Bình: gắn biển theo đăng ký)",
    vi="Công trình đăng ký trước khi hết đợt", en="The work was registered before the phase ended",
)  # fmt: skip
def work_was_registered_in_time(*, is_work: bool, registered_on: date, phase_ends_on: date | None) -> Finding:
    """Only works are asked; the last day of the phase counts."""
    if not is_work:
        return holds("Không phải công trình.", "Not a work.")
    if phase_ends_on is None:
        return unknown("Chưa rõ công trình thuộc đợt nào.", "To which phase the work belongs is not known.")
    if registered_on > phase_ends_on:
        return fails(
            f"Đăng ký ngày {registered_on:%d/%m/%Y}, đợt thi đua kết thúc {phase_ends_on:%d/%m/%Y}.",
            f"Registered on {registered_on.isoformat()}; the phase ended on {phase_ends_on.isoformat()}.",
        )
    return holds(f"Đăng ký ngày {registered_on:%d/%m/%Y}.", f"Registered on {registered_on.isoformat()}.")


@rule(
    "M11", stage="intermediate", if_fails=Consequence.WARN, basis="KH 28/KH-LĐLĐ Hưng Yên 2026 (tuyến C4)",
    vi="Có ý kiến của cán bộ phụ trách địa bàn", en="The area officer's comment is there",
)  # fmt: skip
def area_officer_was_heard(*, has_officer: bool, comments: int) -> Finding:
    """Asked only on roads with an area officer; advice, never a stage."""
    if not has_officer:
        return holds("Tuyến trình không có cán bộ địa bàn.", "The road has no area officer.")
    if not comments:
        return fails("Chưa có ý kiến của cán bộ phụ trách địa bàn.", "The area officer has not commented.")
    return holds(f"Cán bộ địa bàn đã có {comments} ý kiến.", f"The area officer commented {comments} time(s).")


def ask_list(facts: ListFacts) -> tuple[Evaluation, Evaluation]:
    """M06 and M07 of the list a case belongs to."""
    return (
        direct_workers_have_their_share(
            individuals=facts.individuals, direct=facts.direct, unstated=facts.unstated,
            least_percent=facts.least_direct_percent,
        ),
        list_is_not_for_the_few(
            individuals=facts.individuals, leaders=facts.leaders, unstated=facts.unstated, winners=facts.winners,
            most_leader_percent=facts.most_leader_percent, most_winner_percent=facts.most_winner_percent,
        ),
    )  # fmt: skip


def ask_work(facts: WorkFacts) -> Evaluation:
    return work_was_registered_in_time(
        is_work=facts.is_work, registered_on=facts.registered_on, phase_ends_on=facts.phase_ends_on
    )


def ask_area(facts: AreaFacts) -> Evaluation:
    return area_officer_was_heard(has_officer=facts.has_officer, comments=facts.comments)


def _share(count: int, of: int) -> str:
    return f"{count}/{of}"
