"""Personal parts of an event: sealed by salted commitments, so that each can be dropped and the hash still holds.

Owns: the text of a body with such parts, and dropping parts from it. Promises: the hash of a body covers the
commitments and never the parts, so it is the same before and after a part is dropped; a commitment without its salt
tells nothing. Leaves to others: which parts there are (`catalog`), the rest of an event (`envelope`), keeping parts at
rest (`keeping`).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from shared.canonical import canonical_json, find_object, find_written, sha256_hex

# What a body with personal parts begins with: as it is said, and as it is kept (`keeping`).
OPENS, KEPT = '{"personal":', '{"kept":'
_FRONTS = (OPENS.encode(), KEPT.encode())
_COLON = b":"
# The end of a front, and what stands behind it when we wrote it. It may stand inside a front, too: whoever looks for it
# asks whether what ends here is an object, and if not reads the front to its end.
_BEHIND = '},"actor":'
_BEHIND_BYTES = _BEHIND.encode()
_HEX = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[A-Za-z0-9_-]{22}")
_decoder = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Part:
    """The value at `path` (steps joined by `/`, items by number) tells of the record `owner`.

    `salt` is None once the value was erased; `commitment` is None until the body is written.
    """

    path: str
    owner: str
    salt: str | None
    commitment: str | None = field(default=None, compare=False)


def commitment_of(salt: str, value: Any) -> str:
    """SHA-256 of the canonical JSON of `[salt, value]`, as lower-case hex."""
    return _committed(_opening(salt, value))


def _opening(salt: str, value: Any) -> str:
    return f'["{salt}",{canonical_json(value)}]'


def _committed(opening: str) -> str:
    return sha256_hex(opening.encode())


def sealed_body(attributes: Mapping[str, Any], parts: Sequence[Part]) -> str:
    """The body of an event: first the open parts (`personal`), then what its hash covers, canonical, with `sealed`."""
    data, sealed, opened = _copied_along(attributes["data"], parts), {}, []
    for part in parts:
        value, commitment = _taken(data, part.path), part.commitment
        if part.salt is not None:
            opening = _opening(part.salt, value)
            commitment = _committed(opening)
            opened.append(f"{canonical_json(part.path)}:{opening}")
        sealed[part.path] = [part.owner, commitment]
    rest = canonical_json({**attributes, "data": data, "sealed": sealed})
    return f"{OPENS}{{{','.join(opened)}}},{rest[1:]}"


def sealed_text(body: str) -> str:
    """The text the hash of a body covers, said or kept: all but the parts in front.

    Of a body whose front was spoiled it is the whole, which no hash fits.
    """
    found = find_front(body) if body.startswith((OPENS, KEPT)) else None
    return body if found is None else "{" + found[1]


def sealed_bytes(raw: bytes) -> bytes:
    """`sealed_text` in UTF-8, of a body in UTF-8 (of other bytes: all of them).

    Quicker than that, since it is asked of every row of a log or ledger that is checked.
    """
    if not raw.startswith(_FRONTS):
        return raw
    if (found := find_front_bytes(raw)) is not None:
        return b"{" + found[1]
    try:
        return sealed_text(raw.decode()).encode()
    except UnicodeDecodeError:
        return raw


def find_front_bytes(raw: bytes) -> tuple[dict[str, Any], bytes] | None:
    """As `find_front`, for what is told apart and not taken for its word; None also where `find_object` has doubts."""
    begin = raw.index(_COLON) + 1
    end = raw.find(_BEHIND_BYTES, begin) + 1
    front = find_object(raw[begin:end]) if end else None
    return None if front is None else (front, raw[end + 1 :])


def find_front(body: str) -> tuple[dict[str, Any], str] | None:
    """What stands in front of a body that begins so, and the text behind it and its comma.

    None where that is no object, or no comma follows: whoever wrote it so, it was not us.
    """
    begin = body.index(":") + 1
    end = body.find(_BEHIND, begin) + 1
    written = find_written(body[begin:end].encode()) if end else None
    if isinstance(written, dict):
        return written, body[end + 1 :]
    try:
        front, end = _decoder.raw_decode(body, begin)
    except (ValueError, RecursionError):
        return None
    return (front, body[end + 1 :]) if isinstance(front, dict) and body[end : end + 1] == "," else None


def find_openings(body: str) -> tuple[dict[str, str], str] | None:
    """The text `[salt, value]` of every open part by its path, and the text behind the front, without its brace.

    None as with `find_front`.
    """
    try:
        return _cut(body)
    except (ValueError, IndexError, RecursionError):
        # Not as `sealed_body` writes it: the same values, written anew.
        found = find_front(body)
    try:
        return found and ({path: canonical_json(opening) for path, opening in found[0].items()}, found[1])
    except ValueError:
        return None


def written_anew(body: str) -> tuple[dict[str, str], str]:
    """As `find_openings`, of an event that was read though nobody here wrote it so: its text is made again."""
    whole = _decoder.decode(body)
    opened = whole.pop("personal")
    return {path: canonical_json(opening) for path, opening in opened.items()}, canonical_json(whole)[1:]


def _cut(body: str) -> tuple[dict[str, str], str]:
    """Cut out and not encoded again, since that takes longer than everything else done with a body."""
    openings: dict[str, str] = {}
    at = len(OPENS) + 1
    while body[at] != "}":
        path, end = _decoder.raw_decode(body, at)
        _, at = _decoder.raw_decode(body, end + 1)
        if not isinstance(path, str) or body[end] != ":":
            raise ValueError("a part stands under its path")
        openings[path] = body[end + 1 : at]
        at += body[at] == ","
    if body[at + 1] != ",":
        raise ValueError("something follows the parts")
    return openings, body[at + 2 :]


def owners_in(body: str) -> frozenset[str]:
    """Whose personal parts are still open in a body."""
    if not body.startswith(OPENS):
        return frozenset()
    opened, sealed = _read_text(body)
    return frozenset(sealed[path][0] for path in opened)


def without_parts_of(body: str, owners: Collection[str]) -> str:
    """The body with the parts of these owners dropped; the same text where it has none."""
    if not body.startswith(OPENS):
        return body
    opened, sealed = _read_text(body)
    left = {path: opening for path, opening in opened.items() if sealed[path][0] not in owners}
    if len(left) == len(opened):
        return body
    _, rest = find_front(body) or written_anew(body)
    return f"{OPENS}{canonical_json(left)},{rest}"


def unsealed(given: dict[str, Any]) -> tuple[Part, ...]:
    """The parts of a decoded event, each open one put back into its `data`; ValueError where that cannot be."""
    if "kept" in given:
        raise ValueError("personal parts are under their keys")
    opened, sealed = given.get("personal", {}), given.get("sealed", {})
    if sealed == opened == {}:
        return ()
    if not isinstance(opened, dict) or not isinstance(sealed, dict) or not opened.keys() <= sealed.keys():
        raise ValueError("personal parts are those that are sealed")
    return tuple(_part(given["data"], path, sealed[path], opened.get(path)) for path in sorted(sealed))


def told(body: str) -> dict[str, Any]:
    """An event as it reads, its open parts in their places."""
    whole: dict[str, Any] = _decoder.decode(body)
    unsealed(whole)
    whole.pop("personal", None)
    return whole


def is_opened_falsely(part: Part, data: Mapping[str, Any], opening: bytes | None = None) -> bool:
    """Whether an open part of a decoded event is not what was committed to. `opening`: its text, if that is at hand."""
    if part.salt is None or (opening is not None and part.commitment == sha256_hex(opening)):
        return False
    around, step = _place(data, part.path)
    return part.commitment != commitment_of(part.salt, around[step])


def parts_at(data: Mapping[str, Any], pattern: str) -> Iterator[tuple[str, Any, Any]]:
    """Path, value and what stands around it, of everything a pattern such as `items/*/birth` names."""
    yield from _matching(data, pattern.split("/"), "")


def put_over(data: Any, path: str, value: Any) -> None:
    """Put a value where the part at `path` stood."""
    around, step = _place(data, path)
    around[step] = value


def _matching(around: Any, steps: Sequence[str], path: str) -> Iterator[tuple[str, Any, Any]]:
    step, rest = steps[0], steps[1:]
    if step == "*":
        for number, item in enumerate(around or ()):
            yield from _matching(item, rest, f"{path}{number}/")
    elif not rest:
        yield path + step, around.get(step), around
    elif around.get(step) is not None:
        yield from _matching(around[step], rest, f"{path}{step}/")


def _part(data: Any, path: str, seal: Any, opening: Any) -> Part:
    owner, commitment = seal
    if not isinstance(owner, str) or not isinstance(commitment, str) or not _HEX.fullmatch(commitment):
        raise ValueError("a seal is an owner and a SHA-256")
    around, step = _place(data, path)
    if around[step] is not None:
        raise ValueError("what is sealed stands in the open")
    if opening is None:
        return Part(path, owner, None, commitment)
    salt, value = opening
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        raise ValueError("salt is 16 bytes in base64url")
    around[step] = value
    return Part(path, owner, salt, commitment)


def _taken(data: Any, path: str) -> Any:
    around, step = _place(data, path)
    value, around[step] = around[step], None
    return value


def _place(data: Any, path: str) -> tuple[Any, Any]:
    steps, last = _steps(path)
    for step in steps:
        data = data[step]
    return data, last


@lru_cache(4096)
def _steps(path: str) -> tuple[tuple[int | str, ...], int | str]:
    """The way and the last step, worked out once: events of one type have their parts in the same places."""
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("/"))
    return tuple(steps), last


def _copied_along(data: dict[str, Any], parts: Sequence[Part]) -> dict[str, Any]:
    """Data whose places at the paths may be emptied without touching what was given: new are only what lies on them."""
    copied: dict[str, Any] = dict(data)
    done: set[tuple[str, ...]] = set()
    for part in parts:
        around: Any = copied
        steps = part.path.split("/")
        for number, step in enumerate(steps[:-1], start=1):
            at: Any = int(step) if step.isdecimal() else step
            if tuple(steps[:number]) not in done:
                done.add(tuple(steps[:number]))
                around[at] = copy.copy(around[at])
            around = around[at]
    return copied


def _read_text(body: str) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = _decoder.decode(body)
    return whole["personal"], whole["sealed"]
