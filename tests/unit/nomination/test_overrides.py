"""A chain over a district has closed: refused without an override, and what an override leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.nomination import actions_units
from services.nomination.models_overrides import Override, OverrideTakenBack
from services.nomination.rules import lifecycle
from shared.events.codec import from_plain
from shared.events.terms import Block, Role, UnitKind
from shared.verdicts import Evaluation, Verdict, replay
from tests.unit.nomination.house import FOREVER, PROVINCE, House
from tests.unit.nomination.test_consumers import Ears, returned

DISTRICT, UNDER_IT = "ldld-dien-bien-dong", "cdcs-muong-luan"
PLAN = "dien_bien_2020"
DOCUMENT = "CV 88/LĐLĐ"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A union under a district that has not been dissolved, after the day from which no chain leads over districts."""
    house = House(tmp_path)
    house.clock.set(datetime(2025, 7, 2, 2, tzinfo=UTC))
    with house.work() as work:
        register = actions_units.register_unit
        for unit, name, kind, above, block in (
            (DISTRICT, "LĐLĐ huyện Điện Biên Đông", UnitKind.DISTRICT, PROVINCE, None),
            (UNDER_IT, "CĐCS Trường Tiểu học Mường Luân", UnitKind.GRASSROOTS, DISTRICT, Block.PUBLIC_SERVICE),
        ):
            register(
                house.desk, work, unit_id=unit, name=name, kind=kind, block=block, parent=above, valid_from=FOREVER
            )
    return house


def form(**changes: Any) -> dict[str, Any]:
    return {
        "plan": PLAN, "unit": UNDER_IT, "chain": "C1", "document": DOCUMENT, "dated": "2025-06-30",
        "reason": "Huyện bàn giao xong trong tháng 7.", "last_day": "2025-07-31",
    } | changes  # fmt: skip


def give(house: House, *, role: Role = Role.ADMINISTRATOR, **changes: Any) -> Any:
    return house.call("POST", "/chain-overrides", role=role, unit=PROVINCE, body=form(**changes))


def draft(house: House) -> str:
    return house.draft(
        UNDER_IT, plan=PLAN, year=2025, achieved_from=date(2025, 1, 1), achieved_to=date(2025, 6, 1),
        minutes=None,
    )  # fmt: skip


def chain_said(house: House, case: str) -> Evaluation:
    """What G02 says of a draft today."""
    answer = house.call("POST", f"/nominations/{case}/check", unit=UNDER_IT).get_json()
    return next(from_plain(Evaluation, one) for one in answer["evaluations"] if one["rule"] == "G02")


def test_a_closed_chain_is_refused_until_an_administrator_lets_the_unit_go_it(house: House) -> None:
    case = draft(house)
    refused = house.submit(case, UNDER_IT)
    assert "G02" in [place["code"] for place in refused.get_json()["places"]]
    given = give(house)
    sent = house.submit(case, UNDER_IT)

    assert (given.status_code, given.get_json()["given_by"]) == (201, f"administrator@{PROVINCE}")
    assert (sent.status_code, house.row(case).road["chain"]) == (200, "C1")
    (told,) = [one for one in house.said("nomination.submitted")[0]["evaluations"] if one["rule"] == "G02"]
    for part in ("C1", f"administrator@{PROVINCE}", DOCUMENT, "30/06/2025", "Huyện bàn giao xong trong tháng 7."):
        assert part in told["words"]["vi"]
    stored = from_plain(Evaluation, told)
    assert replay(lifecycle.chain_is_allowed, stored) == stored
    assert [one["document"] for one in told["facts"]["overrides"]] == [DOCUMENT]
    assert [said["unit"] for said in house.said("nomination.chain_overridden")] == [UNDER_IT]


def test_it_is_for_one_unit_plan_and_chain_up_to_its_day(house: House) -> None:
    """The last day counts; the day after the chain is closed as before. Another plan's override does nothing."""
    give(house)
    give(house, plan="khanh_hoa_2024", last_day="2025-12-31")
    case = draft(house)
    house.clock.set(datetime(2025, 7, 31, 2, tzinfo=UTC))
    assert chain_said(house, case).verdict is Verdict.HOLDS
    house.clock.set(datetime(2025, 8, 1, 2, tzinfo=UTC))
    assert chain_said(house, case).verdict is Verdict.FAILS


def test_the_same_twice_is_refused_and_names_the_first(house: House) -> None:
    """One that reaches further is another; the list shows both to who may read it."""
    give(house)
    again = give(house)
    assert (again.status_code, again.get_json()["code"]) == (409, "chain.overridden_before")
    assert DOCUMENT in again.get_json()["detail_vi"]
    assert give(house, last_day="2025-08-15", document="CV 91/LĐLĐ").status_code == 201
    assert house.count(Override) == 2
    shown = house.call("GET", "/chain-overrides", role=Role.AUDITOR, unit=PROVINCE).get_json()["items"]
    assert [one["last_day"] for one in shown] == ["2025-07-31", "2025-08-15"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.SERVICE}))
def test_nobody_else_gives_one(house: House, role: Role) -> None:
    assert give(house, role=role).status_code == 403
    assert house.count(Override) == 0


@pytest.mark.parametrize(
    ("spoilt", "at"),
    [
        ({"reason": "Ngắn"}, "reason"),
        ({"document": "  "}, "document"),
        ({"dated": "2025-07-03"}, "dated"),
        ({"last_day": "2025-07-01"}, "last_day"),
        ({"chain": "C3"}, "chain"),
        ({"chain": "C9"}, "chain"),
    ],
)
def test_what_it_rests_on_is_asked_for(house: House, spoilt: dict[str, str], at: str) -> None:
    """A document with its day, a reason of ten characters, a day to come, a chain of the plan that has closed."""
    answer = give(house, **spoilt)

    assert (answer.status_code, [place["at"] for place in answer.get_json()["places"]]) == (422, [at])
    assert house.count(Override) == 0


def take_back(house: House, override: str, *, role: Role = Role.ADMINISTRATOR, **changes: Any) -> Any:
    body = {"document": "CV 95/LĐLĐ", "reason": "Huyện đã bàn giao xong sớm."} | changes
    return house.call("POST", f"/chain-overrides/{override}/retraction", role=role, unit=PROVINCE, body=body)


def test_taken_back_it_lets_nobody_go_from_then_on_and_is_told(house: House) -> None:
    """Whoever was sent before keeps the road; the next is refused; a new override lets the unit go again."""
    override = give(house).get_json()["id"]
    sent, late = draft(house), house.draft(
        UNDER_IT, plan=PLAN, year=2025, achieved_from=date(2025, 1, 1), achieved_to=date(2025, 6, 1), minutes=None,
        full_name="Giàng A Chứ", achievement="Dạy xóa mù chữ ở bản",
    )  # fmt: skip
    assert house.submit(sent, UNDER_IT).status_code == 200
    answer = take_back(house, override)

    assert (answer.status_code, answer.get_json()["taken_back"]["document"]) == (200, "CV 95/LĐLĐ")
    assert answer.get_json()["taken_back"]["taken_back_by"] == f"administrator@{PROVINCE}"
    (said,) = house.said("nomination.chain_override_taken_back")
    assert (said["override"], said["unit"], said["chain"]) == (override, UNDER_IT, "C1")
    assert house.row(sent).road["chain"] == "C1"
    refused = house.submit(late, UNDER_IT)
    assert "G02" in [place["code"] for place in refused.get_json()["places"]]
    (shown,) = house.call("GET", "/chain-overrides", role=Role.AUDITOR, unit=PROVINCE).get_json()["items"]
    assert shown["taken_back"]["reason"] == "Huyện đã bàn giao xong sớm."
    assert give(house).status_code == 201
    assert house.submit(late, UNDER_IT).status_code == 200


def test_a_supplement_of_what_was_sent_by_it_is_told_of_it_as_before(house: House) -> None:
    """On the very day it was sent, and whatever was given since: the road was laid by that override."""
    override, case = give(house).get_json()["id"], draft(house)
    assert house.submit(case, UNDER_IT).status_code == 200
    Ears(house).hear(case, returned(case))
    take_back(house, override)
    give(house, document="CV 99/LĐLĐ")

    said = chain_said(house, case)
    assert (said.verdict, [one["document"] for one in said.facts["overrides"]]) == (Verdict.HOLDS, [DOCUMENT])


def test_taking_back_twice_or_too_late_is_refused_and_names_the_first(house: House) -> None:
    override = give(house).get_json()["id"]
    assert take_back(house, override).status_code == 200
    again = take_back(house, override, document="CV 96/LĐLĐ")
    assert (again.status_code, again.get_json()["code"]) == (409, "override.over")
    assert "CV 95/LĐLĐ" in again.get_json()["detail_vi"]
    assert house.count(OverrideTakenBack) == 1
    other = give(house).get_json()["id"]
    house.clock.set(datetime(2025, 8, 1, 2, tzinfo=UTC))
    assert take_back(house, other).get_json()["code"] == "override.over"
    assert take_back(house, "khong-co").status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.SERVICE}))
def test_nobody_else_takes_one_back(house: House, role: Role) -> None:
    assert take_back(house, give(house).get_json()["id"], role=role).status_code == 403
    assert house.count(OverrideTakenBack) == 0


@pytest.mark.parametrize(("spoilt", "at"), [({"reason": "Ngắn"}, "reason"), ({"document": " "}, "document")])
def test_taking_back_names_a_document_and_a_reason(house: House, spoilt: dict[str, str], at: str) -> None:
    answer = take_back(house, give(house).get_json()["id"], **spoilt)

    assert (answer.status_code, [place["at"] for place in answer.get_json()["places"]]) == (422, [at])
    assert house.count(OverrideTakenBack) == 0
