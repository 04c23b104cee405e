"""Who of those under one key is meant: the key folds marks away, and of a year of birth it is several people's.

Owns: when two records under one key are surely of one person, which holds may mean somebody, and the mark a person's
ruling on them goes by. Promises: pure; in doubt neither yes nor no. Leaves to others: the key itself (`shared.names`),
likeness (`likeness`), rulings (`actions_identity`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from services.nomination.rules.spelling import bare_unit
from shared.canonical import sha256_hex
from shared.events.terms import SubjectKind
from shared.names import nominee_key, spoken, spoken_key

_LENGTH_OF_YEAR = 4
SIGNS_OF_SOUND = 20
"""So many signs of a mark say how the name sounds, and as many of a spoken key: an erasure knows rulings by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whom a record names. `unit` proposed them, `heir` answers since it merged and it `follows` those that merged or
    split into it; a hold names no unit and has its own id instead, an award of no case here has the name of its unit
    alone. `filed`: key and name an award's case goes by, where the register corrected them.
    """

    key: str
    year_key: str | None = None
    name: str
    unit: str | None = None
    heir: str | None = None
    follows: frozenset[str] = frozenset()
    unit_name: str = ""
    filed: tuple[str, str] | None = None

    @property
    def as_filed(self) -> Bearer | None:
        """The same award by what its case goes by, if that is something else."""
        if self.filed is None:
            return None
        key, name = self.filed
        return replace(self, key=key, name=name, filed=None)

    @property
    def unions(self) -> frozenset[str]:
        return self.follows.union(one for one in (self.unit, self.heir) if one is not None)

    @property
    def is_hold(self) -> bool:
        """A hold alone tells the key of its name and year of birth (`key_of_year`)."""
        return self.year_key is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who is asked about. `is_told`: told from namesakes of the same sound, by a full date of birth."""

    bearer: Bearer
    is_person: bool
    is_told: bool
    birth: str | None = None

    @property
    def mark(self) -> str:
        return self.mark_of(self.bearer)

    def mark_of(self, one: Bearer) -> str:
        """The same for the same person under this key: by sound, and by unit where births are years; 32 hex digits. Of
        a hold always by the hold, so that a union's word on two cases says nothing of it.
        """
        if not self.is_person:
            return one.key
        sound = spoken_key(one.key, one.name)
        unit = sha256_hex((one.unit or bare_unit(one.unit_name)).encode())
        is_by_sound = self.is_told and not one.is_hold
        return sound if is_by_sound else sound[:SIGNS_OF_SOUND] + unit[: len(sound) - SIGNS_OF_SOUND]

    def is_surely(self, one: Bearer) -> bool:
        """Whether a record under the same key is this subject's without anybody having to say so."""
        mine = self.bearer
        if one.key != mine.key or not self.is_person:
            return one.key == mine.key
        if spoken(one.name) != spoken(mine.name):
            return False
        is_named = one.unit is None and bool(one.unit_name) and bare_unit(one.unit_name) == bare_unit(mine.unit_name)
        return self.is_told or is_named or bool(mine.unions & one.unions)

    def is_unsettled(self, others: Iterable[Bearer]) -> bool:
        """Whether any of them has this key and may be somebody else."""
        return any(one.key == self.bearer.key and not self.is_surely(one) for one in others)

    def is_of(self, one: Bearer, *, same: Collection[str], different: Collection[str]) -> bool | None:
        """None: of one key, and nobody has said whether it is one person. A ruling goes before what seems sure.

        One on the case of a corrected award only settles what the right name leaves open: of whom that sounds like
        the former name it was said, too.
        """
        if one.key != self.bearer.key:
            return one.key in same
        mark = self.mark_of(one)
        if mark in different:
            return False
        if mark in same or self.is_surely(one):
            return True
        filed = one.as_filed
        if filed is None:
            return None
        ruled = filed.key if filed.key != self.bearer.key else self.mark_of(filed)
        return False if ruled in different else True if ruled in same else None

    @property
    def year_key(self) -> str:
        """By which holds that may mean this subject are found."""
        kind = SubjectKind.INDIVIDUAL if self.is_person else SubjectKind.COLLECTIVE
        return key_of_year(kind, self.bearer.key, self.bearer.name, self.birth)

    def is_met_by(self, hold: Bearer) -> bool:
        """Whether a hold may mean this subject: by the key, or by name and year of birth where one of them states no
        day or day and month change places. Else whoever drafts a name steps out of a hold by leaving out the day.
        """
        mine = self.bearer
        if hold.key == mine.key:
            return True
        if hold.year_key != self.year_key:
            return False
        return not self.is_told or hold.key in (hold.year_key, self._key_with_day_and_month_swapped())

    def _key_with_day_and_month_swapped(self) -> str:
        year, month, day = (self.birth or "--").split("-")
        return nominee_key(SubjectKind.INDIVIDUAL, self.bearer.name, f"{year}-{day}-{month}")

    def is_meant_by(self, hold: Bearer, *, same: Collection[str], different: Collection[str]) -> bool | None:
        """The same as `is_of`, of a hold that may mean them. Only a ruling on this very hold says that it does not:
        what a union said of two cases takes nobody out of it.
        """
        mark = self.mark_of(hold)
        if mark in different:
            return False
        return True if mark in same or hold.key in same or self.is_surely(hold) else None

    def ruled_under(self, one: Bearer) -> tuple[str, str]:
        """What a ruling on the two is kept under: their keys; or the marks of two who have one key, and of a hold that
        may mean this subject.
        """
        if one.key == self.bearer.key or self.is_met_by(one):
            return self.mark, self.mark_of(one)
        return self.bearer.key, one.key


def subject_of(kind: SubjectKind, birth: str | None, bearer: Bearer) -> Subject:
    is_told = len(birth or "") > _LENGTH_OF_YEAR
    return Subject(bearer=bearer, is_person=kind is SubjectKind.INDIVIDUAL, is_told=is_told, birth=birth)


def key_of_year(kind: SubjectKind, key: str, name: str, birth: str | None) -> str:
    """The key of everybody of this name and year of birth; of a collective, or where no day is stated, its own."""
    if kind is not SubjectKind.INDIVIDUAL or birth is None or len(birth) <= _LENGTH_OF_YEAR:
        return key
    return nominee_key(kind, name, birth[:_LENGTH_OF_YEAR])


def birth_under(key: str, name: str, year: str) -> str | None:
    """The birth in this year that a person's key was made of: a hold keeps no other. None: another year, or none."""
    days = (f"{year}-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32))
    return next((one for one in (year, *days) if nominee_key(SubjectKind.INDIVIDUAL, name, one) == key), None)


def names_nobody(key: str, name: str) -> bool:
    """Whether a key was made without birth or unit, as earlier releases took holds: no case has such a one."""
    return key in {nominee_key(kind, name, None) for kind in SubjectKind}
