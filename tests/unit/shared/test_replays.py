"""Asking a rule again from what was kept."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.replays import Again, Replay, ask_again, rules_of
from shared.verdicts import Consequence, Evaluation, Finding, Verdict, carry_over, fails, holds, rule
from shared.web.instants import moment
from shared.words import Words


@rule("T01", stage="test", vi="Đủ phiếu", en="Votes suffice", basis="Art 1", if_fails=Consequence.BLOCK)
def votes_suffice(*, yes: int, needed: int) -> Finding:
    return holds("Đủ.", "Enough.") if yes >= needed else fails("Thiếu.", "Too few.")


@rule("T01", stage="test", vi="Đủ phiếu", en="Votes suffice", basis="Art 1", if_fails=Consequence.BLOCK)
def more_votes_suffice(*, yes: int, needed: int) -> Finding:
    return holds("Đủ.", "Enough.") if yes > needed else fails("Thiếu.", "Too few.")


@rule("T01", stage="test", vi="Đủ phiếu", en="Votes suffice", basis="Art 1", if_fails=Consequence.BLOCK)
def ballots_suffice(*, ballots: int) -> Finding:
    return holds("Đủ.", "Enough.")


@rule(
    "T01", stage="test", vi="Đủ phiếu", en="Votes suffice", basis="Điều 1", once_cited=("Art 1",),
    if_fails=Consequence.BLOCK,
)  # fmt: skip
def votes_suffice_in_other_words(*, yes: int, needed: int) -> Finding:
    if yes >= needed:
        return holds("Đủ phiếu.", "Votes suffice.").said_once_as("Đủ.", "Enough.")
    return fails("Còn thiếu phiếu.", "Votes are missing.").said_once_as("Thiếu.", "Too few.")


def test_the_same_rule_gives_the_same_answer() -> None:
    kept = votes_suffice(yes=8, needed=9)

    assert kept.verdict is Verdict.FAILS
    assert ask_again({"T01": votes_suffice}, kept).again is Again.IDENTICAL


def test_the_consequence_a_plan_set_is_kept() -> None:
    kept = votes_suffice(consequence=Consequence.WARN, yes=8, needed=9)

    assert ask_again({"T01": votes_suffice}, kept).now == kept


def test_a_rule_that_changed_is_said_to_differ_and_how() -> None:
    found = ask_again({"T01": more_votes_suffice}, votes_suffice(yes=9, needed=9))

    assert found.again is Again.DIFFERS
    assert found.now is not None
    assert found.now.verdict is Verdict.FAILS


@pytest.mark.parametrize("yes", [8, 9])
def test_a_rule_that_is_put_into_other_words_gives_the_same_answer_in_the_words_of_then(yes: int) -> None:
    kept, today = votes_suffice(yes=yes, needed=9), votes_suffice_in_other_words(yes=yes, needed=9)

    assert (today.words, today.basis) != (kept.words, kept.basis)
    assert ask_again({"T01": votes_suffice_in_other_words}, kept) == Replay(Again.IDENTICAL, kept)
    assert ask_again({"T01": votes_suffice_in_other_words}, today) == Replay(Again.IDENTICAL, today)


@pytest.mark.parametrize(
    "altered",
    [{"words": Words("Đủ.", "Enough.")}, {"words": Words("Thiếu", "Too few")}, {"basis": "Art 2"}, {"basis": ""}],
)
def test_words_the_rule_never_used_for_this_finding_differ(altered: dict[str, Any]) -> None:
    """“Enough” is what it once said of the opposite: words stand for their own finding only."""
    kept = dataclasses.replace(votes_suffice(yes=8, needed=9), **altered)

    assert ask_again({"T01": votes_suffice_in_other_words}, kept).again is Again.DIFFERS


@pytest.mark.parametrize("facts", [{"yes": 9, "needed": 8}, {"yes": 9, "needed": 9.5}, {"yes": 9}, {}])
def test_altered_facts_are_found_out_or_change_nothing(facts: dict[str, object]) -> None:
    """Facts that give the very same evaluation are only those that were kept."""
    kept = votes_suffice(yes=8, needed=9)
    altered = dataclasses.replace(kept, facts=facts)

    assert ask_again({"T01": votes_suffice}, altered).again is Again.DIFFERS


def test_a_rule_that_takes_other_facts_today_differs() -> None:
    found = ask_again({"T01": ballots_suffice}, votes_suffice(yes=8, needed=9))

    assert (found.again, found.now) == (Again.DIFFERS, None)


def test_a_rule_that_is_gone_is_said_to_be_gone() -> None:
    kept: Evaluation = votes_suffice(yes=8, needed=9)

    assert ask_again({}, kept).again is Again.RULE_GONE


def test_the_rules_of_a_room_are_found_by_id() -> None:
    rules = rules_of("services.review.rules", "shared.cross_rules")

    assert {"G16", "M01", "P04", "P09", "X05"} <= rules.keys()
    assert all(found.id == rule_id for rule_id, found in rules.items())


def test_two_rules_of_one_id_in_one_room_are_refused() -> None:
    """G17 is asked by nomination and again by review's grassroots committee; no service may hold both."""
    with pytest.raises(ValueError, match="G17"):
        rules_of("services.review.rules", "services.nomination.rules")


def test_a_day_lasts_until_its_end_in_viet_nam() -> None:
    assert moment("2026-08-03").isoformat() == "2026-08-03T16:59:59.999999+00:00"
    assert moment("2026-08-03T09:00:00+07:00").isoformat() == "2026-08-03T02:00:00+00:00"


@pytest.mark.parametrize("given", ["", "hôm qua", "2026-02-30", "2026-08-03T09:00:00", "03/08/2026"])
def test_a_moment_without_zone_or_meaning_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(given)


def test_an_answer_to_the_same_facts_is_carried_over_with_its_time() -> None:
    """Even where the rule was changed since: what was checked and is untouched stays checked."""
    first, later = datetime(2026, 8, 3, 2, tzinfo=UTC), datetime(2026, 8, 10, 2, tzinfo=UTC)
    given = votes_suffice(yes=9, needed=9)
    now = more_votes_suffice(yes=9, needed=9)
    carried = carry_over(now, (given, first))

    assert now.verdict is Verdict.FAILS
    assert carried == dataclasses.replace(given, since=first)
    assert carry_over(now, (carried, later)).since == first
    assert ask_again({"T01": votes_suffice}, carried) == Replay(Again.IDENTICAL, carried)


def test_an_answer_to_other_facts_is_new() -> None:
    now, first = votes_suffice(yes=9, needed=9), datetime(2026, 8, 3, 2, tzinfo=UTC)

    assert carry_over(now, (votes_suffice(yes=8, needed=9), first)) is now
    assert carry_over(now, None) is now
