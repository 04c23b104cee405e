"""Contradictions inside a rulebook, the chains, a calendar or the salaries.

Owns: what may not be said together. Promises: each contradiction is refused at the line that states it; a value
that did not bind (None) is passed over, its problems are already noted.
Leaves to others: plans (`checks_plan`) and references between files (`checks_across`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from shared.events.terms import StageKind
from shared.policy.after_decision import AfterDecision
from shared.policy.awards import Award
from shared.policy.calendar import Calendar, CalendarYear, Weekday
from shared.policy.chains import AbolishedLevel, Chain, ChainBook
from shared.policy.rulebooks import Rulebook
from shared.policy.salaries import Salaries
from shared.policy.yaml_source import SourceFile


def check_rulebook(source: SourceFile, rulebook: Rulebook | None) -> None:
    if rulebook is None:
        return
    refuse_other_id(source, rulebook.id)
    if rulebook.valid_to < rulebook.valid_from:
        source.refuse("valid_to", "Kết thúc trước khi bắt đầu.", "It ends before it begins.")
    for index, preset in enumerate(rulebook.vote_presets):
        refuse_above_100(source, f"vote_presets[{index}]", preset)
    refuse_twice(source, "awards", "code", (award.code for award in rulebook.awards))
    refuse_twice(source, "rules", "name", (f"{rule.rule}.{rule.name}" for rule in rulebook.rules))
    known = {award.code for award in rulebook.awards}
    for index, award in enumerate(rulebook.awards):
        _award(source, f"awards[{index}]", award, known)


def _award(source: SourceFile, path: str, award: Award, known: set[str]) -> None:
    if not award.subjects:
        source.refuse(f"{path}.subjects", "Chưa có đối tượng nào.", "There is no kind of subject.")
    if (award.vote is None) != (award.council is None):
        source.refuse(f"{path}.council", "Hội đồng và tỷ lệ phiếu phải đi cùng nhau.", "Council and vote go together.")
    if award.vote is not None:
        refuse_above_100(source, f"{path}.vote.threshold_percent", award.vote.threshold_percent)
        if not 0 < award.vote.quorum_numerator <= award.vote.quorum_denominator:
            source.refuse(f"{path}.vote.quorum_numerator", "Túc số phải từ trên 0 đến 1.", "A quorum lies in (0, 1].")
    prior = award.criteria.prior_titles
    if prior is not None and prior.code not in known:
        at = f"{path}.criteria.prior_titles.code"
        source.refuse(at, f"Danh mục không có “{prior.code}”.", f"The catalogue has no “{prior.code}”.")
    need = award.criteria.collective
    if need is not None:
        refuse_above_100(source, f"{path}.criteria.collective.advanced_percent", need.advanced_percent)
        refuse_above_100(source, f"{path}.criteria.collective.completed_percent", need.completed_percent or 0)


def check_chains(source: SourceFile, book: ChainBook | None) -> None:
    if book is None:
        return
    refuse_twice(source, "chains", "id", (chain.id for chain in book.chains))
    for index, chain in enumerate(book.chains):
        _chain(source, f"chains[{index}]", chain, book.abolished)


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


def check_calendar(source: SourceFile, calendar: Calendar | None) -> None:
    if calendar is None:
        return
    refuse_other_id(source, calendar.id)
    refuse_twice(source, "years", "year", (year.year for year in calendar.years))
    for index, year in enumerate(calendar.years):
        _calendar_year(source, f"years[{index}]", year, calendar.weekend)


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
        if {swap.off.year, swap.worked.year} != {year.year}:
            source.refuse(at, "Không thuộc năm này.", "It is not in this year.")


def check_salaries(source: SourceFile, salaries: Salaries | None) -> None:
    if salaries is None:
        return
    if not salaries.base:
        source.refuse("base", "Chưa có mức lương nào.", "There is no salary.")
    refuse_twice(source, "base", "valid_from", (salary.valid_from for salary in salaries.base))


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


def refuse_twice(source: SourceFile, name: str, key: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            source.refuse(f"{name}[{index}].{key}", f"“{value}” đã có ở trên.", f"“{value}” stands above already.")
        seen.add(value)


def refuse_other_id(source: SourceFile, given: str) -> None:
    if PurePosixPath(source.name).stem != given:
        source.refuse("id", f"Mã “{given}” khác tên tệp.", f"The id “{given}” is not the file's name.")
