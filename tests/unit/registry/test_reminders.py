"""Before it is too late: recoveries, complaints, reports of a plan, targets below pace – once each, whoever looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.actions_progress import receive_report
from services.registry.reminding_plans import UNIONS_AT_ONCE
from services.registry.rules.pace import MEASURED_AT, Pace, find_share_over, pace_of
from services.registry.rules.targets import Outcome, Reached
from services.registry.service import DEFINITION
from services.registry.sweep import is_anything_unsaid, say_of_plans, say_overdue
from shared.clock import SetClock
from shared.desk import Desk
from shared.events.envelope import Actor
from shared.events.launches import MovementLaunched, Settled, UnionRef
from shared.events.nomination import UnitClosed, UnitRegistered
from shared.events.terms import Block, MovementScope, Role, StageKind, UnitKind, Via
from shared.policy import load_policy_set
from shared.policy.periods import Period
from shared.policy.reminders import find_report_reminder
from shared.policy.targets import Denominator, Target, TargetUnit
from tests.support.desks import make_desk
from tests.support.logs import data_said
from tests.unit.audit.said import Speakers, hear
from tests.unit.registry.office import TODAY, Office, grievance
from tests.unit.registry.test_after import recovery_of

POLICIES = load_policy_set()
HUNG_YEN = POLICIES.plan("hung_yen_2026")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LAST_DAY = date(2026, 12, 14)  # “trước ngày 15/12/2026”


# --- when and who: pure


@pytest.mark.parametrize(
    ("left", "said"),
    [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)],
)  # fmt: skip
def test_a_report_is_reminded_of_thirty_seven_and_one_days_ahead(left: int, said: int | None) -> None:
    assert find_report_reminder(LAST_DAY, today=LAST_DAY - timedelta(days=left)) == said


@pytest.mark.parametrize(
    ("today", "percent"),
    [
        (date(2025, 12, 31), None), (date(2026, 1, 1), None), (date(2026, 4, 2), None), (date(2026, 4, 3), 25),
        (date(2026, 7, 2), 25), (date(2026, 7, 3), 50), (date(2026, 10, 2), 75), (date(2026, 12, 31), 75),
        (date(2027, 1, 1), None),
    ],
)  # fmt: skip
def test_pace_is_measured_at_quarters_of_the_period_and_never_outside_of_it(today: date, percent: int | None) -> None:
    """365 days: a quarter of them, 91.25, is over on the 93rd day."""
    assert find_share_over(YEAR, today) == percent


def target(**more: Any) -> Target:
    return replace(HUNG_YEN.targets[0], **more)


def reached(numerator: int, denominator: int | None = None, outcome: Outcome = Outcome.NOT_MET) -> Reached:
    return Reached(numerator=numerator, denominator=denominator, percent_tenths=None, outcome=outcome)


@pytest.mark.parametrize(
    ("got", "percent", "pace"),
    [(7, 50, Pace.BEHIND), (8, 50, Pace.KEPT), (3, 25, Pace.BEHIND), (4, 25, Pace.KEPT), (11, 75, Pace.BEHIND)],
)  # fmt: skip
def test_a_number_is_behind_when_less_of_it_is_reached_than_of_the_time_is_over(
    got: int, percent: int, pace: Pace
) -> None:
    assert pace_of(target(value=16), reached(got), percent=percent) is pace


def test_a_share_is_held_against_its_whole_without_rounding() -> None:
    """5 % of 1001 are 50.05; at half of the time 25.025 of them."""
    of_heads = target(value=5, unit=TargetUnit.PERCENT, denominator=Denominator.HEADCOUNT)
    assert pace_of(of_heads, reached(25, 1001), percent=50) is Pace.BEHIND
    assert pace_of(of_heads, reached(26, 1001), percent=50) is Pace.KEPT


def test_a_share_of_whoever_was_rewarded_is_asked_for_in_full_at_any_time() -> None:
    """Both sides grow through the year: 12 % of 15 % is no pace at all."""
    of_awards = target(value=15, unit=TargetUnit.PERCENT, denominator=Denominator.PERSONS_AWARDED)
    assert pace_of(of_awards, reached(12, 100), percent=25) is Pace.BEHIND
    assert pace_of(of_awards, reached(15, 100, Outcome.MET), percent=25) is Pace.KEPT


@given(st.sampled_from(MEASURED_AT), st.integers(0, 10_000))
def test_what_cannot_be_computed_is_unknown_and_never_behind(percent: int, numerator: int) -> None:
    unknown = reached(numerator, None, Outcome.NOT_COMPUTABLE)
    assert pace_of(target(value=16), unknown, percent=percent) is Pace.UNKNOWN
    met = reached(numerator, None, Outcome.MET)
    assert pace_of(target(value=16), met, percent=percent) is Pace.KEPT


def test_too_much_of_a_range_is_not_met_and_not_behind() -> None:
    assert pace_of(target(value=3, upper=5), reached(7), percent=75) is Pace.KEPT


# --- recoveries and complaints


def told(office: Office, name: str) -> list[tuple[str, int]]:
    """Let the timer look twice; which last days were said to be near, how many working days ahead."""
    say_overdue(office.desk)
    say_overdue(office.desk)
    return [(one["due_on"], one["working_days"]) for one in office.said(name)]


def test_a_recovery_is_reminded_of_before_it_is_late_and_not_after(office: Office) -> None:
    recovery = recovery_of(office)
    path = f"recoveries/{recovery['id']}/notice"
    due = date.fromisoformat(office.done(office.secretary, path, {"notified_on": TODAY}, seen=1)["due_on"])
    assert told(office, "registry.recovery_deadline_neared") == []
    days = []
    for day in (due - timedelta(days=left) for left in range(25, -5, -1)):
        office.at(day)
        days = told(office, "registry.recovery_deadline_neared")
    assert days == [(due.isoformat(), number) for number in (10, 3, 1)]
    said = office.said("registry.recovery_deadline_neared")[0]
    assert (said["outstanding"], said["certificate_is_out"], bool(said["body"])) == (3_800_000, True, True)
    assert office.said("registry.recovery_deadline_missed")[0]["body"] == said["body"]


def test_what_was_given_back_is_not_reminded_of(office: Office) -> None:
    recovery = recovery_of(office)
    path = f"recoveries/{recovery['id']}"
    due = office.done(office.secretary, f"{path}/notice", {"notified_on": TODAY}, seen=1)["due_on"]
    back = {"returned_on": TODAY, "certificate": True, "money": 3_800_000, "document": "PT 1"}
    office.done(office.secretary, f"{path}/returns", back, seen=2)
    office.at(date.fromisoformat(due))
    assert told(office, "registry.recovery_deadline_neared") == []


def test_a_complaint_is_reminded_of_at_each_of_its_steps(office: Office) -> None:
    """Lodged on 03/8 it is to be taken up by 13/8; taken up on 12/8 it is to be settled by 11/9."""
    lodged = office.done(office.secretary, "complaints", grievance(office.entry()))
    for day in range(4, 13):
        office.at(date(2026, 8, day))
        say_overdue(office.desk)
    office.done(office.secretary, f"complaints/{lodged['id']}/acceptance", seen=1)
    office.at(date(2026, 9, 10))
    taken_up = [("2026-08-13", 3), ("2026-08-13", 1)]
    assert told(office, "registry.complaint_deadline_neared")[:2] == taken_up
    settle = office.said("registry.complaint_deadline_neared")[2:]
    assert {(one["waits_for"], one["is_settled_here"]) for one in settle} == {("settlement", True)}
    assert "Lê Thị An" not in str(office.said("registry.complaint_deadline_neared"))
    assert all(said["decision"] for said in office.said("registry.complaint_deadline_neared"))


# --- plans


class Province:
    """A register that hears of a province with three unions, and of another province."""

    def __init__(self, directory: Path, *, at: date) -> None:
        self.desk: Desk = make_desk(DEFINITION, directory)
        self.speakers = Speakers()
        self.at(at)
        for unit, kind, parent in (
            ("tinh", UnitKind.PROVINCIAL, None), ("a", UnitKind.GRASSROOTS, "tinh"), ("b", UnitKind.GRASSROOTS, "tinh"),
            ("c", UnitKind.GRASSROOTS, "tinh"), ("nganh", UnitKind.SECTOR, "tinh"),
            ("tinh-khac", UnitKind.PROVINCIAL, None), ("x", UnitKind.GRASSROOTS, "tinh-khac"),
        ):  # fmt: skip
            self.stands(unit, kind, parent)

    def stands(self, unit: str, kind: UnitKind, parent: str | None) -> None:
        block = Block.PUBLIC_SERVICE if kind is UnitKind.GRASSROOTS else None
        since = date(2010, 1, 1)
        told = UnitRegistered(unit=unit, name=f"CĐ {unit}", kind=kind, block=block, parent=parent, valid_from=since)
        self.hears(unit, told)

    def at(self, day: date) -> None:
        assert isinstance(self.desk.clock, SetClock)
        self.desk.clock.set(day_at_nine(day))

    def hears(self, subject: str, fact: object) -> None:
        hear(self.desk, [self.speakers.say(subject, fact)])

    def launches(self, plan: str = HUNG_YEN.id) -> None:
        self.hears(f"l-{plan}", MovementLaunched(
            launch=f"l-{plan}", plan=plan, union=UnionRef(id="a", name="CĐ a", kind=StageKind.GRASSROOTS), owner="tinh",
            told=None, movement="m", name="Phong trào", scope=MovementScope.WORKFORCE, settled=Settled(),
            is_pilot=False, launched_on=date(2026, 3, 1), first=date(2026, 3, 1), last=date(2026, 12, 1),
            document="KH 1", evaluations=(),
        ))  # fmt: skip

    def reports(self, unit: str) -> None:
        secretary = Actor("tuyet", Role.COUNCIL_SECRETARY, "tinh")
        with self.desk.working(secretary, via=Via.API) as work:
            receive_report(
                self.desk, work, HUNG_YEN.id, "final", unit=unit, unit_name=unit, period="2026", document="BC 1",
                received_on=None,
            )  # fmt: skip

    def says(self, name: str) -> list[Any]:
        """Let the timer look, and once more; everything it ever said of this kind."""
        say_of_plans(self.desk)
        with self.desk.database.reading() as tx:
            assert not is_anything_unsaid(tx, self.desk.clock.now().date(), self.desk.policies.policies)
        say_of_plans(self.desk)
        with self.desk.database.reading() as tx:
            return data_said(tx, f"registry.{name}")


def day_at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def test_the_owner_and_who_has_not_reported_hear_of_a_report_on_its_days(tmp_path: Path) -> None:
    """The last valid day of “trước ngày 15/12” is 14/12: said on 14/11, 07/12 and 13/12."""
    province = Province(tmp_path, at=date(2026, 11, 13))
    province.launches()
    province.reports("a")
    said: dict[date, int] = {}
    for day in (date(2026, 11, 13) + timedelta(days=n) for n in range(35)):
        province.at(day)
        if day == date(2026, 12, 10):
            province.reports("b")
        said[day] = len(province.says("report_deadline_neared"))
    grew = [day for day, count in said.items() if count > said.get(day - timedelta(days=1), 0)]
    assert grew == [date(2026, 11, 14), date(2026, 12, 7), date(2026, 12, 13)]
    near, awaited = province.says("report_deadline_neared"), province.says("report_awaited")
    assert [(one["days"], one["owed"], one["missing"]) for one in near] == [(30, 3, 2), (7, 3, 2), (1, 3, 1)]
    assert {one["last_day"] for one in near} == {"2026-12-14"}
    assert {one["owner"]["id"] for one in near} == {"tinh"}
    assert [[unit["id"] for unit in one["unions"]] for one in awaited] == [["b", "c"], ["b", "c"], ["c"]]


def days_of_law(province: Province) -> list[tuple[str, str, int]]:
    return [(one["due"], one["last_day"], one["days"]) for one in province.says("filing_day_neared")]


def test_the_province_hears_of_the_days_of_the_law_once_whatever_it_plans(tmp_path: Path) -> None:
    """Statistics by 15/12, files of the national fighter by 31/12: said on 15/11 and 01/12 first. A second plan of the
    same owner says nothing anew; the medal that is handed out around 28/7 is no file."""
    province = Province(tmp_path, at=date(2026, 11, 14))
    province.launches()
    province.launches("dien_bien_2020")
    grew: dict[date, tuple[str, str, int]] = {}
    count = 0
    for month, day in (
        (11, 14), (11, 15), (11, 16), (11, 30), (12, 1), (12, 7), (12, 8), (12, 13), (12, 14), (12, 15), (12, 23),
        (12, 24), (12, 29), (12, 30), (12, 31),
    ):  # fmt: skip
        province.at(date(2026, month, day))
        said = days_of_law(province)
        if len(said) > count:
            grew[date(2026, month, day)], count = said[-1], len(said)
    statistics, files = ("statistics", "2026-12-15"), ("national_fighter_files", "2026-12-31")
    assert grew == {
        date(2026, 11, 15): (*statistics, 30), date(2026, 12, 1): (*files, 30), date(2026, 12, 8): (*statistics, 7),
        date(2026, 12, 14): (*statistics, 1), date(2026, 12, 24): (*files, 7), date(2026, 12, 30): (*files, 1),
    }
    province.at(date(2027, 1, 2))
    assert len(days_of_law(province)) == count == 6
    told = province.says("filing_day_neared")
    assert {one["owner"]["id"] for one in told} == {"tinh"}
    assert {(one["award"], one["is_unverified"]) for one in told} == {(None, False), ("title_fighter_national", False)}


def test_a_day_nobody_verified_says_so_and_nobodys_plan_says_none(tmp_path: Path) -> None:
    """The Government flag by 30/6, by the rulebook of the day; Hưng Yên 2026 governs the year."""
    province = Province(tmp_path, at=date(2026, 6, 29))
    assert days_of_law(province) == []
    province.launches()
    assert days_of_law(province) == [("government_flag_files", "2026-06-30", 1)]
    assert [one["is_unverified"] for one in province.says("filing_day_neared")] == [True]
    over = Province(tmp_path / "over", at=date(2027, 6, 29))
    over.launches()
    assert days_of_law(over) == []


def test_a_house_that_slept_is_told_the_nearest_day_only_and_nothing_after_the_last(tmp_path: Path) -> None:
    province = Province(tmp_path, at=date(2026, 12, 9))
    province.launches()
    assert [(one["days"], one["days_left"]) for one in province.says("report_deadline_neared")] == [(7, 5)]
    late = Province(tmp_path / "late", at=date(2026, 12, 15))
    late.launches()
    assert late.says("report_deadline_neared") == late.says("report_awaited") == []


def test_a_clock_that_goes_back_says_nothing_twice(tmp_path: Path) -> None:
    province = Province(tmp_path, at=date(2026, 12, 13))
    province.launches()
    once = province.says("report_deadline_neared")
    province.at(date(2026, 11, 20))
    assert province.says("report_deadline_neared") == once


def test_a_plan_of_which_nothing_is_known_here_is_nobodys(tmp_path: Path) -> None:
    """Another province's plans stand in the same folder."""
    province = Province(tmp_path, at=date(2026, 12, 13))
    assert province.says("report_deadline_neared") == province.says("pace_measured") == []


def test_who_reported_makes_the_plan_its_bodys_and_a_closed_union_owes_nothing(tmp_path: Path) -> None:
    province = Province(tmp_path, at=date(2026, 12, 13))
    province.hears("c", UnitClosed(unit="c", last_day=date(2026, 11, 30), document="QĐ 1"))
    province.reports("a")
    (near,) = province.says("report_deadline_neared")
    assert (near["owner"]["id"], near["owed"], near["missing"]) == ("tinh", 2, 1)


def test_a_body_that_comes_to_own_the_plan_later_is_told_then(tmp_path: Path) -> None:
    """Each owner hears of its own unions, once."""
    province = Province(tmp_path, at=date(2026, 12, 13))
    province.launches()
    province.says("report_deadline_neared")
    province.reports("x")
    said = province.says("report_deadline_neared")
    assert [(one["owner"]["id"], one["owed"], one["missing"]) for one in said] == [("tinh", 3, 3), ("tinh-khac", 1, 0)]


def test_units_that_are_waited_for_are_told_in_bounded_numbers(tmp_path: Path) -> None:
    province = Province(tmp_path, at=date(2026, 12, 13))
    for number in range(UNIONS_AT_ONCE):
        province.stands(f"nhieu-{number:03}", UnitKind.GRASSROOTS, "tinh")
    province.launches()
    assert [len(one["unions"]) for one in province.says("report_awaited")] == [UNIONS_AT_ONCE, 3]


def test_pace_is_said_once_for_each_share_of_the_period_with_what_nobody_can_compute(tmp_path: Path) -> None:
    """Nobody stated figures: two targets are not computable, which is not 0. No diploma of 3 at half of the year is
    behind."""
    province = Province(tmp_path, at=date(2026, 4, 2))
    province.launches()
    assert province.says("pace_measured") == []
    said: dict[date, int] = {}
    for day in (date(2026, 4, 3), date(2026, 4, 4), date(2026, 6, 30), date(2026, 7, 3), date(2026, 12, 31)):
        province.at(day)
        said[day] = len(province.says("pace_measured"))
    assert list(said.values()) == [1, 1, 1, 2, 3]
    half = province.says("pace_measured")[1]
    assert (half["percent"], half["first"], half["owner"]["id"]) == (50, "2026-01-01", "tinh")
    assert [(one["target"], one["numerator"], one["value"]) for one in half["behind"]] == [
        ("creative_labour_diplomas", 0, 3)
    ]
    assert {one["target"] for one in half["unknown"]} == {"initiatives", "public_service_initiatives"}
    assert all(one["why"]["vi"] for one in half["unknown"])


def test_last_years_plan_says_nothing_and_a_standing_one_begins_anew(tmp_path: Path) -> None:
    """Hưng Yên 2026 is over in 2027; Điện Biên counts each year by itself."""
    province = Province(tmp_path, at=date(2026, 12, 31))
    province.launches()
    province.launches("dien_bien_2020")
    before = {(one["plan"], one["first"], one["percent"]) for one in province.says("pace_measured")}
    assert before == {("hung_yen_2026", "2026-01-01", 75), ("dien_bien_2020", "2026-01-01", 75)}
    province.at(date(2027, 2, 1))
    assert len(province.says("pace_measured")) == 2
    province.at(date(2027, 4, 3))
    assert [(one["plan"], one["first"]) for one in province.says("pace_measured")[2:]] == [
        ("dien_bien_2020", "2027-01-01")
    ]
