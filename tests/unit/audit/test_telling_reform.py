"""What a reader of the ledger is told of a merger: the unions, the paper, the reason; and who answers at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.audit.rules.telling import lines_of, title_of
from shared.events.catalog import data_of
from shared.events.dossier import Road, SuccessorUnit
from shared.events.migration import CaseMoved, MigrationOrdered, ProposerSucceeded
from shared.events.nomination import UnitSucceeded
from shared.events.terms import CaseState, Level
from tests.unit.audit.said import CASE, TOP_STEP, UNIT

HEIR = SuccessorUnit(id="det-may", name="CĐCS Dệt may số 2")
MERGED = replace(UNIT, successor=HEIR)


def moved(**changed: Any) -> CaseMoved:
    given = CaseMoved(
        case=CASE, from_unit=UNIT, unit=MERGED, migration="m1", from_step=TOP_STEP, step=TOP_STEP,
        to_state=CaseState.RECEIVED, road=Road(chain="C4", stages=(), decided_at=Level.PROVINCIAL),
        from_policy="0" * 64, policy="0" * 64, due_on=None, reason="Hai công ty hợp nhất",
        document="QĐ 15/QĐ-LĐLĐ", is_back=False,
    )  # fmt: skip
    return replace(given, **changed)


def told(fact: object, event_type: str) -> str:
    return "\n".join(line.vi for line in lines_of(event_type, data_of(fact)))


def test_a_case_that_passed_names_both_unions_and_the_name_it_keeps() -> None:
    said = told(moved(), "review.case_moved")

    assert f"{UNIT.name} → {HEIR.name}; hồ sơ giữ tên {UNIT.name}" in said
    assert "QĐ 15/QĐ-LĐLĐ" in said
    assert "Hai công ty hợp nhất" in said
    back = told(moved(from_unit=MERGED, unit=UNIT, is_back=True), "review.case_moved")
    assert f"{HEIR.name} → {UNIT.name}" in back


def test_a_case_that_only_changes_its_road_says_nothing_of_unions() -> None:
    assert "Đơn vị đề nghị" not in told(moved(from_unit=MERGED), "review.case_moved")


def test_the_merger_and_the_drafts_that_pass_name_their_paper() -> None:
    merger = UnitSucceeded(
        unit=UNIT.id, successors=(HEIR.id, "may-3"), valid_from=date(2026, 8, 4), document="QĐ 15/QĐ-LĐLĐ"
    )
    drafts = ProposerSucceeded(
        unit=UNIT.id, successor=HEIR, plan="hung_yen_2026", migration="m1", reason="Hai công ty hợp nhất",
        document="QĐ 15/QĐ-LĐLĐ", is_back=False, items=("HS-7",),
    )  # fmt: skip

    assert f"{UNIT.id} → {HEIR.id}, may-3" in told(merger, "nomination.unit_succeeded")
    assert "HS-7" in told(drafts, "review.proposer_succeeded")
    for fact, event_type in ((merger, "nomination.unit_succeeded"), (drafts, "review.proposer_succeeded")):
        assert "QĐ 15/QĐ-LĐLĐ" in told(fact, event_type)
        assert title_of(event_type).vi != event_type


def test_an_order_tells_what_it_wants_and_by_which_paper_and_one_taken_back_which() -> None:
    wanted = {"plan": "hung_yen_2026", "to_policy": None, "chain": "C3", "bodies": {UNIT.id: {}}, "from_chain": None}
    order = MigrationOrdered(
        migration="m1", plan="hung_yen_2026", wanted=wanted, reverts=None, reason="Hai công ty hợp nhất",
        document="QĐ 15/QĐ-LĐLĐ",
    )  # fmt: skip

    said = told(order, "review.migration_ordered")
    assert f"Kế hoạch hung_yen_2026: C3; {UNIT.id}" in said
    assert "QĐ 15/QĐ-LĐLĐ" in said
    assert "lệnh m1" in told(replace(order, migration="m2", reverts="m1"), "review.migration_ordered")
    assert title_of("review.migration_ordered").vi != "review.migration_ordered"
