"""Which lines of a sheet are rows of its list: people and collectives, or sums, section titles and signatures.

Owns: telling them apart, one line after another. Promises: what may be somebody is a row, at worst a faulty one that
is reported; only what is clearly none is passed over. Leaves to others: workbooks (`intake_reader`), cells
(`intake_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from services.nomination.intake_columns import NAMES
from services.nomination.intake_rows import Formula, Sheet
from shared.errors import InvalidInput
from shared.names import fold, read_birth, to_compare
from shared.words import nfc

_SUMS = ("tổng cộng", "tổng số")
_SHORT_SUMS = ("cộng", "tổng")
# “Cộng khối sản xuất: 5” is a sum, “Cộng đồng thôn Năm” and “Tổng kho Xăng dầu” are proposed.
_SUMMED = (
    "khối", "mục", "phần", "nhóm", "số", "chung", "danh sách", "cá nhân", "tập thể", "người", "trường hợp", "gồm",
)  # fmt: skip
_SIGNED = (
    "người lập", "người tổng hợp", "tm.", "kt.", "chủ tịch", "phó chủ tịch", "thủ trưởng", "giám đốc", "xác nhận",
    "nơi nhận", "ký tên", "kí tên", "danh sách gồm", "danh sách này", "danh sách có",
)  # fmt: skip
_NUMBER = re.compile(r"\(?\d+[.)]?")
_COUNT = re.compile(r"\d.*", re.DOTALL)
_SECTION = re.compile(r"(?:[ivxl]+|[a-zđ]|\d+)[.)/] ?.*")
_BARE_SECTION = re.compile(r"(?:[ivxl]+|[a-zđ]|\d+) .*")
_SECTION_NUMBER = re.compile(r"(?:[IVXL]+|[A-ZĐ])[.)]?")
_MOST_OF_A_SUM = 4
_FEWEST_OF_A_PERSON = 4
_MOST_OF_A_FOOTER = 2


def _any(words: Sequence[str], *, typed_with_marks: bool) -> str:
    return "|".join(re.escape(word if typed_with_marks else fold(word)) for word in words)


def _of_sums(*, typed_with_marks: bool) -> re.Pattern[str]:
    """Without marks “Tong Cong ty May” begins like a sum, so that more has to be seen of it."""
    long = _any(_SUMS, typed_with_marks=typed_with_marks)
    short = _any(_SHORT_SUMS, typed_with_marks=typed_with_marks)
    summed = _any(_SUMMED, typed_with_marks=typed_with_marks)
    shown = rf"(?:\s*[^\w\s].*|\s*\d.*|\s(?:{summed})\b.*)?"
    return re.compile(rf"(?:{long})\b.*|(?:{short}){shown}" if typed_with_marks else rf"(?:{long}|{short}){shown}")


def _of_signatures(*, typed_with_marks: bool) -> re.Pattern[str]:
    day = r".*ngày [\d.…]+ tháng" if typed_with_marks else r".*ngay [\d.…]+ thang"
    return re.compile(rf"(?:{_any(_SIGNED, typed_with_marks=typed_with_marks)}|{day}).*")


_SUM = {marks: _of_sums(typed_with_marks=marks) for marks in (True, False)}
_SIGNATURE = {marks: _of_signatures(typed_with_marks=marks) for marks in (True, False)}


class Lines:
    """Asked line after line from the header down; remembers whether a sum or the signatures have come."""

    def __init__(self, columns: Mapping[str, int], sheet: Sheet) -> None:
        self._columns = columns
        self._sheet = sheet
        self._numbers_rows = False
        self._after_sum = False
        self._is_signed = False

    def is_row(self, values: Sequence[object]) -> bool:
        filled = [value for value in values if value is not None]
        if not filled or _is_numbering(filled):
            return False
        if self._is_sum(values, filled):
            self._after_sum = True
            return False
        if self._is_somebody(values):
            self._numbers_rows = self._numbers_rows or self._is_numbered(values)
            return True
        if _matches(_SIGNATURE, filled[0]):
            self._is_signed = True
        return not (self._is_signed or self._is_section(values, filled) or self._is_footer(values, filled))

    def _is_sum(self, values: Sequence[object], filled: list[object]) -> bool:
        """Called one and proposed for nothing. Who is numbered, or has a birth, may be named Tong Cong."""
        labels = [value for value in filled[:2] if _matches(_SUM, value)]
        if not labels or self._is_numbered(values) or self._names_award(values):
            return False
        others = [value for value in filled if value is not labels[0]]
        are_counts = all(_is_count(value) for value in others)
        if _is_unmarked(labels[0]):
            return are_counts and not self._is_born(values)
        return are_counts or len(filled) <= _MOST_OF_A_SUM

    def _names_award(self, values: Sequence[object]) -> bool:
        proposed = (self._cell(values, field) for field in ("form", "title"))
        return any(value is not None and not _is_count(value) for value in proposed)

    def _is_somebody(self, values: Sequence[object]) -> bool:
        """A person or collective for certain, whatever the first cell says and wherever the line stands."""
        known = sum(self._cell(values, field) is not None for field in self._columns)
        if known >= _FEWEST_OF_A_PERSON:
            return True
        if any(fold(str(self._cell(values, field))) in self._sheet.awards for field in ("form", "title")):
            return True
        name = self._name(values)
        if name is None or _matches(_SIGNATURE, name):
            return False
        return self._is_numbered(values) or self._is_born(values)

    def _is_numbered(self, values: Sequence[object]) -> bool:
        number = self._cell(values, "number")
        return isinstance(number, Formula) or _is_number(number)

    def _is_born(self, values: Sequence[object]) -> bool:
        birth = self._cell(values, "birth")
        if birth is None or isinstance(birth, Formula):
            return False
        try:
            read_birth(birth, on=self._sheet.on)
        except InvalidInput:
            return False
        return True

    def _is_section(self, values: Sequence[object], filled: list[object]) -> bool:
        """“I. Khối sản xuất” in one cell or two. Without a point it may be a name: Vi Văn An, Y Thị Mai."""
        number = self._cell(values, "number")
        if len(filled) == 2 and isinstance(number, str):
            return _SECTION_NUMBER.fullmatch(nfc(number).strip()) is not None
        if len(filled) != 1 or not isinstance(filled[0], str):
            return False
        title = fold(filled[0])
        is_name = self._name(values) is not None
        return bool(_SECTION.fullmatch(title) or (not is_name and _BARE_SECTION.fullmatch(title)))

    def _is_footer(self, values: Sequence[object], filled: list[object]) -> bool:
        """After a sum, a short line that names nobody: by number, where the list numbers its rows."""
        is_short = self._after_sum and len(filled) <= _MOST_OF_A_FOOTER
        return is_short and (self._numbers_rows or self._name(values) is None)

    def _name(self, values: Sequence[object]) -> object:
        return next((self._cell(values, field) for field in NAMES if field in self._columns), None)

    def _cell(self, values: Sequence[object], field: str) -> object:
        at = self._columns.get(field)
        return values[at] if at is not None and at < len(values) else None


def _is_numbering(filled: list[object]) -> bool:
    """The line (1) (2) (3) under a header."""
    numbers = [re.sub(r"\D", "", str(value)) for value in filled if not isinstance(value, Formula)]
    return len(numbers) >= 3 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return _NUMBER.fullmatch(value.strip()) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    """5, “05 người”, or a formula that counts."""
    if isinstance(value, str):
        return _COUNT.fullmatch(value.strip()) is not None
    return isinstance(value, Formula) or _is_number(value)


def _is_unmarked(value: object) -> bool:
    return isinstance(value, str) and to_compare(value).isascii()


def _matches(patterns: Mapping[bool, re.Pattern[str]], value: object) -> bool:
    """Words typed with marks are compared with theirs: “Tổng cộng” is no “Tổng Công ty”, “Chủ tịch” no “Chu Tích”."""
    if not isinstance(value, str):
        return False
    return patterns[not _is_unmarked(value)].fullmatch(to_compare(value).casefold()) is not None
