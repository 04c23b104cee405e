"""Files of dossiers on disk, named by their content.

Owns: checking what is uploaded and keeping it. Promises: type told by content, never by name; what is kept is synced
with its place in the directory before its row is written, and mends what was altered; reading checks the hash. Leaves
to others: rows (`actions_drafts`), the scanner (`scanning`), what goes again (`erasing`, `stray_files`).
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.nomination.errors import (
    PaperAltered,
    PaperEmpty,
    PaperEncrypted,
    PaperGone,
    PaperInfected,
    PaperUnreadable,
    PaperUnsupported,
)
from services.nomination.scanner import Judged
from shared.canonical import sha256_hex
from shared.errors import TooLarge
from shared.words import nfc

MOST_BYTES = 10 * 1024 * 1024
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_SUFFIX = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}
# The industry's harmless test signature, in two halves so that no scanner refuses this very file.
TEST_SIGNATURE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file: its safe name, type by content, size in bytes, SHA-256; what a scanner said of it, if one did."""

    name: str
    media_type: str
    size: int
    sha256: str
    scan: Judged | None = None


def keep_file(
    directory: Path, name: str, data: bytes, scan: Callable[[bytes], Judged | None] = lambda _: None
) -> KeptFile:
    """Check and store a file; raises `TooLarge`, `PaperEmpty`, `PaperInfected` and their kin, then keeps nothing."""
    media_type = media_type_of(data)
    judged = scan(data)
    sha256 = sha256_hex(data)
    if not _is_here(directory, sha256):
        _write(path_of(directory, sha256), data)
    return KeptFile(safe_name(name, media_type), media_type, len(data), sha256, judged)


def media_type_of(data: bytes) -> str:
    """The type of acceptable content; everything else is refused with its reason."""
    if not data:
        raise PaperEmpty()
    if len(data) > MOST_BYTES:
        raise TooLarge("Tệp vượt quá 10 MB.", "the file is larger than 10 MB")
    if is_infected(data):
        raise PaperInfected()
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if not data.startswith(b"%PDF-"):
        raise PaperUnsupported()
    if b"%%EOF" not in data[-2048:]:
        raise PaperUnreadable()
    if re.search(rb"/Encrypt\b", data):
        raise PaperEncrypted()
    return PDF


def is_infected(data: bytes) -> bool:
    """Whether it holds the test signature every scanner knows; found here also where no scanner is named."""
    return TEST_SIGNATURE in data


def safe_name(name: str, media_type: str) -> str:
    """A file name without path, control or direction signs, with the suffix its content deserves."""
    last = nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = _UNSAFE.sub("_", last.rsplit(".", 1)[0]).strip(" ._")
    return (stem[:100] or "tai-lieu") + _SUFFIX.get(media_type, "")


def read_file(directory: Path, sha256: str) -> bytes:
    """The stored content; `PaperAltered` when it is gone or no longer what was filed."""
    try:
        data = path_of(directory, sha256).read_bytes()
    except FileNotFoundError as error:
        raise PaperAltered() from error
    if sha256_hex(data) != sha256:
        raise PaperAltered()
    return data


def is_as_filed(directory: Path, sha256: str) -> bool:
    """Whether what is stored under this hash has it."""
    try:
        read_file(directory, sha256)
    except PaperAltered:
        return False
    return True


def refuse_gone(directory: Path, sha256: str) -> None:
    """`PaperGone` where it left between its keeping and its row: asked once the row holds the content."""
    if not path_of(directory, sha256).exists():
        raise PaperGone()


def path_of(directory: Path, sha256: str) -> Path:
    return directory / sha256[:2] / sha256


def _is_here(directory: Path, sha256: str) -> bool:
    """Equal content is one file. One that waited for its row is young again, for another row follows in a moment."""
    if not is_as_filed(directory, sha256):
        return False
    try:
        os.utime(path_of(directory, sha256))
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    """A crash leaves a whole file or none, and once this returns not even a power cut takes it."""
    _make_directory(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _make_directory(directory: Path) -> None:
    missing = [one for one in (directory, *directory.parents) if not one.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    for made in missing:
        _sync(made.parent)


def _sync(directory: Path) -> None:
    """A file is where it is named only once its directory is on the disk, too."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
