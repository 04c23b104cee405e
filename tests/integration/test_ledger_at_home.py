"""In either home: the checkpoint is served and its tiles hash to it; a row altered in a service's log is named."""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, update

from services.audit.queries import read_size
from shared.tables import outbox
from tests.support.homes import House
from tests.support.road import Season, Union
from tests.support.roles import AUDIT
from tests.support.waiting import wait_until


def fetched(house: House, path: str) -> bytes:
    with urllib.request.urlopen(f"{house.process_for('audit').url}{AUDIT}/{path}", timeout=20) as answer:
        content: bytes = answer.read()
    return content


def signed_head(house: House) -> tuple[int, bytes]:
    """Size and root of the newest checkpoint; size 0 before the first."""
    try:
        _, size, root, *_ = fetched(house, "checkpoint").decode().split("\n")
    except urllib.error.HTTPError as answer:
        with answer:
            if answer.code != 404:
                raise
        return 0, b""
    return int(size), base64.b64decode(root)


def tree_hash(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + tree_hash(hashes[:half]) + tree_hash(hashes[half:])).digest()


def verified(house: House) -> tuple[int, Any]:
    """Of a house at rest. What a timer says this very moment, between one database read and the next, is on its way
    from one to the other: it has to arrive, and then the ledger is asked again."""
    for _ in range(6):
        house.rest()
        ran = house.vinhdanh("audit", "verify", "--complete", "--json", timeout=120)
        assert ran.stdout, ran.stderr
        told = json.loads(ran.stdout)
        if told["is_complete"]:
            break
    assert told["is_complete"], told
    return ran.returncode, told


def test_the_signed_checkpoint_is_what_the_tiles_hash_to(season: Season, union: Union) -> None:
    house = season.house
    union.officer.submits(union.officer.prepares())
    house.settle()
    with house.databases["audit"].reading() as tx:
        heard = read_size(tx)
    wait_until(lambda: signed_head(house)[0] >= heard, "the ledger to be signed", timeout=60)
    size, root = signed_head(house)
    leaves: list[bytes] = []
    for tile in range((size + 255) // 256):
        width = min(256, size - tile * 256)
        raw = fetched(house, f"tile/0/{tile:03}" + ("" if width == 256 else f".p/{width}"))
        leaves.extend(raw[at : at + 32] for at in range(0, len(raw), 32))
    assert (len(leaves), tree_hash(leaves)) == (size, root)


def test_an_altered_log_is_named_by_service_and_position(season: Season, union: Union) -> None:
    house = season.house
    union.officer.submits(union.officer.prepares())
    code, told = verified(house)
    assert (code, told["faults"]) == (0, [])
    for service in ("nomination", "review"):
        with altered(house, service) as position:
            code, told = verified(house)
        assert code == 1
        assert any(f"log of {service}, position {position}:" in fault["en"] for fault in told["faults"]), told["faults"]
    assert verified(house)[0] == 0


@contextmanager
def altered(house: House, service: str) -> Iterator[int]:
    """The newest row of a log with one letter changed, and put right again."""
    database = house.databases[service]
    with database.transaction() as tx:
        newest = select(outbox.c.position, outbox.c.body).where(outbox.c.position.is_not(None))
        position, body = tx.execute(newest.order_by(outbox.c.position.desc()).limit(1)).one()
        forged = body.replace('"specversion":"1.0"', '"specversion":"1.1"')
        assert forged != body
        tx.execute(update(outbox).where(outbox.c.position == position).values(body=forged))
    try:
        yield position
    finally:
        with database.transaction() as tx:
            tx.execute(update(outbox).where(outbox.c.position == position).values(body=body))
