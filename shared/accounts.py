"""What the rows of a service must be by what was said, and whether they are.

Owns: expected rows by table and key, comparing. Promises: reads only; expected rows lie in a private temporary file
that goes with the process, so memory does not grow with them; a fault names table, key and column, never what stands
there. Leaves to others: working rows out of events (`services/*/told*`), hearing the events (`shared.accounting`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select, text, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from shared.canonical import canonical_json, content_hash
from shared.comparable import UNTOLD, agree, comparable, decoded, encoded, form_of
from shared.events.envelope import Envelope
from shared.words import Words

_AT_A_TIME = 1000
_BOUND = "\x00bound"
_COUNTED = "counted "


Row = dict[str, Any]
Silent = Mapping[str, "str | Mapping[str, str]"]
Within = Callable[[Row], Collection[str]]
"""The columns of a row that do not fit what the row itself says."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is not what was said. `key` are the values of its key, or of what tells it from others."""

    table: str
    key: tuple[Any, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that should be there and is not."""

    table: str
    key: tuple[Any, ...]


class Books:
    """Expected rows of `tables`, and notes of whoever works them out. `erased`: records of erased people.

    A row is found by its primary key, or by other columns where `keys` names them; rows of `bags`, whose key is only a
    running number, by all they say. `erased_keys`: these people, as their subjects are told apart,
    with the spoken keys of their names.
    """

    def __init__(
        self, tables: Mapping[str, Table], silent: Silent, bags: Collection[str] = (),
        keys: Mapping[str, tuple[str, ...]] | None = None, within: Mapping[str, Within] | None = None,
    ) -> None:  # fmt: skip
        self.erased: set[str] = set()
        self.erased_keys: set[str] = set()
        self._within = dict(within or {})
        self._only_counted: dict[str, set[tuple[str, ...]]] = {}
        self.bags = frozenset(bags)
        self.columns = {
            name: {column.name: column for column in table.columns if not _is_silent(silent, name, column.name)}
            for name, table in tables.items()
        }
        self._forms = {
            name: {column: form_of(found) for column, found in columns.items()}
            for name, columns in self.columns.items()
        }
        primary = {name: tuple(column.name for column in table.primary_key) for name, table in tables.items()}
        self._keys = {**primary, **(keys or {})}
        formed = {name: [self._forms[name].get(one) for one in self._keys[name]] for name in tables}
        self._key_forms = {name: forms if any(forms) else None for name, forms in formed.items()}
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("CREATE TABLE row (kind, key, content, PRIMARY KEY (kind, key)) WITHOUT ROWID")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("BEGIN")

    def close(self) -> None:
        self._file.close()

    def find(self, table: str, *key: Any) -> Row | None:
        """A row as it stands so far; its values as `comparable` leaves them."""
        return self._read(table, self._found_by(table, key))

    def put(self, table: str, **columns: Any) -> None:
        """The row is there from now on, as it is given; what is not given is None."""
        row = self._comparable(table, columns)
        if table in self.bags:
            self._count(table, row, 1)
        else:
            self._write(table, self._key_of(table, columns), row)

    def change(self, table: str, *key: Any, **columns: Any) -> None:
        """These columns of a row changed. A row nobody put is left alone: the log that lacks its beginning is named."""
        if (row := self.find(table, *key)) is not None:
            self._write(table, self._found_by(table, key), row | self._comparable(table, columns))

    def bind(
        self, table: str, *key: Any, columns: Sequence[str], to: Any, unless: Row | None = None, of: str | None = None
    ) -> None:
        """No event tells these columns of a row; `to` is the hash (`kept_hash`) it gives of them, if it gives one.

        They may be as `unless` says instead; where `of` is named, only if that column has the key of an erased person.
        """
        row = self.find(table, *key)
        if row is not None:
            bound = {"to": to if isinstance(to, str) else None, "unless": unless, "of": of}
            hashes = {**row.get(_BOUND, {}), ",".join(columns): bound}
            self._write(table, self._found_by(table, key), row | dict.fromkeys(columns, UNTOLD) | {_BOUND: hashes})

    def find_bound(self, table: str, *key: Any, columns: Sequence[str]) -> str | None:
        """The hash these columns of a row are bound to, if an event gave one."""
        row = self.find(table, *key)
        found = None if row is None else row.get(_BOUND, {}).get(",".join(columns))
        return None if found is None else found["to"]

    def expect(self, table: str, times: int, **columns: Any) -> None:
        """So many more rows with these values there are, or fewer; no event says yet what else they say."""
        self._only_counted.setdefault(table, set()).add(tuple(columns))
        key = list(self._comparable(table, columns).items())
        self.note(_COUNTED + table, *key, value=times + (self.noted(_COUNTED + table, *key) or 0))

    def strike(self, table: str, *key: Any) -> None:
        """The row is there no longer."""
        self._file.execute("DELETE FROM row WHERE kind = ? AND key = ?", (table, self._found_by(table, key)))

    def note(self, kind: str, *key: Any, value: Any) -> None:
        """Something to remember that is no row."""
        self._write("~" + kind, _text(key), {"value": value})

    def noted(self, kind: str, *key: Any) -> Any:
        """What was noted; None if nothing was."""
        found = self._read("~" + kind, _text(key))
        return None if found is None else found["value"]

    def noted_keys(self, kind: str) -> list[tuple[Any, ...]]:
        """Of what notes of this kind there are."""
        wanted = self._file.execute("SELECT key FROM row WHERE kind = ? ORDER BY key", ("~" + kind,))
        return [tuple(json.loads(key)) for (key,) in wanted.fetchall()]

    def comparing(self, table: str, actual: Mapping[str, Any]) -> RowFault | None:
        """An actual row beside the expected one, which it takes out of the books."""
        row = self._comparable(table, actual)
        if table in self.bags:
            return None if self._count(table, row, -1) else self._fault(table, actual, *_TOO_MANY)
        key = self._key_of(table, actual)
        expected = self._read(table, key)
        if expected is None and not self._is_one_of_many(table, row):
            return self._fault(table, actual, *_TOO_MANY)
        if expected is None:
            expected = dict.fromkeys(row, UNTOLD)
        self._file.execute("DELETE FROM row WHERE kind = ? AND key = ?", (table, key))
        differing = [name for name in row if not agree(expected.get(name), row[name])]
        differing += self._unbound(expected.get(_BOUND, {}), row)
        if table in self._within:
            differing += (name for name in self._within[table](row) if name not in differing)
        if not differing:
            return None
        names = ", ".join(differing)
        return self._fault(table, actual, f"khác với sự kiện ở {names}", f"{names}: not what was said")

    def left(self, table: str) -> Iterator[Missing]:
        """Rows nobody met."""
        rows = self._file.execute("SELECT key, content FROM row WHERE kind = ?", (table,))
        for key, content in rows:
            named = json.loads(content).get("named") if table in self.bags else None
            yield Missing(table, tuple(json.loads(key) if named is None else named))
        for key in self.noted_keys(_COUNTED + table):
            if self.noted(_COUNTED + table, *key):
                yield Missing(table, tuple(value for _, value in key))

    def _unbound(self, hashes: Mapping[str, Any], row: Row) -> list[str]:
        """The columns whose values are not what an event gave the hash of."""
        return [
            name
            for names, bound in hashes.items()
            if not self._is_bound(names.split(","), bound, row)
            for name in names.split(",")
        ]

    def _is_bound(self, columns: Sequence[str], bound: Any, row: Row) -> bool:
        to, unless, of = bound["to"], bound["unless"], bound["of"]
        if to is None or content_hash({name: row[name] for name in columns}) == to:
            return True
        may_differ = unless is not None and (of is None or row[of] in self.erased_keys)
        return may_differ and all(row[name] == value for name, value in unless.items())

    def _is_one_of_many(self, table: str, row: Row) -> bool:
        """Whether a row like this is expected; then one less is."""
        for names in self._only_counted.get(table, ()):
            key = [[name, row[name]] for name in names]
            if (times := self.noted(_COUNTED + table, *key) or 0) > 0:
                self.note(_COUNTED + table, *key, value=times - 1)
                return True
        return False

    def _fault(self, table: str, actual: Mapping[str, Any], vi: str, en: str) -> RowFault:
        key = tuple(actual[name] for name in self._keys[table])
        return row_fault(table, key, vi, en)

    def _key_of(self, table: str, columns: Mapping[str, Any]) -> str:
        return self._found_by(table, [columns[name] for name in self._keys[table]])

    def _found_by(self, table: str, key: Sequence[Any]) -> str:
        forms = self._key_forms[table]
        return _text(key if forms is None else [comparable(*one) for one in zip(forms, key, strict=True)])

    def _comparable(self, table: str, columns: Mapping[str, Any]) -> Row:
        forms = self._forms[table]
        return {name: comparable(forms[name], value) for name, value in columns.items() if name in forms}

    def _count(self, table: str, row: Row, by: int) -> bool:
        """One row more or less that says exactly this; whether there was one to take away."""
        whole = {name: row.get(name) for name in self.columns[table]}
        key = content_hash(whole)
        found = self._read(table, key) or {"times": 0, "named": list(whole.values())[:1]}
        times = found["times"] + by
        if times < 0:
            return False
        if times:
            self._write(table, key, found | {"times": times})
        else:
            self._file.execute("DELETE FROM row WHERE kind = ? AND key = ?", (table, key))
        return True

    def _read(self, kind: str, key: str) -> Row | None:
        found = self._file.execute("SELECT content FROM row WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return None if found is None else decoded(found[0])

    def _write(self, kind: str, key: str, row: Row) -> None:
        self._file.execute("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", (kind, key, encoded(row)))


Fold = Callable[[Books, Envelope], None]


@dataclass(frozen=True)
class Told:
    """How a service's rows follow from what was said.

    `own` and `heard`: what each event writes, by its name; `ends` is asked once all are heard. `silent`: tables, or
    columns of one, that no event tells of, each with the reason; every other column is compared. `partly`: columns
    compared where an event tells them, with the reason why not always. `bags`: tables whose rows have no number an
    event tells; they are compared as many alike. `keys`: the columns a row is found by where its primary key is no
    event's. `spoken`: the condition, in SQL, that rows of a table meet once an event tells of them; others are left
    out. `within`: what the columns of a row must be by each other.
    """

    own: Mapping[str, Fold] = field(default_factory=dict)
    heard: Mapping[str, Fold] = field(default_factory=dict)
    silent: Silent = field(default_factory=dict)
    partly: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bags: frozenset[str] = frozenset()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ends: Callable[[Books], None] | None = None
    spoken: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, Within] = field(default_factory=dict)


_TOO_MANY = ("dòng này không sự kiện nào nói tới", "no event speaks of this row")
_GONE = ("sự kiện nói có, dòng không còn", "it was said, the row is gone")


def row_fault(table: str, key: Sequence[Any], vi: str, en: str) -> RowFault:
    named = "/".join(str(one) for one in key)
    return RowFault(table, tuple(key), Words(f"Bảng {table}, {named}: {vi}", f"table {table}, {named}: {en}"))


def missing_fault(gone: Missing) -> RowFault:
    return row_fault(gone.table, gone.key, *_GONE)


def compare_table(tx: Session, table: Table, books: Books, spoken: str | None = None) -> Iterator[RowFault | None]:
    """Something for every row of the table: its fault, or None. Rows that are missing are `books.left`.

    Rows that do not meet the condition `spoken` are left out.
    """
    columns = [*books.columns[table.name].values(), *table.primary_key]
    # As the driver gives them: a row somebody spoilt must be named, not end the comparison.
    raw = {column.name: type_coerce(column, NullType()).label(column.name) for column in columns}
    wanted = select(*raw.values())
    if spoken is not None:
        wanted = wanted.where(text(spoken))
    for row in tx.execute(wanted, execution_options={"yield_per": _AT_A_TIME}):
        yield books.comparing(table.name, row._asdict())


def _is_silent(silent: Silent, table: str, column: str) -> bool:
    reasons = silent.get(table, {})
    return isinstance(reasons, str) or column in reasons


def _text(key: Any) -> str:
    return key if isinstance(key, str) else canonical_json(list(key))
