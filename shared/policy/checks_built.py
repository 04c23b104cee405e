"""What acts, ballots, payments and checks do whatever a rulebook says: another value would be told and not done.

Owns: the list of it. Promises: whoever writes such a value hears so at its line, a draft too: it could not be rehearsed
either. Leaves to others: numbers and periods (`checks_needs`), what the owner of a plan chooses (`checks_across`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.policy.checks import refuse_twice
from shared.policy.rulebook_items import Exclusion, ExclusionKind, SeveralBonuses
from shared.policy.rulebooks import Rulebook
from shared.policy.yaml_source import SourceFile
from shared.verdicts import Consequence

_BUILT: Mapping[str, Mapping[str, object]] = {
    "delegation": {
        "per_stage": True, "per_award": True, "may_be_handed_on": False, "covers_ballots": False,
        "conflicts_checked_for_delegate": True, "both_named": True,
    },
    "bonus_law": {
        "titles_of_one_period": SeveralBonuses.HIGHEST, "titles_of_different_periods": SeveralBonuses.ALL,
        "forms_for_different_achievements": SeveralBonuses.ALL, "title_and_form": SeveralBonuses.ALL,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Excluding:
    """How an exclusion is done: by which rule, with which outcomes, and which lists of it are read.

    `is_always`: it is done whether or not the rulebook has it, so that it has to stand there with its basis.
    """

    rule: str
    follows: tuple[Consequence, ...] = (Consequence.BLOCK,)
    reads: tuple[str, ...] = ()
    same_level_only: bool = False
    is_always: bool = False


_EXCLUDING: Mapping[ExclusionKind, _Excluding] = {
    ExclusionKind.SAME_ACHIEVEMENT: _Excluding("G05", is_always=True),
    ExclusionKind.SAME_AWARD_AND_PERIOD: _Excluding("G06", is_always=True),
    ExclusionKind.FULL_YEAR_AND_THEMATIC: _Excluding(
        "G07", (Consequence.WARN, Consequence.BLOCK), reads=("except_types",), same_level_only=True
    ),
    ExclusionKind.MERIT_ON_SUDDEN_OR_THEMATIC: _Excluding("G22", is_always=True),
    ExclusionKind.ONCE_PER_PERSON: _Excluding("G06", reads=("awards",)),
}


def check_built(source: SourceFile, rulebook: Rulebook) -> None:
    """Delegation, bonuses and exclusions are what is built."""
    for part, fixed in _BUILT.items():
        for name, value in fixed.items():
            if getattr(getattr(rulebook, part), name) is not value:
                source.refuse(
                    f"{part}.{name}", "Hệ thống chưa làm khác được; giá trị này sẽ không được áp dụng.",
                    "This is not built any other way; the value would not be applied.",
                )  # fmt: skip
    refuse_twice(source, "exclusions", "kind", (one.kind for one in rulebook.exclusions))
    for index, one in enumerate(rulebook.exclusions):
        _exclusion(source, f"exclusions[{index}]", one, _EXCLUDING[one.kind])
    given = {one.kind for one in rulebook.exclusions}
    for kind, built in _EXCLUDING.items():
        if built.is_always and kind not in given:
            source.refuse(
                "exclusions", f"Thiếu {kind} ({built.rule}): hệ thống luôn áp dụng; ghi lại mục này với căn cứ của nó.",
                f"{kind} ({built.rule}) is missing: it is done all the same; enter it with its basis.",
            )  # fmt: skip


def _exclusion(source: SourceFile, path: str, one: Exclusion, built: _Excluding) -> None:
    if one.rule != built.rule:
        source.refuse(
            f"{path}.rule", f"{one.kind} do {built.rule} thực hiện; ghi {built.rule}.",
            f"{built.rule} does this; write {built.rule}.",
        )  # fmt: skip
    if one.consequence not in built.follows:
        listed = ", ".join(built.follows)
        source.refuse(
            f"{path}.consequence", f"{one.kind} chỉ có hệ quả: {listed}.", f"From {one.kind} follows only {listed}."
        )
    if one.same_level_only is not built.same_level_only:
        wanted = str(built.same_level_only).lower()
        source.refuse(
            f"{path}.same_level_only", f"Hệ thống chưa làm khác được; ghi {wanted}.",
            f"This is not built any other way; write {wanted}.",
        )  # fmt: skip
    for name in ("awards", "except_types"):
        if name not in built.reads and getattr(one, name):
            source.refuse(
                f"{path}.{name}", f"{one.kind} không xét mục này; bỏ đi.",
                f"{one.kind} does not look at it; take it out.",
            )  # fmt: skip
    if "awards" in built.reads and not one.awards:
        source.refuse(f"{path}.awards", "Phải nêu các hình thức.", "It has to name the awards.")
