"""Which unverified items decided an answer: named with file, key and clause, and left out where the facts say so."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import services
from shared.policy import Policy, PolicySet
from shared.policy.trust_facts import READ

BOOK_2026, BOOK_2017 = "rulebooks/law2022_nd152.yaml", "rulebooks/law2003_nd91.yaml"
CERTIFICATE, FIGHTER, NATIONAL = "merit_cert_federation", "title_fighter_province", "title_fighter_national"


@pytest.fixture(scope="module")
def of_2026(policy_set: PolicySet) -> Policy:
    return policy_set.bundle("hung_yen_2026", date(2026, 8, 3))


@pytest.fixture(scope="module")
def of_2017(policy_set: PolicySet) -> Policy:
    return policy_set.bundle("ninh_binh_2017", date(2017, 4, 3))


def named(policy: Policy, rule: str, award: str, **facts: Any) -> list[tuple[str, str]]:
    return [(one.file, one.path) for one in policy.unverified_behind(rule, award, facts)]


def test_the_flag_names_file_key_and_clause_in_both_languages(of_2026: Policy) -> None:
    (only,) = of_2026.unverified_behind("P05", CERTIFICATE, {"percent": 80})

    where = f"{BOOK_2026}, awards[{CERTIFICATE}].vote (Mặc định; luật không ấn định tỷ lệ cho khen thưởng công đoàn)"
    assert (only.words.vi, only.words.en) == (f"Chưa kiểm chứng: {where}", f"Not verified: {where}")


OF_2026: list[tuple[str, str, dict[str, Any], Iterable[str]]] = [
    ("P05", CERTIFICATE, {"percent": 90}, []),
    ("P04", CERTIFICATE, {"numerator": 2, "denominator": 3}, [f"awards[{CERTIFICATE}].vote"]),
    ("P04", CERTIFICATE, {"numerator": 1, "denominator": 2}, []),
    ("P04", NATIONAL, {"numerator": 2, "denominator": 3},
     [f"awards[{NATIONAL}].vote.quorum_rests_on", f"awards[{NATIONAL}].other_councils[federation].quorum_rests_on"]),
    ("P04", NATIONAL, {"numerator": 1, "denominator": 2}, []),
    ("P05", NATIONAL, {"percent": 90}, []),
    ("P08", CERTIFICATE, {"award_level": "provincial"}, [f"awards[{CERTIFICATE}]"]),
    ("P08", CERTIFICATE, {"award_level": "grassroots"}, []),
    ("P03", CERTIFICATE, {"is_simplified": True, "published_on": None, "until": None}, []),
    ("P03", CERTIFICATE, {"is_simplified": False, "published_on": None, "until": None},
     [f"awards[{CERTIFICATE}].public_notice"]),
    ("G06", CERTIFICATE, {}, []),
    ("G06", "prize_nguyen_van_linh", {}, ["exclusions[prizes_once]"]),
    ("G10", CERTIFICATE, {"excluded_from_absent_days": 40, "least_months_employed": None},
     ["rules[G10.absent_working_days]"]),
    ("G11", CERTIFICATE, {"minimum": None}, []),
    ("G13", FIGHTER, {}, []),
    ("G14", CERTIFICATE, {"thresholds": []}, []),
    ("G14", "creative_labour_diploma", {"thresholds": [{"years": 3}]},
     ["rules[G14.single_solution_vnd]", "rules[G14.three_years_vnd]", "rules[G14.years]"]),
    ("G17", CERTIFICATE, {"required": ["submission_letter"]}, []),
    ("G17", CERTIFICATE, {"required": ["submission_letter", "achievement_summary", "summary_list"]},
     ["simplified_grounds[discovered_by_head]", f"awards[{CERTIFICATE}].simplified"]),
    ("G18", CERTIFICATE, {"ground": "seniority"},
     ["simplified_grounds[seniority]", f"awards[{CERTIFICATE}].simplified"]),
    ("G18", CERTIFICATE, {}, [f"awards[{CERTIFICATE}].simplified"]),
    ("M05", "merit_cert_confederation", {"limit": None}, []),
    ("M03", "flag_government", {"filing": {"due": "government_flag_files"}}, ["due_days[government_flag_files]"]),
    ("M03", "flag_government", {"last_day": "2026-11-30"}, []),
    ("M03", NATIONAL, {"filing": {"due": "national_fighter_files"}}, []),
    ("M03", "commemorative_medal", {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "award", "facts", "paths"), OF_2026)
def test_the_facts_leave_out_what_did_not_decide(
    of_2026: Policy, rule: str, award: str, facts: dict[str, Any], paths: list[str]
) -> None:
    assert named(of_2026, rule, award, **facts) == [(BOOK_2026, path) for path in paths]


def test_papers_are_doubted_by_the_list_they_were_asked_from(of_2026: Policy) -> None:
    entry = of_2026.award(CERTIFICATE)
    assert entry.simplified is not None
    whole, short = ([str(kind) for kind in kinds] for kinds in (entry.papers, entry.simplified.papers))

    assert named(of_2026, "G17", CERTIFICATE, required=whole) == [(BOOK_2026, f"awards[{CERTIFICATE}]")]
    assert named(of_2026, "G17", CERTIFICATE, required=short) == [(BOOK_2026, f"awards[{CERTIFICATE}].simplified")]


def test_a_local_list_of_papers_is_doubted_though_the_title_itself_is_law(of_2026: Policy) -> None:
    asked = [str(kind) for kind in of_2026.award(FIGHTER).papers]

    assert named(of_2026, "G17", FIGHTER, required=asked) == [(BOOK_2026, f"awards[{FIGHTER}].papers_rest_on")]
    assert named(of_2026, "G17", FIGHTER, required=asked[:-1]) == []
    assert named(of_2026, "G03", FIGHTER) == []
    by_law = [str(kind) for kind in of_2026.award(NATIONAL).papers]
    assert named(of_2026, "G17", NATIONAL, required=by_law) == []


def test_a_cap_is_named_where_it_was_the_limit_asked(of_2026: Policy) -> None:
    caps = [cap for cap in of_2026.rulebook.caps if cap.award == "merit_cert_confederation"]
    limit = {"vi": caps[1].words.vi, "en": caps[1].words.en}

    assert named(of_2026, "M05", "merit_cert_confederation", limit=limit) == [(BOOK_2026, f"caps[{caps[1].id}]")]


def test_an_uncertain_holiday_is_named_when_it_moved_the_last_day(of_2017: Policy) -> None:
    """Giỗ Tổ 2017 (06/4) lies between receipt and the last day, or it does not."""
    calendar, rule = "calendars/vietnam.yaml", (BOOK_2017, "rules[P01.working_days]")
    holiday = (calendar, "years[2017].holidays[2017-04-06]")

    assert named(of_2017, "P01", CERTIFICATE, received_on="2017-04-03", due_on="2017-04-28") == [rule, holiday]
    assert named(of_2017, "P01", CERTIFICATE, received_on="2017-04-10", due_on="2017-04-28") == [rule]
    assert named(of_2017, "P01", CERTIFICATE, received_on=None, due_on=None) == [rule]

    sent_back = (BOOK_2017, "rules[P01.return_working_days]")
    until = {"received_on": "2017-04-10", "due_on": "2017-04-24", "is_return": True}
    assert named(of_2017, "P01", CERTIFICATE, **until) == [sent_back]


def test_a_bonus_names_the_salary_it_was_computed_from(of_2017: Policy) -> None:
    found = named(of_2017, "P10", FIGHTER, hundredths=300, base_salary=1_210_000)
    assert ("salaries.yaml", "base[2016-05-01]") in found
    assert (BOOK_2017, f"awards[{FIGHTER}].bonus") in found
    of_another = named(of_2017, "P10", FIGHTER, hundredths=150, base_salary=1_300_000)
    assert (BOOK_2017, f"awards[{FIGHTER}].bonus") not in of_another
    assert ("salaries.yaml", "base[2016-05-01]") not in of_another


def test_only_the_chains_a_unit_fits_are_doubted(policy_set: PolicySet, of_2026: Policy) -> None:
    policy = dataclasses.replace(of_2026, chains={"C5": policy_set.chains["C5"]})
    offers = [{"chain": "C5", "fits": True}]

    assert named(policy, "G02", CERTIFICATE, offers=offers) == [("chains.yaml", "chains[C5]")]
    assert named(policy, "G02", CERTIFICATE, offers=[{"chain": "C5", "fits": False}]) == []


def test_what_the_services_work_with_is_what_is_said_to_be_read() -> None:
    """A draft's number that is not among these is told to be judged by nobody."""
    root = Path(services.__path__[0])
    code = "\n".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py"))

    assert set(re.findall(r'"([GMPX][0-9]{2})", "([a-z_]+)"', code)) == READ
