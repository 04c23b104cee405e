"""Any one row of a log or of the ledger, edited, deleted, inserted or exchanged after the fact, is named.

Covered: `outbox` of every service and all tables of the ledger; all other tables: `test_tampering_rows`. Nothing here
tells: when a row of a log was written (`recorded_at`) and its number; a cosignature that is gone (the witness
remembers); that the newest checkpoint is gone, until the leaves under none have waited for ten minutes.
"""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from deploy.commands.audit_verify import Answer, examine
from deploy.services import definition_of
from services.audit.checkpointing import sign_newest
from services.audit.models import Cosignature
from services.audit.queries_checkpoints import find_newest
from services.audit.rules.tiles import WIDTH
from shared import outbox_rows
from shared.clock import wall_now
from shared.config import Settings, WitnessSettings, read_settings
from shared.desk import Desk
from shared.events.envelope import wire_of
from shared.events.terms import Via
from shared.inbox import Inbox
from shared.rows import insert_rows
from shared.topology import emitters
from tests.support.desks import make_desk
from tests.support.ledgers import KEY
from tests.support.tampering import Tampering
from tests.unit.audit.said import CASE, OFFICER, award_item, decision_signed, received, submitted

LEDGER = ("leaves", "leaf_cases", "leaf_marks", "tile_hashes", "tree_heads", "tree_tip", "checkpoints", "cosignatures")
NOT_COVERED = {("outbox", "id"), ("outbox", "recorded_at")}
UNSEEN_IF_GONE = {"cosignatures"}
SOURCES = sorted(emitters())
TABLES = [*((source, "outbox") for source in SOURCES), *(("audit", table) for table in LEDGER)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every service has said something, the ledger has heard, signed and had it cosigned."""
    directory = tmp_path_factory.mktemp("house")
    desks = {name: make_desk(definition_of(name), directory) for name in SOURCES}
    _says(desks["nomination"], *((f"case-{n}", submitted(f"case-{n}")) for n in range(20)))
    _says(desks["review"], *((f"case-{n}", received(f"case-{n}")) for n in range(WIDTH)))
    for name in ("registry", "notification", "audit"):
        refusal = definition_of(name).refusal
        refused = [(f"r-{n}", refusal(action="sign", code="x", status=403, target=CASE)) for n in range(3)]
        _says(desks[name], *refused)
    for name in SOURCES:
        _told(desks["audit"], desks[name])
    _cosigned(desks["audit"])
    _says(desks["review"], ("case-x", received("case-x")))
    _told(desks["audit"], desks["review"])
    sign_newest(desks["audit"])
    _says(desks["review"], ("d1", decision_signed(award_item(CASE, "Nguyễn Thị Hương"))))
    _told(desks["audit"], desks["review"])
    _cosigned(desks["audit"])
    for desk in desks.values():
        desk.database.close()
    return directory


def _says(desk: Desk, *facts: tuple[str, Any]) -> None:
    with desk.working(OFFICER, via=Via.API) as work:
        for subject, fact in facts:
            work.emit(subject, fact)


def _told(ledger: Desk, desk: Desk) -> None:
    with desk.database.transaction() as tx:
        offered = outbox_rows.offer(tx, wall_now())
        assert offered is not None
        outbox_rows.remember(tx, offered)
    handlers = ledger.definition.handlers(ledger)
    inbox = Inbox("audit", ledger.database, handlers, clock=ledger.clock, new_id=ledger.new_id)
    inbox.take([wire_of(event.body, event.position, event.chain) for event in offered.events])


def _cosigned(ledger: Desk) -> None:
    sign_newest(ledger)
    with ledger.database.transaction() as tx:
        newest = find_newest(tx)
        assert newest is not None
        line = KEY.cosign(newest.note.text, 1_790_000_000).line()
        row = {"size": newest.head.size, "witness": KEY.public.name, "line": line}
        insert_rows(tx, Cosignature.__table__, [row])


def examined(directory: Path) -> Answer:
    given: Settings = dataclasses.replace(
        read_settings(),
        database_url=f"sqlite:///{directory}/{{service}}.sqlite",
        ledger_key=directory / "keys" / "ledger.key",
        witnesses=(WitnessSettings("http://nowhere", KEY.public.vkey()),),
    )
    return examine(given, SOURCES)


def _copy(house: Path, directory: Path, service: str) -> Path:
    """The house again, with a database of its own for the service that is touched."""
    for file in (*house.glob("*.sqlite"), house / "keys"):
        if file.stem == service:
            shutil.copy(file, directory)
        else:
            (directory / file.name).symlink_to(file)
    return directory


def test_the_house_is_whole_before_anybody_touches_it(house: Path) -> None:
    found = examined(house)
    assert (found.faults, found.is_complete, found.ledger.checkpoints) == ([], True, 3)


def tampering(data: st.DataObject, database: sqlite3.Connection, table: str) -> Tampering:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    covered = [name for name in columns if (table, name) not in NOT_COVERED]
    place = {"outbox": "position", "leaves": "index", "tile_hashes": "hash"}.get(table, columns[0])
    return Tampering(data, database, table, covered, place=place)


@pytest.mark.parametrize("deed", ["edit", "delete", "insert", "exchange"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), where=st.sampled_from(TABLES))
def test_any_one_row_changed_after_the_fact_is_named(
    house: Path, tmp_path_factory: pytest.TempPathFactory, deed: str, data: st.DataObject, where: tuple[str, str]
) -> None:
    service, table = where
    assume(deed != "delete" or table not in UNSEEN_IF_GONE)
    copy = _copy(house, tmp_path_factory.mktemp("copy"), service)
    try:
        with closing(sqlite3.connect(copy / f"{service}.sqlite")) as database:
            try:
                getattr(tampering(data, database, table), deed)()
            except sqlite3.IntegrityError:
                assume(False)
            database.commit()
        found = examined(copy)
        assert found.faults or not found.is_complete, f"{deed} in {service}.{table} was not named"
    finally:
        shutil.rmtree(copy)


@pytest.mark.parametrize(("service", "table"), [("nomination", "outbox"), ("review", "outbox"), ("audit", "leaves")])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_letter_in_front_of_a_kept_body_changed_is_named(
    house: Path, tmp_path_factory: pytest.TempPathFactory, service: str, table: str, data: st.DataObject
) -> None:
    """Where the ciphers of people stand: outside what the hash of a body covers."""
    directory = _copy(house, tmp_path_factory.mktemp("front"), service)
    with closing(sqlite3.connect(directory / f"{service}.sqlite")) as database:
        rows = database.execute(f"SELECT rowid, body FROM {table} WHERE body LIKE '{{\"kept\":%'").fetchall()
        row, body = data.draw(st.sampled_from(rows))
        at = data.draw(st.integers(0, body.index('},"actor"') + 1))
        # No space: between the parts of JSON one says nothing.
        letter = data.draw(st.sampled_from('x0{}[]":,\\').filter(lambda one: one != body[at]))
        changed = body[:at] + letter + body[at + 1 :]
        database.execute(f"UPDATE {table} SET body = ? WHERE rowid = ?", (changed, row))
        database.commit()

    assert examined(directory).faults
