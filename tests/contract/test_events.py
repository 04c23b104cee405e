"""Every event ever sent stays readable, and nothing is said that the saved contract does not know."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.events.asyncapi import breaking_changes, document
from shared.events.catalog import CATALOG, data_of, read
from shared.events.envelope import decode

HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "samples").glob("*.json"))
CONTRACT = json.loads((HERE / "asyncapi.json").read_text(encoding="utf-8"))


def test_every_version_of_every_event_has_a_saved_sample() -> None:
    wanted = {f"{kind.name}.v{version}" for kind in CATALOG.values() for version in range(1, kind.version + 1)}

    assert {path.stem for path in SAMPLES} >= wanted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_saved_event_is_still_read(path: Path) -> None:
    envelope = decode(path.read_bytes())
    fact = read(envelope)

    assert envelope.type == path.stem.rsplit(".v", 1)[0]
    assert isinstance(fact, CATALOG[envelope.type].shape)
    if envelope.version == CATALOG[envelope.type].version:
        said = data_of(fact)
        assert {name: said[name] for name in envelope.data} == envelope.data


def test_no_change_breaks_a_listener_of_the_saved_contract() -> None:
    assert breaking_changes(CONTRACT, document()) == []


def test_the_saved_contract_is_the_present_one() -> None:
    assert document() == CONTRACT, "run `make contracts`, and read the difference before committing it"


def _drop_field(new: dict[str, Any]) -> None:
    del new["components"]["messages"]["review.received"]["payload"]["properties"]["due_on"]


def _require_field(new: dict[str, Any]) -> None:
    payload = new["components"]["messages"]["nomination.submitted"]["payload"]
    payload["properties"]["mood"] = {"type": "string"}
    payload["required"].append("mood")


def _retype_field(new: dict[str, Any]) -> None:
    new["components"]["messages"]["review.received"]["payload"]["properties"]["due_on"] = {"type": "integer"}


def _drop_event(new: dict[str, Any]) -> None:
    del new["components"]["messages"]["review.returned"]


def _new_word(new: dict[str, Any]) -> None:
    payload = new["components"]["messages"]["nomination.hold_entered"]["payload"]
    payload["properties"]["kind"]["enum"].append("gossip")


@pytest.mark.parametrize("change", [_drop_field, _require_field, _retype_field, _drop_event, _new_word])
def test_a_breaking_change_is_named(change: Callable[[dict[str, Any]], None]) -> None:
    new = copy.deepcopy(CONTRACT)
    change(new)

    assert len(breaking_changes(CONTRACT, new)) == 1
