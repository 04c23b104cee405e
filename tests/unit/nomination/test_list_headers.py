"""Headers in one row and in two, and columns nobody reads: what is filled in is read or said to be unread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from services.nomination.intake_reader import read_workbook
from services.nomination.intake_rows import Sheet
from tests.unit.nomination.house import PLAN, House, file_part
from tests.unit.nomination.workbooks import HEADERS, person, workbook

AWARD = "Bằng khen của LĐLĐ tỉnh"
SHEET = Sheet(awards={"bang khen cua ldld tinh": "merit_cert_federation"}, year=2026, on=date(2026, 8, 3))
WHO = ("STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Hình thức đề nghị")
LE_VAN_AN = [1, "Lê Văn An", "Nam", "30/6/1984", "Công nhân", "Công ty May Minh Anh", AWARD]
CA_THI_THOM = [2, "Cà Thị Thơm", "Nữ", 1990, "Tổ trưởng", "Công ty May Minh Anh", AWARD]
DAYS = (["01/01/2026", "30/06/2026"], [date(2026, 2, 1), date(2026, 5, 31)])


def merging(*across: str) -> Callable[[Workbook], None]:
    def merge(made: Workbook) -> None:
        for one in across:
            made.worksheets[0].merge_cells(one)

    return merge


def official(*lines: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    """Issuer, title and an empty line above, a sum and the signatures below: the header begins in row 4."""
    head = [["CĐCS CÔNG TY TNHH MAY MINH ANH"], ["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2026"], []]
    foot = [["Tổng cộng", None, "02 người"], [], [None, "NGƯỜI LẬP", None, None, "TM. BAN CHẤP HÀNH"]]
    return workbook([*head, *lines, *foot], change=merging("A1:D1", "A2:G2", *merged))


def read(data: bytes) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """The dossiers, all of them taken, and each unread column with the row of its header."""
    told = read_workbook(data, SHEET)
    assert [row for row in told["rows"] if "faults" in row] == []
    unread = [(one["row"], fault["column"]) for one in told["unread"] for fault in one["faults"]]
    return [row["dossier"] for row in told["rows"]], unread


def days_of(dossiers: Sequence[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return [(one["achieved_from"], one["achieved_to"]) for one in dossiers]


BOTH = [("2026-01-01", "2026-06-30"), ("2026-02-01", "2026-05-31")]
UPPER = [*WHO, "Thời gian lập thành tích", None, "Mức độ hoàn thành nhiệm vụ"]
LOWER = [*[None] * 7, "Từ ngày", "Đến ngày"]
MERGED = [*(f"{letter}4:{letter}5" for letter in "ABCDEFGJ"), "H4:I4"]
PEOPLE = ([*LE_VAN_AN, *DAYS[0], "tốt"], [*CA_THI_THOM, *DAYS[1], "tốt"])


@pytest.mark.parametrize("numbering", [[], [[f"({number})" for number in range(1, 11)]]])
@pytest.mark.parametrize("write", [str, str.upper])
def test_two_rows_of_headers_are_one(write: Callable[[str], str], numbering: list[list[str]]) -> None:
    header = [[cell and write(cell) for cell in line] for line in (UPPER, LOWER)]

    dossiers, unread = read(official(*header, *numbering, *PEOPLE, merged=MERGED))

    assert [one["nominee"]["full_name"] for one in dossiers] == ["Lê Văn An", "Cà Thị Thơm"]
    assert (days_of(dossiers), unread) == (BOTH, [])
    assert [one["task_rating"] for one in dossiers] == ["good", "good"]


def test_two_rows_of_headers_that_come_again_on_each_page_begin_no_other_list() -> None:
    dossiers, unread = read(official(UPPER, LOWER, PEOPLE[0], UPPER, LOWER, PEOPLE[1], merged=MERGED))
    assert (days_of(dossiers), unread) == (BOTH, [])


def test_what_is_proposed_stands_under_one_parent() -> None:
    upper = ["STT", "Họ và tên", "Khen thưởng", None, None, "Thành tích", None, None]
    lower = [None, None, "Hình thức khen thưởng", "Danh hiệu thi đua", "Loại khen thưởng", "Tóm tắt thành tích",
             "Từ ngày", "Đến ngày"]  # fmt: skip
    line = [1, "Lê Văn An", AWARD, None, "Đột xuất", "Cứu hai người", "05/5/2026", "05/5/2026"]

    [dossier], unread = read(official(upper, lower, line, merged=["C4:E4", "F4:H4"]))

    assert (dossier["award"], dossier["award_type"]) == ("merit_cert_federation", "sudden")
    assert (dossier["achievement"], *days_of([dossier])) == ("Cứu hai người", ("2026-05-05", "2026-05-05"))
    assert unread == []


def test_names_may_stand_in_the_second_row() -> None:
    """“Thông tin cá nhân” over name, birth and post; what else is asked stands in the first row alone."""
    upper = ["STT", "Thông tin cá nhân", None, None, "Đơn vị công tác", "Hình thức đề nghị"]
    lower = [None, "Họ và tên", "Ngày sinh", "Chức vụ"]
    lines = ([1, "Lê Văn An", 1984, "Công nhân", "Công ty May Minh Anh", AWARD],
             [2, "Cà Thị Thơm", 1990, "Tổ trưởng", "Công ty May Minh Anh", AWARD])  # fmt: skip

    dossiers, unread = read(official(upper, lower, lines[0], upper, lower, lines[1], merged=["B4:D4"]))

    told = [(one["nominee"]["full_name"], one["nominee"]["birth"], one["nominee"]["workplace"]) for one in dossiers]
    assert told == [("Lê Văn An", "1984", "Công ty May Minh Anh"), ("Cà Thị Thơm", "1990", "Công ty May Minh Anh")]
    assert unread == []


@pytest.mark.parametrize("parent", ["Thời gian công tác", "Thời gian giữ chức vụ", "Thời hạn kỷ luật"])
def test_days_of_something_else_are_no_days_of_the_achievement(parent: str) -> None:
    upper = [*WHO, parent, None, "Thời gian lập thành tích", None]
    lower = [*[None] * 7, "Từ ngày", "Đến ngày", "Từ ngày", "Đến ngày"]
    line = [*LE_VAN_AN, "01/01/2010", "01/01/2020", *DAYS[0]]

    dossiers, unread = read(official(upper, lower, line, merged=["H4:I4", "J4:K4"]))

    assert days_of(dossiers) == BOTH[:1]
    assert unread == [(5, f"{parent} – Từ ngày"), (5, f"{parent} – Đến ngày")]


def test_what_somebody_has_already_is_not_what_is_proposed() -> None:
    upper = ["STT", "Họ và tên", "Khen thưởng đã đạt", None, "Đề nghị khen thưởng", None]
    lower = [None, None, "Hình thức khen thưởng", "Năm", "Hình thức khen thưởng", "Năm"]

    [dossier], unread = read(official(upper, lower, [1, "Lê Văn An", "Giấy khen", 2020, AWARD, 2026]))

    assert (dossier["award"], dossier["year"]) == ("merit_cert_federation", 2026)
    assert unread == [(5, "Khen thưởng đã đạt – Hình thức khen thưởng"), (5, "Khen thưởng đã đạt – Năm")]


def test_men_and_women_under_one_birth_are_said_to_be_unread_and_no_year() -> None:
    upper = ["STT", "Họ và tên", "Năm sinh", None, "Thời gian lập thành tích", None, "Hình thức đề nghị"]
    lower = [None, None, "Nam", "Nữ", "Từ ngày", "Đến ngày"]

    [dossier], unread = read(official(upper, lower, [1, "Cà Thị Thơm", None, 1990, *DAYS[0], AWARD]))

    assert (dossier["year"], dossier["nominee"]["birth"], *days_of([dossier])) == (2026, None, BOTH[0])
    assert unread == [(5, "Năm sinh – Nữ")]


@pytest.mark.parametrize(
    "line",
    [
        [1, None, "Lao động trực tiếp", AWARD, "Đơn vị"], [None, "Lê Văn An", None, AWARD, "Đơn vị"],
        [None, None, "30/6/1984", AWARD, "Đơn vị"], [None, None, "Lao động trực tiếp", AWARD],
    ],
)  # fmt: skip
def test_a_line_that_may_be_somebody_is_no_second_header(line: list[Any]) -> None:
    header = ["STT", "Họ và tên", "Mã phân loại cán bộ", "Hình thức đề nghị", "Ghi chú"]
    told = read_workbook(official(header, line, [2, "Cà Thị Thơm", "trực tiếp", AWARD]), SHEET)
    assert [row["row"] for row in told["rows"]] == [5, 6]


def test_the_last_of_one_table_is_not_taken_for_the_header_of_the_next() -> None:
    other = [None, "Họ và tên", "Hình thức đề nghị"]
    told = read_workbook(official(WHO, LE_VAN_AN, ["Đơn vị", "Hà Văn Tư", AWARD], other, [None, "Lò An", AWARD]), SHEET)
    assert [row["row"] for row in told["rows"]] == [5, 6, 8]


def send(house: House, data: bytes) -> dict[str, Any]:
    answer = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "danh sách.xlsx")})
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.get_json()
    return shown


@pytest.mark.parametrize(
    ("header", "value", "named", "words"),
    [
        ("Thời gian từ", "01/01/2026", "Thời gian từ", "Cột N “Thời gian từ”"),
        ("Ghi chú lạ", "=1+1", "Ghi chú lạ", "Cột N “Ghi chú lạ”"),
        ("Ngày tháng năm sinh", "30/6/1984", "Ngày tháng năm sinh", "“Ngày sinh” đã đọc ở cột D"),
        (None, "viết ngoài lề", "N", "Cột N"),
        (2026, "x", "2026", "Cột N “2026”"),
    ],
)
def test_a_filled_column_nobody_reads_is_told_of_and_refuses_no_row(
    house: House, header: Any, value: str, named: str, words: str
) -> None:
    shown = send(house, workbook([[], [*HEADERS, header], person(1, "Lê Văn An"), [*person(2, "Cà Thị Thơm"), value]]))

    assert (shown["rows_read"], shown["rows_accepted"], shown["rows_refused"]) == (2, 2, 0)
    [said] = shown["report"]
    [fault] = said["faults"]
    assert (said["row"], fault["column"], fault["code"]) == (2, named, "column.unread")
    assert words in fault["vi"]
    assert fault["en"].startswith("Column N")
    assert house.said("nomination.command_refused") == []
    assert house.call("GET", f"/lists/{shown['id']}").get_json()["report"] == shown["report"]


def test_an_empty_column_and_one_filled_beside_the_rows_alone_are_not_told_of(house: House) -> None:
    foot = ["Tổng cộng", None, "1 người", *[None] * 10, "01 người"]
    shown = send(house, workbook([[*HEADERS, "Ghi chú"], person(1, "Lê Văn An"), foot]))
    assert shown["report"] == []


def test_each_table_of_a_sheet_tells_of_its_own_columns(house: House) -> None:
    other = ["STT", "Tên đơn vị/tập thể", "Hình thức đề nghị", "Nơi nhận"]
    lines = [[*HEADERS, "Ghi chú"], [*person(1, "Lê Văn An"), "?"], other, [1, "Tổ May 3", AWARD, "?"]]
    first, second = send(house, workbook(lines))["report"]
    assert (first["row"], [fault["column"] for fault in first["faults"]]) == (1, ["Ghi chú"])
    assert (second["row"], [fault["column"] for fault in second["faults"]]) == (3, ["Nơi nhận"])
