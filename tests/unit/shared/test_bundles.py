"""Which events share a message, and how they come out of it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bundles import MOST_BYTES, MOST_EVENTS, bundled
from shared.errors import MalformedBody
from shared.events.batch import joined, parted
from shared.events.envelope import Envelope
from shared.listener import together
from shared.outbox_rows import Placed
from tests.support.messages import withdrawal


def a_log(said: list[tuple[str, str]], body: str = "{}") -> list[Placed]:
    return [Placed(str(at), name, subject, body, at, "") for at, (name, subject) in enumerate(said, start=1)]


SAID = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=200)


@given(SAID)
def test_bundles_hold_every_event_once_and_one_name_each(said: list[tuple[str, str]]) -> None:
    bundles = bundled(a_log(said))

    assert sorted(event.position for bundle in bundles for event in bundle) == list(range(1, len(said) + 1))
    assert all(len({event.type for event in bundle}) == 1 for bundle in bundles)
    assert all(len(bundle) <= MOST_EVENTS for bundle in bundles)


@given(SAID)
def test_whoever_reads_bundles_in_order_sees_each_subject_in_order(said: list[tuple[str, str]]) -> None:
    read = [event for bundle in bundled(a_log(said)) for event in bundle]

    for subject in "xyz":
        positions = [event.position for event in read if event.subject == subject]
        assert positions == sorted(positions)


def test_many_cases_at_the_same_step_make_as_many_messages_as_steps() -> None:
    said = [(name, f"case-{case}") for case in range(50) for name in ("opened", "received", "passed")]

    assert [(bundle[0].type, len(bundle)) for bundle in bundled(a_log(said))] == [
        ("opened", 50), ("received", 50), ("passed", 50)
    ]  # fmt: skip


def test_a_bundle_ends_where_it_would_grow_too_large() -> None:
    bundles = bundled(a_log([("a", "x")] * 5, body="x" * (MOST_BYTES // 2)))
    many = bundled(a_log([("a", "x")] * (MOST_EVENTS + 1)))

    assert [len(bundle) for bundle in bundles] == [2, 2, 1]
    assert [len(bundle) for bundle in many] == [MOST_EVENTS, 1]


def test_events_come_out_of_a_batch_with_the_bytes_they_went_in_with() -> None:
    events = [withdrawal("case-1", number, reason="đã 🙂 \u2028 chuyển") for number in (1, 2, 3)]
    odd = b" [ " + events[0].wire() + b"\n,\t" + events[1].wire() + b" ] "

    assert parted(joined([event.wire() for event in events])) == [(event.wire(), event) for event in events]
    assert parted(odd) == [(event.wire(), event) for event in events[:2]]
    assert parted(events[0].wire()) == [(events[0].wire(), events[0])]


@pytest.mark.parametrize(
    "bad",
    [
        b"{}", b"null", b"[]", b"17", b'"text"', b'{"specversion":"1.0"}', b'{"a":1,"a":2}', b'{"a":NaN}',
        b'{"__type__":"decimal"}', b"[" * 60 + b"]" * 60,
    ],
)  # fmt: skip
def test_what_cannot_be_read_in_a_batch_leaves_its_neighbours_alone(bad: bytes) -> None:
    before, after = withdrawal("case-1", 1), withdrawal("case-1", 2)
    parts = parted(joined([before.wire(), bad, after.wire()]))

    assert [raw for raw, _ in parts] == [before.wire(), bad, after.wire()]
    assert [read for _, read in parts if isinstance(read, Envelope)] == [before, after]
    assert isinstance(parts[1][1], MalformedBody)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[:-2],
        lambda raw: raw + b"x",
        lambda raw: raw.replace(b"},{", b"} {"),
        lambda raw: raw.replace(b"},{", b"},,{"),
        lambda raw: raw.replace("Đã".encode(), b"\x80"),
        lambda raw: b"[]",
        lambda raw: b"[",
        lambda raw: b"[" * 100_000,
    ],
)
def test_a_batch_that_is_no_array_is_one_unreadable_message(spoil: Callable[[Any], Any]) -> None:
    raw = spoil(joined([withdrawal("case-1", 1).wire(), withdrawal("case-1", 2).wire()]))
    parts = parted(raw)

    assert [part for part, _ in parts] == [raw]
    assert isinstance(parts[0][1], MalformedBody)


def test_what_is_taken_into_one_transaction_is_bounded_and_never_nothing() -> None:
    large = b"x" * 200_000

    assert together([large, large, b"x"]) == [large]
    assert together([b"x"] * 300) == [b"x"] * 300
    assert together([large * 2]) == [large * 2]
