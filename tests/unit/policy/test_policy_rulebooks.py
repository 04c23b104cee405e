"""Which rulebook governs when, and what its catalogue says."""

from __future__ import annotations

from datetime import date

import pytest

from shared.events.terms import (
    AwardType,
    BallotMode,
    CouncilKind,
    InitiativeScope,
    Level,
    PaperKind,
    SubjectKind,
    TaskRating,
)
from shared.policy import NoRulebook, Policy, PolicySet, UnknownAward, UnknownChain, UnknownParameter
from shared.policy.awards import Award
from shared.policy.marks import Mark
from shared.policy.targets import Comparator

CODES = {
    "title_advanced_worker", "title_fighter_base", "title_fighter_province", "title_fighter_national",
    "title_adv_collective", "title_exc_collective", "flag_province", "flag_government", "commendation_certificate",
    "merit_cert_province", "merit_cert_pm", "union_member_excellent", "commendation_cert_union",
    "merit_cert_federation", "flag_federation", "merit_cert_confederation", "title_fighter_tld",
    "creative_labour_diploma", "commemorative_medal", "plaque_work", "good_deed", "labour_order", "medal_province",
    "union_unit_strong", "flag_confederation", "prize_nguyen_duc_canh", "prize_nguyen_van_linh", "prize_federation",
}  # fmt: skip


@pytest.fixture
def policy(policy_set: PolicySet) -> Policy:
    return policy_set.bundle("hung_yen_2026", date(2026, 11, 2))


@pytest.mark.parametrize(
    ("sent_on", "rulebook"),
    [
        (date(2017, 2, 23), "law2003_nd91"),
        (date(2023, 12, 31), "law2003_nd91"),
        (date(2024, 1, 1), "law2022_nd98"),
        (date(2025, 6, 30), "law2022_nd98"),
        (date(2025, 7, 1), "law2022_nd152"),
        (date(2026, 10, 1), "law2022_nd152"),  # the amending law is a draft
        (date(2027, 2, 28), "law2022_nd152"),
    ],
)
def test_the_day_of_sending_chooses_the_rulebook(policy_set: PolicySet, sent_on: date, rulebook: str) -> None:
    assert policy_set.rulebook_on(sent_on).id == rulebook


@pytest.mark.parametrize("sent_on", [date(2016, 12, 31), date(2027, 3, 1)])
def test_no_rulebook_before_2017_and_after_the_decree_lapses(policy_set: PolicySet, sent_on: date) -> None:
    with pytest.raises(NoRulebook) as refused:
        policy_set.rulebook_on(sent_on)

    assert refused.value.code == "policy.no_rulebook"
    assert sent_on.isoformat() in refused.value.said.en


@pytest.mark.parametrize("rulebook", ["law2003_nd91", "law2022_nd98", "law2022_nd152", "law2026"])
def test_the_catalogue_is_complete(policy_set: PolicySet, rulebook: str) -> None:
    assert {award.code for award in policy_set.rulebooks[rulebook].awards} == CODES


def test_an_unknown_award_is_refused(policy: Policy) -> None:
    assert policy.find_award("huan_chuong") is None
    with pytest.raises(UnknownAward) as refused:
        policy.award("huan_chuong")

    assert refused.value.code == "policy.unknown_award"


def test_an_unknown_chain_or_parameter_is_refused(policy: Policy) -> None:
    with pytest.raises(UnknownChain):
        policy.chain("C1")
    with pytest.raises(UnknownParameter):
        policy.parameter("P03", "minutes")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("title_advanced_worker", Level.GRASSROOTS),
        ("title_fighter_base", Level.GRASSROOTS),
        ("title_adv_collective", Level.GRASSROOTS),
        ("commendation_cert_union", Level.GRASSROOTS),
        ("union_member_excellent", Level.GRASSROOTS),
        ("title_fighter_province", Level.PROVINCIAL),
        ("title_exc_collective", Level.PROVINCIAL),
        ("merit_cert_federation", Level.PROVINCIAL),
        ("flag_federation", Level.PROVINCIAL),
        ("plaque_work", Level.INTERMEDIATE),
        ("creative_labour_diploma", Level.CONFEDERATION),
        ("title_fighter_tld", Level.CONFEDERATION),
        ("title_fighter_national", Level.STATE),
        ("flag_government", Level.STATE),
        ("merit_cert_pm", Level.STATE),
    ],
)
def test_the_level_that_decides(policy: Policy, code: str, level: Level) -> None:
    assert policy.award(code).decided_at is level


@pytest.mark.parametrize(
    ("code", "further"),
    [
        ("commendation_cert_union", (Level.INTERMEDIATE,)),
        ("union_unit_strong", (Level.INTERMEDIATE,)),
        ("good_deed", (Level.INTERMEDIATE, Level.PROVINCIAL)),
        ("plaque_work", (Level.PROVINCIAL,)),
        ("merit_cert_federation", ()),
    ],
)
def test_the_further_levels_that_may_decide(policy_set: PolicySet, code: str, further: tuple[Level, ...]) -> None:
    """domain.md §4.3; the text of the union regulation was not read, so each of them carries the flag."""
    for rulebook in policy_set.rulebooks.values():
        award = rulebook.award(code)
        assert tuple(other.level for other in award.other_levels) == further
        assert {other.mark for other in award.other_levels} <= {Mark.UNVERIFIED}


def test_a_level_decides_by_its_own_person_and_vote(policy: Policy) -> None:
    work = policy.award("plaque_work")
    day = date(2026, 8, 3)
    between, province = (work.decided_by(level) for level in work.levels)
    assert (between.council, between.vote, policy.is_voted_on(between, day)) == (None, None, False)
    assert province.council is CouncilKind.FEDERATION
    assert policy.is_voted_on(province, day)
    law = policy.find_vote_law("plaque_work", CouncilKind.FEDERATION, day)
    assert (law, policy.find_extension(province)) == (province.vote, None)
    assert province.decider.vi == "Ban Thường vụ LĐLĐ tỉnh"
    assert work.decided_by(Level.GRASSROOTS) == work


def test_a_plan_may_leave_an_award_to_some_levels(policy_set: PolicySet) -> None:
    """Khánh Hòa's plaques are the province's, Ninh Bình has two tiers (domain.md §1.3, §1.4)."""
    khanh_hoa = policy_set.bundle("khanh_hoa_2024", date(2024, 5, 14))
    ninh_binh = policy_set.bundle("ninh_binh_2017", date(2017, 5, 15))
    assert khanh_hoa.levels_deciding("plaque_work") == (Level.PROVINCIAL,)
    assert ninh_binh.levels_deciding("plaque_work") == (Level.INTERMEDIATE, Level.PROVINCIAL)


@pytest.mark.parametrize(
    ("code", "percent", "mark"),
    [
        ("title_fighter_national", 90, Mark.VERIFIED),
        ("flag_government", 80, Mark.VERIFIED),
        ("title_fighter_province", 90, Mark.UNVERIFIED),
        ("merit_cert_federation", 80, Mark.UNVERIFIED),
        ("merit_cert_pm", 80, Mark.UNVERIFIED),
    ],
)
def test_vote_law(policy: Policy, code: str, percent: int, mark: Mark) -> None:
    vote = policy.award(code).vote

    assert vote is not None
    assert (vote.threshold_percent, vote.mark, vote.ballot_mode) == (percent, mark, BallotMode.SECRET)
    assert (vote.quorum_numerator, vote.quorum_denominator, vote.absent_members_write) == (2, 3, True)


def test_only_two_ratios_of_the_decree_of_2025_are_law(policy: Policy) -> None:
    by_law = {a.code for a in policy.rulebook.awards if a.vote is not None and a.vote.mark is Mark.VERIFIED}

    assert by_law == {"title_fighter_national", "flag_government"}


def test_union_awards_are_voted_by_the_federation_and_state_awards_by_the_state_council(policy: Policy) -> None:
    assert policy.award("merit_cert_federation").council is CouncilKind.FEDERATION
    assert policy.award("merit_cert_province").council is CouncilKind.STATE


def test_grassroots_titles_need_no_council(policy: Policy) -> None:
    award = policy.award("title_fighter_base")

    assert (award.council, award.vote, award.public_notice_days) == (None, None, 0)


@pytest.mark.parametrize(
    ("code", "rating"),
    [("title_advanced_worker", TaskRating.GOOD), ("title_fighter_base", TaskRating.GOOD),
     ("title_exc_collective", TaskRating.EXCELLENT), ("merit_cert_federation", None)],
)  # fmt: skip
def test_task_rating_asked_by_g11(policy: Policy, code: str, rating: TaskRating | None) -> None:
    assert policy.award(code).criteria.minimum_task_rating is rating


@pytest.mark.parametrize(
    ("code", "prior", "count"),
    [("title_fighter_province", "title_fighter_base", 3), ("title_fighter_national", "title_fighter_province", 2),
     ("title_fighter_tld", "title_fighter_base", 3)],
)  # fmt: skip
def test_prior_titles_asked_by_g12(policy: Policy, code: str, prior: str, count: int) -> None:
    need = policy.award(code).criteria.prior_titles

    assert need is not None
    assert (need.code, need.count, need.is_consecutive, need.mark) == (prior, count, True, Mark.UNVERIFIED)


@pytest.mark.parametrize(
    ("code", "scope", "unless"),
    [("title_fighter_base", InitiativeScope.BASE, TaskRating.EXCELLENT),
     ("title_fighter_province", InitiativeScope.PROVINCE, None),
     ("title_fighter_national", InitiativeScope.NATIONAL, None),
     ("merit_cert_pm", InitiativeScope.COMMUNE, None)],
)  # fmt: skip
def test_initiative_asked_by_g13(policy: Policy, code: str, scope: InitiativeScope, unless: TaskRating | None) -> None:
    need = policy.award(code).criteria.initiative

    assert need is not None
    assert (need.minimum_scope, need.unless_rated) == (scope, unless)


def test_collective_percentages_asked_by_g15(policy: Policy) -> None:
    excellent = policy.award("title_exc_collective").criteria.collective
    advanced = policy.award("title_adv_collective").criteria.collective

    assert excellent is not None
    assert advanced is not None
    assert (excellent.advanced_percent, excellent.advanced_comparator) == (70, Comparator.AT_LEAST)
    assert (excellent.completed_percent, excellent.least_base_fighters, excellent.most_disciplined) == (100, 1, 0)
    assert (advanced.advanced_percent, advanced.advanced_comparator) == (50, Comparator.MORE_THAN)
    assert advanced.mark is Mark.UNVERIFIED


def test_fighter_titles_ask_the_initiative_certificate(policy: Policy) -> None:
    asked = {award.code for award in policy.rulebook.awards if PaperKind.INITIATIVE_CERTIFICATE in award.papers}

    assert asked == {
        "title_fighter_province", "title_fighter_national", "title_fighter_tld", "creative_labour_diploma",
        "prize_nguyen_duc_canh", "prize_nguyen_van_linh",
    }  # fmt: skip


def test_simplified_procedure_is_for_sudden_achievements_not_titles(policy: Policy) -> None:
    certificate, title = policy.award("merit_cert_federation"), policy.award("title_fighter_province")

    assert certificate.simplified is not None
    assert (AwardType.SUDDEN in certificate.simplified.types, AwardType.MERIT in certificate.simplified.types) == (
        True, False,
    )  # fmt: skip
    assert title.simplified is None


def test_subject_kinds(policy: Policy) -> None:
    assert policy.award("plaque_work").subjects == (SubjectKind.WORK,)
    assert not policy.award("title_fighter_base").suits(SubjectKind.COLLECTIVE)
    assert policy.award("commendation_certificate").suits(SubjectKind.HOUSEHOLD)


def test_public_notice_by_law_is_ten_working_days(policy: Policy) -> None:
    award = policy.award("title_fighter_national")

    assert award.public_notice is not None
    assert (award.public_notice_days, award.public_notice.mark) == (10, Mark.VERIFIED)


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [("P01", "working_days", 20), ("P02", "working_days", 10), ("X02", "characters", 10),
     ("G06", "fuzzy_percent", 90), ("P11", "months", 6), ("P12", "percent", 20)],
)  # fmt: skip
def test_rule_parameters(policy: Policy, rule: str, name: str, value: int) -> None:
    assert policy.parameter(rule, name) == value


def test_every_union_number_is_flagged(policy: Policy) -> None:
    union = [award for award in policy.rulebook.awards if award.line == "union"]

    assert {award.mark for award in union} == {Mark.UNVERIFIED}


def test_no_article_of_the_decree_of_2025_is_verified_law_in_the_older_rulebook(policy_set: PolicySet) -> None:
    def cited(award: Award) -> list[tuple[str, Mark]]:
        parts = (award, award.vote, award.bonus, award.public_notice, award.simplified)
        return [(part.basis, part.mark) for part in parts if part is not None]

    older = policy_set.rulebooks["law2022_nd98"]
    claims = {basis for award in older.awards for basis, mark in cited(award) if mark is Mark.VERIFIED}

    assert {basis for basis in claims if "152/2025" in basis} == set()


@pytest.mark.parametrize("book", ["law2003_nd91", "law2022_nd98", "law2022_nd152", "law2026"])
def test_every_rulebook_sets_what_its_checks_work_with(policy_set: PolicySet, book: str) -> None:
    """M07 looks at leaders and at earlier winners, an extension has a bound, who must not vote leaves the quorum; none
    of these numbers was read in a law."""
    asked = (
        ("M07", "leader_percent"), ("M07", "winner_percent"), ("P01", "extension_working_days"),
        ("P04", "recused_leave"),
    )  # fmt: skip
    found = {(one.rule, one.name): one for one in policy_set.rulebooks[book].rules if (one.rule, one.name) in asked}

    assert [found[one].value for one in asked] == [50, 50, 10, 1]
    assert {one.mark for one in found.values()} == {Mark.DESIGN}


@pytest.mark.parametrize("book", ["law2003_nd91", "law2022_nd98", "law2022_nd152", "law2026"])
def test_what_the_reference_does_not_name_is_not_given_out_as_verified(policy_set: PolicySet, book: str) -> None:
    """domain.md §4.4: 40 days are for "the highest orders", unnamed; §4.3: no initiative stands with the title."""
    rulebook = policy_set.rulebooks[book]
    [highest] = [one for one in rulebook.clocks if one.award == "labour_order"]
    title = next(one for one in rulebook.awards if one.code == "title_fighter_tld")

    assert (highest.count, highest.mark) == (40, Mark.UNVERIFIED)
    assert title.criteria.initiative is None or title.criteria.initiative.mark is Mark.UNVERIFIED


def test_the_share_of_decree_98_is_in_doubt_where_its_procedure_exempts_the_simplified(policy_set: PolicySet) -> None:
    [award] = [one for one in policy_set.rulebooks["law2022_nd98"].awards if one.code == "merit_cert_pm"]
    assert award.vote is not None
    assert (award.vote.threshold_percent, award.vote.mark) == (80, Mark.UNVERIFIED)
    assert "thủ tục đơn giản" in award.vote.basis
