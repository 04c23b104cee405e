"""Instants people send: those the calendar has, in UTC and in Việt Nam.

Owns: the fields for them, and what a day alone means: a question "on" or "up to" a day has the whole of it, one "from"
a day begins with it. Promises: UTC; an instant without a zone, or one that leaves the calendar when it is
reckoned into another, is a fault of who sent it and no failure of the house. Leaves to others: what is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import ValidationError, fields

from shared.clock import VIETNAM, aware, office_day

_NO_INSTANT = "Not a valid datetime."


class Instant(fields.AwareDateTime):
    """An instant with its zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"invalid_awareness": _NO_INSTANT}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        given = super()._deserialize(value, attr, data, **options)
        return _taken(_on_the_calendar, given, _NO_INSTANT)


class _DayOrInstant(fields.Field[datetime]):
    """What the contract knows no form for: it tells of the instant, and in words of the day."""

    def __init__(self, **options: Any) -> None:
        form = {"type": "string", "format": "date-time", "description": "A day (2026-08-03), or an instant."}
        super().__init__(metadata=form, **options)


class Moment(_DayOrInstant):
    """`2026-08-03` (the whole day) or an instant with its zone; the last instant that still counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        return _taken(moment, str(value))


class Since(_DayOrInstant):
    """`2026-08-03` (from its first instant) or an instant with its zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        return _taken(since, str(value))


class Until(_DayOrInstant):
    """`2026-08-03` (the whole day) or an instant with its zone; the first instant that no longer counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        return _taken(until, str(value))


def moment(given: str) -> datetime:
    """The last instant of a day, or the instant; ValueError for anything else, naive times included."""
    day = _day(given)
    return _instant(given) if day is None else _on_the_calendar(datetime.combine(day, time.max, VIETNAM))


def since(given: str) -> datetime:
    """The first instant of a day, or the instant; errors as of `moment`."""
    day = _day(given)
    return _instant(given) if day is None else _on_the_calendar(datetime.combine(day, time.min, VIETNAM))


def until(given: str) -> datetime:
    """The first instant after a day, or the instant; errors as of `moment`."""
    day = _day(given)
    return _instant(given) if day is None else since(given) + timedelta(days=1)


def _day(given: str) -> date | None:
    return date.fromisoformat(given) if len(given) == len("2026-08-03") else None


def _instant(given: str) -> datetime:
    return _on_the_calendar(datetime.fromisoformat(given))


def _on_the_calendar(at: datetime) -> datetime:
    """The instant in UTC; ValueError when a day around it is before the first or after the last there is."""
    try:
        office_day(at - timedelta(days=1))
        office_day(at + timedelta(days=1))
    except OverflowError as error:
        raise ValueError("this instant is on no calendar") from error
    return aware(at)


def _taken(read: Callable[[Any], datetime], value: Any, words: str = "Neither a day nor a datetime.") -> datetime:
    try:
        return read(value)
    except ValueError as error:
        raise ValidationError(words) from error
