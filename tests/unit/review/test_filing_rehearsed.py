"""A draft that makes a state award with a day of filing of what was decided here: asked, not only named."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from shared.desk import Desk
from shared.events.dossier import PriorTitle
from shared.policy.awards import Award, Level, Line, PriorTitles
from shared.policy.marks import Mark
from shared.policy.rulebook_items import DueDay
from shared.policy.rulebooks import Rulebook
from tests.unit.review.cases import HEAD, SECRETARY, dossier, hear_area, open_case, pass_on, receive
from tests.unit.review.test_rehearsing import CERTIFICATE, WORDS, run, with_books

GIVEN: dict[str, Any] = {"basis": "dự thảo, Điều 1", "mark": Mark.DESIGN}
DAY = DueDay(id="files", words=WORDS, month=12, day=31, award=CERTIFICATE, **GIVEN)


def as_state_award(book: Rulebook) -> Rulebook:
    """Files by 31/12 of the year of the last title of base fighter."""
    titles = PriorTitles(code="title_fighter_base", count=1, is_consecutive=False, ends_year_before=False, **GIVEN)

    def changed(one: Award) -> Award:
        criteria = dataclasses.replace(one.criteria, prior_titles=titles)
        return dataclasses.replace(one, line=Line.STATE, decided_at=Level.STATE, criteria=criteria)

    awards = tuple(changed(one) if one.code == CERTIFICATE else one for one in book.awards)
    return dataclasses.replace(book, awards=awards, due_days=(*book.due_days, DAY))


@pytest.mark.parametrize(("year", "follows"), [(2026, "none"), (2025, "warn"), (None, "warn")])
def test_what_only_the_draft_files_with_the_state_is_held_to_its_day(
    desk: Desk, year: int | None, follows: str
) -> None:
    held = () if year is None else (PriorTitle(award="title_fighter_base", year=year, in_register=True),)
    open_case(desk, dossier=dossier(prior_titles=held))
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    hear_area(desk)
    pass_on(desk, SECRETARY)
    found = [one for one in run(desk, with_books(desk, as_state_award)) if one.rule == "M03"]

    asked = [(one.was, one.now.consequence if one.now else None) for one in found if one.action == "pass_stage"]
    assert asked == [(None, follows)]
    assert {one.obstacle for one in found} == {None}
