"""Who was erased is on neither side of a share and named as left out; a correction brings no earlier status back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.registry.rules.targets import AwardedPerson, Outcome, direct_worker_share
from services.registry.service import DEFINITION
from shared.events.erasure import PersonErased
from shared.events.terms import SubjectKind
from shared.names import nominee_key
from tests.support.desks import make_desk
from tests.unit.audit.said import SIGNER, award_item, decision_signed
from tests.unit.registry.office import API, CORRECTION, Office, proposal

PLAN = "dien_bien_2020"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Nguyễn Thị Hương, who works directly, was rewarded on 2 March."""
    return Office(make_desk(DEFINITION, tmp_path), tmp_path, plan=PLAN, dated=date(2026, 3, 2))


def rewards(office: Office, *items: Any, on: date = date(2026, 6, 1), number: str = "07/QĐ-LĐLĐ") -> None:
    decided = replace(decision_signed(*items, decision=number, number=number), plan=PLAN, dated=on)
    office.hears(office.speakers.say(number, decided, SIGNER))


def is_erased(office: Office, key: str, *cases: str) -> None:
    gone = PersonErased(
        erasure=f"e-{key}", nominee_key=key, cases=cases, holds=(), basis="erasure_requested", document="Đơn 1",
        asked_by="a", confirmed_by="b",
    )  # fmt: skip
    office.hears(office.speakers.say(f"e-{key}", gone))


def share(office: Office) -> Any:
    answer = office.client.get(f"{API}/plans/{PLAN}/targets?on=2026-12-31", headers=office.secretary).json
    (reached,) = [one["reached"] for one in answer["targets"] if one["target"]["id"] == "direct_workers"]
    assert answer["direct_workers"]["left_out"] == reached["left_out"]
    return reached


def leads(case: str, name: str, key: str) -> Any:
    return award_item(case, name, key=key, is_direct_worker=False, is_leader=True)


def test_an_erased_person_leaves_the_share_computable(office: Office) -> None:
    rewards(office, leads("c2", "Trần Văn Đức", "k2"), award_item("c3", "Lê Thị An", key="k3"))
    before = share(office)
    assert (before["numerator"], before["denominator"], before["left_out"]) == (2, 3, [])

    is_erased(office, "k2", "c2")
    after = share(office)
    assert (after["numerator"], after["denominator"], after["outcome"], after["why"]) == (2, 2, "met", None)
    assert [one["vi"] for one in after["left_out"]] == ["1 cá nhân đã được xóa dữ liệu: không tính vào tỷ lệ."]


def test_of_a_decision_whose_people_are_all_erased_no_share_is_told(office: Office) -> None:
    is_erased(office, office.item.nominee_key, "c1")
    left = share(office)
    assert (left["numerator"], left["denominator"], left["outcome"]) == (0, 0, "not_computable")
    assert "chưa rõ" not in left["why"]["vi"]
    assert "Chưa có cá nhân" not in left["why"]["vi"]
    assert len(left["left_out"]) == 1


def test_who_never_stated_a_status_is_still_named(office: Office) -> None:
    """An erasure explains its own person only."""
    unstated = award_item("c2", "Trần Văn Đức", key="k2", is_direct_worker=None, is_leader=None)
    rewards(office, unstated, award_item("c3", "Lê Thị An", key="k3"))
    is_erased(office, "k3", "c3")
    left = share(office)
    assert (left["outcome"], left["why"]["vi"]) == (
        "not_computable", "1 cá nhân chưa rõ là lao động trực tiếp hay lãnh đạo.",
    )  # fmt: skip
    assert len(left["left_out"]) == 1


def test_an_award_that_was_not_erased_tells_the_status() -> None:
    erased = AwardedPerson(key="k", award="a", is_direct_worker=None, is_leader=None, is_erased=True)
    stated = AwardedPerson(key="k", award="a", is_direct_worker=True, is_leader=None)
    for persons in ([erased, stated], [stated, erased]):
        found = direct_worker_share(persons)
        assert (found.numerator, found.denominator, found.outcome, found.left_out) == (1, 1, Outcome.NO_TARGET, ())


def test_a_correction_does_not_bring_an_earlier_status_back(office: Office) -> None:
    """Worker in March, leader in June; in August a slip in the March decision is put right."""
    key = nominee_key(SubjectKind.INDIVIDUAL, "Lê Thị An", "1984-05-02")
    rewards(office, award_item("c2", "Lê Thị An", key=key), on=date(2026, 3, 5), number="06/QĐ-LĐLĐ")
    rewards(office, leads("c3", "Lê Thị An", key))
    assert (share(office)["numerator"], share(office)["denominator"]) == (1, 2)

    entries = office.client.get(f"{API}/awards?limit=50", headers=office.signer).json["items"]
    (entry,) = [one for one in entries if one["case_id"] == "c2"]
    asked = proposal(**CORRECTION | {"changes": {"unit_name": "CĐCS Công ty May Minh Anh 2"}})
    remedy = office.done(office.secretary, f"awards/{entry['id']}/remedies", asked, seen=entry["version"])
    remedy = office.done(office.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"])
    office.numbered(remedy, "09/QĐ-LĐLĐ")

    assert office.entry("corrected")["case_id"] == "c2"
    assert (share(office)["numerator"], share(office)["denominator"]) == (1, 2)
