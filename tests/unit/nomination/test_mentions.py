"""Whether a text names somebody, or another whose name contains theirs; and what an erasure takes of a list by that."""

from __future__ import annotations

import pytest

from services.nomination.models import NominationList
from services.nomination.rules.mentions import names_whole
from shared.events.terms import Role
from tests.unit.nomination.house import PLAN, House, file_part
from tests.unit.nomination.test_namesakes_erased import erased
from tests.unit.nomination.test_sheets_kept import named
from tests.unit.nomination.workbooks import official, person

HUONG, GIANG = "Nguyễn Thị Hương", "Nguyễn Thị Hương Giang"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (HUONG, HUONG), ("NGUYỄN  THỊ HƯƠNG", HUONG), ("Bà Nguyễn Thị Hương", HUONG), ("Đ/c Nguyễn Thị Hương", HUONG),
        ("ĐỒNG CHÍ NGUYỄN THỊ HƯƠNG", HUONG), ("Hồ sơ của Nguyễn Thị Hương ở Tổ May 3", HUONG),
        ("Danh mục không có “Nguyễn Thị Hương”.", HUONG), ("Nguyễn Thị Hương, Lê An", HUONG),
        ("Nguyễn Thị Hương (Nguyễn Thị Hường)", HUONG), (f"{GIANG}\n{HUONG}", HUONG), (f"{GIANG}; {HUONG}", HUONG),
        ("Lê Lí Hoà", "Lê Lý Hòa"), ("Tổ May 3 (ca hai)", "Tổ May 3"), ("Cty May (Hưng Yên)", "Cty May (Hưng Yên)"),
        ("nguyễn thị hương", HUONG), ("Chị Nguyễn Thị Hương", HUONG), ("CÔ NGUYỄN THỊ HƯƠNG", HUONG),
        ("Tên Nguyễn Thị Hương khác", HUONG), ("Nguyễn Thị Hương Tổ May 3", HUONG), ("Anh Lê Minh", "Lê Minh"),
    ],
)  # fmt: skip
def test_a_text_names_whom_it_names_whole(text: str, name: str) -> None:
    assert names_whole(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (GIANG, HUONG), (GIANG.upper(), HUONG), (GIANG.lower(), HUONG), ("Bà " + GIANG, HUONG), ("Lê Anh", "Lê An"),
        ("Lê Minh Anh", "Lê Minh"), ("Chị Lê Minh Anh", "Lê Minh"), ("Trần Lê Minh", "Lê Minh"),
        ("Nguyễn Thị Hường", HUONG),
        ("Nguyễn Thị Hương-Giang", HUONG), ("Nguyễn, Thị Hương", HUONG), ("Tổ May 30", "Tổ May 3"), ("", HUONG),
        (HUONG, ""), (HUONG, "–"),
    ],
)  # fmt: skip
def test_a_longer_or_another_name_is_not_theirs(text: str, name: str) -> None:
    assert not names_whole(text, name)


def test_an_erasure_leaves_what_a_list_says_of_another_whose_name_contains_theirs(house: House) -> None:
    data = official(
        person(1, HUONG), person(2, GIANG), person(3, "Lê An", c7="Bằng của " + HUONG),
        person(4, "Lê Anh", c7="Bằng của " + GIANG),
    )  # fmt: skip
    kept = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "ds.xlsx")}).get_json()
    reported = {line["row"]: str(line) for line in kept["report"]}
    assert [name in line for name, line in zip((HUONG, GIANG), reported.values(), strict=True)] == [True, True]
    meeting = {
        "minutes": {"held_on": "2026-07-20", "members": 9, "present": 9, "yes": 9, "no": 0, "is_signed": True},
        "rows_in_letter": 2, "names_differ": [GIANG, "Bà " + HUONG.upper(), HUONG],
    }  # fmt: skip
    assert house.call("POST", f"/lists/{kept['id']}/meeting", seen=1, body=meeting).status_code == 200
    case, seen = kept["nominations"][0]["id"], kept["nominations"][0]["version"]
    given_up = {"reason": "Nhập nhầm đơn vị."}
    answer = house.call(
        "POST", f"/nominations/{case}/withdraw", role=Role.GRASSROOTS_HEAD, seen=seen, body=given_up
    )
    assert answer.status_code == 200, answer.text

    erased(house, case)

    with house.desk.database.reading() as tx:
        row = tx.get_one(NominationList, kept["id"])
        assert [GIANG in str(line) for line in row.report] == [True]
        assert row.meeting is not None
        assert row.meeting["names_differ"] == [GIANG]
    assert named(house) == []
