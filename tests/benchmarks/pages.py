"""How tracing bears size: pages of a ledger of a million leaves by every way, first, in the middle and last.

`make demo`, then `python -m tests.benchmarks.pages [DIRECTORY] [LEAVES] [KEPT] [postgres]`. Owns: a season laid behind
itself, each copy a week later with ids and cases of its own, in a copy of the ledger; the times. Promises: real
rows with their bodies, the service's own views over its own HTTP interface; a ledger that is `KEPT` is asked again and
not made again; ends with 1 where a page usually takes more than a tenth of a second.
Leaves to others: hashes of the copies, which no page reads (`tests.benchmarks.ledger`); the wire.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask.testing import FlaskClient
from sqlalchemy import Table, func, select, text, update
from sqlalchemy.orm import Session

from services.audit.models import Base, Leaf, LeafCase, LeafMark, Tip, TreeHead
from services.audit.queries_records import Asked, Way, leaves_asked
from services.audit.rules.marks import MarkKind
from services.audit.service import DEFINITION
from shared.db import Database
from shared.desk import Desk
from shared.events.terms import Role
from shared.rows import insert_rows
from shared.tables import HOUSE, personal_key
from shared.web.paging import bind_cursor, write_cursor
from tests.support.desks import bearer, client_of, make_desk
from tests.support.postgres import PrivatePostgres

# What the issue asks for: pages come quickly, however far behind they stand.
LONGEST = 0.1
_PAGE, _EACH = 200, 10
_RECORDS = "/api/audit/v1/records"
Took = tuple[float, float]
_LATER = timedelta(days=7)
_AT_A_TIME = 2000
_OWN_IDS = ("event_id", "subject", "case_id", "correlation", "causation")
_TABLES: tuple[Table, ...] = tuple(Base.metadata.tables[one] for one in ("leaves", "leaf_cases", "leaf_marks"))
_ORDERS: Mapping[str, tuple[Any, ...]] = {
    "leaves": (Leaf.index,), "leaf_cases": (LeafCase.leaf, LeafCase.case_id), "leaf_marks": (LeafMark.leaf,),
}  # fmt: skip
_OF_ONE_RECORD = {MarkKind.AWARD, MarkKind.DECISION, MarkKind.RECEIPT, MarkKind.PERSON}


def fill(database: Database, season: Database, number: int) -> None:
    """The season's ledger, and behind it as many copies as `number` leaves take."""
    with season.reading() as old, database.transaction() as tx:
        for table in (*Base.metadata.tables.values(), personal_key):
            insert_rows(tx, table, [dict(row) for row in old.execute(select(table)).mappings()])
    with season.reading() as old:
        size = old.scalar(select(func.count()).select_from(Leaf)) or 0
        for copy in range(1, -(-number // size)):
            for table in _TABLES:
                asked = select(table).order_by(*_ORDERS[table.name])
                for rows in old.execute(asked).mappings().partitions(_AT_A_TIME):
                    later = [_later(row, table.name, copy, copy * size) for row in rows]
                    within = [row for row in later if row.get("index", row.get("leaf", 0)) < number]
                    with database.transaction() as tx:
                        insert_rows(tx, table, within)
    with database.transaction() as tx:
        tx.execute(update(Tip).values(size=number))
        tx.execute(update(TreeHead).where(TreeHead.size == size).values(size=number))
    _settle(database)


def _later(row: Mapping[str, Any], table: str, copy: int, before: int) -> dict[str, Any]:
    """The same act in another season. Who acted, where and by which rule stays: these are what grows without end."""
    made = dict(row)
    place = "index" if table == "leaves" else "leaf"
    made[place] += before
    if "time" in made:
        made["time"] += _LATER * copy
    for name in _OWN_IDS:
        if made.get(name):
            made[name] = f"{made[name]}:{copy}"
    if made.get("kind") in _OF_ONE_RECORD:
        made["mark"] = f"{made['mark']}:{copy}"
    return made


def _settle(database: Database) -> None:
    """What a database does by itself in a day: statistics."""
    with database.transaction() as tx:
        tx.execute(text("ANALYZE"))


def _busiest(tx: Session) -> Iterator[Asked]:
    """Each way with the value that most leaves have."""
    yield Asked()
    for way, column in (
        (Way.ACTOR, Leaf.actor), (Way.UNIT, Leaf.unit), (Way.SESSION, Leaf.session),
        (Way.ON_BEHALF_OF, Leaf.on_behalf_of),
    ):  # fmt: skip
        most = select(column).where(column.is_not(None)).group_by(column).order_by(func.count().desc()).limit(1)
        if value := tx.scalar(most):
            yield Asked(way, value)
    for way in (Way.RULE, Way.PERSON, Way.DECISION, Way.AWARD):
        kind = MarkKind(way.value).value
        marked = select(LeafMark.mark).where(LeafMark.kind == kind).group_by(LeafMark.mark)
        if value := tx.scalar(marked.order_by(func.count().desc()).limit(1)):
            yield Asked(way, value)
    case = select(LeafCase.case_id).group_by(LeafCase.case_id).order_by(func.count().desc()).limit(1)
    yield Asked(Way.CASE, str(tx.scalar(case)))
    last = tx.scalar(select(func.max(Leaf.time)))
    if isinstance(last, datetime):
        yield Asked(Way.PERIOD, since=last.replace(month=1, day=1), until=last)
        yield Asked(Way.RULE, "G01", since=last.replace(month=1, day=1), until=last)


def _cursors(tx: Session, asked: Asked, size: int) -> tuple[int, list[tuple[str, str | None]]]:
    """How many leaves are asked for, and where the first page, one in the middle and the last begin."""
    wanted = leaves_asked(asked, size, None, (Leaf.time, Leaf.index))
    count = tx.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0

    def behind(number: int) -> str | None:
        if number < 1:
            return None
        row = tx.execute(wanted.offset(number - 1).limit(1)).one()
        return write_cursor((size, row[0].isoformat(), row[1]))

    places = {"first": 0, "middle": count // 2, "last": count - _PAGE}
    return count, [(name, behind(at)) for name, at in places.items() if name == "first" or at >= _PAGE]


def measure_pages(desk: Desk, heads: Mapping[str, str]) -> float:
    """Pages by every way; returns the slowest."""
    client, slowest = client_of(desk), 0.0
    with desk.database.only_reading() as tx:
        size = tx.scalar(select(Tip.size)) or 0
        asked = [(one, *_cursors(tx, one, size)) for one in _busiest(tx)]
    for one, count, cursors in asked:
        for place, cursor in cursors:
            query = {"limit": _PAGE, "cursor": cursor, "from": one.since, "to": one.until}
            if one.way is not Way.PERIOD:
                query[one.way.value] = one.value
            given = {name: getattr(value, "isoformat", lambda v=value: v)() for name, value in query.items() if value}
            if cursor is not None:
                filters = [(name, str(value)) for name, value in given.items()]
                given["cursor"] = bind_cursor(cursor, _RECORDS, filters)
            cold, *warm = _timed(client, _RECORDS, given, heads)
            name = one.way.value + (" in a year" if one.since else "")
            click.echo(f"{name:20} {count:8} leaves, {place:6} page: {_told(cold, warm)}")
            slowest = max(slowest, _usual(warm))
    return slowest


def measure_stories(desk: Desk, heads: Mapping[str, str]) -> None:
    """A case, the person and the award of it, among all others: as long as their own story, however long the ledger."""
    client = client_of(desk)
    with desk.database.only_reading() as tx:
        awarded = select(Leaf.case_id, Leaf.time).join(LeafMark, LeafMark.leaf == Leaf.index)
        awarded = awarded.where(LeafMark.kind == MarkKind.AWARD.value, Leaf.case_id.is_not(None))
        case, at = tx.execute(awarded.order_by(Leaf.index).limit(1)).one()
        about = select(LeafMark.kind, LeafMark.mark).join(LeafCase, LeafCase.leaf == LeafMark.leaf)
        marks = dict(tx.execute(about.where(LeafCase.case_id == case).order_by(LeafMark.mark.desc())).all())
    moments = {"from": at.replace(month=1, day=1).isoformat(), "to": at.isoformat()}
    asked: Sequence[tuple[str, str, dict[str, Any]]] = (
        ("trace", f"cases/{case}/trace", {}), ("state", f"cases/{case}/state", {"at": at.isoformat()}),
        ("differences", f"cases/{case}/differences", moments), ("origin of a case", f"cases/{case}/origin", {}),
        ("origin of an award", "origin", {"award": marks["award"]}),
        ("person", f"persons/{marks['person']}", {}),
    )  # fmt: skip
    for name, path, given in asked:
        cold, *warm = _timed(client, f"/api/audit/v1/{path}", given, heads)
        click.echo(f"{name:20} {_told(cold, warm)}")


def _timed(client: FlaskClient, path: str, given: Mapping[str, Any], heads: Mapping[str, str]) -> list[Took]:
    times = []
    for _ in range(_EACH + 1):
        begun, waited = time.process_time(), time.perf_counter()
        answer = client.get(path, query_string=given, headers=heads)
        times.append((time.process_time() - begun, time.perf_counter() - waited))
        if answer.status_code != 200:
            raise SystemExit(f"{path} {given}: {answer.status_code} {answer.get_data(as_text=True)[:300]}")
    return times


def _told(cold: Took, warm: Sequence[Took]) -> str:
    spent, waited = (statistics.median(column) * 1000 for column in zip(*warm, strict=True))
    return f"{spent:5.1f} ms of CPU here, {waited:5.1f} in all; the first time {cold[1] * 1000:.1f}"


def _usual(warm: Sequence[Took]) -> float:
    """Beside other work the clock says what the machine did: without a server of its own the CPU is all there is."""
    return statistics.median(spent for spent, _ in warm)


def _emptied(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        for table in reversed([*HOUSE.sorted_tables, *Base.metadata.sorted_tables]):
            tx.execute(table.delete())


def main(directory: Path, number: int, kept: Path | None, on_postgres: bool) -> None:
    with ExitStack() as until_the_end:
        place = kept or Path(until_the_end.enter_context(TemporaryDirectory()))
        url, is_new = None, not (place / "audit.sqlite").exists()
        if on_postgres:
            server = PrivatePostgres()
            until_the_end.callback(server.remove)
            server.start()
            url, is_new = server.create_database("audit"), True
        desk = make_desk(DEFINITION, place, url=url)
        until_the_end.callback(desk.database.close)
        if is_new:
            _emptied(desk)
            _made(desk, directory, number)
        heads = bearer(place, "auditor@benchmark", Role.AUDITOR, "lao_dong_vn")
        slowest = measure_pages(desk, heads)
        measure_stories(desk, heads)
    if slowest > LONGEST:
        raise SystemExit(f"the slowest took {slowest * 1000:.0f} ms, more than {LONGEST * 1000:.0f}")


def _made(desk: Desk, directory: Path, number: int) -> None:
    begun = time.perf_counter()
    season = Database(f"sqlite:///{directory}/audit.sqlite")
    fill(desk.database, season, number)
    season.close()
    click.echo(f"{number} leaves laid in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    words = [one for one in sys.argv[1:] if one != "postgres"]
    main(
        Path(words[0] if words else "var/demo/home"), int(words[1]) if len(words) > 1 else 1_000_000,
        Path(words[2]) if len(words) > 2 else None, "postgres" in sys.argv[1:],
    )  # fmt: skip
