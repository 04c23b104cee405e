"""A target is asked of the bodies of its level, whoever else stated something or had an award."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from services.registry.service import DEFINITION
from shared.events.dossier import UnitRef
from shared.events.terms import Block
from tests.support.desks import make_desk
from tests.unit.audit.said import award_item, decision_signed
from tests.unit.registry.test_targets_of_the_silent import Register

PLAN = "dien_bien_2020"
OF_EVERYBODY = {"officers": 1, "officers_trained": 1, "movements": 1, "movements_reviewed": 1}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Province and district stated all they are asked for."""
    register = Register(make_desk(DEFINITION, tmp_path))
    for body in ("tinh", "huyen"):
        register.states(PLAN, body, clusters=2, clusters_reviewing=2, **OF_EVERYBODY)
    return register


def clusters(register: Register) -> tuple[str, tuple[str, ...], int | None]:
    found = register.reached(PLAN, "clusters_review")
    return found.outcome.value, found.missing_units, found.denominator


def test_no_clusters_are_asked_of_a_union_that_stated_its_officers(register: Register) -> None:
    assert clusters(register) == ("met", (), 4)
    for union in ("truong", "tram-xa", "may"):
        register.states(PLAN, union, **OF_EVERYBODY)
    assert clusters(register) == ("met", (), 4)
    assert register.reached(PLAN, "officers_trained").denominator == 5


def test_no_clusters_are_asked_of_a_union_with_an_award(register: Register) -> None:
    school = UnitRef(id="truong", name="CĐCS truong", block=Block.PUBLIC_SERVICE)
    award = replace(decision_signed(award_item("c1", "Nguyễn Thị Hương", unit=school)), plan=PLAN)
    register.hears("d1", award)
    assert clusters(register) == ("met", (), 4)
    assert register.reached(PLAN, "officers_trained").missing_units == ("CĐCS truong", "CĐCS may", "CĐCS tram-xa")


def test_who_states_what_it_is_not_asked_for_is_counted_or_missed_for_the_rest(register: Register) -> None:
    register.states(PLAN, "truong", clusters=1, clusters_reviewing=0)
    assert clusters(register) == ("not_met", (), 5)
    register.states(PLAN, "may", clusters=1)
    assert clusters(register) == ("not_computable", ("CĐCS may",), 6)


def test_no_heads_are_asked_of_a_district_that_stated_its_officers(register: Register) -> None:
    plan, service = "hung_yen_2026", Block.PUBLIC_SERVICE
    figures = {"headcount": 100, "initiatives_recognised": 6000}
    for union in ("truong", "tram-xa"):
        register.states(plan, union, service, persons_with_initiative=9, **figures)
    register.states(plan, "huyen", service, officers=3)
    share = register.reached(plan, "public_service_initiatives")
    assert (share.outcome.value, share.numerator, share.denominator) == ("met", 18, 200)
    assert register.reached(plan, "initiatives").missing_units == ("CĐCS may",)

    register.states(plan, "tinh", service, headcount=12)
    share = register.reached(plan, "public_service_initiatives")
    assert (share.outcome.value, share.missing_units) == ("not_computable", ("CĐCS tinh",))


def test_who_is_not_in_the_tree_is_asked_as_before(register: Register) -> None:
    """An earlier release heard of no such unit: nobody knows of which level it is."""
    register.states(PLAN, "ngoai-cay", officers=1, officers_trained=1)
    assert clusters(register) == ("not_computable", ("CĐCS ngoai-cay",), 4)
