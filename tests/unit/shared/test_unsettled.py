"""Whether a house is at rest is what nearly every slow test waits for: nothing under way may be passed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, update

from shared.identity import make_keys
from shared.tables import HOUSE, inbox, looked, outbox, outbox_again, outbox_mark
from shared.topology import SERVICES, consumers_of
from tests.support.homes import House
from tests.support.unsettled import unsettled

HEARERS = {*consumers_of("review.case_moved")}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The databases of a house without processes: review said two events, and whoever is to hear them has."""
    make_keys(tmp_path / "keys")
    quiet = House("embedded", tmp_path, {"VINHDANH_DATABASE_URL": f"sqlite:///{tmp_path}/{{service}}.sqlite"}, {})
    for database in quiet.databases.values():
        HOUSE.create_all(database.engine)
    for number in (1, 2):
        write(quiet, "review", outbox, said(quiet, number))
        for service in HEARERS:
            write(quiet, service, inbox, heard(quiet, number))
    write(quiet, "review", outbox_mark, {"id": 1, "position": 2})
    yield quiet
    quiet.kill()


def write(house: House, service: str, table: Table, row: dict[str, Any]) -> None:
    with house.databases[service].transaction() as tx:
        tx.execute(insert(table).values(**row))


def said(house: House, number: int, **other: Any) -> dict[str, Any]:
    about = {"type": "review.case_moved", "subject": "case", "sequence": number, "body": "{}", "chain": "0"}
    return {"event_id": f"e{number}", "recorded_at": house.clock.now(), "position": number, **about, **other}


def heard(house: House, number: int, **other: Any) -> dict[str, Any]:
    about = {"type": "review.case_moved", "subject": "case", "sequence": number, "source": "review"}
    done = {"status": "done", "attempts": 1, "received_at": house.clock.now()}
    return {"event_id": f"e{number}", "position": number, **about, **done, **other}


def test_what_everybody_heard_is_at_rest_and_not_looked_at_again(house: House) -> None:
    assert [*unsettled(house)] == []
    assert house.settled_at["review"] == 2


@pytest.mark.parametrize("is_second", [False, True])
def test_an_event_without_a_place_or_beyond_the_mark_waits(house: House, is_second: bool) -> None:
    if is_second:
        assert [*unsettled(house)] == []
    write(house, "review", outbox, said(house, 3, position=None))
    assert next(unsettled(house)) == "review: 1 events wait to be published"

    with house.databases["review"].transaction() as tx:
        tx.execute(update(outbox).where(outbox.c.event_id == "e3").values(position=3))
    assert next(unsettled(house)) == "review: 1 events wait to be published"


def test_what_is_offered_again_waits(house: House) -> None:
    write(house, "review", outbox_again, {"position": 1, "due_at": house.clock.now() + timedelta(days=1)})

    assert [*unsettled(house)] == ["review: 1 events wait to be published"]


@pytest.mark.parametrize("is_second", [False, True])
@pytest.mark.parametrize("status", ["parked", "retry", "dead", "settled", None])
def test_what_was_published_and_not_settled_by_all_waits(house: House, status: str | None, is_second: bool) -> None:
    if is_second:
        assert [*unsettled(house)] == []
    write(house, "review", outbox, said(house, 3))
    with house.databases["review"].transaction() as tx:
        tx.execute(update(outbox_mark).values(position=3))
    for service in HEARERS - {"audit"}:
        write(house, service, inbox, heard(house, 3))
    if status:
        write(house, "audit", inbox, heard(house, 3, status=status))

    settled, wanted = (0, 1) if is_second else (2, 3)
    waiting = {status: 1} if status in ("parked", "retry") else {}
    line = f"audit: {settled} of {wanted} new events of review settled, waiting {waiting}"
    assert [*unsettled(house)] == ([] if status in ("dead", "settled") else [line])


def test_what_was_tried_before_all_was_quiet_still_waits(house: House) -> None:
    assert [*unsettled(house)] == []
    write(house, "audit", inbox, heard(house, 1, event_id="again", status="retry"))

    assert [*unsettled(house)] == ["audit: 0 of 0 new events of review settled, waiting {'retry': 1}"]


@pytest.mark.parametrize("service", SERVICES)
def test_looks_wait_from_their_moment_on(house: House, service: str) -> None:
    look = {
        "key": "one", "actor": "a", "role": "r", "unit": "u", "via": "web", "view": "case", "shown": "whole",
        "at": house.clock.now(), "due": house.clock.now() + timedelta(minutes=1),
    }  # fmt: skip
    write(house, service, looked, look)
    assert [*unsettled(house)] == []

    house.clock.set(house.clock.now() + timedelta(minutes=1))
    assert [*unsettled(house)] == [f"{service}: looks wait to be said"]
