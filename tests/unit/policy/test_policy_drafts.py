"""Days, drafts and doubts: which law governs, what is only a draft, and what is flagged as unsettled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from shared.policy import DraftRulebook, NoRulebook, PolicySet, UnknownPart, load_policy_set
from shared.policy.gaps import uncovered_days
from shared.policy_book import PolicyBook
from shared.tables import policy_version
from tests.unit.policy.editing import Edit


@pytest.fixture
def tx() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    policy_version.create(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_the_desk_refuses_to_record_a_draft_and_keeps_nothing(policy_set: PolicySet, tx: Session) -> None:
    draft = policy_set.rehearsal_bundle("hung_yen_2026", "law2026")

    with pytest.raises(DraftRulebook) as refused:
        PolicyBook(policy_set).keep(tx, draft)

    assert refused.value.code == "policy.draft_rulebook"
    assert "chưa đọc toàn văn" in refused.value.said.vi
    assert tx.query(policy_version).count() == 0


def test_a_draft_that_arrives_in_an_event_is_refused_too(policy_set: PolicySet, tx: Session) -> None:
    document = policy_set.rehearsal_bundle("hung_yen_2026", "law2026").document()

    with pytest.raises(DraftRulebook):
        PolicyBook(policy_set).keep_document(tx, document)


def test_a_rehearsal_needs_a_rulebook_that_exists(policy_set: PolicySet) -> None:
    with pytest.raises(UnknownPart):
        policy_set.rehearsal_bundle("hung_yen_2026", "law2030")


def test_a_draft_governs_no_day(policy_set: PolicySet) -> None:
    assert not policy_set.rulebooks["law2026"].governs(date(2026, 10, 1))


def test_the_day_after_the_decree_lapses_names_the_lapse_and_the_draft(policy_set: PolicySet) -> None:
    with pytest.raises(NoRulebook) as refused:
        policy_set.rulebook_on(date(2027, 3, 1))

    assert "chỉ áp dụng đến 28/02/2027" in refused.value.said.vi
    assert "is only a draft" in refused.value.said.en


def test_the_lapse_is_warned_of_and_nothing_else(policy_set: PolicySet) -> None:
    warnings = uncovered_days(list(policy_set.rulebooks.values()))

    assert [warning.en.partition(" nothing")[0] for warning in warnings] == ["From 2027-03-01"]
    assert "lapses on 01/3/2027" in warnings[0].en


def test_a_hole_between_two_rulebooks_is_warned_of(copied: Path, edit: Edit) -> None:
    edit("rulebooks/law2022_nd98.yaml", "valid_to: 2025-06-30", "valid_to: 2025-06-29")

    warnings = uncovered_days(list(load_policy_set(copied).rulebooks.values()))
    assert [warning.en[:15] for warning in warnings] == ["From 2025-06-30", "From 2027-03-01"]


@pytest.mark.parametrize(
    ("book", "doubt", "day", "concerns"),
    [
        ("law2022_nd152", "amending_law", date(2026, 9, 30), False),
        ("law2022_nd152", "amending_law", date(2026, 10, 1), True),
        ("law2022_nd152", "stays_usable", date(2025, 12, 31), True),
        ("law2022_nd152", "stays_usable", date(2026, 1, 1), False),
        ("law2003_nd91", "before_decree_91", date(2017, 9, 30), True),
        ("law2003_nd91", "before_decree_91", date(2017, 10, 1), False),
        ("law2003_nd91", "transition", date(2023, 12, 31), True),
    ],
)
def test_doubts_concern_their_days(policy_set: PolicySet, book: str, doubt: str, day: date, concerns: bool) -> None:
    found = {one.id for one in policy_set.rulebooks[book].doubts_on(day)}

    assert (doubt in found) is concerns


def test_the_old_law_flags_its_transition(policy_set: PolicySet) -> None:
    policy = policy_set.bundle("ninh_binh_2017", date(2017, 12, 1))

    assert policy.rulebook.is_unverified
    assert [one.path for one in policy.unverified_behind("X03")] == ["."]


def test_every_plan_can_be_judged_from_its_first_to_its_last_governed_day(policy_set: PolicySet) -> None:
    for plan in policy_set.plans.values():
        assert policy_set.bundle(plan.id, plan.window.first).plan is plan
        assert policy_set.rulebook_on(plan.window.first).id == plan.regime
