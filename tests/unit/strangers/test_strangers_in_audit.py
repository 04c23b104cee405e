"""Audit: every row of its permissions refuses whoever it does not name, and leaves nothing but the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.audit.service import DEFINITION
from tests.support.desks import make_desk
from tests.support.doors import Doors

ROUTES = {
    "GET /cases/{case_id}/trace": "trace",
    "GET /cases/{case_id}/state": "trace",
    "GET /cases/{case_id}/differences": "trace",
    "GET /cases/{case_id}/origin": "trace",
    "GET /origin": "trace",
    "GET /origins": "trace",
    "GET /persons/{nominee_key}": "trace_person",
    "GET /packs/{subject}": "pack",
    "GET /records": "read_records",
    "GET /tree": "read_head",
    "GET /tree/inclusion/{event_id}": "prove",
    "GET /tree/consistency": "prove",
    "GET /tile/entries/{path}": "read_entries",
}
PUBLIC = "public: it says nothing of anybody, and witnesses without an account here ask for it"
OPEN = {"GET /checkpoint": PUBLIC, "GET /tile/{level}/{path}": PUBLIC}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    directory: Path = tmp_path_factory.mktemp("doors")
    desk = make_desk(DEFINITION, directory)
    yield Doors(desk=desk, directory=directory, routes=ROUTES, open=OPEN)
    desk.database.close()


def test_every_row_has_its_door(doors: Doors) -> None:
    doors.all_are_there()


@pytest.mark.parametrize("door", ROUTES)
def test_whoever_a_row_does_not_name_is_refused(doors: Doors, door: str) -> None:
    doors.refuse_strangers(door)
