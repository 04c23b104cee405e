"""Whose records are meant when a person is to be erased, and by what that person is known again.

Owns: when a key is of more than one person, the names an erasure leaves behind. Promises: pure; in doubt it says so and
takes nobody. Leaves to others: finding records (`queries_erasure`), asking and erasing (`actions_erasure`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.events.erasure import ErasedName
from shared.names import is_told_by_year, spoken_key

_LENGTH_OF_YEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something kept under a key: a `case`, a `hold`, or an `award` of the register that is no case of ours.

    `key` as the record itself has it; `birth` and whether it is a person's where that is known; `unit` answers for a
    case, `units` are it and who proposed. `renamed`: key and name of the award of a case, where the register corrected
    them. `is_open`: still under way.
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
    renamed: tuple[tuple[str, str], ...] = ()
    is_open: bool = False

    def is_called(self, said: str) -> bool:
        """Whether it is named by its id, or by its receipt in whatever letters."""
        return said == self.id or (self.receipt is not None and as_receipt(said) == self.receipt)

    @property
    def sounds(self) -> frozenset[str]:
        """What parts two people of one key whose names differ in their marks; of a corrected award another one too."""
        return frozenset(self.told_by)

    @property
    def told_by(self) -> dict[str, bool]:
        """Its sounds, and of each whether it tells a person by name and year alone."""
        renamed = {spoken_key(key, name): is_told_by_year(key, name) for key, name in self.renamed}
        return {**renamed, spoken_key(self.key, self.name): self.is_vague}

    @property
    def is_vague(self) -> bool:
        """A person told by name and year alone: several in a province. A hold has no birth, but its key was made of
        one.
        """
        if self.kind == "case":
            return self.is_person and len(self.birth or "") <= _LENGTH_OF_YEAR
        return is_told_by_year(self.key, self.name)


def as_receipt(said: str) -> str:
    """A receipt as it is kept: people copy it from paper in small letters."""
    return said.strip().upper()


def are_in_doubt(records: Sequence[Record]) -> bool:
    """Whether these may be of several people, so that somebody has to say which are meant."""
    unions = {record.unit for record in records if record.unit is not None}
    shared = frozenset.intersection(*(record.sounds for record in records)) if records else frozenset()
    is_vague = any(any(record.told_by.values()) for record in records)
    return len(unions) > 1 or (len(records) > 1 and not shared) or is_vague


def newcomers(taken: Sequence[Record], left: Sequence[Record], seen: Collection[str]) -> list[Record]:
    """What came since somebody looked and may be of who is to be erased."""
    sounds = {sound for record in taken for sound in record.sounds}
    return [record for record in left if record.id not in seen and record.sounds & sounds]


def names_of(taken: Sequence[Record], left: Sequence[Record]) -> tuple[ErasedName, ...]:
    """By what the person of `taken` is known again, so that nobody of `left` is taken for them."""
    found: dict[tuple[str, str], bool] = {}
    for record, sound, is_of_a_year in ((one, *told) for one in taken for told in one.told_by.items()):
        alike = [other for other in left if sound in other.sounds]
        is_vague = bool(alike) or is_of_a_year
        for unit in record.units if is_vague and record.units else ("",):
            is_others = any(not unit or not other.units or unit in other.units for other in alike)
            found[sound, unit] = is_others or (is_vague and not unit)
    return tuple(
        ErasedName(spoken=sound, unit=unit or None, is_shared=is_shared)
        for (sound, unit), is_shared in sorted(found.items())
    )
