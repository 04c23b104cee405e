"""An export is read back with other people's tools only, and held against the ledger."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from deploy.commands.audit import audit
from services.audit.actions_export import MANIFEST, Export, export_ledger
from services.audit.checkpointing import sign_newest
from services.audit.errors import NoCheckpoint
from services.audit.models import Leaf, LeafCase
from services.audit.queries_said import told_leaves
from services.audit.rules.exporting import cell, lines, text_of
from services.audit.rules.leaf import ENTRY, entry_of
from services.audit.rules.merkle import leaf_hash, root_of
from services.audit.service import DEFINITION
from shared.canonical import sha256_hex
from shared.desk import Desk
from shared.events import sealing
from shared.events.envelope import Actor, Envelope, decode
from shared.events.terms import Role, Via
from shared.tables import outbox
from tests.support.desks import make_desk
from tests.unit.audit.said import HEAD, Speakers, hear, submitted
from tests.unit.audit.test_tracing import a_season

AUDITOR = Actor("kiem", Role.AUDITOR, "ldld-hung-yen")
FORMULA = Actor('=HYPERLINK("http://x")', Role.GRASSROOTS_HEAD, "-2+3")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def season(desk: Desk) -> list[Envelope]:
    speakers = Speakers()
    events = [*a_season(speakers), speakers.say("c9", submitted("c9", receipt="HY-2026-0009"), FORMULA)]
    hear(desk, events)
    sign_newest(desk)
    return events


def exported(desk: Desk, directory: Path, **more: Any) -> Export:
    asked: dict[str, Any] = {"since": None, "until": None, "with_bodies": False}
    return export_ledger(desk, AUDITOR, directory, **asked | more)


def read(directory: Path, name: str) -> list[dict[str, str]]:
    with (directory / name).open(newline="", encoding="utf-8") as file:
        return [{key: text_of(value) for key, value in row.items()} for row in csv.DictReader(file)]


def manifest_of(directory: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    return told


def test_the_leaves_read_back_give_the_root_of_the_checkpoint(
    desk: Desk, tmp_path: Path, season: list[Envelope]
) -> None:
    exported(desk, tmp_path / "out")
    leaves = sorted(read(tmp_path / "out", "leaves.csv"), key=lambda row: int(row["index"]))
    entries = [{name: row[name] or None for name in ENTRY} | {"position": int(row["position"])} for row in leaves]
    hashes = [leaf_hash(entry_of(**entry)) for entry in entries]
    ledger = manifest_of(tmp_path / "out")["ledger"]

    assert [one.hex() for one in hashes] == [row["leaf_hash"] for row in leaves]
    assert (len(leaves), root_of(hashes).hex()) == (ledger["size"], ledger["root"])
    assert f"\n{ledger['size']}\n" in ledger["checkpoint"]


def test_every_file_is_what_the_ledger_has(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    exported(desk, tmp_path / "out", with_bodies=True)
    with desk.database.reading() as tx:
        bodies = {str(leaf.index): leaf.body for leaf in told_leaves(tx, select(Leaf))}
        cases = {(str(leaf), case) for case, leaf in tx.execute(select(LeafCase.case_id, LeafCase.leaf))}
        actors = dict(tx.execute(select(Leaf.event_id, Leaf.actor)).all())
    told = read(tmp_path / "out", "evaluations.csv")
    expected = [
        (index, str(number), one["rule"], one["verdict"])
        for index, body in bodies.items()
        for number, one in enumerate(sealing.told(body)["data"].get("evaluations", ()))
    ]

    assert {row["index"]: row["body"] for row in read(tmp_path / "out", "bodies.csv")} == bodies
    assert {(row["index"], row["case_id"]) for row in read(tmp_path / "out", "leaf_cases.csv")} == cases
    assert {row["event_id"]: row["actor"] for row in read(tmp_path / "out", "leaves.csv")} == actors
    assert sorted((row["index"], row["number"], row["rule"], row["verdict"]) for row in told) == sorted(expected)


def test_the_manifest_names_every_file_column_row_and_hash(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    made = exported(desk, tmp_path / "out")
    manifest = manifest_of(tmp_path / "out")
    present = {path.name for path in (tmp_path / "out").iterdir()}

    assert present == {MANIFEST, *(file["name"] for file in manifest["files"])}
    assert made.sha256 == hashlib.sha256((tmp_path / "out" / MANIFEST).read_bytes()).hexdigest()
    for file in manifest["files"]:
        content = (tmp_path / "out" / file["name"]).read_bytes()
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        assert (sha256_hex(content), len(content), len(rows) - 1) == (file["sha256"], file["bytes"], file["rows"])
        assert rows[0] == [column["name"] for column in file["columns"]]
        assert all(column["vi"] and column["en"] for column in file["columns"])


def test_without_bodies_nobody_nominated_is_in_it(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    exported(desk, tmp_path / "out")
    exported(desk, tmp_path / "whole", with_bodies=True)

    def written(directory: str) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in (tmp_path / directory).iterdir())

    # The whole day of birth: a bare year is found in hashes now and then.
    personal = ("Hương", "1984-05-02", "Trần Văn")
    assert all(word in written("whole") for word in personal)
    assert not any(word in written("out") for word in personal)


def test_twice_the_same_gives_the_same_bytes(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    one, other = exported(desk, tmp_path / "one"), exported(desk, tmp_path / "two")
    assert one.sha256 == other.sha256
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_period_and_the_checkpoint_bound_what_is_in_it(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    hear(desk, [replace(Speakers().say("c8", submitted("c8"), HEAD), source="other", id="unsigned", position=1)])
    exported(desk, tmp_path / "all")
    exported(desk, tmp_path / "some", since=season[2].time, until=season[5].time)

    assert len(read(tmp_path / "all", "leaves.csv")) == len(season)
    assert [row["event_id"] for row in read(tmp_path / "some", "leaves.csv")] == [one.id for one in season[2:5]]


def test_the_export_is_on_record(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    made = exported(desk, tmp_path / "out", with_bodies=True)
    with desk.database.reading() as tx:
        [body] = tx.scalars(select(outbox.c.body).where(outbox.c.type == "audit.export_made"))
    said = decode(body.encode())

    assert (said.actor, said.trace.via) == (AUDITOR, Via.COMMAND_LINE)
    assert said.data["sha256"] == made.sha256
    assert (said.data["leaves"], said.data["with_bodies"]) == (len(season), True)


def test_nothing_is_overwritten_and_nothing_stands_without_a_checkpoint(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NoCheckpoint):
        exported(desk, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    (tmp_path / "there").mkdir()
    with pytest.raises(FileExistsError):
        exported(desk, tmp_path / "there")


def test_no_cell_is_a_formula(desk: Desk, tmp_path: Path, season: list[Envelope]) -> None:
    exported(desk, tmp_path / "out", with_bodies=True)
    for path in (tmp_path / "out").glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            cells = [one for row in csv.reader(file) for one in row]
        assert not [one for one in cells if one.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    [row] = [one for one in read(tmp_path / "out", "leaves.csv") if one["subject"] == "c9"]
    assert (row["actor"], row["unit"]) == (FORMULA.subject, FORMULA.unit)


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    [[told]] = csv.reader(io.StringIO(lines([[text]]).decode(), newline=""))
    assert text_of(told) == text
    assert cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}


def test_the_command_writes_and_says_what(
    desk: Desk, tmp_path: Path, season: list[Envelope], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(tmp_path / "keys"))
    words = ["export", "--out", str(tmp_path / "out"), "--by", "kiem", "--from", "2026-08-01", "--language", "en"]
    done = CliRunner().invoke(audit, words)
    again = CliRunner().invoke(audit, words)

    assert done.exit_code == 0, done.output
    assert f"{len(season)} of {len(season)} leaves" in done.output
    assert again.exit_code == 2
    assert "exists already" in again.output
