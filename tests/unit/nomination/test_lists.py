"""Lists: what is read, what is refused and where, and that sending one twice is harmless (ecosystem.md D6, 5–17)."""

from __future__ import annotations

import io
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from services.nomination.actions_lists import ROWS_TOGETHER, submit_rows
from services.nomination.errors_sheets import SheetTooSlow
from services.nomination.intake_template import template
from services.nomination.models import Claim, Nomination, NominationList
from services.nomination.queries import progress_of_list
from shared.events.terms import Role
from shared.tables import outbox
from shared.work import Work
from tests.unit.nomination.house import PDF, PHU_CU, PLAN, House, file_part
from tests.unit.nomination.workbooks import HEADERS, official, person, repacked, workbook


def send(house: House, data: bytes, *, name: str = "danh sách.xlsx", **call: Any) -> TestResponse:
    return house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, name)}, **call)


def test_official_list_is_read_and_what_is_no_data_is_passed_over(house: House) -> None:
    data = official(
        person(1, "Bà Nguyễn Thị Hương"),
        person(2, "TRẦN VĂN ĐỨC", 1984),
        person(3, "Lò Văn Phương", datetime(1990, 7, 1)),  # noqa: DTZ001 (as a cell holds it)
    )

    answer = send(house, data)

    assert answer.status_code == 201, answer.text
    shown = answer.get_json()
    assert (shown["rows_read"], shown["rows_accepted"], shown["rows_refused"], shown["report"]) == (3, 3, 0, [])
    assert [(n["nominee_name"], n["nominee_birth"], n["list_row"], n["award"]) for n in shown["nominations"]] == [
        ("Nguyễn Thị Hương", "1984-06-30", 7, "merit_cert_federation"),
        ("TRẦN VĂN ĐỨC", "1984", 8, "merit_cert_federation"),
        ("Lò Văn Phương", "1990-07-01", 9, "merit_cert_federation"),
    ]
    draft = house.row(shown["nominations"][0]["id"]).draft
    assert draft["nominee"]["workplace"] == "Tổ May 3, Công ty TNHH May Minh Anh"
    assert (draft["nominee"]["is_direct_worker"], draft["nominee"]["is_leader"]) == (True, False)
    assert (draft["year"], draft["task_rating"]) == (2026, "good")
    assert len(house.said("nomination.list_imported")) == 1


def test_same_file_again_is_the_same_list(house: House) -> None:
    data = official(person(1, "Nguyễn Thị Hương"))
    first = send(house, data)
    events = house.count(outbox)

    again = send(house, data, name="tên khác.xlsx")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    assert (house.count(NominationList), house.count(Nomination), house.count(outbox)) == (1, 1, events)


def test_columns_are_found_in_any_order_without_marks(house: House) -> None:
    headers = ["Mã danh hiệu thi đua", "NGAY SINH", unicodedata.normalize("NFD", "Họ tên"), "Cột lạ"]
    answer = send(house, workbook([headers, ["CSTĐ cơ sở", "1984", "Giàng A Chứ", "?"]]))

    [kept] = answer.get_json()["nominations"]
    assert (kept["nominee_name"], kept["award"], kept["list_row"]) == ("Giàng A Chứ", "title_fighter_base", 2)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (person(1, "=1+1"), "Họ và tên", "cell.formula"),
        (person(1, '=HYPERLINK("http://x","Nguyễn Văn A")'), "Họ và tên", "cell.formula"),
        (person(1, "NguyÔn V¨n §øc"), "Họ và tên", "name.legacy_font"),
        (person(1, "Lê \u202eVăn A"), "Họ và tên", "name.bidi_mark"),
        (person(1, "Lê Văn 2"), "Họ và tên", "name.refused"),
        (person(1, ""), "Họ và tên", "cell.refused"),
        (person(1, "Lê Văn An", "31/02/1980"), "Ngày sinh", "date.refused"),
        (person(1, "Lê Văn An", 45678), "Ngày sinh", "date.refused"),
        (person(1, "Lê Văn An", "tháng 3/1975"), "Ngày sinh", "date.refused"),
        (person(1, "Lê Văn An", "=TODAY()"), "Ngày sinh", "cell.formula"),
        (person(1, "Lê Văn An", "#REF!"), "Ngày sinh", "cell.formula"),
        (person(1, "Lê Văn An", c7="Huân chương lạ"), "Mã hình thức khen thưởng", "award.unknown"),
        (person(1, "Lê Văn An", c7=None), "Mã hình thức khen thưởng", "award.missing"),
        (person(1, "Lê Văn An", c8="Lao động tiên tiến"), "Mã hình thức khen thưởng", "award.two"),
        (person(1, "Lê Văn An", c10="khá"), "Mức độ hoàn thành nhiệm vụ", "cell.refused"),
        (person(1, "Lê Văn An", c11="có lẽ"), "Lao động trực tiếp", "cell.refused"),
    ],
)
def test_bad_row_is_reported_and_the_good_one_kept(house: House, row: list[Any], column: str, code: str) -> None:
    answer = send(house, workbook([HEADERS, row, person(2, "Quàng Thị Dung")]))

    shown = answer.get_json()
    [reported] = shown["report"]
    assert [item["nominee_name"] for item in shown["nominations"]] == ["Quàng Thị Dung"]
    assert reported["row"] == 2
    assert [(fault["column"], fault["code"]) for fault in reported["faults"]] == [(column, code)]
    assert all(fault["vi"] and fault["en"] for fault in reported["faults"])
    [said] = house.said("nomination.command_refused")
    part = {"code": "list.row_refused", "target": None, "row": 2, "rules": [code]}
    assert (said["action"], said["target"], said["parts"]) == ("import_list", shown["id"], [part])


def test_earlier_titles_and_initiatives_are_read(house: House) -> None:
    headers = ["Họ và tên", "Mã danh hiệu thi đua", "Danh hiệu đã đạt", "Sáng kiến", "Số chứng nhận"]
    row = [
        "Lê Văn An", "title_fighter_province", "title_fighter_base:2024:QĐ 12/QĐ-CĐCS; CSTĐ cơ sở:2025",
        "Gá kẹp may túi; 12/3/2025; UBND tỉnh; tỉnh; 40%", "07/CN",
    ]  # fmt: skip
    [kept] = send(house, workbook([headers, row])).get_json()["nominations"]

    draft = house.row(kept["id"]).draft
    assert [(t["award"], t["year"], t["decision_number"]) for t in draft["prior_titles"]] == [
        ("title_fighter_base", 2024, "QĐ 12/QĐ-CĐCS"),
        ("title_fighter_base", 2025, None),
    ]
    assert draft["initiatives"] == [
        {"title": "Gá kẹp may túi", "recognised_on": "2025-03-12", "recognised_by": "UBND tỉnh", "scope": "province",
         "has_certificate": True, "benefit_vnd": None, "authors": None, "share_percent": 40}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "level"),
    [("Cấp trên trực tiếp cơ sở", "intermediate"), ("cơ sở", "grassroots"), ("Tỉnh", "provincial"), (None, None)],
)
def test_the_level_that_decides_is_read(house: House, cell: str | None, level: str | None) -> None:
    headers = ["Họ và tên", "Mã hình thức khen thưởng", "Cấp quyết định"]
    [kept] = send(house, workbook([headers, ["Lê Văn An", "good_deed", cell]])).get_json()["nominations"]
    assert house.row(kept["id"]).draft["decided_at"] == level


def _macro(data: bytes) -> bytes:
    return repacked(data, {"xl/vbaProject.bin": b"macro"})


def _links(data: bytes) -> bytes:
    return repacked(data, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def _entities(data: bytes) -> bytes:
    sheet = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><worksheet>&b;</worksheet>'
    return repacked(data, {"xl/worksheets/sheet1.xml": sheet})


def _bomb(data: bytes) -> bytes:
    return repacked(data, {"xl/worksheets/sheet2.xml": b"0" * (40 * 1024 * 1024)})


def _many_parts(data: bytes) -> bytes:
    return repacked(data, {f"xl/media/{number}.bin": b"x" for number in range(2001)})


def _damaged(data: bytes) -> bytes:
    return repacked(data, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"})


@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        (lambda data: b"", 422, "paper.empty"),
        (lambda data: b"MZ" + data, 415, "list.unsupported_type"),
        (lambda data: "STT,Họ và tên\n1,An".encode("utf-16"), 415, "list.unsupported_type"),
        (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, 415, "list.unsupported_type"),
        (lambda data: data[:400], 422, "list.refused"),
        (_macro, 422, "list.refused"),
        (_links, 422, "list.refused"),
        (_entities, 422, "list.refused"),
        (_damaged, 422, "list.refused"),
        (_bomb, 413, "list.too_large"),
        (_many_parts, 413, "list.too_large"),
        (lambda data: workbook([["Tên cột", "lạ"], [1, 2]]), 422, "list.no_header"),
        (lambda data: template(), 422, "list.nobody"),
        (lambda data: workbook([HEADERS, ["(1)", "(2)", "(3)"], ["Tổng cộng", 0]]), 422, "list.nobody"),
        (lambda data: workbook([HEADERS], change=_second_sheet()), 422, "list.nobody"),
    ],
    ids=["empty", "exe", "csv", "xls", "cut", "macro", "links", "entities", "damaged", "bomb", "parts", "no-header",
         "unfilled", "nobody", "nobody-twice"],
)  # fmt: skip
def test_bad_file_is_refused_and_leaves_a_refusal(
    house: House, spoil: Callable[[bytes], bytes], status: int, code: str
) -> None:
    events = house.count(outbox)

    answer = send(house, spoil(workbook([HEADERS, person(1, "Lê Văn An")])))

    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.text
    assert (house.count(NominationList), house.count(Nomination), house.count(outbox)) == (0, 0, events + 1)


def _second_sheet(*rows: list[Any]) -> Callable[[Any], None]:
    def add(made: Any) -> None:
        sheet = made.create_sheet("Tập thể")
        for row in (HEADERS, *rows):
            sheet.append(list(row))

    return add


def test_rows_on_a_second_sheet_are_not_passed_over(house: House) -> None:
    events = house.count(outbox)
    two = workbook([HEADERS, person(1, "Lê Văn An")], change=_second_sheet(person(1, "Quàng Thị Dung")))

    answer = send(house, two)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "list.several"), answer.text
    assert (house.count(NominationList), house.count(Nomination), house.count(outbox)) == (0, 0, events + 1)


def test_second_sheet_without_rows_is_no_second_list(house: House) -> None:
    answer = send(house, workbook([HEADERS, person(1, "Lê Văn An")], change=_second_sheet()))
    assert [one["nominee_name"] for one in answer.get_json()["nominations"]] == ["Lê Văn An"]


def test_number_beyond_every_number_costs_its_row_only(house: House) -> None:
    data = workbook([HEADERS, person(1, "Lê Văn An", 1978), person(2, "Quàng Thị Dung")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"<v>1978</v>", b"<v>1E+400</v>")

    shown = send(house, repacked(data, {"xl/worksheets/sheet1.xml": sheet})).get_json()

    assert [one["nominee_name"] for one in shown["nominations"]] == ["Quàng Thị Dung"]
    assert [(row["row"], row["faults"][0]["column"]) for row in shown["report"]] == [(2, "Ngày sinh")]


def test_sparse_sheet_costs_nothing(house: House) -> None:
    """4.8 KB with a cell at the last corner makes other readers ask for 17 billion cells."""

    def far(made: Any) -> None:
        made.active["XFD1048576"] = "xa"

    answer = send(house, workbook([HEADERS, person(1, "Lê Văn An")], change=far))

    assert (answer.status_code, answer.get_json()["code"]) == (413, "list.too_large")


def test_the_child_that_reads_a_list_imports_no_schemas_and_no_database() -> None:
    """One starts for each workbook: what it imports is most of what reading a list costs."""
    told = subprocess.run(
        [sys.executable, "-c", "import sys, services.nomination.intake_reader; print(*sys.modules)"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert not {"marshmallow", "sqlalchemy", "flask", "yaml"} & set(told.stdout.split())


_READS_TOO_LONG = """
import sys
from shared.greenlets import patch
patch()
from datetime import date
from services.nomination import intake
from services.nomination.errors_sheets import SheetTooSlow
from services.nomination.intake_template import template
intake.WALL_SECONDS = 0.001
try:
    intake.read_list(sys.stdin.buffer.read(), awards={}, year=2026, on=date(2026, 6, 30))
except SheetTooSlow as refused:
    print(refused.code)
"""


def test_a_file_that_takes_too_long_is_refused_by_a_cooperative_process() -> None:
    """A served process waits for its child through eventlet, which has a time-out of its own kind."""
    data = official(person(1, "Vũ Thị Ngọc Ánh"))
    told = subprocess.run(
        [sys.executable, "-c", _READS_TOO_LONG], input=data, capture_output=True, timeout=60, check=True
    )

    assert told.stdout.decode().split() == [SheetTooSlow.code]


def test_who_may_not_send_lists_is_refused_before_the_file_is_read(house: House) -> None:
    answer = send(house, b"not even a workbook", role=Role.AUDITOR)
    assert answer.status_code == 403
    assert house.said("nomination.command_refused")[0]["action"] == "import_list"


def test_list_is_submitted_row_by_row(house: House) -> None:
    """Shared papers and meeting; a duplicate is refused with its finding and the others go up; again: skipped."""
    people = [person(1, "Nguyễn Thị Hương"), person(2, "Trần Văn Đức"), person(3, "Lê Văn An", None)]
    shown = send(house, workbook([HEADERS, *people])).get_json()
    at = f"/lists/{shown['id']}"
    for kind in ("submission_letter", "summary_list", "achievement_report", "minutes"):
        house.call("POST", f"{at}/papers", form={"kind": kind, "file": file_part(PDF, f"{kind}.pdf")})
    minutes = {"held_on": "2026-07-20", "members": 9, "present": 8, "yes": 8, "no": 0, "is_signed": True}
    met = house.call("POST", f"{at}/meeting", seen=5, body={"minutes": minutes, "rows_in_letter": 3})
    assert met.status_code == 200, met.text
    house.submit(house.draft(PHU_CU, full_name="TRẦN VĂN ĐỨC", achievement="Khác"), PHU_CU)

    answer = house.call("POST", f"{at}/submit", key="nop-danh-sach")
    again = house.call("POST", f"{at}/submit", key="nop-danh-sach")
    later = house.call("POST", f"{at}/submit")

    told = answer.get_json()
    assert [(row["row"], row["outcome"]) for row in told["rows"]] == [(2, "submitted"), (3, "refused"), (4, "refused")]
    findings = [{item["rule"] for item in row["findings"]} for row in told["rows"]]
    assert findings == [set(), {"G06"}, {"G04", "G06", "G08"}]
    assert told["rows"][0]["receipt"].startswith("VD26-")
    refused = [row for row in told["rows"] if row["outcome"] == "refused"]
    said = [one for one in house.said("nomination.command_refused") if one["target"] == shown["id"]]
    # Said with the rows that went up and at a further attempt; an answer given again is no attempt.
    assert [one["code"] for one in said] == ["command.refused_in_part"] * 2
    assert [(part["target"], part["row"], part["code"]) for part in said[0]["parts"]] == [
        (row["nomination"], row["row"], row["code"]) for row in refused
    ]
    assert ["G06" in part["rules"] for part in said[0]["parts"]] == [True, True]
    assert again.get_json() == told
    assert [row["outcome"] for row in later.get_json()["rows"]] == ["skipped", "refused", "refused"]
    sent = house.said("nomination.submitted")[-1]
    assert sent["list"] == shown["id"]
    assert sent["dossier"]["minutes"]["present"] == 8
    assert sent["dossier"]["figures"] == {
        "rows_in_letter": 3, "rows_in_list": 3, "reports_attached": 3, "names_differ": [],
    }  # fmt: skip
    assert house.violations() == []


def list_of(house: House, *people: list[Any]) -> str:
    """A list with everything its rows share, ready to be submitted; its id."""
    shown = send(house, workbook([HEADERS, *people])).get_json()
    for kind in ("submission_letter", "summary_list", "achievement_report", "minutes"):
        house.call("POST", f"/lists/{shown['id']}/papers", form={"kind": kind, "file": file_part(PDF, f"{kind}.pdf")})
    minutes = {"held_on": "2026-07-20", "members": 9, "present": 8, "yes": 8, "no": 0, "is_signed": True}
    meeting = {"minutes": minutes, "rows_in_letter": len(people)}
    assert house.call("POST", f"/lists/{shown['id']}/meeting", seen=5, body=meeting).status_code == 200
    return str(shown["id"])


def test_same_person_twice_in_a_list_goes_up_once(house: House) -> None:
    """Rows of a group are asked as if those before them had been sent already."""
    at = list_of(house, person(1, "Nguyễn Thị Hương"), person(2, "Lò Văn Phương"), person(3, "NGUYỄN THỊ HƯƠNG"))

    first, second, third = house.call("POST", f"/lists/{at}/submit").get_json()["rows"]

    assert [row["outcome"] for row in (first, second, third)] == ["submitted", "submitted", "refused"]
    [duplicate] = [finding for finding in third["findings"] if finding["rule"] == "G06"]
    assert first["receipt"] in duplicate["words"]["vi"]
    assert house.violations() == []


def test_refused_row_is_no_duplicate_to_the_rows_after_it(house: House) -> None:
    at = list_of(house, person(1, "Nguyễn Thị Hương", c2=None), person(2, "Nguyễn Thị Hương"))

    told = house.call("POST", f"/lists/{at}/submit").get_json()["rows"]

    assert [row["outcome"] for row in told] == ["refused", "submitted"]
    assert told[1]["findings"] == []


def test_somebody_alike_in_the_same_list_is_sent_with_a_warning(house: House) -> None:
    at = list_of(house, person(1, "Nguyễn Thị Hương"), person(2, "Nguyễn Thị Hươnng"))

    first, second = house.call("POST", f"/lists/{at}/submit").get_json()["rows"]

    assert [row["outcome"] for row in (first, second)] == ["submitted", "submitted"]
    assert (first["findings"], [finding["rule"] for finding in second["findings"]]) == ([], ["G06"])
    assert first["receipt"] in second["findings"][0]["words"]["vi"]


def test_rows_go_up_in_groups_of_one_transaction(house: House) -> None:
    surnames = ("Nguyễn", "Trần", "Lê", "Phạm", "Lò", "Quàng", "Giàng")
    given = ("Hương", "Đức", "Tuyết", "Bảo", "Thụ", "Ánh", "Phương", "Dung", "Hặc", "Thơm")
    names = [f"{surname} Thị {name}" for surname in surnames for name in given]
    at = list_of(house, *(person(number, name, 1960 + number % 40) for number, name in enumerate(names, 1)))
    begun: list[str] = []

    @contextmanager
    def begin() -> Iterator[Work]:
        with house.work(house.officer()) as work:
            begun.append(work.trace.correlation)
            yield work

    outcomes = list(submit_rows(house.desk, at, begin))

    assert [outcome.outcome for outcome in outcomes] == ["submitted"] * 70
    assert [outcome.row for outcome in outcomes] == list(range(2, 72))
    assert len(begun) == -(-70 // ROWS_TOGETHER)
    assert len(house.said("nomination.submitted")) == 70
    assert house.violations() == []


def test_unexpected_failure_of_one_row_keeps_what_was_sent_before_it(house: House) -> None:
    """A claim nobody can explain: the group falls apart into rows, and only from the bad one on nothing is sent."""
    at = list_of(house, person(1, "Lò Văn An"), person(2, "Lê Thị Ba"), person(3, "Hồ Văn Ca"))
    with house.desk.database.reading() as tx:
        drafts = [row.id for row in progress_of_list(tx, at)]
    bad, other = house.row(drafts[1]), house.draft(PHU_CU)
    with house.work() as work:
        work.tx.add(Claim(nominee_key=bad.nominee_key, what=f"award|{bad.award}|{bad.period}", case_id=other))

    answer = house.call("POST", f"/lists/{at}/submit")

    assert answer.status_code == 503
    assert [house.row(draft).state for draft in drafts] == ["submitted", "draft", "draft"]
    assert [event["case"] for event in house.said("nomination.submitted")] == drafts[:1]


def test_foreign_list_is_neither_read_nor_submitted(house: House) -> None:
    at = f"/lists/{send(house, workbook([HEADERS, person(1, 'Lê Văn An')])).get_json()['id']}"
    assert house.call("GET", at, unit=PHU_CU).status_code == 403
    assert house.call("POST", f"{at}/submit", unit=PHU_CU).status_code == 403
    assert house.said("nomination.submitted") == []


def test_template_is_understood_by_the_intake(house: House) -> None:
    answer = house.call("GET", "/lists/template.xlsx")
    filled = load_workbook(io.BytesIO(answer.data))
    sheet = filled.active
    assert sheet is not None
    headers = [cell.value for cell in sheet[2]]
    at = {str(header).split(" (", maxsplit=1)[0]: number for number, header in enumerate(headers, 1)}
    sheet.cell(row=3, column=at["Họ và tên"], value="Cà Thị Thơm")
    sheet.cell(row=3, column=at["Mã danh hiệu thi đua"], value="Lao động tiên tiến")
    sheet.cell(row=3, column=at["Số LĐTT"], value="1.200")
    kept = io.BytesIO()
    filled.save(kept)

    [row] = send(house, kept.getvalue()).get_json()["nominations"]

    assert house.row(row["id"]).draft["counts"]["advanced_workers"] == 1200
