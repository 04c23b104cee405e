"""Private keys of ledger and witness: one file each, which only its process can read.

Owns: making, reading and using them. Promises: Ed25519 (RFC 8032); the file has the form of the Go note tools
(`PRIVATE+KEY+name+id+base64`), mode 0600, beside it the public key as a vkey; an old public key is kept when a new key
takes over. Leaves to others: what is signed (`rules.checkpoints`).
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.audit.errors import KeyUnusable
from services.audit.rules.checkpoints import Checkpoint, cosignature_message
from services.audit.rules.notes import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteMalformed,
    PublicKey,
    Signature,
    is_key_name,
    read_vkey,
)
from shared.config import Settings, SettingsInvalid, WitnessSettings

_PREFIX = "PRIVATE+KEY+"
_SEED_BYTES = 32
_TIME_BYTES = 8


class PrivateKey:
    """A key that signs, with its name and algorithm byte."""

    def __init__(self, name: str, algorithm: int, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(name, algorithm, self._key.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> Note:
        """The checkpoint as a note with the signature of its log."""
        return self.sign_text(checkpoint.text())

    def sign_text(self, text: str) -> Note:
        return Note(text, (self._signature(self._key.sign(text.encode())),))

    def cosign(self, text: str, at: int) -> Signature:
        """A witness's word, at `at` seconds since the epoch, on the text of a checkpoint."""
        value = at.to_bytes(_TIME_BYTES, "big") + self._key.sign(cosignature_message(text, at))
        return self._signature(value)

    def _signature(self, value: bytes) -> Signature:
        return Signature(self.public.name, self.public.key_id, value)


def make_key(file: Path, name: str, *, is_witness: bool) -> PublicKey:
    """Make a key in `file`; `KeyUnusable` when there is one already, or the name is none."""
    if not is_key_name(name):
        raise KeyUnusable(f"“{name}” không dùng làm tên khóa được.", f"{name!r} cannot be the name of a key")
    file.parent.mkdir(parents=True, exist_ok=True)
    return _put(file, name, COSIGNATURE if is_witness else ED25519, over=False)


def rotate_key(file: Path) -> PublicKey:
    """Sign with a new key of the same name from now on; the old public key stays listed, the private one is gone."""
    old = read_key(file).public
    return _put(file, old.name, old.algorithm, over=True)


def _put(file: Path, name: str, algorithm: int, *, over: bool) -> PublicKey:
    """Whoever reads meanwhile finds the old key or the new one, whole, and what it signs by is listed already."""
    seed, made = os.urandom(_SEED_BYTES), file.with_name(file.name + ".new")
    key = PrivateKey(name, algorithm, seed).public
    try:
        private = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyUnusable(
            f"Khóa đang được tạo dở trong {made}; nếu không ai đang tạo thì xóa tệp này.",
            f"a key is being made in {made}; remove it if nobody does that now",
        ) from error
    try:
        with os.fdopen(private, "w", encoding="utf-8") as opened:
            material = base64.b64encode(bytes([algorithm]) + seed).decode()
            opened.write(f"{_PREFIX}{name}+{key.key_id.hex()}+{material}\n")
        if file.exists() and not over:
            raise KeyUnusable(f"Đã có khóa trong {file}.", f"{file} holds a key already")
        _list(file, key)
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)
    return key


def _list(file: Path, key: PublicKey) -> None:
    known = public_file(file)
    earlier = known.read_text(encoding="utf-8") if known.exists() else ""
    made = known.with_name(known.name + ".new")
    made.write_text(f"{key.vkey()}\n{earlier}", encoding="utf-8")
    made.replace(known)


def read_key(file: Path) -> PrivateKey:
    """The key of a file; `KeyUnusable` when it is none."""
    try:
        written = file.read_text(encoding="utf-8").strip()
        name, key_id, encoded = written.removeprefix(_PREFIX).split("+", 2)
        material = base64.b64decode(encoded, validate=True)
        key = PrivateKey(name, material[0], material[1:])
    except (OSError, ValueError, IndexError) as error:
        raise KeyUnusable(f"Không đọc được khóa {file}.", f"no key can be read from {file}") from error
    if not written.startswith(_PREFIX) or key.public.key_id.hex() != key_id or not is_key_name(name):
        raise KeyUnusable(f"Không đọc được khóa {file}.", f"no key can be read from {file}")
    return key


def read_public(file: Path) -> tuple[PublicKey, ...]:
    """The public keys beside a private one, the newest first; `KeyUnusable`."""
    try:
        lines = public_file(file).read_text(encoding="utf-8").split()
        return tuple(read_vkey(line) for line in lines)
    except (OSError, NoteMalformed) as error:
        raise KeyUnusable(f"Không đọc được khóa công khai của {file}.", f"no public key beside {file}") from error


def keys_of_ledger(settings: Settings) -> tuple[PublicKey, ...]:
    """The public keys by which this machine knows its own ledger; none where there are none."""
    return read_public(settings.ledger_key) if public_file(settings.ledger_key).exists() else ()


def keys_of_witnesses(settings: Settings) -> tuple[PublicKey, ...]:
    """The keys of the witnesses in the order of the settings; `SettingsInvalid` names one that is none."""
    return tuple(_key_of_witness(one) for one in settings.witnesses)


def _key_of_witness(named: WitnessSettings) -> PublicKey:
    try:
        key = read_vkey(named.vkey)
    except NoteMalformed as error:
        raise SettingsInvalid(
            f"VINHDANH_WITNESSES: khóa của {named.url} không đọc được.", f"VINHDANH_WITNESSES: {named.url}: {error}"
        ) from error
    if key.algorithm != COSIGNATURE:
        raise SettingsInvalid(
            f"VINHDANH_WITNESSES: khóa của {named.url} là khóa của sổ chứng, không phải của bên chứng.",
            f"VINHDANH_WITNESSES: {named.url}: this is the key of a log, not of a witness",
        )
    return key


def public_file(file: Path) -> Path:
    return file.with_name(file.name + ".pub")
