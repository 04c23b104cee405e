"""The header of a list's table, in one row or in two, and what stands under no known header.

Owns: finding header rows, reading two as one where a parent header spans several (“Thời gian lập thành tích” over “Từ
ngày” and “Đến ngày”), naming columns nobody reads. Promises: pure; a column is read by its own meaning or not at all,
and what is not read is said. Leaves to others: which header means which field (`intake_columns`), lines
(`intake_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from services.nomination.intake_columns import NAMES, arranged, bare, field_of, find_columns, header_of
from shared.words import Words

UNREAD = "column.unread"
_LONGEST_SHOWN = 100
_DATA = re.compile(r"[\d\s./()%,:-]+")
_DATES = frozenset({"achieved_from", "achieved_to"})
_PARTED = frozenset({"birth", "sex"})  # “Năm sinh” over “Nam” and “Nữ”: no year, and nobody's sex
_WHENEVER = frozenset({"thoi gian", "thoi gian tinh"})
# What somebody has already is not what is proposed.
_PAST = re.compile(r"\b(?:da (?:dat|duoc|co|nhan|tang|khen)|truoc|gan nhat|gan day)\b")

Line = tuple[int, list[object]]


@dataclass(frozen=True, slots=True)
class Header:
    """`row`: the last one it takes. `columns`: field to position. `said`: what stands above each position, “parent –
    child” where two rows do."""

    row: int
    columns: Mapping[str, int]
    said: tuple[str, ...]
    is_double: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A filled column nobody reads; `header` is empty where none stands above it."""

    column: str
    header: str
    words: Words


def with_headers(rows: Iterator[Line]) -> Iterator[tuple[int, list[object], Header | None]]:
    """Every row of a sheet; with its header where it is one, for two rows that are one header once.

    Below the first header a row is the upper half of another only where that is the same header again: it may be
    somebody.
    """
    latest: Header | None = None
    line = next(rows, None)
    while line is not None:
        following = next(rows, None)
        header = _header_at(line, following, latest)
        yield *line, header
        if header is not None:
            latest = header
            following = next(rows, None) if header.is_double else following
        line = following


def unread(header: Header, filled: set[int]) -> list[Unread]:
    """The `filled` positions no field is read from, from left to right."""
    taken = {position: field for field, position in header.columns.items()}
    return [_not_read(header, position) for position in sorted(filled - taken.keys())]


def _header_at(line: Line, following: Line | None, latest: Header | None) -> Header | None:
    number, values = line
    alone = find_columns(values)
    if following is not None:
        row, below = following
        if _is_lower(alone, values, below) if alone else _is_upper(values, below):
            meant, said = _joined(values, below)
            joined = Header(row, arranged(meant), said, is_double=True)
            if NAMES & joined.columns.keys() and (alone or latest is None or joined.columns == latest.columns):
                return joined
    return Header(number, alone, tuple(_text(value) for value in values)) if alone else None


def _is_lower(columns: Mapping[str, int], above: Sequence[object], below: Sequence[object]) -> bool:
    """The second row of a header: words alone, nobody's name, and a header we know under one that we do not."""
    filled = [value for value in below if value is not None]
    if not all(isinstance(value, str) and not _DATA.fullmatch(value) for value in filled) or find_columns(below):
        return False
    if any(_at(below, columns[field]) is not None for field in NAMES if field in columns):
        return False
    return any(field_of(under) and not field_of(over) for over, under in _pairs(above, below))


def _is_upper(above: Sequence[object], below: Sequence[object]) -> bool:
    """The first row of a header whose names stand in the second: a header we know over an empty cell of it."""
    if not find_columns(below) or any(value is not None and not isinstance(value, str) for value in above):
        return False
    return any(field_of(over) and under is None for over, under in _pairs(above, below))


def _joined(above: Sequence[object], below: Sequence[object]) -> tuple[list[str | None], tuple[str, ...]]:
    """What each position means, and what stands above it. A parent reaches as far right as children stand below it."""
    meant: list[str | None] = []
    said: list[str] = []
    parent: object = None
    pairs = _pairs(above, below)
    for position, (over, under) in enumerate(pairs):
        if over is not None or under is None:
            parent = over
        spans = position + 1 < len(pairs) and pairs[position + 1][0] is None and pairs[position + 1][1] is not None
        own = field_of(over) if under is None or not spans else None
        meant.append(_meant(parent, under) or own)
        said.append(" – ".join(text for text in (_text(parent), _text(under)) if text))
    return meant, tuple(said)


def _meant(parent: object, child: object) -> str | None:
    """The field of a child under its parent: “Từ ngày” under “Thời gian công tác” is nothing of the achievement."""
    if child is None:
        return None
    told = bare(_text(parent))
    if _PAST.search(told) or (field_of(parent) in _PARTED and bare(_text(child)) in ("nam", "nu")):
        return None
    whole, own = field_of(f"{_text(parent)} {_text(child)}"), field_of(child)
    if own in _DATES and parent is not None and "thanh tich" not in told and told not in _WHENEVER:
        own = None
    return whole or own


def _not_read(header: Header, position: int) -> Unread:
    column, said = get_column_letter(position + 1), _text(_at(header.said, position))
    again = field_of(said)
    if again is not None and again in header.columns:
        read = get_column_letter(header.columns[again] + 1)
        vi, en = f"“{header_of(again)}” đã đọc ở cột {read}", f"“{header_of(again)}” is read from column {read}"
    elif said:
        vi, en = "hệ thống không hiểu tiêu đề này", "this header is not understood"
    else:
        vi, en = "phía trên không có tiêu đề", "no header stands above it"
    named = f"{column} “{said}”" if said else column
    return Unread(
        column,
        said,
        Words(
            f"Cột {named} có nội dung nhưng không được đọc: {vi}. Nếu cần xét, hãy đặt tiêu đề như danh sách mẫu.",
            f"Column {named} is filled and was not read: {en}. If it matters, head it as the template does.",
        ),
    )


def _pairs(above: Sequence[object], below: Sequence[object]) -> list[tuple[object, object]]:
    return [(_at(above, position), _at(below, position)) for position in range(max(len(above), len(below)))]


def _at(cells: Sequence[object], position: int) -> object:
    return cells[position] if position < len(cells) else None


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())[:_LONGEST_SHOWN]
