"""Lists by the templates offices really use (domain.md §9): people, collectives, the short list, repeated headers."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.nomination.intake_columns import find_columns
from services.nomination.intake_reader import read_workbook
from services.nomination.intake_rows import Sheet, read_row
from services.nomination.intake_template import template
from shared.events.terms import InitiativeScope
from tests.unit.nomination.house import PLAN, House, file_part
from tests.unit.nomination.workbooks import HEADERS, person, workbook

AWARD = "Bằng khen của LĐLĐ tỉnh"
SHEET = Sheet(awards={"bang khen cua ldld tinh": "merit_cert_federation"}, year=2026, on=date(2026, 8, 3))
COLLECTIVES = ("STT", "Tên đơn vị/tập thể", "Mã phân loại tập thể", "Mã hình thức", "Mã danh hiệu")
INDIVIDUALS = (
    "STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Tên phòng ban/khối/tổ công tác", "Tên đơn vị công tác",
    "Địa chỉ", "Mã phân loại cán bộ", "Mã hình thức khen thưởng", "Mã danh hiệu thi đua (nếu có)",
)  # fmt: skip
SHORT_LIST = ("TT", "Họ tên", "Chức vụ – đơn vị", "Tóm tắt thành tích", "Hình thức đề nghị")


def as_typed(text: str) -> str:
    return text


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def unmarked(text: str) -> str:
    folded = "".join(sign for sign in decomposed(text) if not unicodedata.combining(sign))
    return folded.replace("Đ", "D").replace("đ", "d")


def sheet_of(title: str, *lines: Sequence[Any], write: Callable[[str], str] = as_typed) -> bytes:
    """As an office writes it: issuer, merged title, then the lines; sum and signatures below."""

    def merge(made: Workbook) -> None:
        for across in ("A1:E1", "A2:E2"):
            made.worksheets[0].merge_cells(across)

    head = [[write("CĐCS CÔNG TY TNHH MAY MINH ANH")], [write(title)], []]
    foot = [["Tổng cộng", len(lines)], [], [None, "Người lập biểu", None, "TM. BAN CHẤP HÀNH"]]
    return workbook([*head, *lines, *foot], change=merge)


def people(data: bytes) -> list[tuple[str, str]]:
    rows = read_workbook(data, SHEET)["rows"]
    assert [row for row in rows if "faults" in row] == []
    return [(row["dossier"]["nominee"]["full_name"], row["dossier"]["nominee"]["kind"]) for row in rows]


@pytest.mark.parametrize("write", [as_typed, decomposed, str.upper, unmarked])
@pytest.mark.parametrize(
    "name",
    ["Tên đơn vị/tập thể", "Tên tập thể", "Tên tập thể, đơn vị", "Tên đơn vị / tập thể (ghi đầy đủ)",
     "Tên tập thể được đề nghị"],
)  # fmt: skip
def test_who_stands_under_the_name_of_collectives_is_one(name: str, write: Callable[[str], str]) -> None:
    named = ("Tổ May 3", "Phòng Kỹ thuật", "CĐCS Trường THPT Phù Cừ")
    classes = ("Doanh nghiệp", None, "03")
    expected = [(unicodedata.normalize("NFC", write(one)), "collective") for one in named]
    header = [write(cell) for cell in ("STT", name, "Mã phân loại tập thể", "Mã hình thức", "Mã danh hiệu")]
    filled = zip((1, 2, 3), named, classes, strict=True)
    lines = [[number, write(one), kind and write(kind), write(AWARD)] for number, one, kind in filled]
    title = "DANH SÁCH TẬP THỂ ĐỀ NGHỊ KHEN THƯỞNG"

    assert people(sheet_of(title, header, *lines, write=write)) == expected
    without = [[number, one, award] for number, one, _, award in lines]
    assert people(sheet_of(title, [*header[:2], header[3]], *without, write=write)) == expected


@pytest.mark.parametrize("write", [as_typed, decomposed, str.upper, unmarked])
def test_the_template_of_individuals_is_read(write: Callable[[str], str]) -> None:
    lines = [
        [1, "Bà Lê Thị Ánh Tuyết", "Nữ", "30/6/1984", "Công nhân", "Tổ May 3", "Công ty TNHH May Minh Anh",
         "phường Dương Nội", "Người trực tiếp", AWARD, None],
        [2, "Giàng A Chứ", "Nam", 1990, "Chủ tịch CĐCS", None, "Trường THPT Phù Cừ", None, "Lãnh đạo khác", AWARD],
    ]  # fmt: skip
    # The honorific is told by its marks alone: “Ba” without them is a surname.
    lines[0][1] = "Lê Thị Ánh Tuyết" if write is unmarked else lines[0][1]
    typed = [[write(cell) if isinstance(cell, str) else cell for cell in line] for line in (INDIVIDUALS, *lines)]

    rows = read_workbook(sheet_of("DANH SÁCH CÁ NHÂN ĐỀ NGHỊ KHEN THƯỞNG", *typed, write=write), SHEET)["rows"]

    nominees = [row["dossier"]["nominee"] for row in rows]
    told = [(one["kind"], one["sex"], one["birth"], one["person_class"]) for one in nominees]
    assert told == [
        ("individual", "female", "1984-06-30", "direct_worker"), ("individual", "male", "1990", "other_leader")
    ]  # fmt: skip
    names = [unicodedata.normalize("NFC", write(name)) for name in ("Lê Thị Ánh Tuyết", "Giàng A Chứ")]
    assert [one["full_name"] for one in nominees] == names
    places = ("Tổ May 3, Công ty TNHH May Minh Anh", "Trường THPT Phù Cừ")
    assert [one["workplace"] for one in nominees] == [unicodedata.normalize("NFC", write(place)) for place in places]


def test_what_is_stated_of_the_kind_goes_before_the_header() -> None:
    header = ("STT", "Tên đơn vị/tập thể", "Đối tượng", "Mã phân loại tập thể", "Mã hình thức")
    lines = [
        [1, "Lê Văn An", "Cá nhân", None, AWARD], [2, "Hộ ông Bảo", "Hộ gia đình", "Đối tượng khác", AWARD],
        [3, "Đường hoa", None, "Công trình", AWARD], [4, "Tổ May 3", None, "Tập thể", AWARD],
    ]  # fmt: skip
    kinds = ["individual", "household", "work", "collective"]
    assert [kind for _, kind in people(sheet_of("DANH SÁCH", header, *lines))] == kinds


def test_a_class_of_collectives_beside_the_names_of_people_is_asked_about_and_no_guess() -> None:
    """“Phòng Kỹ thuật” would be taken for a person; the fault names the column and what to do."""
    header = ("STT", "Họ và tên", "Mã phân loại tập thể", "Mã hình thức")
    lines = [[1, "Phòng Kỹ thuật", "Doanh nghiệp", AWARD], [2, "Tổ May 3", "Tập thể", AWARD], [3, "Lê An", None, AWARD]]

    rows = read_workbook(workbook([header, *lines]), SHEET)["rows"]

    assert [(fault["column"], fault["code"]) for fault in rows[0]["faults"]] == [
        ("Mã phân loại tập thể", "cell.refused")
    ]
    assert "“Đối tượng”" in rows[0]["faults"][0]["vi"]
    assert [row["dossier"]["nominee"]["kind"] for row in rows[1:]] == ["collective", "individual"]


def test_a_collective_beside_the_names_of_people_is_where_they_work() -> None:
    header = ("STT", "Tên đơn vị/tập thể", "Họ và tên", "Mã hình thức")
    [row] = read_workbook(workbook([header, [1, "Tổ May 3", "Lê Văn An", AWARD]]), SHEET)["rows"]
    nominee = row["dossier"]["nominee"]
    assert (nominee["full_name"], nominee["kind"], nominee["workplace"]) == ("Lê Văn An", "individual", "Tổ May 3")


def test_a_collective_without_a_name_is_told_so_by_its_own_header() -> None:
    [row] = read_workbook(workbook([COLLECTIVES, [1, None, "Doanh nghiệp", AWARD]]), SHEET)["rows"]
    assert [(fault["column"], fault["vi"]) for fault in row["faults"]] == [
        ("Tên đơn vị/tập thể", "Thiếu tên đơn vị, tập thể.")
    ]


@pytest.mark.parametrize(
    ("written", "position", "workplace"),
    [
        ("Tổ trưởng – Tổ May 3, Công ty TNHH May Minh Anh", "Tổ trưởng", "Tổ May 3, Công ty TNHH May Minh Anh"),
        ("CÔNG NHÂN - CÔNG TY TNHH MAY MINH ANH", "CÔNG NHÂN", "CÔNG TY TNHH MAY MINH ANH"),
        ("Phó hiệu trưởng\nTrường THPT Phù Cừ", "Phó hiệu trưởng", "Trường THPT Phù Cừ"),
        ("Phó phòng Tổ chức - Hành chính — Sở Tài chính", "Phó phòng Tổ chức - Hành chính", "Sở Tài chính"),
        ("Phó phòng Kế hoạch - Tổ chức", "Phó phòng Kế hoạch - Tổ chức", None),
        ("Ủy viên BCH - Trưởng phòng Kế toán", "Ủy viên BCH - Trưởng phòng Kế toán", None),
        ("Ủy viên BCH - Tổ trưởng Tổ May 3", "Ủy viên BCH - Tổ trưởng Tổ May 3", None),
        ("Công nhân, Tổ May 3", "Công nhân, Tổ May 3", None),
        ("Chủ tịch CĐCS Công ty\nMay Minh Anh", "Chủ tịch CĐCS Công ty May Minh Anh", None),
        ("Công ty TNHH May Minh Anh", "Công ty TNHH May Minh Anh", None),
    ],
)
@pytest.mark.parametrize("write", [as_typed, decomposed])
def test_position_and_workplace_in_one_column_are_parted_where_that_is_sure(
    written: str, position: str, workplace: str | None, write: Callable[[str], str]
) -> None:
    """Whatever is not parted stays whole, as the position."""
    line = [1, "Lê Văn An", write(written), "Vượt định mức", AWARD]
    for header in ("Chức vụ – đơn vị", "CHỨC VỤ, ĐƠN VỊ CÔNG TÁC", "Chức vụ và đơn vị", "Chức vụ/Nơi công tác"):
        data = sheet_of("DANH SÁCH TRÍCH NGANG", [*SHORT_LIST[:2], write(header), *SHORT_LIST[3:]], line)
        [row] = read_workbook(data, SHEET)["rows"]
        nominee = row["dossier"]["nominee"]
        assert (nominee["position"], nominee["workplace"]) == (position, workplace)


def test_a_workplace_with_a_column_of_its_own_leaves_the_joined_one_whole() -> None:
    header = ("TT", "Họ tên", "Chức vụ – đơn vị", "Đơn vị công tác", "Hình thức đề nghị")
    line = [1, "Lê Văn An", "Tổ trưởng – Tổ May 3", "Nhà máy 2", AWARD]
    [row] = read_workbook(workbook([header, line]), SHEET)["rows"]
    nominee = row["dossier"]["nominee"]
    assert (nominee["position"], nominee["workplace"]) == ("Tổ trưởng – Tổ May 3", "Nhà máy 2")


def test_a_joined_cell_is_no_way_around_the_limits_of_the_form() -> None:
    cells = {"full_name": "Lê Văn An", "form": AWARD, "position_and_workplace": "Tổ trưởng – Tổ " + "a" * 200}
    dossier, faults = read_row(cells, SHEET)
    assert dossier is None
    assert [(fault.column, fault.code) for fault in faults] == [("Chức vụ – đơn vị", "cell.refused")]


@pytest.mark.parametrize(
    ("written", "scope"),
    [
        ("cơ sở", "base"), ("xã", "commune"), ("phường", "commune"), ("đặc khu", "commune"),
        ("huyện", "sector_or_district"), ("quận", "sector_or_district"), ("ngành", "sector_or_district"),
        ("ngành, huyện", "sector_or_district"), ("tỉnh", "province"), ("toàn quốc", "national"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [as_typed, decomposed, str.upper])
def test_a_scope_is_read_with_and_without_its_level(written: str, scope: str, write: Callable[[str], str]) -> None:
    for said in (written, f"cấp {written}"):
        cells = {"full_name": "Lê Văn An", "form": AWARD, "initiatives": write(f"Gá kẹp; 12/3/2025; UBND tỉnh; {said}")}
        dossier, faults = read_row(cells, SHEET)
        assert not faults
        assert dossier is not None
        assert [item.scope for item in dossier.initiatives] == [InitiativeScope(scope)]


@pytest.mark.parametrize("write", [as_typed, decomposed, str.upper])
def test_a_header_that_comes_again_on_each_page_is_no_row(write: Callable[[str], str]) -> None:
    again = [write(cell) for cell in HEADERS]
    numbering = [f"({n})" for n in range(1, len(HEADERS) + 1)]
    lines = [HEADERS, numbering, person(1, "Lê Văn An"), again, numbering, person(2, "Cà Thị Thơm"), again]
    assert [name for name, _ in people(sheet_of("DANH SÁCH", *lines))] == ["Lê Văn An", "Cà Thị Thơm"]


def test_a_second_table_is_read_by_its_own_header() -> None:
    lines = [
        ["I. CÁ NHÂN"], SHORT_LIST, [1, "Lê Văn An", "Công nhân", "Vượt định mức", AWARD], ["Cộng", 1],
        ["II. TẬP THỂ"], COLLECTIVES, [1, "Phòng Kỹ thuật", "Doanh nghiệp", AWARD], [2, "Tổ May 3", None, AWARD],
    ]  # fmt: skip
    assert people(sheet_of("DANH SÁCH", *lines)) == [
        ("Lê Văn An", "individual"), ("Phòng Kỹ thuật", "collective"), ("Tổ May 3", "collective")
    ]  # fmt: skip


def test_our_own_template_filled_in_is_read_in_every_column() -> None:
    """However long the note in brackets above a column is."""
    made = load_workbook(io.BytesIO(template()))
    sheet = made.worksheets[0]
    headers = [cell.value for cell in sheet[2]]
    at = {str(header).split(" (", maxsplit=1)[0]: number for number, header in enumerate(headers, 1)}
    filled = {
        "Họ và tên": "Lê Văn An", "Mã hình thức khen thưởng": AWARD, "Thư điện tử": "an@example.vn",
        "Mã phân loại cán bộ": "doanh nhân", "Cấp quyết định": "tỉnh", "Mức độ hoàn thành nhiệm vụ": "tốt",
        "Sáng kiến": "Gá kẹp; 12/3/2025; UBND xã; cấp xã", "Căn cứ thủ tục đơn giản": "cống hiến",
    }  # fmt: skip
    for header, value in filled.items():
        sheet.cell(row=3, column=at[header], value=value)
    kept = io.BytesIO()
    made.save(kept)

    [row] = read_workbook(kept.getvalue(), SHEET)["rows"]

    assert len(find_columns(headers)) == len(headers)
    dossier = row["dossier"]
    assert (row["email"], dossier["nominee"]["person_class"]) == ("an@example.vn", "entrepreneur")
    assert (dossier["decided_at"], dossier["task_rating"]) == ("provincial", "good")
    assert ([item["scope"] for item in dossier["initiatives"]], dossier["simplified_ground"]) == (
        ["commune"], "dedication"
    )  # fmt: skip


def test_both_templates_are_sent_over_http(house: House) -> None:
    """Rows read, kinds, and refusals by row; a header that comes again counts nowhere."""
    collectives = [
        COLLECTIVES, [1, "Tổ May 3", "Doanh nghiệp", AWARD], COLLECTIVES, [2, "Phòng Kỹ thuật", "Đơn vị sự nghiệp"],
    ]  # fmt: skip
    short = [
        SHORT_LIST, [1, "Lê Văn An", "Tổ trưởng – Tổ May 3", "Vượt định mức", AWARD],
        [2, "Lê Văn 2", "Công nhân", "Vượt định mức", AWARD],
    ]  # fmt: skip

    shown = [_sent(house, sheet_of("DANH SÁCH ĐỀ NGHỊ", *lines)) for lines in (collectives, short)]

    counted = [(one["rows_read"], one["rows_accepted"], one["rows_refused"]) for one in shown]
    assert counted == [(2, 1, 1), (2, 1, 1)]
    refused = [[(row["row"], [fault["code"] for fault in row["faults"]]) for row in one["report"]] for one in shown]
    assert refused == [[(7, ["award.missing"])], [(6, ["name.refused"])]]
    drafts = [house.row(item["id"]).draft["nominee"] for one in shown for item in one["nominations"]]
    assert [(one["full_name"], one["kind"], one["position"], one["workplace"]) for one in drafts] == [
        ("Tổ May 3", "collective", None, None), ("Lê Văn An", "individual", "Tổ trưởng", "Tổ May 3")
    ]  # fmt: skip


def _sent(house: House, data: bytes) -> dict[str, Any]:
    answer = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "danh sách.xlsx")})
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.get_json()
    return shown
