"""Which way a nomination goes: the plan's chains laid over the bodies above the unit.

Owns: choosing and cutting the chain (domain.md §3.3, Selection). Promises: pure; grassroots first, province last.
Leaves to others: reading the tree (`queries_units`), refusing (`lifecycle.chain_is_allowed`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.events.dossier import Road, StageBody
from shared.events.terms import INTERMEDIATE_KINDS, StageKind, UnitKind
from shared.policy import Policy
from shared.policy.awards import Level
from shared.policy.chains import Chain

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


def find_road(policy: Policy, path: Sequence[Body], award: str, day: date) -> Road | None:
    """The road for an award, frozen with the names of its bodies; None where no open chain fits.

    The road ends at the first level competent to decide; deciders beyond the chain are reached from its top.
    """
    chain = next((c for c in policy.chains.values() if fits(c, path) and c.is_open_on(day)), None)
    found = policy.find_award(award)
    if chain is None or found is None:
        return None
    last = _length(chain, found.decided_at)
    is_decided_here = policy.find_extension(found) is None
    stages = tuple(
        StageBody(
            kind=_STAGE_OF[body.kind],
            unit=body.unit,
            unit_name=body.name,
            may_decide=is_decided_here and index == last - 1 and chain.stages[index].may_decide,
        )
        for index, body in enumerate(path[:last])
    )
    return Road(chain=chain.id, stages=stages, area_officer=chain.area_officer)


def _length(chain: Chain, decided_at: Level) -> int:
    """How many stages it takes to the first that may decide at this level; all of them for who decides beyond."""
    wanted = _RUNGS.index(decided_at) if decided_at in _RUNGS else len(_RUNGS)
    lower = [stage for stage in chain.stages if _rung(stage.kind) < wanted]
    return min(len(lower) + 1, len(chain.stages))


def _rung(kind: StageKind) -> int:
    return 0 if kind is StageKind.GRASSROOTS else 1 if kind in INTERMEDIATE_KINDS else 2
