"""A hand in a database after the fact: one row of one table edited, deleted, inserted or exchanged with another.

Owns: drawing and doing it, on SQLite. Promises: whatever is drawn changes what a row says in a column that counts.
Leaves to others: which tables and columns count, and finding it out (tests).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st


class Tampering:
    """One change to one row of one table, drawn by hypothesis. `covered`: the columns that count; rows that do
    not meet the condition `spoken` do not."""

    def __init__(
        self, data: st.DataObject, database: sqlite3.Connection, table: str, covered: Collection[str] | None = None,
        spoken: str | None = None, place: str | None = None,
    ) -> None:  # fmt: skip
        self._draw, self._database, self._table, self._place = data.draw, database, table, place
        about = list(database.execute(f"PRAGMA table_info({table})"))
        self._columns = [row[1] for row in about]
        self._keys = [row[1] for row in about if row[5]]
        self._covered = [name for name in self._columns if covered is None or name in covered]
        made = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        self._row = "rowid"
        if made is not None and "WITHOUT ROWID" in made[0].upper():
            # Its rows are told by their key alone: that stays, but of a row that is put in.
            (self._row,) = self._keys
            self._covered.remove(self._row)
        self._where = "" if spoken is None else f"WHERE {spoken}"

    def edit(self) -> None:
        row, column = self._pick(), self._draw(st.sampled_from(self._covered), "column")
        self._set(row, column, self._other(self._value(row, column)))

    def delete(self) -> None:
        self._database.execute(f"DELETE FROM {self._table} WHERE {self._row} = ?", (self._pick(),))

    def insert(self) -> None:
        """A copy of a row with other keys: what a forger would start from."""
        names = ", ".join(f'"{name}"' for name in self._columns)
        wanted = f"SELECT {names} FROM {self._table} WHERE {self._row} = ?"
        like = self._database.execute(wanted, (self._pick(),)).fetchone()
        values = dict(zip(self._columns, like, strict=True))
        for name in self._draw(st.sets(st.sampled_from(self._covered), min_size=1), "columns"):
            values[name] = self._other(values[name])
        for name in set(self._keys) - set(self._covered):
            values[name] = None if isinstance(values[name], int) else f"{values[name]}x"
        marks = ", ".join("?" for _ in values)
        self._database.execute(f"INSERT INTO {self._table} ({names}) VALUES ({marks})", tuple(values.values()))

    def exchange(self) -> None:
        """Two rows take each other's place."""
        place = self._place or self._draw(st.sampled_from(self._covered), "place")
        one, other = self._pick(), self._pick()
        assume(one != other)
        first, second = self._value(one, place), self._value(other, place)
        assume(first != second)
        before = self._said()
        self._set(one, place, -1 if isinstance(first, int) else "")
        self._set(other, place, first)
        self._set(one, place, second)
        assume(self._said() != before)

    def _said(self) -> Counter[tuple[Any, ...]]:
        """What the table says in the columns that count, in whatever order."""
        names = ", ".join(f'"{name}"' for name in self._covered)
        return Counter(self._database.execute(f"SELECT {names} FROM {self._table}"))

    def _pick(self) -> Any:
        wanted = f"SELECT {self._row} FROM {self._table} {self._where} ORDER BY {self._row}"
        rows = [row for (row,) in self._database.execute(wanted)]
        assume(rows)
        return self._draw(st.sampled_from(rows), "row")

    def _value(self, row: Any, column: str) -> Any:
        (value,) = self._database.execute(
            f'SELECT "{column}" FROM {self._table} WHERE {self._row} = ?', (row,)
        ).fetchone()
        return value

    def _set(self, row: Any, column: str, value: Any) -> None:
        self._database.execute(f'UPDATE {self._table} SET "{column}" = ? WHERE {self._row} = ?', (value, row))

    def _other(self, value: Any) -> Any:
        if isinstance(value, int):
            return value + self._draw(st.integers(-3, 3).filter(bool), "by")
        if value is None or not value:
            return "x"
        if value[4:5] == "-" and value[10:11] == " ":  # an instant must stay one, or the row could not be read at all
            return f"{int(value[:4]) + self._draw(st.integers(1, 9), 'years')}{value[4:]}"
        at = self._draw(st.integers(0, len(value) - 1), "at")
        other = self._draw(st.sampled_from("0123456789abcxyz").filter(lambda one: one != value[at]), "letter")
        return value[:at] + other + value[at + 1 :]
