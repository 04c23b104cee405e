"""Contacts, one's own notices, and the word of a person on what is in doubt, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from services.notification.models import Contact, Notice
from services.notification.rules.delivery import Status
from services.notification.service import DEFINITION
from shared.desk import Desk
from shared.events.terms import Role
from shared.tables import outbox
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.said import CASE, HEAD, UNIT, Speakers, hear, received, stage_opened

API = "/api/notification/v1"
KEPT = {"role": "grassroots_officer", "unit": UNIT.id, "email": "huong@minhanh.example", "language": "vi"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return client_of(desk)


@pytest.fixture
def admin(desk: Desk, tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, "admin", Role.ADMINISTRATOR, "tinh")


@pytest.fixture
def officer(desk: Desk, tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, UNIT.id)


def tell_two(desk: Desk) -> None:
    """One notice for the officers of the unit, one for its head."""
    speakers = Speakers()
    hear(desk, [speakers.say(CASE, stage_opened()), speakers.say(CASE, received(), HEAD)])


def test_contact_is_kept_changed_and_told_apart_from_a_stale_change(client: FlaskClient, admin: dict[str, str]) -> None:
    made = client.put(f"{API}/contacts/huong", json=KEPT, headers=admin)
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"')
    assert client.put(f"{API}/contacts/huong", json=KEPT, headers=admin).status_code == 428
    changed = client.put(f"{API}/contacts/huong", json=KEPT | {"email": None}, headers=admin | {"If-Match": '"1"'})
    assert changed.json["email"] is None
    stale = client.put(f"{API}/contacts/huong", json=KEPT, headers=admin | {"If-Match": '"1"'})
    assert (stale.status_code, "admin" in stale.json["detail_vi"]) == (412, True)
    assert [one["subject"] for one in client.get(f"{API}/contacts", headers=admin).json["items"]] == ["huong"]


@pytest.mark.parametrize(
    "email",
    [
        "huong@minhanh.example\r\nBcc: all@example.org", "huong@minhanh.example\n", "huong", "a b@x.example",
        "a..b@x.example", ".a@x.example", "hương@x.example", "a@-x.example", "a@x", "<a@x.example>",
        "a" * 65 + "@x.example",
    ],
)  # fmt: skip
def test_address_that_could_be_more_than_an_address_is_refused(
    desk: Desk, client: FlaskClient, admin: dict[str, str], email: str
) -> None:
    answer = client.put(f"{API}/contacts/huong", json=KEPT | {"email": email}, headers=admin)
    assert (answer.status_code, answer.json["places"][0]["at"]) == (422, "email")
    with desk.database.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(Contact)) == 0


def test_address_may_not_serve_as_a_subject(client: FlaskClient, admin: dict[str, str]) -> None:
    answer = client.put(f"{API}/contacts/huong@minhanh.example", json=KEPT, headers=admin)
    assert (answer.status_code, answer.json["places"][0]["at"]) == (422, "subject")


def test_only_an_administrator_keeps_contacts(desk: Desk, client: FlaskClient, officer: dict[str, str]) -> None:
    assert client.put(f"{API}/contacts/huong", json=KEPT, headers=officer).status_code == 403
    assert client.get(f"{API}/contacts", headers=officer).status_code == 403
    with desk.database.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(Contact)) == 0
        assert list(tx.scalars(select(outbox.c.type))) == ["notification.command_refused"] * 2


def test_one_reads_ones_own_notices_and_nobody_elses(
    desk: Desk, client: FlaskClient, officer: dict[str, str], tmp_path: Path
) -> None:
    tell_two(desk)
    page = client.get(f"{API}/notices", headers=officer).json
    assert ([one["template"] for one in page["items"]], page["unread"]) == (["received"], 1)
    (mine,) = page["items"]
    stranger = bearer(tmp_path, "x", Role.GRASSROOTS_OFFICER, "another")
    assert client.get(f"{API}/notices", headers=stranger).json["items"] == []
    assert client.post(f"{API}/notices/{mine['id']}/read", headers=stranger).status_code == 404
    read = client.post(f"{API}/notices/{mine['id']}/read", headers=officer)
    assert (read.status_code, read.json["read_at"] is not None) == (200, True)
    again = client.post(f"{API}/notices/{mine['id']}/read", headers=officer)
    assert again.json["read_at"] == read.json["read_at"]
    left = client.get(f"{API}/notices?unread=true", headers=officer).json
    assert (left["items"], left["unread"]) == ([], 0)


def test_all_of_ones_own_are_marked_read(desk: Desk, client: FlaskClient, officer: dict[str, str]) -> None:
    tell_two(desk)
    assert client.post(f"{API}/notices/read", headers=officer).status_code == 204
    with desk.database.reading() as tx:
        assert list(tx.scalars(select(Notice.template).where(Notice.read_at.is_(None)))) == ["stage_opened"]


def make_uncertain(desk: Desk) -> str:
    tell_two(desk)
    with desk.database.transaction() as tx:
        notice = tx.scalars(select(Notice.id).where(Notice.template == "received")).one()
        tx.execute(update(Notice).where(Notice.id == notice).values(channel="email", status=Status.UNCERTAIN.value))
        tx.execute(outbox.delete().where(outbox.c.subject == notice))
    return notice


@pytest.mark.parametrize(
    ("ruling", "status", "said"), [("arrived", "delivered", 1), ("send_again", "waiting", 0)]
)
def test_operator_rules_on_a_mail_in_doubt(
    desk: Desk, client: FlaskClient, tmp_path: Path, ruling: str, status: str, said: int
) -> None:
    notice = make_uncertain(desk)
    operator = bearer(tmp_path, "van-hanh", Role.OPERATOR, "tinh")
    shown = client.get(f"{API}/deliveries?status=uncertain", headers=operator).json["items"]
    assert [one["id"] for one in shown] == [notice]
    assert {"text", "title", "email"}.isdisjoint(shown[0])
    answer = client.post(f"{API}/deliveries/{notice}/settle", json={"ruling": ruling}, headers=operator)
    assert (answer.status_code, answer.json["status"]) == (200, status)
    with desk.database.reading() as tx:
        assert tx.scalar(select(func.count()).where(outbox.c.subject == notice)) == said


def test_what_is_delivered_does_not_wait_for_a_person(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    tell_two(desk)
    with desk.database.reading() as tx:
        notice = tx.scalars(select(Notice.id)).first()
    operator = bearer(tmp_path, "van-hanh", Role.OPERATOR, "tinh")
    body: dict[str, Any] = {"ruling": "send_again"}
    answer = client.post(f"{API}/deliveries/{notice}/settle", json=body, headers=operator)
    assert (answer.status_code, answer.json["code"]) == (409, "notification.not_unsettled")
