"""The child process that reads one workbook: limited in memory and time, with nothing of ours in reach.

Owns: opening an .xlsx from standard input, finding its list, writing JSON to standard output. Promises: parts are
counted while they are unpacked; document types refused; formulas never evaluated. Leaves to others: starting it
(`intake`), the meaning of cells (`intake_rows`).
"""

from __future__ import annotations

import io
import json
import math
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl import load_workbook

from services.nomination.intake_columns import find_columns
from services.nomination.intake_rows import Formula, Sheet, read_email, read_row
from shared.events.writing import to_plain
from shared.names import fold

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_HEADER_WITHIN = 40
_DOCTYPES = tuple(f"<!{word}".encode(coding) for word in ("DOCTYPE", "ENTITY") for coding in ("utf-8", "utf-16-le"))
_SUMS = re.compile(r"(tong cong|tong so|cong|tong)\b.*")
_SIGNATURES = re.compile(
    r"(nguoi lap|nguoi tong hop|tm\.|kt\.|chu tich|pho chu tich|thu truong|giam doc|xac nhan|noi nhan|ky ten|"
    r".*,? ?ngay [\d.…]+ thang|danh sach (gom|nay|co)).*"
)
_SECTION = re.compile(r"([ivx]+|[a-z]|\d+)[.)/]? .*")


class Refused(Exception):
    """Why the workbook is not read; the text is a code `intake` has words for."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    asked = json.loads(sys.argv[1])
    sheet = Sheet(awards=asked["awards"], year=asked["year"], on=date.fromisoformat(asked["on"]))
    try:
        told = read_workbook(sys.stdin.buffer.read(), sheet)
    except Refused as refusal:
        told = {"refused": str(refusal)}
    except MemoryError:
        told = {"refused": "too_slow"}
    json.dump(told, sys.stdout, ensure_ascii=False)


def read_workbook(data: bytes, sheet: Sheet) -> dict[str, Any]:
    """`{"rows": [{"row": n, "dossier": {...}, "email": "…"} | {"row": n, "faults": [...]}]}`; raises `Refused`."""
    inspect_parts(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except (ValueError, KeyError, OSError, SyntaxError, TypeError, AttributeError) as error:
        raise Refused("unreadable") from error
    lists = [rows for found in workbook.worksheets if (rows := _list_in(found, sheet)) is not None]
    filled = [rows for rows in lists if rows]
    if len(filled) > 1:
        raise Refused("several_lists")
    if not lists:
        raise Refused("no_header")
    return {"rows": filled[0] if filled else []}


def _list_in(found: Any, sheet: Sheet) -> list[dict[str, Any]] | None:
    """The rows of a sheet that is shown and has a header; None for any other."""
    if found.sheet_state != "visible":
        return None
    # What the file says about its own size is not believed (one cell at XFD1048576).
    found.reset_dimensions()
    rows = _rows_of(found)
    columns = _find_header(rows)
    return list(_read(rows, columns, sheet)) if columns else None


def inspect_parts(data: bytes) -> None:
    """Unpack every part once, counting, before anything parses it."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as content:
                    tail = b""
                    while chunk := content.read(1 << 16):
                        unpacked += len(chunk)
                        if unpacked > MOST_UNPACKED:
                            raise Refused("too_large")
                        if any(mark in tail + chunk for mark in _DOCTYPES):
                            raise Refused("document_type")
                        tail = chunk[-32:]
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise Refused("unreadable") from error


def _rows_of(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    """Row number and values; a formula stays a `Formula`. Stops with `Refused` beyond the limits."""
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS:
            raise Refused("too_many_rows")
        yield number, [_value(cell) for cell in cells]


def _value(cell: Any) -> object:
    if cell.data_type == "f":
        return Formula(str(cell.value)[:200])
    if cell.data_type == "e":
        return Formula(str(cell.value))  # #REF! and its like stand where a formula failed
    if isinstance(cell.value, float) and not math.isfinite(cell.value):
        return Formula("#NUM!")  # 1E+400 is too large for Excel, too
    return None if isinstance(cell.value, str) and not cell.value.strip() else cell.value


def _find_header(rows: Iterator[tuple[int, list[object]]]) -> dict[str, int]:
    for number, values in rows:
        columns = find_columns(values)
        if columns or number >= _HEADER_WITHIN:
            return columns
    return {}


def _read(
    rows: Iterator[tuple[int, list[object]]], columns: dict[str, int], sheet: Sheet
) -> Iterator[dict[str, Any]]:
    """Data rows until the signatures; blank lines, column numbers, section titles and sums are no data."""
    after_sum = False
    for number, values in rows:
        filled = [value for value in values if value is not None]
        if not filled or _is_numbering(filled):
            continue
        first = fold(str(filled[0]))
        if _SIGNATURES.fullmatch(first) or (after_sum and len(filled) <= 2):
            if _is_data(values, columns):
                yield _row(number, values, columns, sheet)
                continue
            return
        if any(_SUMS.fullmatch(fold(value)) for value in filled[:2] if isinstance(value, str)) and len(filled) <= 4:
            after_sum = True
            continue
        if len(filled) == 1 and isinstance(filled[0], str) and _SECTION.fullmatch(first):
            continue
        yield _row(number, values, columns, sheet)


def _is_numbering(filled: list[object]) -> bool:
    """The line (1) (2) (3) under a header."""
    numbers = [re.sub(r"\D", "", str(value)) for value in filled if not isinstance(value, Formula)]
    return len(numbers) >= 3 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _is_data(values: list[object], columns: dict[str, int]) -> bool:
    """At least three known columns are filled: a person, whatever the first cell says."""
    return sum(1 for position in columns.values() if position < len(values) and values[position] is not None) >= 4


def _row(number: int, values: list[object], columns: dict[str, int], sheet: Sheet) -> dict[str, Any]:
    cells = {field: values[at] for field, at in columns.items() if at < len(values)}
    dossier, faults = read_row(cells, sheet)
    if dossier is not None:
        return {"row": number, "dossier": to_plain(dossier), "email": read_email(cells)}
    return {
        "row": number,
        "faults": [
            {"column": fault.column, "code": fault.code, "vi": fault.words.vi, "en": fault.words.en}
            for fault in faults
        ],
    }


if __name__ == "__main__":
    main()
