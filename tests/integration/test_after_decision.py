"""After the decision, from the outside on both homes: numbers without gap, and what other services make of it."""

from __future__ import annotations

import pytest

from shared.events.terms import Role
from tests.support.aftermath import awarded, entry_of, presents, proposes, steps, takes_effect
from tests.support.footprint import leaves_only_a_refusal
from tests.support.people import exchange, refused
from tests.support.road import Season, Union
from tests.support.roles import REGISTER, Signer

CORRECTION = {"changes": {"nominee_name": "Nguyễn Thị Hường"}}


@pytest.fixture
def union(season: Season) -> Union:
    """Its own name: the register is public and shared, and other tests look up theirs by name."""
    return season.union("CĐCS Công ty Cổ phần Sau Quyết Định")


def test_corrected_award_stands_under_the_next_number_and_may_still_be_cancelled(
    season: Season, union: Union
) -> None:
    case = awarded(season, union)
    old = entry_of(season, case)
    remedy = proposes(season.secretary, old, kind="correction", ground="clerical_error", **CORRECTION)
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
    current = exchange(season.house, "GET", f"{REGISTER}/public/awards?unit={union.name}").body["items"]
    (new,) = [one for one in current if one["replaces"] == old["id"]]
    assert (new["nominee_name"], new["decision_number"]) == ("Nguyễn Thị Hường", "02/QĐ-LĐLĐ")
    assert old["id"] not in {one["id"] for one in current}
    kept = exchange(season.house, "GET", f"{REGISTER}/public/awards/{old['id']}").body
    assert (kept["nominee_name"], kept["standing"]) == (case.nominee.name, "corrected")

    entry = season.signer.get(f"{REGISTER}/awards/{new['id']}")
    remedy = proposes(union.head, entry, kind="revocation", ground="conclusion_or_judgment")
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
    shown = exchange(season.house, "GET", f"{REGISTER}/public/awards/{new['id']}").body
    assert (shown["standing"], shown["ended_by_number"]) == ("revoked", "03/QĐ-LĐLĐ")
    assert union.officer.sees(case, "cancelled")


def test_cancelled_award_no_longer_stands_in_the_way_of_another(season: Season, union: Union) -> None:
    case = awarded(season, union)
    remedy = proposes(union.head, entry_of(season, case), kind="revocation", ground="wrong_law")
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
    union.officer.sees(case, "cancelled")
    again = union.officer.prepares(case.nominee, award="merit_cert_province")
    union.officer.submits(again)
    season.signer.waits_until(again, "submitted")


def test_of_a_union_that_merged_the_successor_has_its_award_corrected(season: Season, union: Union) -> None:
    case = awarded(season, union)
    heir = season.union("CĐCS Công ty Cổ phần Kế Thừa")
    season.admin.merges_unit(union.id, heir.id, season.today.isoformat(), "QĐ 15/QĐ-LĐLĐ")
    season.house.settle()
    asked = {"kind": "correction", "ground": "clerical_error", **CORRECTION}

    with leaves_only_a_refusal(season.house, "registry"), refused(403, "identity.forbidden"):
        proposes(union.head, entry_of(season, case), **asked)
    remedy = proposes(heir.head, entry_of(season, case), **asked)
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
    assert heir.officer.reads(case)["unit"] == union.id


def test_a_disputed_award_waits_and_the_certificate_a_correction_replaced_is_asked_back(
    season: Season, union: Union
) -> None:
    """Every row of it is worked out again from what was said, when the house is checked."""
    case = awarded(season, union)
    first = entry_of(season, case)
    remedy = proposes(season.secretary, first, kind="correction", ground="clerical_error", **CORRECTION)
    reason = {"reason": "Chờ đính chính họ tên."}
    paused = season.secretary.post(f"{REGISTER}/awards/{first['id']}/pause", reason, seen=first["version"]).body
    handing_over = {"presented_on": season.today.isoformat(), "occasion": "Hội nghị"}
    with leaves_only_a_refusal(season.house, "registry"), refused(409, "registry.presentation_paused"):
        season.secretary.post(f"{REGISTER}/awards/{first['id']}/present", handing_over, seen=paused["version"])
    season.secretary.post(f"{REGISTER}/awards/{first['id']}/resumption", reason, seen=paused["version"])
    presents(season, case)
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))

    (recovery,) = season.secretary.each(f"{REGISTER}/recoveries", award_id=first["id"])
    notice = {"notified_on": season.today.isoformat()}
    recovery = steps(season.secretary, "recoveries", recovery, "notice", notice)
    recovery = steps(season.signer, "recoveries", recovery, "loss", {"document": "Đơn báo mất 04/8"})
    assert (recovery["state"], recovery["kind"]) == ("recovered", "correction")


def test_who_may_not_and_what_may_not_leave_nothing_behind(season: Season, union: Union) -> None:
    case = awarded(season, union)
    entry = entry_of(season, case)
    remedy = proposes(season.secretary, entry, kind="correction", ground="clerical_error", **CORRECTION)
    other = Signer(season.house, f"nguoi-ky-khac-{season.province}", Role.SIGNER, "another-province")
    with leaves_only_a_refusal(season.house, "registry"), refused(403, "identity.forbidden"):
        steps(other, "remedies", remedy, "signature")
    with leaves_only_a_refusal(season.house, "registry"), refused(412, "record.stale"):
        steps(season.signer, "remedies", remedy, "signature", seen=7)
    with leaves_only_a_refusal(season.house, "registry"), refused(409, "registry.remedy_under_way"):
        proposes(season.secretary, entry, kind="revocation", ground="forged_papers")
    with leaves_only_a_refusal(season.house, "registry"), refused(422) as told:
        season.secretary.post(f"{REGISTER}/complaints", {"decision_id": entry["decision_id"], "lodged_on": "hôm qua"})
    assert "lodged_on" in {place["at"] for place in told.problem.body["places"]}
