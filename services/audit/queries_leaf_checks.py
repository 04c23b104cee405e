"""One leaf against itself: its hash, its body, its columns, the cases it is listed for, when it was heard.

Owns: what may be asked of a leaf alone. Promises: every column is covered by the leaf hash, the body's hash or the
recorded head. Leaves to others: the tree (`queries_verification`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, type_coerce

import shared.topology  # noqa: F401  (fills the catalogue with the events of every service)
from services.audit.rules.concerns import cases_of
from services.audit.rules.erasures import Erasures, part_faults
from services.audit.rules.leaf import SAID_AGAIN, entry_of, said_again
from services.audit.rules.marks import marks_of
from services.audit.rules.merkle import leaf_hash
from shared.canonical import sha256_hex
from shared.errors import MalformedBody
from shared.events.catalog import CATALOG
from shared.events.envelope import Envelope, recall
from shared.events.keeping import Opened
from shared.words import Words


class Hashed(NamedTuple):
    """Of a row of `leaves` what its hashes cover, and when it was heard, `as_kept`; `at` is its index.

    Not the mapped class: making a million objects takes longer than the checks.
    """

    at: int
    event_id: str
    source: str
    type: str
    position: int | None
    chain: str | None
    body_hash: str
    leaf_hash: str
    heard_at: Any
    body: str | bytes

    def raw(self) -> bytes:
        """The body in UTF-8."""
        return _in_bytes(self.body)


class Whole(NamedTuple):
    """All of a row, beginning with what `columns_of` gives; both instants `as_kept`."""

    event_id: str
    source: str
    type: str
    subject: str
    time: Any
    actor: str
    role: str
    unit: str
    on_behalf_of: str | None
    session: str | None
    via: str
    correlation: str
    causation: str | None
    policy: str | None
    case_id: str | None
    at: int
    position: int | None
    chain: str | None
    body_hash: str
    leaf_hash: str
    heard_at: Any
    body: str | bytes

    def raw(self) -> bytes:
        """The body in UTF-8."""
        return _in_bytes(self.body)


Stored = Hashed | Whole


def _in_bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def as_kept(instant: Any) -> ColumnElement[Any]:
    """An instant as the driver gives it, only to be compared with its like: a million are not made aware for that."""
    return type_coerce(instant, String)


def kept_like(kept: Any, instant: datetime) -> Any:
    """An instant as the driver would give it that gave `kept`: SQLite has texts in its column."""
    if isinstance(kept, datetime):
        return instant
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def entry_hash(leaf: Stored) -> bytes:
    """The leaf hash its columns give."""
    entry = entry_of(
        body_hash=leaf.body_hash, chain=leaf.chain, event_id=leaf.event_id, position=leaf.position,
        source=leaf.source, type=leaf.type,
    )  # fmt: skip
    return leaf_hash(entry)


def altered(leaf: Stored, sealed: bytes, hashed: bytes, kept_at: Any) -> Iterable[Words]:
    """What of a leaf its hashes contradict. `sealed`: what the body's hash covers; `hashed`: its `entry_hash`;
    `kept_at`: when its head was recorded, `as_kept`."""
    digest = sha256_hex(sealed)
    if leaf.leaf_hash == hashed.hex() and leaf.heard_at == kept_at and leaf.body_hash == digest:
        return ()
    return _alterations(leaf, digest, hashed, kept_at)


def _alterations(leaf: Stored, digest: str, hashed: bytes, kept_at: Any) -> Iterator[Words]:
    if leaf.leaf_hash != hashed.hex():
        yield Words("các cột không khớp mã băm của lá", "the entry does not match the leaf hash")
    if leaf.heard_at != kept_at:
        yield Words("thời điểm nghe khác với gốc cây đã ghi", "it was not heard when its head was recorded")
    if leaf.body_hash != digest:
        yield Words("nội dung không khớp mã băm của nó", "the body does not match its hash")


class Listed(NamedTuple):
    """Where a leaf is listed: the cases it stands under, and its marks as kind, mark and time `as_kept`."""

    cases: AbstractSet[str]
    marks: AbstractSet[tuple[str, str, Any]]


def contradictions(leaf: Whole, said: Opened, listed: Listed, erasures: Erasures) -> Iterator[Words]:
    """What beside a leaf's body the body says otherwise: columns, cases, marks; and parts that do not open."""
    try:
        event = recall(said.openings, said.sealed)
    except MalformedBody:
        yield Words("nội dung không đọc được", "the body cannot be read")
        return
    yield from part_faults(event, erasures, said.openings or {})
    values = said_again(event, kept_like(leaf.time, event.time))
    if leaf[: len(SAID_AGAIN)] != values:
        for name, value in zip(SAID_AGAIN, values, strict=True):
            if getattr(leaf, name) != value:
                yield Words(f"cột “{name}” khác với nội dung", f"column {name} differs from the body")
    cases = expected_cases(event)
    if {*cases} != listed.cases or leaf.case_id != (cases[0] if len(cases) == 1 else None):
        # A case would hide part of its story.
        yield Words("danh sách hồ sơ liên quan đã bị sửa", "the cases it concerns were altered")
    marks = {(kind, mark, leaf.time) for kind, mark in marks_of(event.data)}
    if marks != listed.marks and not (event.is_partly_erased and marks <= listed.marks):
        # A person, a rule or a decision would hide part of its own. What was erased cannot say its marks any more.
        yield Words("dấu tra cứu của lá đã bị sửa", "the marks it is found by were altered")


def expected_cases(event: Envelope) -> tuple[str, ...]:
    """The cases an event concerns, by what it says."""
    kind = CATALOG.get(event.type)
    stream = kind.stream if kind else None
    return cases_of(event_type=event.type, stream=stream, subject=event.subject, data=event.data)
