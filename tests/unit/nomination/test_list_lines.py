"""Which lines of a list are people, which are sums, sections and signatures: no row is passed over in silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.nomination.intake_reader import read_workbook
from services.nomination.intake_rows import Sheet
from tests.unit.nomination.house import PLAN, House, file_part
from tests.unit.nomination.workbooks import HEADERS, official, person, workbook

AWARD = "Bằng khen của LĐLĐ tỉnh"
SHEET = Sheet(awards={"bang khen cua ldld tinh": "merit_cert_federation"}, year=2026, on=date(2026, 8, 3))
COLLECTIVES = ("STT", "Tên đơn vị/tập thể", "Mã phân loại tập thể", "Mã hình thức", "Mã danh hiệu")
FOUR = ("STT", "Họ và tên", "Chức vụ", "Hình thức đề nghị")
UNNUMBERED = ("Họ và tên", "Ngày sinh", "Hình thức đề nghị")


def told(header: Sequence[str], *lines: Sequence[Any]) -> tuple[list[str], list[int]]:
    """The names that were taken in, and the rows that were reported as faulty."""
    rows = read_workbook(workbook([header, *lines]), SHEET)["rows"]
    good = [row["dossier"]["nominee"]["full_name"] for row in rows if "dossier" in row]
    return good, [row["row"] for row in rows if "faults" in row]


@pytest.mark.parametrize(
    "name",
    ["Công ty CP Gốm", "CÔNG TY CP GỐM", "Tổng Công ty May Hưng Yên", "TỔNG CÔNG TY MAY", "Công đoàn Trường Phù Cừ",
     "Tổng kho Xăng dầu", "Cong ty CP Gom", "Tong Cong ty May Hung Yen", "Cộng đồng thôn Năm"],
)  # fmt: skip
def test_a_collective_whose_name_begins_like_a_sum_is_a_row(name: str) -> None:
    others = ([1, "Tổ May 3", "Tập thể", AWARD], [3, "Tổ May 5", "Tập thể", AWARD])
    for line in ([2, name, "Tập thể", AWARD], [2, name, "tập thể", None, AWARD], [None, name, "Tập thể", AWARD]):
        assert told(COLLECTIVES, others[0], line, others[1]) == (["Tổ May 3", name, "Tổ May 5"], [])


@pytest.mark.parametrize("name", ["Tống Thị Mai", "TỐNG THỊ MAI", "Công Thị Lan", "Cống Văn Hà", "Tong Thi Mai"])
def test_a_person_whose_name_begins_like_a_sum_is_a_row(name: str) -> None:
    assert told(FOUR, [1, name, "Công nhân", AWARD], [2, "Lê Văn An", "Công nhân", AWARD]) == ([name, "Lê Văn An"], [])
    assert told(UNNUMBERED, [name, None, AWARD]) == ([name], [])


@pytest.mark.parametrize("name", ["Công ty CP Gốm", "Tống Công", "Tong Cong", "Lê Văn An"])
def test_a_name_without_codes_is_a_fault_and_never_passed_over(name: str) -> None:
    """Before a sum, after one and after the signatures."""
    lines = [
        [1, "Tổ May 3", "Tập thể", AWARD], [2, name], ["Cộng: 2"], [3, name], [4, name, "Tập thể"],
        [None, "NGƯỜI LẬP"], [5, name], ["=ROW()", name],
    ]  # fmt: skip
    assert told(COLLECTIVES, *lines) == (["Tổ May 3"], [3, 5, 6, 8, 9])


@pytest.mark.parametrize(
    "line",
    [
        ["Tổng cộng"], ["TỔNG CỘNG:", None, "02 người"], [None, "Tổng cộng: 2"], ["Cộng: 2"], ["Cộng", 2],
        ["Tổng số", 2], ["Tổng số cá nhân đề nghị: 2 người"], ["Tổng", None, None, None, "2"], ["Tong cong", 2],
        ["TONG SO: 2"], ["Cong: 2"], ["Cộng khối sản xuất", 2], ["Tổng cộng danh sách gồm hai người"],
        ["Tổng", "=SUM(A1:A2)"],
        ["Tổng cộng", 1, 2, 3, 4, 5, 6, 7, 8],
    ],
)  # fmt: skip
def test_a_sum_is_no_row_however_it_is_written(line: list[Any]) -> None:
    assert told(HEADERS, person(1, "Lê Văn An"), line, person(2, "Cà Thị Thơm")) == (["Lê Văn An", "Cà Thị Thơm"], [])


@pytest.mark.parametrize("titles", [["II. Khối sự nghiệp"], ["II", "Khối sự nghiệp"], [None, "Khối sự nghiệp"]])
def test_blocks_with_sums_of_their_own_are_read_to_the_end(house: House, titles: list[Any]) -> None:
    blocks = [
        ["I. Khối doanh nghiệp"], person(1, "Lê Văn An"), ["Cộng: 1"], titles, person(1, "Cà Thị Thơm"),
        person(2, "Lò Văn Phương"), person(3, "Tống Thị Mai", None), ["Cộng: 3"], ["Tổng cộng: 4"],
        [None, "NGƯỜI LẬP", None, "CHỦ TỊCH"], [None, "Lê Thị Lan", None, "Trần Văn Tám"],
    ]  # fmt: skip
    sent = {"plan": PLAN, "file": file_part(workbook([HEADERS, *blocks]), "hai khối.xlsx")}

    shown = house.call("POST", "/lists", form=sent).get_json()

    assert (shown["rows_read"], shown["rows_accepted"], shown["report"]) == (4, 4, [])
    assert [(one["nominee_name"], one["list_row"]) for one in shown["nominations"]] == [
        ("Lê Văn An", 3), ("Cà Thị Thơm", 6), ("Lò Văn Phương", 7), ("Tống Thị Mai", 8)
    ]  # fmt: skip


def test_a_section_told_by_its_number_is_no_row_and_a_name_that_begins_with_a_letter_is_one() -> None:
    sections = (["A", "CÁ NHÂN"], ["I.", "Khối sản xuất"], ["B. Tập thể"], ["2. Khối sự nghiệp"])
    for section in sections:
        assert told(HEADERS, section, person(1, "Lê Văn An")) == (["Lê Văn An"], [])
    assert told(("Họ và tên", "Hình thức đề nghị"), ["Y Thị Mai"], ["A Lăng Nhất"]) == ([], [2, 3])


def test_people_after_the_signatures_are_read_and_the_rest_is_not() -> None:
    below = [
        ["Tổng cộng", 1], [None, "Hưng Yên, ngày 24 tháng 7 năm 2026"], [None, "NGƯỜI LẬP", None, "TM. BAN CHẤP HÀNH"],
        [None, "(Ký, ghi rõ họ tên)"], [None, "Lê Thị Lan", None, "Trần Văn Tám"], ["Nơi nhận:"], ["- Như trên;"],
        person(2, "Cà Thị Thơm"), [3, "Lò Văn Phương", None, "1990"], [None, "Hà Văn Tư", None, "12/3/1980"],
        [None, "Giàng A Chứ", None, None, None, None, None, AWARD],
    ]  # fmt: skip
    good, faulty = told(HEADERS, person(1, "Lê Văn An"), *below)
    assert (good, faulty) == (["Lê Văn An", "Cà Thị Thơm", "Giàng A Chứ"], [11, 12])


def test_a_list_that_numbers_nobody_loses_nobody_after_a_sum() -> None:
    lines = [["Lê Văn An", "1980", AWARD], ["Cộng", 1], ["II. Khối sự nghiệp"], ["Cà Thị Thơm", "kỹ sư"], ["Y Thị Mai"]]
    assert told(UNNUMBERED, *lines) == (["Lê Văn An"], [5, 6])


def test_signatures_are_told_with_their_marks() -> None:
    assert told(("Họ và tên", "Hình thức đề nghị"), ["Chu Tích An", "?"], ["Lê Văn An", AWARD]) == (["Lê Văn An"], [2])


def test_an_official_list_is_read_as_before() -> None:
    rows = read_workbook(official(person(1, "Bà Nguyễn Thị Hương"), person(2, "TRẦN VĂN ĐỨC")), SHEET)["rows"]
    assert [(row["row"], "dossier" in row) for row in rows] == [(7, True), (8, True)]
