"""What the catalogue's criteria mean for one dossier: which earlier titles count, whom an initiative is asked of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.nomination.rules.eligibility import prior_titles_suffice
from services.nomination.rules.parameters import About, given_by
from shared.events.dossier import Dossier, PriorTitle
from shared.events.terms import AwardType, SubjectKind
from shared.policy import Policy, load_policy_set
from shared.verdicts import Verdict
from tests.unit.nomination.house import dossier

SENT_ON = date(2026, 8, 3)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy_set().bundle("hung_yen_2026", SENT_ON)


def about(one: Dossier) -> About:
    return About(dossier=one, sent_on=SENT_ON, fits={})


def titles(*named: tuple[str, int]) -> tuple[PriorTitle, ...]:
    return tuple(PriorTitle(award=code, year=year, decision_number="12/QĐ") for code, year in named)


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (titles(("title_fighter_province", 2024), ("title_fighter_province", 2025)), Verdict.HOLDS),
        (titles(("title_fighter_tld", 2024), ("title_fighter_tld", 2025)), Verdict.HOLDS),
        (titles(("title_fighter_tld", 2023), ("title_fighter_tld", 2025)), Verdict.FAILS),
        (titles(("title_fighter_base", 2024), ("title_fighter_base", 2025)), Verdict.UNKNOWN),
    ],
)
def test_the_national_title_builds_on_a_province_or_on_the_confederation(
    policy: Policy, held: tuple[PriorTitle, ...], verdict: Verdict
) -> None:
    given = given_by(policy, "G12", about(dossier(award="title_fighter_national", year=2026, prior_titles=held)))

    assert prior_titles_suffice(year=2026, **given.facts).verdict is verdict


@pytest.mark.parametrize(
    ("kind", "award_type", "scope"),
    [
        (SubjectKind.INDIVIDUAL, AwardType.MERIT, "commune"),
        (SubjectKind.COLLECTIVE, AwardType.MERIT, None),
        (SubjectKind.INDIVIDUAL, AwardType.SUDDEN, None),
    ],
)
def test_the_prime_ministers_certificate_asks_an_initiative_of_workers_for_merit_alone(
    policy: Policy, kind: SubjectKind, award_type: AwardType, scope: str | None
) -> None:
    """ND152 Art 27(1) is of workers; a team, or a rescuer, has no initiative to show."""
    one = dossier(award="merit_cert_pm", award_type=award_type)
    one = replace(one, nominee=replace(one.nominee, kind=kind))

    assert given_by(policy, "G13", about(one)).facts["minimum_scope"] == scope
