"""What a rulebook has to have, and may not have, for the services to work by it.

Owns: the numbers and periods no stage can do without, those that are known at all, and within which bounds. Promises:
asked of files alone; a policy that was kept before is read as it was. Leaves to others: what acts do whatever a
rulebook says (`checks_built`), telling what a draft asks that nothing judges by (`unjudged`).
"""

from __future__ import annotations

from shared.policy.rulebook_items import Clock
from shared.policy.rulebooks import Rulebook
from shared.policy.trust_facts import READ
from shared.policy.yaml_source import SourceFile

NEEDED = frozenset(
    {
        ("P01", "working_days"), ("P02", "working_days"), ("P11", "months"), ("P12", "percent"), ("X02", "characters"),
    }
)  # fmt: skip
"""Without one of these a receipt, a return, a consultation, a sitting or a flag ends in an error for every case."""

CLOCKS_NEEDED = frozenset({"supplement", "objection_answer"})
"""Periods a return for supplement and an objection are given, for every award."""

CLOCKS_KNOWN = (
    "supplement", "objection_answer", "local_processing", "initiative_recognition", "invalid_back", "nominators_told",
)  # fmt: skip
"""Every period that is no answer of a body on a road; the last three are told and nobody is held to them."""

_MOST_DAYS = 3650  # ten years: beyond it a day may leave the calendar, or the years there are
_BOUNDS = {
    "percent": (1, 100), "days": (1, _MOST_DAYS), "months": (1, 120), "years": (1, 10), "characters": (1, 500),
    "voters": (1, 100), "leave": (0, 1), "vnd": (1, 10**13),
}  # fmt: skip
"""From and to which number a parameter makes sense, by the last word of its name."""

_NONE_AT_ALL = frozenset({("P01", "extension_working_days")})  # 0: nothing is extended


def check_needs(source: SourceFile, rulebook: Rulebook) -> None:
    """Of a rulebook in force; a draft judges nothing, so that only the size of its numbers is looked at."""
    _numbers_make_sense(source, rulebook)
    if rulebook.is_draft:
        return
    given = {(one.rule, one.name) for one in rulebook.rules}
    for rule, name in sorted(NEEDED - given):
        source.refuse(
            "rules", f"Thiếu tham số {rule}.{name}; ghi thêm vào mục này.", f"{rule}.{name} is missing; add it here."
        )
    for clock in sorted(CLOCKS_NEEDED - {one.id for one in rulebook.clocks if one.award is None}):
        source.refuse(
            "clocks", f"Thiếu thời hạn {clock} cho mọi hình thức; ghi thêm vào mục này.",
            f"The period {clock} is missing for all awards; add it here.",
        )  # fmt: skip
    _nothing_unread(source, rulebook)


def _nothing_unread(source: SourceFile, rulebook: Rulebook) -> None:
    """A name that is misspelt switches a check off without a word."""
    for index, one in enumerate(rulebook.rules):
        if (one.rule, one.name) in READ:
            continue
        known = ", ".join(f"{rule}.{name}" for rule, name in sorted(READ) if rule == one.rule)
        vi = f"{one.rule} chỉ có: {known}; sửa tên hoặc bỏ" if known else f"{one.rule} không dùng số nào; bỏ dòng này"
        en = f"it has: {known}; mend the name or take it out" if known else "it works with no number; take it out"
        source.refuse(
            f"rules[{index}].name", f"Không gì dùng {one.rule}.{one.name}: {vi}.",
            f"Nothing works with {one.rule}.{one.name}: {en}.",
        )  # fmt: skip
    for index, clock in enumerate(rulebook.clocks):
        if clock.road is None and clock.id not in CLOCKS_KNOWN:
            listed = ", ".join(CLOCKS_KNOWN)
            source.refuse(
                f"clocks[{index}].id", f"Không gì dùng thời hạn “{clock.id}”; phải là một trong: {listed}.",
                f"Nothing goes by the period “{clock.id}”; it has to be one of: {listed}.",
            )  # fmt: skip


def _numbers_make_sense(source: SourceFile, rulebook: Rulebook) -> None:
    for index, one in enumerate(rulebook.rules):
        least, most = _BOUNDS.get(one.name.rpartition("_")[2], (0, 10**15))
        least = 0 if (one.rule, one.name) in _NONE_AT_ALL else least
        _within(source, f"rules[{index}].value", one.value, least, most)
    for index, clock in enumerate(rulebook.clocks):
        _within(source, f"clocks[{index}].count", clock.count, 1, _MOST_DAYS)
        _of_a_road(source, f"clocks[{index}]", clock)


def _within(source: SourceFile, path: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        source.refuse(path, f"{value}: phải từ {least} đến {most}.", f"{value}: it has to be {least} to {most}.")


def _of_a_road(source: SourceFile, path: str, clock: Clock) -> None:
    if (clock.road is None) != (not clock.answered_by):
        source.refuse(
            f"{path}.answered_by", "Tuyến (road) và cơ quan trả lời phải đi cùng nhau.",
            "A road goes with the bodies that answer on it.",
        )  # fmt: skip
