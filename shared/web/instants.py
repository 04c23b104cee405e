"""Instants people send: those the calendar has, in UTC and in Việt Nam.

Owns: the two fields for them. Promises: UTC; an instant without a zone, or one that leaves the calendar when it is
reckoned into another, is a fault of who sent it and no failure of the house. Leaves to others: what is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import ValidationError, fields

from shared.clock import VIETNAM, aware, office_day


class Instant(fields.AwareDateTime):
    """An instant with its zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"invalid_awareness": "Not a valid datetime."}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        given = super()._deserialize(value, attr, data, **options)
        return _taken(_on_the_calendar, given)


class Moment(fields.Field[datetime]):
    """`2026-08-03` (the whole day) or an instant with its zone; the last instant that still counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        return _taken(moment, str(value))


def moment(given: str) -> datetime:
    """The last instant of a day, or the instant; ValueError for anything else, naive times included."""
    if len(given) == len("2026-08-03"):
        end = datetime.combine(date.fromisoformat(given), time.max, VIETNAM)
        return _on_the_calendar(end)
    return _on_the_calendar(datetime.fromisoformat(given))


def _on_the_calendar(at: datetime) -> datetime:
    """The instant in UTC; ValueError when a day around it is before the first or after the last there is."""
    try:
        office_day(at - timedelta(days=1))
        office_day(at + timedelta(days=1))
    except OverflowError as error:
        raise ValueError("this instant is on no calendar") from error
    return aware(at)


def _taken(read: Callable[[Any], datetime], value: Any) -> datetime:
    try:
        return read(value)
    except ValueError as error:
        raise ValidationError("Not a valid datetime.") from error
