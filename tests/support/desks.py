"""A desk of one service on a fresh SQLite file: real tables, real policy, a clock that stands still.

For tests of actions and views without processes or a broker; both homes are tested in tests/integration.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shared.clock import SetClock
from shared.config import read_settings
from shared.db import Database
from shared.desk import Definition, Desk
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.identity import TokenIssuer, TokenReader, make_keys
from shared.ids import new_id
from shared.policy import load_policy_set
from shared.policy_book import PolicyBook
from shared.tables import HOUSE

STANDARD_NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)  # a Monday morning in Việt Nam, inside the plan Hưng Yên 2026


def make_desk(definition: Definition, directory: Path, *, at: datetime = STANDARD_NOW, url: str | None = None) -> Desk:
    """A desk for `definition` in `directory`; the clock is `desk.clock` (a SetClock)."""
    settings = read_settings()
    database = Database(url or f"sqlite:///{directory}/{definition.name}.sqlite")
    HOUSE.create_all(database.engine)
    definition.metadata.create_all(database.engine)
    make_keys(directory / "keys")
    desk = Desk(
        definition=definition,
        settings=settings,
        database=database,
        clock=SetClock(at),
        new_id=new_id,
        tokens=TokenReader(directory / "keys"),
        policies=PolicyBook(load_policy_set()),
    )
    if definition.starts is not None:
        definition.starts(desk)
    return desk


def bearer(directory: Path, subject: str, role: Role, unit: str) -> dict[str, str]:
    """Request headers of somebody signed in."""
    token = TokenIssuer(directory / "keys").issue(Actor(subject, role, unit), now=datetime.now(UTC))
    return {"Authorization": f"Bearer {token}"}
