"""Who acts: EdDSA-signed bearer tokens (RFC 7519, RFC 8037) with subject, role, unit, session, way in and expiry.

Owns: issuing and reading tokens, key files. Promises: services hold public keys only; one algorithm is accepted; role,
unit, session and way are the token's word, never the client's; no token names a service, which signs in nowhere.
Leaves to others: signing people in, permissions.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.errors import Unauthenticated, VinhDanhError
from shared.events.envelope import Actor
from shared.events.terms import Role, Via
from shared.ids import new_id
from shared.words import Words, nfc

AUDIENCE = "vinhdanh"
WAYS_IN = frozenset({Via.API, Via.PAGE})
_LEEWAY = 60
_MAX_NAME = 120
_MOST_VERIFIED = 2_000
_PRIVATE = "token.private.jwk"
_PUBLIC = "token.public.jwks"


class KeysMissing(VinhDanhError):
    """There is no key where one is looked for, or what stands there is none."""

    code = "keys.missing"
    words = Words(
        "Chưa có khóa: chạy `vinhdanh keys make`, hoặc chép khóa công khai tới đây.",
        "There is no key here: run `vinhdanh keys make`, or bring the public key.",
    )


class KeysIncomplete(VinhDanhError):
    """Only the public half of a pair is there: somebody signs with the other, elsewhere."""

    code = "keys.incomplete"
    words = Words(
        "Chỉ có khóa công khai; khóa mới sẽ thay khóa mà nơi khác đang dùng để ký. Hãy chép khóa bí mật tới đây, hoặc"
        " chuyển khóa công khai đi nơi khác nếu không còn ai ký bằng khóa ấy.",
        "Only the public key is here: a new pair would replace the one somebody signs with elsewhere. Bring the private"
        " file, or move the public one away if nobody signs with it any more.",
    )


def make_keys(directory: Path) -> None:
    """Make a key pair unless there is one; a public half that is missing is written anew from the private one.

    `KeysIncomplete` where the public half stands alone. The private file is readable by its owner only.
    """
    private, public = directory / _PRIVATE, directory / _PUBLIC
    if private.exists():
        if not public.exists():
            _write_public(directory, [_key_in(private).as_dict(private=False)])
    elif public.exists():
        raise KeysIncomplete(f"{KeysIncomplete.words.vi} ({public})", f"{KeysIncomplete.words.en} ({public})")
    else:
        directory.mkdir(parents=True, exist_ok=True)
        _write_new_key(directory, others=[])


def has_public_keys(directory: Path) -> bool:
    """Whether tokens can be read here; whoever signs them may stand elsewhere."""
    return (directory / _PUBLIC).exists()


def rotate_keys(directory: Path) -> None:
    """Sign with a new key from now on; tokens of the old ones stay valid until they expire (`drop_old_keys`)."""
    others = _read_public(directory)
    try:
        (directory / _PRIVATE).unlink()
    except FileNotFoundError as error:
        raise _no_key_in(directory / _PRIVATE) from error
    _write_new_key(directory, others)


def drop_old_keys(directory: Path) -> int:
    """Forget all public keys but the one that signs; returns how many were forgotten."""
    keys = _read_public(directory)
    _write_public(directory, keys[:1])
    return len(keys) - 1


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise _no_key_in(file) from error


def _read_public(directory: Path) -> list[Any]:
    return [key.as_dict(private=False) for key in _key_set_in(directory / _PUBLIC).keys]


def _key_set_in(file: Path) -> KeySet:
    try:
        found = KeySet.import_key_set(_read(file))
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_key_in(file) from error
    if not found.keys:
        raise _no_key_in(file)
    return found


def _key_in(file: Path) -> OKPKey:
    try:
        return OKPKey.import_key(_read(file))
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_key_in(file) from error


def _no_key_in(file: Path) -> KeysMissing:
    return KeysMissing(f"{KeysMissing.words.vi} ({file})", f"{KeysMissing.words.en} ({file})")


def _write_new_key(directory: Path, others: list[Any]) -> None:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    # Public first: a service that reads in between knows a key nobody signs with yet, never the other way round.
    _write_public(directory, [key.as_dict(private=False), *others])
    private = os.open(directory / _PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(private, "w", encoding="ascii") as file:
        json.dump(key.as_dict(private=True), file)


def _write_public(directory: Path, keys: list[Any]) -> None:
    (directory / _PUBLIC).write_text(json.dumps({"keys": keys}), encoding="ascii")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came in, and by which way."""

    actor: Actor
    via: Via


class TokenIssuer:
    """Signs tokens; only the place that signs people in holds one."""

    def __init__(self, directory: Path) -> None:
        self._key = _key_in(directory / _PRIVATE)

    def issue(
        self, actor: Actor, *, now: datetime, lifetime: timedelta = timedelta(hours=8), via: Via = Via.API
    ) -> str:
        """A token for `actor` in its session, a new one unless it has one; `via` is how its bearer comes in."""
        if actor.is_service or via not in WAYS_IN:
            raise ValueError("tokens are for people who come in by page or programming interface")
        if not (is_name(actor.subject) and is_name(actor.unit)):
            raise ValueError("no service would know a bearer without a visible name and unit")
        claims = {
            "aud": AUDIENCE,
            "sub": actor.subject,
            "role": actor.role.value,
            "unit": actor.unit,
            "sid": actor.session or new_id(),
            "via": via.value,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        if actor.on_behalf_of:
            claims["obo"] = actor.on_behalf_of
        return jwt.encode({"alg": "Ed25519", "kid": self._key.kid}, claims, self._key, algorithms=["Ed25519"])


def is_name(given: object) -> bool:
    """Whether somebody can be on record by this: visible, no blanks around it, and written in one way (NFC)."""
    if not isinstance(given, str) or not 0 < len(given) <= _MAX_NAME:
        return False
    return given.isprintable() and given == given.strip() == nfc(given)


def _actor(claims: Mapping[str, Any]) -> Actor:
    named = [claims[name] for name in ("sub", "unit", "sid")]
    acting_for = claims.get("obo")
    for one in named if acting_for is None else (*named, acting_for):
        if not is_name(one):
            raise ValueError("a claim is no name")
    subject, unit, session = named
    return Actor(subject, Role(claims["role"]), unit, acting_for, session)


class TokenReader:
    """Verifies tokens with public keys. Several keys may be valid at once, so that keys can be rotated."""

    def __init__(self, directory: Path) -> None:
        self._keys = _key_set_in(directory / _PUBLIC)
        self._verified: dict[bytes, Mapping[str, Any]] = {}

    def read(self, token: str, *, now: datetime) -> Actor:
        """The actor of a token; `Unauthenticated` says what is wrong with it, without repeating it."""
        return self.sign_in(token, now=now).actor

    def sign_in(self, token: str, *, now: datetime) -> SignedIn:
        """As `read`, with the way its bearer comes in."""
        try:
            claims = self._claims(token)
            who = SignedIn(_actor(claims), Via(claims["via"]))
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unauthenticated("Phiên đăng nhập không hợp lệ.", "the token is not valid") from error
        if claims.get("aud") != AUDIENCE or who.actor.is_service or who.via not in WAYS_IN:
            raise Unauthenticated("Phiên đăng nhập không dành cho hệ thống này.", "the token is for somebody else")
        expires, issued = claims.get("exp"), claims.get("iat")
        if type(expires) is not int or type(issued) is not int:
            raise Unauthenticated("Phiên đăng nhập không ghi thời hạn.", "the token has no expiry")
        if now.timestamp() > expires + _LEEWAY or now.timestamp() < issued - _LEEWAY:
            raise Unauthenticated("Phiên đăng nhập đã hết hạn.", "the token has expired or is not valid yet")
        return who

    def _claims(self, token: str) -> Mapping[str, Any]:
        """The claims of a token whose signature holds. It is looked at once: the keys stay while this process lives."""
        known = hashlib.sha256(token.encode()).digest()
        if known not in self._verified:
            claims = jwt.decode(token, self._keys, algorithms=["Ed25519"]).claims
            if len(self._verified) >= _MOST_VERIFIED:
                self._verified.clear()
            self._verified[known] = claims
        return self._verified[known]
