"""Reaching the ledger from a terminal: what the audit commands share.

Owns: opening its database, the options all of them take, recording who looked. Promises: nothing of people is shown
from here before the look stands in the ledger's database; closes what it opened. Leaves to others: the commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import click
from sqlalchemy.orm import Session

from deploy.commands.at_the_terminal import at_the_terminal
from deploy.desks import clock_of
from shared.config import read_settings
from shared.db import Database
from shared.events.terms import Shown, Via
from shared.readings import Look, row_of, write_down

language_option = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")


@dataclass
class Ledger:
    """A read-only view, and the records it will have shown."""

    tx: Session
    looks: list[Look] = field(default_factory=list)

    def shows(self, view: str, *records: str, shown: Shown = Shown.DOSSIER) -> None:
        """These records are about to be shown by this command."""
        who = at_the_terminal()
        self.looks.extend(Look(who, Via.COMMAND_LINE, f"audit.{view}", shown, record) for record in records)


@contextmanager
def reading_ledger() -> Iterator[Ledger]:
    """The ledger the settings name; on leaving, what was shown is written down where its service will say it."""
    settings = read_settings()
    with closing(Database(settings.database_of("audit"), pool_size=2, stands=True)) as database:
        with database.reading() as tx:
            ledger = Ledger(tx)
            yield ledger
        if ledger.looks:
            with database.transaction() as tx:
                for look in ledger.looks:
                    write_down(tx, row_of(look, clock_of(settings).now()))
