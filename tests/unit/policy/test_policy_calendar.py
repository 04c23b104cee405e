"""Working days, base salaries and bonuses, against known days and amounts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events.terms import SubjectKind
from shared.policy import (
    BonusUnknown,
    CalendarMissing,
    PolicySet,
    SalaryMissing,
    bonus,
    find_bonus,
    load_policy_set,
)

SOME_DAY = st.dates(date(2023, 6, 1), date(2027, 6, 1))
CALENDAR = load_policy_set().calendar


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21),  # a Saturday
        date(2026, 11, 22),  # a Sunday
        date(2017, 5, 2),  # in lieu of 30 April on a Sunday
        date(2018, 12, 31),  # given off, worked in on 5 January of the next year
        date(2022, 5, 3),  # in lieu of 1 May on a Sunday
        date(2024, 2, 14),  # the last day of Tết
        date(2024, 4, 29),  # given off, worked in on 4 May
        date(2026, 4, 27),  # in lieu of Hùng Kings' Day on a Sunday
        date(2026, 9, 1),
    ],
)
def test_days_off(day: date) -> None:
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    "day", [date(2019, 1, 5), date(2024, 2, 15), date(2024, 5, 4), date(2026, 8, 22), date(2026, 12, 14)]
)
def test_days_worked(day: date) -> None:
    assert CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 12, 1), 10, date(2026, 12, 15)),
        (date(2024, 4, 26), 1, date(2024, 5, 2)),  # over the swap and two holidays
        (date(2024, 5, 3), 1, date(2024, 5, 4)),  # a Saturday worked in
        (date(2026, 12, 15), -1, date(2026, 12, 14)),
        (date(2026, 12, 13), 0, date(2026, 12, 13)),
    ],
)
def test_adding_working_days(day: date, count: int, expected: date) -> None:
    assert CALENDAR.add_working_days(day, count) == expected


@given(day=SOME_DAY, count=st.integers(0, 60))
def test_counting_undoes_adding(day: date, count: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(day=SOME_DAY, days=st.integers(0, 120))
def test_counting_backwards_is_the_negative(day: date, days: int) -> None:
    later = day + timedelta(days=days)

    assert CALENDAR.working_days_between(later, day) == -CALENDAR.working_days_between(day, later)


@pytest.mark.parametrize("day", [date(2016, 12, 30), date(2028, 1, 3)])
def test_a_year_without_data_is_refused(day: date) -> None:
    with pytest.raises(CalendarMissing) as refused:
        CALENDAR.is_working_day(day)

    assert refused.value.code == "policy.calendar_missing"
    assert str(day.year) in refused.value.said.vi


def test_a_count_that_runs_into_a_year_without_data_is_refused() -> None:
    with pytest.raises(CalendarMissing):
        CALENDAR.add_working_days(date(2027, 12, 31), 1)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2017, 6, 30), 1_210_000),
        (date(2017, 7, 1), 1_300_000),
        (date(2019, 6, 30), 1_390_000),
        (date(2023, 6, 30), 1_490_000),
        (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_base_salary(policy_set: PolicySet, day: date, amount: int) -> None:
    assert policy_set.salaries.on(day) == amount


def test_base_salary_before_the_first_entry_is_refused(policy_set: PolicySet) -> None:
    with pytest.raises(SalaryMissing) as refused:
        policy_set.salaries.on(date(2016, 4, 30))

    assert refused.value.code == "policy.salary_missing"


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("title_advanced_worker", SubjectKind.INDIVIDUAL, 760_000),  # 0.3
        ("title_adv_collective", SubjectKind.COLLECTIVE, 2_030_000),  # 0.8
        ("merit_cert_province", SubjectKind.INDIVIDUAL, 3_800_000),  # 1.5
        ("merit_cert_province", SubjectKind.COLLECTIVE, 7_590_000),  # twice 1.5
        ("title_exc_collective", SubjectKind.COLLECTIVE, 3_800_000),  # 1.5
        ("title_fighter_base", SubjectKind.INDIVIDUAL, 2_530_000),  # 1.0
        ("title_fighter_province", SubjectKind.INDIVIDUAL, 7_590_000),  # 3.0
        ("title_fighter_national", SubjectKind.INDIVIDUAL, 11_390_000),  # 4.5
        ("merit_cert_pm", SubjectKind.INDIVIDUAL, 8_860_000),  # 3.5
        ("flag_province", SubjectKind.COLLECTIVE, 20_240_000),  # 8.0
        ("flag_government", SubjectKind.COLLECTIVE, 30_360_000),  # 12.0
        ("commendation_certificate", SubjectKind.HOUSEHOLD, 1_140_000),  # 1.5 times 0.3
    ],
)
def test_bonus(policy_set: PolicySet, code: str, kind: SubjectKind, expected: int) -> None:
    award = policy_set.rulebooks["law2022_nd152"].award(code)

    assert bonus(award, kind, date(2026, 7, 1), policy_set.salaries) == expected


def test_bonus_goes_by_the_salary_of_the_decision_day(policy_set: PolicySet) -> None:
    award = policy_set.rulebooks["law2022_nd152"].award("title_advanced_worker")

    assert bonus(award, SubjectKind.INDIVIDUAL, date(2026, 6, 30), policy_set.salaries) == 710_000


@pytest.mark.parametrize(
    ("code", "kind"),
    [("merit_cert_federation", SubjectKind.INDIVIDUAL), ("title_fighter_base", SubjectKind.COLLECTIVE),
     ("plaque_work", SubjectKind.WORK)],
)  # fmt: skip
def test_no_bonus_is_invented(policy_set: PolicySet, code: str, kind: SubjectKind) -> None:
    award = policy_set.rulebooks["law2022_nd152"].award(code)

    assert find_bonus(award, kind, date(2026, 7, 1), policy_set.salaries) is None
    with pytest.raises(BonusUnknown) as refused:
        bonus(award, kind, date(2026, 7, 1), policy_set.salaries)

    assert refused.value.code == "policy.no_bonus"
