"""Taking in a workbook: cheap checks here, everything else in a child process.

Owns: what a file must be before anything parses it, and starting the reader. Promises: no workbook is parsed in this
process; a bomb costs a child. Leaves to others: parsing (`intake_reader`), keeping rows (`actions_lists`).
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import services
from services.nomination.errors import PaperEmpty, PaperInfected
from services.nomination.errors_sheets import (
    NobodyListed,
    NoHeader,
    SeveralLists,
    SheetRefused,
    SheetTooLarge,
    SheetTooSlow,
    SheetUnsupported,
)
from services.nomination.paper_store import is_infected
from shared.canonical import sha256_hex
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.names import fold
from shared.policy import Policy

MOST_PACKED = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
MOST_PARTS = 2_000
WALL_SECONDS = 20
_SMALL_PART = 64 * 1024  # below this a high ratio (a sheet of equal rows) is no bomb
_ROOT = Path(next(iter(services.__path__))).parent


@dataclass(frozen=True, slots=True)
class ReadList:
    """A workbook as read: good rows with their row number in the sheet, faulty ones with their reasons.

    `emails`: by row, where its nominee can be written to. `unread`: by header, its filled columns that nobody reads.
    """

    sha256: str
    good: tuple[tuple[int, Dossier], ...]
    faulty: tuple[dict[str, Any], ...]
    emails: Mapping[int, str] = field(default_factory=dict)
    unread: tuple[dict[str, Any], ...] = ()


def read_list(
    data: bytes, *, awards: Mapping[str, str], year: int, on: date, years: tuple[int, int] | None = None,
    scan: Callable[[bytes], object] = lambda _: None,
) -> ReadList:  # fmt: skip
    """Read an uploaded list; raises `SheetUnsupported`, `SheetRefused`, `SheetTooLarge`, `SheetTooSlow`, `NoHeader`,
    `NobodyListed`, `SeveralLists`.

    `years`: the first and the last of the plan, between which every row's lies.
    `scan` looks at it before anything parses it, and raises where it is not to be read.
    """
    inspect_archive(data)
    scan(data)
    told = _ask_child(data, {"awards": dict(awards), "year": year, "on": on.isoformat(), "years": years})
    if "refused" in told:
        raise _refusal(told["refused"])
    good = tuple((row["row"], from_plain(Dossier, row["dossier"])) for row in told["rows"] if "dossier" in row)
    emails = {row["row"]: row["email"] for row in told["rows"] if row.get("email")}
    faulty = tuple(row for row in told["rows"] if "faults" in row)
    return ReadList(sha256_hex(data), good, faulty, emails, tuple(told["unread"]))


def award_names(policy: Policy) -> dict[str, str]:
    """Folded codes and Vietnamese names of the catalogue, with the short forms people write, to codes."""
    found = {"lđtt": "title_advanced_worker", "cstđ cơ sở": "title_fighter_base", "cstđ tỉnh": "title_fighter_province"}
    names = {fold(short): code for short, code in found.items() if policy.find_award(code)}
    for award in policy.rulebook.awards:
        names[fold(award.code)] = award.code
        names[fold(award.name.vi)] = award.code
    return names


def inspect_archive(data: bytes) -> None:
    """What the central directory tells: size, parts, ratio, macros, external links."""
    if not data:
        raise PaperEmpty()
    if len(data) > MOST_PACKED:
        raise SheetTooLarge("Tệp vượt quá 10 MB.", "the file is larger than 10 MB")
    if is_infected(data):
        raise PaperInfected()
    if not data.startswith(b"PK\x03\x04"):
        raise SheetUnsupported()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise SheetRefused("Tệp Excel hỏng.", "the workbook is damaged") from error
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise SheetUnsupported()
    _refuse_size(parts)
    _refuse_content(names)


def _refuse_size(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise SheetTooLarge("Tệp bung ra quá lớn.", "the file unpacks too large")
    for part in parts:
        if part.file_size > _SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise SheetTooLarge("Tệp nén bất thường.", "a part of the file is packed suspiciously tight")


def _refuse_content(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise SheetRefused("Tệp có macro; hãy lưu lại dạng .xlsx.", "the file has macros: save it as .xlsx")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise SheetRefused("Tệp có liên kết tới tệp khác.", "the file links to other files")


def _ask_child(data: bytes, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Standard input and output only; the child gets no secret of this process."""
    command = [sys.executable, "-m", "services.nomination.intake_reader", json.dumps(asked, ensure_ascii=False)]
    environment = {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1", "PATH": os.defpath}
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=_ROOT, env=environment
    )
    try:
        answer, _ = child.communicate(data, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        child.kill()
        child.communicate()
        raise SheetTooSlow() from error
    if child.returncode < 0:
        raise SheetTooSlow()
    if child.returncode:
        raise SheetRefused("Tệp Excel hỏng hoặc có nội dung lạ.", "the workbook is damaged or has strange content")
    told: dict[str, Any] = json.loads(answer)
    return told


def _refusal(code: str) -> Exception:
    return {
        "no_header": NoHeader(),
        "nobody": NobodyListed(),
        "several_lists": SeveralLists(),
        "too_slow": SheetTooSlow(),
        "too_large": SheetTooLarge("Tệp bung ra quá lớn.", "the file unpacks too large"),
        "too_many_rows": SheetTooLarge("Danh sách quá 20.000 dòng.", "the list has more than 20,000 rows"),
        "document_type": SheetRefused("Tệp có khai báo DTD, không nhận.", "the file declares a document type"),
    }.get(code) or SheetRefused("Tệp Excel hỏng.", "the workbook is damaged")
