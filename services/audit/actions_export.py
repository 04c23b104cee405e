"""Exporting the ledger for an auditor's own tools, and leaving a record that it was exported.

Owns: which files are written, in which order, and their manifest. Promises: the leaves under the newest signed
checkpoint and no others; a thousand leaves in memory at a time; the directory has its name only once everything stands
in it and the export is on record. Leaves to others: the form of files (`rules.exporting`), who may (`deploy`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import Leaf, LeafCase
from services.audit.queries_checkpoints import read_published
from services.audit.queries_records import Asked, leaves_asked
from services.audit.rules.checkpoints import Checkpoint, read_checkpoint
from services.audit.rules.exporting import BODIES, CASES, CELLS, EVALUATIONS, LEAVES, Table, evaluations_in, lines
from services.audit.rules.notes import read_note
from shared.canonical import sha256_hex
from shared.desk import Desk
from shared.events.audit import ExportMade
from shared.events.envelope import Actor
from shared.events.terms import Via
from shared.keys import say_bodies

MANIFEST = "manifest.json"
_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class Export:
    """What was written. `sha256` is of the manifest, which has those of the files."""

    directory: Path
    size: int
    leaves: int
    sha256: str


@dataclass
class _File:
    """A table being written, with its hash and count of rows."""

    table: Table
    stream: BinaryIO
    rows: int = 0
    length: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def begin(self) -> None:
        self._put(lines([list(self.table.columns)]))

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        self.rows += len(rows)
        self._put(lines(rows))

    def _put(self, written: bytes) -> None:
        self.stream.write(written)
        self.digest.update(written)
        self.length += len(written)

    def described(self) -> dict[str, Any]:
        columns = [{"name": name, "vi": words.vi, "en": words.en} for name, words in self.table.columns.items()]
        return {
            "name": self.table.name, "rows": self.rows, "bytes": self.length, "sha256": self.digest.hexdigest(),
            "columns": columns,
        }  # fmt: skip


def export_ledger(
    desk: Desk, who: Actor, directory: Path, *, since: datetime | None, until: datetime | None, with_bodies: bool
) -> Export:
    """Write the acts from `since` (included) to `until` (not) into a new `directory`; `NoCheckpoint` without one.

    The same ledger, checkpoint and period give the same bytes. `FileExistsError` where the directory stands already.
    """
    if directory.exists():
        raise FileExistsError(str(directory))
    unfinished = directory.with_name(directory.name + ".part")
    unfinished.mkdir(parents=True)
    with desk.database.reading() as tx:
        note = read_published(tx)
        head = read_checkpoint(read_note(note.encode()).text)
        files = _write_files(tx, unfinished, Asked(since=since, until=until), head.size, with_bodies=with_bodies)
    manifest = _manifest(note, head, since, until, files)
    (unfinished / MANIFEST).write_bytes(manifest)
    made = Export(directory, head.size, files[0].rows, sha256_hex(manifest))
    with desk.working(who, via=Via.COMMAND_LINE) as work:
        said = ExportMade(
            export=work.new_id(), since=since, until=until, size=made.size, leaves=made.leaves,
            with_bodies=with_bodies, sha256=made.sha256,
        )  # fmt: skip
        work.emit(said.export, said)
    unfinished.rename(directory)
    return made


def _write_files(tx: Session, where: Path, asked: Asked, size: int, *, with_bodies: bool) -> list[_File]:
    tables = [LEAVES, CASES, EVALUATIONS, *([BODIES] if with_bodies else [])]
    files = [_File(table, (where / table.name).open("xb")) for table in tables]
    try:
        for file in files:
            file.begin()
        for batch in _batches(tx, asked, size):
            for file, rows in zip(files, _rows(tx, batch), strict=False):
                file.write(rows)
    finally:
        for file in files:
            file.stream.close()
    return files


def _batches(tx: Session, asked: Asked, size: int) -> Iterator[Sequence[Any]]:
    columns = [*(getattr(Leaf, name) for name in LEAVES.columns), Leaf.body, Leaf.time, Leaf.index]
    after = None
    while batch := tx.execute(leaves_asked(asked, size, after, columns).limit(_AT_A_TIME)).all():
        yield batch
        *_, time, index = batch[-1]
        after = (time, index)


def _rows(tx: Session, batch: Sequence[Any]) -> tuple[Sequence[Sequence[Any]], ...]:
    """The rows of a batch for each file, in the order of the files."""
    said = say_bodies(tx, [body for *_, body, _, _ in batch])
    bodies = {row[-1]: body for row, body in zip(batch, said, strict=True)}
    named = tx.execute(select(LeafCase.leaf, LeafCase.case_id).where(LeafCase.leaf.in_(list(bodies)))).all()
    place = {index: number for number, index in enumerate(bodies)}
    return (
        [row[:-3] for row in batch],
        sorted((tuple(row) for row in named), key=lambda row: (place[row[0]], row[1])),
        [one for index, body in bodies.items() for one in evaluations_in(index, body)],
        [(index, body) for index, body in bodies.items() if body],
    )


def _manifest(
    note: str, head: Checkpoint, since: datetime | None, until: datetime | None, files: Sequence[_File]
) -> bytes:
    told = {
        "what": {"vi": "Trích xuất sổ chứng Vinh Danh", "en": "Export of the ledger of Vinh Danh"},
        "version": 1,
        "period": {"from": since and since.isoformat(), "to": until and until.isoformat()},
        "ledger": {"origin": head.origin, "size": head.size, "root": head.root.hex(), "checkpoint": note},
        "cells": {"vi": CELLS.vi, "en": CELLS.en},
        "files": [file.described() for file in files],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
