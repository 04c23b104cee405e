"""Lists from Excel: good rows are kept, every bad one is named with number and reason, dangerous files are refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.support.dossiers import pdf, signed_minutes
from tests.support.footprint import leaves_nothing, leaves_only_a_refusal
from tests.support.homes import House
from tests.support.people import Problem, Upload, refused
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import LISTS, NOMINATIONS, Case
from tests.support.workbooks import FIRST_DATA_ROW, XLSX, archive, row, with_parts, workbook


def test_good_rows_are_kept_and_bad_ones_named(season: Season, union: Union) -> None:
    people = [season.somebody() for _ in range(9)]
    rows = [row(number, person.name, person.birth) for number, person in enumerate(people, start=1)]
    rows[1] = row(2, people[1].name, "31/02/1980")
    rows[3] = row(4, people[3].name, people[3].birth, Mã_hình_thức_khen_thưởng="Huân chương Sao vàng")
    rows[5] = row(6, '=HYPERLINK("http://x.example","Nguyễn Văn A")', people[5].birth)
    rows[7] = row(8, people[7].name, people[7].birth, Giới_tính="chưa rõ")
    kept = union.officer.sends_list(workbook(rows))

    assert (kept["rows_read"], kept["rows_accepted"], kept["rows_refused"]) == (9, 5, 4)
    faults = {line["row"]: line["faults"] for line in kept["report"]}
    assert set(faults) == {FIRST_DATA_ROW + place for place in (1, 3, 5, 7)}
    columns = {number: {fault["column"] for fault in found} for number, found in faults.items()}
    assert columns[FIRST_DATA_ROW + 1] == {"Ngày sinh"}
    assert columns[FIRST_DATA_ROW + 3] == {"Mã hình thức khen thưởng"}
    assert columns[FIRST_DATA_ROW + 7] == {"Giới tính"}
    assert {fault["code"] for fault in faults[FIRST_DATA_ROW + 5]} == {"cell.formula"}
    for found in faults.values():
        for fault in found:
            assert fault["vi"]
            assert fault["en"]
    names = [nomination["nominee_name"] for nomination in kept["nominations"]]
    assert names == [people[place].name for place in (0, 2, 4, 6, 8)]
    assert {nomination["state"] for nomination in kept["nominations"]} == {"draft"}


def test_the_same_file_again_changes_nothing(season: Season, union: Union) -> None:
    people = [season.somebody() for _ in range(3)]
    file = workbook([row(number, person.name, person.birth) for number, person in enumerate(people, start=1)])
    first = union.officer.sends_list(file)
    # The answer itself is kept for its Idempotency-Key.
    with leaves_nothing(season.house, but=["nomination.answered"]):
        again = union.officer.sends_list(file)
    assert again["id"] == first["id"]
    assert len(union.officer.each(NOMINATIONS)) == 3


def test_a_list_goes_up_row_by_row(season: Season, union: Union) -> None:
    people = [season.somebody() for _ in range(4)]
    rows = [row(number, person.name, person.birth) for number, person in enumerate(people, start=1)]
    rows[2] = row(3, people[2].name, None)  # no birth: has to be supplied, is not refused for good
    kept = union.officer.sends_list(workbook(rows))
    assert kept["rows_accepted"] == 4
    for kind in ("submission_letter", "summary_list", "achievement_report", "minutes"):
        union.officer.upload(f"{LISTS}/{kept['id']}/papers", pdf(f"{kind} {kept['id']}"), kind=kind)
    meeting = {"minutes": signed_minutes(season.today), "rows_in_letter": 4}
    seen = union.officer.get(f"{LISTS}/{kept['id']}")["version"]
    union.officer.post(f"{LISTS}/{kept['id']}/meeting", meeting, seen=seen)

    told = union.officer.post(f"{LISTS}/{kept['id']}/submit").body
    assert (told["submitted"], told["refused"], told["skipped"]) == (3, 1, 0)
    stopped = next(line for line in told["rows"] if line["outcome"] == "refused")
    assert stopped["row"] == FIRST_DATA_ROW + 2
    assert "G04" in {found["rule"] for found in stopped["findings"] if found["verdict"] != "holds"}

    again = union.officer.post(f"{LISTS}/{kept['id']}/submit").body
    assert (again["submitted"], again["refused"], again["skipped"]) == (0, 1, 3)
    sent = [line["nomination"] for line in told["rows"] if line["outcome"] == "submitted"]
    for nomination in sent:
        union.head.takes_and_passes(Case(nomination, people[0]))


def test_cells_are_read_as_people_fill_them(season: Season, union: Union) -> None:
    """Dates of every manner, real date cells, bare years; NFD and doubled blanks; honorifics before names."""
    with_hour = datetime(1986, 6, 30)  # noqa: DTZ001 (Excel knows no zones)
    births = ["30/6/1983", "01-7-1983", "ngày 30 tháng 6 năm 1984", date(1985, 6, 30), with_hour, 1987, "1988"]
    names = [season.somebody().name for _ in births]
    names[0] = "Nguye\u0302\u0303n  Thi\u0323   Hoa\u0300"
    names[1] = f"Bà {names[1]}"
    names[2] = f"đ/c {names[2]}"
    typed = [row(number, name, birth) for number, (name, birth) in enumerate(zip(names, births, strict=True), start=1)]
    kept = union.officer.sends_list(workbook(typed))
    assert kept["report"] == []
    found = [(one["nominee_name"], one["nominee_birth"]) for one in kept["nominations"]]
    assert [birth for _, birth in found] == [
        "1983-06-30", "1983-07-01", "1984-06-30", "1985-06-30", "1986-06-30", "1987", "1988",
    ]  # fmt: skip
    assert found[0][0] == "Nguyễn Thị Hoà"
    assert found[1][0] == names[1].removeprefix("Bà ")
    assert found[2][0] == names[2].removeprefix("đ/c ")


def test_columns_stand_in_any_order_and_spelling(season: Season, union: Union) -> None:
    person = season.somebody()
    header = ["TT", "HO VA TEN", "Năm sinh", "Danh hiệu đề nghị", "Nam/Nữ"]
    kept = union.officer.sends_list(
        workbook([[1, person.name, person.birth, "merit_cert_federation", "nữ"]], header=header)
    )
    assert (kept["rows_accepted"], kept["report"]) == (1, [])
    assert kept["nominations"][0]["nominee_name"] == person.name
    assert kept["nominations"][0]["award"] == "merit_cert_federation"


def _book() -> Upload:
    return workbook([row(1, "Nguyễn Thị Hương", "30/6/1983")])


_ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""

FILES = {
    "nothing": lambda: Upload("ds.xlsx", b"", XLSX),
    "a text": lambda: Upload("ds.xlsx", "STT,Họ và tên\n1,Nguyễn Thị Hương\n".encode(), XLSX),
    "an old workbook": lambda: Upload("ds.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, XLSX),
    "a PDF": lambda: Upload("ds.xlsx", pdf("ds").content, XLSX),
    "another archive": lambda: Upload("ds.xlsx", archive({"word/document.xml": b"<a/>"}), XLSX),
    "half a workbook": lambda: Upload("ds.xlsx", _book().content[:900], XLSX),
    "a workbook of rubbish": lambda: with_parts(_book(), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}),
    "macros": lambda: with_parts(_book(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "links to other files": lambda: with_parts(_book(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
    "entities": lambda: with_parts(_book(), {"xl/worksheets/sheet1.xml": _ENTITIES}),
    "a bomb": lambda: with_parts(_book(), {"xl/media/image1.bin": b"\x00" * 120 * 1024 * 1024}),
    "a bomb of rows": lambda: with_parts(
        _book(), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + b"<row/>" * 9_000_000}
    ),
    "three thousand parts": lambda: with_parts(_book(), {f"xl/media/{n}.bin": b"x" for n in range(3000)}),
    "no header": lambda: workbook([[1, "a", "b"]], header=["Cột 1", "Cột 2", "Cột 3"]),
    "eleven megabytes": lambda: Upload("ds.xlsx", b"PK\x03\x04" + b"\x00" * 11 * 1024 * 1024, XLSX),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_list_is_refused_and_leaves_nothing(home: House, name: str) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    with leaves_only_a_refusal(home, "nomination"), pytest.raises(Problem) as told:
        union.officer.sends_list(FILES[name]())
    assert 400 <= told.value.status < 500, told.value
    assert told.value.code
    assert told.value.body["detail_vi"]


def test_a_list_for_a_plan_nobody_knows_is_refused(season: Season, union: Union) -> None:
    season.plan = "bac_ninh_2031"
    with leaves_only_a_refusal(season.house, "nomination"), pytest.raises(Problem) as told:
        union.officer.sends_list(_book())
    assert 400 <= told.value.status < 500, told.value


def test_nobody_above_imports_a_list(season: Season, union: Union) -> None:
    with refused(403, "identity.forbidden"):
        season.secretary.upload(LISTS, _book(), plan=season.plan)


def test_the_template_unfilled_is_a_list_of_nobody(season: Season, union: Union) -> None:
    """Its header is understood; that nobody stands below it is said, and nothing is kept."""
    template = union.officer.get(f"{LISTS}/template.xlsx")
    with leaves_only_a_refusal(season.house, "nomination"), refused(422, "list.nobody"):
        union.officer.sends_list(Upload("mau.xlsx", template, XLSX))
