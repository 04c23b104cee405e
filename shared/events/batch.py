"""Several events as one message: CloudEvents' JSON batch, an array of structured events.

Owns: joining and parting. Promises: the bytes of each event are those that were joined; one that cannot be read does
not take its neighbours along. Leaves to others: which events go together (`shared.bundles`), envelopes (`envelope`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from shared.canonical import find_all_written
from shared.errors import MalformedBody
from shared.events.envelope import Envelope, decode, decode_value, may_be_ours, strict_decoder, unreadable

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"

_WHITESPACE = " \t\r\n"
_any_json = json.JSONDecoder()


def joined(events: Sequence[bytes]) -> bytes:
    """The events as one JSON array, each as it is."""
    return b"[" + b",".join(events) + b"]"


def parted(raw: bytes) -> list[tuple[bytes, Envelope | MalformedBody]]:
    """The events of a message with their own bytes, each read or with the reason why it cannot be.

    A batch that is no JSON array counts as one unreadable event: its parts cannot be told from each other.
    """
    if raw.lstrip()[:1] != b"[":
        return [(raw, _read(raw))]
    items = find_all_written(raw) if may_be_ours(raw) else None
    if items:
        return [(item, _read_value(value, item)) for item, value in items]
    try:
        return list(_elements(raw.decode()))
    except (ValueError, StopIteration, RecursionError, IndexError) as error:
        return [(raw, unreadable(error))]


def _read(raw: bytes) -> Envelope | MalformedBody:
    try:
        return decode(raw)
    except MalformedBody as error:
        return error


def _read_value(given: Any, raw: bytes) -> Envelope | MalformedBody:
    try:
        return decode_value(given, raw)
    except MalformedBody as error:
        return error


def _elements(text: str) -> Iterator[tuple[bytes, Envelope | MalformedBody]]:
    at = _skip(text, _skip(text, 0) + 1)
    while True:
        value, end = _element(text, at)
        yield text[at:end].encode(), value
        at = _skip(text, end)
        if text[at] == "]":
            break
        if text[at] != ",":
            raise ValueError("the batch is no JSON array")
        at = _skip(text, at + 1)
    if _skip(text, at + 1) != len(text):
        raise ValueError("something follows the batch")


def _element(text: str, at: int) -> tuple[Envelope | MalformedBody, int]:
    try:
        given, end = strict_decoder.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        # What no event may hold may still be JSON: then its end is known, and only this one is unreadable.
        return unreadable(error), _any_json.raw_decode(text, at)[1]
    return _read_value(given, text[at:end].encode()), end


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _WHITESPACE:
        at += 1
    return at
