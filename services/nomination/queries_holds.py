"""Holds that stand under the keys of subjects, and whom each names.

Owns: the part of a statement that asks for them, and reading its facts. Promises: a hold that was lifted is not among
them. Leaves to others: the whole statement (`queries_known`), whom of several under a key a hold means
(`rules.namesakes`), entering and lifting (`actions_holds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal_column, select

from services.nomination.models import Hold
from services.nomination.rules.namesakes import Bearer
from shared.events.terms import HoldKind
from shared.rows import among, as_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold that stands. It names nobody's unit."""

    id: str
    nominee_key: str
    name: str
    kind: HoldKind
    document: str

    @property
    def bearer(self) -> Bearer:
        return Bearer(key=self.nominee_key, name=self.name, unit=self.id)


def held_of(hold: Hold) -> Held:
    return Held(
        id=hold.id, nominee_key=hold.nominee_key, name=hold.nominee_name, kind=HoldKind(hold.kind),
        document=hold.document,
    )  # fmt: skip


def holds_read(facts: Iterable[Mapping[str, Any]]) -> Iterator[Held]:
    for fact in sorted(facts, key=lambda fact: str(fact["id"])):
        yield Held(**{**fact, "kind": HoldKind(fact["kind"])})


def holds_under_keys() -> Select[Any]:
    """Of subjects asked about as `keys`: (`hold`, the key, fact)."""
    fact = as_object(
        id=Hold.id, nominee_key=Hold.nominee_key, name=Hold.nominee_name, kind=Hold.kind, document=Hold.document
    )
    told = select(literal_column("'hold'").label("kind"), Hold.nominee_key.label("of"), fact.label("fact"))
    return told.where(among(Hold.nominee_key, "keys"), Hold.lifted_at.is_(None))
