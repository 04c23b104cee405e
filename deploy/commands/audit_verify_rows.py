"""The part of `vinhdanh audit verify` that looks into the tables acts are worked out in.

Owns: reaching the services' databases together, in an order that makes them comparable; saying what is not compared.
Promises: reads only; what could not be reached or no event tells of is said. Leaves to others: comparing
(`shared.accounting`), how rows follow from events (`services/*/told`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from deploy.services import definition_of
from services.audit.rules.faults import Fault, fault
from shared.accounting import RowsCompared, compare_rows, silent_of
from shared.accounts import Silent
from shared.config import Settings
from shared.db import Database
from shared.desk import Definition, Invariant
from shared.topology import SUBSCRIPTIONS
from shared.words import Words


@dataclass
class Rows:
    """One service's tables: what was compared and which invariants do not hold, or why it could not be read."""

    service: str
    compared: RowsCompared | None = None
    why: Words | None = None
    broken: Sequence[str] = ()
    silent: Silent = field(default_factory=dict)
    partly: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Fault]:
        rows = () if self.compared is None else self.compared.faults
        broken = (fault(None, f"{self.service}, {one}", f"{self.service}, {one}") for one in self.broken)
        differing = (fault(None, f"{self.service}, {one.words.vi}", f"{self.service}, {one.words.en}") for one in rows)
        return [*differing, *broken]


def plain_rows(one: Rows) -> dict[str, Any]:
    """What was compared of a service, for programs; reasons in English."""
    done = one.compared
    counts = {"rows": done.rows, "tables": done.tables, "unapplied": done.unheard} if done else {}
    why = {"why": one.why.en} if one.why else {}
    return {"was_read": done is not None, **why, **counts, "not_told": one.silent, "partly_told": one.partly}


class Reached:
    """The services' databases. Each is read several times over, and what is asked of it is compiled at the first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._databases: dict[str, Database] = {}

    @contextmanager
    def reading(self, service: str) -> Iterator[Session]:
        """One view of a service's database. SQLite would make an empty file of what is not there."""
        # Two views at most: who hears itself is read beside its own log.
        database = self._databases.get(service) or self._databases.setdefault(
            service, Database(self._settings.database_of(service), pool_size=2)
        )
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            raise FileNotFoundError(service)
        with database.only_reading() as tx:
            tx.execute(text("SELECT count(*) FROM lease"))  # the view is of the moment of the first look
            yield tx

    def close(self) -> None:
        """Every connection; whoever reads again opens new ones."""
        for database in self._databases.values():
            database.close()


def examine_rows(reached: Reached, services: Sequence[str]) -> list[Rows]:
    """Every service's rows beside what it and those it hears said; no connection stays open."""
    with closing(reached):
        return [_examine(reached, definition_of(service)) for service in services]


def _examine(reached: Reached, definition: Definition) -> Rows:
    found = Rows(definition.name, silent=silent_of(definition.told), partly=definition.told.partly)
    try:
        with ExitStack() as opened:
            tx = opened.enter_context(reached.reading(definition.name))
            # Read before the others are: what it has applied by now stands in their logs.
            logs = {
                source: opened.enter_context(reached.reading(source)) for source in SUBSCRIPTIONS[definition.name]
            }
            found.broken = [line for invariant in definition.invariants for line in _violations(invariant, tx)]
            found.compared = compare_rows(tx, definition.name, definition.metadata.tables, definition.told, logs)
    except FileNotFoundError as error:
        found.why = Words(f"không có cơ sở dữ liệu của {error}", f"there is no database of {error}")
    except DBAPIError as error:
        found.compared, found.why = None, _told_by(error)
    return found


def _told_by(error: DBAPIError) -> Words:
    """What the database said, with its names: an auditor asks, at a terminal (what any port tells is `cause_of`).

    Where it speaks of values it may name some, and those are left out.
    """
    kind, said = type(error.orig).__name__, str(error.orig).strip()
    first = "" if isinstance(error, DataError | IntegrityError) or not said else f": {said.splitlines()[0]}"
    return Words(f"{kind}{first}", f"{kind}{first}")


def _violations(invariant: Invariant, tx: Session) -> list[str]:
    """One that cannot even be asked, for what a row holds, does not hold."""
    try:
        return [f"{invariant.name}: {line}" for line in invariant.violations(tx)]
    except DBAPIError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, StatementError) as error:
        return [f"{invariant.name}: {type(error).__name__}"]
