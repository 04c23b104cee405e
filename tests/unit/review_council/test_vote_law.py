"""The arithmetic of votes, against numbers worked out by hand (domain.md §4.4)."""

from __future__ import annotations

import pytest

from services.review.rules import vote_law, vote_tally
from services.review.rules.vote_law import Count, Denominator, Law
from shared.events.codec import from_plain, to_plain
from shared.events.review import Tally

BASIS = "NĐ 152/2025/NĐ-CP Điều 33 khoản 5"


def law(percent: int, denominator: Denominator = Denominator.TOTAL_MEMBERS) -> Law:
    return Law(threshold_percent=percent, denominator=denominator, basis=BASIS)


def box(total: int, yes: int, **others: int) -> Count:
    given = {"present": total, "recused": 0, "written": 0, "no": total - yes, "abstained": 0} | others
    return Count(total_members=total, yes=yes, **given)


@pytest.mark.parametrize(
    ("members", "percent", "needed"),
    [
        (9, 90, 9), (9, 80, 8), (9, 70, 7), (9, 50, 5),
        (22, 90, 20), (22, 80, 18), (22, 70, 16), (22, 50, 11),
        (10, 90, 9), (10, 80, 8), (10, 70, 7), (10, 50, 5),
        (1, 50, 1), (3, 70, 3), (5, 80, 4), (7, 90, 7), (11, 80, 9), (20, 90, 18), (21, 90, 19),
    ],
)  # fmt: skip
def test_least_yes_passes_and_one_fewer_fails(members: int, percent: int, needed: int) -> None:
    assert needed == vote_law.least_yes(counted_of=members, percent=percent)
    assert vote_tally.count(law(percent), box(members, needed)).passed is True
    assert vote_tally.count(law(percent), box(members, needed - 1)).passed is False


@pytest.mark.parametrize(
    ("members", "needed"), [(9, 6), (22, 15), (3, 2), (4, 3), (5, 4), (7, 5), (8, 6), (10, 7), (1, 1)]
)
def test_quorum_of_two_thirds_is_reached_exactly_there(members: int, needed: int) -> None:
    assert needed == vote_law.least_present(of=members, numerator=2, denominator=3)
    assert vote_law.reaches_quorum(present=needed, of=members, numerator=2, denominator=3)
    assert not vote_law.reaches_quorum(present=needed - 1, of=members, numerator=2, denominator=3)


def test_quorum_of_nobody_is_never_reached() -> None:
    assert not vote_law.reaches_quorum(present=0, of=0, numerator=2, denominator=3)
    assert not vote_law.reaches_threshold(yes=0, counted_of=0, percent=50)


def test_eight_of_nine_passes_eighty_and_fails_ninety_percent() -> None:
    """Golden scenario 6."""
    assert vote_tally.count(law(80), box(9, 8)).passed is True
    assert vote_tally.count(law(90), box(9, 8)).passed is False


def test_a_count_told_before_anybody_was_said_to_have_left_is_read_as_it_was() -> None:
    """Six of six present, told by an earlier release; what it said stands."""
    told = vote_tally.count(law(70, Denominator.PRESENT_MEMBERS), box(9, 6, present=6))
    before = {name: value for name, value in to_plain(told).items() if name != "left"}

    assert from_plain(Tally, before) == told
    assert (told.left, told.counted_of, told.passed) == (0, 6, True)


def test_formula_is_printed_in_both_languages() -> None:
    tally = vote_tally.count(law(80), box(9, 8))

    assert tally.formula.vi == "8 phiếu đồng ý / 9 ủy viên = 88,9 % ≥ 80 %: đạt (cần ít nhất 8 phiếu)"
    assert tally.formula.en == "8 yes votes / 9 members = 88.9 % ≥ 80 %: passed (at least 8 needed)"
    assert tally.basis == BASIS


def test_formula_of_a_failed_vote_says_so() -> None:
    tally = vote_tally.count(law(90), box(9, 8))

    assert tally.formula.vi == "8 phiếu đồng ý / 9 ủy viên = 88,9 % < 90 %: không đạt (cần ít nhất 9 phiếu)"


@pytest.mark.parametrize("not_yes", ["no", "abstained", "invalid"])
def test_paper_that_is_no_yes_never_helps(not_yes: str) -> None:
    others = {"no": 0, "abstained": 0, "invalid": 0} | {not_yes: 2}

    tally = vote_tally.count(law(80), box(9, 7, **others))

    assert (tally.ballots, tally.counted_of, tally.passed) == (9, 9, False)


def test_absent_members_stay_in_the_denominator() -> None:
    tally = vote_tally.count(law(80), box(9, 7, present=7, no=0))

    assert (tally.ballots, tally.counted_of, tally.passed) == (7, 9, False)


def test_recused_member_stays_in_the_denominator_where_law_counts_all_members() -> None:
    tally = vote_tally.count(law(90), box(10, 9, recused=1, no=0))

    assert (tally.counted_of, tally.passed) == (10, True)
    assert vote_tally.count(law(90), box(9, 8, recused=1, no=0)).passed is False


def test_recused_member_leaves_the_denominator_where_law_counts_those_entitled() -> None:
    tally = vote_tally.count(law(90, Denominator.ENTITLED_MEMBERS), box(9, 8, recused=1, no=0))

    assert (tally.counted_of, tally.passed) == (8, True)
    assert tally.formula.vi.startswith("8 phiếu đồng ý / 8 ủy viên được biểu quyết = 100,0 % ≥ 90 %")


@pytest.mark.parametrize(
    ("yes", "of", "tenths"), [(8, 9, 889), (9, 9, 1000), (2, 3, 667), (1, 3, 333), (0, 9, 0), (1, 16, 63)]
)
def test_percent_is_printed_in_tenths_half_up(yes: int, of: int, tenths: int) -> None:
    assert tenths == vote_law.percent_in_tenths(yes, of)


def test_no_printed_ratio_reaches_a_preset_the_votes_did_not() -> None:
    """Rounding for print must never contradict the verdict, for councils of every size in use."""
    for of in range(1, 61):
        for yes in range(of + 1):
            for percent in (50, 70, 80, 90):
                looks_passed = vote_law.percent_in_tenths(yes, of) >= percent * 10
                assert looks_passed == vote_law.reaches_threshold(yes=yes, counted_of=of, percent=percent)
