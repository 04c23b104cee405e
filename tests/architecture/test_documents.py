"""Tables of the documents that repeat what is code: who hears whom, which settings there are.

Owns: these cross-checks. Promises: a stream or a setting that comes or goes is missed in its table. Leaves to others:
commands, alerts and links of the runbook (`test_deploy_artefacts`), what containers reach (`test_deploy_hands`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.config import read_settings
from shared.topology import SERVICES, SUBSCRIPTIONS

HOUSE = Path(__file__).parents[2]


def _rows(document: str, heading: str) -> list[Sequence[str]]:
    """The cells of the one table whose first cell of the heading this is."""
    text = (HOUSE / document).read_text(encoding="utf-8")
    (table,) = re.findall(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()]


@pytest.mark.parametrize("consumer", [name for name in SERVICES if name != "audit"])
def test_the_table_of_who_hears_whom_is_the_code(consumer: str) -> None:
    (row,) = [row for row in _rows("ARCHITECTURE.md", "who hears") if row[0].strip("| ") == consumer]
    heard = SUBSCRIPTIONS[consumer]
    assert set(row[1].split(", ")) == set(heard)
    assert set(re.findall(r"`(\w+)`", row[2])) == set().union(*heard.values())


def test_audit_hears_all() -> None:
    (row,) = [row for row in _rows("ARCHITECTURE.md", "who hears") if "audit" in row[0]]
    assert row[2].strip("| ") == "all"
    assert set(SUBSCRIPTIONS["audit"]) == set(SERVICES)


def _settings() -> dict[str, Sequence[str]]:
    return {row[0].strip("| `"): row for row in _rows("deploy/runbook.md", "setting")}


def test_each_setting_is_in_the_table() -> None:
    source = (HOUSE / "shared" / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'\.(?:str|int|float|bool)\("(\w+)"', source))
    # The one variable that is no setting: it belongs to rehearsals of faults (shared.faults).
    assert set(_settings()) == read | {"FAULT_AT"}


def test_the_defaults_of_the_table_are_those_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINHDANH_SCANNER", "tcp://127.0.0.1:3310")
    before = read_settings()
    written = {name: re.fullmatch(r"`([^`]+)`", row[1]) for name, row in _settings().items()}
    given = {name: found[1] for name, found in written.items() if found is not None}
    assert {"HTTP_PORT", "POOL_SIZE", "SMTP_TIMEOUT", "MAX_BODY_BYTES", "BROKER_HEARTBEAT"} <= set(given)
    for name, value in given.items():
        monkeypatch.setenv(f"VINHDANH_{name}", value)
    assert read_settings() == before
