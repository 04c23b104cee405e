"""Many rows at once: one statement with one parameter on PostgreSQL, whatever their number.

Owns: the bulk statements of the hot paths. Promises: the text of the statement depends on table and columns only, so
that it is compiled, planned and prepared once. Leaves to others: which rows; defaults made in Python.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Dialect,
    String,
    Table,
    Text,
    TextClause,
    TypeDecorator,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    text,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from shared.clock import aware
from shared.tables import Instant


def insert_rows(tx: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys, the names of columns. None is SQL's NULL, also for a JSON column."""
    if not rows:
        return
    connection = tx.connection()
    if connection.dialect.name == "sqlite":
        statement, processes = _on_sqlite(table, tuple(rows[0]))
        given = [tuple([row[name] if make is None else make(row[name]) for name, make in processes]) for row in rows]
        connection.exec_driver_sql(statement, given)
    else:
        connection.execute(_statement(table, tuple(rows[0])), {"rows": as_json(rows)})


def insert_all(tx: Session, given: Iterable[tuple[Any, Sequence[Mapping[str, Any]]]]) -> None:
    """Insert rows of several tables, in one statement on PostgreSQL: each one more costs both sides half a millisecond.

    Rows of a table all have the same keys. Tables that others point at come first, for SQLite goes one by one.
    """
    wanted = [(table, rows) for table, rows in given if rows]
    connection = tx.connection()
    if len(wanted) < 2 or connection.dialect.name == "sqlite":
        for table, rows in wanted:
            insert_rows(tx, table, rows)
        return
    statement = _together(tuple((table, tuple(rows[0])) for table, rows in wanted))
    connection.execute(statement, {f"rows{place}": as_json(rows) for place, (_, rows) in enumerate(wanted)})


def update_rows(
    tx: Session,
    table: Any,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: tuple[str, ...] = ("id",),
    adding: Sequence[str] = (),
) -> int:
    """Change rows found by `key`, which all have the same columns; those `adding` names grow by what is given.

    Returns how many rows were found. Whoever calls holds them already: they are changed in no particular order.
    """
    if not rows:
        return 0
    connection = tx.connection()
    if connection.dialect.name == "sqlite":
        given = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in rows[0]}
        new = {name: given[name] for name in given if name not in key}
        values = {name: table.c[name] + value if name in adding else value for name, value in new.items()}
        changed = update(table).where(*(table.c[name] == given[name] for name in key)).values(values)
        return connection.execute(changed, [{f"to_{name}": row[name] for name in row} for row in rows]).rowcount
    statement = _update_statement(table, tuple(rows[0]), key, tuple(adding))
    return connection.execute(statement, {"rows": as_json(rows)}).rowcount


def merge_rows(
    tx: Session,
    table: Any,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: tuple[str, ...],
    changes: tuple[str, ...] = (),
    returning: tuple[str, ...] = (),
) -> Sequence[Any]:
    """Insert rows; where `key` is taken the row standing there takes over `changes`, or stays as it is without any.

    Returns the columns `returning` of the rows that were written, as the driver gives them: for texts and numbers.
    """
    if not rows:
        return ()
    connection = tx.connection()
    if connection.dialect.name == "sqlite":
        put = sqlite.insert(table)
        new = {name: put.excluded[name] for name in changes}
        put = put.on_conflict_do_update(index_elements=key, set_=new) if new else put.on_conflict_do_nothing()
        told: Any = put.returning(*(table.c[name] for name in returning)) if returning else put
        done = connection.execute(told, [dict(row) for row in rows])
    else:
        done = connection.execute(_merging(table, tuple(rows[0]), key, changes, returning), {"rows": as_json(rows)})
    return done.all() if returning else ()


def is_one_of(tx: Session, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """`column IN values`; on PostgreSQL as one array, so that the statement is the same for any number of values."""
    if tx.get_bind().dialect.name == "sqlite":
        return column.in_(values)
    return column == any_(literal(list(values), ARRAY(String)))


class _Texts(TypeDecorator[Sequence[str]]):
    """Texts as one parameter: an array on PostgreSQL, a JSON array on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(String))

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        given = sorted(value or ())
        return orjson.dumps(given).decode() if dialect.name == "sqlite" else given


class _Among(FunctionElement[bool]):
    """A column, and the parameter with the texts it is to be among."""

    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> Any:
        """A comparison as it stands: asked `= 1`, as Booleans are on SQLite, no index would be used."""
        return self


@compiles(_Among)
def _among(element: Any, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY ({texts})"


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"


def among(column: Any, name: str) -> ColumnElement[bool]:
    """`column IN` the texts given under `name` when the statement is executed, however many.

    For statements made once: to put one together takes longer than to execute it.
    """
    return _Among(column, bindparam(name, type_=_Texts()))


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as `json_populate_recordset` reads them: instants and days in ISO form, bytes in PostgreSQL's hex form.

    No row has fractions, so none of them is NaN, which would be written as null.
    """
    given = list(rows)
    try:
        return orjson.dumps(given, default=_plain, option=_AS_SAID).decode()
    except orjson.JSONEncodeError:
        # A number beyond 64 bits, keys that are no texts; or it is refused again, with its reason.
        return _encode(given)


@cache
def _on_sqlite(table: Table, columns: tuple[str, ...]) -> tuple[str, Sequence[tuple[str, Callable[[Any], Any] | None]]]:
    """The statement in the driver's own words, and how each column's values are made ready for it.

    Worked out once: for every row anew, that takes longer than to insert it.
    """
    here = sqlite.dialect()
    makes = [table.c[name].type.dialect_impl(here).bind_processor(here) for name in columns]
    # The rows of a batch share the moments they tell of.
    ready = [
        lru_cache(64)(make) if make is not None and isinstance(table.c[name].type, Instant) else make
        for name, make in zip(columns, makes, strict=True)
    ]
    places = ", ".join("?" for _ in columns)
    return f"INSERT INTO {table.name} ({_names(columns)}) VALUES ({places})", tuple(zip(columns, ready, strict=True))


@cache
def _statement(table: Table, columns: tuple[str, ...]) -> TextClause:
    return text(_insert(table, columns))


@cache
def _merging(
    table: Table, columns: tuple[str, ...], key: tuple[str, ...], changes: tuple[str, ...], returning: tuple[str, ...]
) -> TextClause:
    new = ", ".join(f'"{name}" = excluded."{name}"' for name in changes)
    then = f"UPDATE SET {new}" if changes else "NOTHING"
    told = f" RETURNING {_names(returning)}" if returning else ""
    return text(f"{_insert(table, columns)} ON CONFLICT ({_names(key)}) DO {then}{told}")


@cache
def _together(wanted: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    *first, last = (_insert(table, columns, f"rows{place}") for place, (table, columns) in enumerate(wanted))
    before = ", ".join(f"put{place} AS ({one})" for place, one in enumerate(first))
    return text(f"WITH {before} {last}")


def _insert(table: Table, columns: tuple[str, ...], given: str = "rows") -> str:
    return (
        f"INSERT INTO {table.name} ({_names(columns)})"
        f" SELECT {_names(columns)} FROM json_populate_recordset(NULL::{table.name}, CAST(:{given} AS json))"
    )


@cache
def _update_statement(
    table: Table, columns: tuple[str, ...], key: tuple[str, ...], adding: tuple[str, ...]
) -> TextClause:
    changes = ", ".join(
        f'"{column}" = {f"{table.name}.{column} + " if column in adding else ""}given."{column}"'
        for column in columns
        if column not in key
    )
    those = " AND ".join(f'{table.name}."{column}" = given."{column}"' for column in key)
    return text(
        f"UPDATE {table.name} SET {changes}"
        f" FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json)) AS given"
        f" WHERE {those}"
    )


class _Object(FunctionElement[Any]):
    """A JSON object of columns; either database has its own word for it."""

    type = JSON()
    inherit_cache = True
    name = "json_build_object"


@compiles(_Object)
def _object(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_build_object({compiler.process(element.clauses, **options)})"


@compiles(_Object, "sqlite")
def _object_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    # A JSON column is text there, and would go in as one.
    parts = [compiler.process(func.json(part) if isinstance(part.type, JSON) else part, **options)
             for part in element.clauses]
    return f"json_object({', '.join(parts)})"


def as_object(**columns: Any) -> ColumnElement[Any]:
    """Columns of any types as one JSON object, so that rows of different shapes come in one answer.

    Days come as ISO text; on SQLite a Boolean comes as 0 or 1.
    """
    parts: list[ColumnElement[Any]] = []
    for name, column in columns.items():
        parts += [literal_column(f"'{name}'"), column]
    return _Object(*parts)


def instant_of(text: str) -> datetime:
    """An instant as it comes in such an object: with its zone from PostgreSQL, bare and in UTC from SQLite."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # The rows of a batch share the moment they were written.
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return "\\x" + bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no place in a row")


@lru_cache(64)
def _instant(value: datetime) -> str:
    return aware(value).isoformat()


# No value is written in a form of the library's own.
_AS_SAID = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
