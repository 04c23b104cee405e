"""What counts of a plan's progress: distinct persons, the plan's own days and words, whoever is left out named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.registry.rules.progress import Counted, Recognised, persons_that_count, said_of_receipt
from services.registry.rules.targets import Outcome, UnitFigures, measure
from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.terms import InitiativeScope, Role
from shared.policy import load_policy_set
from shared.policy.plan_items import Limit
from shared.tables import outbox
from tests.support.desks import bearer, client_of, make_desk

POLICIES = load_policy_set()
GIA_LAM = POLICIES.plan("gia_lam_2023")
HUNG_YEN = POLICIES.plan("hung_yen_2026")
TARGET = next(target for target in GIA_LAM.targets if target.id == "initiatives_in_registry")
PORTAL = "million_initiatives"
YEAR = GIA_LAM.period_of(date(2023, 6, 1))
API = "/api/registry/v1"


def an_initiative(person: str = "k1", **more: Any) -> Recognised:
    given: dict[str, Any] = {"recognised_on": date(2023, 4, 10), "scope": InitiativeScope.BASE, "registry": PORTAL}
    return Recognised(person=person, **given | more)


@pytest.mark.parametrize(
    ("lacking", "word"),
    [
        ({"registry": None}, "chưa cập nhật"), ({"registry": "another"}, "chưa cập nhật"),
        ({"recognised_on": date(2022, 12, 31)}, "ngoài thời gian từ 01/01/2023 đến 31/12/2023"),
        ({"recognised_on": date(2024, 1, 1)}, "ngoài thời gian từ 01/01/2023 đến 31/12/2023"),
    ],
)  # fmt: skip
def test_who_lacks_something_is_left_out_with_the_reason(lacking: dict[str, Any], word: str) -> None:
    counted = persons_that_count(TARGET, GIA_LAM, YEAR, [an_initiative(), an_initiative("k2", **lacking)])
    assert counted.persons == {"k1"}
    [left_out] = counted.left_out
    assert left_out.vi.startswith("1 người")
    assert word in left_out.vi


def test_a_narrower_scope_than_asked_does_not_count() -> None:
    wider = replace(TARGET, scope=InitiativeScope.PROVINCE)
    counted = persons_that_count(
        wider, GIA_LAM, YEAR, [an_initiative(), an_initiative("k2", scope=InitiativeScope.NATIONAL)]
    )
    assert counted.persons == {"k2"}
    assert "phạm vi hẹp hơn" in counted.left_out[0].vi


def test_one_good_initiative_is_enough_and_two_count_one_person() -> None:
    made = [an_initiative(), an_initiative(), an_initiative(registry=None)]
    counted = persons_that_count(TARGET, GIA_LAM, YEAR, made)
    assert counted == Counted(frozenset({"k1"}), ())


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=30))
def test_everybody_is_counted_or_left_out_and_never_both(made: list[tuple[str, bool]]) -> None:
    counted = persons_that_count(
        TARGET, GIA_LAM, YEAR, [an_initiative(who, registry=PORTAL if entered else None) for who, entered in made]
    )
    left_out = sum(int(words.vi.split()[0]) for words in counted.left_out)
    assert len(counted.persons) + left_out == len({who for who, _ in made})


def test_a_target_that_asks_for_persons_is_not_computed_from_nothing() -> None:
    units = [UnitFigures(unit="u", unit_name="u", headcount=10)]
    assert measure(TARGET, units, (), None).outcome is Outcome.NOT_COMPUTABLE
    assert measure(TARGET, units, (), Counted(frozenset("ab"), ())).outcome is Outcome.MET
    assert measure(TARGET, units, (), Counted(frozenset("a"), ())).outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("limit", "day", "late"),
    [(Limit.BEFORE, 14, False), (Limit.BEFORE, 15, True), (Limit.BY, 15, False), (Limit.BY, 16, True)],
)
def test_before_a_day_ends_the_day_before_and_by_a_day_on_it(limit: Limit, day: int, late: bool) -> None:
    report = replace(HUNG_YEN.reports[0], limit=limit)
    received = date(2026, 12, day)
    assert report.is_late(received) is late
    assert ("muộn 1 ngày" in said_of_receipt(report, received).vi) is late


def test_a_report_without_a_day_is_never_late() -> None:
    report = load_policy_set().plan("ninh_binh_2017").reports[0]
    assert report.is_late(date(2030, 1, 1)) is False
    assert "không ấn định ngày" in said_of_receipt(report, date(2030, 1, 1)).vi


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return client_of(desk)


def made(**more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "unit": "thcs", "unit_name": "CĐCS Trường THCS Cổ Bi", "block": "block_public_service", "title": "Sổ điểm",
        "scope": "base", "recognised_on": "2023-04-10", "recognised_by": "Hội đồng sáng kiến",
        "authors": [{"full_name": "Nguyễn Thị Hương", "birth": "02/5/1984"}],
    }  # fmt: skip
    return given | more


def test_a_unit_enters_for_itself_and_births_stay_inside(client: FlaskClient, tmp_path: Path, desk: Desk) -> None:
    officer = bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "thcs")
    answer = client.post(f"{API}/plans/gia_lam_2023/initiatives", json=made(), headers=officer)
    assert answer.status_code == 201, answer.text
    assert not any(birth in answer.text for birth in ("02/5/1984", "1984-05-02"))
    refused = client.post(f"{API}/plans/gia_lam_2023/initiatives", json=made(unit="other"), headers=officer)
    assert refused.status_code == 403
    listed = client.get(f"{API}/plans/gia_lam_2023/initiatives?unit=thcs", headers=officer).json["items"]
    assert [one["authors"] for one in listed] == [[{"full_name": "Nguyễn Thị Hương"}]]
    assert client.get(f"{API}/plans/gia_lam_2023/initiatives", headers=officer).status_code == 403
    with desk.database.reading() as tx:
        said = tx.execute(select(outbox.c.type, func.count()).group_by(outbox.c.type)).all()
    assert {name: count for name, count in said} == {
        "registry.initiative_recorded": 1, "registry.command_refused": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"recognised_on": "2027-01-01"}, "recognised_on"),
        ({"authors": [{"full_name": "A", "birth": "31/2/1985"}]}, "authors.0.birth"),
        ({"authors": []}, "authors"),
        ({"scope": "galaxy"}, "scope"),
    ],
)
def test_bad_entries_are_refused_at_their_place(
    client: FlaskClient, tmp_path: Path, desk: Desk, changes: dict[str, Any], at: str
) -> None:
    officer = bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "thcs")
    answer = client.post(f"{API}/plans/gia_lam_2023/initiatives", json=made(**changes), headers=officer)
    assert answer.status_code == 422
    assert answer.json["places"][0]["at"].startswith(at)
    with desk.database.reading() as tx:
        assert list(tx.scalars(select(outbox.c.type))) == ["registry.command_refused"]
