"""The nominee's address: taken with the sheet, said beside the dossier, shown whole to who prepares the sheet alone."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from services.nomination import actions_erasure
from services.nomination.models import DossierVersion, Nomination
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.tables import outbox
from tests.unit.nomination.house import ADMINISTRATOR, PROVINCE, House, file_part
from tests.unit.nomination.test_consumers import Ears, form, returned
from tests.unit.nomination.workbooks import HEADERS, person, workbook

ADDRESS, LATER = "huong.may3@minhanh.example", "nguyen.huong@thuriengvidu.example"
STATED = "nomination.nominee_contact_stated"


def drafted(house: House, **changes: Any) -> str:
    """A draft that states an address, over HTTP, with the papers it needs."""
    case = house.draft()
    answer = house.call(
        "PUT", f"/nominations/{case}", seen=house.row(case).version, body=form(nominee_email=ADDRESS) | changes
    )
    assert answer.status_code == 200, answer.text
    return case


def stated(house: House) -> list[tuple[int, str | None]]:
    return [(one["version"], one["email"]) for one in house.said(STATED)]


def test_an_address_is_said_with_what_is_sent_and_lies_in_no_dossier(house: House) -> None:
    case = drafted(house)
    assert stated(house) == []  # a draft concerns nobody yet
    assert house.submit(case).status_code == 200
    assert stated(house) == [(1, ADDRESS)]
    with house.desk.database.reading() as tx:
        (sent,) = tx.scalars(select(DossierVersion.dossier))
        bodies = tx.scalars(select(outbox.c.body)).all()
    assert ADDRESS not in json.dumps(sent)
    assert ADDRESS not in json.dumps(house.said("nomination.submitted"))
    assert ADDRESS not in "".join(bodies)  # kept under the key of the case
    assert house.violations() == []


def test_a_draft_without_an_address_says_nothing_of_one(house: House, ears: Ears) -> None:
    case = house.draft()
    house.submit(case)
    ears.hear(case, returned(case, "nominee.position"))
    supplement(house, case, position="Tổ trưởng")
    assert stated(house) == []


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def supplement(house: House, case: str, **changes: Any) -> None:
    path = f"/nominations/{case}"
    answer = house.call("PUT", path, seen=house.row(case).version, body=form(**changes))
    assert answer.status_code == 200, answer.text
    again = house.call("POST", f"{path}/resubmit", seen=house.row(case).version, body={"answers": []})
    assert again.status_code == 200, again.text


def test_a_supplement_states_it_anew_whatever_the_return_names_and_can_take_it_back(house: House, ears: Ears) -> None:
    case = drafted(house)
    house.submit(case)
    ears.hear(case, returned(case, "nominee.position"))
    supplement(house, case, position="Tổ trưởng", nominee_email=LATER)
    ears.hear(case, returned(case, "nominee.position"))
    supplement(house, case, position="Tổ trưởng may")
    assert stated(house) == [(1, ADDRESS), (2, LATER), (3, None)]


@pytest.mark.parametrize("typed", ["huong@minhanh.example\r\nBcc: all@example.org", "hương@minhanh.example", "huong"])
def test_what_is_no_address_is_refused_at_its_place_and_not_repeated(house: House, typed: str) -> None:
    answer = house.call("POST", "/nominations", body=form(nominee_email=typed))
    assert (answer.status_code, [one["at"] for one in answer.get_json()["places"]]) == (422, ["nominee_email"])
    assert typed not in answer.get_data(as_text=True)
    assert house.count(Nomination) == 0


def test_who_prepares_the_sheet_sees_it_and_others_a_mask(house: House) -> None:
    case = drafted(house)
    house.submit(case)
    own = house.call("GET", f"/nominations/{case}").get_json()
    assert own["draft"]["nominee_email"] == ADDRESS
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.COUNCIL_SECRETARY):
        seen = house.call("GET", f"/nominations/{case}", role=role, unit=PROVINCE)
        assert seen.status_code == 200, seen.text
        assert seen.get_json()["draft"]["nominee_email"] == "h…@minhanh.example"
        assert ADDRESS not in seen.get_data(as_text=True)
    for role, unit in ((Role.GRASSROOTS_OFFICER, "cdcs-minh-anh"), (Role.AUDITOR, PROVINCE)):
        listed = house.call("GET", "/nominations", role=role, unit=unit)
        assert (len(listed.get_json()["items"]), ADDRESS[-16:] in listed.get_data(as_text=True)) == (1, False)


def a_list(header: str, *cells: Any) -> bytes:
    people = [[*person(row, name), cell] for row, (name, cell) in enumerate(zip(NAMES, cells, strict=False), 1)]
    return workbook([["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2026"], [*HEADERS, header], *people])


NAMES = ("Nguyễn Thị Hương", "Lò Văn Phương", "Giàng A Chứ", "Quàng Thị Dung")


def uploaded(house: House, data: bytes) -> Any:
    answer = house.call("POST", "/lists", form={"plan": "hung_yen_2026", "file": file_part(data, "danh sách.xlsx")})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


@pytest.mark.parametrize(
    "header", ["Thư điện tử", "THU\u031b ĐIỆN TỬ", "Email", "E-mail (nếu có)", "Địa chỉ thư điện tử"]
)
def test_a_list_states_addresses_and_names_the_row_of_one_that_is_none(house: House, header: str) -> None:
    """An NFD header and Excel's blanks are taken as people leave them."""
    taken = uploaded(house, a_list(header, f" {ADDRESS} ", None, "giang-a-chu\nBcc: all@example.org", "=A1&B1"))
    assert (taken["rows_accepted"], taken["rows_refused"]) == (2, 2)
    faults = [(fault["column"], fault["code"]) for row in taken["report"] for fault in row["faults"]]
    assert faults == [("Thư điện tử", "address.refused"), ("Thư điện tử", "cell.formula")]
    assert "all@example.org" not in json.dumps(taken)
    with house.desk.database.reading() as tx:
        rows = tx.execute(select(Nomination.nominee_name, Nomination.draft).order_by(Nomination.list_row)).all()
    assert [(name, draft["nominee_email"]) for name, draft in rows] == [(NAMES[0], ADDRESS), (NAMES[1], None)]


def test_the_template_has_the_column_and_says_what_it_is_for(house: House) -> None:
    answer = house.call("GET", "/lists/template.xlsx")
    sheet = load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    headers = [str(cell.value) for cell in sheet[2]]
    assert [one for one in headers if one.startswith("Thư điện tử")] == [
        "Thư điện tử (không bắt buộc; chỉ dùng để báo cho người được đề nghị sau khi có quyết định)"
    ]


def test_it_goes_with_the_person(house: House) -> None:
    case = drafted(house)
    house.submit(case)
    with house.work() as work:
        work.tx.execute(Nomination.__table__.update().values(state="not_awarded"))
    with house.work(ADMINISTRATOR) as work:
        asked = actions_erasure.ask_erasure(
            house.desk, work, person=case, basis="consent_withdrawn", document="Đơn số 3"
        ).id
    with house.work(Actor("nguoi-ky", Role.SIGNER, PROVINCE)) as work:
        actions_erasure.confirm_erasure(house.desk, work, asked)
    assert "nominee_email" not in house.row(case).draft
    assert stated(house) == [(1, None)]
