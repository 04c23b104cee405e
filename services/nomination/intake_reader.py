"""The child process that reads one workbook: limited in memory and time, with nothing of ours in reach.

Owns: opening an .xlsx from standard input, finding its list, writing JSON to standard output. Promises: parts are
counted while they are unpacked; document types refused; formulas never evaluated. Leaves to others: starting it
(`intake`), headers (`intake_headers`), which lines are rows (`intake_lines`), the meaning of cells (`intake_rows`).
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from openpyxl import load_workbook

from services.nomination.intake_headers import UNREAD, Header, unread, with_headers
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
    """`{"rows": [{"row": n, "dossier": {...}, "email": "…"} | {"row": n, "faults": [...]}], "unread": [{"row": n,
    "faults": [...]}]}`, the latter by header; raises `Refused`."""
    inspect_parts(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except (ValueError, KeyError, OSError, SyntaxError, TypeError, AttributeError) as error:
        raise Refused("unreadable") from error
    lists = [told for found in workbook.worksheets if (told := _list_in(found, sheet)) is not None]
    filled = [told for told in lists if told["rows"]]
    if len(filled) > 1:
        raise Refused("several_lists")
    if not lists:
        raise Refused("no_header")
    if not filled:
        raise Refused("nobody")
    return filled[0]


def _list_in(found: Any, sheet: Sheet) -> dict[str, Any] | None:
    """What a sheet that is shown and has a header holds; None for any other."""
    if found.sheet_state != "visible":
        return None
    # What the file says about its own size is not believed (one cell at XFD1048576).
    found.reset_dimensions()
    rows = with_headers(_rows_of(found))
    header = _find_header(rows)
    return _read(rows, header, sheet) if header else None


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


def _find_header(rows: Iterator[tuple[int, list[object], Header | None]]) -> Header | None:
    for number, _, header in rows:
        if header is not None or number >= _HEADER_WITHIN:
            return header
    return None


def _read(
    rows: Iterator[tuple[int, list[object], Header | None]], header: Header, sheet: Sheet
) -> dict[str, Any]:
    """The rows of the list, to the end of the sheet: what stands below the signatures is looked at, too.

    A header that comes again (each printed page has one) is no row; another one begins another table.
    """
    told: dict[str, Any] = {"rows": [], "unread": []}
    lines, filled = Lines(header.columns, sheet), set[int]()
    for number, values, again in rows:
        if again is not None:
            if again.columns != header.columns:
                told["unread"] += _unread(header, filled)
                header, lines, filled = again, Lines(again.columns, sheet), set()
        elif lines.is_row(values):
            told["rows"].append(_row(number, values, header.columns, sheet))
            filled.update(position for position, value in enumerate(values) if value is not None)
    told["unread"] += _unread(header, filled)
    return told


def _unread(header: Header, filled: set[int]) -> list[dict[str, Any]]:
    """What the rows below a header hold and nobody reads; empty where all was read."""
    faults = [
        {"column": one.header or one.column, "code": UNREAD, "vi": one.words.vi, "en": one.words.en}
        for one in unread(header, filled)
    ]
    return [{"row": header.row, "faults": faults}] if faults else []


def _row(number: int, values: list[object], columns: Mapping[str, int], sheet: Sheet) -> dict[str, Any]:
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
