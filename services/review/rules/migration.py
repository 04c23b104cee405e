"""Where an open case goes on after a reform, and what moving it must never do (domain.md §3.3: explicit re-routing).

Owns: laying the rest of a road anew, and the invariants of a migration. Promises: pure; what was passed stays passed,
word for word; nothing goes back down and nothing falls due sooner. Leaves to others: rows, who may do it (`migrating`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.events.dossier import StageBody
from shared.events.terms import INTERMEDIATE_KINDS, CaseState, StageKind
from shared.policy.chains import Chain, ChainStage
from shared.words import Words


class NoRoad(Exception):
    """Why no road can be laid; `words` say it to an officer."""

    def __init__(self, vi: str, en: str) -> None:
        self.words = Words(vi, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The body that takes over the tasks of another; `kind` is the stage it acts at."""

    unit: str
    name: str
    kind: StageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One stage that was passed: who passed it for which body, when (ISO instant), on which minutes."""

    index: int
    body: str
    passed_by: str
    passed_at: str
    minutes: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands. `state` is apart from a hold; a deadline is None where none runs.

    `list_day` is the plan's last day for lists at this stage, `reached_on` the day the case came to this level.
    """

    road: tuple[StageBody, ...]
    index: int
    state: CaseState
    signatures: tuple[Signature, ...]
    reached_on: date
    due_on: date | None
    return_due_on: date | None
    notice_until: date | None
    list_day: date | None


def level_of(kind: StageKind) -> int:
    """Grassroots 0, everything in between 1, province 2: kinds of one level stand in for each other."""
    return 0 if kind is StageKind.GRASSROOTS else 1 if kind in INTERMEDIATE_KINDS else 2


def lay_road(
    road: Sequence[StageBody], passed: int, chain: Chain | None, successors: Mapping[str, Successor]
) -> tuple[StageBody, ...]:
    """The road with its first `passed` stages as they are and the rest by `chain` (None: as before, bodies succeeded).

    Levels the case has reached are not left again, and the road ends at the level where it ended; `NoRoad` says what
    is missing.
    """
    ahead = road[passed:]
    if not ahead:
        return tuple(road)
    if chain is None:
        rest = [_succeeded(stage, successors) for stage in ahead]
    else:
        here, top = level_of(ahead[0].kind), level_of(road[-1].kind)
        wanted = [stage for stage in chain.stages if here <= level_of(stage.kind) <= top]
        rest = [_body_for(stage, ahead, chain, successors) for stage in wanted]
        _refuse_stray(ahead, rest, chain, successors)
    rest[-1] = replace(rest[-1], may_decide=road[-1].may_decide)
    return (*road[:passed], *rest)


def find_heir(proposer: str, successors: Mapping[str, Successor]) -> Successor | None:
    """The grassroots union that answers for the case from now on; None where the one that does goes on.

    `NoRoad` where a body of another level is to answer: only who can propose supplements and takes back.
    """
    heir = successors.get(proposer)
    if heir is not None and heir.kind is not StageKind.GRASSROOTS:
        raise NoRoad(
            f"{heir.name} không phải công đoàn cơ sở: không đứng ra đề nghị thay đơn vị đã hợp nhất.",
            f"{heir.name} is no grassroots union: it cannot answer for what another proposed.",
        )
    return heir


def _succeeded(stage: StageBody, successors: Mapping[str, Successor]) -> StageBody:
    new = successors.get(stage.unit)
    if new is None:
        return stage
    if level_of(new.kind) != level_of(stage.kind):
        raise NoRoad(
            f"{new.name} không cùng cấp với {stage.unit_name}: cần nêu tuyến trình mới (--chain).",
            f"{new.name} is not of the level of {stage.unit_name}: name the new chain (--chain).",
        )
    return replace(stage, kind=new.kind, unit=new.unit, unit_name=new.name)


def _body_for(
    stage: ChainStage, ahead: Sequence[StageBody], chain: Chain, successors: Mapping[str, Successor]
) -> StageBody:
    """Who acts at a stage of the new chain: a body of the road, or whoever took over from one."""
    for old in ahead:
        new = successors.get(old.unit) or Successor(unit=old.unit, name=old.unit_name, kind=old.kind)
        if stage.admits(new.kind):
            return StageBody(kind=new.kind, unit=new.unit, unit_name=new.name, may_decide=False)
    raise NoRoad(
        f"Tuyến {chain.id} cần một đơn vị cấp “{stage.kind}” mà tuyến cũ không có: nêu bằng --bodies cũ=mới.",
        f"Chain {chain.id} needs a {stage.kind} body, which the old road lacks: name it with --bodies old=new.",
    )


def _refuse_stray(
    ahead: Sequence[StageBody], rest: Sequence[StageBody], chain: Chain, successors: Mapping[str, Successor]
) -> None:
    """A successor that was named and stands nowhere on the new road was named by mistake."""
    laid = {stage.unit for stage in rest}
    for old in ahead:
        new = successors.get(old.unit)
        if new is not None and new.unit not in laid:
            raise NoRoad(
                f"{new.name} ({new.kind}) không có chỗ trên tuyến {chain.id}.",
                f"{new.name} ({new.kind}) has no place on chain {chain.id}.",
            )


def keeps_desk(old: StageBody, new: StageBody, successors: Mapping[str, Successor]) -> bool:
    """Whether the work in hand goes on: the same body, or one of its level that took over its desk and files."""
    if level_of(old.kind) != level_of(new.kind):
        return False
    successor = successors.get(old.unit)
    return old.unit == new.unit or (successor is not None and successor.unit == new.unit)


def state_at_new_desk(state: CaseState) -> CaseState:
    """Another body has received nothing yet; what was returned or held stays so."""
    return CaseState.SUBMITTED if state in (CaseState.RECEIVED, CaseState.UNDER_REVIEW) else state


def broken_by_move(before: Standing, after: Standing, *, keeps: bool) -> tuple[Words, ...]:
    """Which invariants of a migration the move breaks; nothing for a sound one. `keeps`: the desk stays the same."""
    return (
        *_signatures(before, after),
        *_steps(before, after),
        *_days(before, after, keeps),
    )


def _signatures(before: Standing, after: Standing) -> tuple[Words, ...]:
    if before.signatures == after.signatures:
        return ()
    return (Words("Mất hoặc đổi ý kiến đã ký của một cấp.", "The signature of a stage is lost or altered."),)


def _steps(before: Standing, after: Standing) -> tuple[Words, ...]:
    """No passed step repeats, none is entered again, and the competent level stays what it was."""
    passed = len(before.signatures)
    found = []
    if after.road[:passed] != before.road[:passed]:
        found.append(Words("Cấp đã thông qua bị thay đổi.", "A passed stage is changed."))
    levels = [level_of(stage.kind) for stage in after.road]
    if levels != sorted(set(levels)):
        found.append(Words("Một cấp lặp lại trên tuyến mới.", "A level repeats on the new road."))
    if after.index < before.index or level_of(after.road[after.index].kind) < level_of(before.road[before.index].kind):
        found.append(Words("Hồ sơ bị đưa lùi xuống cấp dưới.", "The case is sent back down."))
    top, was = after.road[-1], before.road[-1]
    if (level_of(top.kind), top.may_decide) != (level_of(was.kind), was.may_decide):
        found.append(Words("Cấp quyết định bị thay đổi.", "The deciding level is changed."))
    return tuple(found)


def _days(before: Standing, after: Standing, keeps: bool) -> tuple[Words, ...]:
    """A running deadline may move out, never in; at a new desk the clock of the appraisal starts with its receipt."""
    running = [
        (Words("Hạn bổ sung", "The day for the supplement"), before.return_due_on, after.return_due_on),
        (Words("Hạn công khai", "The end of the public notice"), before.notice_until, after.notice_until),
    ]
    if keeps:
        running.append((Words("Hạn thẩm định", "The day for the appraisal"), before.due_on, after.due_on))
    found = [
        Words(f"{what.vi} bị rút ngắn.", f"{what.en} is shortened.")
        for what, was, now in running
        if was is not None and (now is None or now < was)
    ]
    if not _is_late(before) and _is_late(after):
        found.append(
            Words(
                f"Hạn nhận danh sách {after.list_day:%d/%m/%Y} của tuyến mới làm hồ sơ thành nộp muộn.",
                f"The new road's day for lists, {after.list_day}, would make the case late.",
            )
        )
    return tuple(found)


def _is_late(standing: Standing) -> bool:
    return standing.list_day is not None and standing.reached_on > standing.list_day
