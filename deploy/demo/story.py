"""The campaigns as somebody wrote them down: who takes part, on which days, and what was planted.

Owns: reading `campaigns/*.yaml`. Promises: frozen values, nothing computed. Leaves to others: filling the lists
(`casting`), what must come of it (`expectations`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CAMPAIGNS = ("ninh_binh_2017", "dien_bien_2020", "gia_lam_2023", "khanh_hoa_2024", "hung_yen_2026")


@dataclass(frozen=True, kw_only=True)
class Body:
    """A union body above the grassroots."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Union:
    """A grassroots union; `rows` ordinary nominees on its list, typed in the manner `layout`.

    `mail`: its officer reads e-mail.
    """

    id: str
    name: str
    block: str
    parent: str
    rows: int
    layout: str
    mail: bool = False


@dataclass(frozen=True, kw_only=True)
class Days:
    """What happens when; days of the office."""

    registered: date
    lists: date
    submitted: date
    grassroots: date
    intermediate: date
    resubmitted: date
    late: date
    province: date
    notice: date
    session: date
    signed: date
    presented: date


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A row with a story; `name` and `birth` as typed.

    `end`: how it must end; `rule`: which has to speak; `yes_votes`: of a council of nine.
    """

    case: str
    unit: str
    end: str
    name: str
    award: str
    rule: str | None = None
    birth: str | None = None
    sex: str = "Nam"
    kind: str = "individual"
    yes_votes: int = 9
    titles: tuple[int, ...] = ()
    proof: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Launched:
    """A union or body launches a movement of the plan on a day; `refused`: the rule or clause that keeps it from it.

    `settled`: which of the five fields it settles itself, of what the plan leaves open.
    """

    unit: str
    movement: str
    day: date
    is_pilot: bool = False
    settled: tuple[str, ...] = ("goal", "targets", "content", "measures", "audience")
    refused: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnitPlan:
    """A unit registers its plan with its characteristic contents, or its pledge; `is_short`: the plan asks for more."""

    unit: str
    day: date
    contents: tuple[str, ...]
    is_short: bool = False
    kind: str = "plan"


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One plan's season. `leader_only`: (unit, rows) of a list with leaders only.

    `since`: from when its units exist; `occasion`: where awards are handed over. `initiatives`: by unit, how many of
    its nominees have one in the portal and how many one that is not there. `targets`: what must come of the plan's
    targets, where `figures` do not say it.
    """

    plan: str
    prefix: str
    year: int
    seed: int
    title: Mapping[str, str]
    issuer: str
    since: date
    occasion: str
    province: Body
    bodies: tuple[Body, ...]
    unions: tuple[Union, ...]
    days: Days
    figures: Mapping[str, Mapping[str, int]]
    planted: tuple[Planted, ...]
    leader_only: tuple[str, int] | None
    late: str | None
    same_file_twice: str
    initiatives: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    portal: str | None = None
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    launches: tuple[Launched, ...] = ()
    unit_plans: tuple[UnitPlan, ...] = ()

    @property
    def launching_days(self) -> tuple[date, ...]:
        """The days on which something is launched or registered."""
        return tuple(sorted({one.day for one in self.launches} | {one.day for one in self.unit_plans}))

    @property
    def intermediate_of(self) -> Mapping[str, Body]:
        """The body between a union and the province, for the unions that have one."""
        bodies = {body.id: body for body in self.bodies}
        return {union.id: bodies[union.parent] for union in self.unions if union.parent in bodies}

    def union(self, unit: str) -> Union:
        return next(union for union in self.unions if union.id == unit)

    def planted_as(self, case: str) -> Planted:
        return next(planted for planted in self.planted if planted.case == case)


def read_campaigns() -> tuple[Campaign, ...]:
    """All campaigns, the earlier first."""
    return tuple(_read(HERE / "campaigns" / f"{name}.yaml") for name in CAMPAIGNS)


def _read(path: Path) -> Campaign:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    leaders, late, twice = raw.pop("leader_only"), raw.pop("late"), raw.pop("same_file_twice")
    return Campaign(
        province=Body(**raw.pop("province")),
        bodies=tuple(Body(**body) for body in raw.pop("bodies")),
        unions=tuple(Union(**union) for union in raw.pop("unions")),
        days=Days(**raw.pop("days")),
        planted=tuple(_planted(row) for row in raw.pop("planted")),
        leader_only=(leaders["unit"], leaders["rows"]) if leaders else None,
        late=late["unit"] if late else None,
        same_file_twice=twice["unit"],
        launches=tuple(Launched(**_tupled(row, "settled")) for row in raw.pop("launches", ())),
        unit_plans=tuple(UnitPlan(**_tupled(row, "contents")) for row in raw.pop("unit_plans", ())),
        **raw,
    )


def _tupled(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {**row, name: tuple(row[name])} if name in row else row


def _planted(row: dict[str, Any]) -> Planted:
    return Planted(**{**row, "titles": tuple(row.get("titles", ()))})
