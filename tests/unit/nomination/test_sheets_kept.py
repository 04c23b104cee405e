"""What an officer leaves in a sheet, paper or list is said once by the act, and `audit verify` names what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select, text, update

from services.nomination import actions_drafts, actions_lists
from services.nomination.actions_keeping import begin_keeping
from services.nomination.actions_mergers import PASSED
from services.nomination.errors import PersonWasErased
from services.nomination.models import FileScan, Nomination, NominationList, StoredPaper
from services.nomination.models_erasure import ErasedFile, ErasureRequest
from services.nomination.paper_store import keep_file
from services.nomination.scanner import Judged
from services.nomination.service import DEFINITION, starts
from services.nomination.sheet_record import LIST, PAPER, SHEET
from services.nomination.told import TOLD
from shared.accounting import compare_rows
from shared.accounts import Told
from shared.comparable import kept_hash
from shared.events.dossier import Minutes
from shared.events.terms import HoldKind, PaperKind, Role, Via
from shared.tables import outbox
from tests.unit.nomination.house import MINH_ANH, NOW, PDF, PHU_CU, PLAN, House, dossier
from tests.unit.nomination.test_consumers import Ears
from tests.unit.nomination.test_erasure import erase, withdrawn
from tests.unit.nomination.test_lists import send
from tests.unit.nomination.test_mergers import drafts_pass, merge
from tests.unit.nomination.workbooks import HEADERS, person, workbook

KEPT, BEGUN = "nomination.sheets_kept", "nomination.keeping_begun"
HERE = Told(own=TOLD.own, silent=TOLD.silent, partly=TOLD.partly, bags=TOLD.bags, spoken=TOLD.spoken, ends=TOLD.ends)
OWN = ("nomination", "paper", "nomination_list", "file_scan", "erased_file", "erasure_request", "hold")


def named(house: House) -> list[str]:
    """What differs from what was said, in the tables of these tests."""
    with house.desk.database.reading() as tx:
        found = compare_rows(tx, "nomination", DEFINITION.metadata.tables, HERE, {})
    return [fault.words.en for fault in found.faults if fault.table in OWN]


def tampered(house: House, statement: Any) -> list[str]:
    """What is named after a hand changed something that no rule of the database keeps from it."""
    with house.desk.database.engine.connect() as connection:
        binds: Any = connection.connection.driver_connection.execute if connection.dialect.name == "sqlite" else str
        binds("PRAGMA foreign_keys = OFF")
        assert connection.execute(statement).rowcount
        connection.commit()
        binds("PRAGMA foreign_keys = ON")
    return named(house)


@pytest.fixture
def sheet(house: House) -> str:
    return house.draft(papers=False)


def attach(house: House, case: str, *, content: bytes = PDF, scan: Judged | None = None) -> str:
    kept = keep_file(house.desk.settings.files_dir, "báo cáo của bà Hương.pdf", content, lambda _: scan)
    with house.work(house.officer()) as work:
        paper = actions_drafts.attach_paper(house.desk, work, case, kind=PaperKind.OTHER, kept=kept)
        return paper.id


def edit(house: House, case: str) -> None:
    with house.work(house.officer()) as work:
        changed = dossier(achievement="Sửa lại: giảm một phần ba giờ dừng máy")
        actions_drafts.edit(house.desk, work, case, seen=house.row(case).version, plan=PLAN, dossier=changed)


def remove(house: House, case: str) -> None:
    with house.desk.database.reading() as tx:
        paper = tx.scalars(select(StoredPaper.id).where(StoredPaper.removed_at.is_(None))).first()
    assert paper is not None
    with house.work(house.officer()) as work:
        actions_drafts.remove_paper(house.desk, work, case, paper, seen=house.row(case).version)


def meet(house: House, one: str) -> None:
    minutes = Minutes(held_on=NOW.date(), members=9, present=9, yes=9, no=0, is_signed=True)
    with house.work(house.officer()) as work:
        actions_lists.record_meeting(
            house.desk, work, one, seen=None, minutes=minutes, rows_in_letter=2, names_differ=("Bà Hương",)
        )


def attach_to_list(house: House, one: str) -> None:
    kept = keep_file(house.desk.settings.files_dir, "biên bản.pdf", PDF)
    with house.work(house.officer()) as work:
        actions_lists.attach_list_paper(house.desk, work, one, kind=PaperKind.MINUTES, kept=kept)


def prepared_list(house: House) -> str:
    return sent_list(house, person(1, "Bà Nguyễn Thị Hương"), person(2, "TRẦN VĂN ĐỨC", "31/02/1984"))


def people(most: int) -> list[list[Any]]:
    rests = ("an", "ân", "ê", "iên", "oa", "uê", "ương", "y")
    names = [f"Nguyễn Thị {first}{rest}" for first in "HLMNQ" for rest in rests]
    return [person(number, name) for number, name in enumerate(names[:most])]


def sent_list(house: House, *people: list[Any], unit: str = MINH_ANH) -> str:
    answer = send(house, workbook([HEADERS, *people]), unit=unit)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


# --- said


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda house, case: house.draft(papers=False, full_name="Lò Văn Phương"), (1, 0)),
        (edit, (1, 0)),
        (attach, (0, 1)),
        (remove, (0, 1)),
    ],
    ids=["create", "edit", "attach", "remove"],
)
def test_every_act_on_a_sheet_says_once_what_it_left(
    house: House, sheet: str, act: Callable[[House, str], object], told: tuple[int, int]
) -> None:
    attach(house, sheet, content=PDF + b"%1\n%%EOF\n")
    before = len(house.said(KEPT))

    act(house, sheet)

    said = house.said(KEPT)[before:]
    assert [(len(one["sheets"]), len(one["papers"])) for one in said] == [told]
    assert named(house) == []


@pytest.mark.parametrize("act", [meet, attach_to_list])
def test_every_act_on_a_list_says_once_what_it_left(house: House, act: Callable[[House, str], None]) -> None:
    one = prepared_list(house)
    assert [(len(said["sheets"]), len(said["lists"])) for said in house.said(KEPT)] == [(1, 1)]

    act(house, one)

    assert [kept["version"] for said in house.said(KEPT) for kept in said["lists"]] == [1, 2]
    assert named(house) == []


def test_a_list_says_all_its_sheets_at_once_and_with_no_statement_more_for_more_rows(house: House) -> None:
    house.draft(papers=False)
    ran = []
    for unit, rows in ((MINH_ANH, 3), (PHU_CU, 40)):
        with counted(house) as statements:
            sent_list(house, *people(rows), unit=unit)
        ran.append(len(statements))

    assert [len(said["sheets"]) for said in house.said(KEPT)] == [1, 3, 40]
    assert ran[0] == ran[1]
    assert named(house) == []


def test_a_very_long_list_is_said_in_a_few_parts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.nomination.sheet_record.TOGETHER", 3)

    sent_list(house, *people(7))

    assert [(len(said["sheets"]), len(said["lists"])) for said in house.said(KEPT)] == [(3, 1), (3, 0), (1, 0)]
    assert named(house) == []


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    ran: list[str] = []

    def listen(*given: Any) -> None:
        ran.append(given[2])

    event.listen(house.desk.database.engine, "before_cursor_execute", listen)
    try:
        yield ran
    finally:
        event.remove(house.desk.database.engine, "before_cursor_execute", listen)


def test_nothing_personal_is_said_and_a_case_is_numbered_as_before(house: House, sheet: str) -> None:
    attach(house, sheet)
    one = prepared_list(house)
    meet(house, one)
    with house.desk.database.reading() as tx:
        kept = tx.execute(select(outbox.c.subject, outbox.c.body).where(outbox.c.type == KEPT)).all()
        row = tx.get_one(Nomination, sheet)
        hashed = kept_hash(Nomination.__table__, **{name: getattr(row, name) for name in SHEET})
        secrets = ("Hương", "ĐỨC", row.nominee_key, hashed)

    assert {subject.partition(":")[0] for subject, _ in kept} == {"sheet", "sheets"}
    for _, body in kept:
        assert [word for word in secrets if word in body] == []
    withdrawn(house, sheet)
    with house.desk.database.reading() as tx:
        numbered = tx.execute(select(outbox.c.type, outbox.c.sequence).where(outbox.c.subject == sheet)).all()
    assert [tuple(one) for one in numbered] == [("nomination.draft_withdrawn", 1)]


# --- compared


@pytest.mark.parametrize("column", [one for one in SHEET if one not in ("drafted_at", "list_id", "list_row")])
def test_every_column_of_a_sheet_nobody_sent_is_compared(house: House, sheet: str, column: str) -> None:
    values: dict[str, Any] = {
        "draft": {"award": "khác"}, "year": 2025, "created_at": datetime(2026, 1, 1, tzinfo=UTC), "unit_id": PHU_CU
    }
    changed = update(Nomination).where(Nomination.id == sheet).values({column: values.get(column, "khác")})

    (fault,) = tampered(house, changed)
    assert sheet in fault
    assert column in fault


@pytest.mark.parametrize("column", [one for one in PAPER if one not in ("list_id", "nomination_id")])
def test_every_column_of_a_paper_is_compared(house: House, sheet: str, column: str) -> None:
    paper = attach(house, sheet)
    values: dict[str, Any] = {
        "size": 1, "is_readable": False, **dict.fromkeys(("added_at", "removed_at"), datetime(2026, 1, 1, tzinfo=UTC))
    }
    changed = update(StoredPaper).where(StoredPaper.id == paper).values({column: values.get(column, "khác")})

    (fault,) = tampered(house, changed)
    assert paper in fault
    assert column in fault


@pytest.mark.parametrize("column", LIST)
def test_every_column_of_a_list_is_compared(house: House, column: str) -> None:
    one = prepared_list(house)
    meet(house, one)
    values: dict[str, Any] = {
        "report": [], "meeting": None, "version": 9, "changed_at": datetime(2026, 1, 1, tzinfo=UTC)
    }
    changed = update(NominationList).values({column: values.get(column, "khác")})

    (fault,) = tampered(house, changed)
    assert one in fault
    assert column in fault


@pytest.mark.parametrize("table", ["nomination", "paper"])
def test_a_row_that_is_gone_or_put_in_is_named(house: House, sheet: str, table: str) -> None:
    attach(house, sheet)
    with house.desk.database.engine.connect() as connection:
        columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})") if row[1] != "id"]
    rest = ", ".join(columns)

    (more,) = tampered(house, text(f"INSERT INTO {table} (id, {rest}) SELECT 'thêm', {rest} FROM {table}"))
    assert "no event speaks of this row" in more
    tampered(house, text(f"DELETE FROM {table} WHERE id = 'thêm'"))
    gone = tampered(house, text(f"DELETE FROM {table}"))
    assert [one for one in gone if f"table {table}, " in one and "the row is gone" in one]


def test_a_sheet_sent_and_a_draft_that_was_dropped_stay_compared(house: House) -> None:
    sent, dropped = house.draft(papers=False), house.draft(papers=False, full_name="Lò Văn Phương")
    for case in (sent, dropped):
        for kind in sorted(set(PaperKind) - {PaperKind.OTHER}):
            kept = keep_file(house.desk.settings.files_dir, f"{kind}.pdf", PDF + f"%{kind}{case}\n%%EOF\n".encode())
            with house.work(house.officer()) as work:
                actions_drafts.attach_paper(house.desk, work, case, kind=kind, kept=kept)
    assert house.submit(sent).status_code == 200
    withdrawn(house, dropped)
    assert named(house) == []

    other = {"award": "khác"}
    assert len(tampered(house, update(Nomination).values(draft=other))) == 2
    (reason,) = [one for one in tampered(house, update(Nomination).values(reason="khác")) if dropped in one]
    assert "reason" in reason


def test_a_word_of_the_scanner_is_said_at_the_door_and_when_it_comes_later(house: House, sheet: str) -> None:
    attach(house, sheet, scan=Judged("clamd 1", None))
    (judged,) = house.said(KEPT)[-1]["judged"]
    assert (judged["scanner"], judged["found"]) == ("clamd 1", None)
    assert named(house) == []

    (fault,) = tampered(house, update(FileScan).values(found="Eicar"))
    assert "found" in fault


def test_names_of_holds_and_the_subject_of_a_request_are_compared(house: House) -> None:
    form = {"full_name": "Lò Văn Phương", "birth": "1984-06-30", "kind": HoldKind.DENUNCIATION.value, "document": "Đ 3"}
    assert house.call("POST", "/holds", role=Role.ADMINISTRATOR, body=form).status_code == 201
    case = house.draft(papers=False)
    withdrawn(house, case)
    asked = {"person": case, "basis": "consent_withdrawn", "document": "Đơn số 3"}
    assert house.call("POST", "/erasures", role=Role.ADMINISTRATOR, body=asked).status_code == 201
    assert named(house) == []

    assert "nominee_name" in tampered(house, text("UPDATE hold SET nominee_name = 'khác'"))[0]
    assert len(tampered(house, update(ErasureRequest).values(nominee_key="0" * 32))) == 2


# --- passed on, erased, from before


def test_drafts_that_pass_by_a_merger_are_said_to_have_passed(house: House) -> None:
    case = house.draft(papers=False)
    merge(house)
    Ears(house).hear("m-1", drafts_pass())

    row = house.row(case)
    assert (row.unit_id, row.change) == (PHU_CU, PASSED)
    assert named(house) == []
    (fault,) = tampered(house, update(Nomination).values(drafted_at="cdcs-khac"))
    assert "drafted_at" in fault


def test_what_an_erasure_left_is_compared_and_what_was_said_before_is_hidden_for_good(house: House) -> None:
    one = prepared_list(house)
    with house.desk.database.reading() as tx:
        case = tx.scalars(select(Nomination.id)).one()
    attach(house, case)
    meet(house, one)
    withdrawn(house, case)
    before = house.said(KEPT)
    lists = [kept["kept_sha256"] for said in before for kept in said["lists"]]
    salts = {salt_of(house)}

    erase(house, case)

    assert salt_of(house) not in salts | {None}

    assert named(house) == []
    said = house.said(KEPT)
    hidden = [kept["kept_sha256"] for one in said[: len(before)] for kept in (*one["sheets"], *one["papers"])]
    assert hidden
    assert set(hidden) == {None}
    assert len(set(lists) | {said[-1]["lists"][0]["kept_sha256"]}) == len(lists) + 1
    assert len(said[-1]["leaving"]) == 1
    for changed in (
        update(Nomination).values(draft={"award": "khác"}), update(StoredPaper).values(name="khác"),
        update(NominationList).values(meeting=None), delete(ErasedFile),
    ):  # fmt: skip
        table = changed.table.name
        assert [fault for fault in tampered(house, changed) if f"table {table}, " in fault], table


def salt_of(house: House) -> str | None:
    with house.desk.database.reading() as tx:
        return tx.scalars(select(NominationList.salt)).one()


def test_a_sheet_of_somebody_erased_is_not_begun_again(house: House) -> None:
    case = house.draft(papers=False)
    withdrawn(house, case)
    erase(house, case)
    before = len(house.said(KEPT))

    with pytest.raises(PersonWasErased):
        house.draft(papers=False)

    assert len(house.said(KEPT)) == before
    assert named(house) == []


def forget(house: House) -> None:
    """As a release before this one left it: nothing was told of sheets."""
    with house.desk.database.transaction() as tx:
        tx.execute(delete(outbox).where(outbox.c.type.in_((KEPT, BEGUN))))
        tx.execute(update(NominationList).values(salt=None))


def begins(house: House) -> bool:
    with house.desk.working(house.desk.own_hand(), via=Via.TIMER) as work:
        return begin_keeping(work)


def test_what_a_release_before_left_is_no_fault_and_is_told_once(house: House) -> None:
    one = prepared_list(house)
    meet(house, one)
    case, gone = house.draft(papers=False, full_name="Lò Văn Phương"), house.draft(papers=False, full_name="Lê An")
    attach(house, case, scan=Judged("clamd 1", None))
    attach(house, gone, content=PDF + b"%gone\n%%EOF\n")
    withdrawn(house, gone)
    erase(house, gone)
    forget(house)
    assert named(house) == []

    assert begins(house)
    assert not begins(house)
    assert salt_of(house) is not None

    (begun,) = house.said(BEGUN)
    assert (begun["sheets"], begun["papers"], begun["lists"]) == (3, 2, 1)
    assert named(house) == []
    edit(house, case)
    attach_to_list(house, one)
    assert named(house) == []
    for table in ("nomination", "paper", "nomination_list", "file_scan", "erased_file"):
        with house.desk.database.reading() as tx:
            rows = tx.scalar(select(func.count()).select_from(DEFINITION.metadata.tables[table]))
        lost = tampered(house, text(f"DELETE FROM {table}"))
        assert len([fault for fault in lost if f"table {table}, " in fault]) == rows, table


def test_a_sheet_put_in_before_keeping_began_is_not_named_and_one_after_is(house: House) -> None:
    forget(house)
    house.draft(papers=False)
    assert named(house) == []
    forget(house)
    begins(house)
    assert named(house) == []

    with house.desk.database.transaction() as tx:
        row = tx.execute(select(Nomination.__table__)).one()._asdict()
        tx.execute(Nomination.__table__.insert().values(row | {"id": "chen-vao"}))
    (fault,) = named(house)
    assert "chen-vao" in fault


def test_two_who_start_together_tell_it_once(house: House) -> None:
    house.draft(papers=False)
    forget(house)
    together = Barrier(2)

    def start() -> None:
        together.wait()
        starts(house.desk)

    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(start) for _ in range(2)]:
            one.result()

    assert len(house.said(BEGUN)) == 1
    assert json.dumps(house.said(KEPT)).count("kept_sha256") == 1
