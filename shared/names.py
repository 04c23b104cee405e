"""Vietnamese names: one stored form, one folded form to compare, one order to sort.

Owns: what makes two written names or births the same, and which of them cannot be taken. Promises: pure; what is
doubtful is refused with words and never guessed. Leaves to others: what a duplicate means (`services/*/rules`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from shared.canonical import sha256_hex
from shared.errors import InvalidInput
from shared.events.terms import SubjectKind
from shared.words import Words, nfc


class NameRefused(InvalidInput):
    code = "name.refused"
    words = Words("Tên viết chưa hợp lệ.", "The name is not written properly.")


class LegacyFont(NameRefused):
    """Text typed in TCVN3 or VNI: nothing is guessed, it has to be converted by who knows it."""

    code = "name.legacy_font"
    words = Words(
        "Chữ có vẻ dùng phông cũ (TCVN3 hoặc VNI); hãy chuyển sang Unicode rồi gửi lại.",
        "The text looks like a legacy font (TCVN3 or VNI); convert it to Unicode and send it again.",
    )


class BidiMark(NameRefused):
    code = "name.bidi_mark"
    words = Words(
        "Có dấu điều khiển chiều chữ ẩn; hãy gõ lại.", "There is a hidden text direction mark; type it again."
    )


class DateRefused(InvalidInput):
    code = "date.refused"
    words = Words("Ngày viết chưa hợp lệ.", "The date is not written properly.")


_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Icelandic and African letters that look like Đ on screen and are none.
_LOOKALIKES = str.maketrans("ÐƉðɖ", "ĐĐđđ")
# With their marks: “Ba” and “Ong” without marks are surnames.
_HONORIFIC = re.compile(r"^(?:(?:ông|bà|đồng chí|đ/c|đc)[.:]?\s+|đ/c[.:]?)+", re.IGNORECASE)
_TCVN3_WORD = re.compile("[A-Za-z][¡-¬®-¿][A-Za-z]")
_VNI_PAIR = re.compile("[aeAE][ÂÁÀÅÃÄÊÉÈÚÙÛÜËØÕÏâáàåãäêéèúùûüëøõï]")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng: the order of the dictionary
_VIETNAMESE = frozenset(
    nfc(letter + tone) for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in ("", *_TONES)
) | frozenset("đĐ")
_BARE_I = re.compile(r"^([^aeiouyàáảãạ]+)i$")
_AT_HOME = _VIETNAMESE | frozenset("üöäßñçÜÖÄÑ")  # foreign names have these


def clean(text: str) -> str:
    """The stored form: NFC, single spaces, no zero-width signs, Đ where a lookalike stood.

    Raises `BidiMark`, `LegacyFont` or `NameRefused` (control characters).
    """
    if any(sign in _BIDI for sign in text):
        raise BidiMark()
    spaced = " ".join(nfc(text).translate(_ZERO_WIDTH).translate(_LOOKALIKES).split())
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn", "Cs") for sign in spaced):
        raise NameRefused("Có ký tự điều khiển không nhận được.", "There is a control character.")
    if is_legacy_font(spaced):
        raise LegacyFont()
    return spaced


def clean_person(text: str) -> str:
    """A person's name: letters, spaces, hyphen, apostrophe and dot only; `NameRefused` otherwise."""
    name = clean(text)
    strange = sorted({sign for sign in name if not _is_of_a_name(sign)})
    if strange or not name:
        shown = " ".join(strange)
        raise NameRefused(
            f"Họ tên chỉ gồm chữ cái (thấy: {shown}).", f"a person's name has letters only (found: {shown})"
        )
    return name


def _is_of_a_name(sign: str) -> bool:
    return sign in " -'’." or unicodedata.name(sign, "").startswith("LATIN ")


def is_legacy_font(text: str) -> bool:
    """Clearly typed in TCVN3 or VNI: signs or pairs no Vietnamese word in Unicode has."""
    composed = nfc(text)
    strange = [sign for sign in composed if "\u00c0" <= sign <= "\u00ff" and sign not in _AT_HOME]
    # A word or two of German or French in a long text is no legacy font.
    is_full_of_strange = len(strange) >= 2 and len(strange) * 3 >= len(composed.split())
    return is_full_of_strange or bool(_TCVN3_WORD.search(composed) or _VNI_PAIR.search(composed))


def fold(name: str) -> str:
    """What two spellings of one name share: no marks, đ as d, no case, no honorific, single spaces.

    >>> fold("Ông Thuý Hoà") == fold("THÚY  HÒA")
    True
    """
    plain = unicodedata.normalize("NFD", to_compare(name)).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("đ", "d")


def spoken(name: str) -> str:
    """A name as it sounds: each tone stands behind its syllable, so that hoà and hòa, Lí and Lý are one.

    >>> spoken("Thuý Hoà") == spoken("THÚY HÒA") != spoken("Thủy Hoa")
    True
    """
    return " ".join(_syllable(word) for word in to_compare(name).casefold().split())


def _syllable(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    letters = "".join(sign for sign in parts if sign not in _TONES)
    tones = "".join(sorted(sign for sign in parts if sign in _TONES))
    return unicodedata.normalize("NFC", _BARE_I.sub(r"\1y", letters)) + tones


def to_compare(name: str) -> str:
    """The name without honorific, hidden signs and lookalikes; whatever is written, nothing is refused."""
    typed = " ".join(nfc(name).translate(_ZERO_WIDTH).translate(_LOOKALIKES).split())
    return _HONORIFIC.sub("", typed)


def without_honorific(name: str) -> str:
    """The name without Ông, Bà, đ/c in front, otherwise as typed."""
    return _HONORIFIC.sub("", clean(name))


def sort_key(name: str) -> str:
    """Ordinary text comparison of keys gives the Vietnamese order: given name, then surname, then middle names.

    In each word letters (a ă â b … d đ e ê …) weigh before tones (ngang huyền hỏi ngã sắc nặng), as in a dictionary.
    """
    words = nfc(name).casefold().split()
    return " ".join(_word_key(word) for word in words[-1:] + words[:-1])


def _word_key(word: str) -> str:
    told = [_letter_and_tone(sign) for sign in word]
    return "".join(f"{letter:02d}" for letter, _ in told) + "00" + "".join(str(tone) for _, tone in told)


def _letter_and_tone(sign: str) -> tuple[int, int]:
    parts = unicodedata.normalize("NFD", sign)
    tone = next((number for number, mark in enumerate(_TONES, 1) if mark in parts), 0)
    letter = nfc("".join(part for part in parts if part not in _TONES))
    return _LETTERS.find(letter) + 2, tone


def nominee_key(kind: SubjectKind, name: str, birth: str | None, *, within: str | None = None) -> str:
    """The same for the same subject, whoever names it: 32 hex digits.

    A person is told by folded name and birth; a collective or a work by its folded name `within` its unit, because
    every second company has a “Tổ May 3”.
    """
    told = birth if kind is SubjectKind.INDIVIDUAL else within
    return sha256_hex(f"{kind.value}|{fold(name)}|{told or ''}".encode())[:32]


def spoken_key(nominee_key: str, name: str) -> str:
    """The same for the same subject under one sound of the name: what parts Hương from Hường, whom one key is of.

    32 hex digits. Like the key it tells a name only to who knows it already.
    """
    return sha256_hex(f"{nominee_key}|{spoken(name)}".encode())[:32]


def is_told_by_year(nominee_key: str, name: str) -> bool:
    """Whether the key tells a person by name and year of birth alone, or by the name: several in a province."""
    births = (None, *map(str, range(1880, 2100)))
    return nominee_key in (_key_of_person(name, birth) for birth in births)


def _key_of_person(name: str, birth: str | None) -> str:
    return nominee_key(SubjectKind.INDIVIDUAL, name, birth)


_NUMERIC = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{2,4})")
_SPOKEN = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


def read_birth(value: object, *, on: date) -> str:
    """A birth as ISO date, or as a year where only that is known; `DateRefused` says what is wrong.

    `on` is the day of reading: nobody is born later, nor more than 120 years before.
    """
    year = _as_year(value)
    if year is not None:
        _refuse_unlikely(year, on)
        return str(year)
    day = read_day(value)
    _refuse_unlikely(day.year, on)
    if day > on:
        raise DateRefused("Ngày sinh ở tương lai.", "the birth lies in the future")
    return day.isoformat()


def read_day(value: object) -> date:
    """A day as people write it (30/6/2023, 01-7-2023, “ngày 30 tháng 6 năm 2023”, ISO) or as a cell holds it.

    Day before month, as in Việt Nam. Two-digit years, a bare serial number and impossible days are `DateRefused`.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)):
        raise DateRefused(
            f"“{value}” là số, không phải ngày; hãy định dạng ô là ngày hoặc gõ ngày/tháng/năm.",
            f"{value} is a number and no date: format the cell as a date or type day/month/year",
        )
    return _written_day(clean(str(value)))


def _written_day(text: str) -> date:
    folded = fold(text)
    iso = _ISO.fullmatch(folded.upper())
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), text)
    found = _NUMERIC.fullmatch(folded) or _SPOKEN.fullmatch(folded)
    if not found:
        raise DateRefused(
            f"Không đọc được ngày “{text}”; hãy gõ ngày/tháng/năm hoặc chỉ năm.",
            f"“{text}” is not a date: type day/month/year, or a year alone",
        )
    if len(found[3]) != 4:
        raise DateRefused(f"Năm trong “{text}” phải đủ bốn chữ số.", f"the year of “{text}” needs four digits")
    return _day(int(found[3]), int(found[2]), int(found[1]), text)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateRefused(
            f"Không có ngày “{text}” (viết theo thứ tự ngày/tháng/năm).",
            f"there is no day “{text}” (the order is day/month/year)",
        ) from error


def _as_year(value: object) -> int | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if value == int(value) and 1000 <= value <= 2999 else None
    if isinstance(value, str) and re.fullmatch(r"(?:năm\s+)?\d{4}", clean(value).casefold()):
        return int(clean(value)[-4:])
    return None


def _refuse_unlikely(year: int, on: date) -> None:
    if not on.year - 120 <= year <= on.year:
        raise DateRefused(f"Năm sinh {year} không hợp lý.", f"the birth year {year} is not plausible")
