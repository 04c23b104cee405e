"""References between policy files.

Owns: whether what one file names exists in another. Promises: checked only against files that could be read, so
that one broken file does not make a hundred false complaints. Leaves to others: each file by itself (`checks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.events.terms import Level
from shared.policy.awards import LEVEL_NAMES
from shared.policy.chains import ChainBook
from shared.policy.plans import Plan
from shared.policy.rule_table import RuleTable
from shared.policy.rulebooks import Rulebook
from shared.policy.yaml_source import SourceFile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A file with its value; None where it did not bind."""

    source: SourceFile
    value: T | None

    def get(self) -> T:
        if self.value is None:
            raise LookupError(f"{self.source.name} did not bind")
        return self.value


def check_across(
    plans: Sequence[Read[Plan]],
    rulebooks: Sequence[Read[Rulebook]],
    chains: Read[ChainBook],
    rules: Read[RuleTable],
) -> None:
    _rulebooks_do_not_overlap(rulebooks)
    if chains.value is not None:
        _roads_exist(rulebooks, chains.value)
    if rules.value is not None:
        _rules_exist(plans, rulebooks, rules.value)
    for read in plans:
        if read.value is None:
            continue
        if chains.value is not None:
            _chains_exist(read.source, read.value, chains.value)
            _awards_are_reached(read.source, read.value, chains.value, rulebooks)
        if all(rulebook.value is not None for rulebook in rulebooks):
            _regime_and_awards_exist(read.source, read.value, [rulebook.get() for rulebook in rulebooks])


def _rulebooks_do_not_overlap(rulebooks: Sequence[Read[Rulebook]]) -> None:
    bound = [read for read in rulebooks if read.value is not None and not read.value.is_draft]
    for index, read in enumerate(bound):
        for other in bound[:index]:
            book, earlier = read.get(), other.get()
            if book.valid_from <= earlier.valid_to and earlier.valid_from <= book.valid_to:
                read.source.refuse(
                    "valid_from", f"Trùng thời gian với {earlier.id}.", f"Its days overlap those of {earlier.id}."
                )


def _rules_exist(plans: Sequence[Read[Plan]], rulebooks: Sequence[Read[Rulebook]], table: RuleTable) -> None:
    """What plans and rulebooks set for a rule is set for one that exists, within what may follow from it."""
    outcomes = {rule.id: rule.outcomes for rule in table.rules}
    fixed = {rule.id for rule in table.rules if len(rule.outcomes) > 1 and not rule.by_config}
    named: list[tuple[SourceFile, str, str]] = []
    for book in rulebooks:
        if book.value is not None:
            named += [(book.source, f"rules[{n}].rule", item.rule) for n, item in enumerate(book.value.rules)]
            named += [(book.source, f"exclusions[{n}].rule", item.rule) for n, item in enumerate(book.value.exclusions)]
    for plan in plans:
        if plan.value is None:
            continue
        named += [(plan.source, f"rules[{n}].rule", item.rule) for n, item in enumerate(plan.value.rules)]
        named += [(plan.source, f"targets[{n}].rule", t.rule) for n, t in enumerate(plan.value.targets) if t.rule]
        for n, item in enumerate(plan.value.rules):
            if item.rule in outcomes and item.consequence not in outcomes[item.rule]:
                at = f"rules[{n}].consequence"
                plan.source.refuse(at, f"{item.rule} không có hệ quả này.", f"{item.rule} has no such outcome.")
            elif item.rule in fixed:
                plan.source.refuse(
                    f"rules[{n}].consequence", f"Hệ quả của {item.rule} không do kế hoạch chọn; bỏ dòng này.",
                    f"What follows from {item.rule} is not the plan's to choose; take this out.",
                )  # fmt: skip
    for source, path, rule in named:
        if rule not in outcomes:
            source.refuse(path, f"Không có quy tắc “{rule}”.", f"There is no rule “{rule}”.")


def _roads_exist(rulebooks: Sequence[Read[Rulebook]], book: ChainBook) -> None:
    """Bodies whose answers have a period stand on the road it names; else nobody would be held to it."""
    bodies = {road.id: {step.body for step in road.steps} for road in book.extensions}
    for read in rulebooks:
        for index, clock in enumerate(read.value.clocks if read.value is not None else ()):
            if clock.road is None:
                continue
            if clock.road not in bodies:
                known = ", ".join(bodies)
                read.source.refuse(
                    f"clocks[{index}].road", f"Không có tuyến “{clock.road}”, chỉ có: {known}.",
                    f"There is no road “{clock.road}”; there are: {known}.",
                )  # fmt: skip
            for place, body in enumerate(clock.answered_by):
                if body not in bodies.get(clock.road, {body}):
                    read.source.refuse(
                        f"clocks[{index}].answered_by[{place}]", f"Cơ quan {body} không ở trên tuyến {clock.road}.",
                        f"The body {body} is not on the road {clock.road}.",
                    )  # fmt: skip


def _chains_exist(source: SourceFile, plan: Plan, book: ChainBook) -> None:
    known = {chain.id: chain for chain in book.chains}
    for index, allowed in enumerate(plan.chains):
        at = f"chains[{index}].id"
        chain = known.get(allowed.id)
        if chain is None:
            source.refuse(at, f"Không có tuyến trình “{allowed.id}”.", f"There is no chain “{allowed.id}”.")
        elif not (chain.is_open_on(plan.window.first) or chain.is_open_on(plan.window.last)):
            source.refuse(
                at,
                f"Tuyến trình {allowed.id} không có hiệu lực trong thời gian kế hoạch.",
                f"The chain {allowed.id} is not valid within the plan's window.",
            )


def _awards_are_reached(
    source: SourceFile, plan: Plan, book: ChainBook, rulebooks: Sequence[Read[Rulebook]]
) -> None:
    """What only the confederation decides needs a chain that goes on to it; where an unknown one leads is not asked."""
    known = {chain.id: chain for chain in book.chains}
    if any(one.id not in known or known[one.id].goes_on_to_confederation for one in plan.chains):
        return
    regime = next((one.value for one in rulebooks if one.value is not None and one.value.id == plan.regime), None)
    for index, possible in enumerate(plan.awards):
        award = regime.find_award(possible.code) if regime is not None else None
        if award is not None and set(possible.decided_at or award.levels) == {Level.CONFEDERATION}:
            source.refuse(
                f"awards[{index}].code",
                f"Không tuyến trình nào của kế hoạch lên Tổng Liên đoàn, nơi quyết định “{award.code}”.",
                f"No chain of the plan goes on to the confederation, which decides “{award.code}”.",
            )


def _regime_and_awards_exist(source: SourceFile, plan: Plan, rulebooks: Sequence[Rulebook]) -> None:
    regime = next((book for book in rulebooks if book.id == plan.regime), None)
    if regime is None:
        source.refuse("regime", f"Không có bộ quy định “{plan.regime}”.", f"There is no rulebook “{plan.regime}”.")
        return
    if regime.is_draft:
        source.refuse(
            "regime",
            f"{regime.id} mới là dự thảo, kế hoạch không được căn cứ vào.",
            f"{regime.id} is only a draft; no plan can rest on it.",
        )
    _refuse_foreign_levels(source, plan, regime)
    for path, code in _award_codes(plan):
        if regime.find_award(code) is None:
            source.refuse(
                path, f"Danh mục {regime.id} không có mã “{code}”.", f"The catalogue of {regime.id} has no “{code}”."
            )


def _refuse_foreign_levels(source: SourceFile, plan: Plan, regime: Rulebook) -> None:
    """A plan may narrow who decides an award; competence comes from the rulebook."""
    for index, possible in enumerate(plan.awards):
        award = regime.find_award(possible.code)
        for level in possible.decided_at:
            if award is not None and level not in award.levels:
                source.refuse(
                    f"awards[{index}].decided_at",
                    f"Theo {regime.id}, “{award.code}” không thuộc thẩm quyền {LEVEL_NAMES[level].vi}.",
                    f"By {regime.id}, “{award.code}” is not decided at the {LEVEL_NAMES[level].en}.",
                )


def _award_codes(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from ((f"awards[{index}].code", award.code) for index, award in enumerate(plan.awards))
    yield from ((f"quotas[{index}].award", quota.award) for index, quota in enumerate(plan.quotas))
    yield from ((f"votes[{index}].award", vote.award) for index, vote in enumerate(plan.votes))
    for index, target in enumerate(plan.targets):
        if target.award is not None:
            yield f"targets[{index}].award", target.award
