"""What the rows of units, holds and rulings must be by the events of this service.

Owns: what each of these events writes. Promises: as the acts themselves wrote it. Leaves to others: nominations
(`told`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from services.nomination.rules.namesakes import SIGNS_OF_SOUND
from shared.accounts import Books
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.names import fold

PARENT = "unit_parent"


def _changed(said: Envelope, change: str, version: int) -> dict[str, Any]:
    by = said.actor.subject
    return {"changed_by": by, "changed_at": said.time, "change": change, "version": version}


def unit_registered(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("name", "kind", "block", "valid_from", "document")}
    books.put("unit", id=data["unit"], folded=fold(data["name"]), **same, **_changed(said, "register_unit", 1))
    if data["parent"] is not None:
        _stand(books, data["unit"], data["parent"], data["valid_from"], data["document"])


def _stand(books: Books, unit: str, parent: str, since: str, document: str | None) -> None:
    row = {"unit_id": unit, "parent_id": parent, "valid_from": since, "valid_to": None, "document": document}
    books.note("stands", unit, value=[*(books.noted("stands", unit) or ()), row])


def unit_moved(books: Books, said: Envelope) -> None:
    data = said.data
    last_day = (date.fromisoformat(data["valid_from"]) - timedelta(days=1)).isoformat()
    stood = books.noted("stands", data["unit"]) or []
    ended = [row | {"valid_to": min(row["valid_to"] or last_day, last_day)} for row in stood]
    books.note("stands", data["unit"], value=ended)
    _stand(books, data["unit"], data["parent"], data["valid_from"], data["document"])
    _unit_changed(books, said, "move_unit")


def unit_closed(books: Books, said: Envelope) -> None:
    _unit_changed(books, said, "close_unit", valid_to=said.data["last_day"])


def unit_succeeded(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("valid_from", "document")}
    row = books.find("unit", data["unit"])
    closed = None if row is None else row.get("valid_to")
    number = (books.noted("successions", data["unit"]) or 0) + 1
    books.note("successions", data["unit"], value=number)
    for successor in data["successors"]:
        books.put(
            "unit_succession", unit_id=data["unit"], number=number, successor_id=successor, unit_valid_to=closed,
            ordered_by=said.actor.subject, ordered_at=said.time, **same,
        )  # fmt: skip
    stands = closed is None or closed >= data["valid_from"]
    last_day = (date.fromisoformat(data["valid_from"]) - timedelta(days=1)).isoformat()
    act = "merge_unit" if len(data["successors"]) == 1 else "split_unit"
    _unit_changed(books, said, act, **({"valid_to": last_day} if stands else {}))


def succession_taken_back(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "succession_taken_back", unit_id=data["unit"], number=books.noted("successions", data["unit"]),
        reason=data["reason"], document=data["document"], ordered_by=said.actor.subject, ordered_at=said.time,
    )  # fmt: skip
    _unit_changed(books, said, "take_back_succession", valid_to=data["valid_to"])


def _unit_changed(books: Books, said: Envelope, change: str, **columns: Any) -> None:
    row = books.find("unit", said.data["unit"])
    if row is not None:
        books.change("unit", said.data["unit"], **_changed(said, change, row["version"] + 1), **columns)


def hold_entered(books: Books, said: Envelope) -> None:
    data = said.data
    if data["hold"] not in books.erased:
        same = {name: data[name] for name in ("nominee_key", "kind", "document")}
        year_key = data.get("year_key") or UNTOLD  # no release before 11/2026 told it
        by = {"entered_by": said.actor.subject, "entered_at": said.time}
        books.put("hold", id=data["hold"], year_key=year_key, **by, **same)
        books.bind("hold", data["hold"], columns=("nominee_name",), to=data.get("kept_sha256"))


def hold_lifted(books: Books, said: Envelope) -> None:
    lifted = {
        "lifted_by": said.actor.subject, "lifted_at": said.time, "lift_document": said.data["document"],
    }  # fmt: skip
    books.change("hold", said.data["hold"], **lifted)


def chain_overridden(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("plan", "chain", "document", "dated", "reason", "last_day")}
    books.put(
        "chain_override", id=data["override"], unit_id=data["unit"], given_by=said.actor.subject, given_at=said.time,
        **same,
    )  # fmt: skip


def chain_override_taken_back(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "chain_override_taken_back", override_id=data["override"], document=data["document"], reason=data["reason"],
        taken_back_by=said.actor.subject, taken_back_at=said.time,
    )  # fmt: skip


def identity_ruled(books: Books, said: Envelope) -> None:
    """Of an erased person no event tells whom it was about, and under their keys nothing is compared."""
    data = said.data
    keys = (data.get("person") or data["nominee_key"]), (data.get("other_person") or data["other_key"])
    if all(isinstance(key, str) and not _is_of_an_erased(books, key) for key in keys):
        one, other = sorted(keys)
        books.put(
            "identity_ruling", one=one, other=other, are_same=data["are_same"], is_from_above=data["is_from_above"],
            reason=data["reason"], ruled_by=said.actor.subject, ruled_at=said.time,
        )  # fmt: skip


def _is_of_an_erased(books: Books, key: str) -> bool:
    """A key, or the mark of one of several who have it: its first signs are of the sound of a name."""
    return key in books.erased_keys or any(one[:SIGNS_OF_SOUND] == key[:SIGNS_OF_SOUND] for one in books.erased_keys)


_ERASED_KEYS = (
    "(SELECT nominee_key FROM erasure UNION"
    " SELECT nominee_key FROM nomination WHERE id IN (SELECT record FROM erased_record))"
)
RULINGS_COMPARED = " AND ".join(
    f"{of} NOT IN {_ERASED_KEYS}"
    f" AND substr({of}, 1, {SIGNS_OF_SOUND}) NOT IN (SELECT substr(spoken, 1, {SIGNS_OF_SOUND}) FROM erased_name)"
    for of in ("one", "other")
)
"""Which rulings events tell of, in SQL: not those on a key somebody was erased under, or their sheet was kept under, or
on who sounds like them."""


def place_units(books: Books) -> None:
    """Under whom every unit stood from when to when."""
    for (unit,) in books.noted_keys("stands"):
        for row in books.noted("stands", unit):
            books.put(PARENT, **row)


UNITS = {
    "nomination.unit_registered": unit_registered,
    "nomination.unit_moved": unit_moved,
    "nomination.unit_closed": unit_closed,
    "nomination.unit_succeeded": unit_succeeded,
    "nomination.succession_taken_back": succession_taken_back,
    "nomination.hold_entered": hold_entered,
    "nomination.chain_overridden": chain_overridden,
    "nomination.chain_override_taken_back": chain_override_taken_back,
    "nomination.hold_lifted": hold_lifted,
    "nomination.identity_ruled": identity_ruled,
}
