"""What the register has told of subjects: the awards under their keys, and of whom each is.

Owns: the parts of a statement that ask for them, and reading their facts. Promises: an award is told by the name the
register has for it, which a correction may have changed, and with the unit of the case here that led to it; who a
person ruled to be the same is asked for, too. Leaves to others: the whole statement (`queries_known`), whose of several
under a key an award is (`rules.namesakes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, literal_column, select

from services.nomination.models import Nomination
from services.nomination.models_known import KnownAward
from services.nomination.queries_identity import ruled_same
from services.nomination.rules.namesakes import Bearer
from shared.rows import among, as_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An award our register has. `unit`, `heir`, `filed_key` and `filed_name` of the case here it came of, if any."""

    case_id: str
    nominee_key: str
    name: str
    unit: str | None
    heir: str | None
    filed_key: str | None
    filed_name: str | None
    unit_name: str
    award: str
    year: int
    decision_number: str
    dated: date

    @property
    def bearer(self) -> Bearer:
        filed = (self.filed_key, self.filed_name) if self.filed_key and self.filed_name else None
        return Bearer(
            key=self.nominee_key, name=self.name, unit=self.unit, heir=self.heir, unit_name=self.unit_name,
            filed=None if filed == (self.nominee_key, self.name) else filed,
        )  # fmt: skip


def awards_read(facts: Iterable[Mapping[str, Any]]) -> Iterator[Registered]:
    for fact in sorted(facts, key=lambda fact: (fact["year"], fact["id"])):
        told = {name: value for name, value in fact.items() if name != "id"}
        yield Registered(**told | {"dated": date.fromisoformat(fact["dated"])})


def awards_under_keys() -> tuple[Select[Any], Select[Any]]:
    """Of subjects asked about as `keys`: (`award`, the key, fact); their own, and those of who is ruled the same."""
    award, same = KnownAward, ruled_same()
    own = _told(award.nominee_key).where(among(award.nominee_key, "keys"))
    return own, _told(same.c.key).join(same, same.c.other == award.nominee_key)


def _told(of: Any) -> Select[Any]:
    award, case = KnownAward, Nomination
    fact = as_object(
        id=award.id, case_id=award.case_id, nominee_key=award.nominee_key,
        name=award.nominee_name, unit=case.unit_id, heir=case.successor_id, filed_key=case.nominee_key,
        filed_name=case.nominee_name, unit_name=award.unit_name, award=award.award, year=award.year,
        decision_number=award.decision_number, dated=award.dated,
    )  # fmt: skip
    told = select(literal_column("'award'").label("kind"), of.label("of"), fact.label("fact"))
    return told.select_from(award).outerjoin(case, case.id == award.case_id)
