"""A cursor goes on with the list it was given for, and with no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.services import definition_of
from shared.topology import SERVICES
from shared.web.paging import TOLD_OF_CURSORS, bind_cursor, unbind_cursor, write_cursor
from tests.support.desks import client_of, make_desk

ASKED = [("state", "draft"), ("plan", "a"), ("limit", "2")]
INNER = write_cursor(["c1"])


def test_a_bound_cursor_is_what_it_was() -> None:
    bound = bind_cursor(INNER, "/cases", ASKED)
    assert unbind_cursor(bound, "/cases", ASKED) == INNER


def test_the_order_of_parameters_and_the_size_of_pages_are_free() -> None:
    bound = bind_cursor(INNER, "/cases", ASKED)
    again = [("plan", "a"), ("limit", "50"), ("state", "draft"), ("cursor", bound)]
    assert unbind_cursor(bound, "/cases", again) == INNER


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/sessions", ASKED),
        ("/cases", ASKED[:1]),
        ("/cases", [("state", "closed"), *ASKED[1:]]),
        ("/cases", [*ASKED, ("award", "x")]),
        ("/cases", [("state", "draft&plan=a")]),
    ],
)
def test_a_cursor_of_another_list_is_none(path: str, asked: list[tuple[str, str]]) -> None:
    assert unbind_cursor(bind_cursor(INNER, "/cases", ASKED), path, asked) is None


@pytest.mark.parametrize("cursor", ["", ".", INNER, f".{INNER}", f"x.{INNER}", "ầ.ầ"])
def test_a_cursor_nobody_gave_is_none(cursor: str) -> None:
    assert unbind_cursor(cursor, "/cases", ASKED) is None


@pytest.mark.parametrize("service", SERVICES)
def test_every_list_gives_cursors_of_its_own(tmp_path: Path, service: str) -> None:
    contract = client_of(make_desk(definition_of(service), tmp_path)).get(f"/api/{service}/openapi.json").json
    lists = 0
    for told in contract["paths"].values():
        asked = {one["name"]: one for one in told.get("get", {}).get("parameters", ()) if one["in"] == "query"}
        if "cursor" in asked:
            answered = told["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            page = contract["components"]["schemas"][answered.rpartition("/")[2]]["properties"]
            assert asked["cursor"]["description"] == page["next"]["description"] == TOLD_OF_CURSORS
            assert page["next"]["type"] == ["string", "null"]
            lists += 1
    assert lists
