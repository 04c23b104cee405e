"""Holding rows: nobody else changes them until the transaction ends, and they are seen as they stand now.

Owns: the way a select of entities locks, and holding by its name what has no row yet. Promises: what this session had
read before it waited is read again. Leaves to others: which rows and names, in which order rows are taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from shared.canonical import sha256_hex

Columns = TypeVarTuple("Columns")


def held(wanted: Select[*Columns], *, of: Any = None, skip_locked: bool = False) -> Select[*Columns]:
    """`wanted`, its rows locked. A session keeps an object as it first read it, whatever a lock waited for; without
    reading it again one would decide by, and write over, what somebody else has changed since.
    """
    return wanted.with_for_update(of=of, skip_locked=skip_locked).execution_options(populate_existing=True)


def hold_names(tx: Session, names: Iterable[str]) -> None:
    """Until the transaction ends nobody else who holds one of these goes on: what is about to be begun has no row to
    lock. Of SQLite there is one writer anyway.
    """
    if tx.get_bind().dialect.name == "postgresql":
        for lock in sorted({int(sha256_hex(f"vinhdanh.held.{name}".encode())[:15], 16) for name in names}):
            tx.execute(select(func.pg_advisory_xact_lock(lock)))
