"""One first complaint of somebody about a decision and one second after it, by the same person about the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.registry.office import CORRECTION, Office, grievance

KEPT = {"outcome": "kept", "reason": "Quyết định đúng quy định.", "document": "12/QĐ-GQKN"}


def settled(office: Office, lodged: Any, who: dict[str, str] | None = None) -> Any:
    path = f"complaints/{lodged['id']}"
    taken = office.done(office.secretary, f"{path}/acceptance", seen=lodged["version"])
    return office.done(who or office.signer, f"{path}/settlement", KEPT, seen=taken["version"])


@pytest.fixture
def first(office: Office) -> Any:
    """Of Lê Thị An about the award, settled."""
    return settled(office, office.done(office.secretary, "complaints", grievance(office.entry())))


def second(office: Office, first: Any, **more: Any) -> Any:
    entry = next(one for one in office.entries() if one["decision_id"] == first["decision_id"])
    asked = {"earlier_id": first["id"], "learned_on": None} | more
    return office.act(office.secretary, "complaints", grievance(entry, **asked))


def place(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["places"][0]["at"]


@pytest.mark.parametrize(
    ("more", "at"),
    [({"complainant": "Lê Thị Ân"}, "complainant"), ({"complainant": "Người khác"}, "complainant"),
     ({"award_id": None}, "earlier_id")],
)  # fmt: skip
def test_a_second_complaint_is_of_who_made_the_first_and_about_the_same(
    office: Office, first: Any, more: dict[str, Any], at: str
) -> None:
    before = office.rows()
    refused = second(office, first, **more)
    assert (place(refused), office.rows()) == ((422, at), before)
    assert first["complainant"] not in str(refused.json)


@pytest.mark.parametrize("name", ["Lê Thị An", "  LÊ  THỊ AN ", "bà Lê Thị An"])
def test_the_same_person_is_known_however_the_name_is_typed(office: Office, first: Any, name: str) -> None:
    assert second(office, first, complainant=name).status_code == 201


def test_a_second_complaint_follows_a_first_about_an_award_corrected_since(office: Office, first: Any) -> None:
    office.numbered(office.signed(office.secretary, **CORRECTION))
    assert second(office, first).json["award_id"] == office.entry()["id"]


def test_a_first_complaint_that_was_settled_is_followed_by_a_second_only(office: Office, first: Any) -> None:
    before = office.rows()
    again = office.act(office.secretary, "complaints", grievance(office.entry(), complainant="Bà lê thị an"))
    assert (again.status_code, again.json["code"]) == (409, "registry.complaint_answered")
    assert (first["id"] in again.json["detail_vi"], office.rows()) == (True, before)
    other = office.act(office.secretary, "complaints", grievance(office.entry(), award_id=None))
    assert other.status_code == 201


def test_there_is_one_second_complaint_for_a_first_and_no_third(office: Office, first: Any) -> None:
    lodged = second(office, first).json
    twice = second(office, first)
    assert (twice.status_code, twice.json["code"]) == (409, "registry.complaint_under_way")
    settled(office, lodged, office.secretary)
    third = second(office, first)
    assert (third.status_code, third.json["code"]) == (409, "registry.complaint_answered")
    of_the_second = second(office, lodged)
    assert place(of_the_second) == (422, "earlier_id")


def test_what_was_not_taken_up_may_come_again(office: Office) -> None:
    reason = {"reason": "Đơn không ghi địa chỉ người khiếu nại."}
    for _ in range(2):
        lodged = office.done(office.secretary, "complaints", grievance(office.entry()))
        office.done(office.secretary, f"complaints/{lodged['id']}/rejection", reason, seen=1)
    first = settled(office, office.done(office.secretary, "complaints", grievance(office.entry())))
    for _ in range(2):
        lodged = second(office, first).json
        office.done(office.secretary, f"complaints/{lodged['id']}/rejection", reason, seen=1)
