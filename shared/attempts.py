"""What becomes of an event that was not applied: when it is tried again, or as what it stands dead.

Owns: the back-off, which failures are hopeless, which lie in the event itself, receipts of messages that have no
envelope or fit no row. Promises: pure, but for the moment in a receipt. Leaves to others: writing receipts down
(`shared.inbox`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from shared.canonical import sha256_hex
from shared.clock import wall_now
from shared.db import is_contention
from shared.errors import MalformedBody, Unavailable, VinhDanhError
from shared.inbox_rows import UNDECODABLE, UNSTORABLE, Receipt, Status
from shared.keys import KEY_ERRORS
from shared.sound_text import made_sound

MAX_ATTEMPTS = 8
_MOST_OF_A_REASON = 2000


def next_attempt(event_id: str, attempts: int, now: datetime) -> datetime:
    """Back-off: 1, 2, 4 … 64 seconds, spread by ±25 % so that an outage does not end in a storm."""
    spread = 0.75 + int(sha256_hex(f"{event_id}{attempts}".encode())[:4], 16) / 0xFFFF / 2
    return now + timedelta(seconds=min(2 ** (attempts - 1), 64) * spread)


def is_hopeless(error: Exception) -> bool:
    """Trying again gives the same result until a person changes something."""
    return isinstance(error, VinhDanhError) and error.code in ("event.unknown", "input.invalid")


def lies_in_the_event(error: Exception) -> bool:
    """Whether storing failed for what was to be stored, and not for the state of database, keys or machine."""
    if isinstance(error, DBAPIError):
        return isinstance(error, (DataError, IntegrityError)) and not is_contention(error)
    if isinstance(error, StatementError):
        return True
    return not isinstance(error, (SQLAlchemyError, Unavailable, OSError, MemoryError, *KEY_ERRORS))


def code_of(error: Exception) -> str:
    if isinstance(error, VinhDanhError):
        return error.code
    return "database.contention" if is_contention(error) else "handler.failed"


def reason_of(error: Exception) -> str:
    """What an operator reads beside the code; it fits a row, whatever the event put into it."""
    return made_sound(f"{type(error).__name__}: {error}"[:_MOST_OF_A_REASON])


def undecodable(raw: bytes, error: MalformedBody) -> Receipt:
    """A message nobody can read is kept under the hash of its bytes."""
    return _nameless(raw, UNDECODABLE, made_sound(error.said.en[:_MOST_OF_A_REASON]))


def unstorable(raw: bytes, error: Exception) -> Receipt:
    """So is an event no row takes. It is not heard: mended, it can be offered again by whoever said it."""
    return _nameless(raw, UNSTORABLE, reason_of(error))


def _nameless(raw: bytes, code: str, reason: str) -> Receipt:
    return Receipt(
        event_id=f"unreadable:{sha256_hex(raw)}", source="", type="", subject="", sequence=0, position=0,
        status=Status.DEAD, attempts=1, received_at=wall_now(), settled_at=None, next_attempt_at=None,
        error_code=code, error=reason, body=raw, is_known=False,
    )  # fmt: skip
