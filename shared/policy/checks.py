"""Contradictions inside the chains, the table of rules, a calendar or the salaries.

Owns: what may not be said together. Promises: each contradiction is refused at the line that states it; a value
that did not bind (None) is passed over, its problems are already noted.
Leaves to others: plans (`checks_plan`), rulebooks (`checks_rulebook`) and references between files (`checks_across`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

from shared.events.terms import StageKind
from shared.policy.after_decision import AfterDecision
from shared.policy.calendar import Calendar, CalendarYear, Weekday
from shared.policy.chains import AbolishedLevel, Chain, ChainBook
from shared.policy.extensions import Does
from shared.policy.personal_data import PersonalData
from shared.policy.rule_table import RuleTable
from shared.policy.salaries import Salaries
from shared.policy.yaml_source import SourceFile
from shared.verdicts import Consequence


def check_chains(source: SourceFile, book: ChainBook | None) -> None:
    if book is None:
        return
    refuse_twice(source, "chains", "id", (chain.id for chain in book.chains))
    for index, chain in enumerate(book.chains):
        _chain(source, f"chains[{index}]", chain, book.abolished)
    refuse_twice(source, "extensions", "id", (one.id for one in book.extensions))
    for index, extension in enumerate(book.extensions):
        if not extension.steps or extension.steps[-1].does not in (Does.DECIDES, Does.MAY_DECIDE):
            source.refuse(
                f"extensions[{index}].steps", "Bước cuối phải có người quyết định.", "The last step has to decide."
            )


def _chain(source: SourceFile, path: str, chain: Chain, abolished: tuple[AbolishedLevel, ...]) -> None:
    kinds = [stage.kind for stage in chain.stages]
    if not kinds or kinds[0] is not StageKind.GRASSROOTS or len(set(kinds)) != len(kinds):
        source.refuse(
            f"{path}.stages",
            "Tuyến trình bắt đầu từ cơ sở, mỗi cấp một lần.",
            "A chain starts at the base, each level once.",
        )
    if chain.valid_from and chain.valid_to and chain.valid_to < chain.valid_from:
        source.refuse(f"{path}.valid_to", "Kết thúc trước khi bắt đầu.", "It ends before it begins.")
    for index, stage in enumerate(chain.stages):
        if stage.advises_to is not None and stage.advises_to not in kinds[index + 1 :]:
            at = f"{path}.stages[{index}].advises_to"
            source.refuse(at, "Không có cấp đó ở phía trên.", "No such level stands above.")
    for level in abolished:
        if chain.find_stage(level.kind) and (chain.valid_to is None or chain.valid_to >= level.since):
            source.refuse(f"{path}.valid_to", f"{level.words.vi} ({level.basis})", f"{level.words.en} ({level.basis})")


def check_rule_table(source: SourceFile, table: RuleTable | None) -> None:
    if table is None:
        return
    refuse_twice(source, "rules", "id", (rule.id for rule in table.rules))
    for index, rule in enumerate(table.rules):
        if not rule.outcomes:
            source.refuse(f"rules[{index}].outcomes", "Chưa có hệ quả nào.", "There is no outcome.")


def check_calendar(source: SourceFile, calendar: Calendar | None) -> None:
    if calendar is None:
        return
    refuse_other_id(source, calendar.id)
    refuse_twice(source, "years", "year", (year.year for year in calendar.years))
    if set(calendar.weekend) == set(Weekday):
        source.refuse("weekend", "Không còn ngày làm việc nào.", "With these no day would be worked.")
    known = sorted(year.year for year in calendar.years)
    for before, after in pairwise(known):
        if after > before + 1:
            source.refuse(
                "years", f"Thiếu lịch từ năm {before + 1} đến năm {after - 1}; nhập ngày nghỉ của các năm đó.",
                f"The years {before + 1} to {after - 1} are missing; enter their days off.",
            )  # fmt: skip
    _swaps_once(source, calendar)
    for index, one in enumerate(calendar.years):
        _calendar_year(source, f"years[{index}]", one, calendar.weekend)


def _swaps_once(source: SourceFile, calendar: Calendar) -> None:
    """Each day is given off, and worked in, once; a holiday is off as it is and nobody works in on one."""
    off, worked = set[date](), set[date]()
    holidays = {day for year in calendar.years for one in year.holidays for day in one.days()}
    swaps = [
        (f"years[{place}].swaps[{index}]", swap)
        for place, year in enumerate(calendar.years)
        for index, swap in enumerate(year.swaps)
    ]
    for path, swap in swaps:
        for name, day, before in (("off", swap.off, off), ("worked", swap.worked, worked)):
            if day in holidays:
                source.refuse(f"{path}.{name}", f"{day:%d/%m/%Y} đã là ngày lễ.", f"{day} is a holiday already.")
            if day in before:
                source.refuse(f"{path}.{name}", f"{day:%d/%m/%Y} đã có ở trên.", f"{day} stands above already.")
            before.add(day)


def _calendar_year(source: SourceFile, path: str, year: CalendarYear, weekend: tuple[Weekday, ...]) -> None:
    for index, holiday in enumerate(year.holidays):
        at = f"{path}.holidays[{index}]"
        if holiday.last < holiday.first:
            source.refuse(f"{at}.last", "Kết thúc trước khi bắt đầu.", "It ends before it begins.")
        if {holiday.first.year, holiday.last.year} != {year.year}:
            source.refuse(f"{at}.first", "Không thuộc năm này.", "It is not in this year.")
    for index, swap in enumerate(year.swaps):
        at = f"{path}.swaps[{index}]"
        if Weekday.of(swap.worked) not in weekend or Weekday.of(swap.off) in weekend:
            source.refuse(
                at, "Hoán đổi phải giữa ngày làm việc và ngày nghỉ tuần.", "A swap is of a weekday and a weekend day."
            )
        # The day worked in may lie just over the turn of the year (31/12/2018 for 05/01/2019).
        if swap.off.year != year.year:
            source.refuse(at, "Không thuộc năm này.", "It is not in this year.")


def check_salaries(source: SourceFile, salaries: Salaries | None) -> None:
    if salaries is None:
        return
    if not salaries.base:
        source.refuse("base", "Chưa có mức lương nào.", "There is no salary.")
    refuse_twice(source, "base", "valid_from", (salary.valid_from for salary in salaries.base))
    for index, salary in enumerate(salaries.base):
        refuse_nothing(source, f"base[{index}].amount", salary.amount)


def check_personal_data(source: SourceFile, personal: PersonalData | None) -> None:
    if personal is None:
        return
    if not personal.grounds:
        source.refuse("grounds", "Chưa có căn cứ nào.", "There is no ground.")
    refuse_twice(source, "grounds", "code", (ground.code for ground in personal.grounds))


def check_after_decision(source: SourceFile, after: AfterDecision | None) -> None:
    if after is None:
        return
    refuse_twice(source, "laws", "id", (law.id for law in after.laws))
    refuse_twice(source, "laws", "valid_from", (law.valid_from for law in after.laws))
    for index, law in enumerate(after.laws):
        refuse_twice(source, f"laws[{index}].grounds", "code", (ground.code for ground in law.grounds))
        for name, settling in (
            ("settle_first", law.complaints.settle_first),
            ("settle_second", law.complaints.settle_second),
        ):
            if not settling.days <= settling.days_if_hard <= settling.days_if_both:
                at = f"laws[{index}].complaints.{name}"
                source.refuse(at, "Vụ việc phức tạp không thể ngắn hơn.", "A hard case cannot have less time.")


def refuse_above_100(source: SourceFile, path: str, value: int) -> None:
    if value > 100:
        source.refuse(path, f"{value} % vượt quá 100 %.", f"{value} % is more than 100 %.")


def refuse_no_percentage(source: SourceFile, path: str, value: int) -> None:
    """A share to be reached: at 0 % everything passes."""
    refuse_above_100(source, path, value)
    if value < 1:
        source.refuse(path, "Tỷ lệ phải từ 1 đến 100 %.", "A percentage is from 1 to 100.")


def refuse_nothing(source: SourceFile, path: str, value: int) -> None:
    if value < 1:
        source.refuse(path, "Phải lớn hơn 0.", "It has to be more than 0.")


def refuse_reversed(source: SourceFile, path: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        source.refuse(f"{path}.last", "Kết thúc trước khi bắt đầu.", "It ends before it begins.")


def refuse_other_than_warn_or_block(source: SourceFile, path: str, follows: Consequence) -> None:
    """Where something is let through or not, nothing else can follow: it would be written down and not done."""
    if follows not in (Consequence.WARN, Consequence.BLOCK):
        source.refuse(path, "Chỉ cảnh báo (warn) hoặc chặn (block).", "A warning (warn) or no way on (block) only.")


def refuse_twice(source: SourceFile, name: str, key: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            said = ", ".join(str(one) for one in value if one is not None) if isinstance(value, tuple) else value
            source.refuse(f"{name}[{index}].{key}", f"“{said}” đã có ở trên.", f"“{said}” stands above already.")
        seen.add(value)


def refuse_other_id(source: SourceFile, given: str) -> None:
    if PurePosixPath(source.name).stem != given:
        source.refuse("id", f"Mã “{given}” khác tên tệp.", f"The id “{given}” is not the file's name.")
