"""Contacts beside what was said of them: no address in an event, and none that can be changed unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.notification.models import Contact
from services.notification.service import DEFINITION
from shared.canonical import sha256_hex
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.events.terms import Role
from tests.support.comparing import faults_by, faults_of, said_in, tamper
from tests.support.desks import bearer, client_of, make_desk

API = "/api/notification/v1/contacts"
ADDRESS = "huong@minhanh.example"
KEPT = {"role": "grassroots_officer", "unit": "cdcs-may-minh-anh", "email": ADDRESS, "language": "vi"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    keeps(made, tmp_path)
    yield made
    made.database.close()


def keeps(desk: Desk, directory: Path, *, seen: int | None = None, **changes: str | None) -> None:
    admin = bearer(directory, "quan-tri", Role.ADMINISTRATOR, "tinh")
    headers = admin if seen is None else admin | {"If-Match": f'"{seen}"'}
    assert client_of(desk).put(f"{API}/huong", json=KEPT | changes, headers=headers).status_code == 200


def faults(desk: Desk) -> list[str]:
    return faults_of(desk, DEFINITION, "contacts")


def test_keeping_a_contact_is_said_without_the_address(desk: Desk, tmp_path: Path) -> None:
    keeps(desk, tmp_path, seen=1)
    with desk.database.reading() as tx:
        first, second = [one for one in said_in(tx) if one.type == "notification.contact_entered"]
        row = tx.scalars(select(Contact)).one()
        told = kept_hash(Contact.__table__, salt=row.salt, email=ADDRESS)

    assert (second.subject, second.data["role"], second.data["version"]) == ("huong", "grassroots_officer", 2)
    assert "minhanh.example" not in first.body() + second.body()
    # The same address twice, and none of the ways to try it: the salt is new each time and stays beside it.
    tried = {kept_hash(Contact.__table__, email=ADDRESS), sha256_hex(ADDRESS.encode())}
    hashes = [first.data["kept_sha256"], second.data["kept_sha256"]]
    assert (hashes[1], len({*hashes, *tried})) == (told, 4)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("email = 'ke-gian@vidu.example'", "salt, email"), ("email = NULL", "salt, email"),
        ("salt = 'x' || salt", "salt, email"), ("role = 'signer'", "role"), ("unit = 'khac'", "unit"),
        ("language = 'en'", "language"), ("version = 2", "version"), ("changed_by = 'ai-do'", "changed_by"),
    ],
)  # fmt: skip
def test_a_contact_changed_afterwards_is_named(desk: Desk, changed: str, named: str) -> None:
    assert faults(desk) == []

    tamper(desk, f"UPDATE contacts SET {changed}")
    assert faults(desk) == [f"huong: {named}: not what was said"]


def test_a_contact_that_is_gone_or_put_in_is_named(desk: Desk) -> None:
    tamper(desk, "UPDATE contacts SET subject = 'an'")

    assert faults(desk) == ["an: no event speaks of this row", "huong: it was said, the row is gone"]


def test_an_address_taken_away_is_bound_too(desk: Desk, tmp_path: Path) -> None:
    keeps(desk, tmp_path, seen=1, email=None)
    assert faults(desk) == []

    tamper(desk, "UPDATE contacts SET email = 'ke-gian@vidu.example'")
    assert faults(desk) == ["huong: salt, email: not what was said"]


def test_a_contact_of_the_release_before_is_let_be_until_it_is_changed(desk: Desk, tmp_path: Path) -> None:
    tamper(desk, "UPDATE contacts SET salt = NULL")
    with desk.database.reading() as tx:
        assert faults_by(tx, DEFINITION, "contacts", []) == []
    keeps(desk, tmp_path, seen=1, language="en")

    assert faults(desk) == []
    tamper(desk, "UPDATE contacts SET unit = 'khac'")
    assert faults(desk) == ["huong: unit: not what was said"]
