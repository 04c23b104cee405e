"""Places of a limit: taken when sent, given back when a case fails, used when it is awarded, and never got round."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.nomination.models import QuotaPlace
from services.nomination.rules.asked import claims_on
from shared.events.registry import AwardRevoked
from shared.events.review import Awarded, Refused, Withdrawn
from shared.events.terms import AwardType, CaseState, TaskRating
from shared.policy.rulebook_items import CapBase, CapPeriod, CapScope
from shared.verdicts import Consequence
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, House
from tests.unit.nomination.test_consumers import STEP, UNIT, UPPER, Ears, form, recorded, returned
from tests.unit.nomination.test_lists import list_of
from tests.unit.nomination.workbooks import person

PEOPLE = ("Lò Văn Phương", "Quàng Thị Dung", "Tòng Văn Hặc", "Cà Thị Thơm", "Giàng A Chứ", "Mùa Thị Mỷ")


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def drafted(house: House, number: int, unit: str = MINH_ANH, **changes: Any) -> str:
    facts = {"full_name": PEOPLE[number], "birth": f"198{number}-02-0{number + 1}", "achievement": f"Việc {number}"}
    return house.draft(unit, **(facts | changes))


def sent(house: House, *numbers: int, unit: str = MINH_ANH) -> list[str]:
    cases = [drafted(house, number, unit) for number in numbers]
    for case in cases:
        answer = house.submit(case, unit)
        assert answer.status_code == 200, answer.text
    return cases


def standing(house: House, unit: str = MINH_ANH) -> tuple[int, int, int]:
    """Reserved, used and left of the unit's one limit."""
    told = house.call("GET", f"/units/{unit}/quotas?plan={PLAN}&year=2026").get_json()
    [quota] = [one for one in told["quotas"] if one["limit"] in ("most_per_unit", "trial")]
    return quota["reserved"], quota["used"], quota["remainder"]


def refused(case: str) -> Refused:
    return Refused(case=case, unit=UNIT, step=UPPER, reason="Không đạt tiêu chuẩn của năm", evaluations=())


def revoked(case: str) -> AwardRevoked:
    return AwardRevoked(
        award_id="a-1", case=case, unit=UNIT, decision="d-2", number="06/QĐ-LĐLĐ", dated=date(2026, 10, 1),
        ground="forged_papers", basis="Luật 06/2022/QH15 Điều 93", recovery=None,
    )  # fmt: skip


def withdrawn(case: str) -> Withdrawn:
    return Withdrawn(
        case=case, unit=UNIT, step=STEP, reason="Người được đề nghị chuyển đi", from_state=CaseState.RECEIVED
    )


def test_a_submission_tells_what_remains(house: House) -> None:
    house.limit(2)

    answer = house.submit(drafted(house, 0)).get_json()

    [quota] = answer["quotas"]
    assert (quota["most"], quota["reserved"], quota["used"], quota["remainder"]) == (2, 1, 0, 1)
    assert (quota["source"], quota["is_hard"]) == ("CV 12/LĐLĐ", True)
    assert standing(house) == (1, 0, 1)
    assert standing(house, PHU_CU) == (0, 0, 2)


def test_the_one_too_many_is_refused_and_told_who_holds_the_places(house: House) -> None:
    house.limit(2)
    first, second = sent(house, 0, 1)

    answer = house.submit(drafted(house, 2))

    [place] = answer.get_json()["places"]
    assert (answer.status_code, place["code"], place["at"]) == (422, "M05", "award")
    for case in (first, second):
        assert f"{house.row(case).receipt} (CĐCS Công ty TNHH May Minh Anh, 03/08/2026)" in place["vi"]
    assert standing(house) == (2, 0, 0)
    assert sent(house, 3, unit=PHU_CU)
    assert house.violations() == []


def test_a_limit_that_only_warns_counts_on(house: House) -> None:
    house.limit(1, consequence="warn")
    sent(house, 0)

    answer = house.submit(drafted(house, 1)).get_json()

    findings = {item["rule"]: item for item in answer["versions"][0]["evaluations"]}
    assert (findings["M05"]["verdict"], findings["M05"]["consequence"]) == ("fails", "warn")
    assert standing(house) == (2, 0, 0)


def test_without_a_limit_nothing_is_counted(house: House) -> None:
    answer = house.submit(drafted(house, 0)).get_json()

    assert answer["quotas"] == []
    assert house.count(QuotaPlace) == 0


def test_a_dry_run_tells_the_same_and_takes_nothing(house: House) -> None:
    house.limit(1)
    sent(house, 0)
    case = drafted(house, 1)

    told = house.call("POST", f"/nominations/{case}/check").get_json()

    assert told["may_be_sent"] is False
    assert [item["rule"] for item in told["evaluations"] if item["consequence"] == "block"] == ["M05"]
    assert told["quotas"][0]["remainder"] == 0
    assert standing(house) == (1, 0, 0)


@pytest.mark.parametrize("ending", [refused, withdrawn])
def test_a_case_that_ends_gives_its_place_back(house: House, ears: Ears, ending: Any) -> None:
    house.limit(1)
    [case] = sent(house, 0)

    ears.hear(case, ending(case))

    assert standing(house) == (0, 0, 1)
    assert sent(house, 1)
    assert house.violations() == []


def test_who_withdraws_and_comes_again_takes_a_place_like_anybody(house: House, ears: Ears) -> None:
    """HotCRP 3.4: withdraw, let another in, revive – and a limit of one held two."""
    house.limit(1)
    [case] = sent(house, 0)
    ears.hear(case, withdrawn(case))
    sent(house, 1)

    again = house.submit(drafted(house, 0))

    assert [place["code"] for place in again.get_json()["places"]] == ["M05"]
    assert house.submit(case).status_code == 409
    assert standing(house) == (1, 0, 0)


def test_an_award_uses_the_place_for_good_and_hearing_of_it_twice_changes_nothing(house: House, ears: Ears) -> None:
    house.limit(2)
    first, _ = sent(house, 0, 1)
    awarded = Awarded(
        case=first, unit=UNIT, step=UPPER, decision="d-1", number="05/QĐ-LĐLĐ", dated=date(2026, 9, 1), evaluations=()
    )

    ears.hear(first, awarded)
    assert standing(house) == (1, 1, 0)
    ears.hear("a-1", recorded(first, house.row(first).nominee_key))

    assert standing(house) == (1, 1, 0)
    assert house.row(first).state == CaseState.PUBLISHED
    assert house.submit(drafted(house, 2)).status_code == 422
    assert house.violations() == []


def test_an_award_that_was_cancelled_gives_its_place_and_its_claims_back(house: House, ears: Ears) -> None:
    house.limit(1)
    [first] = sent(house, 0)
    ears.hear("a-1", recorded(first, house.row(first).nominee_key))
    assert standing(house) == (0, 1, 0)

    ears.hear("a-1", revoked(first))

    assert standing(house) == (0, 0, 1)
    assert sent(house, 1)
    assert house.violations() == []


def test_a_submission_says_what_it_holds_alone_and_which_limits_it_counts_against(house: House, ears: Ears) -> None:
    house.limit(1)
    [case] = sent(house, 0)

    (said,) = house.said("nomination.submitted")
    assert said["places"] == [f"{PLAN}|merit_cert_federation|unit|{MINH_ANH}"]
    assert said["claims"] == [
        "award|merit_cert_federation|2026", f"achievement|{house.row(case).achievement_key}",
    ]  # fmt: skip


def test_a_supplement_keeps_its_place_even_where_the_limit_is_reached(house: House, ears: Ears) -> None:
    house.limit(2)
    first, _ = sent(house, 0, 1)
    ears.hear(first, returned(first))

    answers = [{"part": "nominee.position", "words": "Chức vụ đã ghi đúng như quyết định."}]
    answer = house.call(
        "POST", f"/nominations/{first}/resubmit", seen=house.row(first).version, body={"answers": answers}
    )

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["quotas"][0]["remainder"] == 0
    assert standing(house) == (2, 0, 0)


def test_changing_the_award_while_returned_does_not_slip_past_the_limit(house: House, ears: Ears) -> None:
    """Sent as something unlimited, turned into the limited award in the supplement."""
    house.limit(1)
    sent(house, 0)
    case = drafted(house, 1, award="commendation_certificate")
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, "award"))
    body = form(full_name=PEOPLE[1], birth="1981-02-02", achievement="Việc 1")
    edited = house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=body)
    assert edited.status_code == 200, edited.text

    answer = house.call("POST", f"/nominations/{case}/resubmit", seen=house.row(case).version)

    assert "M05" in [place["code"] for place in answer.get_json()["places"]]
    assert standing(house) == (1, 0, 0)


def test_a_supplement_for_another_award_moves_its_place(house: House, ears: Ears) -> None:
    house.limit(1, award="commendation_certificate")
    case = drafted(house, 0, award="commendation_certificate")
    assert house.submit(case).status_code == 200
    ears.hear(case, returned(case, "award"))
    body = form(full_name=PEOPLE[0], birth="1980-02-01", achievement="Việc 0", award="title_advanced_worker")
    house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=body)

    answer = house.call("POST", f"/nominations/{case}/resubmit", seen=house.row(case).version)

    assert answer.status_code == 200, answer.text
    assert (standing(house), house.count(QuotaPlace)) == ((0, 0, 1), 0)
    assert house.violations() == []


SHARE = {
    "award": "title_fighter_base", "percent": 50, "of": CapBase.ADVANCED_WORKERS, "scope": CapScope.UNIT,
    "period": CapPeriod.YEAR, "consequence": Consequence.BLOCK,
}  # fmt: skip


def test_a_share_of_another_award_grows_with_it(house: House) -> None:
    """Half of the advanced workers, rounded down; what nobody has entered yet is not known, and not zero."""
    house.cap(**SHARE)
    fighter = {"award": "title_fighter_base", "task_rating": TaskRating.EXCELLENT}
    assert house.submit(drafted(house, 0, **fighter)).get_json()["quotas"][0]["most"] is None
    for number in (1, 2, 3):
        assert house.submit(drafted(house, number, award="title_advanced_worker")).status_code == 200

    refused_now = house.submit(drafted(house, 4, **fighter))
    assert [place["code"] for place in refused_now.get_json()["places"]] == ["M05"]
    assert house.submit(drafted(house, 5, award="title_advanced_worker")).status_code == 200
    told = house.submit(drafted(house, 4, **fighter)).get_json()

    assert [(one["most"], one["reserved"], one["remainder"]) for one in told["quotas"]] == [(2, 2, 0)]


def test_a_cap_of_the_province_counts_all_its_units(house: House) -> None:
    house.cap(award="merit_cert_federation", most=2, scope=CapScope.PROVINCE, period=CapPeriod.YEAR,
              consequence=Consequence.BLOCK)  # fmt: skip
    sent(house, 0)
    sent(house, 1, unit=PHU_CU)

    assert house.submit(drafted(house, 2)).status_code == 422
    assert standing(house) == standing(house, PHU_CU) == (2, 0, 0)


def test_a_quota_of_the_plan_counts_every_phase_and_year_together(house: House) -> None:
    """As its clause and review have it: so many in the plan's window."""
    house.has_phases()
    house.spans(2026, 2027)
    house.limit(2)
    assert house.submit(drafted(house, 0, for_phase="dot_1")).status_code == 200
    assert house.submit(drafted(house, 1, year=2027)).status_code == 200

    assert [place["code"] for place in house.submit(drafted(house, 2)).get_json()["places"]] == ["M05"]
    assert standing(house) == (2, 0, 0)


def test_a_cap_of_the_year_counts_its_phases_together_and_so_does_its_base(house: House) -> None:
    house.has_phases()
    house.cap(**SHARE)
    fighter = {"award": "title_fighter_base", "task_rating": TaskRating.EXCELLENT}
    for number, phase in ((0, "dot_1"), (1, None)):
        worker = drafted(house, number, award="title_advanced_worker", for_phase=phase)
        assert house.submit(worker).status_code == 200

    first = house.submit(drafted(house, 2, **fighter, for_phase="dot_2")).get_json()["quotas"]
    second = house.submit(drafted(house, 3, **fighter))

    assert [(one["most"], one["remainder"]) for one in first] == [(1, 0)]
    assert [place["code"] for place in second.get_json()["places"]] == ["M05"]


def test_a_cap_on_thematic_awards_leaves_others_free_and_counts_each_theme(house: House) -> None:
    house.cap(award="merit_cert_province", award_type=AwardType.THEMATIC, most=1, scope=CapScope.PROVINCE,
              period=CapPeriod.THEME_AND_YEAR, consequence=Consequence.BLOCK)  # fmt: skip
    theme = {"award": "merit_cert_province", "award_type": AwardType.THEMATIC}
    assert house.submit(drafted(house, 0, movement="an_toan", **theme)).status_code == 200

    assert house.submit(drafted(house, 1, movement="an_toan", **theme)).status_code == 422
    assert house.submit(drafted(house, 1, movement="van_hoa", **theme)).status_code == 200
    assert house.submit(drafted(house, 2, award="merit_cert_province")).get_json()["quotas"] == []


def test_a_prize_given_once_in_a_life_is_claimed_for_good(house: House) -> None:
    policy = house.desk.policies.current(PLAN, date(2026, 8, 3))

    def claimed(award: str) -> tuple[str, ...]:
        return claims_on(policy, award=award, period="2021", achievement_key="k")

    assert claimed("prize_nguyen_duc_canh")[2:] == ("once|prize_nguyen_duc_canh",)
    assert claimed("merit_cert_federation") == ("award|merit_cert_federation|2021", "achievement|k")


def test_a_list_takes_places_row_by_row_and_refuses_the_rest_naming_the_rows_before(house: House) -> None:
    house.limit(2)
    at = list_of(house, *(person(number, name) for number, name in enumerate(PEOPLE[:4], 1)))

    told = house.call("POST", f"/lists/{at}/submit").get_json()

    assert [row["outcome"] for row in told["rows"]] == ["submitted", "submitted", "refused", "refused"]
    [finding] = [found for found in told["rows"][2]["findings"] if found["rule"] == "M05"]
    assert {row["receipt"] for row in told["rows"][:2]} == {one["reference"] for one in finding["facts"]["holders"]}
    assert standing(house) == (2, 0, 0)
    assert house.violations() == []
