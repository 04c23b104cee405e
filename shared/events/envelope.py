"""The envelope of every message: CloudEvents 1.0, structured JSON, with the extensions of the house.

Owns: what every event says about itself (who, for whom, when, by which way, because of what, in which order).
Promises: `sequence` counts the events of one subject without gap; `position` counts those of one service without gap
and `chain` hashes each onto the one before (both given by the relay); `salt` keeps the hash of a body from telling what
the body says; personal parts can be dropped and the hash still holds. Leaves to others: the data (`catalog`), personal
parts (`sealing`).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from shared.canonical import canonical_json, find_written, is_nested_within, sha256_hex
from shared.clock import aware
from shared.errors import MalformedBody
from shared.events.sealing import Part, sealed_body, sealed_bytes, unsealed, without_parts_of
from shared.events.terms import Role, Via
from shared.sound_text import find_oddity, texts_in

CONTENT_TYPE = "application/cloudevents+json"
GENESIS = "0" * 64
SERVICE_PREFIX = "service:"
_MAX_DEPTH = 40
_MAX_NAME = 120
_NAMED = ("id", "subject", "type", "source", "actor", "correlationid")
_SALT = re.compile(r"[A-Za-z0-9_-]{22}")
# The two keys `wire_of` puts in front of a body: no other sender writes them so by chance.
_PLACE = re.compile(r'\{"chain":"[0-9a-f]{64}","position":[1-9][0-9]{0,18},(?=")')
_TYPE_KEY = b'"__type__"'
# Neither a nought byte nor half a character gets into JSON but by an escape. Our own texts have hardly any.
_ESCAPE = b"\\u"
# What the columns of inbox and ledger hold; see `shared.tables`.
_MAX_KEY, _MAX_SOURCE = 80, 40
_MAX_COUNT, _MAX_POSITION = 2**31 - 1, 2**63 - 1
# What reading fails with where the message is at fault: OverflowError for an instant on no calendar.
_UNFIT = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
_ROLES = {role.value: role for role in Role}
_VIAS = {via.value: via for via in Via}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the subject of a token with its role and unit, and on whose behalf if not their own.

    `session`: the signed-in session; None on the command line and for services. The same person in two sessions is one
    actor. A service never bears the name of a person nor acts for one, a person never that of a service: `ValueError`.
    """

    subject: str
    role: Role
    unit: str
    on_behalf_of: str | None = None
    session: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.subject.startswith(SERVICE_PREFIX) is not (self.role is Role.SERVICE):
            raise ValueError("the names of services are for services, and only for them")
        if self.on_behalf_of is not None and (self.is_service or self.on_behalf_of.startswith(SERVICE_PREFIX)):
            raise ValueError("services act for nobody, and nobody acts for a service")
        if self.is_service and self.session is not None:
            raise ValueError("services sign in nowhere")

    @property
    def is_service(self) -> bool:
        return self.role is Role.SERVICE


@dataclass(frozen=True, slots=True)
class Trace:
    """Where an action comes from: the way in, the request that began it all, the event that caused it."""

    via: Via
    correlation: str
    causation: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """`data` holds the personal `parts` in their places, None where one was erased."""

    id: str
    source: str
    type: str
    version: int
    subject: str
    sequence: int
    time: datetime
    actor: Actor
    trace: Trace
    data: dict[str, Any]
    salt: str
    policy: str | None = None
    position: int | None = None
    chain: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def is_partly_erased(self) -> bool:
        return any(part.salt is None for part in self.parts)

    def placed(self, position: int, previous_chain: str) -> Envelope:
        """This envelope at its position in the log of its service."""
        chain = chained(previous_chain, position, body_hash(self.body()))
        return dataclasses.replace(self, position=position, chain=chain)

    def body(self) -> str:
        """Canonical JSON without position and chain, personal parts before all else (`sealing`)."""
        attributes = _attributes(self)
        return sealed_body(attributes, self.parts) if self.parts else canonical_json(attributes)

    def wire(self) -> bytes:
        place = {"position": self.position, "chain": self.chain}
        given = {name: value for name, value in place.items() if value is not None}
        front = canonical_json(given)[1:-1]
        return f"{{{front}{front and ','}{self.body()[1:]}".encode()


def body_hash(body: str) -> str:
    """SHA-256 of a body without its open personal parts, as lower-case hex: with or without them it is the same.

    With the salt inside, nobody finds out a name by trying names.
    """
    return sha256_hex(sealed_bytes(body.encode()))


def chained(previous_chain: str, position: int, hashed: str) -> str:
    """Hash of a log entry onto the one before: SHA-256 over `previous \\n position \\n body hash`, all in ASCII.

    Over the hash and not the body, so that a log whose bodies were erased is still checked for gaps and alterations.
    """
    return sha256_hex(f"{previous_chain}\n{position}\n{hashed}".encode())


def wire_of(body: str, position: int, chain: str) -> bytes:
    """The message of a stored body at its position, without decoding it: two more keys in front."""
    return f'{{"chain":"{chain}","position":{position},{body[1:]}'.encode()


def body_of(raw: bytes, envelope: Envelope) -> str:
    """The body within the message `envelope` was read from: the very text its hash covers, not encoded again.

    A message written otherwise than by `wire_of` has no such text; its body is the canonical one.
    """
    place, body = place_and_body(raw)
    return body if place else envelope.body()


def place_and_body(raw: bytes) -> tuple[str, str]:
    """What `wire_of` put in front of a body (nothing in a message it did not write), and the body."""
    text = raw.decode()
    place = _PLACE.match(text)
    return ("", text) if place is None else (place[0], "{" + text[place.end() :])


def put_behind(place: str, body: str) -> bytes:
    """The message of a body behind its place."""
    return (place + body[1:] if place else body).encode()


def without_owners(raw: bytes, owners: Collection[str]) -> bytes:
    """A message without the personal parts of these owners; as it is where it has none."""
    place, body = place_and_body(raw)
    return put_behind(place, without_parts_of(body, owners))


def _attributes(event: Envelope) -> dict[str, Any]:
    """All but its place in the log."""
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": "/" + event.source,
        "type": event.type,
        "subject": event.subject,
        "time": aware(event.time).isoformat(),
        "datacontenttype": "application/json",
        "dataversion": event.version,
        "sequence": event.sequence,
        "actor": event.actor.subject,
        "actorrole": event.actor.role.value,
        "actorunit": event.actor.unit,
        "via": event.trace.via.value,
        "correlationid": event.trace.correlation,
        "salt": event.salt,
        "data": event.data,
    }
    optional = {
        "onbehalfof": event.actor.on_behalf_of,
        "actorsession": event.actor.session,
        "causationid": event.trace.causation,
        "traceparent": event.trace.traceparent,
        "policy": event.policy,
    }
    return attributes | {name: value for name, value in optional.items() if value is not None}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError("a key stands twice")
    if "__type__" in keys:
        raise ValueError("serialiser-specific types are refused")
    return keys


def _not_a_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


strict_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_not_a_number)


def decode(raw: bytes) -> Envelope:
    """The envelope of a message; `MalformedBody` when it is none (bad JSON, missing or wrong attributes)."""
    given = find_written(raw) if may_be_ours(raw) else None
    if given is None:
        try:
            given = strict_decoder.decode(raw.decode())
        except (ValueError, RecursionError) as error:
            raise unreadable(error) from error
    return decode_value(given, raw)


def may_be_ours(raw: bytes) -> bool:
    """Whether all that `strict_decoder` refuses is also unlike what this house writes (`shared.canonical`)."""
    return _TYPE_KEY not in raw


def decode_value(given: Any, raw: bytes) -> Envelope:
    """The envelope in JSON that `strict_decoder` read from `raw`, or would have. Whatever it holds fits into rows."""
    try:
        if not isinstance(given, dict):
            raise ValueError("an event is an object")
        _refuse_depth(given, _MAX_DEPTH)
        if _ESCAPE in raw:
            _refuse_odd_texts(given)
        envelope = _read(given)
        _refuse_oversize(envelope)
        return envelope
    except _UNFIT as error:
        raise unreadable(error) from error


def recall(openings: Mapping[str, bytes] | None, sealed: bytes) -> Envelope:
    """The event of a body that was kept: the text of each open part (None: it has no parts), the text its hash covers.

    Its form was asked when it came in and its hash holds it since, so keys and depth are not asked again;
    `MalformedBody` when it is none.
    """
    try:
        whole = _read_json(sealed)
        if openings is not None:
            whole["personal"] = {path: _read_json(opening) for path, opening in openings.items()}
        return _read(whole)
    except (*_UNFIT, RecursionError) as error:
        raise unreadable(error) from error


def _read_json(text: bytes) -> Any:
    value = find_written(text)
    return json.loads(text.decode()) if value is None else value


def unreadable(error: BaseException) -> MalformedBody:
    return MalformedBody("Thông điệp không đọc được.", f"the message cannot be read: {error}")


def _refuse_depth(value: Any, most: int) -> None:
    if is_nested_within(value, most):
        return
    level = [value]
    for _ in range(most):
        inner = [item for one in level for item in (one.values() if isinstance(one, dict) else one)]
        level = [item for item in inner if isinstance(item, (dict, list))]
        if not level:
            return
    raise ValueError("nested too deep")


def _refuse_odd_texts(given: dict[str, Any]) -> None:
    for one in texts_in(given):
        oddity = find_oddity(one)
        if oddity is not None:
            raise ValueError(f"a text has {oddity}")


def _refuse_oversize(event: Envelope) -> None:
    if event.sequence > _MAX_COUNT or event.version > _MAX_COUNT or (event.position or 0) > _MAX_POSITION:
        raise ValueError("sequence, position or dataversion is too large")
    if max(len(event.id), len(event.type), len(event.subject)) > _MAX_KEY or len(event.source) > _MAX_SOURCE:
        raise ValueError(f"id, type and subject have at most {_MAX_KEY} characters, source has {_MAX_SOURCE}")


@lru_cache(2048)
def _actor(subject: str, role: str, unit: str, on_behalf_of: str | None, session: str | None) -> Actor:
    """Made once for all that somebody does in one session: most of a log is by few."""
    for one in (unit, on_behalf_of, session):
        if one is not None and (not isinstance(one, str) or len(one) > _MAX_NAME):
            raise ValueError(f"actorunit, onbehalfof and actorsession are texts of at most {_MAX_NAME} characters")
    return Actor(subject, _ROLES[role], unit, on_behalf_of, session)


def _read(given: dict[str, Any]) -> Envelope:
    if given["specversion"] != "1.0":
        raise ValueError("specversion is not 1.0")
    sequence, position, version = given["sequence"], given.get("position"), given["dataversion"]
    for number in (sequence, version, 1 if position is None else position):
        if type(number) is not int or number < 1:
            raise ValueError("sequence, position and dataversion are whole numbers from 1")
    for name in _NAMED:
        named = given[name]
        if type(named) is not str or not 0 < len(named) <= _MAX_NAME:
            raise ValueError(f"{name} is a text of at most {_MAX_NAME} characters")
    if not isinstance(given["salt"], str) or not _SALT.fullmatch(given["salt"]):
        raise ValueError("salt is 16 bytes in base64url")
    if not isinstance(given["data"], dict):
        raise ValueError("data is an object")
    parts = unsealed(given)
    return Envelope(
        id=given["id"],
        source=given["source"].removeprefix("/"),
        type=given["type"],
        version=version,
        subject=given["subject"],
        sequence=sequence,
        time=aware(datetime.fromisoformat(given["time"])),
        actor=_actor(
            given["actor"], given["actorrole"], given["actorunit"], given.get("onbehalfof"), given.get("actorsession")
        ),
        trace=Trace(_VIAS[given["via"]], given["correlationid"], given.get("causationid"), given.get("traceparent")),
        data=given["data"],
        salt=given["salt"],
        policy=given.get("policy"),
        position=position,
        chain=given.get("chain"),
        parts=parts,
    )
