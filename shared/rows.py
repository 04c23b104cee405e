"""Many rows at once: one statement with one parameter on PostgreSQL, whatever their number.

Owns: the bulk statements of the hot paths. Promises: the text of the statement depends on table and columns only, so
that it is compiled, planned and prepared once. Leaves to others: which rows; conflicts; defaults made in Python.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, Table, TextClause, any_, insert, literal, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from shared.clock import aware


def insert_rows(tx: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys, the names of columns. None is SQL's NULL, also for a JSON column."""
    if not rows:
        return
    connection = tx.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), [dict(row) for row in rows])
    else:
        connection.execute(_statement(table, tuple(rows[0])), {"rows": as_json(rows)})


def is_one_of(tx: Session, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """`column IN values`; on PostgreSQL as one array, so that the statement is the same for any number of values."""
    if tx.get_bind().dialect.name == "sqlite":
        return column.in_(values)
    return column == any_(literal(list(values), ARRAY(String)))


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as `json_populate_recordset` reads them: instants and days in ISO form, bytes in PostgreSQL's hex form."""
    return _encode(list(rows))


@cache
def _statement(table: Table, columns: tuple[str, ...]) -> TextClause:
    names = ", ".join(f'"{column}"' for column in columns)
    return text(
        f"INSERT INTO {table.name} ({names})"
        f" SELECT {names} FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return aware(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return "\\x" + bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no place in a row")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
