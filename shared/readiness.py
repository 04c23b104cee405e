"""Whether a service of this process could work now, and if not why.

Owns: the checks of one service behind `/readyz`. Promises: whatever goes wrong in asking is itself a reason; no
container of services is loaded to ask. Leaves to others: answering (`shared.web.health`), schemas (`shared.migrate`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from shared.db import cause_of, is_outage
from shared.desk import Desk
from shared.migrate import pending
from shared.web.health import Check

if TYPE_CHECKING:
    from shared.listener import Listener

log = structlog.get_logger(__name__)


def readiness(desk: Desk) -> list[tuple[str, Check]]:
    """The reasons why a service of this process would not be ready, as checks."""

    def listens() -> str | None:
        listener: Listener | None = desk.extras.get("listener")
        return None if listener is None else listener.why_not_ready()

    def has_database() -> str | None:
        try:
            return pending(desk.database, desk.definition.migrations)
        except Exception as error:
            if is_outage(error):
                return f"database away: {cause_of(error)}"
            log.exception("database_not_readable", service=desk.service)
            return f"database not readable: {cause_of(error)}"

    return [
        (f"{desk.service}.database", has_database),
        (f"{desk.service}.consumer", listens),
    ]
