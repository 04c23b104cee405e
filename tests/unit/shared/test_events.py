"""The published language: what is said can be read back, what is wrong is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shared.topology
from shared.errors import InvalidInput, MalformedBody
from shared.events import catalog
from shared.events.catalog import CATALOG, UnknownEvent, data_of, read
from shared.events.codec import from_plain, to_plain
from shared.events.envelope import GENESIS, Actor, Envelope, Trace, body_hash, body_of, chained, decode, wire_of
from shared.events.nomination import DraftWithdrawn
from shared.events.terms import CaseState, Role, Sex, Via

DRAFT_GONE = DraftWithdrawn(
    case="case-1", unit="cdcs-1", nominee_key="k1", reason="Thôi đề nghị", from_state=CaseState.DRAFT
)


def an_envelope(**changes: object) -> Envelope:
    made = Envelope(
        id="01900000-0000-7000-8000-000000000001",
        source="nomination",
        type="nomination.draft_withdrawn",
        version=1,
        subject="case-1",
        sequence=1,
        time=datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
        actor=Actor("can-bo-1", Role.GRASSROOTS_OFFICER, "cdcs-1"),
        trace=Trace(Via.API, "correlation-1"),
        data=data_of(DRAFT_GONE),
        salt="AAECAwQFBgcICQoLDA0ODw",
    )
    return replace(made, **changes)


def test_an_envelope_on_the_wire_is_read_back_as_it_was() -> None:
    sent = an_envelope().placed(7, GENESIS)

    assert decode(sent.wire()) == sent


def test_the_wire_form_of_a_stored_body_is_the_placed_envelope() -> None:
    event = an_envelope()
    chain = chained(GENESIS, 3, body_hash(event.body()))

    assert decode(wire_of(event.body(), 3, chain)) == event.placed(3, GENESIS)


def test_the_body_within_a_message_is_the_text_that_was_hashed() -> None:
    event = an_envelope()
    # Of a newer sender: a key this release does not know is part of what was said, and of its hash.
    body = event.body().replace('"dataversion":1,', '"dataversion":1,"fromtomorrow":"ậ",')
    raw = wire_of(body, 3, chained(GENESIS, 3, body_hash(body)))

    assert body_of(raw, decode(raw)) == body


def test_the_body_of_a_message_written_otherwise_is_the_canonical_one() -> None:
    event = an_envelope().placed(3, GENESIS)
    raw = json.dumps(json.loads(event.wire()), indent=1).encode()

    assert body_of(raw, decode(raw)) == event.body()


@pytest.mark.parametrize("salt", [None, "", "short", "AAECAwQFBgcICQoLDA0OD=", 22 * "ậ"])
def test_an_event_without_a_salt_is_none(salt: object) -> None:
    given = json.loads(an_envelope().placed(1, GENESIS).wire())

    with pytest.raises(MalformedBody):
        decode(json.dumps(given | {"salt": salt}).encode())


def test_the_wire_form_is_cloudevents_in_structured_json() -> None:
    sent = json.loads(an_envelope().placed(1, GENESIS).wire())

    assert {"specversion", "id", "source", "type"} <= set(sent)
    assert sent["source"] == "/nomination"
    assert all(name == name.lower() and name.isalnum() for name in sent)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1],
        lambda text: text.replace('"specversion":"1.0"', '"specversion":"0.3"'),
        lambda text: text.replace('"sequence":1', '"sequence":-1'),
        lambda text: text.replace('"sequence":1', '"sequence":true'),
        lambda text: text.replace('"sequence":1', '"sequence":1,"sequence":2'),
        lambda text: text.replace('"sequence":1', '"sequence":NaN'),
        lambda text: text.replace('"via":"api"', '"via":"telepathy"'),
        lambda text: text.replace('"actorrole":"grassroots_officer"', '"actorrole":"king"'),
        lambda text: text.replace("+00:00", ""),
        lambda text: text.replace('"data":{', '"data":{"__type__":"decimal",'),
        lambda text: text.replace('"data":{', '"data":{"x":' + "[" * 60 + "]" * 60 + ","),
        lambda text: "[" * 100_000,
        lambda text: "",
        lambda text: "null",
    ],
)
def test_a_message_that_is_not_ours_is_refused_and_never_guessed(spoil: Callable[[Any], Any]) -> None:
    good = an_envelope().placed(1, GENESIS).wire().decode()
    bad = spoil(good)

    assert bad != good
    with pytest.raises(MalformedBody):
        decode(bad.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(MalformedBody):
        decode(b"\x80\x02}q\x00.")


def test_an_attribute_from_a_newer_sender_is_ignored() -> None:
    text = an_envelope().placed(1, GENESIS).wire().decode().replace('"via":"api"', '"via":"api","futureword":"x"')

    assert decode(text.encode()) == an_envelope().placed(1, GENESIS)


def test_an_event_of_a_newer_version_waits_for_newer_code() -> None:
    with pytest.raises(UnknownEvent):
        read(an_envelope(version=99))


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        read(an_envelope(type="nomination.never_heard_of"))


def test_unknown_keys_of_the_data_are_ignored_and_wrong_words_refused() -> None:
    event = an_envelope()

    assert read(replace(event, data=event.data | {"extra": 1})) == read(event)
    with pytest.raises(InvalidInput) as refused:
        read(replace(event, data=event.data | {"from_state": "lost"}))
    assert [place.at for place in refused.value.places] == ["from_state"]


def test_old_versions_climb_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Renamed:
        name: str
        since: str

    monkeypatch.setattr(catalog, "CATALOG", dict(CATALOG))
    catalog.event(
        "test.renamed",
        stream="case",
        version=3,
        upcasts={1: lambda data: {"name": data["ten"]}, 2: lambda data: data | {"since": "unknown"}},
    )(Renamed)

    assert read(an_envelope(type="test.renamed", version=1, data={"ten": "Hương"})) == Renamed("Hương", "unknown")


def test_a_version_without_a_way_up_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="no way up"):
        catalog.event("test.broken", stream="case", version=2)(dict)


def test_every_event_is_in_the_past_tense_of_its_own_service() -> None:
    for kind in CATALOG.values():
        assert kind.name.count(".") == 1, kind.name
        assert kind.source in shared.topology.SERVICES, kind.name
        word = kind.name.split(".")[1]
        past = (
            "ed",
            "seen",
            "begun",
            "cast",
            "held",
            "kept",
            "withdrawn",
            "taken_back",
            "signed",
            "sent_for_signature",
            "undeliverable",
            "told",
            "made",
            "sent_back",
            "overridden",
            "read",
        )
        assert word.endswith(past), kind.name


@given(st.dates(min_value=date(1900, 1, 1)), st.text(), st.booleans() | st.none(), st.sampled_from(Sex) | st.none())
def test_facts_survive_the_way_to_json_and_back(day: date, text: str, flag: bool | None, sex: Sex | None) -> None:
    @dataclass(frozen=True)
    class Facts:
        day: date
        text: str
        flag: bool | None
        sex: Sex | None
        days: tuple[date, ...] = ()

    facts = Facts(day, text, flag, sex, (day, day))

    assert from_plain(Facts, json.loads(json.dumps(to_plain(facts)))) == facts


def test_a_naive_instant_has_no_plain_form() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_plain(datetime(2026, 1, 1))  # noqa: DTZ001 (a naive time is what is refused)
