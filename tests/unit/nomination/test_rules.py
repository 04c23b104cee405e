"""Each rule of the proposing side: holds, fails, unknown. What nobody stated never fails (X05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.nomination.rules import completeness, eligibility, exclusivity, initiatives, lifecycle
from services.nomination.rules.likeness import Reason
from shared.events.codec import to_plain
from shared.events.dossier import CollectiveCounts, Initiative, PriorTitle, StudyLeave
from shared.events.terms import (
    AwardType,
    HoldKind,
    InitiativeScope,
    Level,
    PaperKind,
    PersonClass,
    Sex,
    SubjectKind,
    TaskRating,
)
from shared.policy.targets import Comparator
from shared.verdicts import Consequence, Rule, replay
from shared.words import Words

PERSON, TEAM = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE
OPEN = lifecycle.ChainOffer(chain="C4", fits=True, has_level=True, is_open=True, valid_to=None)
FLAT = replace(OPEN, has_level=False)
SHUT = lifecycle.ChainOffer(chain="C1", fits=True, has_level=True, is_open=False, valid_to=date(2025, 6, 30))
OTHER = exclusivity.Other(reference="VD26-AAAAA-BBBBB", unit_name="CĐCS A", award="x", year=2026)
ALIKE = exclusivity.Alike(
    other=OTHER, weight=95, reasons=(Reason(code="name.same", weight=60, words=Words("Cùng tên", "Same name")),)
)

IDENTITY: dict[str, Any] = {
    "kind": PERSON, "full_name": "Trần Văn Đức", "birth": "1984", "sex": Sex.MALE, "position": "Thợ",
    "workplace": "Tổ 1", "is_direct_worker": False,
}  # fmt: skip
WINDOW: dict[str, Any] = {
    "sent_on": date(2024, 8, 1), "window_first": date(2024, 1, 1), "window_last": date(2024, 12, 31),
    "has_phases": True, "phase": "phase_2",
}  # fmt: skip
LONGER = WINDOW | {"window_last": date(2025, 12, 31)}
PHASES = (
    lifecycle.ReviewedPhase(
        id="phase_1", name=Words("Đợt 1", "Phase 1"), first=date(2024, 1, 1), last=date(2024, 7, 31)
    ),
)
UNIT: dict[str, Any] = {
    "unit": "a", "sent_on": date(2025, 7, 2), "is_registered": True, "parents": ("LĐLĐ tỉnh",), "dissolved": (),
    "offers": (OPEN,), "decided_at": None,
}  # fmt: skip
SUBJECT: dict[str, Any] = {
    "award": "x", "is_in_catalogue": True, "is_in_plan": True, "kind": PERSON, "kinds": (PERSON,),
    "award_type": AwardType.MERIT, "award_types": (AwardType.MERIT,), "decided_at": None,
    "levels": (Level.GRASSROOTS, Level.INTERMEDIATE),
}  # fmt: skip
STUDY = {"minimum": TaskRating.GOOD, "rating": None, "study_below_months": 12}
TITLES: dict[str, Any] = {
    "title": "title_fighter_base", "count": 3, "is_consecutive": True, "ends_year_before": True, "year": 2026,
}  # fmt: skip
INITIATIVE: dict[str, Any] = {
    "minimum_scope": InitiativeScope.PROVINCE, "unless_rated": None, "rating": TaskRating.GOOD,
    "first": date(2023, 1, 1), "last": date(2026, 8, 3),
}  # fmt: skip
SHARES: dict[str, Any] = {
    "advanced_percent": 70, "advanced_comparator": Comparator.AT_LEAST, "completed_percent": 100,
    "least_base_fighters": 1, "most_disciplined": 0,
}  # fmt: skip
PAPERS: dict[str, Any] = {"required": (), "supplied": (), "unreadable": ()}
CLEAN = completeness.PaperScan(paper="a.pdf", by="ClamAV 1.4.3")
CAUGHT = completeness.PaperScan(paper="b.pdf", by="ClamAV 1.4.3", found="Eicar-Test-Signature")
UNJUDGED = completeness.PaperScan(paper="c.pdf", by=None)
DUPLICATES: dict[str, Any] = {"is_identified": True, "same": (), "alike": ()}


def held(*years: int, proven: bool = True) -> tuple[PriorTitle, ...]:
    return tuple(
        PriorTitle(award="title_fighter_base", year=year, decision_number="1/QĐ" if proven else None) for year in years
    )


def initiative(**changes: Any) -> tuple[Initiative, ...]:
    facts: dict[str, Any] = {
        "title": "Gá kẹp", "recognised_on": date(2025, 3, 1), "recognised_by": "UBND tỉnh",
        "scope": InitiativeScope.PROVINCE, "has_certificate": True,
    }  # fmt: skip
    return (Initiative(**(facts | changes)),)


def counts(**changes: int | None) -> CollectiveCounts:
    facts: dict[str, Any] = {
        "members": 10,
        "completed": 10,
        "advanced_workers": 7,
        "base_fighters": 1,
        "disciplined": 0,
    }
    return CollectiveCounts(**(facts | changes))


CASES: list[tuple[Rule, dict[str, Any], str]] = [
    (lifecycle.sent_within_plan, WINDOW, "holds"),
    (lifecycle.sent_within_plan, WINDOW | {"sent_on": date(2024, 12, 31)}, "holds"),
    (lifecycle.sent_within_plan, WINDOW | {"sent_on": date(2025, 1, 1)}, "fails"),
    (lifecycle.sent_within_plan, WINDOW | {"phase": None}, "fails"),
    (lifecycle.sent_within_plan, WINDOW | {"phase": None, "has_phases": False}, "holds"),
    (lifecycle.sent_within_plan, WINDOW | {"year": 2024, "for_phase": "phase_1", "phases": PHASES}, "holds"),
    (lifecycle.sent_within_plan, WINDOW | {"year": 2024, "for_phase": "abc", "phases": PHASES}, "fails"),
    (lifecycle.sent_within_plan, WINDOW | {"year": 2024, "for_phase": "year"}, "fails"),
    (lifecycle.sent_within_plan, WINDOW | {"year": 2023}, "fails"),
    (lifecycle.sent_within_plan, WINDOW | {"year": 2025}, "fails"),
    (lifecycle.sent_within_plan, LONGER | {"year": 2025}, "holds"),
    (lifecycle.sent_within_plan, LONGER | {"year": 2025, "for_phase": "phase_1", "phases": PHASES}, "fails"),
    (lifecycle.chain_is_allowed, UNIT, "holds"),
    (lifecycle.chain_is_allowed, UNIT | {"is_registered": False}, "fails"),
    (lifecycle.chain_is_allowed, UNIT | {"parents": ()}, "fails"),
    (lifecycle.chain_is_allowed, UNIT | {"parents": ("a", "b")}, "fails"),
    (lifecycle.chain_is_allowed, UNIT | {"offers": (SHUT,)}, "fails"),
    (lifecycle.chain_is_allowed, UNIT | {"offers": ()}, "fails"),
    (lifecycle.chain_is_allowed, UNIT | {"decided_at": Level.INTERMEDIATE}, "holds"),
    (lifecycle.chain_is_allowed, UNIT | {"decided_at": Level.INTERMEDIATE, "offers": (FLAT,)}, "fails"),
    (lifecycle.chain_is_allowed, UNIT | {"offers": (FLAT,)}, "holds"),
    (lifecycle.chain_is_allowed, UNIT | {"dissolved": ("CĐ ngành",)}, "fails"),
    (lifecycle.nothing_is_being_verified, {"is_identified": True, "open_holds": ()}, "holds"),
    (
        lifecycle.nothing_is_being_verified,
        {"is_identified": True, "open_holds": (lifecycle.OpenHold(kind=HoldKind.INSPECTION, document="1/TB"),)},
        "fails",
    ),
    (
        lifecycle.nothing_is_being_verified,
        {
            "is_identified": True, "is_perhaps_a_namesakes": True,
            "open_holds": (lifecycle.OpenHold(kind=HoldKind.INSPECTION, document="1/TB"),),
        },
        "fails",
    ),
    (lifecycle.nothing_is_being_verified, {"is_identified": False, "open_holds": ()}, "unknown"),
    (completeness.identity_is_complete, IDENTITY, "holds"),
    (completeness.identity_is_complete, IDENTITY | {"full_name": "Đức"}, "fails"),
    (completeness.identity_is_complete, IDENTITY | {"is_direct_worker": None}, "unknown"),
    (completeness.identity_is_complete, IDENTITY | {"birth": None}, "unknown"),
    *(
        (
            completeness.identity_is_complete,
            IDENTITY | {"person_class": told, "is_direct_worker": direct, "is_leader": leader},
            verdict,
        )
        for told, direct, leader, verdict in (
            (PersonClass.DIRECT_WORKER, True, False, "holds"),
            (PersonClass.DIRECT_WORKER, True, None, "holds"),
            (PersonClass.DIRECT_WORKER, False, False, "holds"),  # an official who does not lead
            (PersonClass.DIRECT_WORKER, False, None, "fails"),
            (PersonClass.DIRECT_WORKER, True, True, "fails"),
            (PersonClass.OTHER_LEADER, False, True, "holds"),
            (PersonClass.PROVINCE_LEADER, True, True, "fails"),
            (PersonClass.DEPARTMENT_LEADER, False, False, "fails"),
            (PersonClass.ENTREPRENEUR, False, None, "holds"),
            (PersonClass.ENTREPRENEUR, True, None, "fails"),
        )
    ),
    (completeness.identity_is_complete, IDENTITY | {"kind": TEAM, "full_name": "Tổ 3", "birth": None}, "holds"),
    (
        completeness.papers_are_complete,
        {"required": (PaperKind.MINUTES,), "supplied": (PaperKind.MINUTES,), "unreadable": ()},
        "holds",
    ),
    (completeness.papers_are_complete, {"required": (PaperKind.MINUTES,), "supplied": (), "unreadable": ()}, "fails"),
    (completeness.papers_are_complete, {"required": (), "supplied": (), "unreadable": ("a.pdf",)}, "fails"),
    (completeness.papers_are_complete, PAPERS | {"scans": (CLEAN,)}, "holds"),
    (completeness.papers_are_complete, PAPERS | {"scans": (CLEAN, UNJUDGED)}, "unknown"),
    (completeness.papers_are_complete, PAPERS | {"scans": (CLEAN, UNJUDGED, CAUGHT)}, "fails"),
    (completeness.papers_are_complete, PAPERS | {"unreadable": ("a.pdf",), "scans": (UNJUDGED,)}, "fails"),
    (exclusivity.achievement_is_rewarded_once, {"achievement": "a", "same_achievement": ()}, "holds"),
    (exclusivity.achievement_is_rewarded_once, {"achievement": "a", "same_achievement": (OTHER,)}, "fails"),
    (exclusivity.achievement_is_rewarded_once, {"achievement": " ", "same_achievement": ()}, "unknown"),
    (
        exclusivity.achievement_is_rewarded_once,
        {"achievement": "a", "same_achievement": (), "unsettled": (OTHER,)},
        "fails",
    ),
    (exclusivity.is_proposed_once, DUPLICATES, "holds"),
    (exclusivity.is_proposed_once, DUPLICATES | {"unsettled": (OTHER,), "alike": (ALIKE,)}, "fails"),
    (exclusivity.is_proposed_once, DUPLICATES | {"same": (OTHER,)}, "fails"),
    (exclusivity.is_proposed_once, DUPLICATES | {"alike": (ALIKE,)}, "fails"),
    (exclusivity.is_proposed_once, DUPLICATES | {"is_identified": False}, "unknown"),
    (eligibility.award_suits_subject, SUBJECT, "holds"),
    (eligibility.award_suits_subject, SUBJECT | {"is_in_catalogue": False}, "fails"),
    (eligibility.award_suits_subject, SUBJECT | {"decided_at": Level.INTERMEDIATE}, "holds"),
    (eligibility.award_suits_subject, SUBJECT | {"decided_at": Level.PROVINCIAL}, "fails"),
    (eligibility.award_suits_subject, SUBJECT | {"is_in_plan": False}, "fails"),
    (eligibility.award_suits_subject, SUBJECT | {"kind": TEAM}, "fails"),
    (eligibility.award_suits_subject, SUBJECT | {"award_type": AwardType.SUDDEN}, "fails"),
    (eligibility.achieved_after_discipline, {"discipline_ended_on": None, "achieved_from": None}, "holds"),
    (
        eligibility.achieved_after_discipline,
        {"discipline_ended_on": date(2026, 3, 1), "achieved_from": date(2026, 3, 2)},
        "holds",
    ),
    (
        eligibility.achieved_after_discipline,
        {"discipline_ended_on": date(2026, 3, 1), "achieved_from": date(2026, 3, 1)},
        "fails",
    ),
    (
        eligibility.achieved_after_discipline,
        {"discipline_ended_on": date(2026, 3, 1), "achieved_from": None},
        "unknown",
    ),
    (eligibility.rating_suffices, {"minimum": None, "rating": None}, "holds"),
    (eligibility.rating_suffices, {"minimum": TaskRating.GOOD, "rating": TaskRating.EXCELLENT}, "holds"),
    (eligibility.rating_suffices, {"minimum": TaskRating.GOOD, "rating": TaskRating.MET}, "fails"),
    (eligibility.rating_suffices, {"minimum": TaskRating.GOOD, "rating": None}, "unknown"),
    (eligibility.rating_suffices, STUDY | {"study": StudyLeave(months=11, is_fair_or_better=True)}, "holds"),
    (eligibility.rating_suffices, STUDY | {"study": StudyLeave(months=12, is_fair_or_better=True)}, "unknown"),
    (eligibility.rating_suffices, STUDY | {"study": StudyLeave(months=11, is_fair_or_better=False)}, "fails"),
    (eligibility.rating_suffices, STUDY | {"study": StudyLeave(months=11)}, "unknown"),
    (
        eligibility.rating_suffices,
        STUDY | {"minimum": TaskRating.EXCELLENT, "study": StudyLeave(months=3, is_fair_or_better=True)},
        "unknown",
    ),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2023, 2024, 2025)}, "holds"),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2022, 2023, 2025)}, "fails"),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2022, 2023, 2024)}, "fails"),
    (
        eligibility.prior_titles_suffice,
        TITLES | {"held": held(2022, 2023, 2024), "ends_year_before": False},
        "holds",
    ),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2024, 2025, 2025)}, "fails"),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2023, 2024, 2025, proven=False)}, "unknown"),
    (eligibility.prior_titles_suffice, TITLES | {"held": ()}, "unknown"),
    (eligibility.prior_titles_suffice, TITLES | {"held": (), "unsettled": held(2023, 2024, 2025)}, "unknown"),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2024, 2025), "unsettled": held(2023)}, "unknown"),
    (eligibility.prior_titles_suffice, TITLES | {"held": held(2024, 2025), "unsettled": held(2021)}, "fails"),
    (
        eligibility.prior_titles_suffice,
        TITLES | {"held": held(2023, 2024, 2025), "unsettled": held(2023, 2024, 2025)},
        "holds",
    ),
    (eligibility.prior_titles_suffice, TITLES | {"title": None, "held": ()}, "holds"),
    (initiatives.initiative_suffices, INITIATIVE | {"initiatives": initiative()}, "holds"),
    (
        initiatives.initiative_suffices,
        INITIATIVE | {"initiatives": initiative(scope=InitiativeScope.NATIONAL)},
        "holds",
    ),
    (initiatives.initiative_suffices, INITIATIVE | {"initiatives": initiative(scope=InitiativeScope.BASE)}, "fails"),
    (
        initiatives.initiative_suffices,
        INITIATIVE | {"initiatives": initiative(recognised_on=date(2022, 12, 31))},
        "fails",
    ),
    (initiatives.initiative_suffices, INITIATIVE | {"initiatives": initiative(has_certificate=False)}, "unknown"),
    (initiatives.initiative_suffices, INITIATIVE | {"initiatives": initiative(recognised_on=None)}, "unknown"),
    (initiatives.initiative_suffices, INITIATIVE | {"initiatives": ()}, "unknown"),
    (
        initiatives.initiative_suffices,
        INITIATIVE | {"initiatives": (), "unless_rated": TaskRating.EXCELLENT, "rating": TaskRating.EXCELLENT},
        "holds",
    ),
    (initiatives.initiative_suffices, INITIATIVE | {"minimum_scope": None, "initiatives": ()}, "holds"),
    (eligibility.collective_suffices, SHARES | {"counts": counts()}, "holds"),
    (eligibility.collective_suffices, SHARES | {"counts": counts(advanced_workers=6)}, "fails"),
    (eligibility.collective_suffices, SHARES | {"counts": counts(completed=9)}, "fails"),
    (eligibility.collective_suffices, SHARES | {"counts": counts(base_fighters=0)}, "fails"),
    (eligibility.collective_suffices, SHARES | {"counts": counts(disciplined=1)}, "fails"),
    (eligibility.collective_suffices, SHARES | {"counts": counts(members=None)}, "unknown"),
    (eligibility.collective_suffices, SHARES | {"counts": None}, "unknown"),
    (eligibility.collective_suffices, SHARES | {"advanced_percent": None, "counts": None}, "holds"),
]


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"), CASES, ids=[f"{rule.id}-{verdict}" for rule, _, verdict in CASES]
)
def test_rule(rule: Rule, facts: dict[str, Any], verdict: str) -> None:
    """The verdict, words in both languages, plain facts, and the same answer when asked again with them."""
    found = rule(**facts)

    assert found.verdict == verdict
    assert found.words.vi
    assert found.words.en
    assert found.facts == to_plain(facts)
    assert replay(rule, found) == found


FRESH = "Sổ kho điện tử"
SHARED = INITIATIVE | {"least_share_percent": 30}


def used(scope: InitiativeScope | None, title: str = "GÁ KẸP") -> tuple[initiatives.EarlierUse, ...]:
    return (initiatives.EarlierUse(title=title, scope=scope, other=OTHER),)


@pytest.mark.parametrize(
    ("facts", "verdict", "consequence"),
    [
        # A co-author's share; who does not say how many authors there were is told, and nothing follows.
        (SHARED | {"initiatives": initiative(authors=1)}, "holds", "none"),
        (SHARED | {"initiatives": initiative(share_percent=30)}, "holds", "none"),
        (SHARED | {"initiatives": initiative(authors=3, share_percent=29)}, "fails", "warn"),
        (SHARED | {"initiatives": initiative(authors=3)}, "unknown", "warn"),
        (SHARED | {"initiatives": initiative()}, "unknown", "none"),
        (INITIATIVE | {"initiatives": initiative(authors=3, share_percent=5)}, "holds", "none"),
        # One initiative serves one title, unless its scope is proven wider since.
        (INITIATIVE | {"initiatives": initiative(), "used": used(InitiativeScope.PROVINCE)}, "fails", "warn"),
        (INITIATIVE | {"initiatives": initiative(), "used": used(InitiativeScope.BASE)}, "holds", "none"),
        (INITIATIVE | {"initiatives": initiative(), "used": used(None)}, "unknown", "warn"),
        (INITIATIVE | {"initiatives": initiative(), "used": used(InitiativeScope.PROVINCE, FRESH)}, "holds", "none"),
        # One initiative that nothing speaks against is enough.
        (
            INITIATIVE
            | {"initiatives": initiative() + initiative(title=FRESH), "used": used(InitiativeScope.PROVINCE)},
            "holds", "none",
        ),
        (
            SHARED | {"initiatives": initiative(authors=2, share_percent=50), "used": used(InitiativeScope.PROVINCE)},
            "fails", "warn",
        ),
        # What the criterion itself asks stays a block, and its missing proof a return.
        (SHARED | {"initiatives": initiative(scope=InitiativeScope.BASE, share_percent=5)}, "fails", "block"),
        (SHARED | {"initiatives": initiative(has_certificate=False, share_percent=50)}, "unknown", "return"),
    ],
)  # fmt: skip
def test_credit_for_an_initiative(facts: dict[str, Any], verdict: str, consequence: str) -> None:
    found = initiatives.initiative_suffices(**facts)

    assert (found.verdict, found.consequence) == (verdict, consequence)
    assert replay(initiatives.initiative_suffices, found) == found


def test_a_plan_that_sets_the_rule_has_the_number_of_authors_asked() -> None:
    said = [
        initiatives.initiative_suffices(consequence=consequence, **SHARED | {"initiatives": initiative()})
        for consequence in (None, Consequence.WARN, Consequence.BLOCK)
    ]
    assert [one.consequence for one in said] == ["none", "warn", "return"]
