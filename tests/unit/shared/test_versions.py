"""What a stale hand is told: who, which act in words, when by the clock of Việt Nam."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.nomination.actions_mergers import PASSED
from services.nomination.consumers import HEARD
from shared.acts import worded_act
from shared.errors import Stale
from shared.versions import refuse_stale

SERVICES = Path(__file__).parent.parent.parent.parent / "services"
CHANGING = {"sign_row", "mark_changed", "first_change", "touch", "move"}


@dataclass
class Row:
    version: int = 3
    changed_by: str = "chi-lan"
    changed_at: datetime = datetime(2026, 8, 3, 18, 30, tzinfo=UTC)
    change: str = "send_for_signature"


def changes_kept() -> set[str]:
    """The words by which services mark what changed a row."""
    found = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CHANGING:
                named = [*node.args[1:], *(one.value for one in node.keywords if one.arg in ("action", "change"))]
                found |= {one.value for one in named if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_a_stale_hand_is_told_in_words_and_in_the_time_of_the_office() -> None:
    with pytest.raises(Stale) as told:
        refuse_stale(Row(), 2)

    assert told.value.said.vi == (
        "chi-lan đã thực hiện “trình ký” lúc 01:30 04/08/2026; phiên bản hiện tại là 3, bạn đang xem 2."
    )
    assert told.value.said.en == (
        "chi-lan did “send_for_signature” at 2026-08-04T01:30:00+07:00; the version is 3, you saw 2."
    )


@pytest.mark.parametrize("seen", [3, None])
def test_who_saw_it_as_it_is_goes_on(seen: int | None) -> None:
    refuse_stale(Row(), seen)


def test_every_change_of_a_row_has_words() -> None:
    kept = changes_kept() | set(HEARD) | {PASSED}

    assert len(kept) > 80
    assert sorted(one for one in kept if worded_act(one).vi == one) == []
