"""A list sent up or taken in again: what was answered once is answered again, and nothing else happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from services.nomination import actions_drafts
from services.nomination.models import Nomination, StoredPaper
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.tables import outbox
from tests.unit.nomination.house import PDF, PLAN, House, file_part
from tests.unit.nomination.test_lists import list_of, send
from tests.unit.nomination.workbooks import HEADERS, person, workbook

NO_SEX = person(2, "Lê Văn An", c2=None)


def rows_of(answer: TestResponse) -> list[str]:
    return [row["outcome"] for row in answer.get_json()["rows"]]


def mend(house: House, draft: str) -> None:
    """The officer states what was missing, and does not send it yet."""
    row = house.row(draft)
    dossier = from_plain(Dossier, row.draft | {"nominee": row.draft["nominee"] | {"sex": "female"}})
    with house.work(house.officer()) as work:
        actions_drafts.edit(house.desk, work, draft, seen=row.version, plan=PLAN, dossier=dossier)


def test_a_submission_repeated_under_its_key_sends_nothing_that_was_mended_since(house: House) -> None:
    at = list_of(house, person(1, "Nguyễn Thị Hương"), NO_SEX)
    first = house.call("POST", f"/lists/{at}/submit", key="nop-mot-lan")
    refused = first.get_json()["rows"][1]["nomination"]
    mend(house, refused)
    version, events = house.row(refused).version, house.count(outbox)

    again = house.call("POST", f"/lists/{at}/submit", key="nop-mot-lan")

    assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert (again.get_json(), rows_of(again)) == (first.get_json(), ["submitted", "refused"])
    assert (house.row(refused).state, house.row(refused).version, house.count(outbox)) == ("draft", version, events)
    assert rows_of(house.call("POST", f"/lists/{at}/submit", key="nop-lan-hai")) == ["skipped", "submitted"]


@pytest.mark.parametrize(("key", "status", "code"), [("khoa-cu", 409, "command.key_reused"), ("k" * 121, 400, None)])
def test_a_submission_under_a_key_that_does_not_hold_sends_nothing(
    house: House, key: str, status: int, code: str | None
) -> None:
    at = list_of(house, person(1, "Nguyễn Thị Hương"), person(2, "Lò Văn Phương"))
    other = list_of(house, person(1, "Cà Thị Thơm"))
    assert house.call("POST", f"/lists/{other}/submit", key="khoa-cu").status_code == 200
    events = house.count(outbox)

    answer = house.call("POST", f"/lists/{at}/submit", key=key)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code or answer.get_json()["code"]), answer.text
    drafts = house.call("GET", f"/lists/{at}").get_json()["nominations"]
    assert [one["state"] for one in drafts] == ["draft", "draft"]
    assert len(house.said("nomination.submitted")) == 1
    refusals = house.said("nomination.command_refused")
    assert [(one["action"], one["target"]) for one in refusals] == [("submit_list", at)]
    assert house.count(outbox) == events + 1


def _attach(house: House, at: str, key: str, data: bytes) -> TestResponse:
    form = {"kind": "other", "file": file_part(data, "giấy.pdf")}
    return house.call("POST", f"/lists/{at}/papers", form=form, key=key)


def test_a_paper_or_workbook_under_a_used_key_is_neither_read_nor_kept(house: House) -> None:
    """`prepare` writes to the disk and asks a scanner; it comes after the key."""
    data = workbook([HEADERS, person(1, "Nguyễn Thị Hương")])
    at = send(house, data, key="danh-sach").get_json()["id"]
    assert _attach(house, at, "giay", PDF).status_code == 201
    files = house.desk.settings.files_dir
    before, papers = sorted(files.rglob("*")), house.count(StoredPaper)

    calls: list[Callable[[], TestResponse]] = [
        lambda: _attach(house, at, "giay", PDF + b"% kh\xc3\xa1c\n"),
        lambda: send(house, b"not even a workbook", key="danh-sach"),
    ]
    for call in calls:
        answer = call()
        assert (answer.status_code, answer.get_json()["code"]) == (409, "command.key_reused"), answer.text
    assert (sorted(files.rglob("*")), house.count(StoredPaper)) == (before, papers)

    again = send(house, data, key="danh-sach")
    assert (again.status_code, again.headers["Idempotent-Replay"], house.count(Nomination)) == (201, "true", 1)


def _for_year(house: House, data: bytes, year: int | None) -> TestResponse:
    form = {"plan": PLAN, "file": file_part(data, "danh sách.xlsx")} | ({} if year is None else {"year": str(year)})
    return house.call("POST", "/lists", form=form)


def test_a_workbook_sent_again_for_another_year_is_not_taken_for_the_same(house: House) -> None:
    house.spans(2026, 2027)
    data = workbook([HEADERS, person(1, "Nguyễn Thị Hương"), person(2, "Lò Văn Phương")])
    first = _for_year(house, data, 2027)
    assert first.status_code == 201
    events = house.count(outbox)

    other = _for_year(house, data, 2026)
    unsaid = _for_year(house, data, None)
    again = _for_year(house, data, 2027)

    for refused in (other, unsaid):
        assert (refused.status_code, refused.get_json()["code"]) == (409, "list.other_year"), refused.text
        assert "2027" in refused.get_json()["detail_vi"]
        assert "2027" in refused.get_json()["detail_en"]
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert (house.count(Nomination), house.count(outbox)) == (2, events + 2)  # the two refusals


def test_a_workbook_whose_rows_say_their_year_is_the_same_whatever_year_is_named(house: House) -> None:
    house.spans(2026, 2027)
    data = workbook([(*HEADERS, "Năm"), [*person(1, "Nguyễn Thị Hương"), 2027]])
    assert [_for_year(house, data, year).status_code for year in (2027, 2026, None)] == [201, 200, 200]
