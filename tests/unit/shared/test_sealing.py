"""Personal parts of a body: sealed, dropped, and the hash still holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import shared.topology  # noqa: F401  (importing it fills the catalogue)
from shared.canonical import canonical_json, sha256_hex
from shared.errors import MalformedBody
from shared.events.catalog import CATALOG, data_of, parts_of
from shared.events.envelope import (
    GENESIS,
    Actor,
    Envelope,
    Trace,
    body_hash,
    body_of,
    decode,
    wire_of,
    without_owners,
)
from shared.events.sealing import (
    commitment_of,
    find_front,
    find_openings,
    is_opened_falsely,
    owners_in,
    sealed_text,
    without_parts_of,
)
from shared.events.terms import Role, Via
from shared.ids import new_salt
from tests.contract.make_contracts import example

PERSONAL = sorted(name for name, kind in CATALOG.items() if kind.personal)


def an_event(name: str = "nomination.withdrawal_requested") -> Envelope:
    kind = CATALOG[name]
    data = data_of(example(kind.shape))
    made = Envelope(
        id="01987000-0000-7000-8000-000000000001", source=kind.source, type=name, version=kind.version, subject="s",
        sequence=1, time=datetime(2026, 8, 3, 2, 0, tzinfo=UTC), actor=Actor("a", Role.SIGNER, "u"),
        trace=Trace(Via.API, "c"), data=data, salt=new_salt(), parts=parts_of(kind, data, new_salt),
    )  # fmt: skip
    return made.placed(1, GENESIS)


@pytest.mark.parametrize("name", PERSONAL)
def test_every_personal_event_is_read_as_it_was_said_and_keeps_its_hash_when_erased(name: str) -> None:
    """Message, body and hash agree with and without the parts, for each event that tells of a person."""
    event = an_event(name)
    body, owners = event.body(), {part.owner for part in event.parts}
    raw = wire_of(body, 1, event.chain or "")
    assert (decode(raw), event.wire(), body_of(raw, event)) == (event, raw, body)

    left = without_parts_of(body, owners)

    assert owners
    assert owners_in(body) == owners
    assert owners_in(left) == frozenset()
    assert body_hash(left) == body_hash(body) == sha256_hex(sealed_text(left).encode())
    assert decode(left.encode()).is_partly_erased
    assert decode(left.encode()).body() == left
    assert without_owners(raw, owners) == wire_of(left, 1, event.chain or "")


def test_what_is_sealed_is_not_in_what_the_hash_covers() -> None:
    event = an_event()
    event.data["reason"] = "chuyển công tác vì bệnh"

    assert "bệnh" in event.body()
    assert "bệnh" not in sealed_text(event.body())


def test_a_commitment_is_the_hash_of_salt_and_value_by_hand() -> None:
    """So that a verifier needs nothing of ours: SHA-256 of `["<salt>",<canonical JSON>]`."""
    event = an_event()
    whole = json.loads(event.body())
    salt, value = whole["personal"]["reason"]

    owner, commitment = whole["sealed"]["reason"]

    assert commitment == sha256_hex(f'["{salt}",{canonical_json(value)}]'.encode()) == commitment_of(salt, value)
    assert owner == event.data["case"]


def test_the_same_words_twice_have_nothing_in_common() -> None:
    one, other = (json.loads(an_event().body())["sealed"]["reason"][1] for _ in range(2))

    assert one != other


def test_of_several_people_only_the_erased_one_goes() -> None:
    event = an_event("review.decision_signed")
    event.data["items"] = [event.data["items"][0] | {"case": case, "nominee_birth": born}
                           for case, born in (("c1", "1984"), ("c2", "1990"))]
    event = replace(event, parts=parts_of(CATALOG[event.type], event.data, new_salt))

    left = decode(without_parts_of(event.body(), {"c1"}).encode()).data["items"]

    assert [item["nominee_birth"] for item in left] == [None, "1990"]
    assert [item["nominee_name"] for item in left] == [item["nominee_name"] for item in event.data["items"]]


@pytest.mark.parametrize(
    "forge",
    [
        lambda event: event | {"personal": {"mood": ["A" * 22, "good"]}},
        lambda event: event | {"personal": {"reason": ["short", "good"]}},
        lambda event: event | {"personal": []},
        lambda event: event | {"sealed": {"reason": ["s", "not a hash"]}},
        lambda event: event | {"sealed": {"reason/deep": ["s", "0" * 64]}, "personal": {}},
        lambda event: event | {"sealed": {"nowhere/at/all": ["s", "0" * 64]}, "personal": {}},
        lambda event: event | {"data": event["data"] | {"reason": "in the open"}},
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_their_seals_are_refused(forge: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    with pytest.raises(MalformedBody):
        decode(json.dumps(forge(json.loads(an_event().body()))).encode())


def test_a_part_that_was_changed_is_named() -> None:
    event = an_event()
    body = event.body().replace(event.data["reason"], "khác")
    told = decode(body.encode())

    assert body_hash(body) == body_hash(event.body())
    assert [part.path for part in told.parts if is_opened_falsely(part, told.data)] == ["reason"]
    assert not any(is_opened_falsely(part, event.data) for part in decode(event.body().encode()).parts)


@pytest.mark.parametrize("name", PERSONAL)
def test_openings_are_cut_out_as_they_stand_and_read_the_same_from_a_body_somebody_else_wrote(name: str) -> None:
    body = an_event(name).body()
    openings, rest = find_openings(body) or ({}, "")

    whole = json.loads(body)
    assert {path: json.loads(text) for path, text in openings.items()} == whole["personal"]
    assert "{" + rest == sealed_text(body)
    assert all(text in body for text in openings.values())
    spaced = f'{{"personal":{json.dumps(whole["personal"], ensure_ascii=False, indent=1)},{rest}'
    assert find_openings(spaced) == (openings, rest)


# What may stand where the parts stood, after a hand in a database: no JSON, no object, no end, nothing behind.
SPOILT = ['x{"c1":"AAAA"},', '["c1"],', "5,", "null,", '"c1",', '{"c1":"AAAA"', '{"c1":"AAAA"}', '{"c1":"AAAA"};',
          "{1:2},", "[" * 100_000, '{"c1":NaN', '{5:["x",1]},', "{},,", ""]  # fmt: skip


@pytest.mark.parametrize("front", SPOILT, ids=lambda front: front[:20])
@pytest.mark.parametrize("opens", ['{"personal":', '{"kept":'])
def test_a_front_that_was_spoilt_opens_nothing_and_no_hash_fits(opens: str, front: str) -> None:
    body = an_event().body()
    rest = sealed_text(body)[1:]
    spoilt = f"{opens}{front}{rest}"

    assert body_hash(spoilt) != body_hash(body)
    found = find_openings(spoilt) if opens == '{"personal":' else find_front(spoilt)
    assert found is None or found[1] != rest


def test_of_a_message_written_otherwise_no_part_is_left_behind() -> None:
    event = an_event("review.decision_signed")
    owners = frozenset(part.owner for part in event.parts)
    whole = json.loads(event.body())
    spaced = json.dumps({"personal": whole.pop("personal"), **whole}, ensure_ascii=False, separators=(" , ", ":"))

    left = without_parts_of(spaced, owners)

    assert owners_in(left) == frozenset()
    assert left == without_parts_of(event.body(), owners)
