"""What a request says, before anybody reads it: JSON that means one thing, text every database can keep.

Owns: refusing doubled keys, numbers that are none, bottomless nesting, nought bytes and halves of characters, headers
nobody can keep, and bodies a view would not look at. Promises: a refusal is a 400 or 415, says what it found in both
languages, and is never found out by a parser's stack or a database. Leaves to others: what it means, parameters
(`parameters`).
"""

from __future__ import annotations

import json
import re
from typing import Any

from flask import request

from shared.errors import MalformedBody, TooLarge, UnsupportedType
from shared.sound_text import Oddity, find_oddity
from shared.web.parameters import refuse_unasked_parameters
from shared.words import Words

_MAX_DEPTH = 40
_VISIBLE = re.compile("[!-~]+")
FORM = "multipart/form-data"


class _StrangeError(ValueError):
    """Well-formed JSON that is not to be read; `words` say why."""

    def __init__(self, vi: str, en: str) -> None:
        self.words = Words(vi, en)
        super().__init__(en)


def refuse_unreadable_request() -> None:
    """Look at path, query and JSON body of this request before its view does; `MalformedBody`, `InvalidInput`."""
    if "\x00" in request.path or b"%00" in request.query_string:
        raise MalformedBody("Đường dẫn có ký tự không hợp lệ.", "the path or query has a nought byte")
    refuse_unasked_parameters()
    if request.is_json:
        refuse_unreadable(_body())


def read_header(name: str, *, most: int) -> str | None:
    """A header that is kept or looked up as it is: `most` visible characters of ASCII, or `MalformedBody`.

    Servers hand on whatever byte comes, a nought byte too, which no database keeps.
    """
    given = request.headers.get(name)
    if given is not None and not (len(given) <= most and _VISIBLE.fullmatch(given)):
        raise MalformedBody(
            f"{name} gồm 1 đến {most} chữ cái không dấu, chữ số, dấu câu, không có khoảng trắng.",
            f"{name} has 1 to {most} visible ASCII characters",
        )
    return given


def refuse_unexpected_body(*, takes_form: bool) -> None:
    """`UnsupportedType` for a body the view would pass over, as if nothing had been said in it."""
    if takes_form:
        if request.mimetype != FORM:
            words = ("Hãy gửi tệp bằng biểu mẫu multipart/form-data.", "send the file as multipart/form-data")
            raise UnsupportedType(*words)
    elif not request.is_json and (request.mimetype == FORM or _body()):
        words = (
            "Nội dung phải là JSON (Content-Type: application/json).",
            "the body has to be JSON (Content-Type: application/json)",
        )
        raise UnsupportedType(*words)


def _body() -> bytes:
    """The whole body. One in chunks is cut off where it becomes too large: nobody told its length beforehand."""
    found = request.get_data(cache=True)
    if request.content_length is None and len(found) >= (request.max_content_length or len(found) + 1):
        raise TooLarge.over(request.max_content_length)
    return found


def refuse_unreadable(raw: bytes) -> None:
    """`MalformedBody` says what is wrong with a JSON text; an empty one is the view's to judge."""
    if not raw:
        return
    try:
        _refuse_strange(json.loads(raw.decode(), object_pairs_hook=_unique, parse_constant=_not_a_number), _MAX_DEPTH)
    except (ValueError, RecursionError) as error:
        why = _why(error)
        raise MalformedBody(f"Không đọc được nội dung: {why.vi}.", f"the body could not be read: {why.en}") from error


def _why(error: Exception) -> Words:
    if isinstance(error, _StrangeError):
        return error.words
    if isinstance(error, RecursionError):
        return _TOO_DEEP.words
    if isinstance(error, json.JSONDecodeError):
        at = f"{error.lineno}", f"{error.colno}"
        return Words(
            f"sai cú pháp JSON ở dòng {at[0]}, cột {at[1]}", f"no JSON at line {at[0]}, column {at[1]} ({error.msg})"
        )
    if isinstance(error, UnicodeDecodeError):
        return Words(f"byte thứ {error.start + 1} không phải UTF-8", f"byte {error.start + 1} is not UTF-8")
    return Words("có số quá dài", "a number is too long")


_TOO_DEEP = _StrangeError("các mục lồng nhau quá sâu", "it is nested too deep")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        twice = _twice([name for name, _ in pairs])
        raise _StrangeError(f"mục “{twice}” ghi hai lần", f"the key “{twice}” stands twice")
    return keys


def _twice(names: list[str]) -> str:
    """The first name that has stood before, in characters that can be answered."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name[:60].encode(errors="replace").decode()
        seen.add(name)
    raise AssertionError("unreachable")


def _not_a_number(word: str) -> Any:
    raise _StrangeError(f"{word} không phải số", f"{word} is no number")


def _refuse_strange(value: Any, left: int) -> None:
    if left == 0:
        raise _TOO_DEEP
    if isinstance(value, str):
        _refuse_strange_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_strange(name, left - 1)
            _refuse_strange(inner, left - 1)
    elif isinstance(value, list):
        for inner in value:
            _refuse_strange(inner, left - 1)


def _refuse_strange_text(text: str) -> None:
    oddity = find_oddity(text)
    if oddity is not None:
        raise _ODD[oddity]


_ODD = {
    Oddity.NOUGHT: _StrangeError("có ký tự rỗng (NUL) trong chữ", f"a text has {Oddity.NOUGHT}"),
    Oddity.HALF: _StrangeError("có nửa ký tự (surrogate) trong chữ", f"a text has {Oddity.HALF}"),
}
