"""While an award is disputed, and what its holder still has: pauses, answers from above, old and lost certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit.audit.said import SIGNER, award_item, outside_decision
from tests.unit.registry.office import API, CORRECTION, TODAY, Office, grievance, proposal

REASON = {"reason": "Chờ giải quyết khiếu nại."}
HANDING_OVER = {"presented_on": TODAY, "occasion": "Hội nghị"}
KEPT = {"outcome": "kept", "reason": "Quyết định đúng quy định.", "document": "12/QĐ-GQKN"}


def test_a_disputed_award_waits_until_somebody_lets_it_go_on(office: Office) -> None:
    entry = office.entry()
    nothing = office.act(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=entry["version"])
    assert (nothing.status_code, nothing.json["code"]) == (409, "registry.nothing_to_pause_for")
    lodged = office.done(office.secretary, "complaints", grievance(entry))
    paused = office.done(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=office.entry()["version"])
    assert paused["paused_because"] == REASON["reason"]

    refused = office.act(office.secretary, f"awards/{entry['id']}/present", HANDING_OVER, seen=paused["version"])
    assert (refused.status_code, refused.json["code"]) == (409, "registry.presentation_paused")
    assert REASON["reason"] in refused.json["detail_vi"]

    # Giữ nguyên quyết định: có khiếu nại hay không, người tạm dừng mới cho trao tiếp
    path = f"complaints/{lodged['id']}"
    office.done(office.secretary, f"{path}/acceptance", seen=1)
    office.done(office.signer, f"{path}/settlement", KEPT, seen=2)
    now = office.entry()
    assert (now["complaints_open"], now["paused_because"]) == (0, REASON["reason"])
    on = office.done(office.secretary, f"awards/{entry['id']}/resumption", KEPT_ON, seen=now["version"])
    again = office.act(office.secretary, f"awards/{entry['id']}/resumption", KEPT_ON, seen=on["version"])
    assert (again.status_code, again.json["code"]) == (409, "registry.presentation_not_paused")
    office.done(office.secretary, f"awards/{entry['id']}/present", HANDING_OVER, seen=on["version"])
    late = office.done(office.secretary, "complaints", grievance(entry, complainant="Vũ Thị Ngọc Ánh"))
    assert late["state"] == "lodged"
    after = office.act(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=office.entry()["version"])
    assert (after.status_code, after.json["code"]) == (409, "registry.nothing_to_pause_for")
    assert len(office.said("registry.presentation_paused")) == len(office.said("registry.presentation_resumed")) == 1


KEPT_ON = {"reason": "Quyết định được giữ nguyên."}


def test_a_proposal_to_cancel_lets_it_wait_too_and_the_corrected_entry_does_not(office: Office) -> None:
    remedy = office.proposes(office.head, **CORRECTION).json
    entry = office.entry()
    for who, status in ((office.signer, 403), (office.head, 403)):
        assert office.act(who, f"awards/{entry['id']}/pause", REASON, seen=entry["version"]).status_code == status
    office.done(office.secretary, f"awards/{entry['id']}/pause", REASON, seen=entry["version"])
    office.numbered(office.done(office.signer, f"remedies/{remedy['id']}/signature", seen=1))
    new = office.entry()
    assert (new["replaces"], new["paused_because"]) == (entry["id"], None)


def test_an_upheld_complaint_is_no_ground_without_the_complaint(office: Office) -> None:
    before = office.rows()
    for asked in (CORRECTION | {"ground": "complaint_upheld"}, {"ground": "complaint_upheld_revoke"}):
        refused = office.proposes(office.secretary, **asked)
        assert (refused.status_code, [place["at"] for place in refused.json["places"]]) == (422, ["complaint_id"])
    assert office.rows() == before


def test_a_complaint_about_a_decision_from_above_is_kept_and_its_answer_entered_from_the_paper(
    office: Office,
) -> None:
    above = outside_decision(award_item("c9", "Lê Thị An", key="k9"))
    office.hears(office.speakers.say("above-1", above, SIGNER))
    entries = office.client.get(f"{API}/awards?limit=50", headers=office.signer).json["items"]
    entry = next(one for one in entries if one["case_id"] == "c9")
    office.at(date(2026, 11, 2))
    lodged = office.done(office.secretary, "complaints", grievance(entry, lodged_on="2026-11-02"))
    assert (lodged["authority"], lodged["is_late"]) == ("confederation", True)
    assert office.said("registry.complaint_lodged")[0]["authority"] == "confederation"

    # Quá hạn hay không là do cấp trên quyết định; ngày thụ lý, giải quyết là ngày của văn bản
    office.at(date(2026, 11, 20))
    path = f"complaints/{lodged['id']}"
    early = office.act(office.secretary, f"{path}/acceptance", {"accepted_on": "2026-11-01"}, seen=1)
    assert (early.status_code, early.json["places"][0]["at"]) == (422, "accepted_on")
    taken = office.done(office.secretary, f"{path}/acceptance", {"accepted_on": "2026-11-05"}, seen=1)
    assert taken["settle_by"] == "2026-12-05"
    answer = KEPT | {"outcome": "to_revoke", "settled_on": "2026-11-18"}
    assert office.act(office.signer, f"{path}/settlement", answer, seen=2).status_code == 403
    settled = office.done(office.secretary, f"{path}/settlement", answer, seen=2)
    assert settled["settled_on"] == "2026-11-18"

    asked = proposal(ground="complaint_upheld_revoke", complaint_id=lodged["id"])
    now = office.client.get(f"{API}/awards/{entry['id']}", headers=office.signer).json
    office.done(office.head, f"awards/{entry['id']}/remedies", asked, seen=now["version"])


def test_what_is_answered_here_is_answered_today(office: Office) -> None:
    lodged = office.done(office.secretary, "complaints", grievance(office.entry()))
    path = f"complaints/{lodged['id']}"
    refused = office.act(office.secretary, f"{path}/acceptance", {"accepted_on": TODAY}, seen=1)
    assert (refused.status_code, refused.json["places"][0]["at"]) == (422, "accepted_on")


def presented_and_corrected(office: Office) -> Any:
    """The recovery of the certificate that a correction replaced."""
    entry = office.entry()
    office.done(office.secretary, f"awards/{entry['id']}/present", HANDING_OVER, seen=entry["version"])
    office.numbered(office.signed(office.head, **CORRECTION))
    (recovery,) = office.client.get(f"{API}/recoveries", headers=office.signer).json["items"]
    return recovery


def test_a_certificate_that_was_replaced_is_asked_back_without_the_money(office: Office) -> None:
    recovery = presented_and_corrected(office)
    assert (recovery["kind"], recovery["money"], recovery["certificate_owed"]) == ("correction", 0, True)
    assert office.said("registry.award_corrected")[0]["recovery"] == recovery["id"]
    path = f"recoveries/{recovery['id']}"
    running = office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=1)
    assert (running["due_on"], "Đổi bằng" in running["basis"]) == ("2026-08-22", True)

    # Hủy bỏ sau khi đính chính: bằng mới chưa trao nên chỉ còn tiền phải nộp lại
    office.numbered(office.signed(office.head), "07/QĐ-LĐLĐ")
    rows = office.client.get(f"{API}/recoveries", headers=office.signer).json["items"]
    (money,) = (one for one in rows if one["id"] != recovery["id"])
    assert (money["kind"], money["money"], money["certificate_owed"]) == ("revocation", 3_800_000, False)
    office.done(office.secretary, f"recoveries/{money['id']}/notice", {"notified_on": TODAY}, seen=1)
    paid = {"returned_on": TODAY, "certificate": False, "money": 3_800_000, "document": "Phiếu thu 2"}
    wrong = office.act(office.secretary, f"recoveries/{money['id']}/returns", paid | {"certificate": True}, seen=2)
    assert (wrong.status_code, wrong.json["places"][0]["at"]) == (422, "certificate")
    assert office.done(office.secretary, f"recoveries/{money['id']}/returns", paid, seen=2)["state"] == "recovered"


def test_a_lost_certificate_closes_its_recovery_by_the_authority_and_on_a_paper(office: Office) -> None:
    recovery = presented_and_corrected(office)
    path, paper = f"recoveries/{recovery['id']}", {"document": "Đơn báo mất có xác nhận ngày 04/8/2026"}
    early = office.act(office.signer, f"{path}/loss", paper, seen=1)
    assert (early.status_code, early.json["code"]) == (409, "registry.recovery_state")
    office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=1)
    before = office.rows()
    assert office.act(office.secretary, f"{path}/loss", paper, seen=2).status_code == 403
    assert office.act(office.signer, f"{path}/loss", {"document": " "}, seen=2).status_code == 422
    assert office.rows() == before
    closed = office.done(office.signer, f"{path}/loss", paper, seen=2)
    assert (closed["state"], closed["certificate_lost"], closed["loss_document"]) == (
        "recovered", True, paper["document"],
    )  # fmt: skip
    (said,) = office.said("registry.certificate_loss_accepted")
    assert paper["document"] not in str(said)
    assert len(office.said("registry.prize_recovered")) == 1


def test_with_the_certificate_lost_the_money_is_still_owed(office: Office) -> None:
    entry = office.entry()
    office.done(office.secretary, f"awards/{entry['id']}/present", HANDING_OVER, seen=entry["version"])
    office.numbered(office.signed(office.head))
    (recovery,) = office.client.get(f"{API}/recoveries", headers=office.signer).json["items"]
    path = f"recoveries/{recovery['id']}"
    office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=1)
    lost = office.done(office.signer, f"{path}/loss", {"document": "Biên bản 3"}, seen=2)
    assert (lost["state"], lost["outstanding"]) == ("running", 3_800_000)
    again = office.act(office.signer, f"{path}/loss", {"document": "Biên bản 3"}, seen=3)
    assert (again.status_code, again.json["code"]) == (409, "registry.recovery_state")
    paid = {"returned_on": TODAY, "certificate": False, "money": 3_800_000, "document": "Phiếu thu 2"}
    assert office.done(office.secretary, f"{path}/returns", paid, seen=3)["state"] == "recovered"
