"""Rules on what a proposal rests on and what localities exclude: holds, fails, unknown (X05), replayed as stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.nomination.rules import exclusivity, grounds, local_terms, quotas
from shared.events.codec import to_plain
from shared.events.dossier import BasisAward, Employment, Initiative
from shared.events.terms import AwardType, LaunchField, SimplifiedGround, SubjectKind, WorkerGroup
from shared.verdicts import Consequence, Rule, replay
from shared.words import Words

MERIT, SUDDEN, THEMATIC = AwardType.MERIT, AwardType.SUDDEN, AwardType.THEMATIC
BELOW = WorkerGroup.WORKER_BELOW_DEGREE
DIPLOMA = grounds.BenefitThreshold(group=BELOW, single_vnd=80_000_000, total_vnd=120_000_000, years=3)
OTHER = exclusivity.Other(
    reference="VD26-AAAAA-BBBBB", unit_name="CĐCS A", award="x", year=2026, dated=date(2026, 3, 1)
)
THEME = exclusivity.OfTheYear(other=OTHER, award_type=THEMATIC)
YEAR = exclusivity.OfTheYear(other=OTHER, award_type=MERIT)
LIMIT = Words("mỗi đơn vị 3", "three a unit")


def worth(*benefits: tuple[int, int | None]) -> tuple[Initiative, ...]:
    """Initiatives by (year of recognition, million đồng)."""
    return tuple(
        Initiative(title=str(year), recognised_on=date(year, 5, 1), benefit_vnd=None if m is None else m * 1_000_000)
        for year, m in benefits
    )


def both(**changes: Any) -> dict[str, Any]:
    return {"award_type": MERIT, "is_of_phase": False, "exempt": (SUDDEN,), "others": ()} | changes


def local(employment: Employment | None, **changes: Any) -> dict[str, Any]:
    limits = {"excluded_from_absent_days": 40, "least_months_employed": 10, "asks_registration": True}
    return {"kind": SubjectKind.INDIVIDUAL, **limits, "employment": employment} | changes


def at_work(**changes: Any) -> Employment:
    facts = {"absent_days": 5, "maternity_days": 0, "months_employed": 12, "is_registered": True}
    return Employment(**(facts | changes))


def benefit(*benefits: tuple[int, int | None], **changes: Any) -> dict[str, Any]:
    return {"thresholds": (DIPLOMA,), "group": BELOW, "year": 2026, "initiatives": worth(*benefits)} | changes


def rests_on(award_type: AwardType, *types: AwardType | None) -> dict[str, Any]:
    basis = tuple(BasisAward(award="x", year=2025, award_type=one, decision_number="7/QĐ") for one in types)
    return {"award_type": award_type, "basis": basis}


def short(award_type: AwardType, ground: SimplifiedGround, *types: AwardType, **changes: Any) -> dict[str, Any]:
    """On a ground that fits these types; none at all: the rulebook does not allow it."""
    on = grounds.OnGround(types=types, words=Words("căn cứ ấy", "that ground") if types else None)
    facts = {"is_simplified": True, "award_type": award_type, "permitted": (SUDDEN,), "ground": ground, "on_ground": on}
    return facts | changes


def launched(*stated: LaunchField, **changes: Any) -> dict[str, Any]:
    return {"movement": "lao_dong_gioi", "is_in_plan": True, "stated": stated} | changes


G07, G10 = exclusivity.year_and_theme_are_not_both_given, local_terms.is_not_excluded_locally
G14, G22, M05 = grounds.benefit_suffices, grounds.merit_rests_on_merit, quotas.quota_leaves_room
G18, G20, G21 = grounds.procedure_suits_type, grounds.pledge_is_registered, grounds.movement_was_launched_whole

CASES: list[tuple[Rule, dict[str, Any], str]] = [
    (G07, both(), "holds"),
    (G07, both(others=(THEME,)), "fails"),
    (G07, both(award_type=THEMATIC, others=(YEAR,)), "fails"),
    (G07, both(others=(YEAR,)), "holds"),
    (G07, both(award_type=THEMATIC, others=(THEME,)), "holds"),
    (G07, both(award_type=SUDDEN, others=(YEAR, THEME)), "holds"),
    (G07, both(is_of_phase=True, others=(THEME,)), "holds"),
    (G07, both(others=(exclusivity.OfTheYear(other=OTHER, award_type=THEMATIC, is_of_phase=True),)), "holds"),
    (G07, both(exempt=(THEMATIC,), others=(THEME,)), "holds"),
    (G10, local(at_work()), "holds"),
    (G10, local(at_work(absent_days=39)), "holds"),
    (G10, local(at_work(absent_days=40)), "fails"),
    (G10, local(at_work(absent_days=120, maternity_days=120)), "holds"),
    (G10, local(at_work(absent_days=160, maternity_days=120)), "fails"),
    (G10, local(at_work(absent_days=120, maternity_days=None)), "unknown"),
    (G10, local(at_work(absent_days=3, maternity_days=None)), "holds"),
    (G10, local(at_work(months_employed=9)), "fails"),
    (G10, local(at_work(months_employed=10)), "holds"),
    (G10, local(at_work(is_registered=False)), "fails"),
    (G10, local(at_work(is_registered=None)), "unknown"),
    (G10, local(at_work(is_registered=None, months_employed=1)), "fails"),
    (G10, local(None), "unknown"),
    (G10, local(None, excluded_from_absent_days=None, least_months_employed=None, asks_registration=False), "holds"),
    (G10, local(None, kind=SubjectKind.COLLECTIVE), "holds"),
    (G14, benefit((2026, 80)), "holds"),
    (G14, benefit((2026, 79)), "fails"),
    (G14, benefit((2024, 40), (2025, 40), (2026, 40)), "holds"),
    (G14, benefit((2024, 40), (2025, 40), (2026, 39)), "fails"),
    (G14, benefit((2023, 60), (2025, 60), (2026, 60)), "fails"),
    (G14, benefit((2024, 30), (2024, 30), (2025, 30), (2026, 30)), "holds"),
    (G14, benefit((2025, 40), (2026, 40), (2027, 40)), "fails"),
    (G14, benefit((2026, None)), "unknown"),
    (G14, benefit((2026, None), (2025, 90)), "holds"),
    (G14, benefit(), "unknown"),
    (G14, benefit((2026, 90), group=None), "unknown"),
    (G14, benefit((2026, 90), group=WorkerGroup.LEADER), "unknown"),
    (G14, benefit(thresholds=()), "holds"),
    (G18, {"is_simplified": False, "award_type": MERIT, "permitted": ()}, "holds"),
    (G18, {"is_simplified": True, "award_type": SUDDEN, "permitted": (SUDDEN,)}, "holds"),
    (G18, {"is_simplified": True, "award_type": MERIT, "permitted": (SUDDEN,)}, "fails"),
    (G18, {"is_simplified": True, "award_type": SUDDEN, "permitted": ()}, "fails"),
    (G18, short(MERIT, SimplifiedGround.URGENT_POLITICAL_TASK, MERIT, SUDDEN, permitted=(MERIT, SUDDEN)), "holds"),
    (G18, short(MERIT, SimplifiedGround.SUDDEN_ACHIEVEMENT, SUDDEN), "fails"),
    (G18, short(SUDDEN, SimplifiedGround.SUDDEN_ACHIEVEMENT, SUDDEN), "holds"),
    (G18, short(SUDDEN, SimplifiedGround.SUDDEN_ACHIEVEMENT, SUDDEN, permitted=()), "fails"),
    (G18, short(SUDDEN, SimplifiedGround.STATE_SECRET), "fails"),
    (G18, short(SUDDEN, SimplifiedGround.SUDDEN_ACHIEVEMENT) | {"on_ground": None}, "holds"),
    (G20, {"is_title": False, "is_registered": None}, "holds"),
    (G20, {"is_title": True, "is_registered": True}, "holds"),
    (G20, {"is_title": True, "is_registered": False}, "fails"),
    (G20, {"is_title": True, "is_registered": None}, "unknown"),
    (G21, launched(*LaunchField), "holds"),
    (G21, launched(LaunchField.GOAL), "fails"),
    (G21, launched(stated=None), "unknown"),
    (G21, launched(is_in_plan=False, stated=None), "fails"),
    (G21, launched(movement=None, is_in_plan=False, stated=None), "holds"),
    (G22, rests_on(MERIT), "holds"),
    (G22, rests_on(MERIT, MERIT), "holds"),
    (G22, rests_on(MERIT, MERIT, SUDDEN), "fails"),
    (G22, rests_on(MERIT, THEMATIC, None), "fails"),
    (G22, rests_on(MERIT, MERIT, None), "unknown"),
    (G22, rests_on(SUDDEN, SUDDEN), "holds"),
    (M05, {"limit": LIMIT, "most": 3, "taken": 2, "holders": ()}, "holds"),
    (M05, {"limit": LIMIT, "most": 3, "taken": 3, "holders": (OTHER,)}, "fails"),
    (M05, {"limit": LIMIT, "most": 0, "taken": 0, "holders": ()}, "fails"),
    (M05, {"limit": LIMIT, "most": None, "taken": 9, "holders": ()}, "unknown"),
]


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"), CASES, ids=[f"{case[0].id}-{at}-{case[2]}" for at, case in enumerate(CASES)]
)
def test_rule(rule: Rule, facts: dict[str, Any], verdict: str) -> None:
    """The verdict, words in both languages, plain facts, and the same answer when asked again with them."""
    found = rule(**facts)

    assert found.verdict == verdict
    assert found.words.vi
    assert found.words.vi != found.words.en
    assert found.facts == to_plain(facts)
    assert replay(rule, found) == found


def test_a_refusal_names_number_unit_and_day_of_what_stands_in_the_way() -> None:
    words = G07(**both(others=(THEME,))).words

    assert "VD26-AAAAA-BBBBB (CĐCS A, 01/03/2026)" in words.vi
    assert "VD26-AAAAA-BBBBB" in words.en


def test_a_plan_that_blocks_gets_missing_facts_back_instead_of_letting_them_through() -> None:
    """Where failing would block, leaving the facts out must not be the way around it."""
    found = G10(consequence=Consequence.BLOCK, **local(None))

    assert (found.verdict, found.consequence) == ("unknown", Consequence.RETURN)
    assert replay(G10, found) == found
    assert G10(consequence=Consequence.WARN, **local(None)).consequence is Consequence.WARN
    assert G10(**local(None)).consequence is Consequence.NONE


def test_shares_are_rounded_down() -> None:
    assert [quotas.share_of(15, base) for base in (0, 6, 7, 39, 40)] == [0, 0, 1, 5, 6]


def test_claims_tell_apart_what_may_stand_side_by_side() -> None:
    def claims(**changes: Any) -> set[str]:
        facts = {"award": "a", "period": "2026", "achievement_key": "k"}
        return set(quotas.claims_of(**(facts | changes)))

    assert claims() & claims(award="b", achievement_key="l") == set()
    assert claims() & claims(award="b") == {"achievement|k"}
    assert claims(period="2026/phase_1") & claims(period="2026/phase_2", achievement_key="l") == set()
    assert claims(is_once_in_life=True) & claims(is_once_in_life=True, period="2021", achievement_key="l") == {"once|a"}
