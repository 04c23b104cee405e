"""Whose records are meant when a person is to be erased, and by what that person is known again.

Owns: when a key is of more than one person, the names an erasure leaves behind. Promises: pure; in doubt it says so and
takes nobody. Leaves to others: finding records (`queries_erasure`), asking and erasing (`actions_erasure`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.events.erasure import ErasedName
from shared.events.terms import SubjectKind
from shared.names import nominee_key, spoken_key

_LENGTH_OF_YEAR = 4
_YEARS = tuple(map(str, range(1880, 2100)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something kept under a key: a `case`, a `hold`, or an `award` of the register that is no case of ours.

    `key` as the record itself has it; `birth` and whether it is a person's where that is known; `unit` answers for a
    case, `units` are it and who proposed. `is_open`: still under way.
    """

    id: str
    kind: str
    key: str
    name: str
    receipt: str | None = None
    birth: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    units: tuple[str, ...] = ()
    state: str | None = None
    is_person: bool = True
    is_open: bool = False

    @property
    def sound(self) -> str:
        """What parts two people of one key whose names differ in their marks."""
        return spoken_key(self.key, self.name)

    @property
    def is_vague(self) -> bool:
        """A person told by name and year alone: several in a province. A hold has no birth, but its key was made of
        one.
        """
        if self.kind == "case":
            return self.is_person and len(self.birth or "") <= _LENGTH_OF_YEAR
        return self.key in (nominee_key(SubjectKind.INDIVIDUAL, self.name, year) for year in (None, *_YEARS))


def are_in_doubt(records: Sequence[Record]) -> bool:
    """Whether these may be of several people, so that somebody has to say which are meant."""
    unions = {record.unit for record in records if record.unit is not None}
    sounds = {record.sound for record in records}
    return len(unions) > 1 or len(sounds) > 1 or any(record.is_vague for record in records)


def newcomers(taken: Sequence[Record], left: Sequence[Record], seen: Collection[str]) -> list[Record]:
    """What came since somebody looked and may be of who is to be erased."""
    sounds = {record.sound for record in taken}
    return [record for record in left if record.id not in seen and record.sound in sounds]


def names_of(taken: Sequence[Record], left: Sequence[Record]) -> tuple[ErasedName, ...]:
    """By what the person of `taken` is known again, so that nobody of `left` is taken for them."""
    found: dict[tuple[str, str], bool] = {}
    for record in taken:
        alike = [other for other in left if other.sound == record.sound]
        is_vague = bool(alike) or record.is_vague
        for unit in record.units if is_vague and record.units else ("",):
            is_others = any(not unit or not other.units or unit in other.units for other in alike)
            found[record.sound, unit] = is_others or (is_vague and not unit)
    return tuple(
        ErasedName(spoken=sound, unit=unit or None, is_shared=is_shared)
        for (sound, unit), is_shared in sorted(found.items())
    )
