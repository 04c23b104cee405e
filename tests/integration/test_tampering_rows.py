"""Any one row an act was worked out in, edited, deleted, inserted or exchanged after the fact, is named.

Covered: every table and column of every service that is not on the product's own list of what no event tells
(`services/*/told`, `shared.accounting`); a column nobody put there is compared, and told or found out here.
"""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from deploy.commands.audit_verify import verify
from deploy.commands.audit_verify_rows import Reached, Rows, examine_rows
from deploy.services import definition_of
from services.nomination.sheet_record import LIST, PAPER, SHEET
from shared.accounting import silent_of, tables_of
from shared.accounts import Books
from shared.config import Settings, read_settings
from shared.topology import SERVICES
from tests.support import homes
from tests.support.full_season import lives
from tests.support.homes import House
from tests.support.reform_season import is_reformed
from tests.support.scanner import PrivateScanner
from tests.support.smtp import PrivateSmtp
from tests.support.tampering import Tampering

BOOKS = {
    service: Books(
        tables_of(definition_of(service).metadata.tables), silent_of(definition_of(service).told),
        definition_of(service).told.bags, definition_of(service).told.keys,
    )
    for service in SERVICES
}  # fmt: skip
COMPARED = [(service, table) for service, books in BOOKS.items() for table, columns in books.columns.items() if columns]
# What is drawn from the season of a reform, and what nobody of these keeps: there no row may be at all.
OF_REFORM = {
    "migration", "migrated_case", "erasure", "erased_record", "erasure_request", "succession_taken_back",
    "erased_file", "erased_name", "erased_names",
}  # fmt: skip
KEPT_BY_NOBODY = {(service, "policy_version") for service in ("registry", "notification", "audit")}
# Columns the product lists as told in part, and which this season has rows of that nobody tells.
UNTOLD_HERE = {
    "dossier_version": {"items"},
    "notices": {"id", "circle"},
}
LIVED = [one for one in COMPARED if one not in KEPT_BY_NOBODY]
# Words a decision rests on, papers of a vote, what nobody sent up yet: hypothesis draws one of them now and then.
WEIGHTY = {
    "nomination": {
        "nomination": (*(one for one in SHEET if one != "drafted_at"), "state", "reason"), "paper": PAPER,
        "nomination_list": LIST, "file_scan": ("scanner", "scanned_at"), "hold": ("nominee_name",),
    },
    "review": {
        "transition": ("reason", "document"), "stage_run": ("minutes", "warning_reason"), "objection": ("reason",),
        "consultation": ("opinion",), "outside_answer": ("reason", "document", "dated"),
        "ballot_paper": ("choice", "number", "case_id"), "session_minutes": ("text", "sha256"),
        "agenda_item": ("law", "sealed", "salt"), "declaration": ("about", "salt"),
        "heard_version": ("former_key",),
    },
    "registry": {
        "remedies": ("reason", "documents", "changes", "statement", "ground_vi", "ground_en", "is_unverified"),
        "recoveries": ("loss_document", "is_unverified", "money", "opened_on"), "prize_returns": ("id", "document"),
        "figures": ("headcount", "unit_name", "id"), "initiative_authors": ("key", "name", "birth", "salt", "key_salt"),
        "awards": ("nominee_birth",), "known_unions": ("name", "block"),
        "complaints": ("complainant", "content", "unit_id", "learned_on", "reason", "is_complex"),
        "initiatives": ("title", "recognised_by"), "reports_received": ("document",), "decisions": ("folded_number",),
    },
    "notification": {
        "contacts": ("email", "salt", "role", "language"),
        "notices": ("language", "title", "text", "salt", "read_at", "read_by"),
    },
}  # fmt: skip


def most_of(service: str) -> int:
    """As many columns as the widest table of these has."""
    return max(len(columns) for columns in WEIGHTY[service].values())


_INSTANTS = ("created_at", "added_at", "removed_at", "changed_at", "scanned_at", "read_at")
OTHER = {
    "law": "json_set(law, '$.threshold_percent', 51)", "sealed": "json_set(sealed, '$.yes', 99)",
    "is_unverified": "1 - is_unverified", "money": "money + 1", "headcount": "headcount + 1",
    "opened_on": "date(opened_on, '+1 day')",
    "choice": "CASE choice WHEN 'yes' THEN 'no' ELSE 'yes' END", "is_complex": "1 - is_complex",
    "documents": "'[\"khác\"]'", "changes": "'{\"award\": \"khác\"}'", "dated": "date(dated, '+1 day')",
    "learned_on": "date(learned_on, '+1 day')", "draft": "json_set(draft, '$.achievement', 'khác')",
    "report": "'[1]'", "meeting": "'{\"rows_in_letter\": 1}'",
    **{at: f"'2001' || substr({at}, 5)" for at in _INSTANTS},
    **{number: f"{number} + 1" for number in ("list_row", "year", "size", "version")},
    "is_readable": "1 - is_readable",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(_smtp_of_the_session: PrivateSmtp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The databases of a house after a short season, at rest."""
    return after(lives, _smtp_of_the_session, tmp_path_factory)


@pytest.fixture(scope="module")
def reformed(_smtp_of_the_session: PrivateSmtp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those of another house, after a reform and an erasure."""
    return after(is_reformed, _smtp_of_the_session, tmp_path_factory)


def after(season: Callable[[House], object], smtp: PrivateSmtp, made: pytest.TempPathFactory) -> Path:
    directory = made.mktemp("season")
    with (
        PrivateScanner() as scanner,
        homes.embedded_house(
            directory, smtp, more={"VINHDANH_SCANNER": f"tcp://127.0.0.1:{scanner.port}"}
        ) as running,
    ):
        season(running)
        running.rest()  # timers keep what they said, for instance of a plan's targets
    rest = made.mktemp("rest")
    for service in SERVICES:
        with (
            closing(sqlite3.connect(directory / "data" / f"{service}.sqlite")) as lived,
            closing(sqlite3.connect(rest / f"{service}.sqlite")) as kept,
        ):
            lived.backup(kept)
    return rest


def reached_in(directory: Path) -> Reached:
    given: Settings = dataclasses.replace(
        read_settings(), database_url=f"sqlite:///{directory}/{{service}}.sqlite"
    )
    return Reached(given)


def examined(reached: Reached, service: str) -> Rows:
    (found,) = examine_rows(reached, [service])
    return found


@pytest.fixture(scope="module")
def touched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reached]:
    """Where each example puts its own copy, so that what is asked is compiled once for all of them."""
    copy = tmp_path_factory.mktemp("touched") / "copy"
    return copy, reached_in(copy)


@contextmanager
def copied(lived: Path, copy: Path, service: str) -> Iterator[None]:
    """The house again, with a database of its own for the service that is touched."""
    copy.mkdir()
    try:
        for file in lived.glob("*.sqlite"):
            if file.stem == service:
                shutil.copy(file, copy)
            else:
                (copy / file.name).symlink_to(file)
        yield
    finally:
        shutil.rmtree(copy)


@pytest.mark.parametrize("season", ["house", "reformed"])
@pytest.mark.parametrize("service", SERVICES)
def test_a_house_nobody_touched_is_what_was_said(
    season: str, service: str, request: pytest.FixtureRequest
) -> None:
    found = examined(reached_in(request.getfixturevalue(season)), service)

    assert found.compared is not None
    assert (found.faults, any(found.compared.unheard.values())) == ([], False)


def test_every_table_that_counts_has_rows_to_draw_from(house: Path, reformed: Path) -> None:
    empty = set()
    for service, table in LIVED:
        lived = reformed if table in OF_REFORM else house
        with closing(sqlite3.connect(lived / f"{service}.sqlite")) as database:
            if not database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
                empty.add((service, table))

    assert empty == set()


@pytest.mark.parametrize("service", sorted(service for service, _ in KEPT_BY_NOBODY))
def test_a_policy_where_none_is_kept_is_named(house: Path, tmp_path: Path, service: str) -> None:
    for file in house.glob("*.sqlite"):
        shutil.copy(file, tmp_path)
    with closing(sqlite3.connect(tmp_path / f"{service}.sqlite")) as database:
        forged = ("0" * 64, "hung_yen_2026", "law2022_nd152", "{}", "2026-08-03 00:00:00.000000", 1)
        database.execute("INSERT INTO policy_version VALUES (?, ?, ?, ?, ?, ?)", forged)
        database.commit()

    (named,) = examined(reached_in(tmp_path), service).faults
    assert "policy_version" in named.words.en


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_not_compared_is_listed_with_its_reason(service: str) -> None:
    told = definition_of(service).told
    for table, columns in UNTOLD_HERE.items():
        assert table not in BOOKS[service].columns or columns <= set(told.partly[table])
    tables = tables_of(definition_of(service).metadata.tables)
    for listed in (silent_of(told), told.partly):
        for table, reasons in listed.items():
            columns = {} if isinstance(reasons, str) else reasons
            assert table in tables
            assert set(columns) <= set(tables[table].columns.keys()), table
            assert all(reason.strip() for reason in (columns.values() if columns else [str(reasons)]))
    for table in tables:
        silent = silent_of(told).get(table, {})
        listed_columns = set(tables[table].columns.keys()) if isinstance(silent, str) else set(silent)
        assert set(BOOKS[service].columns[table]) | listed_columns == set(tables[table].columns.keys())


def test_the_command_names_the_row_and_says_what_it_did_not_compare(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in house.glob("*.sqlite"):
        shutil.copy(file, tmp_path)
    with closing(sqlite3.connect(tmp_path / "review.sqlite")) as database:
        (case,) = database.execute("SELECT id FROM case_file WHERE state = 'not_awarded'").fetchone()
        database.execute("UPDATE case_file SET state = 'awarded' WHERE id = ?", (case,))
        database.commit()
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")

    said = CliRunner().invoke(verify, ["--language", "en"])

    assert said.exit_code == 1
    assert f"ALTERED review, table case_file, {case}: state: not what was said" in said.output
    compared = sum(service == "review" for service, _ in COMPARED)
    assert f"rows of {compared} tables compared with events" in said.output
    assert "decisions.recorded_at" in said.output
    assert "notices.created_at" in said.output


@pytest.mark.parametrize("deed", ["edit", "delete", "insert", "exchange"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), where=st.sampled_from(LIVED))
def test_any_one_row_changed_after_the_fact_is_named(
    house: Path,
    reformed: Path,
    touched: tuple[Path, Reached],
    deed: str,
    data: st.DataObject,
    where: tuple[str, str],
) -> None:
    service, table = where
    lived = reformed if table in OF_REFORM else house
    told = definition_of(service).told
    covered = BOOKS[service].columns[table].keys() - UNTOLD_HERE.get(table, set())
    copy, reached = touched
    with copied(lived, copy, service):
        with closing(sqlite3.connect(copy / f"{service}.sqlite")) as database:
            try:
                getattr(Tampering(data, database, table, sorted(covered), told.spoken.get(table)), deed)()
            except sqlite3.IntegrityError:
                assume(False)
            database.commit()
        found = examined(reached, service)
        named = found.faults or found.compared is None or any(found.compared.unheard.values())
        assert named, f"{deed} in {service}.{table} was not named"


@pytest.mark.parametrize(
    ("service", "turn"), [(service, turn) for service in WEIGHTY for turn in range(most_of(service))]
)
def test_what_weighs_in_a_decision_is_named_in_whichever_row_it_was_changed(
    house: Path, touched: tuple[Path, Reached], service: str, turn: int
) -> None:
    """One column of every table at a time: columns bound by one hash would be named for each other."""
    copy, reached = touched
    columns = [(table, ones[turn]) for table, ones in WEIGHTY[service].items() if turn < len(ones)]
    with copied(house, copy, service):
        with closing(sqlite3.connect(copy / f"{service}.sqlite")) as database:
            changed = [change_everywhere(database, service, table, column) for table, column in columns]
            database.commit()
        named = [one.words.en for one in examined(reached, service).faults]

    found = [len([one for one in named if f"table {table}, " in one and column in one]) for table, column in columns]
    assert found == changed
    assert 0 not in changed


def change_everywhere(database: sqlite3.Connection, service: str, table: str, column: str) -> int:
    """How many rows say something else in the column by now."""
    spoken = definition_of(service).told.spoken.get(table, "true")
    other = OTHER.get(column, f"{column} || ' (sửa)'")
    return database.execute(f"UPDATE {table} SET {column} = {other} WHERE {column} IS NOT NULL AND {spoken}").rowcount
