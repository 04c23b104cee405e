"""Instants people send are those of a calendar, whatever their zone makes of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from marshmallow import Schema, ValidationError

from shared.web.instants import Instant, Moment


class _Asked(Schema):
    at = Instant()
    until = Moment()


@pytest.mark.parametrize("field", ["at", "until"])
@pytest.mark.parametrize(
    "given",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T20:00:00Z",
        "2026-08-03T09:00:00",
        "2026-02-30T09:00:00Z",
        "hôm qua",
        "",
    ],
)
def test_an_instant_on_no_calendar_is_a_fault(field: str, given: str) -> None:
    with pytest.raises(ValidationError) as told:
        _Asked().load({field: given})
    assert told.value.messages == {field: ["Not a valid datetime."]}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_on_no_calendar_is_a_fault(day: str) -> None:
    with pytest.raises(ValidationError):
        _Asked().load({"until": day})


def test_instants_are_reckoned_into_one_zone_and_days_to_their_end() -> None:
    read = _Asked().load({"at": "2026-08-03T09:00:00+07:00", "until": "2026-08-03"})

    assert read == {
        "at": datetime(2026, 8, 3, 2, tzinfo=UTC),
        "until": datetime(2026, 8, 3, 16, 59, 59, 999_999, tzinfo=UTC),
    }
