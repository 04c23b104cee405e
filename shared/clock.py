"""The one clock of the house.

Owns: who may say what time it is. Promises: aware UTC instants only; the day of the office is the day in Việt Nam
(UTC+7, no summer time). Leaves to others: working days (the policy's calendar).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "+07")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock a rehearsal or a test sets; it stands still until it is moved, and never moves back by itself."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        self._at = aware(at)

    def advance(self, **by: float) -> None:
        self._at += timedelta(**by)

    def now(self) -> datetime:
        return self._at


class FileClock:
    """Follows a file with one ISO instant, so that the processes of a rehearsal share one time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return aware(datetime.fromisoformat(self._path.read_text(encoding="ascii").strip()))


def aware(at: datetime) -> datetime:
    """The instant in UTC; a naive one is refused."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no place here: give it a zone")
    return at.astimezone(UTC)


def office_day(at: datetime) -> date:
    """The calendar day of an instant in Việt Nam."""
    return aware(at).astimezone(VIETNAM).date()


def wall_now() -> datetime:
    """The machine's time for machinery (retry, leases, ages). Decisions about cases use the house's clock instead."""
    return datetime.now(UTC)
