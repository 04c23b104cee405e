"""What review's rows of unions that ended must be by what nomination said.

Owns: what each of these events writes. Promises: as the consumer wrote it. Leaves to others: cases (`told_cases`).
"""

from __future__ import annotations

from datetime import date, timedelta

from shared.accounts import Books
from shared.events.envelope import Envelope

_ENDED = "ended_union"


def unit_closed(books: Books, said: Envelope) -> None:
    _ends(books, said.data["unit"], said.data["last_day"])


def unit_succeeded(books: Books, said: Envelope) -> None:
    last_day = date.fromisoformat(said.data["valid_from"]) - timedelta(days=1)
    _ends(books, said.data["unit"], last_day.isoformat())


def succession_taken_back(books: Books, said: Envelope) -> None:
    unit, last_day = said.data["unit"], said.data["valid_to"]
    if last_day is None:
        books.strike(_ENDED, unit)
    else:
        books.change(_ENDED, unit, last_day=last_day)


def _ends(books: Books, unit: str, last_day: str) -> None:
    row = books.find(_ENDED, unit)
    books.put(_ENDED, unit=unit, last_day=min(row["last_day"], last_day) if row else last_day)


UNIONS = {
    "nomination.unit_closed": unit_closed,
    "nomination.unit_succeeded": unit_succeeded,
    "nomination.succession_taken_back": succession_taken_back,
}
