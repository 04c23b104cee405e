"""What is typed into the register is stored clean: no blank words, no hidden signs, a name where one belongs."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.registry.models import Award, Figures
from services.registry.models_progress import Initiative, InitiativeAuthor, ReportReceived
from shared.events.terms import Role, SubjectKind
from shared.names import nominee_key
from tests.support.desks import bearer
from tests.unit.audit.said import PROVINCE, SIGNER, award_item
from tests.unit.registry.office import API, CORRECTION, TODAY, Office, proposal
from tests.unit.registry.test_after import outside_decision

HUONG = "Nguyễn Thị Hương"
BLANKS = ("", "   ", "\u200b", "\u00a0\u3000")
HIDDEN = ("Nguyễn \u202eThị Hương", "NguyÔn ThÞ H\u00ad¬ng", "a\u0007b")


@pytest.fixture
def officer(tmp_path: Path) -> dict[str, str]:
    return bearer(tmp_path, "lan", Role.GRASSROOTS_OFFICER, "thcs")


def made(*names: str, **more: Any) -> dict[str, Any]:
    return {
        "unit": "thcs", "unit_name": "CĐCS Trường THCS Cổ Bi", "block": "block_public_service", "title": "Sổ điểm",
        "scope": "base", "recognised_on": "2023-04-10", "recognised_by": "Hội đồng sáng kiến",
        "authors": [{"full_name": name, "birth": "02/5/1984"} for name in names or (HUONG,)],
    } | more  # fmt: skip


def enters(office: Office, officer: dict[str, str], body: dict[str, Any]) -> Any:
    return office.client.post(f"{API}/plans/gia_lam_2023/initiatives", json=body, headers=officer)


def count(office: Office, kind: Any) -> int:
    with office.desk.database.reading() as tx:
        return len(tx.scalars(select(kind)).all())


def refused_at(answer: Any) -> str:
    assert answer.status_code == 422, answer.text
    return str(answer.json["places"][0]["at"])


@pytest.mark.parametrize("name", [*BLANKS, *HIDDEN, "12345", "Nguyễn Thị Hương, Trần Văn Đức"])
def test_an_author_bears_a_name(office: Office, officer: dict[str, str], name: str) -> None:
    assert refused_at(enters(office, officer, made(HUONG, name))) == "authors.1.full_name"
    assert count(office, Initiative) == 0


@pytest.mark.parametrize("typed", [
    unicodedata.normalize("NFD", HUONG), f"  {HUONG} ", "Nguyễn  Thị\u200b Hương", f"Bà {HUONG}",
])  # fmt: skip
def test_an_author_is_stored_in_one_form(office: Office, officer: dict[str, str], typed: str) -> None:
    assert enters(office, officer, made(typed)).status_code == 201
    with office.desk.database.reading() as tx:
        found = tx.execute(select(InitiativeAuthor.name, InitiativeAuthor.key)).one()
    assert tuple(found) == (HUONG, nominee_key(SubjectKind.INDIVIDUAL, HUONG, "1984-05-02"))


@pytest.mark.parametrize("at", ["unit_name", "title", "recognised_by"])
@pytest.mark.parametrize("words", [*BLANKS, *HIDDEN])
def test_an_initiative_has_words(office: Office, officer: dict[str, str], at: str, words: str) -> None:
    assert refused_at(enters(office, officer, made(**{at: words}))) == at
    assert count(office, Initiative) == 0


@pytest.mark.parametrize("day", ["1900-01-01", "0001-01-01", "1983-12-31"])
def test_no_initiative_is_recognised_before_its_author_is_born(
    office: Office, officer: dict[str, str], day: str
) -> None:
    assert refused_at(enters(office, officer, made(recognised_on=day))) == "recognised_on"
    assert enters(office, officer, made(recognised_on="1984-12-31")).status_code == 201


@pytest.mark.parametrize("words", [*BLANKS, *HIDDEN])
def test_figures_and_reports_name_their_unit(office: Office, words: str) -> None:
    given = {"unit_name": words, "block": "block_enterprise", "snapshot_on": "2026-07-01"}
    path = f"{API}/plans/hung_yen_2026/figures/may"
    assert refused_at(office.client.put(path, json=given, headers=office.secretary)) == "unit_name"

    report = {"unit": "may", "unit_name": "CĐCS May", "document": "BC 1", "received_on": TODAY}
    for at in ("unit", "unit_name", "document"):
        answer = office.act(office.secretary, "plans/hung_yen_2026/reports/final/receipts", report | {at: words})
        assert refused_at(answer) == at
    assert count(office, Figures) == count(office, ReportReceived) == 0


@pytest.mark.parametrize("words", [*BLANKS, *HIDDEN])
def test_no_occasion_and_no_number_elsewhere_is_blank(office: Office, officer: dict[str, str], words: str) -> None:
    entry = office.entry()
    handing_over = {"presented_on": TODAY, "occasion": words}
    assert refused_at(
        office.act(office.secretary, f"awards/{entry['id']}/present", handing_over, seen=entry["version"])
    ) == "occasion"  # fmt: skip
    one = enters(office, officer, made()).json
    for at in ("registry", "number"):
        given = {"registry": "million_initiatives", "number": "SK-1", "entered_on": "2023-05-02", at: words}
        answer = office.act(officer, f"initiatives/{one['id']}/external-entry", given, seen=one["version"])
        assert refused_at(answer) == at


@pytest.fixture
def asked_above(office: Office) -> tuple[Office, Any]:
    """A correction of what somebody above decided, which they have to decide."""
    office.hears(office.speakers.say("above-1", outside_decision(award_item("c9", "Lê Thị An", key="k9")), SIGNER))
    with office.desk.database.reading() as tx:
        entry = tx.scalar(select(Award.id).where(Award.case_id == "c9"))
    path = f"awards/{entry}/remedies"
    return office, office.done(office.secretary, path, proposal(**CORRECTION), seen=1)


@pytest.mark.parametrize("at", ["number", "signatory"])
@pytest.mark.parametrize("words", [*BLANKS, *HIDDEN])
def test_what_came_from_above_has_a_number_and_a_signatory(
    asked_above: tuple[Office, Any], tmp_path: Path, at: str, words: str
) -> None:
    office, remedy = asked_above
    theirs = {"number": "88/QĐ-TLĐ", "dated": TODAY, "signatory": "Nguyễn Văn Bình"}
    path, secretary = f"remedies/{remedy['id']}/from-above", bearer(tmp_path, "tam", Role.COUNCIL_SECRETARY, PROVINCE)
    assert refused_at(office.act(secretary, path, theirs | {at: words}, seen=remedy["version"])) == at
    nfd = {name: unicodedata.normalize("NFD", f" {value}") for name, value in theirs.items()}
    done = office.done(secretary, path, nfd | {"dated": TODAY}, seen=remedy["version"])
    assert (done["state"], done["number"]) == ("in_effect", "88/QĐ-TLĐ")
