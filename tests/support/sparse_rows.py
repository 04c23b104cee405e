"""Rows written straight into a table, with nothing but what a test is about.

Owns: what the other columns say. Promises: every column that must be stated is, by something of its kind. Leaves to
others: whether such a row makes sense.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, String

_AT = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def sparse_row(table: Any, **given: Any) -> dict[str, Any]:
    """A row with what must be stated, and what is given."""
    stated = {column.name: _plain(column) for column in table.columns if not column.nullable}
    return stated | given


def _plain(column: Column[Any]) -> Any:
    plain = ((Boolean, False), (Integer, 1), (JSON, {}), (DateTime, _AT), (Date, _AT.date()), (String, "x"))
    return next((value for kind, value in plain if isinstance(column.type, kind)), _AT)
