"""An event as a leaf.

Owns: what of an event stands in which column, and what the leaf hash covers. Promises: every column but the place in
tree and log can be read off the body again; an entry holds no personal data, and is the same with the body gone.
Leaves to others: storing leaves (`services/audit/actions.py`).
"""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import Any

from services.audit.rules.merkle import leaf_hash as hash_of
from shared.events.envelope import Envelope, body_hash

SAID_AGAIN = (
    "event_id", "source", "type", "subject", "time", "actor", "role", "unit", "on_behalf_of", "session", "via",
    "correlation", "causation", "policy",
)  # fmt: skip
"""The columns that say again what the body says, in the order of `columns_of`."""

ENTRY = ("body_hash", "chain", "event_id", "position", "source", "type")


def entry_of(
    *, body_hash: str, chain: str | None, event_id: str, position: int | None, source: str, type: str
) -> bytes:
    """What the leaf hash covers: canonical JSON, at most a few hundred bytes."""
    # By hand, since it is written for every leaf that is added or checked: twice as fast as an encoder made each time.
    followed, place = "null" if chain is None else _quoted(chain), "null" if position is None else position
    return (
        f'{{"body":{_quoted(body_hash)},"chain":{followed},"id":{_quoted(event_id)},"position":{place},'
        f'"source":{_quoted(source)},"type":{_quoted(type)}}}'
    ).encode()


def leaf_row(index: int, envelope: Envelope, body: str) -> dict[str, Any]:
    """The row of an event at its index; `body` is its text as it came."""
    row = columns_of(envelope) | {
        "position": envelope.position, "chain": envelope.chain, "body": body, "body_hash": body_hash(body)
    }  # fmt: skip
    entry = entry_of(**{name: row[name] for name in ENTRY})
    return {"index": index, **row, "leaf_hash": hash_of(entry).hex()}


def columns_of(envelope: Envelope) -> dict[str, Any]:
    """The columns `SAID_AGAIN`."""
    return dict(zip(SAID_AGAIN, said_again(envelope, envelope.time), strict=True))


def said_again(envelope: Envelope, time: Any) -> tuple[Any, ...]:
    """Their values alone; `time` is that of the envelope in the form of whoever asks."""
    actor, trace = envelope.actor, envelope.trace
    return (
        envelope.id, envelope.source, envelope.type, envelope.subject, time, actor.subject, str(actor.role),
        actor.unit, actor.on_behalf_of, actor.session, str(trace.via), trace.correlation, trace.causation,
        envelope.policy,
    )  # fmt: skip
