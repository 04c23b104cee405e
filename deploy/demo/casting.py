"""Who stands on which list: ordinary nominees drawn from the seed, the planted ones in between.

Owns: the entries of every list, before anybody typed them. Promises: pure and repeatable; every entry says how it must
end, from what was planted and from nothing else. Leaves to others: cells and columns (`sheets`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from deploy.demo.names import Person, Stock
from deploy.demo.story import Campaign, Planted, Union

ORDINARY = "ordinary"
LEADER = "leader"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a list: `name` and `birth` as typed; `case` is ORDINARY, LEADER or the name of a planted turn."""

    case: str
    unit: str
    end: str
    name: str
    birth: str
    award: str
    kind: str
    sex: str
    position: str
    team: str
    is_leader: bool
    is_direct: bool
    achievement: str
    rule: str | None = None
    yes_votes: int = 9
    titles: tuple[int, ...] = ()
    proof: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)
    has_initiative: bool = False


def email_of(entry: Entry) -> str | None:
    """Where a nominee can be written to: one in five says so, and none has a name of the real world."""
    drawn = hashlib.sha256(f"{entry.unit}|{entry.name}".encode()).hexdigest()
    is_stated = entry.kind == "individual" and entry.end == "awarded" and int(drawn[:4], 16) % 5 == 0
    return f"{entry.unit}.{drawn[:6]}@vidu.example" if is_stated else None


@dataclass(frozen=True, kw_only=True)
class CastList:
    """One union's list in the order it is typed."""

    union: Union
    entries: tuple[Entry, ...]


def cast(campaign: Campaign) -> tuple[CastList, ...]:
    """All lists of a campaign."""
    stock = Stock(campaign.seed, {planted.name for planted in campaign.planted})
    order = Random(campaign.seed + 1)
    return tuple(CastList(union=union, entries=_entries(campaign, union, stock, order)) for union in campaign.unions)


def _entries(campaign: Campaign, union: Union, stock: Stock, order: Random) -> tuple[Entry, ...]:
    leaders = campaign.leader_only[1] if campaign.leader_only and campaign.leader_only[0] == union.id else 0
    entries = [_ordinary(stock.draw(union.block, leader=True), union, LEADER, order) for _ in range(leaders)]
    entries += [_ordinary(stock.draw(union.block), union, ORDINARY, order) for _ in range(union.rows)]
    for planted in campaign.planted:
        if planted.unit == union.id:
            person = stock.draw(union.block)
            entries.insert(order.randrange(len(entries) + 1), _planted(planted, person))
    return tuple(entries)


def _ordinary(person: Person, union: Union, case: str, order: Random) -> Entry:
    return Entry(
        case=case,
        unit=union.id,
        end="awarded",
        name=person.name,
        birth=_typed_birth(person, order),
        award="merit_cert_federation",
        kind="individual",
        sex=person.sex,
        position=person.position,
        team=person.team,
        is_leader=person.is_leader,
        is_direct=person.is_direct,
        achievement=person.deed,
        has_initiative=order.random() < 0.3,
    )


def _planted(planted: Planted, person: Person) -> Entry:
    is_person = planted.kind == "individual"
    return Entry(
        case=planted.case,
        unit=planted.unit,
        end=planted.end,
        name=planted.name,
        birth=planted.birth or "",
        award=planted.award,
        kind=planted.kind,
        sex=planted.sex if is_person else "",
        position=person.position if is_person else "",
        team=person.team if is_person else "",
        is_leader=False,
        is_direct=is_person,
        achievement=person.deed,
        rule=planted.rule,
        yes_votes=planted.yes_votes,
        titles=planted.titles,
        proof=planted.proof,
        counts=planted.counts,
        has_initiative=bool(planted.titles),
    )


def _typed_birth(person: Person, order: Random) -> str:
    """A day as people type it, one manner or another: domain.md §9."""
    day = person.birth
    if person.year_only:
        return str(day.year)
    manner = order.choice(("30/6/1980", "01-7-1980", "spoken"))
    if manner == "spoken":
        return f"ngày {day.day} tháng {day.month} năm {day.year}"
    return f"{day.day}/{day.month}/{day.year}" if manner == "30/6/1980" else f"{day:%d}-{day.month}-{day.year}"
