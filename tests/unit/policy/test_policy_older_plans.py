"""The plans of Gia Lâm, Ninh Bình and Điện Biên say what the signed plans say, and own up to what the text lacks."""

from __future__ import annotations

from datetime import date

import pytest

from shared.events.terms import Block, InitiativeScope, LaunchField, MovementScope, RegistrationKind, StageKind
from shared.policy import PolicySet
from shared.policy.marks import Mark, Stated
from shared.policy.periods import Period
from shared.policy.plan_items import ReportRhythm
from shared.policy.plans import Plan, PlanCycle
from shared.policy.targets import Comparator, Denominator, Numerator
from shared.verdicts import Consequence


@pytest.fixture
def gia_lam(policy_set: PolicySet) -> Plan:
    return policy_set.plan("gia_lam_2023")


@pytest.fixture
def ninh_binh(policy_set: PolicySet) -> Plan:
    return policy_set.plan("ninh_binh_2017")


@pytest.fixture
def dien_bien(policy_set: PolicySet) -> Plan:
    return policy_set.plan("dien_bien_2020")


@pytest.mark.parametrize(
    ("plan", "number", "dated", "signer", "chains"),
    [
        ("gia_lam_2023", "667/KH-LĐLĐ", date(2022, 12, 26), "Nguyễn Đức Thể", ["C1d"]),
        ("ninh_binh_2017", "13/KH-LĐLĐ", date(2017, 2, 23), "Lê Đình Việt", ["C1", "C2"]),
        ("dien_bien_2020", None, None, "Lê Thanh Hà", ["C1", "C2", "C3"]),
    ],
)
def test_paperwork_and_chains(
    policy_set: PolicySet, plan: str, number: str | None, dated: date | None, signer: str, chains: list[str]
) -> None:
    found = policy_set.plan(plan)

    assert (found.paperwork.number, found.paperwork.dated, found.paperwork.signer) == (number, dated, signer)
    assert [chain.id for chain in found.chains] == chains
    assert found.regime == "law2003_nd91"


@pytest.mark.parametrize(
    ("plan", "phases"),
    [
        ("gia_lam_2023", [(date(2023, 1, 1), date(2023, 6, 30)), (date(2023, 7, 1), date(2023, 12, 31))]),
        ("ninh_binh_2017", [(date(2017, 1, 1), date(2017, 8, 31)), (date(2017, 9, 1), date(2017, 12, 31))]),
        ("dien_bien_2020", []),
    ],
)
def test_phases(policy_set: PolicySet, plan: str, phases: list[tuple[date, date]]) -> None:
    assert [(phase.first, phase.last) for phase in policy_set.plan(plan).phases] == phases


def test_every_statement_of_every_plan_is_quoted_or_marked_as_ours(policy_set: PolicySet) -> None:
    for plan in policy_set.plans.values():
        items = [item for name in plan.__slots__ for item in _listed(getattr(plan, name)) if isinstance(item, Stated)]
        assert items
        assert [item.source for item in items if item.mark is Mark.PLAN and not item.quote] == []


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def test_gia_lam_counts_an_initiative_only_with_its_entry_in_the_portal(gia_lam: Plan) -> None:
    target = gia_lam.targets[0]

    assert (target.comparator, target.worded, target.value) == (Comparator.AT_LEAST, "tối thiểu", 20)
    assert target.numerator is Numerator.PERSONS_WITH_INITIATIVE_IN_REGISTRY
    assert (target.scope, target.registry) == (InitiativeScope.BASE, "million_initiatives")
    assert target.blocks == (Block.ADMINISTRATIVE, Block.PUBLIC_SERVICE)
    assert [target.is_reached(count, 1000) for count in (199, 200)] == [False, True]


def test_gia_lam_portal_closes_on_1_september_2023(gia_lam: Plan) -> None:
    portal = gia_lam.registries[0]

    assert [portal.was_open_on(date(2023, 9, day)) for day in (1, 2)] == [True, False]


def test_gia_lam_number_set_elsewhere_is_never_reached_or_missed(gia_lam: Plan) -> None:
    target = gia_lam.targets[1]

    assert (target.value, target.is_reached(0), target.is_reached(10_000)) == (None, None, None)
    assert [gap.key for gap in gia_lam.gaps] == ["targets[enterprise_registration].value"]


def test_gia_lam_gate_asks_all_five_fields_and_blocks(gia_lam: Plan) -> None:
    gate = gia_lam.launch_gate

    assert gate is not None
    assert (set(gate.fields), gate.consequence) == (set(LaunchField), Consequence.BLOCK)
    contest = next(one for one in gia_lam.movements if one.id == "contest_of_good_workers")
    assert gate.unsettled(contest.launch.stated) == (LaunchField.GOAL, LaunchField.TARGETS, LaunchField.MEASURES)


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ([], False),
        ([date(2022, 12, 26)], True),
        ([date(2023, 2, 15), date(2023, 1, 9)], True),
        ([date(2023, 2, 16)], False),
        ([date(2023, 1, 9), date(2023, 1, 10), date(2023, 1, 11)], False),
    ],
)
def test_gia_lam_pilots_are_one_or_two_until_15_february(gia_lam: Plan, days: list[date], kept: bool) -> None:
    assert gia_lam.pilots[0].is_kept(days) is kept


def test_gia_lam_reports_by_mail_to_the_district_without_a_day(gia_lam: Plan) -> None:
    report = gia_lam.reports[0]

    assert report.owed_to is StageKind.DISTRICT
    assert report.addressed_to is not None
    assert "gialam@congdoanhanoi.org.vn" in report.addressed_to.vi
    assert report.last_day is None


def test_ninh_binh_plaques_have_two_tiers(ninh_binh: Plan) -> None:
    assert [(tier.id, tier.registered_by, tier.decided_at) for tier in ninh_binh.plaque_works] == [
        ("province", (StageKind.DISTRICT, StageKind.SECTOR), (StageKind.PROVINCIAL,)),
        ("upper_union", (StageKind.GRASSROOTS,), (StageKind.DISTRICT, StageKind.SECTOR)),
    ]
    assert ninh_binh.find_consequence("M10") is Consequence.WARN


def test_ninh_binh_asks_two_characteristic_contents_of_each_unit(ninh_binh: Plan) -> None:
    duty = ninh_binh.unit_duties[0]

    assert (duty.worded, duty.value, [duty.is_done(count) for count in (1, 2)]) == ("ít nhất", 2, [False, True])


def test_ninh_binh_duties_without_a_number_are_done_once(ninh_binh: Plan) -> None:
    registered = next(duty for duty in ninh_binh.unit_duties if duty.id == "plan_registered")

    assert [registered.is_done(count) for count in (0, 1)] == [False, True]
    assert StageKind.PROVINCIAL in registered.registered_with


def test_ninh_binh_review_after_each_phase_is_counted_by_the_reports_of_it(ninh_binh: Plan) -> None:
    review = next(duty for duty in ninh_binh.unit_duties if duty.id == "phase_review")

    assert (review.report, review.value, review.is_shown_by(RegistrationKind.PLAN)) == (
        "phase_review", len(ninh_binh.phases), False,
    )  # fmt: skip


def test_ninh_binh_reports_are_the_basis_for_awards_and_follow_each_phase(ninh_binh: Plan) -> None:
    assert [(report.rhythm, report.is_basis_for_awards) for report in ninh_binh.reports] == [
        (ReportRhythm.CONTINUOUS, True), (ReportRhythm.PER_PHASE, False),
    ]  # fmt: skip


def test_dien_bien_says_what_its_text_lacks(dien_bien: Plan) -> None:
    assert [(gap.key, gap.is_unverified) for gap in dien_bien.gaps] == [
        ("paperwork.number", True), ("paperwork.dated", True),
    ]  # fmt: skip


def test_dien_bien_counts_by_calendar_year(dien_bien: Plan) -> None:
    assert dien_bien.cycle is PlanCycle.YEARLY
    first = Period(date(2020, 1, 15), date(2020, 12, 31))
    assert dien_bien.period_of(date(2020, 6, 1)) == first
    assert dien_bien.period_of(date(2021, 6, 1)) == Period(date(2021, 1, 1), date(2021, 12, 31))
    assert dien_bien.period_of(date(2019, 6, 1)) == first
    assert dien_bien.period_of(date(2030, 6, 1)) == Period(date(2027, 1, 1), date(2027, 12, 31))


def test_every_decision_counts_in_exactly_one_year_of_a_standing_plan(dien_bien: Plan) -> None:
    years = [dien_bien.decided_in(dien_bien.period_of(date(year, 6, 1))) for year in range(2020, 2028)]
    days = [date(2019, 12, 1), date(2020, 12, 31), date(2021, 1, 1), date(2027, 12, 31), date(2028, 2, 1)]
    assert [[place for place, year in enumerate(years) if year.holds(day)] for day in days] == [[0], [0], [1], [7], [7]]


def test_a_plan_of_one_year_counts_over_its_window(gia_lam: Plan) -> None:
    assert gia_lam.period_of(date(2023, 6, 1)) == Period(gia_lam.window.first, gia_lam.window.last)


def test_dien_bien_targets(dien_bien: Plan) -> None:
    assert [(one.id, one.comparator, one.value) for one in dien_bien.targets] == [
        ("upper_unions_launch", Comparator.AT_LEAST, 100),
        ("grassroots_unions_launch", Comparator.AT_LEAST, 90),
        ("movements_reviewed", Comparator.AT_LEAST, 100),
        ("direct_workers", Comparator.AT_LEAST, 15),
        ("officers_trained", Comparator.AT_LEAST, 100),
        ("clusters_review", Comparator.AT_LEAST, 100),
    ]


def test_m06_measures_by_the_share_of_direct_workers(dien_bien: Plan, gia_lam: Plan) -> None:
    target = dien_bien.find_target_of("M06")

    assert target is not None
    assert (target.numerator, target.denominator) == (Numerator.DIRECT_WORKERS_AWARDED, Denominator.PERSONS_AWARDED)
    assert [target.is_reached(count, 100) for count in (12, 14, 15)] == [False, False, True]
    assert gia_lam.find_target_of("M06") is None


def test_dien_bien_warns_of_movements_at_one_time(dien_bien: Plan) -> None:
    limit = dien_bien.movement_limit

    assert limit is not None
    assert limit.consequence is Consequence.WARN
    assert [limit.is_exceeded(running) for running in ([], ["a"], ["a", "a"])] == [False] * 3
    assert limit.is_exceeded(["a", "b"])


def test_dien_bien_tells_scopes_and_reports_apart(dien_bien: Plan) -> None:
    scopes = {movement.id: movement.scope for movement in dien_bien.movements}

    assert scopes["renewal_in_union_work"] is MovementScope.UNION_ACTIVITY
    assert scopes["good_advice_good_service"] is MovementScope.WORKFORCE
    assert [report.rhythm for report in dien_bien.reports] == [ReportRhythm.SIX_MONTHLY, ReportRhythm.YEARLY]
