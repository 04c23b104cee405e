"""Registry: every row of its permissions refuses whoever it does not name, and leaves nothing but the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.registry.service import DEFINITION
from shared.permissions import Jurisdiction
from tests.support.desks import make_desk
from tests.support.doors import Doors
from tests.unit.audit.said import PROVINCE, SIGNER, UNIT, award_item, decision_signed
from tests.unit.registry.office import API, Office, grievance, proposal
from tests.unit.registry.test_after import recovery_of
from tests.unit.registry.test_complaints_once import second, settled
from tests.unit.registry.test_progress import made

PLAN = "hung_yen_2026"
ROUTES = {
    "GET /awards": "read_award",
    "GET /awards/{award_id}": "read_award",
    "GET /awards/{award_id}/bonus": "read_award",
    "GET /awards/{award_id}/archiving": "read_award",
    "GET /closed-files": "read_award",
    "POST /awards/{award_id}/present": "present",
    "POST /awards/{award_id}/pause": "pause_presentation",
    "POST /awards/{award_id}/resumption": "resume_presentation",
    "POST /awards/{award_id}/archiving": "archive_award",
    "POST /archiving": "archive_award",
    "GET /plans/{plan}/targets": "read_targets",
    "GET /plans/{plan}/reports": "read_targets",
    "GET /plans/{plan}/figures": "read_figures",
    "PUT /plans/{plan}/figures/{unit}": "enter_figures enter_figures_of_units",
    "GET /plans/{plan}/initiatives": "read_figures",
    "GET /plans/{plan}/initiatives own": "read_figures_of_own_unit",
    "POST /plans/{plan}/initiatives": "record_initiative record_initiative_of_units",
    "POST /initiatives/{initiative}/external-entry": "record_initiative record_initiative_of_units",
    "POST /initiatives/{initiative}/withdrawal": "record_initiative record_initiative_of_units",
    "POST /plans/{plan}/reports/{report}/receipts": "receive_report",
    "POST /receipts/{receipt}/withdrawal": "receive_report",
    "POST /awards/{award_id}/remedies": "propose_remedy_of_own_unit propose_remedy",
    "POST /remedies/{remedy_id}/invitation": "invite_awardee",
    "POST /remedies/{remedy_id}/hearing": "hear_awardee",
    "POST /remedies/{remedy_id}/refusal": "decline_remedy",
    "POST /remedies/{remedy_id}/signature": "sign_remedy",
    "POST /remedies/{remedy_id}/from-above": "enter_from_above",
    "GET /remedies": "read_remedies_of_body read_remedies read_remedies_of_own_unit",
    "GET /remedies/{remedy_id}": "read_remedies_of_body read_remedies read_remedies_of_own_unit",
    "POST /recoveries/{recovery_id}/notice": "demand_return",
    "POST /recoveries/{recovery_id}/returns": "record_return",
    "POST /recoveries/{recovery_id}/loss": "accept_loss",
    "GET /recoveries": "read_recoveries_of_body read_recoveries read_recoveries_of_own_unit",
    "GET /recoveries/{recovery_id}": "read_recoveries_of_body read_recoveries read_recoveries_of_own_unit",
    "POST /complaints": "lodge_complaint_of_own_unit lodge_complaint",
    "POST /complaints/{complaint_id}/acceptance": "accept_complaint",
    "POST /complaints/{complaint_id}/rejection": "reject_complaint",
    "POST /complaints/{complaint_id}/settlement": "settle_complaint",
    "POST /complaints/{complaint_id}/settlement above": "enter_settlement_from_above",
    "GET /complaints": "read_complaints_of_body read_complaints read_complaints_of_own_unit",
    "GET /complaints/{complaint_id}": "read_complaints_of_body read_complaints read_complaints_of_own_unit",
}
PUBLIC = "public: the register as anybody may look it up"
OPEN = dict.fromkeys(("GET /public/awards", "GET /public/awards/{award_id}", "GET /public/decisions/{number}"), PUBLIC)
AT_HOME = frozenset({"GET /plans/{plan}/initiatives own", "GET /remedies", "GET /recoveries", "GET /complaints"})


def plant(office: Office) -> dict[str, Any]:
    """A recovery of an award that was cancelled; another with a proposal and two complaints, and an initiative."""
    recovery = recovery_of(office)
    office.item = award_item("c2", "Trần Văn Đức", key="k2")
    signed = replace(decision_signed(office.item, decision="d2", number="07/QĐ-LĐLĐ"), plan=PLAN)
    office.hears(office.speakers.say("d2", signed, SIGNER))
    entry = next(one for one in office.entries() if one["decision_id"] == "d2")
    first = settled(office, office.done(office.head, "complaints", grievance(entry)))
    answer = second(office, first)
    assert answer.status_code == 201, answer.json
    above = answer.json
    entry = next(one for one in office.entries() if one["decision_id"] == "d2")
    remedy = office.done(office.head, f"awards/{entry['id']}/remedies", proposal(), seen=entry["version"])
    initiative = office.done(office.head, "plans/gia_lam_2023/initiatives", made(unit=UNIT.id))
    return {
        "award_id": entry["id"], "decision_id": "d2", "remedy_id": remedy["id"], "recovery_id": recovery["id"],
        "complaint_id": first["id"], "above": above["id"], "initiative": initiative["id"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    directory: Path = tmp_path_factory.mktemp("doors")
    desk = make_desk(DEFINITION, directory)
    office = Office(desk, directory)
    known = plant(office)
    entry = office.client.get(f"{API}/awards/{known['award_id']}", headers=office.signer).json
    yield Doors(
        desk=desk, directory=directory, routes=ROUTES, open=OPEN, of_oneself=AT_HOME,
        at={Jurisdiction.HOLDING_BODY: PROVINCE, Jurisdiction.OWN_UNIT: UNIT.id},
        known=known | {"plan": PLAN, "unit": UNIT.id, "report": "final", "receipt": "khong-co"},
        known_at={"POST /complaints/{complaint_id}/settlement above": {"complaint_id": known["above"]}},
        body_at={
            "POST /archiving": {"awards": [{"award": entry["id"], "version": entry["version"]}], "file": "HS 1"},
            "POST /plans/{plan}/initiatives": made(unit=UNIT.id),
            "POST /complaints": grievance(entry),
            "POST /awards/{award_id}/remedies": proposal(),
        },
        query_at={"GET /plans/{plan}/initiatives own": f"?unit={UNIT.id}"},
    )  # fmt: skip
    desk.database.close()


def test_every_row_has_its_door(doors: Doors) -> None:
    doors.all_are_there()


@pytest.mark.parametrize("door", ROUTES)
def test_whoever_a_row_does_not_name_is_refused(doors: Doors, door: str) -> None:
    doors.refuse_strangers(door)
