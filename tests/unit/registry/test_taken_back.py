"""What was entered in error under a plan is taken back with a reason, and the right one can be entered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.terms import Role
from tests.support.comparing import faults_of, tamper
from tests.support.desks import bearer, client_of, make_desk
from tests.support.logs import data_said
from tests.unit.registry.test_progress import API, made

PLAN = f"{API}/plans/gia_lam_2023"
WHY = {"reason": "Ghi nhầm đơn vị, báo cáo là của trường khác."}
TABLES = ("initiatives", "initiative_authors", "reports_received")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(DEFINITION, tmp_path)


@pytest.fixture
def officer(desk: Desk, tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "thcs")


@pytest.fixture
def secretary(desk: Desk, tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, "tuyet", Role.COUNCIL_SECRETARY, "ldld")


def posted(desk: Desk, path: str, body: Any, who: dict[str, str], seen: int | None = None) -> Any:
    return client_of(desk).post(path, json=body, headers=who if seen is None else who | {"If-Match": f'"{seen}"'})


def said(desk: Desk, name: str) -> list[Any]:
    with desk.database.reading() as tx:
        return data_said(tx, f"registry.{name}")


def faults(desk: Desk) -> list[str]:
    return [fault for table in TABLES for fault in faults_of(desk, DEFINITION, table)]


def entered(desk: Desk, who: dict[str, str], **more: Any) -> Any:
    authors = [{"full_name": name, "birth": "1984"} for name in ("Nguyễn Thị Hương", "Lê Văn Ấn")]
    answer = posted(desk, f"{PLAN}/initiatives", made(authors=authors, **more), who)
    assert answer.status_code == 201, answer.json
    return answer.json


def received(desk: Desk, who: dict[str, str], unit: str = "thcs") -> Any:
    report = client_of(desk).get(f"{PLAN}/reports", headers=who).json[0]["id"]
    body = {"unit": unit, "unit_name": "CĐCS Trường THCS Cổ Bi", "document": "BC 21/BC-CĐCS"}
    return posted(desk, f"{PLAN}/reports/{report}/receipts", body, who)


def receipts(desk: Desk, who: dict[str, str]) -> list[str]:
    return [one["unit"] for one in client_of(desk).get(f"{PLAN}/reports", headers=who).json[0]["receipts"]]


def test_a_report_entered_for_the_wrong_unit_is_taken_back_and_owed_again(
    desk: Desk, secretary: dict[str, str], officer: dict[str, str]
) -> None:
    receipt = received(desk, secretary).json["id"]
    path = f"{API}/receipts/{receipt}/withdrawal"
    assert received(desk, secretary).json["code"] == "registry.report_already_received"
    assert posted(desk, path, WHY, officer).status_code == 403
    for reason in ("Nhầm.", " " * 20, "a" + " " * 20):
        assert posted(desk, path, {"reason": reason}, secretary).status_code == 422
    assert receipts(desk, secretary) == ["thcs"]

    assert posted(desk, path, WHY, secretary).status_code == 204
    (told,) = said(desk, "report_withdrawn")
    assert (told["receipt"], told["unit"], told["reason"]) == (receipt, "thcs", WHY["reason"])
    assert (receipts(desk, secretary), faults(desk)) == ([], [])
    again = posted(desk, path, WHY, secretary)
    assert (again.status_code, again.json["code"]) == (404, "registry.receipt_unknown")
    assert received(desk, secretary).status_code == 201
    assert faults(desk) == []


def test_an_initiative_entered_in_error_counts_nowhere(desk: Desk, officer: dict[str, str]) -> None:
    kept, wrong = entered(desk, officer), entered(desk, officer, title="Sổ kho")
    path = f"{API}/initiatives/{wrong['id']}/withdrawal"
    assert posted(desk, path, WHY, officer).status_code == 428
    assert posted(desk, path, WHY, officer, seen=7).status_code == 412
    assert posted(desk, path, WHY, officer, seen=wrong["version"]).status_code == 204

    listed = client_of(desk).get(f"{PLAN}/initiatives?unit=thcs", headers=officer).json["items"]
    assert [one["id"] for one in listed] == [kept["id"]]
    (told,) = said(desk, "initiative_withdrawn")
    assert (told["initiative"], told["reason"]) == (wrong["id"], WHY["reason"])
    assert faults(desk) == []
    again = posted(desk, path, WHY, officer, seen=wrong["version"])
    assert (again.status_code, again.json["code"]) == (404, "registry.initiative_unknown")


def test_who_may_enter_an_initiative_may_take_it_back_and_nobody_else(
    desk: Desk, tmp_path: Path, officer: dict[str, str], secretary: dict[str, str]
) -> None:
    one = entered(desk, officer)
    path = f"{API}/initiatives/{one['id']}/withdrawal"
    stranger = bearer(tmp_path, "la", Role.GRASSROOTS_OFFICER, "truong-khac")
    assert posted(desk, path, WHY, stranger, seen=one["version"]).status_code == 403
    assert (said(desk, "initiative_withdrawn"), faults(desk)) == ([], [])
    assert posted(desk, path, WHY, secretary, seen=one["version"]).status_code == 204


def test_what_is_put_back_behind_the_events_is_named(desk: Desk, secretary: dict[str, str]) -> None:
    receipt = received(desk, secretary).json["id"]
    assert posted(desk, f"{API}/receipts/{receipt}/withdrawal", WHY, secretary).status_code == 204
    received(desk, secretary)
    tamper(desk, "UPDATE reports_received SET id = :old", old=receipt)
    assert len(faults(desk)) == 2
