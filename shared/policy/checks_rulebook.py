"""Contradictions inside one rulebook.

Owns: what a rulebook may not say together. Promises: each contradiction is refused at the line that states it.
Leaves to others: references to other files (`checks_across`).
"""

from __future__ import annotations

from datetime import date

from shared.events.terms import Level
from shared.policy.awards import Award
from shared.policy.checks import (
    refuse_above_100,
    refuse_no_percentage,
    refuse_nothing,
    refuse_other_id,
    refuse_other_than_warn_or_block,
    refuse_reversed,
    refuse_twice,
)
from shared.policy.checks_built import check_built
from shared.policy.checks_needs import check_needs
from shared.policy.checks_votes import refuse_bad_vote, refuse_law_replaced, refuse_laws_at_once
from shared.policy.rulebook_items import Cap, CapPeriod, CapScope, DueDay
from shared.policy.rulebooks import Rulebook, TextRead
from shared.policy.yaml_source import SourceFile

_COUNCIL_AND_VOTE = ("Hội đồng và tỷ lệ phiếu phải đi cùng nhau.", "Council and vote go together.")


def check_rulebook(source: SourceFile, rulebook: Rulebook | None) -> None:
    if rulebook is None:
        return
    refuse_other_id(source, rulebook.id)
    _draft(source, rulebook)
    if rulebook.valid_to < rulebook.valid_from:
        source.refuse("valid_to", "Kết thúc trước khi bắt đầu.", "It ends before it begins.")
    for index, preset in enumerate(rulebook.vote_presets):
        refuse_no_percentage(source, f"vote_presets[{index}]", preset)
    refuse_twice(source, "awards", "code", (award.code for award in rulebook.awards))
    refuse_twice(source, "rules", "name", (f"{rule.rule}.{rule.name}" for rule in rulebook.rules))
    refuse_twice(source, "clocks", "id", ((clock.id, clock.award) for clock in rulebook.clocks))
    refuse_twice(source, "consultations", "body", ((one.award, one.body.vi) for one in rulebook.consultations))
    refuse_twice(source, "simplified_grounds", "ground", (one.ground for one in rulebook.simplified_grounds))
    for name in ("doubts", "caps", "exclusions", "due_days"):
        refuse_twice(source, name, "id", (item.id for item in getattr(rulebook, name)))
    for index, doubt in enumerate(rulebook.doubts):
        refuse_reversed(source, f"doubts[{index}]", doubt.first, doubt.last)
    known = {award.code for award in rulebook.awards}
    for index, award in enumerate(rulebook.awards):
        _award(source, f"awards[{index}]", award, known)
    for index, cap in enumerate(rulebook.caps):
        _cap(source, f"caps[{index}]", cap)
    for index, due in enumerate(rulebook.due_days):
        _due_day(source, f"due_days[{index}].day", due)
    _awards_exist(source, rulebook, known)
    check_built(source, rulebook)
    check_needs(source, rulebook)


def _draft(source: SourceFile, rulebook: Rulebook) -> None:
    if rulebook.is_draft != (rulebook.why_draft is not None):
        source.refuse(
            "why_draft",
            "Dự thảo, và chỉ dự thảo, phải ghi vì sao chưa áp dụng.",
            "A draft, and only it, says why it is one.",
        )
    if rulebook.text_read is TextRead.NOT and not rulebook.is_draft:
        source.refuse(
            "status",
            "Chưa ai đọc văn bản gốc: chỉ được để ở dạng dự thảo, không được áp dụng.",
            "Nobody has read its text: it can only be a draft and cannot be activated.",
        )


def _award(source: SourceFile, path: str, award: Award, known: set[str]) -> None:
    if not award.subjects:
        source.refuse(f"{path}.subjects", "Chưa có đối tượng nào.", "There is no kind of subject.")
    if not award.types:
        source.refuse(f"{path}.types", "Chưa có loại khen thưởng nào.", "There is no type of commendation.")
    if (award.vote is None) != (award.council is None):
        source.refuse(f"{path}.council", *_COUNCIL_AND_VOTE)
    if award.vote is not None:
        refuse_bad_vote(source, f"{path}.vote", award.vote)
    _levels(source, path, award)
    for index, vote in enumerate(award.other_councils):
        refuse_bad_vote(source, f"{path}.other_councils[{index}]", vote)
    further = enumerate(award.other_councils)
    refuse_laws_at_once(source, [(f"{path}.other_councils[{index}]", award.code, law) for index, law in further])
    refuse_law_replaced(source, path, award)
    prior = award.criteria.prior_titles
    if prior is not None:
        refuse_nothing(source, f"{path}.criteria.prior_titles.count", prior.count)
    if prior is not None and prior.code not in known:
        _no_award(source, f"{path}.criteria.prior_titles.code", prior.code)
    for index, code in enumerate(prior.or_codes if prior is not None else ()):
        if code not in known:
            _no_award(source, f"{path}.criteria.prior_titles.or_codes[{index}]", code)
    need = award.criteria.collective
    if need is not None:
        refuse_above_100(source, f"{path}.criteria.collective.advanced_percent", need.advanced_percent)
        refuse_above_100(source, f"{path}.criteria.collective.completed_percent", need.completed_percent or 0)


def _levels(source: SourceFile, path: str, award: Award) -> None:
    """Lowest first, each once; one that votes names its council."""
    order = tuple(Level)
    for index, other in enumerate(award.other_levels):
        at = f"{path}.other_levels[{index}]"
        if order.index(other.level) <= order.index(award.levels[index]):
            source.refuse(
                f"{at}.level", "Các cấp quyết định ghi từ thấp lên cao.", "Deciding levels stand lowest first."
            )
        if (other.vote is None) != (other.council is None):
            source.refuse(f"{at}.council", *_COUNCIL_AND_VOTE)
        if other.vote is not None:
            refuse_bad_vote(source, f"{at}.vote", other.vote)


def _cap(source: SourceFile, path: str, cap: Cap) -> None:
    if (cap.most is None) == (cap.percent is None):
        source.refuse(f"{path}.most", "Ghi số lượng hoặc tỷ lệ, đúng một.", "Give a number or a percentage, one only.")
    if (cap.percent is None) != (cap.of is None):
        source.refuse(f"{path}.of", "Tỷ lệ, và chỉ tỷ lệ, phải có mẫu số.", "A percentage, and only it, has a base.")
    if cap.percent is not None:
        refuse_no_percentage(source, f"{path}.percent", cap.percent)
    refuse_other_than_warn_or_block(source, f"{path}.consequence", cap.consequence)
    if cap.period is CapPeriod.EDITION and cap.scope is not CapScope.NATION:
        source.refuse(
            f"{path}.period", "Kỳ trao giải không đếm được theo đơn vị, tỉnh; ghi theo năm (year).",
            "Editions are counted for no unit or province; write `year`.",
        )  # fmt: skip


def _due_day(source: SourceFile, path: str, due: DueDay) -> None:
    try:
        date(2023, due.month, due.day)  # no leap year: a day of every year
    except ValueError as error:
        source.refuse(path, f"Không có ngày {due.day}/{due.month} hằng năm.", f"No such day in each year: {error}.")


def _awards_exist(source: SourceFile, rulebook: Rulebook, known: set[str]) -> None:
    named = [
        *((f"caps[{index}].award", cap.award) for index, cap in enumerate(rulebook.caps)),
        *((f"clocks[{index}].award", clock.award) for index, clock in enumerate(rulebook.clocks)),
        *((f"due_days[{index}].award", due.award) for index, due in enumerate(rulebook.due_days)),
        *((f"consultations[{index}].award", one.award) for index, one in enumerate(rulebook.consultations)),
        *(
            (f"exclusions[{index}].awards[{place}]", code)
            for index, exclusion in enumerate(rulebook.exclusions)
            for place, code in enumerate(exclusion.awards)
        ),
    ]
    for path, code in named:
        if code is not None and code not in known:
            _no_award(source, path, code)


def _no_award(source: SourceFile, path: str, code: str) -> None:
    source.refuse(path, f"Danh mục không có “{code}”.", f"The catalogue has no “{code}”.")
