"""Votes, clocks, caps, exclusions, delegation and roads outside the union, as data; and what stands unverified."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from shared.events.terms import AwardType, CouncilKind
from shared.policy import Policy, PolicySet, UnknownClock
from shared.policy.extensions import Does, Office
from shared.policy.marks import Mark
from shared.policy.rulebook_items import SeveralBonuses
from shared.policy.votes import CouncilVote, PlanVote, VoteDenominator

DAY = date(2026, 11, 2)


@pytest.fixture
def policy(policy_set: PolicySet) -> Policy:
    return policy_set.bundle("hung_yen_2026", DAY)


def test_the_ratio_of_the_law_binds_councils_of_every_level(policy: Policy) -> None:
    for award, percent in (("title_fighter_national", 90), ("flag_government", 80)):
        for council in CouncilKind:
            law = policy.find_vote_law(award, council, DAY)
            assert law is not None
            assert (law.threshold_percent, law.mark) == (percent, Mark.VERIFIED)


def test_a_council_without_a_law_has_none(policy: Policy) -> None:
    assert policy.find_vote_law("merit_cert_federation", CouncilKind.STATE, DAY) is None


def test_the_plans_owner_may_lay_down_another_law_from_a_day_on(policy: Policy) -> None:
    law = CouncilVote(
        council=CouncilKind.FEDERATION, first=date(2026, 10, 1), threshold_percent=70,
        denominator=VoteDenominator.PRESENT_MEMBERS, ballot_mode=policy.award("merit_cert_federation").vote.ballot_mode,
        quorum_numerator=3, quorum_denominator=4, absent_members_write=False, chair_must_agree=True, basis="QĐ 12",
        mark=Mark.VERIFIED,
    )  # fmt: skip
    votes = (PlanVote(award="merit_cert_federation", law=law, source="QĐ 12", mark=Mark.DESIGN),)
    changed = dataclasses.replace(policy, plan=dataclasses.replace(policy.plan, votes=votes))

    assert changed.find_vote_law("merit_cert_federation", CouncilKind.FEDERATION, date(2026, 10, 1)) == law
    before = changed.find_vote_law("merit_cert_federation", CouncilKind.FEDERATION, date(2026, 9, 30))
    assert before == policy.award("merit_cert_federation").vote


@pytest.mark.parametrize(
    ("clock", "start", "last"),
    [
        ("supplement", date(2026, 11, 2), date(2026, 11, 16)),  # 10 working days
        ("initiative_recognition", date(2026, 11, 30), date(2027, 2, 28)),  # 3 months
    ],
)
def test_clocks_run_in_their_own_unit(policy: Policy, clock: str, start: date, last: date) -> None:
    assert policy.rulebook.clock(clock).last_day(start, policy.calendar) == last


def test_time_limits_after_a_decision(policy_set: PolicySet) -> None:
    """One source for them: no rulebook repeats what is the law of the day of the act."""
    law = policy_set.after_decision.on(date(2026, 11, 2))
    complaints = law.complaints

    assert (law.recovery.count, law.recovery.mark) == (15, Mark.VERIFIED)
    assert law.recovery.last_day(date(2026, 11, 2), policy_set.calendar) == date(2026, 11, 23)
    assert complaints.file_first.last_day(date(2026, 11, 2), policy_set.calendar) == date(2027, 1, 31)
    assert (complaints.file_first.count, complaints.file_second.count) == (90, 30)
    first, second = complaints.settle_first, complaints.settle_second
    assert (first.days, first.days_if_hard, first.days_if_both) == (30, 45, 60)
    assert (second.days, second.days_if_hard, second.days_if_both) == (45, 60, 70)
    periods = [law.handing_over.period(cases) for cases in (1, 99, 100)]
    assert [(one.count, one.mark) for one in periods] == [
        (10, Mark.VERIFIED), (10, Mark.VERIFIED), (20, Mark.VERIFIED),
    ]  # fmt: skip
    clocks = {clock.id for book in policy_set.rulebooks.values() for clock in book.clocks}
    assert not {one for one in clocks if one.startswith(("certificates", "prize", "complaint", "second_"))}


def test_an_award_may_have_its_own_clock(policy: Policy) -> None:
    assert policy.rulebook.clock("province_state_merit").count == 30
    assert policy.rulebook.clock("province_state_merit", "labour_order").count == 40
    with pytest.raises(UnknownClock):
        policy.rulebook.clock("coffee")


def test_filing_days_of_state_awards(policy: Policy) -> None:
    due = {one.id: one for one in policy.rulebook.due_days}

    assert due["national_fighter_files"].in_year(2026) == date(2027, 12, 31)
    assert due["statistics"].in_year(2026) == date(2026, 12, 15)
    held = {award.code: policy.rulebook.find_filing_day(award.code) for award in policy.rulebook.awards}
    # The medal's 28/7 is a day of handing out, and of no state award
    assert {code: day.id for code, day in held.items() if day} == {
        "title_fighter_national": "national_fighter_files", "flag_government": "government_flag_files",
    }  # fmt: skip


def test_government_flags_are_at_most_a_fifth_of_those_qualified(policy: Policy) -> None:
    (cap,) = policy.rulebook.caps_on("flag_government")

    assert [cap.admits(count, 10) for count in (2, 3)] == [True, False]
    assert cap.admits(1) is None


def test_caps_by_number(policy: Policy) -> None:
    national, provincial = policy.rulebook.caps_on("merit_cert_confederation")

    assert [national.admits(count) for count in (300, 301)] == [True, False]
    assert (provincial.most, provincial.is_unverified) == (4, True)


def test_the_share_of_base_fighters_binds_under_the_old_law_only(policy_set: PolicySet) -> None:
    books = policy_set.rulebooks.values()
    shares = {book.id: [cap.percent for cap in book.caps_on("title_fighter_base")] for book in books}

    assert shares == {"law2003_nd91": [15], "law2022_nd98": [], "law2022_nd152": [], "law2026": []}


def test_secrecy_and_90_percent_for_provincial_fighters_are_law_under_decree_91(policy_set: PolicySet) -> None:
    vote = policy_set.rulebooks["law2003_nd91"].award("title_fighter_province").vote

    assert vote is not None
    assert (vote.threshold_percent, vote.mark, vote.absent_members_write) == (90, Mark.VERIFIED, True)


def test_what_may_not_be_rewarded_beside_what(policy: Policy) -> None:
    found = {one.id: one for one in policy.rulebook.exclusions}

    assert {one.rule for one in found.values()} == {"G05", "G06", "G07", "G22"}
    assert found["full_year_and_thematic"].except_types == (AwardType.SUDDEN,)
    once = tuple(award.code for award in policy.rulebook.awards if award.once_per_person)
    assert once == found["prizes_once"].awards


def test_delegation_is_boxed_in_time_and_never_votes(policy: Policy) -> None:
    law = policy.rulebook.delegation

    assert (law.may_be_handed_on, law.covers_ballots) == (False, False)
    assert (law.per_stage, law.per_award, law.both_named, law.conflicts_checked_for_delegate) == (True,) * 4


def test_of_titles_of_one_period_only_the_highest_is_paid(policy: Policy) -> None:
    law = policy.rulebook.bonus_law

    assert law.titles_of_one_period is SeveralBonuses.HIGHEST
    assert {law.titles_of_different_periods, law.forms_for_different_achievements, law.title_and_form} == {
        SeveralBonuses.ALL
    }


@pytest.mark.parametrize(
    ("award", "road"),
    [("title_fighter_base", "E1"), ("merit_cert_province", "S1"), ("title_fighter_national", "S2"),
     ("merit_cert_federation", None), ("creative_labour_diploma", "TLD"),
     ("commendation_cert_union", None)],
)  # fmt: skip
def test_what_no_body_of_the_chain_decides_goes_beyond_it(policy: Policy, award: str, road: str | None) -> None:
    found = policy.find_extension(policy.award(award))

    assert (found and found.id) == road


def test_on_the_state_road_the_council_advises_and_the_chair_decides(policy: Policy) -> None:
    steps = policy.extensions["S1"].steps

    assert [(step.body, step.does) for step in steps] == [
        (Office.FEDERATION, Does.PROPOSES),
        (Office.HOME_AFFAIRS, Does.APPRAISES),
        (Office.STATE_COUNCIL, Does.ADVISES),
        (Office.PEOPLES_COMMITTEE_CHAIR, Does.DECIDES),
    ]


@pytest.mark.parametrize(
    ("rule", "award", "paths"),
    [
        ("P05", "merit_cert_federation", ["awards[merit_cert_federation].vote"]),
        ("P05", "title_fighter_national", []),
        ("G12", "title_fighter_province", ["awards[title_fighter_province].criteria.prior_titles"]),
        ("P03", "title_fighter_national", []),
        ("P01", "title_fighter_national", ["rules[P01.working_days]"]),
        ("M05", "merit_cert_confederation",
         ["caps[thematic_confederation_nation]", "caps[thematic_confederation_province]"]),
        ("G15", "title_fighter_base", []),
        ("G01", None, []),
    ],
)  # fmt: skip
def test_what_stands_unverified_behind_a_rule(policy: Policy, rule: str, award: str | None, paths: list[str]) -> None:
    assert [one.path for one in policy.unverified_behind(rule, award)] == paths


def test_what_stands_unverified_says_its_basis(policy: Policy) -> None:
    (only,) = policy.unverified_behind("P05", "merit_cert_federation")

    assert only.basis == "Mặc định; luật không ấn định tỷ lệ cho khen thưởng công đoàn"


def test_a_ceiling_is_no_bonus(policy_set: PolicySet) -> None:
    medal = policy_set.rulebooks["law2022_nd152"].award("medal_province")

    assert medal.bonus is not None
    assert (medal.bonus.individual_most_tenths, medal.bonus.individual_tenths) == (6, None)
