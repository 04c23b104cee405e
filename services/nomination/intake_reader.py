"""The child process that reads one workbook: limited in memory and time, with nothing of ours in reach.

Owns: opening an .xlsx from standard input, finding its list, writing JSON to standard output. Promises: parts are
counted while they are unpacked; document types refused; formulas never evaluated. Leaves to others: starting it
(`intake`), which lines are rows (`intake_lines`), the meaning of cells (`intake_rows`).
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl import load_workbook

from services.nomination.intake_columns import find_columns
from services.nomination.intake_lines import Lines
from services.nomination.intake_rows import Formula, Sheet, read_email, read_row
from shared.events.writing import to_plain

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_HEADER_WITHIN = 40
_DOCTYPES = tuple(f"<!{word}".encode(coding) for word in ("DOCTYPE", "ENTITY") for coding in ("utf-8", "utf-16-le"))


class Refused(Exception):
    """Why the workbook is not read; the text is a code `intake` has words for."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    asked = json.loads(sys.argv[1])
    years = tuple(asked["years"]) if asked["years"] else None
    sheet = Sheet(awards=asked["awards"], year=asked["year"], on=date.fromisoformat(asked["on"]), years=years)
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
    """The rows of the list, to the end of the sheet: what stands below the signatures is looked at, too.

    A header that comes again (each printed page has one) is no row; another one begins another table.
    """
    lines = Lines(columns, sheet)
    for number, values in rows:
        if again := find_columns(values):
            if again != columns:
                columns, lines = again, Lines(again, sheet)
        elif lines.is_row(values):
            yield _row(number, values, columns, sheet)


def _row(number: int, values: list[object], columns: dict[str, int], sheet: Sheet) -> dict[str, Any]:
    cells = {field: values[at] if at < len(values) else None for field, at in columns.items()}
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
