"""M06, M07, M10, M11, P02 and P10–P14 as pure functions: what holds, what fails, what nobody can know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.rules import list_shape, outlook
from services.review.rules import provincial_order as order
from services.review.rules.outlook import Person, standings
from services.review.rules.provincial_order import Consulted, Contender
from shared.events.codec import to_plain
from shared.policy.marks import Mark
from shared.policy.periods import Period
from shared.policy.targets import Comparator, Denominator, Numerator, Target, TargetUnit
from shared.verdicts import Consequence, Rule, Verdict, replay
from shared.words import Words

DAY = date(2026, 8, 3)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
HOLDS, FAILS, UNKNOWN = Verdict.HOLDS, Verdict.FAILS, Verdict.UNKNOWN

SHARE: dict[str, Any] = {"individuals": 25, "direct": 3, "unstated": 0, "least_percent": 15}
PATTERN: dict[str, Any] = {
    "individuals": 20, "leaders": 6, "unstated": 0, "winners": 4, "most_leader_percent": 30, "most_winner_percent": 20,
}  # fmt: skip
WORK: dict[str, Any] = {"is_work": True, "registered_on": DAY, "phase_ends_on": DAY}
ASKED = Consulted(body="BHXH", asked_on=date(2026, 7, 20), last_day=DAY)
ANSWERED = Consulted(body="Thuế", asked_on=date(2026, 7, 20), last_day=DAY, answered_on=date(2026, 7, 22))
CONSULTED: dict[str, Any] = {"must_ask": ("BHXH", "Thuế"), "consulted": (ASKED, ANSWERED), "today": date(2026, 8, 4)}
BONUS: dict[str, Any] = {
    "listed": 3_800_000, "hundredths": 150, "base_salary": 2_530_000, "rounding_step": 10_000
}
AGE: dict[str, Any] = {"achieved_to": date(2026, 2, 3), "submitted_on": date(2026, 8, 3), "months": 6}
FLAGS: dict[str, Any] = {"proposed": 2, "qualified": 10, "percent": 20}
FIRST = Contender(case="a", yes=9, is_preferred=None)
WOMAN = Contender(case="b", yes=8, is_preferred=True)
MAN = Contender(case="c", yes=8, is_preferred=False)
TIE: dict[str, Any] = {"places": 2, "passed": (FIRST, WOMAN, MAN)}

CASES: list[tuple[Rule, dict[str, Any], Verdict, Consequence]] = [
    (list_shape.direct_workers_have_their_share, SHARE, FAILS, Consequence.WARN),
    (list_shape.direct_workers_have_their_share, SHARE | {"direct": 4}, HOLDS, Consequence.NONE),
    (list_shape.direct_workers_have_their_share, SHARE | {"unstated": 1}, UNKNOWN, Consequence.WARN),
    (list_shape.direct_workers_have_their_share, SHARE | {"least_percent": None}, HOLDS, Consequence.NONE),
    (list_shape.direct_workers_have_their_share, SHARE | {"individuals": 0}, HOLDS, Consequence.NONE),
    (list_shape.list_is_not_for_the_few, PATTERN, HOLDS, Consequence.NONE),
    (list_shape.list_is_not_for_the_few, PATTERN | {"leaders": 7}, FAILS, Consequence.WARN),
    (list_shape.list_is_not_for_the_few, PATTERN | {"winners": 5}, FAILS, Consequence.WARN),
    (list_shape.list_is_not_for_the_few, PATTERN | {"unstated": 1}, UNKNOWN, Consequence.WARN),
    (list_shape.list_is_not_for_the_few,
     PATTERN | {"leaders": 20, "winners": 20, "most_leader_percent": None, "most_winner_percent": None},
     HOLDS, Consequence.NONE),
    (list_shape.work_was_registered_in_time, WORK, HOLDS, Consequence.NONE),
    (list_shape.work_was_registered_in_time, WORK | {"phase_ends_on": date(2026, 8, 2)}, FAILS, Consequence.WARN),
    (list_shape.work_was_registered_in_time, WORK | {"phase_ends_on": None}, UNKNOWN, Consequence.WARN),
    (list_shape.work_was_registered_in_time, WORK | {"is_work": False, "phase_ends_on": None}, HOLDS, Consequence.NONE),
    (list_shape.area_officer_was_heard, {"has_officer": True, "comments": 0}, FAILS, Consequence.WARN),
    (list_shape.area_officer_was_heard, {"has_officer": True, "comments": 1}, HOLDS, Consequence.NONE),
    (list_shape.area_officer_was_heard, {"has_officer": False, "comments": 0}, HOLDS, Consequence.NONE),
    (order.consultation_is_over, CONSULTED, HOLDS, Consequence.NONE),
    (order.consultation_is_over, CONSULTED | {"today": DAY}, FAILS, Consequence.HOLD),
    (order.consultation_is_over, CONSULTED | {"must_ask": ("Công an",)}, FAILS, Consequence.HOLD),
    (order.consultation_is_over, CONSULTED | {"must_ask": (), "consulted": ()}, HOLDS, Consequence.NONE),
    (order.bonus_follows_the_rule, BONUS, HOLDS, Consequence.NONE),
    (order.bonus_follows_the_rule, BONUS | {"listed": 3_795_000}, FAILS, Consequence.WARN),
    (order.bonus_follows_the_rule, BONUS | {"listed": 2_030_000, "hundredths": 80}, HOLDS, Consequence.NONE),
    (order.bonus_follows_the_rule, BONUS | {"listed": None, "hundredths": None}, UNKNOWN, Consequence.WARN),
    (order.bonus_follows_the_rule, BONUS | {"hundredths": None}, FAILS, Consequence.WARN),
    (order.bonus_follows_the_rule, BONUS | {"base_salary": None}, UNKNOWN, Consequence.WARN),
    (order.achievement_is_recent, AGE, HOLDS, Consequence.NONE),
    (order.achievement_is_recent, AGE | {"achieved_to": date(2026, 2, 2)}, FAILS, Consequence.BLOCK),
    (order.achievement_is_recent, AGE | {"achieved_to": None}, UNKNOWN, Consequence.RETURN),
    (order.achievement_is_recent, AGE | {"submitted_on": date(2026, 8, 4)}, FAILS, Consequence.BLOCK),
    (order.achievement_is_recent, AGE | {"achieved_to": date(2099, 1, 1), "is_to_come": True}, UNKNOWN,
     Consequence.RETURN),
    # As it was answered before anybody asked: kept answers are given again.
    (order.achievement_is_recent, AGE | {"achieved_to": date(2099, 1, 1)}, HOLDS, Consequence.NONE),
    (order.achievement_is_recent, AGE | {"months": 7, "achieved_to": date(2026, 1, 3)}, HOLDS, Consequence.NONE),
    (order.flags_stay_within_share, FLAGS, HOLDS, Consequence.NONE),
    (order.flags_stay_within_share, FLAGS | {"proposed": 3}, FAILS, Consequence.BLOCK),
    (order.flags_stay_within_share, FLAGS | {"qualified": 9}, FAILS, Consequence.BLOCK),
    (order.flags_stay_within_share, FLAGS | {"qualified": None}, UNKNOWN, Consequence.RETURN),
    (order.tie_is_shown, TIE, FAILS, Consequence.WARN),
    (order.tie_is_shown, TIE | {"places": 3}, HOLDS, Consequence.NONE),
    (order.tie_is_shown, TIE | {"places": None}, HOLDS, Consequence.NONE),
    (order.tie_is_shown, TIE | {"places": 1}, HOLDS, Consequence.NONE),
    (order.targets_are_counted_again, {"standings": ()}, HOLDS, Consequence.NONE),
]  # fmt: skip


@pytest.mark.parametrize(("check", "facts", "verdict", "follows"), CASES)
def test_rule_says(check: Rule, facts: dict[str, Any], verdict: Verdict, follows: Consequence) -> None:
    said = check(**facts)

    assert (said.verdict, said.consequence) == (verdict, follows)
    assert said.words.vi != said.words.en
    assert said.facts == to_plain(facts)
    assert replay(check, said) == said


def test_tie_names_who_is_preferred_and_decides_nothing() -> None:
    said = order.tie_is_shown(**TIE)

    assert said.words.vi == (
        "2 trường hợp cùng 8 phiếu ở mức cuối; được ưu tiên: b; chưa rõ: 0. Hội đồng quyết định."
    )


# --- Targets


def target(numerator: Numerator, *, value: int, percent: bool = False, award: str | None = None) -> Target:
    return Target(
        id="t", name=Words("Lao động trực tiếp", "Direct workers"), numerator=numerator,
        denominator=Denominator.PERSONS_AWARDED if percent else None, comparator=Comparator.AT_LEAST,
        worded="ít nhất", value=value, unit=TargetUnit.PERCENT if percent else TargetUnit.COUNT, award=award,
        source="mục 2", quote="Ít nhất 15%", mark=Mark.PLAN,
    )  # fmt: skip


DIRECT = target(Numerator.DIRECT_WORKERS_AWARDED, value=15, percent=True)


def persons(direct: int, leading: int, unstated: int = 0, start: int = 0) -> list[Person]:
    made = [(True, False)] * direct + [(False, True)] * leading + [(None, None)] * unstated
    return [
        Person(key=f"k{start + number}", award="x", is_direct_worker=is_direct, is_leader=is_leader)
        for number, (is_direct, is_leader) in enumerate(made)
    ]


def test_list_of_twelve_percent_pulls_the_share_below_fifteen() -> None:
    """Golden scenario 3 as arithmetic: 5 of 30 so far (16.6 %), 3 of 25 on the list (12 %) make 8 of 55 (14.5 %)."""
    (one,) = standings([DIRECT], YEAR, persons(5, 25), persons(3, 22, start=30))

    assert (one.now.count, one.now.of, one.then.count, one.then.of, one.is_reached) == (5, 30, 8, 55, False)
    days = "01/01/2026–31/12/2026"
    assert outlook.said_of(one).vi == f"Lao động trực tiếp, {days}: 16,6 % → 14,5 % / ít nhất 15 % (chưa đạt)"
    said = order.targets_are_counted_again(standings=(one,))
    assert (said.verdict, said.consequence) == (FAILS, Consequence.NONE)


def test_nobody_of_unstated_status_is_counted_for_or_against() -> None:
    (one,) = standings([DIRECT], YEAR, [], persons(3, 16, unstated=1))

    assert (one.is_reached, one.then.unstated) == (None, 1)
    assert "chưa tính được: 1 người chưa rõ chức vụ" in outlook.said_of(one).vi


def test_target_that_no_award_moves_is_left_to_others() -> None:
    assert standings([target(Numerator.INITIATIVES_RECOGNISED, value=5000)], YEAR, [], persons(1, 0)) == ()


def test_count_of_one_award_counts_distinct_persons() -> None:
    given = [Person(key="a", award="creative_labour_diploma", is_direct_worker=True, is_leader=False)]
    listed = [*given, Person(key="b", award="creative_labour_diploma", is_direct_worker=True, is_leader=False),
              Person(key="c", award="other", is_direct_worker=True, is_leader=False)]  # fmt: skip
    wanted = target(Numerator.PERSONS_AWARDED, value=3, award="creative_labour_diploma")
    (one,) = standings([wanted], YEAR, given, listed)

    assert (one.now.count, one.then.count, one.is_reached) == (1, 2, False)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_share_is_never_shown_as_reached_below_its_mark(direct: int, leading: int, unstated: int) -> None:
    (one,) = standings(
        [DIRECT], YEAR, [], persons(direct, leading, unstated)
    )
    total = direct + leading + unstated

    if unstated or not total:
        assert one.is_reached is None
    else:
        assert one.is_reached == (direct * 100 >= 15 * total)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 100))
def test_direct_share_is_unknown_exactly_while_it_could_turn(
    individuals: int, direct: int, unstated: int, percent: int
) -> None:
    direct, unstated = min(direct, individuals), min(unstated, individuals - min(direct, individuals))
    said = list_shape.direct_workers_have_their_share(
        individuals=individuals, direct=direct, unstated=unstated, least_percent=percent
    )
    outcomes = {(direct + more) * 100 >= percent * individuals for more in range(unstated + 1)}

    assert said.verdict is (UNKNOWN if len(outcomes) == 2 else HOLDS if True in outcomes else FAILS)
