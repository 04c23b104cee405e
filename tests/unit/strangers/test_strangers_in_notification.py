"""Notification: every row of its permissions refuses whoever it does not name, and leaves nothing but the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notification.service import DEFINITION
from tests.support.desks import make_desk
from tests.support.doors import Doors

ROUTES = {
    "GET /contacts": "read_contacts",
    "GET /contacts/{subject}": "read_contacts",
    "PUT /contacts/{subject}": "keep_contact",
    "GET /deliveries": "read_deliveries",
    "POST /deliveries/{notice_id}/settle": "settle_delivery",
}
ONES_OWN = "everybody's own notices: whose they are is asked in `test_telling`"
OPEN = dict.fromkeys(("GET /notices", "POST /notices/{notice_id}/read", "POST /notices/read"), ONES_OWN)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    directory: Path = tmp_path_factory.mktemp("doors")
    desk = make_desk(DEFINITION, directory)
    yield Doors(
        desk=desk, directory=directory, routes=ROUTES, open=OPEN,
        shut=dict.fromkeys(("read_notices", "mark_read"), "everybody who can sign in"),
        body_at={"PUT /contacts/{subject}": {"role": "signer", "unit": "tinh"}},
    )  # fmt: skip
    desk.database.close()


def test_every_row_has_its_door(doors: Doors) -> None:
    doors.all_are_there()


@pytest.mark.parametrize("door", ROUTES)
def test_whoever_a_row_does_not_name_is_refused(doors: Doors, door: str) -> None:
    doors.refuse_strangers(door)
