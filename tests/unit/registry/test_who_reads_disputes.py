"""Who reads corrections, recoveries and complaints: who deals with them, and auditors; a birth only who decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.registry.service import DEFINITION
from shared.events.terms import Role, UnitKind
from tests.support.comparing import faults_by, faults_of, said_in, tamper
from tests.support.desks import bearer
from tests.unit.audit.said import PROVINCE, UNIT
from tests.unit.registry.office import API, CORRECTION, TODAY, Office, grievance
from tests.unit.registry.test_awards_of_ended_unions import HEIR, ends, head, registered

BIRTH = "1979-05-02"
KINDS = ("remedies", "recoveries", "complaints")


@pytest.fixture
def disputed(office: Office) -> Office:
    """Handed over and corrected, so that a recovery is open; complained about; its birth to be corrected."""
    entry = office.entry()
    handing_over = {"presented_on": TODAY, "occasion": "Hội nghị"}
    office.done(office.secretary, f"awards/{entry['id']}/present", handing_over, seen=entry["version"])
    office.numbered(office.signed(office.head, **CORRECTION))
    office.done(office.secretary, "complaints", grievance(office.entry()))
    assert office.proposes(office.head, **CORRECTION | {"changes": {"nominee_birth": BIRTH}}).status_code == 201
    return office


def listed(office: Office, who: dict[str, str], kind: str) -> Any:
    return office.client.get(f"{API}/{kind}?limit=50", headers=who)


def one_of(office: Office, kind: str) -> str:
    return str(listed(office, office.secretary, kind).json["items"][-1]["id"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.GRASSROOTS_HEAD, "cdcs-noi-khac"), (Role.COUNCIL_SECRETARY, "xa-noi-khac"), (Role.SIGNER, "tinh-khac")],
)
def test_who_has_nothing_to_do_with_it_reads_none_and_is_on_record(
    disputed: Office, tmp_path: Path, kind: str, role: Role, unit: str
) -> None:
    stranger = bearer(tmp_path, "la", role, unit)
    answer, known = listed(disputed, stranger, kind), len(disputed.said("registry.command_refused"))
    assert (answer.status_code, answer.json.get("items")) == (200, [])

    refused = disputed.client.get(f"{API}/{kind}/{one_of(disputed, kind)}", headers=stranger)
    assert (refused.status_code, refused.json["code"]) == (403, "identity.forbidden")
    assert len(disputed.said("registry.command_refused")) == known + 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("role", "unit"), [(Role.SIGNER, PROVINCE), (Role.AUDITOR, "o-dau-cung-duoc")])
def test_who_decides_and_auditors_read_all_of_it(
    disputed: Office, tmp_path: Path, kind: str, role: Role, unit: str
) -> None:
    who = bearer(tmp_path, "doc", role, unit)
    own = listed(disputed, disputed.secretary, kind).json["items"]
    assert own != []
    assert listed(disputed, who, kind).json["items"] == own
    assert disputed.client.get(f"{API}/{kind}/{own[-1]['id']}", headers=who).status_code == 200
    assert kind != "remedies" or own[-1]["changes"] == {"nominee_birth": BIRTH}


def test_the_head_of_the_union_reads_that_a_birth_is_corrected_and_not_to_which(disputed: Office) -> None:
    for kind, count in (("remedies", 2), ("recoveries", 1)):
        assert len(listed(disputed, disputed.head, kind).json["items"]) == count
    path = f"{API}/remedies/{one_of(disputed, 'remedies')}"
    for answer in (listed(disputed, disputed.head, "remedies"), disputed.client.get(path, headers=disputed.head)):
        assert BIRTH not in answer.get_data(as_text=True)
    assert answer.json["changes"] == {"nominee_birth": None}
    assert listed(disputed, disputed.head, "remedies").json["items"][0]["changes"] == CORRECTION["changes"]


def test_what_the_head_proposed_is_answered_without_the_birth(office: Office) -> None:
    asked = CORRECTION | {"changes": {"nominee_birth": BIRTH, "nominee_name": "Nguyễn Thị Hường"}}
    answer = office.proposes(office.head, **asked).json
    assert answer["changes"] == {"nominee_birth": None, "nominee_name": "Nguyễn Thị Hường"}
    signed = office.done(office.signer, f"remedies/{answer['id']}/signature", seen=answer["version"])
    assert signed["changes"]["nominee_birth"] == BIRTH


def test_who_goes_on_with_the_union_reads_what_is_over_its_award(disputed: Office, tmp_path: Path) -> None:
    for union in (UNIT.id, HEIR):
        registered(disputed, union, UnitKind.GRASSROOTS)
    ends(disputed, UNIT.id, HEIR)
    heir = head(tmp_path, HEIR)
    for kind, count in (("remedies", 2), ("recoveries", 1)):
        assert len(listed(disputed, heir, kind).json["items"]) == count
        assert disputed.client.get(f"{API}/{kind}/{one_of(disputed, kind)}", headers=heir).status_code == 200
        assert listed(disputed, disputed.head, kind).json["items"] == []


UNIONS_OWN = {"complainant_kind": "unit", "complainant": "CĐCS Công ty TNHH May Minh Anh"}


def lodges(office: Office) -> Any:
    """The union complains itself."""
    return office.done(office.head, "complaints", grievance(office.entry(), **UNIONS_OWN))


def read(office: Office, who: dict[str, str], complaint: Any) -> Any:
    return office.client.get(f"{API}/complaints/{complaint['id']}", headers=who)


def test_a_union_reads_the_complaints_it_lodged_and_what_became_of_them(office: Office, tmp_path: Path) -> None:
    colleague = bearer(tmp_path, "lan", Role.GRASSROOTS_OFFICER, UNIT.id)
    of_others = office.done(office.secretary, "complaints", grievance(office.entry()))
    own = lodges(office)
    taken = office.done(office.secretary, f"complaints/{own['id']}/acceptance", seen=own["version"])
    answered = {"outcome": "kept", "reason": "Thành tích đã được xác minh.", "document": "12/QĐ-GQKN"}
    office.done(office.signer, f"complaints/{own['id']}/settlement", answered, seen=taken["version"])

    for who in (office.head, colleague):
        assert [one["id"] for one in listed(office, who, "complaints").json["items"]] == [own["id"]]
        shown = read(office, who, own)
        assert (shown.status_code, {name: shown.json[name] for name in answered}) == (200, answered)
        assert read(office, who, of_others).status_code == 403


def test_who_goes_on_with_the_union_reads_what_it_lodged(office: Office, tmp_path: Path) -> None:
    for union in (UNIT.id, HEIR):
        registered(office, union, UnitKind.GRASSROOTS)
    own = lodges(office)
    ends(office, UNIT.id, HEIR)
    assert read(office, head(tmp_path, HEIR), own).status_code == 200
    assert read(office, office.head, own).status_code == 403


def test_of_one_that_a_release_before_entered_only_who_lodged_it_reads(office: Office, tmp_path: Path) -> None:
    own = lodges(office)
    tamper(office.desk, "UPDATE complaints SET lodged_unit = NULL")
    colleague = bearer(tmp_path, "lan", Role.GRASSROOTS_OFFICER, UNIT.id)
    assert [read(office, who, own).status_code for who in (office.head, colleague)] == [200, 403]


def test_who_lodged_it_is_said_and_compared(office: Office) -> None:
    own, letter = lodges(office), office.done(office.secretary, "complaints", grievance(office.entry()))
    why = {"reason": "Đã quá thời hạn khiếu nại."}
    for one in (own, letter):
        office.done(office.secretary, f"complaints/{one['id']}/rejection", why, seen=1)
    for name in ("lodged", "rejected"):
        assert [one["lodged_unit"] for one in office.said(f"registry.complaint_{name}")] == [UNIT.id, None]

    assert [one for one in faults_of(office.desk, DEFINITION, "complaints") if "lodged_unit" in one] == []
    with office.desk.database.reading() as tx:
        said = said_in(tx)
    for one in said:
        one.data.pop("lodged_unit", None)
    tamper(office.desk, "UPDATE complaints SET lodged_unit = NULL WHERE id = :id", id=own["id"])
    assert [one for one in faults_of(office.desk, DEFINITION, "complaints") if "lodged_unit" in one] != []
    with office.desk.database.reading() as tx:
        as_before = faults_by(tx, DEFINITION, "complaints", said)
    assert [one for one in as_before if "lodged_unit" in one] == []
