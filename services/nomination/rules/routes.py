"""Which way a nomination goes: the plan's chains laid over the bodies above the unit.

Owns: choosing and cutting the chain (domain.md §3.3, Selection). Promises: pure; grassroots first, province last.
Leaves to others: reading the tree (`queries_units`), refusing (`lifecycle.chain_is_allowed`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.events.dossier import Road, StageBody
from shared.events.terms import Level, StageKind, UnitKind
from shared.policy import Policy
from shared.policy.chains import Chain, level_of

_STAGE_OF = {
    UnitKind.GRASSROOTS: StageKind.GRASSROOTS,
    UnitKind.DISTRICT: StageKind.DISTRICT,
    UnitKind.SECTOR: StageKind.SECTOR,
    UnitKind.CIVIL_SERVICE: StageKind.CIVIL_SERVICE,
    UnitKind.ZONE: StageKind.ZONE,
    UnitKind.COMMUNE: StageKind.COMMUNE,
    UnitKind.PROVINCIAL: StageKind.PROVINCIAL,
}

_RUNGS = (Level.GRASSROOTS, Level.INTERMEDIATE, Level.PROVINCIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A unit on the way up, as it stands on the day of sending."""

    unit: str
    name: str
    kind: UnitKind


def stage_of(kind: UnitKind) -> StageKind | None:
    """The level a unit of this kind stands at; None above the province."""
    return _STAGE_OF.get(kind)


def levels(path: Sequence[Body]) -> list[StageKind]:
    """The levels of a path, the unit first; what stands above the province decides elsewhere."""
    return [_STAGE_OF[body.kind] for body in path if body.kind in _STAGE_OF]


def fits(chain: Chain, path: Sequence[Body]) -> bool:
    """Every level of the chain has its body on the path, and the path has no other."""
    found = levels(path)
    return len(found) == len(chain.stages) and all(
        stage.admits(kind) for stage, kind in zip(chain.stages, found, strict=True)
    )


def fitting(policy: Policy, path: Sequence[Body]) -> Mapping[str, bool]:
    """Whether each chain of the plan fits the bodies above the unit, by its id (G02)."""
    return {chain.id: fits(chain, path) for chain in policy.chains.values()}


def find_road(
    policy: Policy, path: Sequence[Body], award: str, day: date, wanted: Level | None = None, *,
    overridden: Collection[str] = (),
) -> Road | None:  # fmt: skip
    """The road for an award, frozen with the names of its bodies; None where no open chain fits, or none that has the
    level `wanted` to decide. `overridden`: closed chains somebody may still go.

    The road ends at that level, else at the lowest competent one; deciders beyond the chain are reached from its top.
    """
    fitting_now = [c for c in policy.chains.values() if fits(c, path)]
    is_open = [c for c in fitting_now if c.is_open_on(day)]
    chain = next(iter(is_open or [c for c in fitting_now if c.id in overridden]), None)
    level = None if chain is None else find_level(policy, chain, award, wanted)
    if chain is None or level is None:
        return None
    last = _length(chain, level)
    is_decided_here = policy.find_extension(policy.award(award).decided_by(level)) is None
    stages = tuple(
        StageBody(
            kind=_STAGE_OF[body.kind],
            unit=body.unit,
            unit_name=body.name,
            may_decide=is_decided_here and index == last - 1 and chain.stages[index].may_decide,
        )
        for index, body in enumerate(path[:last])
    )
    area_body = path[len(chain.stages) - 1].unit if chain.area_officer else None
    return Road(chain=chain.id, stages=stages, decided_at=level, area_body=area_body)


def find_level(policy: Policy, chain: Chain, award: str, wanted: Level | None) -> Level | None:
    """The level that decides an award on this chain: the one wanted, if competent and there; else the lowest such."""
    if policy.find_award(award) is None:
        return None
    competent = policy.levels_deciding(award)
    if wanted is not None:
        return wanted if wanted in competent and reaches(chain, wanted) else None
    return next((level for level in competent if reaches(chain, level)), next(iter(competent), None))


def carries(policy: Policy, road: Road, sent: str, wanted: str) -> bool:
    """Whether the road laid for the award `sent` serves the one `wanted` as well: its level may decide it, and it ends
    on the chain, or goes on beyond it, as it did.
    """
    if road.decided_at not in policy.levels_deciding(wanted):
        return False
    now, before = (policy.award(code).decided_by(road.decided_at) for code in (wanted, sent))
    return policy.find_extension(now) == policy.find_extension(before)


def reaches(chain: Chain, level: Level) -> bool:
    """Whether the chain has a body of this level that decides; who decides beyond it is reached from its top."""
    return level not in _RUNGS or chain.decides_at(level)


def _length(chain: Chain, decided_at: Level) -> int:
    """How many stages it takes to the first that may decide at this level; all of them for who decides beyond."""
    wanted = _RUNGS.index(decided_at) if decided_at in _RUNGS else len(_RUNGS)
    lower = [stage for stage in chain.stages if _rung(stage.kind) < wanted]
    return min(len(lower) + 1, len(chain.stages))


def _rung(kind: StageKind) -> int:
    return _RUNGS.index(level_of(kind))
