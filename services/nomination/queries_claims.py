"""What other cases hold alone: the claims that stand under the keys of subjects.

Owns: the part of a statement that asks for them, and reading its facts. Promises: a returned case is told by what it
last sent, whatever its draft says by now; who a person ruled to be the same is asked for, too. Leaves to others: the
whole statement (`queries_known`), which of the claims stand against a nomination (`judging_exclusivity`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, literal_column, select

from services.nomination.models import Claim, DossierVersion, Nomination, Unit
from services.nomination.queries import NOT_CLAIMING
from services.nomination.queries_identity import ruled_same
from services.nomination.rules.namesakes import Bearer
from shared.clock import office_day
from shared.rows import among, as_object, instant_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What a case holds alone. `name`, `award` and `year` are of the dossier it last sent."""

    what: str
    case: str
    receipt: str | None
    nominee_key: str
    name: str
    unit: str
    heir: str | None
    unit_name: str
    award: str
    year: int
    sent_on: date

    @property
    def bearer(self) -> Bearer:
        return Bearer(
            key=self.nominee_key, name=self.name, unit=self.unit, heir=self.heir, unit_name=self.unit_name
        )  # fmt: skip


def claims_read(facts: Iterable[Mapping[str, Any]]) -> Iterator[Claimed]:
    for fact in sorted(facts, key=lambda fact: (fact["case"], fact["what"])):
        told = {name: value for name, value in fact.items() if name != "sent_at"}
        yield Claimed(**told, sent_on=office_day(instant_of(fact["sent_at"])))


def claims_under_keys() -> tuple[Select[Any], Select[Any]]:
    """Of subjects asked about as `keys`: (`claim`, the key, fact); their own, and those of who is ruled the same."""
    same = ruled_same()
    own = _told(Claim.nominee_key).where(among(Claim.nominee_key, "keys"))
    return own, _told(same.c.key).join(same, same.c.other == Claim.nominee_key)


def _told(of: Any) -> Select[Any]:
    sent = DossierVersion
    fact = as_object(
        what=Claim.what, case=Nomination.id, receipt=Nomination.receipt, nominee_key=Claim.nominee_key,
        name=sent.dossier["nominee"]["full_name"].as_string(), unit=Nomination.unit_id, heir=Nomination.successor_id,
        unit_name=Unit.name,
        award=sent.dossier["award"].as_string(), year=sent.dossier["year"].as_integer(),
        sent_at=Nomination.submitted_at,
    )  # fmt: skip
    told = select(literal_column("'claim'").label("kind"), of.label("of"), fact.label("fact")).select_from(Claim)
    is_last = and_(sent.nomination_id == Nomination.id, sent.number == Nomination.dossier_version)
    standing = told.join(Nomination, Nomination.id == Claim.case_id).join(Unit, Unit.id == Nomination.unit_id)
    return standing.join(sent, is_last).where(Nomination.state.not_in(NOT_CLAIMING))
