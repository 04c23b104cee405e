"""Who of those under one key is meant: the key folds marks away, and of a year of birth it is several people's.

Owns: when two records under one key are surely of one person, and the mark a person's ruling on them goes by. Promises:
pure; in doubt neither yes nor no. Leaves to others: the key itself (`shared.names`), likeness (`likeness`), rulings
(`actions_identity`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from services.nomination.rules.spelling import bare_unit
from shared.canonical import sha256_hex
from shared.events.terms import SubjectKind
from shared.names import spoken, spoken_key

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who is asked about. `is_told`: told from namesakes of the same sound, by a full date of birth."""

    bearer: Bearer
    is_person: bool
    is_told: bool

    @property
    def mark(self) -> str:
        return self.mark_of(self.bearer)

    def mark_of(self, one: Bearer) -> str:
        """The same for the same person under this key: by sound, and by unit where births are years; 32 hex digits."""
        if not self.is_person:
            return one.key
        sound = spoken_key(one.key, one.name)
        unit = sha256_hex((one.unit or bare_unit(one.unit_name)).encode())
        return sound if self.is_told else sound[:SIGNS_OF_SOUND] + unit[: len(sound) - SIGNS_OF_SOUND]

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


def subject_of(kind: SubjectKind, birth: str | None, bearer: Bearer) -> Subject:
    return Subject(
        bearer=bearer, is_person=kind is SubjectKind.INDIVIDUAL, is_told=len(birth or "") > _LENGTH_OF_YEAR
    )
