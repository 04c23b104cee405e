"""The catalogue of decree 152/2025 against the reference (domain.md §4), award by award, with what is unverified in it.

Columns: code, subjects, lowest deciding level, road beyond the chain, mark, threshold with its mark, working days of
public notice, tenths of the base salary for an individual and a collective.
"""

from __future__ import annotations

from datetime import date

import pytest

from shared.events.terms import CouncilKind, SubjectKind
from shared.policy import Policy, PolicySet
from shared.policy.awards import Award, Line
from shared.policy.bonus import bonus
from shared.policy.marks import Mark

CATALOGUE = [
    ("title_advanced_worker", "individual", "grassroots", "E1", "verified", "", 0, "3/-"),
    ("title_fighter_base", "individual", "grassroots", "E1", "verified", "", 0, "10/-"),
    ("title_fighter_province", "individual", "provincial", "S1", "verified", "90 unverified", 10, "30/-"),
    ("title_fighter_national", "individual", "state", "S2", "verified", "90 verified", 10, "45/-"),
    ("title_adv_collective", "collective", "grassroots", "E1", "verified", "", 0, "-/8"),
    ("title_exc_collective", "collective", "provincial", "S1", "verified", "70 unverified", 10, "-/15"),
    ("flag_province", "collective", "provincial", "S1", "unverified", "70 unverified", 10, "-/80"),
    ("flag_government", "collective", "state", "S2", "verified", "80 verified", 10, "-/120"),
    ("commendation_certificate", "individual collective household", "grassroots", "E1", "verified", "", 0, "3/6"),
    ("merit_cert_province", "individual collective", "provincial", "S1", "verified", "70 unverified", 10, "15/30"),
    ("merit_cert_pm", "individual collective", "state", "S2", "verified", "80 unverified", 10, "35/70"),
    ("labour_order", "individual collective", "state", "S2", "verified", "80 unverified", 10, ""),
    ("medal_province", "individual", "provincial", "S1", "verified", "", 0, "at most 6"),
    ("union_member_excellent", "individual", "grassroots", "", "unverified", "", 0, ""),
    ("commendation_cert_union", "individual collective", "grassroots", "", "unverified", "", 0, ""),
    ("merit_cert_federation", "individual collective", "provincial", "", "unverified", "80 unverified", 10, ""),
    ("flag_federation", "collective", "provincial", "", "unverified", "80 unverified", 10, ""),
    ("merit_cert_confederation", "individual collective", "confederation", "TLD", "unverified", "80 unverified", 10,
     ""),
    ("title_fighter_tld", "individual", "confederation", "TLD", "unverified", "90 unverified", 10, "30/-"),
    ("creative_labour_diploma", "individual", "confederation", "TLD", "unverified", "80 unverified", 10, ""),
    ("commemorative_medal", "individual", "confederation", "TLD", "unverified", "50 unverified", 10, ""),
    ("plaque_work", "work", "intermediate", "", "unverified", "", 0, ""),
    ("good_deed", "individual", "grassroots", "", "unverified", "", 0, ""),
    ("union_unit_strong", "collective", "grassroots", "", "unverified", "", 0, ""),
    ("flag_confederation", "collective", "confederation", "TLD", "unverified", "80 unverified", 10, ""),
    ("prize_nguyen_duc_canh", "individual", "confederation", "TLD", "unverified", "80 unverified", 10, ""),
    ("prize_nguyen_van_linh", "individual", "confederation", "TLD", "unverified", "80 unverified", 10, ""),
    ("prize_federation", "individual", "provincial", "", "unverified", "80 unverified", 10, ""),
]


@pytest.fixture
def policy(policy_set: PolicySet) -> Policy:
    return policy_set.bundle("hung_yen_2026", date(2026, 11, 2))


def tenths(award: Award) -> str:
    given = award.bonus
    if given is None:
        return ""
    if given.individual_most_tenths is not None:
        return f"at most {given.individual_most_tenths}"
    return "/".join("-" if one is None else str(one) for one in (given.individual_tenths, given.collective_tenths))


def row_of(policy: Policy, award: Award) -> tuple[object, ...]:
    road, vote = policy.find_extension(award), award.vote
    return (
        award.code, " ".join(award.subjects), str(award.decided_at), road.id if road else "", str(award.mark),
        f"{vote.threshold_percent} {vote.mark}" if vote else "", award.public_notice_days, tenths(award),
    )  # fmt: skip


def test_the_catalogue_is_as_the_reference_has_it(policy: Policy) -> None:
    assert [row_of(policy, award) for award in policy.rulebook.awards] == CATALOGUE


@pytest.mark.parametrize("book", ["law2003_nd91", "law2022_nd98", "law2022_nd152"])
def test_papers_below_state_level_are_nowhere_given_out_as_law(policy_set: PolicySet, book: str) -> None:
    """domain.md §4.4: the decree lists the papers of state awards; every other list is local practice."""
    by_law = {"title_fighter_national", "flag_government", "merit_cert_pm", "labour_order"}
    for award in policy_set.rulebooks[book].awards:
        rests_on = award.papers_rest_on or award
        assert rests_on.is_unverified is (book != "law2022_nd152" or award.code not in by_law), award.code


def test_no_quorum_but_the_central_councils_was_read(policy_set: PolicySet) -> None:
    """Two thirds are the central council's (ND152 Art 45(4)); for every other council they are a preset."""
    for book in policy_set.rulebooks.values():
        laws = [law for award in book.awards for law in (award.vote, *award.other_councils) if law is not None]
        assert {law.for_quorum().mark for law in laws} == {Mark.UNVERIFIED}


def test_what_a_council_votes_on_hangs_out_first(policy: Policy) -> None:
    """On by default for the union's own awards too: the plans ask for “công khai, minh bạch”."""
    voted = [award for award in policy.rulebook.awards if award.vote is not None]

    assert {award.code for award in voted if not award.public_notice_days} == set()
    assert {award.public_notice.mark for award in voted if award.public_notice and award.line is Line.UNION} == {
        Mark.UNVERIFIED
    }


def test_a_fighter_of_the_confederation_stands_beside_one_of_a_province(policy_set: PolicySet) -> None:
    for book in policy_set.rulebooks.values():
        need = book.award("title_fighter_national").criteria.prior_titles
        assert need is not None
        assert (need.code, need.or_codes) == ("title_fighter_province", ("title_fighter_tld",))


def test_the_short_way_is_open_to_medals_and_orders_for_dedication(policy_set: PolicySet) -> None:
    for book in policy_set.rulebooks.values():
        for code in ("labour_order", "medal_province", "commemorative_medal"):
            short = book.award(code).simplified
            assert short is not None
            assert [str(one) for one in short.types] == ["dedication"]


def test_every_chain_council_of_an_award_is_the_one_of_its_line(policy: Policy) -> None:
    seats = {award.line: {one.council for one in policy.rulebook.awards if one.line is award.line and one.council}
             for award in policy.rulebook.awards}  # fmt: skip

    assert seats == {Line.STATE: {CouncilKind.STATE}, Line.UNION: {CouncilKind.FEDERATION}}


@pytest.mark.parametrize(
    ("code", "subject", "amount"),
    [
        ("title_advanced_worker", SubjectKind.INDIVIDUAL, 760_000),  # 759,000 rounded up
        ("title_adv_collective", SubjectKind.COLLECTIVE, 2_030_000),
        ("title_fighter_province", SubjectKind.INDIVIDUAL, 7_590_000),  # even already
        ("merit_cert_province", SubjectKind.INDIVIDUAL, 3_800_000),
        ("merit_cert_province", SubjectKind.COLLECTIVE, 7_590_000),  # twice the multiple, not twice the amount
        ("commendation_certificate", SubjectKind.COLLECTIVE, 1_520_000),
        ("commendation_certificate", SubjectKind.HOUSEHOLD, 1_140_000),  # 0.45
    ],
)
def test_bonuses_in_dong_from_july_2026(policy: Policy, code: str, subject: SubjectKind, amount: int) -> None:
    assert bonus(policy.award(code), subject, date(2026, 7, 1), policy.salaries) == amount
