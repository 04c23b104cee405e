"""What a stale hand is told: who, which act in words, when by the clock of Việt Nam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.nomination.consumers import HEARD
from shared.acts import worded_act
from shared.errors import Stale
from shared.events.terms import LaterDecision
from shared.versions import refuse_stale
from tests.support.changes_written import changes_written

SERVICES = Path(__file__).parent.parent.parent.parent / "services"
SEVERAL = {"envelope.type": tuple(HEARD), "remedy.kind": tuple(LaterDecision)}
"""What stands in the code for one of several words."""


@dataclass
class Row:
    version: int = 3
    changed_by: str = "chi-lan"
    changed_at: datetime = datetime(2026, 8, 3, 18, 30, tzinfo=UTC)
    change: str = "send_for_signature"


def code_of(service: Path) -> list[Path]:
    """Without what works rows out again (`told*`), which knows the words of the acts, and without migrations."""
    return [
        path for path in service.rglob("*.py") if not path.name.startswith("told") and "migrations" not in path.parts
    ]


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
    found = [changes_written(code_of(service)) for service in SERVICES.iterdir() if service.is_dir()]
    assert set[str]().union(*(unread for _, unread in found)) == set(SEVERAL)

    kept = set[str]().union(*(words for words, _ in found), *SEVERAL.values())
    assert len(kept) > 80
    assert sorted(one for one in kept if worded_act(one).vi == one) == []


def test_a_word_is_followed_to_where_it_stands(tmp_path: Path) -> None:
    code = tmp_path / "acts.py"
    code.write_text(
        "SAID = 'said'\n"
        "def sign(row, verb, *, by=None):\n    row.by, row.change = by, verb\n"
        "def over(row, act):\n    sign(row, act)\n    sign(row, chosen(row))\n    sign(row, SAID)\n"
        "def chosen(row):\n    return 'one' if row else row.kind\n"
        "def begin():\n    over({'change': 'first'}, act='ended')\n    Row(change='entered')\n    other('nothing')\n"
    )
    assert changes_written([code]) == ({"said", "one", "first", "ended", "entered"}, {"row.kind"})
