"""One cell of a list as a value, or the words it is refused with.

Owns: texts, names, numbers, yes and no, and parting a cell that holds position and workplace. Promises: pure; no way
around the limits of the form over HTTP (`schemas`); nothing written is lost. Leaves to others: rows (`intake_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.nomination.intake_words import NO, YES
from shared.addresses import read_address
from shared.errors import InvalidInput
from shared.names import clean, clean_person, fold, without_honorific

SHORT = 200
_MOST_COUNTED = 1_000_000
# With their marks: “Trường” is an employer, “Trưởng phòng” none; “Tổ may” is one, “Tổ chức” and “Tổ trưởng” are none.
_EMPLOYER = (
    "công ty|tổng công ty|tập đoàn|xí nghiệp|nhà máy|hợp tác xã|chi nhánh|phân xưởng|công đoàn|cđcs|lđlđ"
    r"|liên đoàn lao động|trường|bệnh viện|trung tâm|sở|ubnd|[uủ][yỷ] ban nhân dân|tổ(?! (?:chức|trưởng|phó|viên)\b)"
)
_BEFORE_EMPLOYER = re.compile(rf"(?:\s+[-–—]\s+|\s*\n\s*[-–—]?\s*)(?=(?:{_EMPLOYER})\b)", re.IGNORECASE)


class CellRefused(InvalidInput):
    """The content of a cell is none of what its column takes."""

    code = "cell.refused"


def text_of(value: object, most: int = 4000) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = clean(str(value))
    if len(text) > most:
        raise too_long(most)
    return text


def too_long(most: int) -> CellRefused:
    return CellRefused(f"Nội dung quá dài (trên {most} ký tự).", f"the text is longer than {most} characters")


def short_text(value: object) -> str:
    return text_of(value, SHORT)


def collective_name(value: object) -> str:
    return text_of(value, 100)


def mail_address(value: object) -> str:
    return read_address(str(value))


def unit_id(value: object) -> str:
    unit = text_of(value)
    if len(unit) > 60:
        raise CellRefused(f"“{unit[:60]}…” không phải mã đơn vị.", f"“{unit[:60]}…” is no id of a unit")
    return unit


def person_name(value: object) -> str:
    name = without_honorific(clean_person(_person_text(value)))
    if len(name) > 100:
        raise CellRefused("Họ tên quá dài.", "the name is too long")
    return name


def _person_text(value: object) -> str:
    # “đ/c” carries a slash no name has.
    return without_honorific(value) if isinstance(value, str) else str(value)


def one_of(known: Mapping[str, Any], value: object) -> Any:
    text = text_of(value)
    found = known.get(fold(text))
    if found is None:
        raise CellRefused(f"Không hiểu giá trị “{text}”.", f"“{text}” is not one of the known values")
    return found


def yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    folded = fold(text_of(value))
    if folded in YES or folded in NO:
        return folded in YES
    raise CellRefused("Chỉ ghi Có/Không hoặc x.", "write Có (yes) or Không (no), or x")


def whole_number(value: object) -> int:
    """Whole numbers; dots and commas as thousands separators only where they stand as such."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value):
        return int(value)
    text = text_of(value)
    if re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+", text):
        return int(text.replace(".", ""))
    raise CellRefused(f"“{text}” không phải số nguyên.", f"“{text}” is not a whole number")


def count_of(value: object) -> int:
    found = whole_number(value)
    if not 0 <= found <= _MOST_COUNTED:
        raise CellRefused(f"“{found}” không phải số lượng hợp lý.", f"{found} is no plausible number")
    return found


def percent_of(text: str) -> int:
    share = whole_number(text.removesuffix("%").rstrip())
    if share > 100:
        raise CellRefused(f"“{text}” vượt quá 100%.", f"“{text}” is more than 100 %")
    return share


def lines_of(value: object) -> str:
    return "\n".join(clean(line) for line in str(value).splitlines())


def part_place(value: object) -> tuple[str, str | None]:
    """Position and workplace of “Tổ trưởng – Tổ May 3”: parted before the first employer on the right of a dash or on a
    new line, since “Phó phòng Tổ chức – Hành chính” has a dash, too. Otherwise all of it is the position."""
    position, *workplace = _BEFORE_EMPLOYER.split(lines_of(value).strip(), maxsplit=1)
    return short_text(position), short_text(workplace[0]) if workplace else None
