"""Figures and authors of initiatives beside what was said of them: an edit is named, what an erasure took is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.registry.models_progress import InitiativeAuthor
from services.registry.service import DEFINITION
from shared.canonical import sha256_hex
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.erasure import ERASED, obey
from shared.events.erasure import ErasedName, PersonErased
from shared.events.terms import Role
from shared.names import spoken_key
from tests.support.comparing import faults_by, faults_of, said_in, tamper
from tests.support.desks import bearer, client_of, make_desk

API = "/api/registry/v1/plans/gia_lam_2023"
WHO = {"unit_name": "CĐCS Trường THCS Cổ Bi", "block": "block_public_service"}
HUONG, AN = "Nguyễn Thị Hương", "Lê Văn Ấn"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A unit stated its figures, corrected them, and entered what two people made."""
    desk = make_desk(DEFINITION, tmp_path)
    client, officer = client_of(desk), bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "thcs")
    figures: dict[str, Any] = WHO | {"snapshot_on": "2023-07-01", "headcount": 40}
    assert client.put(f"{API}/figures/thcs", json=figures, headers=officer).status_code == 200
    again = figures | {"headcount": 41, "officers": 2}
    assert client.put(f"{API}/figures/thcs", json=again, headers=officer | {"If-Match": '"1"'}).status_code == 200
    made = WHO | {
        "unit": "thcs", "title": "Sổ điểm", "scope": "base", "recognised_on": "2023-04-10",
        "recognised_by": "Hội đồng sáng kiến",
        "authors": [{"full_name": HUONG, "birth": "02/5/1984"}, {"full_name": AN, "birth": "1979"}],
    }  # fmt: skip
    assert client.post(f"{API}/initiatives", json=made, headers=officer).status_code == 201
    yield desk
    desk.database.close()


def _values(told: Any) -> Iterator[str]:
    """Every single value of what an event says, as text, but its ids."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from () if key == "initiative" else _values(value)
    elif isinstance(told, Sequence) and not isinstance(told, str):
        for one in told:
            yield from _values(one)
    else:
        yield str(told)


def authors(desk: Desk) -> list[InitiativeAuthor]:
    with desk.database.reading() as tx:
        found = list(tx.scalars(select(InitiativeAuthor).order_by(InitiativeAuthor.place)))
        tx.expunge_all()
    return found


def is_erased(desk: Desk, key: str, names: tuple[ErasedName, ...] | None = None) -> None:
    gone = PersonErased(
        erasure="e1", nominee_key=key, basis="erasure_requested", document="Đơn 1", cases=(), holds=(),
        asked_by="a", confirmed_by="b", names=names,
    )  # fmt: skip
    said = next(iter(said_of(desk)))
    with desk.database.transaction() as tx:
        obey(tx, gone, said.time, DEFINITION.erases)


def said_of(desk: Desk) -> list[Any]:
    with desk.database.reading() as tx:
        return said_in(tx)


def test_figures_are_said_and_so_is_their_correction(desk: Desk) -> None:
    first, second = [said.data for said in said_of(desk) if said.type == "registry.figures_stated"]

    assert (first["headcount"], first["officers"], first["version"]) == (40, None, 1)
    assert (second["headcount"], second["officers"], second["version"]) == (41, 2, 2)
    assert (second["figures"], second["counted_from"]) == (first["figures"], "2023-01-01")


@pytest.mark.parametrize(
    "column", ["unit_name", "block", "headcount", "officers", "clusters", "version", "changed_by", "id"]
)
def test_figures_changed_afterwards_are_named(desk: Desk, column: str) -> None:
    assert faults_of(desk, DEFINITION, "figures") == []
    tamper(desk, f"UPDATE figures SET {column} = 7")

    assert faults_of(desk, DEFINITION, "figures") == [f"gia_lam_2023/thcs/2023-01-01: {column}: not what was said"]


def test_figures_that_are_gone_or_lost_their_number_are_named(desk: Desk) -> None:
    tamper(desk, "UPDATE figures SET id = NULL")
    assert faults_of(desk, DEFINITION, "figures") == ["gia_lam_2023/thcs/2023-01-01: it was said, the row is gone"]
    tamper(desk, "DELETE FROM figures")
    assert faults_of(desk, DEFINITION, "figures") == ["gia_lam_2023/thcs/2023-01-01: it was said, the row is gone"]


def test_figures_of_the_release_before_are_let_be_until_they_are_stated_anew(desk: Desk, tmp_path: Path) -> None:
    tamper(desk, "UPDATE figures SET id = NULL, version = 1")
    with desk.database.reading() as tx:
        assert faults_by(tx, DEFINITION, "figures", []) == []
    officer = bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "thcs") | {"If-Match": '"1"'}
    anew = WHO | {"snapshot_on": "2023-07-01", "headcount": 44}
    assert client_of(desk).put(f"{API}/figures/thcs", json=anew, headers=officer).status_code == 200

    assert faults_of(desk, DEFINITION, "figures") == []
    tamper(desk, "UPDATE figures SET headcount = 45")
    assert len(faults_of(desk, DEFINITION, "figures")) == 1


def test_no_event_tells_an_author_nor_can_one_be_tried(desk: Desk) -> None:
    (said,) = [one for one in said_of(desk) if one.type == "registry.initiative_recorded"]
    huong, _ = authors(desk)

    told = [value for one in said.data["authors"] for value in one.values()]
    assert (len(set(told)), {len(one) for one in told}) == (4, {64})
    table = InitiativeAuthor.__table__
    tried = {
        kept_hash(table, key=huong.key), kept_hash(table, name=huong.name, birth=huong.birth),
        sha256_hex(huong.key.encode()),
    }  # fmt: skip
    assert not tried & set(told)
    assert all(word not in said.body() for word in (HUONG, huong.key, str(huong.salt), str(huong.key_salt)))
    assert not any("1984" in value for value in _values(said.data) if len(value) != 64)  # a hash may spell any year


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("name = 'Nguyễn Thị Hường'", "salt, name, birth"), ("birth = '1985-05-02'", "salt, name, birth"),
        ("salt = NULL", "salt, name, birth"), (f"salt = NULL, name = '{ERASED}', birth = ''", "salt, name, birth"),
        ("key = 'somebody'", "key_salt, key"), ("key_salt = NULL", "key_salt, key"),
    ],
)  # fmt: skip
def test_an_author_changed_afterwards_is_named(desk: Desk, changed: str, named: str) -> None:
    assert faults_of(desk, DEFINITION, "initiative_authors") == []
    tamper(desk, f"UPDATE initiative_authors SET {changed} WHERE place = 0")

    (fault,) = faults_of(desk, DEFINITION, "initiative_authors")
    assert fault.endswith(f"/0: {named}: not what was said")


def test_an_author_struck_out_or_put_in_is_named(desk: Desk) -> None:
    tamper(desk, "UPDATE initiative_authors SET place = 2 WHERE place = 1")

    named = [one.split(": ")[1] for one in faults_of(desk, DEFINITION, "initiative_authors")]
    assert named == ["no event speaks of this row", "it was said, the row is gone"]


def test_what_an_erasure_took_of_an_author_is_not_named_and_nobody_else_hides_behind_it(desk: Desk) -> None:
    huong, _ = authors(desk)
    is_erased(desk, huong.key)
    emptied = authors(desk)[0]
    assert (emptied.name, emptied.birth, emptied.salt, emptied.key) == (ERASED, "", None, huong.key)
    erased = {huong.key}
    with desk.database.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "initiative_authors", said_in(tx))) == 1
        assert faults_by(tx, DEFINITION, "initiative_authors", said_in(tx), erased) == []
    tamper(desk, f"UPDATE initiative_authors SET salt = NULL, name = '{ERASED}', birth = '' WHERE place = 1")
    with desk.database.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "initiative_authors", said_in(tx), erased)) == 1
    tamper(desk, "UPDATE initiative_authors SET key = :key WHERE place = 1", key=huong.key)
    with desk.database.reading() as tx:
        (fault,) = faults_by(tx, DEFINITION, "initiative_authors", said_in(tx), erased)
    assert fault.endswith("/1: key_salt, key: not what was said")


def test_authors_of_the_release_before_are_counted_and_no_more(desk: Desk) -> None:
    tamper(desk, "UPDATE initiative_authors SET salt = NULL, key_salt = NULL")
    before = [
        replace(said, data={name: value for name, value in said.data.items() if name != "authors"})
        for said in said_of(desk)
    ]
    with desk.database.reading() as tx:
        assert faults_by(tx, DEFINITION, "initiative_authors", before) == []
    tamper(desk, "DELETE FROM initiative_authors WHERE place = 1")
    with desk.database.reading() as tx:
        assert len(faults_by(tx, DEFINITION, "initiative_authors", before)) == 1


@pytest.mark.parametrize(
    ("name", "unit", "is_shared", "gone"),
    [
        (HUONG, None, False, True), (HUONG, "thcs", False, True), (HUONG, "thpt", False, False),
        (HUONG, None, True, False), ("Nguyễn Thị Hường", None, False, False),
    ],
)  # fmt: skip
def test_of_authors_under_one_key_only_who_is_meant_goes(
    desk: Desk, name: str, unit: str | None, is_shared: bool, gone: bool
) -> None:
    """By the name as it is spoken, and by the union where the name is others' too."""
    huong, _ = authors(desk)
    told = ErasedName(spoken=spoken_key(huong.key, name), unit=unit, is_shared=is_shared)

    is_erased(desk, huong.key, (told,))

    assert [one.name for one in authors(desk)] == [ERASED if gone else HUONG, AN]
    assert [one.birth for one in authors(desk)] == ["" if gone else "1984-05-02", "1979"]
