"""A complaint belongs to the award, whichever of its entries stands now, and reaches whatever was decided of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.registry.service import DEFINITION
from shared.events.envelope import Envelope
from tests.support.comparing import faults_by, said_in, tamper
from tests.unit.audit.said import SIGNER, award_item, decision_signed
from tests.unit.registry.office import API, CORRECTION, TODAY, Office, grievance

REASON = {"reason": "Chờ giải quyết khiếu nại."}
HANDING_OVER = {"presented_on": TODAY, "occasion": "Hội nghị"}
FILE = {"file": "HS 12/2026-TĐKT"}
UPHELD = {"outcome": "to_revoke", "reason": "Khiếu nại đúng, phải hủy bỏ.", "document": "12/QĐ-GQKN"}


def complains(office: Office, entry: Any, **more: Any) -> Any:
    """Lodged and taken up."""
    lodged = office.done(office.secretary, "complaints", grievance(entry, **more))
    return office.done(office.secretary, f"complaints/{lodged['id']}/acceptance", seen=lodged["version"])


def corrects(office: Office, number: str = "06/QĐ-LĐLĐ", **changes: str) -> tuple[Any, Any]:
    """The entry that was corrected and the one in its place."""
    old = office.entry()
    changed = CORRECTION | ({"changes": changes} if changes else {})
    office.numbered(office.signed(office.secretary, **changed), number)
    return office.client.get(f"{API}/awards/{old['id']}", headers=office.signer).json, office.entry()


def settled(office: Office, complaint: Any, **more: Any) -> Any:
    answer = UPHELD | more
    return office.done(office.signer, f"complaints/{complaint['id']}/settlement", answer, seen=complaint["version"])


def read(office: Office, complaint: Any) -> Any:
    return office.client.get(f"{API}/complaints/{complaint['id']}", headers=office.signer).json


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_a_correction_takes_the_open_complaints_along(office: Office) -> None:
    complaint = complains(office, office.entry())
    over = office.done(office.secretary, "complaints", grievance(office.entry(), complainant="Vũ Thị Ngọc Ánh"))
    office.done(office.secretary, f"complaints/{over['id']}/rejection", {"reason": "Không có căn cứ nào."}, seen=1)
    old, new = corrects(office)

    assert (old["complaints_open"], new["complaints_open"]) == (0, 1)
    assert (read(office, complaint)["award_id"], read(office, over)["award_id"]) == (new["id"], old["id"])
    (said,) = office.said("registry.award_corrected")
    assert said["complaints"] == [complaint["id"]]
    paused = office.done(office.secretary, f"awards/{new['id']}/pause", REASON, seen=new["version"])
    assert paused["paused_because"] == REASON["reason"]
    settled(office, complaint)
    assert (office.entry("corrected")["complaints_open"], office.entry()["complaints_open"]) == (0, 0)


@pytest.mark.parametrize("award", [{}, {"award_id": None}], ids=["the award", "the whole decision"])
def test_what_a_complaint_made_wait_goes_on_waiting_after_a_correction(office: Office, award: dict[str, Any]) -> None:
    complains(office, office.entry(), **award)
    entry = office.entry()
    office.done(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=entry["version"])
    _, new = corrects(office)

    assert new["paused_because"] == REASON["reason"]
    handed = office.act(office.secretary, f"awards/{new['id']}/present", HANDING_OVER, seen=new["version"])
    assert refusal(handed) == (409, "registry.presentation_paused")
    assert faults(office, "awards") == []


@pytest.mark.parametrize("award", [{}, {"award_id": None}], ids=["the award", "the whole decision"])
def test_a_complaint_upheld_after_corrections_is_carried_out_once(office: Office, award: dict[str, Any]) -> None:
    complaint = complains(office, office.entry(), **award)
    corrects(office)
    corrects(office, "07/QĐ-LĐLĐ", nominee_name="Nguyễn Thị Hường Anh")
    settled(office, complaint, outcome="to_correct")
    asked = CORRECTION | {"ground": "complaint_upheld", "complaint_id": complaint["id"]}

    wrong = office.proposes(office.secretary, ground="complaint_upheld_revoke", complaint_id=complaint["id"])
    assert (wrong.status_code, wrong.json["places"][0]["at"]) == (422, "complaint_id")
    office.numbered(office.signed(office.secretary, **asked), "08/QĐ-LĐLĐ")
    assert office.entry()["number"] == "08/QĐ-LĐLĐ"
    again = office.proposes(office.secretary, **asked | {"changes": {"nominee_name": "Nguyễn Thị Hiền"}})
    assert (again.status_code, again.json["places"][0]["at"]) == (422, "complaint_id")
    assert "08/QĐ-LĐLĐ" in str(again.json["places"])


def test_a_complaint_upheld_after_a_correction_cancels_the_award(office: Office) -> None:
    complaint = complains(office, office.entry())
    corrects(office)
    settled(office, complaint)
    asked = {"ground": "complaint_upheld_revoke", "complaint_id": complaint["id"]}
    office.numbered(office.signed(office.secretary, **asked), "07/QĐ-LĐLĐ")

    assert office.entry("revoked")["number"] == "06/QĐ-LĐLĐ"


def test_a_complaint_about_an_entry_that_was_corrected_is_about_what_stands_in_its_place(office: Office) -> None:
    old, new = corrects(office)
    complaint = complains(office, old)

    assert (complaint["decision_id"], complaint["award_id"]) == (old["decision_id"], new["id"])
    assert (office.entry("corrected")["complaints_open"], office.entry()["complaints_open"]) == (0, 1)
    doubled = office.act(office.secretary, "complaints", grievance(old))
    assert refusal(doubled) == (409, "registry.complaint_under_way")


@pytest.mark.parametrize("award", [{}, {"award_id": None}], ids=["the award", "the whole decision"])
def test_no_file_is_closed_while_a_decision_on_the_way_to_it_is_complained_about(
    office: Office, award: dict[str, Any]
) -> None:
    complains(office, office.entry(), **award)
    _, new = corrects(office)
    new = office.done(office.secretary, f"awards/{new['id']}/present", HANDING_OVER, seen=new["version"])
    closed = office.act(office.secretary, f"awards/{new['id']}/archiving", FILE, seen=new["version"])

    assert refusal(closed) == (409, "registry.not_over_yet")
    assert "1 khiếu nại" in closed.json["detail_vi"]


def test_handing_over_waits_for_a_complaint_about_the_whole_decision_too(office: Office) -> None:
    complains(office, office.entry(), award_id=None)
    entry = office.entry()
    office.done(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=entry["version"])


def test_rows_follow_from_what_was_said_of_carried_complaints(office: Office) -> None:
    complaint = complains(office, office.entry())
    entry = office.entry()
    office.done(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=entry["version"])
    _, new = corrects(office)
    assert faults(office, "complaints") == faults(office, "awards") == []
    settled(office, complaint)
    assert faults(office, "complaints") == faults(office, "awards") == []

    tamper(office.desk, "UPDATE awards SET complaints_open = 1 WHERE id = :entry", entry=new["id"])
    assert faults(office, "awards") == [f"table awards, {new['id']}: complaints_open: not what was said"]
    tamper(office.desk, "UPDATE awards SET complaints_open = 0 WHERE id = :entry", entry=new["id"])
    tamper(office.desk, "UPDATE complaints SET award_id = :entry", entry=entry["id"])
    assert faults(office, "complaints") == [f"table complaints, {complaint['id']}: award_id: not what was said"]
    tamper(office.desk, "UPDATE complaints SET award_id = :entry", entry=new["id"])


def test_what_the_release_before_cut_off_verifies_and_is_carried_out(office: Office) -> None:
    """It left complaint and mark with the old entry, and said nothing of either."""
    complaint = complains(office, office.entry())
    old, new = corrects(office)
    tamper(office.desk, "UPDATE awards SET complaints_open = 1 WHERE id = :entry", entry=old["id"])
    tamper(office.desk, "UPDATE awards SET complaints_open = 0 WHERE id = :entry", entry=new["id"])
    tamper(office.desk, "UPDATE complaints SET award_id = :entry", entry=old["id"])
    before = new["id"]
    assert faults(office, "complaints", before) == faults(office, "awards", before) == []

    office.done(office.secretary, f"awards/{new['id']}/pause", REASON, seen=new["version"])
    _, newest = corrects(office, "07/QĐ-LĐLĐ", nominee_name="Nguyễn Thị Hường Anh")
    assert (newest["complaints_open"], read(office, complaint)["award_id"]) == (1, newest["id"])
    assert faults(office, "complaints", before) == faults(office, "awards", before) == []
    settled(office, complaint)
    asked = office.proposes(office.secretary, ground="complaint_upheld_revoke", complaint_id=complaint["id"])
    assert (asked.status_code, faults(office, "awards", before)) == (201, [])


def faults(office: Office, table: str, before: str | None = None) -> list[str]:
    """As if a release that carried no complaints had entered the correction that led to the entry `before`."""
    with office.desk.database.reading() as tx:
        return faults_by(tx, DEFINITION, table, [_as_told_before(one, before) for one in said_in(tx)])


def _as_told_before(said: Envelope, entry: str | None) -> Envelope:
    is_old = entry is not None and said.data.get("replaced_by") == entry
    return replace(said, data={**said.data, "complaints": ()}) if is_old else said


OWN = {"complainant_kind": "nominee", "complainant": "Nguyễn Thị Hương"}


def test_whose_award_was_cancelled_complains_about_that(office: Office) -> None:
    office.numbered(office.signed(office.head))
    entry = office.entry("revoked")
    lodged = office.done(office.head, "complaints", grievance(entry, decision_id=entry["ended_by"], **OWN))

    assert (lodged["decision_id"], lodged["award_id"]) == (entry["ended_by"], entry["id"])
    entry = office.entry("revoked")
    assert entry["complaints_open"] == 1
    closed = office.act(office.secretary, f"awards/{entry['id']}/archiving", FILE, seen=entry["version"])
    assert refusal(closed) == (409, "registry.not_over_yet")


def test_whose_award_was_corrected_complains_about_that_with_either_entry(office: Office) -> None:
    old, new = corrects(office)
    whose = iter(("Lê Thị An", "Vũ Thị Ngọc Ánh", "Trần Văn Đức", "Đỗ Thị Mai"))
    for entry in (old, new):
        for decision in (old["decision_id"], old["ended_by"]):
            asked = grievance(entry, decision_id=decision, complainant=next(whose))
            assert office.done(office.secretary, "complaints", asked)["award_id"] == new["id"]
    assert office.entry()["complaints_open"] == 4


def test_a_complaint_names_a_decision_that_the_award_had(office: Office) -> None:
    other = replace(decision_signed(award_item("c2", "Trần Văn Đức", key="k2")), decision="d2", number="09/QĐ-LĐLĐ")
    office.hears(office.speakers.say("d2", other, SIGNER))
    entry = next(one for one in office.entries() if one["case_id"] == "c1")
    wrong = office.act(office.secretary, "complaints", grievance(entry, decision_id="d2"))

    assert (wrong.status_code, wrong.json["places"][0]["at"]) == (422, "award_id")


def test_no_file_is_closed_while_the_decision_that_cancelled_it_is_complained_about(office: Office) -> None:
    office.numbered(office.signed(office.head))
    entry = office.entry("revoked")
    asked = grievance(entry, decision_id=entry["ended_by"], award_id=None, **OWN)
    office.done(office.head, "complaints", asked)
    closed = office.act(office.secretary, f"awards/{entry['id']}/archiving", FILE, seen=entry["version"])

    assert refusal(closed) == (409, "registry.not_over_yet")
