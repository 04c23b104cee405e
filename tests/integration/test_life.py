"""The life of a case under anybody's hands: no state without its permission, no event without its state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from services.review.models import Transition
from tests.support.law_of_a_case import ENDED, LAW, MEETING, NEXT, ROAD, WITHOUT_VERSION
from tests.support.life import LifeOfACase, World

EXAMPLES, STEPS = 50, 25


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[LifeOfACase]]:
    """The machine on one world for all examples: each has a union and a case of its own."""
    world = World(tmp_path_factory.mktemp("life"))
    yield type("LifeOfThisCase", (LifeOfACase,), {"world": world})
    world.house.close()


@pytest.mark.parametrize("action", sorted(LAW))
def test_what_the_law_allows_is_done_where_it_allows_it(machine: type[LifeOfACase], action: str) -> None:
    """Without this a house that refuses everything would pass the machine below."""
    life = machine()
    life.a_union_drafts_a_case()
    off_the_road = {"release": "hold", "resubmit": "return"}
    if action in off_the_road:
        for step in ("submit", off_the_road[action]):
            life.house.carry_all()
            life.tries(step, life.rightful(step))
    else:
        for _ in range(ROAD):
            if life.state() in LAW[action].states and (action not in MEETING or life.ordinary(life.state()) == action):
                break
            life.the_next_step_is_taken_by_who_should()
    life.house.carry_all()
    if action == "open_session":
        life.the_next_step_is_taken_by_who_should()
        life.house.days_pass(18)
    before = life.state(of_unit=LAW[action].who == "unit")
    assert before in LAW[action].states
    life.world.done.clear()
    life.tries(action, life.rightful(action))
    assert life.world.done == {action}
    life.teardown()


PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    **{f"{steps} steps on": ("hung_yen_2026", ("",) * steps) for steps in range(14)},
    **{f"{steps} steps on, three levels": ("khanh_hoa_2024", ("",) * steps) for steps in (3, 4)},
    "returned by the union": ("hung_yen_2026", ("", "return")),
    "returned by the body between": ("khanh_hoa_2024", ("", "", "", "", "return")),
    "held": ("hung_yen_2026", ("", "", "", "hold")),
    "refused": ("hung_yen_2026", ("", "", "refuse")),
}
"""Every place a case can stand at, by its plan and the way there: an empty word is the ordinary step."""


@pytest.mark.parametrize("place", PLACES)
def test_everything_the_law_does_not_allow_is_refused_to_everybody(machine: type[LifeOfACase], place: str) -> None:
    """Every act of every person at every place of the road, and every allowed one on a version that has passed."""
    life = machine()
    plan, way = PLACES[place]
    life.a_union_drafts_a_case(plan)
    for step in way:
        life.the_next_step_is_taken_by_who_should() if not step else life.tries(step, life.rightful(step))
    life.house.carry_all()
    state, stage, allowed = life.state(), life.stands_at(), 0
    for action, law in LAW.items():
        for person in life.people:
            is_rightful = person in life.rightful_hands(law.who, stage) and life.may_handle(action, person)
            is_lawful = state in law.states and is_rightful
            if is_lawful and action in WITHOUT_VERSION:
                continue
            allowed += is_lawful
            life.tries(action, person, stale=is_lawful)
            assert life.state() == state, f"{action} by {person}"
    assert bool(allowed) == (state not in ENDED), "somebody may always do something until the case has ended"
    life.teardown()


@pytest.mark.parametrize(
    ("steps", "after"),
    [(0, "withdrawn"), (4, "withdrawn"), (9, "withdrawn"), (11, "council_voted"), (12, "pending_decision")],
)
def test_a_case_is_taken_back_until_the_vote(machine: type[LifeOfACase], steps: int, after: str) -> None:
    life = machine()
    life.a_union_drafts_a_case()
    for _ in range(steps):
        life.the_next_step_is_taken_by_who_should()
    life.house.carry_all()
    life.withdraws(life.head)
    life.house.carry_all()
    assert (life.state(), life.state(of_unit=True)) == (after, after)
    life.teardown()


def test_a_case_lives_by_the_law_under_anybodys_hands(machine: type[LifeOfACase]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    with machine.world.house.desks["review"].database.reading() as tx:
        reached = set(tx.scalars(select(Transition.to_state).distinct()))
    assert reached >= set(NEXT) | ENDED
