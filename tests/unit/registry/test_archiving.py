"""Closing files for retention: what must be over first, that it is final, and that the law may still open them."""

from __future__ import annotations

from typing import Any

import pytest

from services.registry.invariants_after import archived_files_are_over
from services.registry.models_after import ArchivedFile
from services.registry.rules.archiving import reason_not_to_archive
from shared.events.terms import Standing
from tests.unit.registry.office import CORRECTION, TODAY, Office, grievance

FILE = {"file": "HS 12/2026-TĐKT"}
HANDING_OVER = {"presented_on": TODAY, "occasion": "Hội nghị biểu dương"}


def handed_over(office: Office) -> Any:
    entry = office.entry()
    return office.done(office.secretary, f"awards/{entry['id']}/present", HANDING_OVER, seen=entry["version"])


def archive(office: Office, entry: Any, *, who: dict[str, str] | None = None) -> Any:
    return office.act(who or office.secretary, f"awards/{entry['id']}/archiving", FILE, seen=entry["version"])


def test_an_award_handed_over_is_closed_once(office: Office) -> None:
    """Twenty years are a preset nobody has confirmed, and it says so; a second time nothing is left to close."""
    entry = handed_over(office)
    kept = archive(office, entry)
    again = archive(office, office.entry())

    assert kept.status_code == 201
    assert (kept.json["archived_on"], kept.json["keep_until"], kept.json["is_unverified"]) == (
        "2026-08-03", "2046-08-03", True,
    )  # fmt: skip
    assert (again.status_code, again.json["code"]) == (409, "registry.already_archived")
    (said,) = office.said("registry.award_archived")
    assert (said["file"], said["award_id"]) == (FILE["file"], entry["id"])
    shown = office.client.get(f"/api/registry/v1/awards/{entry['id']}/archiving", headers=office.signer)
    assert shown.json == kept.json


def test_what_is_not_over_stays_open(office: Office) -> None:
    """Not handed over; complained about: refused with what it waits for, and nothing is written."""
    entry, before = office.entry(), office.rows()
    early = archive(office, entry)
    assert (early.status_code, early.json["code"], office.rows()) == (409, "registry.not_over_yet", before)
    handed_over(office)
    office.done(office.secretary, "complaints", grievance(entry))
    disputed = archive(office, office.entry())
    absent = office.client.get(f"/api/registry/v1/awards/{entry['id']}/archiving", headers=office.signer)

    assert "1 khiếu nại" in disputed.json["detail_vi"]
    assert (absent.status_code, absent.json["code"]) == (404, "registry.not_archived")


def test_only_who_keeps_the_book_closes_its_files(office: Office) -> None:
    entry = handed_over(office)
    for who in (office.head, office.signer):
        assert archive(office, entry, who=who).status_code == 403
    assert office.said("registry.award_archived") == []


def test_a_box_of_files_is_closed_at_once_and_each_answers_for_itself(office: Office) -> None:
    """Closed, named again, seen in an older version, never there: in the order asked; the box is on the list."""
    entry = handed_over(office)
    named = [(entry["id"], entry["version"] - 1), (entry["id"], entry["version"]), (entry["id"], entry["version"]),
             ("absent", 1)]  # fmt: skip
    box = {"file": "Hộp 07/2026", "awards": [{"award": one, "version": version} for one, version in named]}
    results = office.done(office.secretary, "archiving", box)["results"]

    assert [one["error"] and one["error"]["code"] for one in results] == [
        "record.stale", None, "record.stale", "registry.award_unknown",
    ]  # fmt: skip
    assert [one["award_id"] for one in results] == [one for one, _ in named]
    assert [said["file"] for said in office.said("registry.award_archived")] == ["Hộp 07/2026"]
    path = "/api/registry/v1/closed-files"
    for asked, found in (("", 1), ("?ended_by=2046-08-03", 0), ("?ended_by=2046-08-04", 1), ("?limit=1&cursor=x", 0)):
        answer = office.client.get(f"{path}{asked}", headers=office.signer)
        assert (answer.status_code, len((answer.json or {}).get("items", ()))) == (422 if "x" in asked else 200, found)


def test_who_may_not_close_one_closes_none_of_a_box(office: Office) -> None:
    entry = handed_over(office)
    box = {"file": "Hộp 07/2026", "awards": [{"award": entry["id"], "version": entry["version"]}]}
    assert [office.act(who, "archiving", box).status_code for who in (office.head, office.signer)] == [403, 403]
    for wrong in ({"awards": []}, {"file": " "}, {"awards": [{"award": entry["id"]}]}):
        assert office.act(office.secretary, "archiving", box | wrong).status_code == 422
    assert office.said("registry.award_archived") == []


def test_a_cancelled_award_is_closed_when_everything_is_back(office: Office) -> None:
    """The law's grounds cancel an archived award too: its file is open again until the prize is recovered."""
    archive(office, handed_over(office))
    office.numbered(office.signed(office.secretary))
    entry = office.entry("revoked")
    owing = archive(office, entry)
    assert (owing.status_code, "1 việc thu hồi" in owing.json["detail_vi"]) == (409, True)
    recovery = office.client.get("/api/registry/v1/recoveries", headers=office.signer).json["items"][0]
    path = f"recoveries/{recovery['id']}"
    running = office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=recovery["version"])
    back = {"returned_on": TODAY, "certificate": True, "money": running["money"], "document": "PT 5"}
    office.done(office.secretary, f"{path}/returns", back, seen=running["version"])

    assert archive(office, office.entry("revoked")).status_code == 201
    assert len(office.said("registry.award_archived")) == 2
    with office.desk.database.reading() as tx:
        assert archived_files_are_over(tx) == []


def test_a_correction_opens_the_file_and_its_entry_is_closed_anew(office: Office) -> None:
    old = handed_over(office)
    archive(office, old)
    office.numbered(office.signed(office.secretary, **CORRECTION))
    with office.desk.database.reading() as tx:
        assert tx.get(ArchivedFile, old["id"]) is None
    replaced = archive(office, office.entry("corrected"))
    unpresented = archive(office, office.entry())

    assert {replaced.json["code"], unpresented.json["code"]} == {"registry.not_over_yet"}


@pytest.mark.parametrize(
    ("standing", "is_presented", "under_way", "waits_for"),
    [
        (Standing.IN_FORCE, True, (0, 0, 0), None),
        (Standing.IN_FORCE, False, (0, 0, 0), "The award has not been handed over yet."),
        (Standing.REVOKED, False, (0, 0, 0), None),
        (Standing.CORRECTED, True, (0, 0, 0), "Another entry stands in the place of this one."),
        (Standing.REVOKED, True, (1, 1, 2), "Still under way: 1 proposals to correct or cancel it, 1 recoveries, "
         "2 complaints."),
    ],
)  # fmt: skip
def test_the_rule_names_what_a_file_waits_for(
    standing: Standing, is_presented: bool, under_way: tuple[int, int, int], waits_for: str | None
) -> None:
    remedies, recoveries, complaints = under_way
    why_not = reason_not_to_archive(
        standing=standing, is_presented=is_presented, remedies_open=remedies, recoveries_open=recoveries,
        complaints_open=complaints,
    )  # fmt: skip

    assert (why_not.en if why_not else None) == waits_for
