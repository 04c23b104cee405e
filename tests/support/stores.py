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
    from tests.support.postgres import PrivatePostgres

_numbers = itertools.count(1)


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
