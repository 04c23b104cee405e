"""After the decision on real tables: who may, in which order, with what left behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import delete, select, update

from services.registry.invariants import every_award_was_said
from services.registry.models import Decision
from services.registry.service import DEFINITION
from services.registry.sweep import say_overdue
from shared.events.terms import Role
from shared.inbox_rows import Status
from shared.tables import inbox, outbox
from tests.support.desks import bearer
from tests.unit.audit.said import PROVINCE, SIGNER, UNIT, award_item, decision_signed, outside_decision
from tests.unit.registry.office import API, CORRECTION, TODAY, Office, grievance, proposal, working


def test_correction_enters_a_new_entry_and_leaves_the_old_one_readable(office: Office) -> None:
    old = office.entry()
    office.numbered(office.signed(office.secretary, **CORRECTION))

    new = office.entry()
    assert (new["nominee_name"], new["number"], new["certificate"]) == ("Nguyễn Thị Hường", "06/QĐ-LĐLĐ", "00002/2026")
    assert new["replaces"] == old["id"]
    kept = office.client.get(f"{API}/public/awards/{old['id']}").json
    assert (kept["nominee_name"], kept["decision_number"]) == ("Nguyễn Thị Hương", "05/QĐ-LĐLĐ")
    assert (kept["standing"], kept["ended_by_number"]) == ("corrected", "06/QĐ-LĐLĐ")
    shown = office.client.get(f"{API}/public/awards").json["items"]
    assert [(one["nominee_name"], one["replaces"]) for one in shown] == [("Nguyễn Thị Hường", old["id"])]
    (later,) = office.client.get(f"{API}/public/decisions/06/QĐ-LĐLĐ").json
    assert (later["kind"], later["amends_number"], [one["id"] for one in later["awards"]]) == (
        "correction", "05/QĐ-LĐLĐ", [old["id"]],
    )  # fmt: skip
    assert [said["replaced_by"] for said in office.said("registry.award_corrected")] == [new["id"]]
    assert office.said("registry.award_recorded")[-1]["replaces"] == old["id"]


def test_all_entries_of_an_award_are_told_in_one_stream(office: Office) -> None:
    """Or a listener of two processes could hear of the new entry before it hears that the old one was handed over."""
    old = office.entry()
    handing_over = {"presented_on": TODAY, "occasion": "Lễ tuyên dương"}
    office.done(office.secretary, f"awards/{old['id']}/present", handing_over, seen=old["version"])
    office.numbered(office.signed(office.secretary, **CORRECTION))
    new = office.entry()
    office.done(office.secretary, f"awards/{new['id']}/present", handing_over, seen=new["version"])

    with office.desk.database.reading() as tx:
        told = tx.execute(select(outbox.c.sequence, outbox.c.type).where(outbox.c.subject == old["id"]))
        assert [tuple(one) for one in told.all()] == [
            (1, "registry.award_recorded"), (2, "registry.award_presented"), (3, "registry.award_corrected"),
            (4, "registry.award_recorded"), (5, "registry.award_presented"),
        ]  # fmt: skip
        assert every_award_was_said(tx) == []
    with office.desk.database.transaction() as tx:
        tx.execute(delete(outbox).where(outbox.c.subject == old["id"], outbox.c.sequence == 4))
        assert every_award_was_said(tx) == ["the award of case c1 has 2 entries, 1 were said"]
        tx.rollback()


def test_revocation_leaves_the_entry_and_the_targets_no_longer_count_it(office: Office) -> None:
    office.numbered(office.signed(office.head))

    entry = office.entry("revoked")
    assert (entry["nominee_name"], entry["bonus"]) == ("Nguyễn Thị Hương", 3_800_000)
    targets = office.client.get(f"{API}/plans/hung_yen_2026/targets", headers=office.secretary).json
    assert targets["direct_workers"]["denominator"] in (None, 0)
    (revoked,) = office.said("registry.award_revoked")
    assert (revoked["basis"], revoked["recovery"]) == ("Luật 06/2022/QH15 Điều 93 khoản 2 điểm b", None)
    handing_over = {"presented_on": TODAY, "occasion": "x"}
    refused = office.act(office.secretary, f"awards/{entry['id']}/present", handing_over, seen=entry["version"])
    assert (refused.status_code, refused.json["code"]) == (409, "registry.award_not_in_force")


def test_decision_from_above_is_changed_there(office: Office) -> None:
    """LAW22 Art 93: the authority that signed; it has no account here."""
    above = outside_decision(award_item("c9", "Lê Thị An", key="k9"))
    office.hears(office.speakers.say("above-1", above, SIGNER))
    entries = office.client.get(f"{API}/awards?limit=50", headers=office.signer).json["items"]
    entry = next(one for one in entries if one["case_id"] == "c9")
    before = office.rows()

    answer = office.act(office.signer, "complaints", grievance(entry))
    assert answer.status_code == 403
    assert office.rows() == before

    asked = proposal(ground="wrong_law")
    remedy = office.done(office.head, f"awards/{entry['id']}/remedies", asked, seen=entry["version"])
    answer = office.act(office.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"])
    assert (answer.status_code, answer.json["code"]) == (409, "registry.decided_above")
    theirs = {"number": "88/QĐ-TLĐ", "dated": "2026-08-04", "signatory": "Nguyễn Văn Bình"}
    path = f"remedies/{remedy['id']}/from-above"
    answer = office.act(office.secretary, path, theirs, seen=remedy["version"])
    assert (answer.status_code, answer.json["places"][0]["at"]) == (422, "dated")
    done = office.done(office.secretary, path, theirs | {"dated": TODAY}, seen=remedy["version"])
    assert (done["state"], done["number"]) == ("in_effect", "88/QĐ-TLĐ")
    assert office.entry("revoked")["case_id"] == "c9"


def test_what_was_signed_here_is_not_entered_from_above(office: Office) -> None:
    remedy = office.proposes(office.head, ground="wrong_law").json
    theirs = {"number": "88/QĐ-TLĐ", "dated": TODAY, "signatory": "Nguyễn Văn Bình"}
    answer = office.act(office.secretary, f"remedies/{remedy['id']}/from-above", theirs, seen=remedy["version"])
    assert (answer.status_code, answer.json["code"]) == (409, "registry.decided_here")


def test_nothing_changes_before_the_decision_has_its_number(office: Office) -> None:
    remedy = office.signed(office.head)
    assert (remedy["state"], remedy["number"]) == ("signed", None)
    assert office.entry()["ended_by"] is None
    again = office.proposes(office.secretary, **CORRECTION)
    assert (again.status_code, again.json["code"]) == (409, "registry.remedy_under_way")


def test_number_given_to_another_document_is_not_entered(office: Office) -> None:
    remedy = office.signed(office.head)
    office.numbered(remedy, sha="f" * 64)
    with office.desk.database.reading() as tx:
        waiting = tx.execute(select(inbox.c.error_code).where(inbox.c.status != Status.DONE)).all()
    assert [row.error_code for row in waiting] == ["registry.document_altered"]
    assert office.entry()["ended_by"] is None


def test_awardee_is_heard_before_the_signature_or_lets_the_time_pass(office: Office) -> None:
    remedy = office.proposes(office.head).json
    path = f"remedies/{remedy['id']}"
    early = office.act(office.signer, f"{path}/signature", seen=1)
    assert (early.status_code, early.json["code"]) == (409, "registry.awardee_not_heard")
    invited = office.done(office.secretary, f"{path}/invitation", seen=1)
    assert invited["answer_by"] == "2026-08-17"  # ten working days
    office.at(date(2026, 8, 17))
    still = office.act(office.signer, f"{path}/signature", seen=2)
    assert (still.status_code, "2026-08-17" in still.json["detail_en"]) == (409, True)
    office.at(date(2026, 8, 18))
    assert office.done(office.signer, f"{path}/signature", seen=2)["state"] == "signed"


def test_who_proposed_never_signs(office: Office, tmp_path: Path) -> None:
    remedy = office.proposes(office.secretary, **CORRECTION).json
    also_signer = bearer(tmp_path, "tuyet", Role.SIGNER, PROVINCE)
    before = office.rows()
    refused = office.act(also_signer, f"remedies/{remedy['id']}/signature", seen=1)
    assert (refused.status_code, refused.json["code"]) == (403, "registry.proposer_signs")
    assert office.rows() == before


@pytest.mark.parametrize(
    ("subject", "role", "unit"),
    [
        ("x", Role.SIGNER, "another-province"),
        ("x", Role.COUNCIL_SECRETARY, PROVINCE),
        ("x", Role.ADMINISTRATOR, PROVINCE),
        ("x", Role.GRASSROOTS_HEAD, UNIT.id),
    ],
)
def test_only_the_authority_that_signed_signs(
    office: Office, tmp_path: Path, subject: str, role: Role, unit: str
) -> None:
    remedy = office.proposes(office.secretary, **CORRECTION).json
    before = office.rows()
    refused = office.act(bearer(tmp_path, subject, role, unit), f"remedies/{remedy['id']}/signature", seen=1)
    assert refused.status_code == 403
    assert office.rows() == before


def test_declined_proposal_lets_the_award_stand_and_another_may_follow(office: Office) -> None:
    remedy = office.proposes(office.head).json
    reason = {"reason": "Không đủ căn cứ để hủy bỏ."}
    declined = office.done(office.signer, f"remedies/{remedy['id']}/refusal", reason, seen=1)
    assert declined["state"] == "declined"
    assert office.entry()["standing"] == "in_force"
    assert office.proposes(office.head).status_code == 201
    late = office.act(office.signer, f"remedies/{remedy['id']}/signature", seen=2)
    assert (late.status_code, late.json["code"]) == (409, "registry.remedy_state")


BAD_PROPOSALS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown ground": ({"ground": "envy"}, "ground"),
    "a ground of the other kind": ({"ground": "clerical_error"}, "ground"),
    "no document": ({"documents": []}, "documents"),
    "a reason of blanks": ({"reason": " " * 40}, "reason"),
    "no letter": ({"letter": "  "}, "letter"),
    "words changed by a cancellation": ({"changes": {"nominee_name": "Lê An"}}, "changes"),
    "a correction of nothing": ({**CORRECTION, "changes": {}}, "changes"),
    "a correction to the same": ({**CORRECTION, "changes": {"nominee_name": "Nguyễn Thị Hương"}},
                                 "changes.nominee_name"),
    "a name nobody has": ({**CORRECTION, "changes": {"nominee_name": "Hương <3"}}, "changes.nominee_name"),
    "a birth to come": ({**CORRECTION, "changes": {"nominee_birth": "2050-01-01"}}, "changes.nominee_birth"),
    "another award": ({**CORRECTION, "changes": {"award_code": "labour_order"}}, "changes.award_code"),
    "a kind there is not": ({"kind": "deletion"}, "kind"),
    "an unknown key": ({"state": "signed"}, "state"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_PROPOSALS)
def test_bad_proposal_is_refused_with_its_place_and_leaves_no_row(office: Office, bad: str) -> None:
    changes, at = BAD_PROPOSALS[bad]
    before = office.rows()
    refused = office.proposes(office.secretary, **changes)
    assert refused.status_code == 422, refused.json
    assert refused.json["code"]
    assert any(place["at"].startswith(at) for place in refused.json["places"]), refused.json
    assert office.rows() == before


def test_what_was_handed_over_is_asked_back_in_parts_until_nothing_is_out(office: Office) -> None:
    recovery = recovery_of(office)
    assert (recovery["money"], recovery["state"]) == (3_800_000, "to_notify")
    path = f"recoveries/{recovery['id']}"
    running = office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=1)
    # Fifteen working days; Saturday 22/8 is worked for the National Day.
    assert (running["due_on"], running["basis"]) == ("2026-08-22", "NĐ 152/2025 Điều 58 khoản 2")
    part = {"returned_on": TODAY, "certificate": False, "money": 1_800_000, "document": "Phiếu thu 1"}
    after = office.done(office.secretary, f"{path}/returns", part, seen=2)
    assert (after["state"], after["outstanding"]) == ("running", 2_000_000)
    before = office.rows()
    for changes, at in (
        ({"money": 2_000_001}, "money"), ({"money": 0}, "money"), ({"money": -1}, "money"), ({"money": "10"}, "money"),
        ({"certificate": "yes"}, "certificate"), ({"returned_on": "2026-08-04"}, "returned_on"),
    ):  # fmt: skip
        refused = office.act(office.secretary, f"{path}/returns", part | changes, seen=3)
        assert (refused.status_code, refused.json["places"][0]["at"]) == (422, at)
    assert office.act(office.secretary, f"{path}/returns", part, seen=2).status_code == 412
    assert office.rows() == before
    rest = part | {"certificate": True, "money": 2_000_000}
    assert office.done(office.secretary, f"{path}/returns", rest, seen=3)["state"] == "recovered"
    closed = office.act(office.secretary, f"{path}/returns", part, seen=4)
    assert (closed.status_code, closed.json["code"]) == (409, "registry.recovery_state")
    assert [said["outstanding"] for said in office.said("registry.prize_returned")] == [2_000_000, 0]
    assert len(office.said("registry.prize_recovered")) == 1
    detail = office.client.get(f"{API}/{path}", headers=office.signer).json
    assert [one["money"] for one in detail["returns"]] == [1_800_000, 2_000_000]


def recovery_of(office: Office) -> Any:
    """The recovery of an award that was presented and then cancelled."""
    entry = office.entry()
    handing_over = {"presented_on": TODAY, "occasion": "Hội nghị"}
    office.done(office.secretary, f"awards/{entry['id']}/present", handing_over, seen=entry["version"])
    office.numbered(office.signed(office.head))
    return office.client.get(f"{API}/recoveries", headers=office.signer).json["items"][0]


def test_overdue_recovery_is_said_once_and_seen_in_the_metrics(office: Office) -> None:
    recovery = recovery_of(office)
    running = office.done(
        office.secretary, f"recoveries/{recovery['id']}/notice", {"notified_on": TODAY}, seen=1
    )
    office.at(date.fromisoformat(running["due_on"]))
    say_overdue(office.desk)
    assert office.said("registry.recovery_deadline_missed") == []
    office.at(date(2026, 9, 30))
    say_overdue(office.desk)
    say_overdue(office.desk)
    (overdue,) = office.said("registry.recovery_deadline_missed")
    assert (overdue["outstanding"], overdue["certificate_is_out"]) == (3_800_000, True)
    with office.desk.database.reading() as tx:
        assert DEFINITION.gauges is not None
        DEFINITION.gauges(tx)
    labels = {"state": "running", "overdue": "yes"}
    assert REGISTRY.get_sample_value("vinhdanh_registry_recoveries", labels) == 1
    assert REGISTRY.get_sample_value("vinhdanh_registry_money_to_recover_dong") == 3_800_000


def test_complaint_is_lodged_taken_up_and_settled_and_marks_the_award_meanwhile(office: Office) -> None:
    entry = office.entry()
    lodged = office.done(office.secretary, "complaints", grievance(entry))
    assert (lodged["last_day"], lodged["waits_until"], lodged["is_late"]) == ("2026-11-01", "2026-08-13", False)
    assert lodged["is_unverified"]
    assert office.entry()["complaints_open"] == 1
    doubled = office.act(office.secretary, "complaints", grievance(entry))
    assert (doubled.status_code, doubled.json["code"]) == (409, "registry.complaint_under_way")
    path = f"complaints/{lodged['id']}"
    accepted = office.done(office.secretary, f"{path}/acceptance", {"is_complex": True}, seen=1)
    assert accepted["settle_by"] == "2026-09-17"  # 45 days
    settled = {"outcome": "to_correct", "reason": "Họ tên ghi sai như khiếu nại.", "document": "12/QĐ-GQKN"}
    done = office.done(office.signer, f"{path}/settlement", settled, seen=2)
    assert (done["state"], done["outcome"], office.entry()["complaints_open"]) == ("settled", "to_correct", 0)
    assert office.entry()["standing"] == "in_force"
    wrong = office.proposes(office.secretary, ground="complaint_upheld_revoke", complaint_id=lodged["id"])
    assert (wrong.status_code, wrong.json["places"][0]["at"]) == (422, "complaint_id")
    right = CORRECTION | {"ground": "complaint_upheld", "complaint_id": lodged["id"]}
    assert office.proposes(office.secretary, **right).status_code == 201
    for name in ("lodged", "accepted", "settled"):
        (said,) = office.said(f"registry.complaint_{name}")
        assert said["decision"] == entry["decision_id"]
        assert "Lê Thị An" not in str(said)


def test_late_complaint_is_kept_named_late_and_not_taken_up(office: Office) -> None:
    office.at(date(2026, 11, 2))
    lodged = office.done(office.secretary, "complaints", grievance(office.entry(), lodged_on="2026-11-02"))
    assert (lodged["is_late"], lodged["last_day"]) == (True, "2026-11-01")
    refused = office.act(office.secretary, f"complaints/{lodged['id']}/acceptance", {}, seen=1)
    assert (refused.status_code, refused.json["code"]) == (409, "registry.complaint_late")
    assert "2026-11-01" in refused.json["detail_en"]
    reason = {"reason": "Quá thời hiệu khiếu nại."}
    assert office.done(office.secretary, f"complaints/{lodged['id']}/rejection", reason, seen=1)["state"] == "rejected"
    assert office.entry()["complaints_open"] == 0
    assert [said["decision"] for said in office.said("registry.complaint_rejected")] == [office.entry()["decision_id"]]


def test_second_complaint_follows_a_first_that_was_settled_or_ran_out(office: Office) -> None:
    entry = office.entry()
    first = office.done(office.secretary, "complaints", grievance(entry))
    second = grievance(entry, earlier_id=first["id"], learned_on=None)
    early = office.act(office.secretary, "complaints", second)
    assert (early.status_code, early.json["places"][0]["at"]) == (422, "earlier_id")
    office.done(office.secretary, f"complaints/{first['id']}/acceptance", seen=1)
    office.at(date(2026, 9, 2))
    running = office.act(office.secretary, "complaints", second | {"lodged_on": "2026-09-02"})
    assert (running.status_code, running.json["places"][0]["at"]) == (422, "lodged_on")
    office.at(date(2026, 9, 3))
    lodged = office.done(office.secretary, "complaints", second | {"lodged_on": "2026-09-03"})
    assert (lodged["level"], lodged["last_day"], lodged["is_late"]) == ("second", "2026-10-02", False)


def test_an_award_not_handed_over_in_time_is_said_late_once_and_seen(office: Office) -> None:
    """Ten working days from 03/8/2026; the last one counts. Handed over, it is late no more."""
    entry, gauge = office.entry(), "vinhdanh_registry_presentations_late"
    office.at(date(2026, 8, 17))
    say_overdue(office.desk)
    assert office.said("registry.presentation_deadline_missed") == []
    office.at(date(2026, 8, 18))
    say_overdue(office.desk)
    say_overdue(office.desk)
    (late,) = office.said("registry.presentation_deadline_missed")
    assert (late["award_id"], late["due_on"], late["basis"]) == (entry["id"], "2026-08-17", "NĐ 152/2025 Điều 34, 35")
    _refresh_gauges(office)
    assert REGISTRY.get_sample_value(gauge) == 1
    handing_over = {"presented_on": "2026-08-18", "occasion": "Lễ tuyên dương"}
    office.done(office.secretary, f"awards/{entry['id']}/present", handing_over, seen=entry["version"])
    _refresh_gauges(office)
    assert REGISTRY.get_sample_value(gauge) == 0

def test_complaints_are_all_counted_whether_one_was_ever_late_or_not(office: Office) -> None:
    """Late to be taken up and in time since: it is counted with those that never were late."""
    late = office.done(office.secretary, "complaints", grievance(office.entry()))
    office.at(date(2026, 8, 20))
    say_overdue(office.desk)
    taken = [late]
    for name in ("Vũ Thị Ngọc Ánh", "Trần Văn Đức", "Đỗ Thị Mai"):
        asked = grievance(office.entry(), complainant=name, lodged_on="2026-08-20")
        taken.append(office.done(office.secretary, "complaints", asked))
    for lodged in taken:
        office.done(office.secretary, f"complaints/{lodged['id']}/acceptance", seen=lodged["version"])
    _refresh_gauges(office)
    labels = {"level": "first", "state": "accepted"}
    gauge = "vinhdanh_registry_complaints"
    assert REGISTRY.get_sample_value(gauge, labels | {"overdue": "no"}) == 4
    assert REGISTRY.get_sample_value(gauge, labels | {"overdue": "yes"}) is None


def _refresh_gauges(office: Office) -> None:
    assert DEFINITION.gauges is not None
    with office.desk.database.reading() as tx:
        DEFINITION.gauges(tx)


def test_without_a_law_or_a_calendar_for_its_days_nothing_is_late(office: Office) -> None:
    """A decision older than the first law known, one whose ten days reach beyond the calendar: nobody can say."""
    with office.desk.database.transaction() as tx:
        tx.execute(update(Decision).values(dated=date(2005, 1, 4)))
    say_overdue(office.desk)
    with office.desk.database.transaction() as tx:
        tx.execute(update(Decision).values(dated=date(2090, 1, 4)))
    office.at(date(2091, 1, 4))
    say_overdue(office.desk)

    assert office.said("registry.presentation_deadline_missed") == []


def test_what_waits_for_a_reason_or_no_longer_stands_is_not_late(office: Office) -> None:
    """Paused while disputed; late as soon as it goes on. Of a corrected award the new entry has its own ten days."""
    entry = office.entry()
    lodged = office.done(office.secretary, "complaints", grievance(entry))
    reason = {"reason": "Chờ giải quyết khiếu nại."}
    paused = office.done(office.secretary, f"awards/{entry['id']}/pause", reason, seen=office.entry()["version"])
    office.at(date(2026, 8, 18))
    say_overdue(office.desk)
    assert office.said("registry.presentation_deadline_missed") == []
    office.done(office.secretary, f"complaints/{lodged['id']}/rejection", reason, seen=1)
    on = {"reason": "Khiếu nại không được thụ lý."}
    office.done(office.secretary, f"awards/{entry['id']}/resumption", on, seen=office.entry()["version"])
    assert paused["paused_because"] == reason["reason"]
    say_overdue(office.desk)
    assert len(office.said("registry.presentation_deadline_missed")) == 1


def test_overdue_complaint_is_said_once_for_each_thing_it_waits_for(office: Office) -> None:
    lodged = office.done(office.secretary, "complaints", grievance(office.entry()))
    office.at(date(2026, 8, 13))
    say_overdue(office.desk)
    assert office.said("registry.complaint_deadline_missed") == []
    office.at(date(2026, 8, 14))
    say_overdue(office.desk)
    say_overdue(office.desk)
    office.done(office.secretary, f"complaints/{lodged['id']}/acceptance", seen=1)
    office.at(date(2026, 9, 14))
    say_overdue(office.desk)
    assert {said["decision"] for said in office.said("registry.complaint_deadline_missed")} == {
        office.entry()["decision_id"]
    }
    told = [(said["waits_for"], said["due_on"]) for said in office.said("registry.complaint_deadline_missed")]
    assert told == [("acceptance", "2026-08-13"), ("settlement", "2026-09-13")]


def test_who_lodged_a_complaint_never_settles_it(office: Office, tmp_path: Path) -> None:
    lodged = office.done(office.secretary, "complaints", grievance(office.entry()))
    office.done(office.secretary, f"complaints/{lodged['id']}/acceptance", seen=1)
    same = bearer(tmp_path, "tuyet", Role.SIGNER, PROVINCE)
    body = {"outcome": "kept", "reason": "Quyết định đúng quy định.", "document": "12"}
    refused = office.act(same, f"complaints/{lodged['id']}/settlement", body, seen=2)
    assert (refused.status_code, refused.json["code"]) == (403, "registry.settles_own_complaint")


BAD_GRIEVANCES: dict[str, tuple[dict[str, Any], int, str]] = {
    "known before it was decided": ({"learned_on": "2026-08-02"}, 422, "learned_on"),
    "no day of knowledge": ({"learned_on": None}, 422, "learned_on"),
    "lodged tomorrow": ({"lodged_on": "2026-08-04"}, 422, "lodged_on"),
    "no content": ({"content": "sai"}, 422, "content"),
    "nobody": ({"complainant": " "}, 422, "complainant"),
    "an unknown decision": ({"decision_id": "nowhere"}, 404, ""),
    "an unknown award": ({"award_id": "nowhere"}, 404, ""),
    "an unknown first complaint": ({"earlier_id": "nowhere"}, 404, ""),
}


@pytest.mark.parametrize("bad", BAD_GRIEVANCES)
def test_bad_complaint_is_refused_with_its_place_and_leaves_no_row(office: Office, bad: str) -> None:
    changes, status, at = BAD_GRIEVANCES[bad]
    before = office.rows()
    refused = office.act(office.secretary, "complaints", grievance(office.entry(), **changes))
    assert (refused.status_code, [place["at"] for place in refused.json.get("places", [])][:1]) == (
        status, [at] if at else [],
    )  # fmt: skip
    assert office.rows() == before


def test_unit_complains_about_its_own_award_only(office: Office, tmp_path: Path) -> None:
    stranger = bearer(tmp_path, "x", Role.GRASSROOTS_HEAD, "another-union")
    assert office.act(stranger, "complaints", grievance(office.entry())).status_code == 403
    assert office.act(office.head, "complaints", grievance(office.entry())).status_code == 201
    own = grievance(office.entry(), award_id=None, complainant_kind="unit")
    assert office.act(stranger, "complaints", own).status_code == 201


def test_bonus_is_explained_and_only_the_highest_title_pays(office: Office) -> None:
    title = award_item("c2", "Nguyễn Thị Hương", bonus=760_000, bonus_working=working(760_000, is_title=True))
    higher = award_item("c3", "Nguyễn Thị Hương", bonus=2_530_000, bonus_working=working(2_530_000, is_title=True))
    office.hears(office.speakers.say("d2", decision_signed(title, higher, decision="d2", number="07/QĐ"), SIGNER))
    paid = {}
    for entry in office.client.get(f"{API}/awards", headers=office.signer).json["items"]:
        shown = office.client.get(f"{API}/awards/{entry['id']}/bonus", headers=office.signer).json
        assert shown["working"]["base_salary"] == 2_530_000
        paid[entry["case_id"]] = shown["payment"]["amount"]
    assert paid == {"c1": 3_800_000, "c2": 0, "c3": 2_530_000}
