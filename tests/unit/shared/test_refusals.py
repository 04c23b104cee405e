"""Every refused command is recorded without what was sent; a flood costs one record a minute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.review.service import DEFINITION
from shared.clock import wall_now
from shared.desk import Desk
from shared.errors import Conflict, InvalidInput, Place
from shared.events.envelope import Actor, decode
from shared.events.terms import Role
from shared.identity import TokenIssuer
from shared.refusals import ONE_BY_ONE, WINDOW_SECONDS, Attempt, Refusals, Summed, attempt_of
from shared.tables import outbox
from shared.web.app import build_app
from shared.words import Words
from tests.support.desks import make_desk

HEAD = Actor("duc", Role.GRASSROOTS_HEAD, "minh-anh")
CASE = "00000000-0000-7000-8000-0000000000c1"
ATTEMPT = Attempt("receive", "record.stale", 412, CASE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def signed_in(desk: Desk, tmp_path: Path) -> dict[str, str]:
    token = TokenIssuer(tmp_path / "keys").issue(HEAD, now=wall_now(), lifetime=timedelta(hours=1))
    return {"Authorization": f"Bearer {token}"}


def said(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    """Actor and data of every recorded refusal."""
    with desk.database.reading() as tx:
        bodies = list(tx.scalars(select(outbox.c.body).where(outbox.c.type == "review.command_refused")))
    events = [decode(body.encode()) for body in bodies]
    return [(event.actor.subject, event.data) for event in events]


@pytest.mark.parametrize(
    ("path", "body", "headers", "code", "status"),
    [
        (f"cases/{CASE}/receive", {}, {}, "record.version_required", 428),
        (f"cases/{CASE}/receive", {}, {"If-Match": "1"}, "case.absent", 404),
        (f"cases/{CASE}/receive", {"no": "such field"}, {"If-Match": "1"}, "input.invalid", 422),
        (f"cases/{CASE}/receive", "{", {}, "input.malformed", 400),
        (f"cases/{CASE}/receive", {}, {"Idempotency-Key": "x" * 121}, "input.malformed", 400),
    ],
)
def test_a_refused_command_is_recorded_whatever_the_reason(
    desk: Desk, signed_in: dict[str, str], path: str, body: object, headers: dict[str, str], code: str, status: int
) -> None:
    sent = body if isinstance(body, str) else json.dumps(body)
    told = signed_in | headers | {"Content-Type": "application/json"}
    answer = build_app(desk).test_client().post(f"/api/review/v1/{path}", data=sent, headers=told)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    expected = {
        "action": "receive", "code": code, "status": status, "target": CASE, "rules": [], "times": 1, "parts": [],
    }  # fmt: skip
    assert said(desk) == [("duc", expected)]


def test_nothing_that_was_sent_is_kept(desk: Desk, signed_in: dict[str, str]) -> None:
    client = build_app(desk).test_client()
    told = signed_in | {"If-Match": "1"}
    client.post("/api/review/v1/cases/Nguyễn Thị Hương/receive", json={"words": "Trần Văn Đức"}, headers=told)
    with desk.database.reading() as tx:
        [body] = tx.scalars(select(outbox.c.body))
    assert "Hương" not in body
    assert "Trần" not in body
    assert decode(body.encode()).data["target"] is None


def test_a_flood_is_summed_up_and_every_attempt_counted(desk: Desk, signed_in: dict[str, str]) -> None:
    client = build_app(desk).test_client()
    for _ in range(ONE_BY_ONE + 30):
        client.post(f"/api/review/v1/cases/{CASE}/receive", json={}, headers=signed_in)
    assert len(said(desk)) == ONE_BY_ONE
    desk.sum_up_refusals(all_of_them=True)
    *_, (actor, last) = said(desk)
    assert (actor, last["times"], last["target"]) == ("duc", 30, None)
    assert sum(data["times"] for _, data in said(desk)) == ONE_BY_ONE + 30
    desk.sum_up_refusals(all_of_them=True)
    assert len(said(desk)) == ONE_BY_ONE + 1


def test_who_did_not_sign_in_is_counted_and_named_nobody(desk: Desk) -> None:
    client = build_app(desk).test_client()
    for _ in range(3):
        assert client.post(f"/api/review/v1/cases/{CASE}/receive", json={}).status_code == 401
    assert said(desk) == []
    desk.sum_up_refusals(all_of_them=True)
    [(actor, data)] = said(desk)
    assert (actor, data["code"], data["times"]) == ("service:review", "identity.unauthenticated", 3)


def test_a_reading_that_finds_nothing_is_no_refused_command(desk: Desk, signed_in: dict[str, str]) -> None:
    answer = build_app(desk).test_client().get(f"/api/review/v1/cases/{CASE}", headers=signed_in)
    assert answer.status_code == 404
    assert said(desk) == []


def test_a_sum_is_due_when_its_minute_is_over_and_is_handed_out_once() -> None:
    refusals = Refusals()
    for _ in range(ONE_BY_ONE + 2):
        refusals.is_said_alone(HEAD, ATTEMPT, at=100.0)
    assert refusals.take_due(100.0 + WINDOW_SECONDS - 1) == []
    due = refusals.take_due(100.0 + WINDOW_SECONDS)
    assert due == [Summed(HEAD, Attempt("receive", "record.stale", 412), 2)]
    assert refusals.take_due(100.0 + WINDOW_SECONDS) == []
    refusals.put_back(due, at=200.0)
    assert refusals.take_due(200.0 + WINDOW_SECONDS) == due
    assert refusals.is_said_alone(HEAD, ATTEMPT, at=300.0)


def test_an_attempt_keeps_the_rules_that_did_not_hold_each_once() -> None:
    codes = enumerate(("G05", "G05", ""))
    places = [Place(f"rows[{n}]", Words("Chưa đạt", "Not satisfied"), code) for n, code in codes]
    assert attempt_of("submit", InvalidInput(places=places), {"list_id": "x1"}).rules == ("G05",)


@pytest.mark.parametrize("typed", ["Nguyễn Thị Hương", "Nguyen Van A", "a/b", "x" * 81, "", "-", "a--b", "a\n"])
def test_only_what_is_formed_like_an_id_is_kept_as_target(typed: str) -> None:
    assert attempt_of("submit", Conflict(), {"case_id": typed}).target is None
