"""JSON bodies that mean two things, or nothing a database can keep, are refused before anybody reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import MalformedBody
from shared.web.bodies import read_header, refuse_unreadable

SOUND = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | SOUND,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SOUND, inner, max_size=3),
    max_leaves=20,
)


@given(VALUES)
def test_sound_json_is_let_through(value: Any) -> None:
    refuse_unreadable(json.dumps(value).encode())


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'{"x": [{"a": 1, "a": 1}]}',
        b'{"a": NaN}',
        b"[-Infinity]",
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'["\\ud800"]',
        b'{"a": "\xff"}',
        b"[" * 41 + b"]" * 41,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"{",
    ],
)
def test_strange_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBody) as told:
        refuse_unreadable(body)
    assert told.value.said.vi
    assert told.value.said.en


def test_an_empty_body_is_the_views_to_judge() -> None:
    refuse_unreadable(b"")


@pytest.mark.parametrize("given", ["", "a\0b", "\x01", "a b", "khóa", "\x7f", "k" * 121])
def test_a_header_that_is_kept_is_visible_ascii(given: str) -> None:
    with Flask("x").test_request_context(environ_overrides={"HTTP_IDEMPOTENCY_KEY": given}):
        with pytest.raises(MalformedBody) as refused:
            read_header("Idempotency-Key", most=120)
        assert "Idempotency-Key" in refused.value.said.vi


@pytest.mark.parametrize("given", [None, "k", "!~", "01926c3b-7d1e", "k" * 120])
def test_a_sound_header_is_read_as_it_is(given: str | None) -> None:
    sent = {} if given is None else {"HTTP_IDEMPOTENCY_KEY": given}
    with Flask("x").test_request_context(environ_overrides=sent):
        assert read_header("Idempotency-Key", most=120) == given
