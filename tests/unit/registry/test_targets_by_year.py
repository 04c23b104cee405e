"""A standing plan is measured year by year: awards by the day they were decided, figures and initiatives by theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.registry.queries_targets import standing_of
from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.terms import InitiativeScope
from shared.policy.targets import Numerator, Target
from tests.support.desks import make_desk
from tests.unit.audit.said import SIGNER, UNIT, award_item, decision_signed
from tests.unit.registry.office import API, CORRECTION, Office
from tests.unit.registry.test_register import figures

PLAN = "dien_bien_2020"
LAST_YEAR, THIS_YEAR = {"first": "2025-01-01", "last": "2025-12-31"}, {"first": "2026-01-01", "last": "2026-12-31"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    with made.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    assert broken == []


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Office:
    """One award of the last day but one of 2025; today is in August 2026."""
    return Office(desk, tmp_path, plan=PLAN, dated=date(2025, 12, 30))


def measured(office: Office, on: str | None = None) -> tuple[dict[str, str], tuple[int, int]]:
    """The period answered, and direct workers of persons rewarded in it."""
    asked = "" if on is None else f"?on={on}"
    answer = office.client.get(f"{API}/plans/{PLAN}/targets{asked}", headers=office.secretary).json
    (target,) = [one["reached"] for one in answer["targets"] if one["target"]["id"] == "direct_workers"]
    assert (target["numerator"], target["denominator"]) == (
        answer["direct_workers"]["numerator"], answer["direct_workers"]["denominator"],
    )  # fmt: skip
    return answer["period"], (target["numerator"], target["denominator"])


def test_each_year_counts_its_own_decisions_and_names_its_days(office: Office) -> None:
    led = award_item("c2", "Trần Văn Đức", key="k2", is_direct_worker=False, is_leader=True)
    now = replace(decision_signed(led, decision="d2", number="07/QĐ-LĐLĐ"), plan=PLAN)
    office.hears(office.speakers.say("d2", now, SIGNER))

    assert measured(office) == (THIS_YEAR, (0, 1))
    assert measured(office, "2026-12-31") == (THIS_YEAR, (0, 1))
    assert measured(office, "2025-01-01") == (LAST_YEAR, (1, 1))
    assert measured(office, "2024-07-01") == ({"first": "2024-01-01", "last": "2024-12-31"}, (0, 0))


def test_a_corrected_award_stays_in_the_year_it_was_given(office: Office) -> None:
    office.numbered(office.signed(office.secretary, **CORRECTION))

    assert office.entry()["dated"] == "2026-08-03"
    assert measured(office, "2025-06-01") == (LAST_YEAR, (1, 1))
    assert measured(office) == (THIS_YEAR, (0, 0))


def test_a_day_that_is_none_is_refused(office: Office) -> None:
    answer = office.client.get(f"{API}/plans/{PLAN}/targets?on=2025-02-30", headers=office.secretary)
    assert (answer.status_code, [one["at"] for one in answer.json["places"]]) == (422, ["on"])


def stated(office: Office, snapshot: str, headcount: int, **headers: str) -> Any:
    body = figures(snapshot_on=snapshot, headcount=headcount)
    return office.client.put(f"{API}/plans/{PLAN}/figures/{UNIT.id}", json=body, headers=office.secretary | headers)


def test_figures_of_a_year_neither_replace_nor_count_in_another(office: Office) -> None:
    assert stated(office, "2025-12-15", 100).json["counted_from"] == "2025-01-01"
    assert stated(office, "2026-07-01", 90).json["counted_from"] == "2026-01-01"
    assert stated(office, "2026-08-01", 95).status_code == 428
    assert stated(office, "2026-08-01", 95, **{"If-Match": '"1"'}).json["version"] == 2

    def heads(asked: str) -> list[int]:
        answer = office.client.get(f"{API}/plans/{PLAN}/figures{asked}", headers=office.secretary).json
        return [one["headcount"] for one in answer]

    assert (heads("?on=2025-03-01"), heads(""), heads("?on=2024-03-01")) == ([100], [95], [])


def test_what_the_plan_asks_of_officers_movements_and_clusters_is_stated_and_measured(office: Office) -> None:
    """A figure left out stays unknown beside those that are stated, also after a correction."""
    path = f"{API}/plans/{PLAN}/figures/{UNIT.id}"
    counted = {"officers": 3, "officers_trained": 3, "movements": 4, "movements_reviewed": 3, "clusters": 2}

    def put(**headers: str) -> dict[str, Any]:
        body = figures(snapshot_on="2025-12-15", **counted)
        answer = office.client.put(path, json=body, headers=office.secretary | headers)
        assert answer.status_code == 200
        return dict(answer.json)

    def reached() -> dict[str, tuple[int | None, int | None, str]]:
        answer = office.client.get(f"{API}/plans/{PLAN}/targets?on=2025-12-31", headers=office.secretary).json
        found = {one["target"]["id"]: one["reached"] for one in answer["targets"]}
        asked = ("officers_trained", "movements_reviewed", "clusters_review")
        return {
            name: (found[name]["numerator"], found[name]["denominator"], found[name]["outcome"]) for name in asked
        }

    assert reached()["officers_trained"] == (None, None, "not_computable")
    assert put()["clusters_reviewing"] is None
    assert reached() == {
        "officers_trained": (3, 3, "met"), "movements_reviewed": (3, 4, "not_met"),
        "clusters_review": (None, None, "not_computable"),
    }  # fmt: skip
    counted["clusters_reviewing"] = 2
    assert put(**{"If-Match": '"1"'})["clusters_reviewing"] == 2
    assert reached()["clusters_review"] == (2, 2, "met")


def _target(desk: Desk, numerator: Numerator, **changes: Any) -> Target:
    gia_lam = desk.policies.policies.plan("gia_lam_2023")
    found = next(one for one in gia_lam.targets if one.id == "initiatives_in_registry")
    return replace(found, numerator=numerator, blocks=(), **changes)


def test_heads_and_initiatives_are_those_of_the_year(office: Office) -> None:
    """The plan asks for neither; with such targets it would count both by the year."""
    desk = office.desk
    for year, headcount in ((2025, 100), (2026, 50)):
        body = figures(snapshot_on=f"{year}-07-01", headcount=headcount, persons_with_initiative=year - 2020)
        path = f"{API}/plans/{PLAN}/figures/{UNIT.id}"
        assert office.client.put(path, json=body, headers=office.secretary).status_code == 200
    made = {
        "unit": UNIT.id, "unit_name": UNIT.name, "block": UNIT.block.value, "title": "Gá kẹp", "scope": "base",
        "recognised_on": "2025-05-05", "recognised_by": "Hội đồng sáng kiến",
        "authors": [{"full_name": "Lò Văn Phương", "birth": "1990"}],
    }  # fmt: skip
    office.done(office.secretary, f"plans/{PLAN}/initiatives", made)
    targets = (
        _target(desk, Numerator.PERSONS_WITH_INITIATIVE, registry=None),
        _target(desk, Numerator.PERSONS_WITH_INITIATIVE_IN_REGISTRY, registry=None, scope=InitiativeScope.BASE),
    )
    plan = replace(desk.policies.policies.plan(PLAN), targets=targets)

    def counted(on: date) -> list[tuple[int | None, int | None]]:
        with desk.database.reading() as tx:
            found = standing_of(tx, plan, on).targets
        return [(one.reached.numerator, one.reached.denominator) for one in found]

    assert counted(date(2025, 1, 1)) == [(5, 100), (1, 100)]
    assert counted(date(2026, 1, 1)) == [(6, 50), (0, 50)]
    with desk.database.reading() as tx:
        (_, left_out) = standing_of(tx, plan, date(2026, 1, 1)).targets
    assert [words.en for words in left_out.reached.left_out] == [
        "1 with an initiative recognised outside 01/01/2026–31/12/2026: not counted."
    ]
