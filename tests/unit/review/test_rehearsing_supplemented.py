"""A list is put together as it was passed, whatever a supplement made of its cases afterwards."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import pytest

from services.review import actions_returns, consumers
from shared.desk import Desk
from shared.events.nomination import Resubmitted
from shared.events.review import FixItem
from shared.policy.marks import Mark
from shared.policy.rulebook_items import Parameter
from shared.policy.rulebooks import Rulebook
from shared.rehearsal import Rehearsed
from tests.unit.review.cases import SECRETARY, act, dossier, find, hear, receive
from tests.unit.review.test_list_passed import at_district, pass_all, person
from tests.unit.review.test_rehearsing import run, told, with_books, won_before
from tests.unit.review.test_supplements import WORDS, days_pass


def supplemented(desk: Desk, case: str, place: str, **changed: Any) -> None:
    """Returned by the province, long after the district passed it with its list."""
    days_pass(desk, 1)
    receive(desk, SECRETARY, case)
    seen, items = find(desk, case).version, [FixItem(part=place, words=WORDS)]
    act(
        desk, SECRETARY,
        lambda work: actions_returns.return_for_supplement(
            desk, work, case, seen=seen, reason="Chưa khớp giấy tờ.", items=items, due_on=None
        ),
    )  # fmt: skip
    event = Resubmitted(
        case=case, dossier=dossier(**{"nominee": person(2)} | changed), version=2, sent_at=desk.clock.now(),
        changed=(place,), answers=(), evaluations=(),
    )  # fmt: skip
    hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted")


def looks_back_nine_years(book: Rulebook) -> Rulebook:
    anew = ("repeated_years", "winner_percent")
    rules = tuple(one for one in book.rules if one.rule != "M07" or one.name not in anew)
    given: dict[str, Any] = {"rule": "M07", "unit": "–", "basis": "dự thảo", "mark": Mark.DESIGN}
    more = (Parameter(name="repeated_years", value=9, **given), Parameter(name="winner_percent", value=9, **given))
    return dataclasses.replace(book, rules=(*rules, *more))


def of_winners(found: list[Rehearsed]) -> list[Rehearsed]:
    return [one for one in found if one.rule == "M07"]


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ("award", {"award": "title_fighter_tld"}),
        ("year", {"year": 2025}),
        ("nominee.full_name", {"nominee": person(9)}),
    ],
)
def test_the_list_is_found_again_after_a_supplement(desk: Desk, place: str, changed: dict[str, Any]) -> None:
    wanted = at_district(desk, person(1), person(2))
    pass_all(desk, wanted)

    with won_before(desk, wanted[1].case, 2018):
        supplemented(desk, wanted[1].case, place, **changed)
        found = of_winners(run(desk, with_books(desk, looks_back_nine_years)))
    assert told(found) == [(one.case, "M07", "none", "warn") for one in wanted]


def test_who_joined_the_list_by_a_supplement_was_not_on_it_before(desk: Desk) -> None:
    listed = at_district(desk, person(1), person(3))
    (other,) = at_district(desk, person(2), year=2025)
    pass_all(desk, [other])
    pass_all(desk, listed)
    supplemented(desk, other.case, "year")

    with won_before(desk, listed[0].case, 2018):
        found = of_winners(run(desk, with_books(desk, looks_back_nine_years)))
    assert told(found) == [(one.case, "M07", "none", "warn") for one in listed]
