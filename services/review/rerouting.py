"""One open case on its new road: which policy and chain it falls under, at which desk it lies, in which state.

Owns: the change of the rows. Promises: what was passed is not touched; a desk that stays keeps receipt and clock.
Leaves to others: laying roads (`rules.migration`), the step, the event and the record (`migrating`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.review import former_road
from services.review.cases import policy_of
from services.review.former_road import Run
from services.review.models import Case
from services.review.rules import migration as rules
from services.review.rules.migration import NoRoad, Successor
from services.review.stage_clock import end_clock
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.dossier import Road, StageBody
from shared.events.terms import CaseState, StageKind
from shared.policy import Policy
from shared.policy.chains import Chain
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What `unit` has in hand and `successor` goes on with."""

    unit: str
    successor: Successor


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to happen to the open cases of a plan; at least one of policy, chain, bodies, named.

    `from_chain` and the old bodies in `bodies` narrow it: only cases that stand on that chain, or for which one of
    those bodies answers or still has to be passed. `named`, by the id of a case, a draft or a list, goes before
    `bodies`: that is how a union that split is followed.
    """

    plan: str
    to_policy: str | None = None
    chain: str | None = None
    bodies: Mapping[str, Successor]
    from_chain: str | None = None
    named: Mapping[str, Named] = field(default_factory=dict)

    def of_case(self, case: str) -> Wanted:
        """The same with the successor that was named for this case."""
        one = self.named.get(case)
        return self if one is None else replace(self, bodies={**self.bodies, one.unit: one.successor})

    @property
    def units_named(self) -> frozenset[str]:
        return frozenset(one.unit for one in self.named.values())


def reroute(desk: Desk, work: Work, case: Case, runs: Sequence[Run], wanted: Wanted) -> CaseState | None:
    """Put the case on its new road and in the hands of the union that answers for it from now on.

    The state it is in there, None where nothing changes. `NoRoad` says why not.
    """
    policy = _policy_after(desk, work, case, wanted)
    chain = _chain_after(policy, wanted, work)
    old, passed = former_road.road_of(case), former_road.count_passed(runs)
    heir = rules.find_heir(case.answering, wanted.bodies)
    stages = rules.lay_road(old.stages, passed, chain, wanted.bodies)
    if stages == old.stages and policy.hash == case.policy and heir is None:
        return None
    case.policy = policy.hash
    if heir is not None:
        case.successor_id, case.successor_name = heir.unit, heir.name
    if stages == old.stages:
        return case.is_in
    road = Road(
        chain=chain.id if chain else old.chain, stages=stages, decided_at=old.decided_at,
        area_body=_area_body(old, stages, chain, wanted),
    )  # fmt: skip
    keeps = rules.keeps_desk(old.stages[passed], stages[passed], wanted.bodies)
    _write_runs(work, case, runs[passed], road, passed, keeps=keeps)
    return _lie_at(case, road, passed, keeps=keeps)


def heirs_alone(wanted: Wanted) -> Wanted:
    """Of what is wanted, who answers for cases: that changes no policy and no road."""
    bodies = {old: new for old, new in wanted.bodies.items() if new.kind is StageKind.GRASSROOTS}
    return replace(wanted, to_policy=None, chain=None, bodies=bodies)


def passings(wanted: Wanted) -> list[tuple[str, Successor, tuple[str, ...] | None]]:
    """(union that ended, who follows, ids): what was named first, then all that is left (None)."""
    items: dict[tuple[str, str], list[str]] = {}
    heirs = {one.successor.unit: one.successor for one in wanted.named.values()}
    for item, one in sorted(wanted.named.items()):
        items.setdefault((one.unit, one.successor.unit), []).append(item)
    named = [(unit, heirs[heir], tuple(ids)) for (unit, heir), ids in sorted(items.items())]
    return [*named, *((unit, heir, None) for unit, heir in sorted(heirs_alone(wanted).bodies.items()))]


def keeps_its_desk(case: Case, was: rules.Standing, successors: Mapping[str, Successor]) -> bool:
    """Whether the case lies at the desk where it lay before."""
    now = former_road.road_of(case).stages
    return rules.keeps_desk(was.road[was.index], now[case.stage_index], successors)


def _policy_after(desk: Desk, work: Work, case: Case, wanted: Wanted) -> Policy:
    """The policy the case stands on afterwards; it has to be of the same plan and to know the award."""
    if wanted.to_policy is None:
        return policy_of(desk, work.tx, case)
    policy = desk.policies.pinned(work.tx, wanted.to_policy)
    if policy.plan.id != case.plan:
        raise NoRoad(
            f"Quy định {policy.hash[:12]} thuộc kế hoạch khác ({policy.plan.id}).",
            f"Policy {policy.hash[:12]} is of another plan ({policy.plan.id}).",
        )
    if policy.find_award(case.award) is None or not policy.plan.leads_to(case.award):
        raise NoRoad(
            f"Quy định mới không có hình thức “{case.award}”.", f"The new policy does not lead to “{case.award}”."
        )
    desk.policies.keep(work.tx, policy)
    return policy


def _chain_after(policy: Policy, wanted: Wanted, work: Work) -> Chain | None:
    """The chain the rest is laid by: it must be open today, since cases enter it today. None keeps the old one."""
    if wanted.chain is None:
        return None
    found = policy.find_chain(wanted.chain)
    if found is None:
        raise NoRoad(f"Kế hoạch không có tuyến trình {wanted.chain}.", f"The plan has no chain {wanted.chain}.")
    refused = found.find_refusal(office_day(work.now))
    if refused is not None:
        raise NoRoad(refused.vi, refused.en)
    return found


def _area_body(old: Road, stages: Sequence[StageBody], chain: Chain | None, wanted: Wanted) -> str | None:
    """Whose area officer helps from here on: the province, where the chain has one."""
    if chain is not None and not chain.area_officer:
        return None
    top = stages[-1].unit if chain is not None and stages[-1].kind is StageKind.PROVINCIAL else None
    was = old.area_body
    heir = wanted.bodies.get(was) if was is not None else None
    return heir.unit if heir is not None else was or top


def _lie_at(case: Case, road: Road, index: int, *, keeps: bool) -> CaseState:
    """At the first stage not passed. A new desk has received nothing; the case came to this level when it came."""
    here = road.stages[index]
    case.road, case.stage_index = to_plain(road), index
    case.stage_kind, case.body, case.body_name = here.kind.value, here.unit, here.unit_name
    if keeps:
        return case.is_in
    case.received_by = case.received_at = None
    end_clock(case)
    if case.resume_state is not None:
        case.resume_state = rules.state_at_new_desk(case.goes_on_in).value
    return rules.state_at_new_desk(case.is_in)


def _write_runs(work: Work, case: Case, was: Run, road: Road, index: int, *, keeps: bool) -> None:
    laid = [
        Run(case_id=case.id, stage_index=place, kind=stage.kind.value, body=stage.unit, body_name=stage.unit_name)
        for place, stage in enumerate(road.stages)
    ]
    here = laid[index]
    laid[index] = (
        replace(was, kind=here.kind, body=here.body, body_name=here.body_name)
        if keeps
        else replace(here, opened_at=work.now)
    )
    former_road.write_runs(work.tx, case.id, laid, after=index)
