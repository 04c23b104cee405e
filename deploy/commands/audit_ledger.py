"""Reaching the ledger from a terminal: what the audit commands share.

Owns: opening its database, the options all of them take. Promises: closes what it opened.
Leaves to others: the commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
from sqlalchemy.orm import Session

from shared.config import read_settings
from shared.db import Database

language_option = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")


@contextmanager
def reading_ledger() -> Iterator[Session]:
    """A read-only view of the ledger the settings name."""
    with closing(Database(read_settings().database_of("audit"), pool_size=2)) as database, database.reading() as tx:
        yield tx
