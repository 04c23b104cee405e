"""A union that merged into another: the tree says so, drafts and lists pass, places are counted with the successor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.nomination.actions_mergers import drafts_at, find_in_hand, receipts_under_way
from services.nomination.models import NominationList, QuotaPlace
from services.nomination.rules.asked import account_after_merger, limits_of
from shared.events.dossier import Road, StageBody, SuccessorUnit, UnitRef
from shared.events.migration import CaseMoved, PlacesPassed, ProposerSucceeded
from shared.events.review import Awarded
from shared.events.terms import AwardType, Block, CaseState, Level, Role, StageKind, SubjectKind
from tests.unit.nomination.house import MINH_ANH, PHU_CU, PLAN, PROVINCE, House
from tests.unit.nomination.test_consumers import UNIT, UPPER, Ears, form, returned
from tests.unit.nomination.test_lists import list_of
from tests.unit.nomination.test_quotas import drafted, refused, sent, standing
from tests.unit.nomination.test_units import order
from tests.unit.nomination.workbooks import person

HEIR = SuccessorUnit(id=PHU_CU, name="CĐCS Trường THPT Phù Cừ")
MERGED = UnitRef(id=MINH_ANH, name=UNIT.name, block=Block.ENTERPRISE, successor=HEIR)
ROAD = Road(
    chain="C4",
    stages=(
        StageBody(kind=StageKind.GRASSROOTS, unit=MINH_ANH, unit_name=UNIT.name, may_decide=False),
        StageBody(kind=StageKind.PROVINCIAL, unit=PROVINCE, unit_name="LĐLĐ tỉnh", may_decide=True),
    ),
    decided_at=Level.PROVINCIAL,
)
TODAY = "2026-08-03"


@pytest.fixture
def ears(house: House) -> Ears:
    return Ears(house)


def merge(house: House, unit: str = MINH_ANH, **changed: Any) -> Any:
    body = {"successor": PHU_CU, "valid_from": TODAY, "document": "15/QĐ-LĐLĐ"} | changed
    return order(house, f"/units/{unit}/merge", body, seen=house.call("GET", f"/units/{unit}").get_json()["version"])


def passed(house: House, case: str, *, is_back: bool = False) -> CaseMoved:
    """Review's word that the union's successor answers for the case, or again the union itself."""
    row = house.row(case)
    before, now = (MERGED, UNIT) if is_back else (UNIT, MERGED)
    return CaseMoved(
        case=case, from_unit=before, unit=now, migration="m-1", from_step=UPPER, step=UPPER,
        to_state=CaseState(row.state), road=ROAD, from_policy=row.policy or "", policy=row.policy or "",
        due_on=row.due_on, reason="Sáp nhập", document="15/QĐ-LĐLĐ", is_back=is_back,
    )  # fmt: skip


def drafts_pass(*items: str, is_back: bool = False, to: SuccessorUnit = HEIR) -> ProposerSucceeded:
    """Those of the union named, or all that is left of it."""
    return ProposerSucceeded(
        unit=MINH_ANH, successor=to, plan=PLAN, migration="m-1", reason="Sáp nhập", document="15/QĐ-LĐLĐ",
        is_back=is_back, items=items or None,
    )  # fmt: skip


def places_pass(case: str, *, to: SuccessorUnit = HEIR, is_back: bool = False) -> PlacesPassed:
    """What the award takes of a limit counts with who follows the union, or again with the union itself."""
    followed = replace(UNIT, successor=to)
    before, now = (followed, UNIT) if is_back else (UNIT, followed)
    return PlacesPassed(case=case, from_unit=before, unit=now, migration="m-1", is_back=is_back)


def awarded(case: str) -> Awarded:
    return Awarded(
        case=case, unit=UNIT, step=UPPER, decision="d-1", number="05/QĐ-LĐLĐ", dated=date(2026, 8, 2), evaluations=()
    )


def second_heir(house: House) -> SuccessorUnit:
    """Another union that follows: the split makes it."""
    body = {
        "id": "cdcs-det-may", "name": "CĐCS Dệt may số 2", "kind": "grassroots_union", "valid_from": "2026-08-01",
        "block": "block_enterprise", "parent": PROVINCE,
    }  # fmt: skip
    assert order(house, "/units", body).status_code == 201
    return SuccessorUnit(id=body["id"], name=body["name"])


def split(house: House, *successors: str) -> Any:
    body = {"successors": list(successors), "valid_from": TODAY, "document": "16/QĐ-LĐLĐ"}
    seen = house.call("GET", f"/units/{MINH_ANH}").get_json()["version"]
    return order(house, f"/units/{MINH_ANH}/split", body, seen=seen)


def test_the_tree_says_into_which_unit_one_merged_from_when_by_which_paper(house: House) -> None:
    answer = merge(house)

    assert (answer.status_code, answer.get_json()["valid_to"]) == (200, "2026-08-02")
    assert answer.get_json()["successions"] == [{
        "successor": PHU_CU, "valid_from": TODAY, "document": "15/QĐ-LĐLĐ", "ordered_by": f"administrator@{PROVINCE}",
    }]  # fmt: skip
    assert house.said("nomination.unit_succeeded") == [
        {"unit": MINH_ANH, "successors": [PHU_CU], "valid_from": TODAY, "document": "15/QĐ-LĐLĐ"}
    ]
    assert house.violations() == []


@pytest.mark.parametrize(
    ("unit", "changed"),
    [
        (MINH_ANH, {"successor": MINH_ANH}),
        (MINH_ANH, {"successor": PROVINCE}),
        (MINH_ANH, {"valid_from": "2026-08-04"}),
        (MINH_ANH, {"valid_from": "1999-01-01"}),
    ],
)
def test_a_merger_that_cannot_be_is_refused(house: House, unit: str, changed: dict[str, str]) -> None:
    assert merge(house, unit, **changed).status_code == 422
    assert house.said("nomination.unit_succeeded") == []


def test_a_unit_merges_once_and_into_one_that_exists(house: House) -> None:
    assert merge(house).status_code == 200
    assert merge(house).status_code == 422
    assert merge(house, PHU_CU, successor=MINH_ANH).status_code == 422


def test_a_merged_union_begins_nothing_and_is_told_who_goes_on(house: House) -> None:
    merge(house)
    answer = house.call("POST", "/nominations", body=form())
    assert (answer.status_code, answer.get_json()["code"]) == (409, "unit.succeeded")
    assert HEIR.name in answer.text


def test_a_draft_passes_wholly_and_is_sent_under_the_successor_s_name(house: House, ears: Ears) -> None:
    case = house.draft()
    merge(house)
    ears.hear(PLAN, drafts_pass())

    assert house.submit(case).status_code == 403
    answer = house.submit(case, PHU_CU)
    assert answer.status_code == 200, answer.text
    [said] = house.said("nomination.submitted")
    assert (said["unit"]["id"], said["road"]["stages"][0]["unit"]) == (PHU_CU, PHU_CU)
    assert house.row(case).drafted_at == MINH_ANH
    assert house.violations() == []


def test_a_collective_is_known_within_the_union_that_will_send_it(house: House, ears: Ears) -> None:
    case = house.draft(kind=SubjectKind.COLLECTIVE, full_name="Tổ May 3", birth=None, sex=None)
    before = house.row(case).nominee_key
    ears.hear(PLAN, drafts_pass())
    same = house.draft(PHU_CU, kind=SubjectKind.COLLECTIVE, full_name="Tổ May 3", birth=None, sex=None)

    assert before != house.row(case).nominee_key == house.row(same).nominee_key
    assert house.row(case).draft["nominee"]["key"] == house.row(case).nominee_key


def test_back_goes_only_what_nobody_touched(house: House, ears: Ears) -> None:
    untouched, edited, sent_up, other = (drafted(house, number) for number in range(4))
    own = drafted(house, 4, PHU_CU)
    ears.hear(PLAN, drafts_pass())
    answer = house.call(
        "PUT", f"/nominations/{edited}", unit=PHU_CU, seen=house.row(edited).version,
        body=form(full_name="Quàng Thị Dung", achievement="Việc khác"),
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert house.submit(sent_up, PHU_CU).status_code == 200
    ears.hear(PLAN, drafts_pass(is_back=True))

    units = {case: house.row(case).unit_id for case in (untouched, edited, sent_up, other, own)}
    assert units == {untouched: MINH_ANH, edited: PHU_CU, sent_up: PHU_CU, other: MINH_ANH, own: PHU_CU}


def test_a_list_is_worked_on_by_the_successor_and_goes_back(house: House, ears: Ears) -> None:
    list_id = list_of(house, person(1, "Lò Văn Phương"), person(2, "Cà Thị Thơm"))
    ears.hear(PLAN, drafts_pass())
    assert house.call("GET", f"/lists/{list_id}").status_code == 403
    assert house.call("GET", f"/lists/{list_id}", unit=PHU_CU).status_code == 200
    assert [one["id"] for one in house.call("GET", "/lists", unit=PHU_CU).get_json()["items"]] == [list_id]
    ears.hear(PLAN, drafts_pass(is_back=True))

    with house.desk.database.reading() as tx:
        assert tx.get_one(NominationList, list_id).answering == MINH_ANH


def test_an_open_case_is_the_successor_s_to_see_to_answer_and_to_take_back(house: House, ears: Ears) -> None:
    [case] = sent(house, 0)
    ears.hear(case, returned(case))
    house.clock.advance(days=1)
    merge(house, valid_from="2026-08-04")
    key = house.row(case).nominee_key
    ears.hear(case, passed(house, case))
    row = house.row(case)

    assert (row.state, row.holder, row.due_on) == ("returned", PHU_CU, date(2026, 8, 17))
    assert (row.unit_id, row.answering, row.nominee_key) == (MINH_ANH, PHU_CU, key)
    assert house.call("GET", f"/nominations/{case}").status_code == 403
    assert [one["id"] for one in house.call("GET", "/nominations", unit=PHU_CU).get_json()["items"]] == [case]
    body = {"answers": [{"part": "nominee.position", "words": "Chức vụ đúng như hồ sơ."}]}
    again = house.call("POST", f"/nominations/{case}/resubmit", unit=PHU_CU, seen=row.version, body=body)
    assert again.status_code == 200, again.text
    why, seen = {"reason": "Đoàn viên đã chuyển công tác."}, house.row(case).version
    path, head = f"/nominations/{case}/withdraw", Role.GRASSROOTS_HEAD
    asked = house.call("POST", path, role=head, unit=PHU_CU, seen=seen, body=why)
    assert asked.status_code == 200, asked.text
    assert house.violations() == []


def test_what_is_over_is_read_by_who_goes_on_with_its_union(house: House, ears: Ears) -> None:
    """It answers for the award in the register; what is open it sees once it passed."""
    over, still_open = sent(house, 0, 1)
    ears.hear(over, awarded(over))

    def reads(case: str) -> int:
        return house.call("GET", f"/nominations/{case}", unit=PHU_CU).status_code

    assert reads(over) == 403
    merge(house)
    assert (reads(over), reads(still_open)) == (200, 403)


def test_places_count_with_the_successor_and_come_back(house: House, ears: Ears) -> None:
    house.limit(2)
    first, second = sent(house, 0, 1)
    sent(house, 2, unit=PHU_CU)
    merge(house)
    ears.hear(first, passed(house, first))
    assert (standing(house), standing(house, PHU_CU)) == ((1, 0, 1), (2, 0, 0))
    ears.hear(second, passed(house, second))

    assert (standing(house), standing(house, PHU_CU)) == ((0, 0, 2), (3, 0, 0))
    too_many = house.submit(drafted(house, 3, PHU_CU), PHU_CU)
    assert [place["code"] for place in too_many.get_json()["places"]] == ["M05"]
    ears.hear(second, passed(house, second, is_back=True))
    assert (standing(house), standing(house, PHU_CU)) == ((1, 0, 1), (2, 0, 0))
    assert house.violations() == []


def test_what_held_its_place_before_the_merger_keeps_it_beyond_the_limit(house: House, ears: Ears) -> None:
    house.limit(1)
    [case] = sent(house, 0)
    sent(house, 1, unit=PHU_CU)
    ears.hear(case, returned(case))
    ears.hear(case, passed(house, case))
    body = {"answers": [{"part": "nominee.position", "words": "Chức vụ đúng như hồ sơ."}]}
    again = house.call(
        "POST", f"/nominations/{case}/resubmit", unit=PHU_CU, seen=house.row(case).version, body=body
    )

    assert again.status_code == 200, again.text
    [said] = house.said("nomination.resubmitted")
    [quota] = [one for one in said["evaluations"] if one["rule"] == "M05"]
    assert (quota["verdict"], "2/1" in quota["words"]["vi"]) == ("holds", True)
    assert standing(house, PHU_CU) == (2, 0, 0)
    ears.hear(case, refused(case))
    assert standing(house, PHU_CU) == (1, 0, 0)
    assert house.count(QuotaPlace) == 1


def test_an_account_passes_as_the_limits_of_the_successor_name_it(house: House) -> None:
    house.limit(2)
    policy = house.desk.policies.current(PLAN, date(2026, 8, 3))
    of = {
        unit: [
            limit.account
            for limit in limits_of(
                policy, award="merit_cert_federation", award_type=AwardType.MERIT, unit=unit, province=PROVINCE,
                period="2026", theme="",
            )
        ]
        for unit in (MINH_ANH, PHU_CU)
    }  # fmt: skip
    assert of[MINH_ANH]
    assert [account_after_merger(account, MINH_ANH, PHU_CU) for account in of[MINH_ANH]] == of[PHU_CU]
    assert account_after_merger(f"trial|title|2026|province|{PROVINCE}", MINH_ANH, PHU_CU).endswith(PROVINCE)


def test_what_is_under_way_is_told_to_whoever_orders_the_merger(house: House) -> None:
    [case] = sent(house, 0)
    draft = drafted(house, 1)
    with house.desk.database.reading() as tx:
        assert receipts_under_way(tx, MINH_ANH, PLAN) == {case: house.row(case).receipt}
        assert [one.id for one in drafts_at(tx, MINH_ANH, PLAN)] == [draft]


def test_a_union_that_split_is_no_more_and_the_tree_names_all_who_follow(house: House) -> None:
    other = second_heir(house)
    answer = split(house, PHU_CU, other.id, PHU_CU)

    assert (answer.status_code, answer.get_json()["valid_to"]) == (200, "2026-08-02")
    assert [one["successor"] for one in answer.get_json()["successions"]] == sorted([PHU_CU, other.id])
    assert house.said("nomination.unit_succeeded") == [
        {"unit": MINH_ANH, "successors": sorted([PHU_CU, other.id]), "valid_from": TODAY, "document": "16/QĐ-LĐLĐ"}
    ]
    begun = house.call("POST", "/nominations", body=form())
    assert begun.status_code == 409
    assert HEIR.name in begun.text
    assert other.name in begun.text
    assert house.violations() == []


def test_a_split_that_cannot_be_is_refused_whole(house: House) -> None:
    other = second_heir(house)
    for successors in ((PHU_CU, PHU_CU), (PHU_CU, MINH_ANH), (other.id, PROVINCE), (PHU_CU,)):
        assert split(house, *successors).status_code == 422
    assert house.said("nomination.unit_succeeded") == []
    assert split(house, PHU_CU, other.id).status_code == 200
    assert merge(house).status_code == 422
    body = {"successors": [MINH_ANH, other.id], "valid_from": TODAY, "document": "16/QĐ-LĐLĐ"}
    assert order(house, f"/units/{PHU_CU}/split", body, seen=1, role=Role.COUNCIL_SECRETARY).status_code == 403


def test_what_was_named_passes_to_one_successor_and_the_rest_to_the_other(house: House, ears: Ears) -> None:
    other = second_heir(house)
    named, left = drafted(house, 0), drafted(house, 1)
    list_id = list_of(house, person(2, "Lò Văn Phương"), person(3, "Cà Thị Thơm"))
    rows = [one["id"] for one in house.call("GET", f"/lists/{list_id}").get_json()["nominations"]]
    split(house, PHU_CU, other.id)
    ears.hear(PLAN, drafts_pass(named, list_id, *rows, to=other))
    ears.hear(PLAN, drafts_pass())

    units = [house.row(case).unit_id for case in (named, *rows, left)]
    assert units == [other.id, other.id, other.id, PHU_CU]
    assert house.call("GET", f"/lists/{list_id}", unit=other.id).status_code == 200
    ears.hear(PLAN, drafts_pass(named, list_id, *rows, is_back=True, to=other))
    assert [house.row(case).unit_id for case in (named, *rows, left)] == [MINH_ANH] * 3 + [PHU_CU]
    assert house.call("GET", f"/lists/{list_id}").status_code == 200
    assert house.violations() == []


def test_places_of_awards_count_with_who_follows_and_come_back(house: House, ears: Ears) -> None:
    """Otherwise a union that merges late in the year would have all of its quota again."""
    house.limit(2)
    other = second_heir(house)
    [first, second] = sent(house, 0, 1)
    for case in (first, second):
        ears.hear(case, awarded(case))
    assert standing(house) == (0, 2, 0)
    ears.hear(second, places_pass(second, to=other))
    ears.hear(first, places_pass(first))

    assert [standing(house, unit) for unit in (MINH_ANH, PHU_CU, other.id)] == [(0, 0, 2), (0, 1, 1), (0, 1, 1)]
    ears.hear(first, places_pass(first, is_back=True))
    assert [standing(house, unit) for unit in (MINH_ANH, PHU_CU, other.id)] == [(0, 1, 1), (0, 0, 2), (0, 1, 1)]
    assert house.violations() == []


def test_an_administrator_names_cases_drafts_and_lists_as_the_officers_know_them(house: House) -> None:
    [case] = sent(house, 0)
    list_id = list_of(house, person(1, "Lò Văn Phương"))
    receipt = house.row(case).receipt or ""
    with house.desk.database.reading() as tx:
        found = [find_in_hand(tx, name) for name in (receipt.lower(), case, list_id, "khong-co")]
        assert [one and one.id for one in found] == [case, case, list_id, None]
