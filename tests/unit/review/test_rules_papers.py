"""G16, G17, G19 and M04: three verdicts each, and what follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.review.rules import grassroots, intermediate
from services.review.rules.facts import Papers
from shared.events.dossier import ListFigures, Minutes
from shared.events.terms import AwardType, PaperKind
from shared.verdicts import Consequence, Verdict, replay
from tests.unit.review.cases import SOUND_FIGURES, SOUND_MINUTES, SOUND_PAPERS

REQUIRED = tuple(paper.kind for paper in SOUND_PAPERS)


def minutes(**changed: Any) -> Minutes:
    given: dict[str, Any] = {
        "held_on": date(2026, 7, 20), "members": 9, "present": 8, "yes": 7, "no": 1, "is_signed": True,
    }  # fmt: skip
    return Minutes(**(given | changed))


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (minutes(), Verdict.HOLDS),
        (minutes(is_signed=False), Verdict.FAILS),
        (minutes(present=10), Verdict.FAILS),
        (minutes(yes=8, no=1), Verdict.FAILS),
        (minutes(yes=-1), Verdict.FAILS),
        (minutes(yes=None), Verdict.UNKNOWN),
        (minutes(held_on=None), Verdict.UNKNOWN),
        (minutes(is_signed=None), Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_minutes_are_sound_when_signed_and_consistent(said: Minutes | None, verdict: Verdict) -> None:
    """What is missing is unknown, what contradicts itself fails; both send the dossier back."""
    asked = grassroots.minutes_are_sound(asks_minutes=True, is_attached=True, minutes=said)

    assert asked.verdict is verdict
    assert asked.consequence is (Consequence.NONE if verdict is Verdict.HOLDS else Consequence.RETURN)


def test_minutes_not_attached_are_unknown() -> None:
    """Figures without the paper prove nothing."""
    asked = grassroots.minutes_are_sound(asks_minutes=True, is_attached=False, minutes=minutes())

    assert asked.verdict is Verdict.UNKNOWN


def test_minutes_are_not_asked_in_the_simplified_procedure() -> None:
    """The short dossier is letter and summary only."""
    asked = grassroots.minutes_are_sound(asks_minutes=False, is_attached=False, minutes=None)

    assert asked.verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("attached", "unreadable", "verdict"),
    [
        (REQUIRED, (), Verdict.HOLDS),
        (REQUIRED[:-1], (), Verdict.UNKNOWN),
        (REQUIRED, (PaperKind.MINUTES,), Verdict.FAILS),
    ],
)
def test_papers_are_there_when_complete_and_readable(
    attached: tuple[PaperKind, ...], unreadable: tuple[PaperKind, ...], verdict: Verdict
) -> None:
    """A missing paper is asked for, an unreadable one is a fault; both go back."""
    asked = grassroots.papers_are_there(required=REQUIRED, attached=attached, unreadable=unreadable)

    assert asked.verdict is verdict


def test_a_missing_paper_is_named() -> None:
    """The unit reads which paper is missing."""
    asked = grassroots.papers_are_there(required=REQUIRED, attached=REQUIRED[:-1], unreadable=())

    assert asked.words.vi == "Thiếu biên bản họp."


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        (SOUND_FIGURES, Verdict.HOLDS),
        (ListFigures(rows_in_letter=3, rows_in_list=2, reports_attached=3), Verdict.FAILS),
        (ListFigures(rows_in_letter=3, rows_in_list=3, reports_attached=3, names_differ=("x",)), Verdict.FAILS),
        (ListFigures(rows_in_letter=3, rows_in_list=3), Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_documents_match_when_counts_and_names_agree(figures: ListFigures | None, verdict: Verdict) -> None:
    """Letter, list and reports say the same."""
    assert grassroots.documents_match(asks_list=True, figures=figures).verdict is verdict


SECOND_SIGHT: dict[str, Any] = {
    "required": REQUIRED, "attached": REQUIRED, "unreadable": (), "minutes": SOUND_MINUTES, "figures": SOUND_FIGURES,
}  # fmt: skip


def dossier_facts(**changed: Any) -> Papers:
    procedure: dict[str, Any] = {"is_simplified": False, "award_type": AwardType.MERIT, "permitted": ()}
    return Papers(**(SECOND_SIGHT | procedure | changed))


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (dossier_facts(), Verdict.HOLDS),
        (dossier_facts(figures=None), Verdict.UNKNOWN),
        (dossier_facts(figures=None, minutes=minutes(is_signed=False)), Verdict.FAILS),
        (dossier_facts(unreadable=(PaperKind.MINUTES,)), Verdict.FAILS),
        (dossier_facts(is_simplified=True), Verdict.FAILS),
        (dossier_facts(is_simplified=True, permitted=(AwardType.SUDDEN,)), Verdict.FAILS),
        (dossier_facts(is_simplified=True, permitted=(AwardType.MERIT,)), Verdict.HOLDS),
    ],
)
def test_second_sight_finds_what_the_grassroots_missed(facts: Papers, verdict: Verdict) -> None:
    """M04 takes the gravest of the four findings."""
    (asked,) = intermediate.on_dossier(facts)

    assert (asked.rule, asked.verdict) == ("M04", verdict)


def test_stored_facts_give_the_stored_result() -> None:
    """An evaluation can be asked again from its own record (D9)."""
    for asked in (*grassroots.on_dossier(dossier_facts()), *intermediate.on_dossier(dossier_facts(figures=None))):
        checked = {
            "G16": grassroots.minutes_are_sound, "G17": grassroots.papers_are_there,
            "G19": grassroots.documents_match, "M04": intermediate.dossier_is_complete,
        }[asked.rule]  # fmt: skip

        assert replay(checked, asked) == asked


def test_what_was_found_before_the_procedure_was_asked_is_found_again() -> None:
    """Second sight of before 11/2026 was told nothing of the procedure: asked again, it says what it said."""
    (now,) = intermediate.on_dossier(dossier_facts(is_simplified=True))
    stored = intermediate.dossier_is_complete(**SECOND_SIGHT)

    assert (stored.verdict, replay(intermediate.dossier_is_complete, stored)) == (Verdict.HOLDS, stored)
    assert now.verdict is Verdict.FAILS
