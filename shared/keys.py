"""The keys of people's records: what tells of a person in logs and leaves is read through the key of its record only.

Owns: making, finding and destroying them; bodies on their way into rows and out of them. Promises: a record has one key
in a service's database; once destroyed it has none for good, whoever writes of it at the same moment; what is kept
without its key counts as erased. Leaves to others: the cipher (`events.keeping`), tombstones (`shared.erasure`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.errors import VinhDanhError
from shared.events.envelope import Envelope, body_of, place_and_body, put_behind
from shared.events.keeping import (
    Ciphers,
    Keys,
    Opened,
    PartUnreadable,
    deciphered,
    find_ciphers,
    kept_body,
    opened,
    records_in,
    said_body,
)
from shared.events.sealing import Part
from shared.ids import new_key
from shared.rows import among, merge_rows
from shared.tables import personal_key
from shared.words import Words

Row = TypeVar("Row")
_AT_A_TIME = 500
_KEYS_OF = select(personal_key.c.record, personal_key.c.key).where(among(personal_key.c.record, "records"))


class KeyLost(VinhDanhError):
    code = "record.key_lost"
    words = Words(
        "Mất khóa của một hồ sơ chưa bị xóa; cần khôi phục bảng khóa.",
        "The key of a record that nobody erased is gone; restore the table of keys.",
    )


Found = Mapping[str, "bytes | None"]
"""By record, its key; None where it was destroyed."""


KEY_ERRORS = (KeyLost, PartUnreadable)


def keep_bodies(tx: Session, said: Sequence[tuple[str, Sequence[Part]]], found: Found | None = None) -> list[str]:
    """Bodies with their parts as they are to stand in rows; records that have no key yet get one.

    `found`: what is known already of the keys of these records.
    """
    records = {part.owner for _, parts in said for part in parts if part.salt is not None}
    keys = _made_for(tx, records, _find(tx, records) if found is None else found) if records else {}
    return [kept_body(body, parts, keys) if parts else body for body, parts in said]


def say_bodies(tx: Session, kept: Sequence[str]) -> list[str]:
    """Bodies of rows as they were said, but for what was erased. What a wrong key hides is missing in them."""
    keys = _present(_find(tx, _records(kept)))
    return [_as_far_as_it_opens(raw, find_ciphers(raw), keys).body() for raw in map(str.encode, kept)]


def say_bodies_whole(tx: Session, kept: Sequence[str]) -> list[str]:
    """As `say_bodies`, for whoever hands them on: `KEY_ERRORS` where more is missing than was erased."""
    records = _records(kept)
    found = _find(tx, records)
    if not records <= found.keys():
        raise KeyLost()
    keys = _present(found)
    return [said_body(body, keys) for body in kept]


def open_rows(tx: Session, rows: Iterable[Row], body: Callable[[Row], bytes]) -> Iterator[tuple[Row, Opened]]:
    """Rows, however many, each with its body, given in UTF-8, opened as far as it opens."""
    for some in _batches(rows):
        kept = [body(row) for row in some]
        found = [find_ciphers(one) for one in kept]
        keys = _present(_find(tx, {record for one in found if one is not None for record in one[0]}))
        yield from zip(some, (_as_far_as_it_opens(*one, keys) for one in zip(kept, found, strict=True)), strict=True)


def say_rows(tx: Session, rows: Iterable[Row], body: Callable[[Row], str]) -> Iterator[tuple[Row, str]]:
    """Rows, however many, each with its body as it was said (`say_bodies`)."""
    return ((row, found.body()) for row, found in open_rows(tx, rows, lambda row: body(row).encode()))


def keep_messages(tx: Session, said: Sequence[tuple[bytes, Envelope]]) -> list[bytes]:
    """Messages as they are to stand in rows, each given with what was read from it."""
    places = [place_and_body(raw)[0] for raw, _ in said]
    kept = keep_bodies(tx, [(body_of(raw, event), event.parts) for raw, event in said])
    return [put_behind(place, body) for place, body in zip(places, kept, strict=True)]


def say_message_whole(tx: Session, kept: bytes) -> bytes:
    """A message of a row as it came; errors as `say_bodies_whole`."""
    place, body = place_and_body(kept)
    [said] = say_bodies_whole(tx, [body])
    return put_behind(place, said)


def destroy_keys(tx: Session, records: Collection[str]) -> None:
    """Nothing of these records can be read any more, nor be kept anew: their place is taken for good."""
    gone = [{"record": record, "key": None} for record in sorted(records)]
    merge_rows(tx, personal_key, gone, key=("record",), changes=("key",))


def _made_for(tx: Session, records: Collection[str], found: Found) -> Keys:
    new = {record: new_key() for record in sorted(set(records) - found.keys())}
    rows = [{"record": record, "key": key} for record, key in new.items()]
    written = {row.record for row in merge_rows(tx, personal_key, rows, key=("record",), returning=("record",))}
    # Another replica wrote of the same record just now: the first one's key counts, also where it was destroyed.
    others = _find(tx, new.keys() - written)
    return _present({**found, **new, **others})


def _find(tx: Session, records: Collection[str]) -> Found:
    if not records:
        return {}
    found = tx.execute(_KEYS_OF, {"records": records})
    return {record: None if key is None else bytes(key) for record, key in found}


def _present(found: Found) -> Keys:
    return {record: key for record, key in found.items() if key is not None}


def _records(kept: Iterable[str]) -> frozenset[str]:
    return frozenset(record for body in kept for record in records_in(body))


def _as_far_as_it_opens(kept: bytes, found: Ciphers | None, keys: Keys) -> Opened:
    while found is not None:
        try:
            return deciphered(found, keys)
        except PartUnreadable as unfit:
            keys = {record: key for record, key in keys.items() if record != unfit.record}
    return opened(kept, keys)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_A_TIME:
            yield some
            some = []
    if some:
        yield some
