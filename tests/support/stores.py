"""Fresh databases of either kind, for cases that must hold on both."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shared.db import Database
from shared.tables import HOUSE

if TYPE_CHECKING:
    import pytest

    from tests.support.postgres import PrivatePostgres

_numbers = itertools.count(1)
BOTH = ("sqlite", "postgresql")


@contextmanager
def fresh_sqlite(directory: Path, name: str = "store") -> Iterator[Database]:
    database = Database(f"sqlite:///{directory}/{name}-{next(_numbers)}.sqlite")
    HOUSE.create_all(database.engine)
    yield database
    database.close()


@contextmanager
def fresh_postgres(server: PrivatePostgres, name: str = "store") -> Iterator[Database]:
    name = f"{name}_{next(_numbers)}"
    server.create_database(name)
    database = Database(server.url(name))
    HOUSE.create_all(database.engine)
    yield database
    database.close()
    server.drop_database(name)


@contextmanager
def fresh_of(request: pytest.FixtureRequest, directory: Path, name: str = "store") -> Iterator[Database]:
    """A database of the kind a fixture is asked for: `params=BOTH`."""
    with (
        fresh_sqlite(directory, name)
        if request.param == "sqlite"
        else fresh_postgres(request.getfixturevalue("postgres"), name)
    ) as store:
        yield store
