"""What storing an event fails with where the event is not at fault, but the database.

Owns: these two errors, and the frame that makes them. Promises: whatever fails inside the frame is `Unavailable`, so
that what is in hand is kept and offered again. Leaves to others: what lies in the event (`shared.attempts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from shared.db import is_outage
from shared.errors import Unavailable
from shared.words import Words

log = structlog.get_logger(__name__)


class DatabaseUnavailable(Unavailable):
    code = "database.unavailable"
    words = Words("Cơ sở dữ liệu tạm thời không truy cập được.", "The database is away for the moment.")


class InboxStuck(Unavailable):
    """Not even the careful way could store the batch, for the state of the database; it is kept and offered again."""

    code = "inbox.stuck"
    words = Words("Chưa ghi nhận được thông điệp.", "Messages cannot be stored at present.")


@contextmanager
def waiting_for_the_database(service: str) -> Iterator[None]:
    """Whatever fails inside is `Unavailable`: what is in hand is kept and offered again, no process ends by it."""
    try:
        yield
    except Exception as error:
        if is_outage(error):
            raise DatabaseUnavailable() from error
        log.exception("inbox_stuck", service=service)
        raise InboxStuck() from error
