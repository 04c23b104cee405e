"""The closed list of places, and two dossiers side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.events.codec import from_plain, to_plain
from shared.events.dossier import Dossier, Minutes
from shared.events.place_names import NAMES, name_of
from shared.events.places import COMPUTED, FROZEN, NAMEABLE, PLACES, changed_places, covers, value_at, with_value
from shared.events.supplement import Change, compare, find_item
from shared.events.terms import PaperKind
from shared.words import Words
from tests.unit.review.cases import SOUND_MINUTES, SOUND_PAPERS, dossier, papers


def test_every_part_of_a_dossier_lies_in_a_place_and_every_place_has_a_name() -> None:
    """A new field of the dossier is a place at once, and needs a name."""
    assert {place.split(".")[0] for place in PLACES} == set(to_plain(dossier()))
    assert {f"papers.{kind.value}" for kind in PaperKind} <= set(PLACES)
    assert set(NAMES) == {*PLACES, *NAMEABLE}


def test_what_nobody_states_cannot_be_named() -> None:
    """Nor can all papers at once: a return says which."""
    assert set(PLACES) >= COMPUTED
    assert not (COMPUTED | FROZEN) & set(NAMEABLE)
    assert {"minutes", "minutes.yes", "nominee.birth", "papers.minutes"} <= set(NAMEABLE)
    assert "papers" not in NAMEABLE


@pytest.mark.parametrize(
    ("part", "place", "is_covered"),
    [
        ("minutes", "minutes.yes", True), ("minutes.yes", "minutes.yes", True), ("minutes.yes", "minutes", False),
        ("minutes", "papers.minutes", False), ("achieved", "achieved_from", False),
    ],
)  # fmt: skip
def test_a_group_covers_its_fields_and_nothing_that_only_sounds_like_it(
    part: str, place: str, is_covered: bool
) -> None:
    assert covers(part, place) is is_covered


def test_a_part_that_was_left_out_differs_field_by_field() -> None:
    """Nothing is nothing: an absent group and a group of absent facts are the same."""
    none = to_plain(dossier(minutes=None))

    assert changed_places(none, to_plain(dossier(minutes=Minutes()))) == ()
    assert changed_places(none, to_plain(dossier(minutes=Minutes(yes=8)))) == ("minutes.yes",)


def test_papers_differ_by_content_and_not_by_how_often_they_were_sent() -> None:
    before = to_plain(dossier())
    again = replace(papers(PaperKind.MINUTES)[0], id="paper-again")
    other = replace(again, sha256="1" * 64)

    assert changed_places(before, to_plain(dossier(papers=(*SOUND_PAPERS, again)))) == ()
    assert changed_places(before, to_plain(dossier(papers=(*SOUND_PAPERS, other)))) == ("papers.minutes",)


def test_a_value_put_back_undoes_the_difference_at_every_place() -> None:
    """What was sent can be restored place by place, and stays a dossier."""
    sent = to_plain(dossier(discipline_ended_on=date(2025, 1, 1)))
    now = to_plain(
        Dossier(
            award="x", award_type=dossier().award_type, year=2025, achievement="y",
            nominee=replace(dossier().nominee, key="k", full_name="Trần Văn Đức", birth=None, is_direct_worker=None),
        )
    )  # fmt: skip
    differing = changed_places(sent, now)
    for place in differing:
        now = with_value(now, place, value_at(sent, place))

    assert {"year", "nominee.birth", "minutes.yes", "papers.minutes", "discipline_ended_on"} <= set(differing)
    assert changed_places(sent, now) == ()
    in_order = tuple(sorted(SOUND_PAPERS, key=lambda paper: paper.id))
    assert from_plain(Dossier, now) == dossier(discipline_ended_on=date(2025, 1, 1), papers=in_order)


def test_a_comparison_shows_both_sides_and_the_item_each_change_answers() -> None:
    """What follows from something else answers no item."""
    before = to_plain(dossier())
    after = to_plain(dossier(minutes=replace(SOUND_MINUTES, yes=7), figures=None))

    assert compare(before, after, ["papers.minutes", "minutes"]) == (
        Change(at="minutes.yes", name=Words("Số phiếu đồng ý", "Yes votes"), before=8, after=7, item="minutes"),
        *(
            Change(at=f"figures.{name}", name=name_of(f"figures.{name}"), before=3, after=None, item=None)
            for name in ("rows_in_letter", "rows_in_list", "reports_attached")
        ),
    )
    assert find_item(["papers.minutes"], "minutes.yes") is None
