"""M03 of state files on real tables: the law's last day when they leave the province, and the consent to a late one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from services.review.council_errors import ConsentMissing, ConsentNeedless
from services.review.earlier_checks import earlier_checks
from services.review.models import Case
from services.review.queries_explanation import explain
from services.review.rehearsing import rehearse
from shared.errors import RuleBlocked
from shared.events.terms import Answer, Role
from shared.policy.rulebook_items import DueDay
from shared.policy.rulebooks import Rulebook
from shared.rehearsal import Draft
from tests.support.desks import bearer, client_of
from tests.unit.review_council.stage import BODY, Stage
from tests.unit.review_council.test_session import blocked_by

NATIONAL = "title_fighter_national"
CONSENT = "CV 512/BTĐKT ngày 20/8/2026 đồng ý nhận muộn"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def fighter(*years: int, award: str = "title_fighter_province") -> dict[str, Any]:
    """The dossier of who was a fighter of the province in these years."""
    titles = [{"award": award, "year": year, "decision_number": None, "in_register": True} for year in years]
    return {"achieved_to": "2026-06-30", "prior_titles": titles}


def asked_in(stage: Stage, case_id: str) -> tuple[Any, bool]:
    """M03 of the letter as the explanation tells it, and whether everything told is reproduced."""
    with stage.reading() as tx:
        told = explain(stage.desk.policies, tx, tx.get_one(Case, case_id), None)
    (asked,) = [one.said for one in told.asked if (one.action, one.said.rule) == ("escalate_upward", "M03")]
    return asked, told.is_reproduced


def test_a_file_in_time_goes_up_by_the_year_of_its_last_title(stage: Stage) -> None:
    """On 24/8/2026: a title of 2025 allows until 31/12/2026."""
    session, (case_id,) = stage.ready_to_sign(award=NATIONAL, dossier=fighter(2025, 2024))
    stage.escalate(session, [case_id])

    said, is_reproduced = asked_in(stage, case_id)
    assert is_reproduced
    assert (said.verdict, said.facts["last_day"], said.facts["filing"]["year"]) == ("holds", "2026-12-31", 2025)
    assert "NĐ 152/2025 Điều 34, 35" in said.words.vi
    (sent,) = stage.said("review.escalated")
    assert [one["rule"] for one in sent["evaluations"]] == ["P11", "M03"]
    assert stage.violations() == []


@pytest.mark.parametrize(
    ("dossier", "verdict"),
    [
        (fighter(2023, 2024), "holds"),
        (fighter(2024, award="title_fighter_tld"), "holds"),
        (fighter(), "unknown"),
        (fighter(2025, award="title_fighter_base"), "unknown"),
        ({"achieved_to": "2026-06-30"}, "unknown"),
    ],
)
def test_a_late_file_or_one_that_does_not_say_needs_a_recorded_consent(
    stage: Stage, dossier: dict[str, Any], verdict: str
) -> None:
    session, (good, late) = stage.ready_to_sign(2, award=NATIONAL, dossier=fighter(2024, 2025))
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, late).dossier = dossier
    with pytest.raises(ConsentMissing) as refused:
        stage.escalate(session, [good, late])
    assert [(place.at, place.code) for place in refused.value.places] == [(late, "M03")]
    assert stage.said("review.escalated") == []

    letter = stage.escalate(session, [good, late], consent=CONSENT)
    assert letter.number == 1
    said, is_reproduced = asked_in(stage, late)
    assert is_reproduced
    assert (said.verdict, said.facts["consent"]) == (verdict, CONSENT)
    assert CONSENT in said.words.vi
    assert CONSENT in said.words.en
    assert stage.violations() == []


def test_a_government_flag_counts_from_the_year_of_its_achievement(stage: Stage) -> None:
    dossier = {"achieved_to": "2026-06-30"}
    (case_id,) = stage.published(award="flag_government", nominee_kind="collective", dossier=dossier)
    session = stage.voting([case_id], cluster_leaders=10)
    stage.vote_all(session.id, [case_id], yes=9)
    stage.close(session.id)
    stage.send(session.id)
    stage.escalate(session.id, [case_id])

    said, _ = asked_in(stage, case_id)
    assert (said.verdict, said.facts["last_day"]) == ("holds", date(2027, 6, 30).isoformat())


def test_what_has_no_day_is_not_asked(stage: Stage) -> None:
    """A diploma of the confederation, though a rulebook may name days of the union's own."""
    session, cases = stage.ready_to_sign(award="creative_labour_diploma", dossier={"achieved_to": "2026-06-30"})
    stage.escalate(session, cases)

    (sent,) = stage.said("review.escalated")
    assert [one["rule"] for one in sent["evaluations"]] == ["P11"]


def test_a_consent_to_nothing_is_refused_and_not_lost(stage: Stage) -> None:
    """Where no file has a day, no rule's facts would say what it consents to: the officer hears of it."""
    session, cases = stage.ready_to_sign(award="creative_labour_diploma", dossier={"achieved_to": "2026-06-30"})
    with pytest.raises(ConsentNeedless) as refused:
        stage.escalate(session, cases, consent=CONSENT)
    assert [place.at for place in refused.value.places] == ["consent"]
    assert stage.said("review.submission_signed") == stage.said("review.escalated") == []
    assert stage.escalate(session, cases).number == 1
    assert stage.violations() == []


def test_a_file_too_old_is_not_let_go_by_a_consent(stage: Stage) -> None:
    dossier = fighter(2024, 2023) | {"achieved_to": "2026-01-01"}
    session, cases = stage.ready_to_sign(award=NATIONAL, dossier=dossier)
    with pytest.raises(RuleBlocked) as refused:
        stage.escalate(session, cases, consent=CONSENT)
    assert blocked_by(refused) == {"P11"}


@pytest.mark.parametrize(
    ("change", "follows"),
    [
        (lambda day: [day], "none"),
        (lambda day: [replace(day, years_after=0)], "warn"),
        (lambda day: [], None),
    ],
)
def test_a_draft_with_another_day_is_rehearsed(
    stage: Stage, change: Callable[[DueDay], list[DueDay]], follows: str | None
) -> None:
    session, cases = stage.ready_to_sign(award=NATIONAL, dossier=fighter(2024, 2025))
    stage.escalate(session, cases)
    policies = stage.desk.policies.policies

    def drafted(book: Rulebook) -> Rulebook:
        days = (change(one) if one.award == NATIONAL else [one] for one in book.due_days)
        return replace(book, due_days=tuple(day for some in days for day in some))

    draft = Draft(replace(policies, rulebooks={key: drafted(one) for key, one in policies.rulebooks.items()}))
    with stage.reading() as tx:
        found = [one for one in rehearse(stage.desk.policies, tx, draft) if one.rule == "M03"]
    asked = [(one.action, one.now.consequence if one.now else None) for one in found]
    assert asked == [("escalate_upward", follows)]


def test_the_consent_of_a_letter_is_none_to_a_late_list(stage: Stage) -> None:
    """What comes back for a supplement is received anew: the arrival's own answer stands, not that of the letter."""
    session, (case_id,) = stage.ready_to_sign(award=NATIONAL, dossier=fighter(2023, 2024))
    letter = stage.escalate(session, [case_id], consent=CONSENT)
    stage.answer(letter, [case_id], office="prime_minister", answer=Answer.SENT_BACK, reason="Thiếu bản thành tích.")
    with stage.desk.database.transaction() as tx:
        tx.get_one(Case, case_id).dossier_version = 2

    with stage.reading() as tx:
        assert "M03" not in earlier_checks(tx, tx.get_one(Case, case_id))


def test_over_http_the_refusal_names_the_files_and_the_consent_is_kept_as_nfc(stage: Stage, tmp_path: Path) -> None:
    session, cases = stage.ready_to_sign(award=NATIONAL, dossier=fighter(2023, 2024))
    client, signer = client_of(stage.desk), bearer(tmp_path, "president", Role.SIGNER, BODY)
    asked = {"sessions": [session], "cases": cases}

    def posted(**more: str) -> tuple[int, dict[str, Any]]:
        answer = client.post("/api/review/v1/submissions", headers=signer, json=asked | more)
        return answer.status_code, answer.get_json()

    status, told = posted()
    assert (status, told["code"], told["places"][0]["code"]) == (422, "submission.consent_missing", "M03")
    assert posted(consent=" ")[0] == 422
    status, letter = posted(consent=normalize("NFD", CONSENT))
    assert (status, letter["number"]) == (201, "01/TTr-LĐLĐ")
    assert asked_in(stage, cases[0])[0].facts["consent"] == CONSENT
