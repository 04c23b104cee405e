"""Everything a scene needs at hand: the house, the people, where to tell how far it is.

Owns: the cast on stage. Promises: a person is looked up by subject and exists. Leaves to others: the scenes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.casting import CastList, Entry, cast
from deploy.demo.client import Answer, Line, Person
from deploy.demo.errors import UnexpectedAnswer
from deploy.demo.house import House
from deploy.demo.people import HOUSE_STAFF, Player, players_of
from deploy.demo.sheets import first_row
from deploy.demo.story import Campaign

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """The rehearsal under way. `players` and `persons` are by subject."""

    house: House
    line: Line
    players: Mapping[str, Player]
    persons: Mapping[str, Person]
    tell: Tell

    def person(self, subject: str) -> Person:
        return self.persons[subject]

    @property
    def administrator(self) -> Person:
        return self.persons["quan-tri"]

    @property
    def auditor(self) -> Person:
        return self.persons["kiem-toan"]

    @property
    def operator(self) -> Person:
        return self.persons["van-hanh"]


@dataclass
class Season:
    """One campaign as it goes: which nomination stands for which entry, and what is seen on the way."""

    campaign: Campaign
    lists: tuple[CastList, ...]
    list_ids: dict[str, str] = field(default_factory=dict)
    case_of: dict[tuple[str, int], str] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def entries(self) -> list[tuple[Entry, str]]:
        """Accepted entries with the ids of their cases."""
        return [
            (entry, self.case_of[(list_.union.id, row)])
            for list_ in self.lists
            for row, entry in enumerate(list_.entries, start=first_row(list_))
            if (list_.union.id, row) in self.case_of
        ]

    def case_planted_as(self, name: str) -> str:
        return next(case for entry, case in self.entries() if entry.case == name)

    def has(self, name: str) -> bool:
        return any(planted.case == name for planted in self.campaign.planted)


def gather(house: House, line: Line, campaigns: Sequence[Campaign], tell: Tell) -> Stage:
    """Give everybody their token."""
    everybody = [*HOUSE_STAFF, *(player for campaign in campaigns for player in players_of(campaign))]
    players = {player.subject: player for player in everybody}
    persons = {
        player.subject: Person(line, player.subject, player.role, player.unit, player.name) for player in everybody
    }
    return Stage(house, line, players, persons, tell)


def begin(campaign: Campaign) -> Season:
    return Season(campaign, cast(campaign))


def done_for_all(answer: Answer) -> None:
    """Of a command over many cases: every one has to have gone well."""
    failed = [one for one in answer.body["results"] if one["error"] is not None]
    if failed:
        shown = str(failed[:3])[:1200]
        raise UnexpectedAnswer(f"{len(failed)} hồ sơ bị từ chối: {shown}", f"{len(failed)} cases were refused: {shown}")
