"""What a plan's own clauses say of a launch and of a registration: pilots, movements at one time, contents, pledges.

Owns: these findings; domain.md §5 numbers none of them, so each goes by its clause. Promises: pure; every number and
day comes from the plan. Leaves to others: the five launch fields (G21, `grounds`), what follows (`actions_launches`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.events.codec import to_plain
from shared.policy.marks import Stated
from shared.policy.movements import MovementLimit, Pilot
from shared.policy.unit_duties import DutyCount, UnitDuty
from shared.verdicts import Consequence, Evaluation, Finding, Verdict, fails, holds
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another launch, as a reason names it."""

    launch: str
    movement: str
    name: str
    union_name: str
    launched_on: date
    first: date
    last: date


def pilot_is_within_plan(
    *, launched_on: date, first: date, last: date, most: int, others: tuple[Other, ...]
) -> Finding:
    """Gia Lâm: “từ 1- 2 đơn vị, tổ chức phát động thi đua điểm từ nay đến ngày 15/02/2023”. `others` are the pilots
    that stand."""
    window_vi, window_en = f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}", f"from {first:%d/%m/%Y} to {last:%d/%m/%Y}"
    if not first <= launched_on <= last:
        return fails(f"Kế hoạch chỉ phát động điểm {window_vi}.", f"The plan has pilot launches {window_en} only.")
    if len(others) >= most:
        vi = "; ".join(f"{one.union_name} ngày {one.launched_on:%d/%m/%Y}" for one in others)
        en = "; ".join(f"{one.union_name} on {one.launched_on:%d/%m/%Y}" for one in others)
        return fails(
            f"Kế hoạch chỉ phát động điểm nhiều nhất {most}; đã có {vi}.",
            f"The plan has at most {most} pilot launches; there are {en}.",
        )
    return holds(
        f"Là lần phát động điểm thứ {len(others) + 1} trong {most}, {window_vi}.",
        f"Pilot launch {len(others) + 1} of {most}, {window_en}.",
    )


def movements_do_not_crowd(*, movement: str, first: date, most_at_once: int, others: tuple[Other, ...]) -> Finding:
    """Điện Biên: “tránh phát động nhiều phong trào trong cùng một thời điểm”. `others` are the union's own launches
    whose days meet those of this one, which begins on `first`."""
    beside = [one for one in others if one.movement != movement]
    # The most movements run together on the day one of them joins the others.
    joining = {max(one.first, first) for one in beside}
    at_once = max((len({one.movement for one in beside if one.first <= day <= one.last}) for day in joining), default=0)
    if at_once + 1 <= most_at_once:
        return holds("Không trùng thời gian với quá nhiều phong trào khác.", "It does not meet too many others.")
    vi = "; ".join(f"“{one.name}” ({one.first:%d/%m/%Y} – {one.last:%d/%m/%Y})" for one in beside)
    return fails(
        f"Đơn vị đang có phong trào cùng thời gian: {vi}; kế hoạch yêu cầu tránh phát động nhiều phong trào cùng lúc.",
        f"The union runs movements at the same time: {vi}; the plan asks to avoid many at once.",
    )


def duty_is_done(*, text: Words, counted_by: DutyCount, least: int | None, is_done: bool, count: int) -> Finding:
    """Ninh Bình: “mỗi đơn vị xây dựng và lựa chọn ít nhất hai nội dung …”, its plan registered above, and “Sau mỗi đợt
    thi đua, các cấp Công đoàn tổ chức sơ kết”. A report not entered does not prove that nothing was done (X05)."""
    vi, en = _COUNTED[counted_by]
    asked = "" if least is None else f"/{least}"
    found = Words(f"{text.vi}: {count}{asked} {vi}.", f"{text.en}: {count}{asked} {en}.")
    lacking = Verdict.UNKNOWN if counted_by is DutyCount.REPORTS else Verdict.FAILS
    return Finding(Verdict.HOLDS if is_done else lacking, found)


_COUNTED: Mapping[DutyCount, tuple[str, str]] = {
    DutyCount.CONTENTS: ("nội dung đã đăng ký", "contents registered"),
    DutyCount.REGISTRATIONS: ("lần đăng ký", "registrations"),
    DutyCount.PLEDGES: ("lần đăng ký giao ước", "pledges registered"),
    DutyCount.REPORTS: ("báo cáo đã nhận", "reports received"),
}

CLAUSES: Mapping[str, Callable[..., Finding]] = {
    "pilots": pilot_is_within_plan, "movement_limit": movements_do_not_crowd, "unit_duties": duty_is_done,
}  # fmt: skip
"""By the part of the plan that asks; the record of an answer is called `plan:` and this name."""


def of_pilots(pilot: Pilot, launched_on: date, others: tuple[Other, ...]) -> Evaluation:
    facts = {"launched_on": launched_on, "first": pilot.first, "last": pilot.last, "most": pilot.most, "others": others}
    return _asked("pilots", pilot, pilot.consequence, facts)


def of_limit(limit: MovementLimit, movement: str, first: date, others: tuple[Other, ...]) -> Evaluation:
    facts = {"movement": movement, "first": first, "most_at_once": limit.most_at_once, "others": others}
    return _asked("movement_limit", limit, limit.consequence, facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a unit registered: contents of its plan, how often a plan and a pledge; and how many reports were received
    from it, by report of the plan."""

    contents: int = 0
    registrations: int = 0
    pledges: int = 0
    reports: Mapping[str, int] = field(default_factory=dict)

    def count_for(self, duty: UnitDuty) -> int:
        if duty.report is not None:
            return self.reports.get(duty.report, 0)
        registered = {DutyCount.CONTENTS: self.contents, DutyCount.PLEDGES: self.pledges}
        return registered.get(duty.counted_by or DutyCount.REGISTRATIONS, self.registrations)


def of_duty(duty: UnitDuty, shown: Shown) -> Evaluation:
    """A duty that is counted; what falls short is pointed out and stops nothing."""
    count = shown.count_for(duty)
    facts = {
        "text": duty.text, "counted_by": duty.counted_by, "least": duty.value, "is_done": duty.is_done(count),
        "count": count,
    }  # fmt: skip
    return _asked("unit_duties", duty, Consequence.WARN, facts)


def _asked(clause: str, item: Stated, consequence: Consequence, facts: Mapping[str, object]) -> Evaluation:
    found = CLAUSES[clause](**facts)
    follows = Consequence.NONE if found.verdict is Verdict.HOLDS else consequence
    plain = to_plain(facts)
    return Evaluation(
        f"plan:{clause}", found.verdict, follows, found.words, item.source, plain, item.is_unverified
    )


def nearest(path: Sequence[str], launches: Mapping[str, Sequence[Other]]) -> Other | None:
    """Of launches by union the one a unit goes by: its own, else that of the nearest body above; the latest there."""
    found = next((launches[union] for union in path if launches.get(union)), ())
    return max(found, key=lambda one: (one.launched_on, one.launch), default=None)
