"""Instants people send are those of a calendar, whatever their zone makes of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from marshmallow import Schema, ValidationError

from shared.events.codec import places_of
from shared.web.instants import Instant, Moment, Since, Until


class _Asked(Schema):
    at = Instant()
    until = Moment()
    begins = Since()
    ends = Until()


@pytest.mark.parametrize("field", ["at", "until", "begins", "ends"])
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
    said = "Not a valid datetime." if field == "at" else "Neither a day nor a datetime."
    assert told.value.messages == {field: [said]}
    assert places_of(told.value.messages)[0].words.vi != said


@pytest.mark.parametrize("field", ["until", "begins", "ends"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_on_no_calendar_is_a_fault(field: str, day: str) -> None:
    with pytest.raises(ValidationError):
        _Asked().load({field: day})


def test_instants_are_reckoned_into_one_zone_and_days_to_their_end() -> None:
    day, instant = "2026-08-03", "2026-08-03T09:00:00+07:00"
    read = _Asked().load({"at": instant, "until": day, "begins": day, "ends": day})

    assert read == {
        "at": datetime(2026, 8, 3, 2, tzinfo=UTC),
        "until": datetime(2026, 8, 3, 16, 59, 59, 999_999, tzinfo=UTC),
        "begins": datetime(2026, 8, 2, 17, tzinfo=UTC),
        "ends": datetime(2026, 8, 3, 17, tzinfo=UTC),
    }
    assert set(_Asked().load(dict.fromkeys(("until", "begins", "ends"), instant)).values()) == {read["at"]}
