"""Drafts over HTTP: what is refused, in which words, and that nothing is left behind."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from services.nomination.models import Nomination, StoredPaper
from shared.events.terms import Role
from shared.tables import outbox
from tests.unit.nomination.house import MINH_ANH, PDF, PHU_CU, PROVINCE, House, file_part

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def body(**changes: Any) -> dict[str, Any]:
    nominee = {"kind": "individual", "full_name": "Đặng Thị Thùy Dương", "birth": "30/6/1990"}
    nominee |= {name: changes.pop(name) for name in list(changes) if name in ("full_name", "birth", "kind")}
    return {"plan": "hung_yen_2026", "award": "merit_cert_federation", "year": 2026, "nominee": nominee} | changes


def test_draft_is_kept_in_nfc_at_the_actors_unit(house: House) -> None:
    typed = unicodedata.normalize("NFD", "Ông  Đặng Văn Hoà\u200b")

    answer = house.call("POST", "/nominations", body=body(full_name=typed))

    assert answer.status_code == 201, answer.text
    shown = answer.get_json()
    assert (shown["nominee_name"], shown["unit"], shown["state"]) == ("Đặng Văn Hoà", MINH_ANH, "draft")
    assert shown["nominee_birth"] == "1990-06-30"
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"state": "approved"}, "state"),
        ({"unit": PHU_CU}, "unit"),
        ({"full_name": '=HYPERLINK("http://x","Nguyễn Văn A")'}, "nominee.full_name"),
        ({"full_name": "<script>alert(1)</script>"}, "nominee.full_name"),
        ({"full_name": "{{7*7}}"}, "nominee.full_name"),
        ({"full_name": "Nguyễn \u202eVăn A"}, "nominee.full_name"),
        ({"full_name": "NguyÔn V¨n §øc"}, "nominee.full_name"),
        ({"full_name": "Nguyễn " * 200}, "nominee.full_name"),
        ({"birth": "31/02/1990"}, "nominee.birth"),
        ({"birth": "tháng 3/1975"}, "nominee.birth"),
        ({"birth": "2568"}, "nominee.birth"),
        ({"year": "hai nghìn"}, "year"),
        ({"award": ""}, "award"),
        ({"counts": {"members": -1}}, "counts.members"),
    ],
)
def test_bad_draft_names_its_place_in_both_languages_and_leaves_a_refusal(
    house: House, changes: dict[str, Any], at: str
) -> None:
    events = house.count(outbox)

    answer = house.call("POST", "/nominations", body=body(**changes))

    assert answer.status_code == 422, answer.text
    places = answer.get_json()["places"]
    assert at in [place["at"] for place in places]
    assert all(place["vi"] and place["en"] for place in places)
    assert (house.count(Nomination), house.count(outbox)) == (0, events + 1)


def test_unknown_plan_is_404(house: House) -> None:
    answer = house.call("POST", "/nominations", body=body(plan="khong_co"))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "policy.unknown_plan")


def test_list_is_searched_without_marks_ordered_by_given_name_and_paged(house: House) -> None:
    for name in ("Vũ Thị Ngọc Ánh", "Trần Văn Đức", "Lê Văn An", "Phạm Quốc Ân"):
        house.call("POST", "/nominations", body=body(full_name=name))
    house.call("POST", "/nominations", unit=PHU_CU, body=body(full_name="Trần Văn Đức"))

    first = house.call("GET", "/nominations?by_name=true&limit=2").get_json()
    second = house.call("GET", f"/nominations?by_name=true&limit=2&cursor={first['next']}").get_json()
    found = house.call("GET", "/nominations?search=tran van duc").get_json()

    shown = [item["nominee_name"] for page in (first, second) for item in page["items"]]
    assert shown == ["Lê Văn An", "Vũ Thị Ngọc Ánh", "Phạm Quốc Ân", "Trần Văn Đức"]
    assert second["next"] is None
    assert [(item["nominee_name"], item["unit"]) for item in found["items"]] == [("Trần Văn Đức", MINH_ANH)]


@pytest.mark.parametrize("search", ["%", "'", "_", "%25"])
def test_search_signs_are_no_wildcards(house: House, search: str) -> None:
    house.call("POST", "/nominations", body=body())
    assert house.call("GET", "/nominations", body=None).get_json()["items"]
    assert house.client is not None
    found = house.call("GET", f"/nominations?search={'%25' if search == '%' else search}")
    assert (found.status_code, found.get_json()["items"]) == (200, [])


def test_foreign_cursor_is_refused(house: House) -> None:
    assert house.call("GET", "/nominations?cursor=WzFd").status_code == 422


def test_reading_is_for_the_unit_the_bodies_above_and_auditors(house: House) -> None:
    case = house.draft()
    path = f"/nominations/{case}"
    before = house.call("GET", path, role=Role.COUNCIL_SECRETARY, unit=PROVINCE).status_code
    house.submit(case)

    assert before == 403
    assert house.call("GET", path, role=Role.COUNCIL_SECRETARY, unit=PROVINCE).status_code == 200
    assert house.call("GET", path, role=Role.AUDITOR, unit=PROVINCE).status_code == 200
    assert house.call("GET", path, unit=PHU_CU).status_code == 403
    assert house.call("GET", "/nominations/khong-co").status_code == 404


def test_paper_is_stored_once_and_downloaded_as_sent(house: House, tmp_path: Path) -> None:
    case = house.draft(papers=False)
    sent = {"kind": "minutes", "file": file_part(PDF, "../../etc/Biên bản\u202e.exe")}

    kept = house.call("POST", f"/nominations/{case}/papers", form=sent)

    assert kept.status_code == 201, kept.text
    assert kept.get_json()["name"] == "Biên bản.pdf"
    assert kept.headers["ETag"] == '"2"'
    back = house.call("GET", f"/nominations/{case}/papers/{kept.get_json()['id']}")
    assert back.data == PDF
    assert back.headers["Content-Disposition"].startswith("attachment;")
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [kept.get_json()["sha256"]]


@pytest.mark.parametrize(
    ("kind", "data", "status", "code"),
    [
        ("minutes", b"", 422, "paper.empty"),
        ("minutes", b"MZ\x90\x00 renamed.exe", 415, "paper.unsupported_type"),
        ("other", b"<svg onload=alert(1)>", 415, "paper.unsupported_type"),
        ("minutes", b"\x89PNG\r\n\x1a\n....", 415, "paper.unsupported_type"),
        ("minutes", PDF[:20], 422, "paper.unreadable"),
        ("minutes", PDF.replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"), 422, "paper.encrypted"),
        ("minutes", b"%PDF-1.4 " + EICAR + b" %%EOF", 422, "paper.infected"),
        ("minutes", b"%PDF-" + b"0" * (10 * 1024 * 1024) + b"%%EOF", 413, "input.too_large"),
        ("khong_co", PDF, 422, "input.invalid"),
    ],
    ids=["empty", "exe", "svg", "png", "cut", "encrypted", "infected", "large", "kind"],
)
def test_bad_paper_is_refused_and_leaves_no_row(house: House, kind: str, data: bytes, status: int, code: str) -> None:
    case = house.draft(papers=False)

    answer = house.call("POST", f"/nominations/{case}/papers", form={"kind": kind, "file": file_part(data, "a.pdf")})

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert (house.count(StoredPaper), house.row(case).version) == (0, 1)


def test_photo_is_taken_as_other_paper(house: House) -> None:
    case = house.draft(papers=False)
    sent = {"kind": "other", "file": file_part(b"\xff\xd8\xff\xe0 photo", "anh.jpeg")}
    assert house.call("POST", f"/nominations/{case}/papers", form=sent).get_json()["name"] == "anh.jpg"


def test_altered_file_is_told_from_the_one_that_was_filed(house: House, tmp_path: Path) -> None:
    case = house.draft(papers=False)
    sent = {"kind": "minutes", "file": file_part(PDF, "a.pdf")}
    paper = house.call("POST", f"/nominations/{case}/papers", form=sent).get_json()
    [path] = (path for path in (tmp_path / "files").rglob("*") if path.is_file())
    path.write_bytes(PDF + b" ")

    answer = house.call("GET", f"/nominations/{case}/papers/{paper['id']}")

    assert (answer.status_code, answer.get_json()["code"]) == (500, "paper.altered")


def test_removed_paper_leaves_the_draft(house: House) -> None:
    case = house.draft(papers=False)
    sent = {"kind": "minutes", "file": file_part(PDF, "a.pdf")}
    paper = house.call("POST", f"/nominations/{case}/papers", form=sent).get_json()

    answer = house.call("DELETE", f"/nominations/{case}/papers/{paper['id']}", seen=2)

    assert (answer.status_code, answer.get_json()["papers"]) == (200, [])
    assert house.call("DELETE", f"/nominations/{case}/papers/{paper['id']}", seen=3).status_code == 404
