"""How the ledger bears size: appending, verifying, growth per leaf, and proofs in a tree of ten million.

`make demo`, then `python -m tests.benchmarks.ledger [DIRECTORY] [LEAVES] [KEPT]`. Owns: a season said over and over in
a ledger of its own, and the times. Promises: real bodies, the service's own code, a checkpoint and a cosignature for
every batch; a ledger that is `KEPT` is verified again and not made again; for proofs the tree is made without bodies.
Leaves to others: whether proofs hold (`tests/unit/audit`).
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.actions import append_leaves
from services.audit.checkpointing import sign_head
from services.audit.models import Cosignature, Leaf
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_checkpoints import find_newest
from services.audit.queries_proofs import prove_inclusion
from services.audit.queries_said import told_leaves
from services.audit.queries_verification import Depth, verify
from services.audit.rules.merkle import inclusion_holds, leaf_hash, root_of
from services.audit.rules.tiles import WIDTH, Stretch, inclusion_path, root_over
from services.audit.service import DEFINITION
from services.audit.signing import PrivateKey, make_key, read_key, read_public
from shared.clock import wall_now
from shared.db import Database
from shared.events.envelope import GENESIS, body_hash, chained, decode, wire_of
from shared.events.terms import Via
from shared.ids import new_id
from shared.inbox import Arrived
from shared.rows import insert_rows
from tests.support.desks import make_desk

# At a busy hour: the ledger signs every 20 s and at each decision, and hears a hundred nominations' worth in between.
BATCH = 20
_WITNESS = "witness.key"
TEN_MILLION = 10_000_000
_HASH = 32
_TILE = WIDTH * _HASH


def season_after_season(bodies: Sequence[tuple[str, str]]) -> Iterator[Arrived]:
    """The events of a season, again and again, each with an id and a place, and its people with keys of their own."""
    places: dict[str, tuple[int, str]] = defaultdict(lambda: (0, GENESIS))
    for season in count():
        for source, body in bodies:
            event = decode(body.encode())
            parts = tuple(replace(part, owner=f"{part.owner}:{season}") for part in event.parts)
            text = replace(event, id=new_id(), subject=f"{event.subject}:{season}", parts=parts).body()
            position, before = places[source]
            chain = chained(before, position + 1, body_hash(text))
            places[source] = position + 1, chain
            raw = wire_of(text, position + 1, chain)
            yield Arrived(decode(raw), raw)


def measure_leaves(bodies: Sequence[tuple[str, str]], number: int, directory: Path) -> None:
    """Append `number` leaves, unless they are there already, and verify them, each depth in a process of its own."""
    if not (directory / "audit.sqlite").exists():
        _append(bodies, number, directory)
    for depth in Depth:
        # Its memory counts from nothing, and is not that of whoever appended.
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:
            click.echo(alone.submit(verified, directory, depth, number).result())
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        click.echo(alone.submit(proven, directory, number).result())


def _append(bodies: Sequence[tuple[str, str]], number: int, directory: Path) -> None:
    desk = make_desk(DEFINITION, directory)
    make_key(directory / _WITNESS, "witness.bench/a", is_witness=True)
    key, witness = read_key(desk.settings.ledger_key), read_key(directory / _WITNESS)
    began_with, appending, signing = _bytes_in(directory), 0.0, 0.0
    events = islice(season_after_season(bodies), number)
    while batch := [*islice(events, BATCH)]:
        begun = time.process_time()
        with desk.working(desk.own_hand(), via=Via.EVENT) as work:
            append_leaves(lambda _: None, work, batch)
        appended = time.process_time()
        with desk.database.transaction() as tx:
            _sign(tx, key, witness)
        appending, signing = appending + appended - begun, signing + time.process_time() - appended
    click.echo(f"appending {number} leaves by {BATCH}: {appending / number * 1e6:.0f} µs of CPU a leaf")
    click.echo(f"a checkpoint and a cosignature for each {BATCH}: {signing / number * 1e6:.0f} µs of CPU a leaf")
    click.echo(f"growth: {(_bytes_in(directory) - began_with) / number:.0f} bytes a leaf, its body included")
    desk.database.close()


def _sign(tx: Session, key: PrivateKey, witness: PrivateKey) -> None:
    sign_head(tx, key)
    newest = find_newest(tx)
    if newest is not None:
        line = witness.cosign(newest.note.text, int(wall_now().timestamp())).line()
        row = {"size": newest.head.size, "witness": witness.public.name, "line": line}
        insert_rows(tx, Cosignature.__table__, [row])


def verified(directory: Path, depth: Depth, number: int) -> str:
    """What it took, checkpoints and cosignatures with their keys."""
    trusted = Trusted(read_public(directory / "keys" / "ledger.key"), read_public(directory / _WITNESS))
    database = Database(f"sqlite:///{directory}/audit.sqlite")
    begun, wall = time.process_time(), time.perf_counter()
    with database.only_reading() as tx:
        found = verify(tx, now=wall_now(), trusted=trusted, depth=depth)
    spent, waited = time.process_time() - begun, time.perf_counter() - wall
    database.close()
    if not found.is_intact or found.unknown or found.size != number:
        raise SystemExit(f"not intact: {found.faults[:3]} {found.unknown}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"verifying {number} leaves ({depth.value}) under {found.checkpoints} checkpoints: {spent:.1f} s of CPU, "
        f"{waited:.1f} s in all, {spent / number * 1e6:.0f} µs a leaf; peak {peak} MB"
    )


def proven(directory: Path, number: int) -> str:
    """What a proof takes out of the database, its own check included."""
    database, times = Database(f"sqlite:///{directory}/audit.sqlite"), list[float]()
    with database.only_reading() as tx:
        for index in range(0, number, max(1, number // 199)):
            event_id = str(tx.scalar(select(Leaf.event_id).where(Leaf.index == index)))
            begun = time.process_time()
            prove_inclusion(tx, event_id)
            times.append(time.process_time() - begun)
    database.close()
    middle, worst = statistics.median(times) * 1000, max(times) * 1000
    return f"an inclusion proof out of its database: {middle:.1f} ms of CPU, worst {worst:.1f} ms, {len(times)} asked"


def measure_proofs(size: int) -> None:
    """Levels 0, 1, 2 … of the tiles as C2SP lays them out, made of numbered leaves."""
    levels = [b"".join(leaf_hash(index.to_bytes(8, "big")) for index in range(size))]
    while len(levels[-1]) >= _TILE:
        full = len(levels[-1]) // _TILE
        levels.append(b"".join(root_of(_hashes(levels[-1], tile)) for tile in range(full)))

    def read_tile(level: int, tile: int) -> list[bytes]:
        return _hashes(levels[level], tile) if level < len(levels) else []

    root = root_over(Stretch(0, size), read_tile)
    times = []
    for index in range(0, size, size // 199):
        begun = time.perf_counter()
        proof = tuple(root_over(stretch, read_tile) for stretch in inclusion_path(index, size))
        times.append(time.perf_counter() - begun)
        if not inclusion_holds(leaf_hash(index.to_bytes(8, "big")), index, size, proof, root):
            raise SystemExit(f"the proof of leaf {index} does not hold")
    middle, worst = statistics.median(times) * 1000, max(times) * 1000
    click.echo(f"an inclusion proof among {size} leaves: {middle:.2f} ms, worst {worst:.2f} ms, {len(times)} asked")


def _hashes(level: bytes, tile: int) -> list[bytes]:
    joined = level[tile * _TILE : (tile + 1) * _TILE]
    return [joined[at : at + _HASH] for at in range(0, len(joined), _HASH)]


def _bytes_in(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.glob("audit.sqlite*"))


def main(directory: Path, number: int, kept: Path | None) -> None:
    ledger = Database(f"sqlite:///{directory}/audit.sqlite")
    with ledger.reading() as tx:
        bodies = [(leaf.source, leaf.body) for leaf in told_leaves(tx, select(Leaf).order_by(Leaf.index))]
    ledger.close()
    with TemporaryDirectory() as passing:
        measure_leaves(bodies, number, kept or Path(passing))
    measure_proofs(TEN_MILLION)


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(
        Path(asked[0] if asked else "var/demo/home"), int(asked[1]) if len(asked) > 1 else 100_000,
        Path(asked[2]) if len(asked) > 2 else None,
    )  # fmt: skip
