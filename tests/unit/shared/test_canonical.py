"""Canonical JSON: the same bytes whoever writes them, the same values whoever reads them, the same refusals."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.canonical import (
    canonical_bytes,
    canonical_json,
    content_hash,
    find_all_written,
    find_written,
    is_nested_within,
    sha256_hex,
)
from shared.errors import MalformedBody
from shared.events.batch import parted
from shared.events.envelope import decode, strict_decoder
from shared.events.terms import CaseState
from tests.unit.shared.test_events import an_envelope

LETTERS = st.text(st.characters(codec="utf-8"))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | LETTERS | st.sampled_from(CaseState)
KEYS = LETTERS | st.integers() | st.booleans() | st.none()
WRITABLE = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(LETTERS, inner), max_leaves=20
)
ANYTHING = st.recursive(
    LEAVES | st.text(st.characters()), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12
)


class Colour(Enum):
    RED = "red"


def plainly_written(value: Any) -> str:
    """As the stand-alone verifier and everybody with a standard library does."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def outcome(write: Any, value: Any) -> Any:
    try:
        return write(value)
    except (TypeError, ValueError, RecursionError) as error:
        return type(error)


@given(WRITABLE)
@example({"\x00\x1f\x7f\u2028\U0010ffff\"\\/\b\f\n\r\t": ["é", "é", "Đ"]})
@example([2**63, 2**64, -(2**63) - 1, 10**40, 1e16, 1e-7, -0.0, 1.5, True])
@example({"\uffff": 1, "\U00010000": 2, "a": 3, "A": 4, "": 5})
@example([float("nan")])
@example(float("inf"))
def test_the_bytes_are_those_of_the_standard_library(value: Any) -> None:
    plain = outcome(plainly_written, value)

    assert outcome(canonical_json, value) == plain
    if isinstance(plain, str):
        assert canonical_bytes(value) == plain.encode()
        assert content_hash(value) == sha256_hex(plain.encode())


@given(ANYTHING)
@example("\ud800")
@example({"\udfff": "\ud83d\ude00"})
@example({1: "a", "1": "b"})
@example({None: 1})
def test_what_is_odd_is_written_or_refused_as_ever(value: Any) -> None:
    assert outcome(canonical_json, value) == outcome(plainly_written, value)


@pytest.mark.parametrize(
    "value",
    [date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC), uuid.UUID(int=7), Colour.RED, {1, 2}, b"bytes", object()],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_place_in_json_is_refused_at_any_depth(value: Any) -> None:
    for around in (value, [value], {"a": [{"b": value}]}):
        with pytest.raises(TypeError):
            canonical_json(around)


def test_a_circle_is_refused() -> None:
    circle: list[Any] = []
    circle.append({"again": circle})

    with pytest.raises(ValueError, match="Circular"):
        canonical_json(circle)


def test_what_is_nested_deeper_than_the_quick_writer_goes_is_written_all_the_same() -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]

    assert canonical_json(deep) == plainly_written(deep)
    assert find_written(plainly_written(deep).encode()) is None


@given(WRITABLE, st.booleans())
def test_what_is_quickly_read_is_what_the_standard_library_reads(value: Any, is_sorted: bool) -> None:
    text = outcome(lambda one: json.dumps(one, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted), value)
    if not isinstance(text, str):
        return
    read = find_written(text.encode())

    assert read is None or plain_types(read) == plain_types(json.loads(text))


def plain_types(value: Any) -> Any:
    """A value with the type of everything in it: True is not 1, and 1 is not 1.0."""
    if isinstance(value, list):
        return [plain_types(item) for item in value]
    if isinstance(value, dict):
        return [(key, plain_types(item)) for key, item in value.items()]
    return type(value), repr(value)


STRANGE = [
    b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"b":{"a":1,"a":2}}', b'{"a":NaN}', b'{"a":-Infinity}', b'{"a":1e400}',
    b'{"a":18446744073709551616}', b'{"a":-0}', b'{"a":1e16}', b'{"a":1.0e1}', b'{"a": 1}', b' {"a":1}', b'{"a":1}\n',
    b'{"\\u0061":1}', b'{"a":"\\u0041"}', b'{"a":"\\/"}', b'{"a":"\\ud800"}', b'{"a":1,}', b'{"a":01}', b'{"a":"\xff"}',
    b'\xef\xbb\xbf{"a":1}', b'{"a":"\x01"}', b"null", b"", b"[1,2", b'{"a":1}{}',
]  # fmt: skip


@pytest.mark.parametrize("raw", STRANGE)
def test_what_is_not_written_as_ours_is_left_to_the_strict_reader(raw: bytes) -> None:
    assert find_written(raw) is None
    assert find_all_written(b"[" + raw + b"]") is None or raw in (b"null", b"")


@given(st.lists(WRITABLE, max_size=4))
def test_the_items_of_an_array_come_with_their_own_bytes(values: list[Any]) -> None:
    items = [one.encode() for value in values if isinstance(one := outcome(plainly_written, value), str)]
    found = find_all_written(b"[" + b",".join(items) + b"]")

    assert found is None or [raw for raw, _ in found] == items


@given(st.integers(0, 60), st.sampled_from(["[]", "{}", "[1]", '{"a":1}']))
def test_whoever_says_nested_within_is_right(depth: int, innermost: str) -> None:
    value = json.loads(innermost)
    for level in range(depth):
        value = [value, "x"] if level % 2 else {"a": value, "b": 1}

    assert not is_nested_within(value, 40) or depth + 1 <= 40
    assert is_nested_within(value, 40) or depth + 1 >= 40


SPOILT = [
    lambda text: text.replace('"data":{', '"data":{"__type__":"set",', 1),
    lambda text: text.replace('"data":{', '"data":{"case":"x",', 1),
    lambda text: text.replace('"sequence":1', '"sequence":1,"sequence":1', 1),
    lambda text: text.replace('"sequence":1', '"sequence":NaN', 1),
    lambda text: text.replace('"sequence":1', '"sequence":1.0', 1),
    lambda text: text.replace('"data":{', '"data":{"deep":' + "[" * 39 + "]" * 39 + ",", 1),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_alone_and_in_a_batch_the_same_is_refused_for_the_same_reason(spoil: Any) -> None:
    sound = canonical_json(json.loads(an_envelope().body()))
    raw = spoil(sound).encode()
    assert raw != sound.encode()

    with pytest.raises(MalformedBody) as alone:
        decode(raw)
    (_, first), (_, refused), (_, last) = parted(b"[" + b",".join([sound.encode(), raw, sound.encode()]) + b"]")

    assert isinstance(refused, MalformedBody)
    assert refused.said == alone.value.said
    assert first == last == decode(sound.encode())


def test_a_number_beyond_sixty_four_bits_in_an_event_stays_whole() -> None:
    raw = an_envelope().body().replace('"data":{', '"data":{"big":' + str(10**30) + ",", 1).encode()

    assert decode(raw).data["big"] == 10**30
    assert decode(raw).data == strict_decoder.decode(raw.decode())["data"]
