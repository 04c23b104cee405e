"""Contradictions inside one plan.

Owns: what a plan may not say together. Promises: each contradiction is refused at the line that states it.
Leaves to others: what the plan names in other files (`checks_across`).
"""

from __future__ import annotations

from shared.events.terms import StageKind
from shared.policy.checks import (
    refuse_above_100,
    refuse_other_id,
    refuse_other_than_warn_or_block,
    refuse_reversed,
    refuse_twice,
)
from shared.policy.checks_votes import refuse_bad_vote, refuse_laws_at_once
from shared.policy.marks import Mark, Stated
from shared.policy.plan_items import Limit, ListDeadline, Report, Window
from shared.policy.plans import Plan
from shared.policy.targets import Comparator, Target, TargetUnit, find_comparator
from shared.policy.unit_duties import DutyCount, UnitDuty
from shared.policy.yaml_source import SourceFile
from shared.verdicts import Consequence

_WITH_ID = (
    "phases", "chains", "movements", "campaigns", "pilots", "registries", "targets", "priorities", "duties",
    "unit_duties", "plaque_works", "reports",
)  # fmt: skip


def check_plan(source: SourceFile, plan: Plan | None) -> None:
    if plan is None:
        return
    refuse_other_id(source, plan.id)
    _quoted(source, plan)
    _ordered(source, "window", plan.window)
    _phases(source, plan)
    for index, target in enumerate(plan.targets):
        _target(source, f"targets[{index}]", target)
    _reports(source, plan)
    _movements(source, plan)
    _gaps(source, plan)
    for index, duty in enumerate(plan.unit_duties):
        if (duty.comparator is None) != (duty.value is None):
            at = f"unit_duties[{index}].value"
            source.refuse(at, "Số lượng và cách so sánh phải đi cùng nhau.", "A number goes with its comparing word.")
        _as_worded(source, f"unit_duties[{index}].comparator", duty)
        _report_of_duty(source, f"unit_duties[{index}].report", duty, plan)
    for index, vote in enumerate(plan.votes):
        refuse_bad_vote(source, f"votes[{index}].law", vote.law)
    refuse_laws_at_once(source, [(f"votes[{n}].law", vote.award, vote.law) for n, vote in enumerate(plan.votes)])
    refuse_twice(source, "councils", "kind", ((one.kind, one.stage) for one in plan.councils))
    _let_through_or_not(source, plan)
    for index, council in enumerate(plan.councils):
        if council.if_told_late not in (Consequence.WARN, Consequence.BLOCK):
            at = f"councils[{index}].if_told_late"
            source.refuse(at, "Chỉ cảnh báo (warn) hoặc chặn (block).", "A warning (warn) or no vote (block) only.")
    for name in _WITH_ID:
        refuse_twice(source, name, "id", (item.id for item in getattr(plan, name)))
    refuse_twice(source, "awards", "code", (award.code for award in plan.awards))
    refuse_twice(source, "rules", "rule", (setting.rule for setting in plan.rules))
    refuse_twice(source, "quotas", "award", (quota.award for quota in plan.quotas))
    refuse_twice(source, "consultations", "body", ((one.award, one.body.vi) for one in plan.consultations))
    for index, one in enumerate(plan.consultations):
        if not plan.leads_to(one.award):
            at = f"consultations[{index}].award"
            source.refuse(at, f"Kế hoạch không có “{one.award}”.", f"The plan does not lead to “{one.award}”.")
    for name in ("themes", "list_deadlines", "plaque_works"):
        for index, item in enumerate(getattr(plan, name)):
            if item.phase is not None and item.phase not in {phase.id for phase in plan.phases}:
                at = f"{name}[{index}].phase"
                source.refuse(at, f"Không có đợt “{item.phase}”.", f"There is no phase “{item.phase}”.")


def _let_through_or_not(source: SourceFile, plan: Plan) -> None:
    """What the plan lets follow by itself, apart from its settings of rules."""
    follows = [
        *((f"pilots[{n}].consequence", pilot.consequence) for n, pilot in enumerate(plan.pilots)),
        *((f"reports[{n}].without_it", report.without_it) for n, report in enumerate(plan.reports)),
        *(
            (f"{name}.consequence", part.consequence)
            for name in ("launch_gate", "movement_limit")
            if (part := getattr(plan, name)) is not None
        ),
    ]
    for path, consequence in follows:
        refuse_other_than_warn_or_block(source, path, consequence)


def _quoted(source: SourceFile, plan: Plan) -> None:
    for name in plan.__slots__:
        value = getattr(plan, name)
        for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(item, Stated) and item.mark is Mark.PLAN and item.quote is None:
                path = f"{name}[{index}]" if isinstance(value, tuple) else name
                source.refuse(
                    f"{path}.quote",
                    "Điều kế hoạch nêu phải kèm lời văn (quote).",
                    "What the plan states needs its wording (quote).",
                )


def _phases(source: SourceFile, plan: Plan) -> None:
    for index, phase in enumerate(plan.phases):
        path = f"phases[{index}]"
        _ordered(source, path, phase)
        if not (plan.window.holds(phase.first) and plan.window.holds(phase.last)):
            source.refuse(path, "Đợt vượt ra ngoài thời gian kế hoạch.", "The phase leaves the plan's window.")
        for earlier in plan.phases[:index]:
            if phase.first <= earlier.last and earlier.first <= phase.last:
                source.refuse(path, f"Trùng ngày với đợt {earlier.id}.", f"It overlaps phase {earlier.id}.")


def _target(source: SourceFile, path: str, target: Target) -> None:
    _as_worded(source, f"{path}.comparator", target)
    if (target.comparator is Comparator.BETWEEN) != (target.upper is not None):
        source.refuse(
            f"{path}.upper", "Chỉ khoảng A - B mới có cận trên, và phải có.", "A range, and only it, has an upper end."
        )
    elif target.upper is not None and target.value is not None and target.upper < target.value:
        source.refuse(f"{path}.upper", "Cận trên nhỏ hơn cận dưới.", "The upper end lies below the lower.")
    if (target.unit is TargetUnit.PERCENT) != (target.denominator is not None):
        source.refuse(
            f"{path}.denominator",
            "Chỉ tỷ lệ mới có mẫu số, và phải có.",
            "A percentage, and only it, has a denominator.",
        )
    if target.unit is TargetUnit.PERCENT:
        refuse_above_100(source, f"{path}.value", target.value or 0)


def _as_worded(source: SourceFile, path: str, item: Target | UnitDuty) -> None:
    """A comparing word whose meaning is known is compared as it means; a number is one of them at least."""
    meant = find_comparator(item.worded) if item.worded is not None else None
    if meant not in (None, item.comparator):
        source.refuse(
            path, f"“{item.worded}” nghĩa là {meant}, không phải {item.comparator}.",
            f"“{item.worded}” means {meant}, not {item.comparator}.",
        )  # fmt: skip


def _limit_as_quoted(source: SourceFile, path: str, item: Report | ListDeadline) -> None:
    """“Trước ngày D” is strictly before: where the quoted words say so nothing else is laid down, and the reverse."""
    if item.quote is not None and item.limit is not None:
        is_before = "trước" in item.quote.lower()
        if is_before != (item.limit is Limit.BEFORE):
            source.refuse(path, "Cách ghi hạn khác lời của kế hoạch.", "The limit is not what the plan's words say.")


def _reports(source: SourceFile, plan: Plan) -> None:
    for index, report in enumerate(plan.reports):
        _limit_as_quoted(source, f"reports[{index}].limit", report)
        if (report.due is None) != (report.limit is None):
            at = f"reports[{index}].due"
            source.refuse(at, "Hạn và cách ghi hạn phải đi cùng nhau.", "A due day and its wording go together.")
    _one_day_for_lists(source, plan)
    for index, deadline in enumerate(plan.list_deadlines):
        _limit_as_quoted(source, f"list_deadlines[{index}].limit", deadline)
        phase = next((phase for phase in plan.phases if phase.id == deadline.phase), None)
        if phase is not None and not phase.holds(deadline.last_day):
            at = f"list_deadlines[{index}].due"
            source.refuse(at, f"Hạn nằm ngoài đợt {phase.id}.", f"The deadline lies outside phase {phase.id}.")


def _one_day_for_lists(source: SourceFile, plan: Plan) -> None:
    seen = set[tuple[str, StageKind]]()
    for index, deadline in enumerate(plan.list_deadlines):
        at = f"list_deadlines[{index}].at"
        if not deadline.at:
            source.refuse(at, "Chưa nêu cấp nào.", "It names no level.")
        for place, stage in enumerate(deadline.at):
            if (deadline.phase, stage) in seen:
                source.refuse(
                    f"{at}[{place}]", f"Mỗi cấp một hạn trong một đợt; {stage} của {deadline.phase} đã có ở trên.",
                    f"There is one day for a level in a phase; {stage} in {deadline.phase} stands above.",
                )  # fmt: skip
            seen.add((deadline.phase, stage))


def _report_of_duty(source: SourceFile, path: str, duty: UnitDuty, plan: Plan) -> None:
    if (duty.counted_by is DutyCount.REPORTS) != (duty.report is not None):
        source.refuse(
            path, "Chỉ nghĩa vụ đếm theo báo cáo mới nêu báo cáo, và phải nêu.",
            "A duty counted by reports, and only it, names its report.",
        )  # fmt: skip
    elif duty.report is not None and duty.report not in {report.id for report in plan.reports}:
        source.refuse(path, f"Không có báo cáo “{duty.report}”.", f"There is no report “{duty.report}”.")


def _movements(source: SourceFile, plan: Plan) -> None:
    for name in ("movements", "campaigns"):
        for index, movement in enumerate(getattr(plan, name)):
            refuse_reversed(source, f"{name}[{index}]", movement.first, movement.last)
    for name in ("registries", "occasions"):
        for index, one in enumerate(getattr(plan, name)):
            refuse_reversed(source, f"{name}[{index}]", one.first, one.last)
    for index, pilot in enumerate(plan.pilots):
        refuse_reversed(source, f"pilots[{index}]", pilot.first, pilot.last)
        if pilot.most < pilot.least:
            source.refuse(f"pilots[{index}].most", "Nhiều nhất nhỏ hơn ít nhất.", "The most is less than the least.")
    for index, target in enumerate(plan.targets):
        if target.registry is not None and target.registry not in {registry.id for registry in plan.registries}:
            source.refuse(
                f"targets[{index}].registry",
                f"Không có hệ thống “{target.registry}”.",
                f"There is no registry “{target.registry}”.",
            )


def _gaps(source: SourceFile, plan: Plan) -> None:
    """What is null because the text lacks it is owned up to, and nothing else is."""
    empty = {
        "paperwork.number": plan.paperwork.number is None,
        "paperwork.dated": plan.paperwork.dated is None,
        **{f"targets[{target.id}].value": target.value is None for target in plan.targets},
    }
    told = {gap.key for gap in plan.gaps}
    for key, is_empty in empty.items():
        if is_empty and key not in told:
            source.refuse("gaps", f"Chỗ trống {key} phải ghi ở đây.", f"The empty {key} has to be told here.")
    for index, gap in enumerate(plan.gaps):
        if not empty.get(gap.key, False):
            source.refuse(f"gaps[{index}].key", f"{gap.key} không trống.", f"{gap.key} is not empty.")


def _ordered(source: SourceFile, path: str, window: Window) -> None:
    refuse_reversed(source, path, window.first, window.last)
