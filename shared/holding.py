"""Holding rows: nobody else changes them until the transaction ends, and they are seen as they stand now.

Owns: the way a select of entities locks. Promises: what this session had read before it waited is read again. Leaves to
others: which rows, and in which order they are taken.
"""

from __future__ import annotations

from typing import Any, TypeVarTuple

from sqlalchemy import Select

Columns = TypeVarTuple("Columns")


def held(wanted: Select[*Columns], *, of: Any = None, skip_locked: bool = False) -> Select[*Columns]:
    """`wanted`, its rows locked. A session keeps an object as it first read it, whatever a lock waited for; without
    reading it again one would decide by, and write over, what somebody else has changed since.
    """
    return wanted.with_for_update(of=of, skip_locked=skip_locked).execution_options(populate_existing=True)
