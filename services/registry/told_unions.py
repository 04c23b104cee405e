"""What the register's rows of unions and launches must be by what nomination said.

Owns: what each of these events writes. Promises: as the consumer wrote it; name and block may both be empty, as
an earlier release left them. Leaves to others: awards (`told_awards`).
"""

from __future__ import annotations

from datetime import date, timedelta

from services.registry.models_unions import KnownUnion
from shared.accounts import Books
from shared.comparable import kept_hash
from shared.events.envelope import Envelope

_UNION, _PLACE, _LAUNCH, _SUCCESSION = "known_unions", "union_places", "known_launches", "known_successions"


def unit_registered(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("kind", "valid_from")}
    books.put(_UNION, id=data["unit"], valid_to=None, **same)
    kept = {name: data[name] for name in ("name", "block")}
    to = kept_hash(KnownUnion.__table__, **kept)
    books.bind(_UNION, data["unit"], columns=tuple(kept), to=to, unless=dict.fromkeys(kept))
    unit_moved(books, said)


def unit_moved(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(_PLACE, union=data["unit"], valid_from=data["valid_from"], parent=data["parent"])


def unit_closed(books: Books, said: Envelope) -> None:
    _ends(books, said.data["unit"], said.data["last_day"])


def unit_succeeded(books: Books, said: Envelope) -> None:
    last_day = date.fromisoformat(said.data["valid_from"]) - timedelta(days=1)
    _ends(books, said.data["unit"], last_day.isoformat())
    for successor in said.data["successors"]:
        books.put(
            _SUCCESSION, union=said.data["unit"], successor=successor, valid_from=said.data["valid_from"]
        )


def succession_taken_back(books: Books, said: Envelope) -> None:
    books.change(_UNION, said.data["unit"], valid_to=said.data["valid_to"])
    for successor in said.data["successors"]:
        books.strike(_SUCCESSION, said.data["unit"], successor)


def _ends(books: Books, union: str, last_day: str) -> None:
    row = books.find(_UNION, union)
    if row is not None:
        books.change(_UNION, union, valid_to=min(row["valid_to"] or last_day, last_day))


def movement_launched(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("plan", "owner", "launched_on")}
    books.put(_LAUNCH, id=data["launch"], union=data["union"]["id"], is_withdrawn=False, **same)


def launch_withdrawn(books: Books, said: Envelope) -> None:
    books.change(_LAUNCH, said.data["launch"], is_withdrawn=True)


UNIONS = {
    "nomination.unit_registered": unit_registered,
    "nomination.unit_moved": unit_moved,
    "nomination.unit_closed": unit_closed,
    "nomination.unit_succeeded": unit_succeeded,
    "nomination.succession_taken_back": succession_taken_back,
    "nomination.movement_launched": movement_launched,
    "nomination.launch_withdrawn": launch_withdrawn,
}
