"""Papers a list shares: taken out again while no case under way was sent with them, or once malware is in them."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination.models import FileScan, NominationList, StoredPaper
from shared.events.terms import PaperKind, Role
from tests.unit.nomination.house import MINH_ANH, PDF, PHU_CU, PLAN, House, file_part
from tests.unit.nomination.test_consumers import Ears, returned
from tests.unit.nomination.test_sheets_kept import named
from tests.unit.nomination.workbooks import official, person

LETTER = PDF + b"%wrong letter\n%%EOF\n"


class Listed:
    """A list of two rows with everything it shares."""

    def __init__(self, house: House) -> None:
        self.house = house
        data = official(person(1, "Bà Nguyễn Thị Hương"), person(2, "TRẦN VĂN ĐỨC", 1984))
        made = house.call("POST", "/lists", form={"plan": PLAN, "file": file_part(data, "ds.xlsx")}).get_json()
        self.path = f"/lists/{made['id']}"
        self.id = made["id"]
        self.rows = [row["id"] for row in made["nominations"]]
        self.papers = {kind: self.shares(kind) for kind in sorted(set(PaperKind) - {PaperKind.OTHER})}

    def shares(self, kind: str, data: bytes = LETTER) -> dict[str, Any]:
        form = {"file": file_part(data + kind.encode() + b"\n%%EOF\n", f"{kind}.pdf"), "kind": kind}
        answer = self.house.call("POST", f"{self.path}/papers", form=form)
        assert answer.status_code == 201, answer.text
        shared: dict[str, Any] = answer.get_json()
        return shared

    @property
    def version(self) -> int:
        with self.house.desk.database.reading() as tx:
            return tx.get_one(NominationList, self.id).version

    def drops(self, kind: PaperKind, **how: Any) -> TestResponse:
        seen = how.pop("seen", self.version)
        return self.house.call("DELETE", f"{self.path}/papers/{self.papers[kind]['id']}", seen=seen, **how)


@pytest.fixture
def listed(house: House) -> Listed:
    return Listed(house)


def test_a_wrong_letter_is_taken_out_of_the_list_and_every_row(house: House, listed: Listed) -> None:
    before = listed.version

    answer = listed.drops(PaperKind.SUBMISSION_LETTER)

    assert answer.status_code == 200, answer.text
    assert (answer.headers["ETag"], listed.version) == (f'"{before + 1}"', before + 1)
    assert PaperKind.SUBMISSION_LETTER not in {paper["kind"] for paper in answer.get_json()["papers"]}
    for row in listed.rows:
        papers = house.call("GET", f"/nominations/{row}").get_json()["papers"]
        assert PaperKind.SUBMISSION_LETTER not in {paper["kind"] for paper in papers}
    assert listed.drops(PaperKind.SUBMISSION_LETTER).get_json()["code"] == "paper.absent"
    assert named(house) == []


def test_it_is_for_the_unions_own_people_who_saw_the_list_as_it_is(house: House, listed: Listed) -> None:
    kind = PaperKind.SUBMISSION_LETTER
    path = f"{listed.path}/papers/{listed.papers[kind]['id']}"

    assert listed.drops(kind, unit=PHU_CU).status_code == 403
    assert listed.drops(kind, role=Role.AUDITOR).status_code == 403
    assert listed.drops(kind, seen=listed.version - 1).status_code == 412
    assert house.call("DELETE", path).status_code == 428
    assert house.call("DELETE", f"{listed.path}/papers/nobody", seen=listed.version).status_code == 404
    own = house.draft(papers=False)
    sent = house.call("POST", f"/nominations/{own}/papers", form={"file": file_part(PDF, "x.pdf"), "kind": "other"})
    stranger = f"{listed.path}/papers/{sent.get_json()['id']}"
    assert house.call("DELETE", stranger, seen=listed.version).status_code == 404
    refused = house.call("DELETE", f"/nominations/{listed.rows[0]}/papers/{listed.papers[kind]['id']}", seen=1)
    assert (refused.status_code, "danh sách" in refused.get_json()["detail_vi"]) == (404, True)


def sends_one(house: House, listed: Listed) -> str:
    """One row goes up, the other stays a draft."""
    meeting = {
        "minutes": {"held_on": "2026-07-20", "members": 9, "present": 9, "yes": 9, "no": 0, "is_signed": True},
        "rows_in_letter": 2,
    }  # fmt: skip
    answer = house.call("POST", f"{listed.path}/meeting", seen=listed.version, body=meeting)
    assert answer.status_code == 200, answer.text
    with house.work() as work:
        row = work.tx.get_one(StoredPaper, listed.papers[PaperKind.SUBMISSION_LETTER]["id"])
        assert row.removed_at is None
    for row in listed.rows:
        sent = house.submit(row)
        if sent.status_code == 200:
            return row
    raise AssertionError(sent.text)


def test_what_a_case_under_way_was_sent_with_stays_until_its_return_names_it(house: House, listed: Listed) -> None:
    case = sends_one(house, listed)
    kind = PaperKind.SUBMISSION_LETTER

    refused = listed.drops(kind)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "list.paper_sent")
    assert house.row(case).receipt in refused.get_json()["detail_vi"]
    Ears(house).hear(case, returned(case, f"papers.{kind.value}"))
    assert listed.drops(kind).status_code == 200
    assert listed.drops(PaperKind.MINUTES).get_json()["code"] == "list.paper_sent"
    versions = house.call("GET", f"/nominations/{case}").get_json()["versions"]
    assert len(versions) == 1


def test_malware_is_taken_out_whatever_was_sent_with_it(house: House, listed: Listed) -> None:
    """Nobody is handed the file any more, and the rows that were not sent would wait for it."""
    sends_one(house, listed)
    letter = listed.papers[PaperKind.SUBMISSION_LETTER]
    with house.work() as work:
        work.tx.add(FileScan(sha256=letter["sha256"], scanner="ClamAV", scanned_at=work.now, found="Win.Test"))

    assert listed.drops(PaperKind.SUBMISSION_LETTER).status_code == 200


def test_a_case_that_ended_holds_nothing_up(house: House, listed: Listed) -> None:
    case = sends_one(house, listed)
    with house.work() as work:
        work.tx.execute(type(house.row(case)).__table__.update().values(state="withdrawn"))

    assert listed.drops(PaperKind.SUBMISSION_LETTER, unit=MINH_ANH).status_code == 200
