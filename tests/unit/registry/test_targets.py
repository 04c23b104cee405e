"""Plan targets: exact comparison, distinct persons, and never 0 % for what is not known."""

from __future__ import annotations

import dataclasses

import pytest

from services.registry.rules.targets import AwardedPerson, Outcome, UnitFigures, direct_worker_share, measure
from shared.events.terms import Block
from shared.policy.targets import Comparator, Denominator, Numerator, Target, TargetUnit
from shared.words import Words


def a_target(**more: object) -> Target:
    given: dict[str, object] = {
        "id": "t", "name": Words("t", "t"), "source": "2.2", "numerator": Numerator.PERSONS_WITH_INITIATIVE,
        "denominator": Denominator.HEADCOUNT, "comparator": Comparator.AT_LEAST, "worded": "tối thiểu", "value": 5,
        "unit": TargetUnit.PERCENT, "blocks": (Block.PUBLIC_SERVICE,),
    }  # fmt: skip
    return Target(**given | more)


INITIATIVES = a_target(
    numerator=Numerator.INITIATIVES_RECOGNISED, denominator=None, comparator=Comparator.MORE_THAN, worded="trên",
    value=5000, unit=TargetUnit.COUNT,
)  # fmt: skip
CERTIFICATES = a_target(
    numerator=Numerator.PERSONS_AWARDED, denominator=None, comparator=Comparator.BETWEEN, value=3, upper=5,
    unit=TargetUnit.COUNT, award="BANG_LDST",
)  # fmt: skip


def a_unit(name: str = "THPT Phù Cừ", **figures: int) -> UnitFigures:
    return UnitFigures(unit=name, unit_name=name, **figures)


def a_person(
    key: str, *, award: str = "BANG_LDST", direct: bool | None = None, leads: bool | None = None
) -> AwardedPerson:
    return AwardedPerson(key=key, award=award, is_direct_worker=direct, is_leader=leads)


@pytest.mark.parametrize(("persons", "outcome"), [(10, Outcome.MET), (9, Outcome.NOT_MET)])
def test_percentage_is_compared_exactly(persons: int, outcome: Outcome) -> None:
    first = a_unit(headcount=150, persons_with_initiative=persons)
    units = [first, a_unit("b", headcount=50, persons_with_initiative=0)]
    reached = measure(a_target(), units, ())
    assert (reached.numerator, reached.denominator, reached.percent_tenths) == (persons, 200, persons * 5)
    assert reached.outcome is outcome


@pytest.mark.parametrize(
    "units", [[a_unit(persons_with_initiative=3)], [a_unit(headcount=0, persons_with_initiative=0)]]
)
def test_missing_or_zero_headcount_is_not_computable(units: list[UnitFigures]) -> None:
    reached = measure(a_target(), units, ())
    assert (reached.outcome, reached.percent_tenths) == (Outcome.NOT_COMPUTABLE, None)
    assert reached.why is not None


def test_one_unit_without_headcount_spoils_the_whole_percentage() -> None:
    units = [a_unit("a", headcount=10, persons_with_initiative=9), a_unit("b", persons_with_initiative=0)]
    reached = measure(a_target(), units, ())
    assert (reached.outcome, reached.missing_units) == (Outcome.NOT_COMPUTABLE, ("b",))


def test_enough_is_enough_though_somebody_said_nothing_and_too_little_is_not() -> None:
    """5,001 initiatives are more than 5,000 whatever the silent union would add; 5,000 may still become more."""
    silent = a_unit("b")
    enough, short = (measure(INITIATIVES, [a_unit(initiatives_recognised=count), silent], ()) for count in (5001, 5000))

    assert (enough.numerator, enough.outcome, enough.missing_units) == (5001, Outcome.MET, ("b",))
    assert [words.vi for words in enough.left_out] == ["1 đơn vị chưa nhập số liệu."]
    assert (short.numerator, short.outcome, short.missing_units) == (5000, Outcome.NOT_COMPUTABLE, ("b",))
    assert short.why is not None
    assert short.why.vi == "1 đơn vị chưa nhập số liệu. Các đơn vị đã nhập: 5000."


def test_a_share_of_those_who_stated_it_is_shown_and_judged_by_nobody() -> None:
    stated = a_unit(headcount=100, persons_with_initiative=60)
    reached = measure(a_target(), [stated, a_unit("b"), a_unit("c")], ())

    assert (reached.numerator, reached.denominator, reached.percent_tenths) == (60, 100, None)
    assert (reached.outcome, reached.missing_units) == (Outcome.NOT_COMPUTABLE, ("b", "c"))
    assert reached.why is not None
    assert reached.why.en == "2 units have not entered their figures. Of those that have: 60/100."


def test_no_figures_at_all_is_not_nought() -> None:
    reached = measure(a_target(), (), ())
    assert (reached.numerator, reached.outcome) == (None, Outcome.NOT_COMPUTABLE)


@pytest.mark.parametrize(("count", "outcome"), [(5000, Outcome.NOT_MET), (5001, Outcome.MET)])
def test_more_than_means_more_than(count: int, outcome: Outcome) -> None:
    """“trên 5.000”: 5,000 is not enough."""
    assert measure(INITIATIVES, [a_unit(initiatives_recognised=count)], ()).outcome is outcome


@pytest.mark.parametrize(
    ("count", "outcome"), [(2, Outcome.NOT_MET), (3, Outcome.MET), (5, Outcome.MET), (6, Outcome.NOT_MET)]
)
def test_range_holds_both_ends(count: int, outcome: Outcome) -> None:
    persons = [a_person(f"p{number}") for number in range(count)]
    assert measure(CERTIFICATES, (), persons).outcome is outcome


def test_person_awarded_twice_counts_once_and_other_awards_do_not() -> None:
    persons = [a_person("p1"), a_person("p1"), a_person("p2", award="LDTT")]
    assert measure(CERTIFICATES, (), persons).numerator == 1


@pytest.mark.parametrize(
    "target",
    [
        dataclasses.replace(CERTIFICATES, value=None, upper=None),
        dataclasses.replace(CERTIFICATES, numerator=Numerator.INITIATIVES_REGISTERED_IN_PHASE_2),
        dataclasses.replace(a_target(), denominator=Denominator.GRASSROOTS_UNIONS),
    ],
)
def test_what_is_set_elsewhere_or_not_collected_is_not_computable(target: Target) -> None:
    units = [a_unit(headcount=10, persons_with_initiative=9)]
    reached = measure(target, units, [a_person("p1")])
    assert (reached.outcome, reached.numerator) == (Outcome.NOT_COMPUTABLE, None)
    assert reached.why is not None


STATED_TARGETS = [
    (Numerator.PERSONS_REGISTERED, Denominator.HEADCOUNT),
    (Numerator.OFFICERS_TRAINED, Denominator.OFFICERS),
    (Numerator.MOVEMENTS_REVIEWED, Denominator.MOVEMENTS),
    (Numerator.CLUSTERS_REVIEWING, Denominator.CLUSTERS),
]


@pytest.mark.parametrize(("numerator", "denominator"), STATED_TARGETS)
def test_a_share_units_state_is_their_sum_against_their_whole(numerator: Numerator, denominator: Denominator) -> None:
    target = a_target(numerator=numerator, denominator=denominator, worded="100%", value=100)
    whole = [a_unit("a", **{numerator.value: 3, denominator.value: 3})]
    short = [*whole, a_unit("b", **{numerator.value: 0, denominator.value: 1})]
    none = [*whole, a_unit("b", **{numerator.value: 0, denominator.value: 0})]

    found = [measure(target, units, ()) for units in (whole, short, none)]
    assert [(one.numerator, one.denominator, one.outcome) for one in found] == [
        (3, 3, Outcome.MET), (3, 4, Outcome.NOT_MET), (3, 3, Outcome.MET),
    ]  # fmt: skip


@pytest.mark.parametrize(("numerator", "denominator"), STATED_TARGETS)
def test_a_share_is_unknown_while_a_unit_left_out_its_part_or_its_whole(
    numerator: Numerator, denominator: Denominator
) -> None:
    target = a_target(numerator=numerator, denominator=denominator, worded="100%", value=100)
    stated = a_unit("a", **{numerator.value: 3, denominator.value: 3})
    without_part, without_whole = a_unit("b", **{denominator.value: 2}), a_unit("c", **{numerator.value: 2})

    for lacking in (without_part, without_whole):
        reached = measure(target, [stated, lacking], ())
        assert (reached.outcome, reached.percent_tenths, reached.missing_units) == (
            Outcome.NOT_COMPUTABLE, None, (lacking.unit,),
        )  # fmt: skip
    nought = measure(target, [a_unit("a", **{numerator.value: 0, denominator.value: 0})], ())
    assert (nought.outcome, nought.why is not None) == (Outcome.NOT_COMPUTABLE, True)


def test_direct_share_counts_workers_and_staff_without_a_post() -> None:
    persons = [a_person("a", direct=True), a_person("b", direct=False, leads=False), a_person("c", leads=True)]
    share = direct_worker_share(persons)
    assert (share.numerator, share.denominator, share.percent_tenths) == (2, 3, 666)


def test_direct_share_takes_the_latest_status() -> None:
    share = direct_worker_share([a_person("a", direct=True), a_person("a", direct=False, leads=True)])
    assert (share.numerator, share.denominator) == (0, 1)


def test_direct_share_is_not_computable_while_somebody_is_unstated_or_nobody_rewarded() -> None:
    assert direct_worker_share([a_person("a", direct=True), a_person("b")]).outcome is Outcome.NOT_COMPUTABLE
    assert direct_worker_share([]).outcome is Outcome.NOT_COMPUTABLE
