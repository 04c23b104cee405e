"""A union that merged or split leaves its awards to who goes on: to complain, to ask for a correction, to hand over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.nomination import SuccessionTakenBack, UnitRegistered, UnitSucceeded
from shared.events.terms import Block, Role, UnitKind
from tests.support.desks import bearer, make_desk
from tests.unit.audit.said import PROVINCE, UNIT
from tests.unit.registry.office import API, CORRECTION, TODAY, Office, grievance

HEIR, THIRD, PROVINCE_TO_BE = "cdcs-det-may", "cdcs-ba", "ldld-moi"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(DEFINITION, tmp_path)


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Office:
    """The award's union and others of the tree, all still there."""
    office = Office(desk, tmp_path)
    for union in (UNIT.id, HEIR, THIRD):
        registered(office, union, UnitKind.GRASSROOTS)
    for body in (PROVINCE, PROVINCE_TO_BE):
        registered(office, body, UnitKind.PROVINCIAL)
    return office


def registered(office: Office, unit: str, kind: UnitKind) -> None:
    fact = UnitRegistered(
        unit=unit, name=unit, kind=kind, block=Block.ENTERPRISE, parent=None, valid_from=date(2010, 1, 1),
        document=None,
    )  # fmt: skip
    office.hears(office.speakers.say(unit, fact))


def ends(office: Office, unit: str, *heirs: str) -> None:
    fact = UnitSucceeded(unit=unit, successors=heirs, valid_from=date(2026, 8, 3), document="15/QĐ")
    office.hears(office.speakers.say(unit, fact))


def comes_back(office: Office, unit: str, *heirs: str) -> None:
    fact = SuccessionTakenBack(unit=unit, successors=heirs, valid_to=None, reason="Nhập nhầm.", document="CV 2")
    office.hears(office.speakers.say(unit, fact))


def head(tmp_path: Path, unit: str) -> dict[str, str]:
    return bearer(tmp_path, f"head@{unit}", Role.GRASSROOTS_HEAD, unit)


def status(office: Office, who: dict[str, str], **more: Any) -> int:
    code: int = office.proposes(who, **more).status_code
    return code


def test_the_successor_asks_for_a_correction_and_the_union_no_more(office: Office, tmp_path: Path) -> None:
    heir = head(tmp_path, HEIR)
    assert status(office, heir, **CORRECTION) == 403
    ends(office, UNIT.id, HEIR)

    assert status(office, office.head, **CORRECTION) == 403
    office.numbered(office.signed(heir, **CORRECTION))
    entry = office.entry()
    assert (entry["nominee_name"], entry["unit_id"]) == ("Nguyễn Thị Hường", UNIT.id)
    assert status(office, heir) == 201, "of the entry that stands in its place, too"


def test_the_successor_complains_for_its_people(office: Office, tmp_path: Path) -> None:
    ends(office, UNIT.id, HEIR)
    assert office.act(office.head, "complaints", grievance(office.entry())).status_code == 403
    assert office.act(head(tmp_path, HEIR), "complaints", grievance(office.entry())).status_code == 201


def test_of_a_split_union_each_answers_and_over_several_mergers_the_last(office: Office, tmp_path: Path) -> None:
    ends(office, UNIT.id, HEIR, THIRD)
    assert status(office, head(tmp_path, "cdcs-la")) == 403
    ends(office, HEIR, "cdcs-la")
    assert status(office, head(tmp_path, HEIR)) == 403
    assert status(office, head(tmp_path, "cdcs-la")) == 201
    complaint = grievance(office.entry())
    assert office.act(head(tmp_path, THIRD), "complaints", complaint).status_code == 201


def test_a_merger_taken_back_gives_the_union_its_awards_again(office: Office, tmp_path: Path) -> None:
    ends(office, UNIT.id, HEIR)
    comes_back(office, UNIT.id, HEIR)
    assert status(office, head(tmp_path, HEIR)) == 403
    assert status(office, office.head) == 201


def test_who_follows_the_body_that_decided_hands_over_signs_and_gets_back(office: Office, tmp_path: Path) -> None:
    """It has its tasks; number and golden book stay those of the body that signed."""
    secretary = bearer(tmp_path, "thu-ky-moi", Role.COUNCIL_SECRETARY, PROVINCE_TO_BE)
    signer = bearer(tmp_path, "chu-tich-moi", Role.SIGNER, PROVINCE_TO_BE)
    ends(office, PROVINCE, PROVINCE_TO_BE)
    entry, handing_over = office.entry(), {"presented_on": TODAY, "occasion": "Lễ tuyên dương"}
    path = f"awards/{entry['id']}/present"
    assert office.act(office.secretary, path, handing_over, seen=entry["version"]).status_code == 403
    office.done(secretary, path, handing_over, seen=entry["version"])

    remedy = office.proposes(office.head, **CORRECTION).json
    assert office.act(office.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"]).status_code == 403
    office.numbered(office.done(signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"]))
    [recovery] = office.client.get(f"{API}/recoveries", headers=signer).json["items"]
    notice = {"notified_on": TODAY}
    assert office.act(office.secretary, f"recoveries/{recovery['id']}/notice", notice, seen=1).status_code == 403
    office.done(secretary, f"recoveries/{recovery['id']}/notice", notice, seen=1)
    assert office.entry()["body"] == PROVINCE
