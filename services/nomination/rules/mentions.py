"""Where a text names somebody, and not another whose name only contains theirs.

Owns: that question. Promises: pure; Minh Anh is not named where Minh is, nor An where Anh is, however marks, case and
form of address are written; what is written without any capital is parted by what stands beside it alone. Leaves to
others: what to do about it (`erasing`), the sound of a name (`shared.names`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.names import fold, spoken, to_compare
from shared.words import nfc

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_MOST_WORDS_OF_ADDRESS = 2  # đồng chí, đ/c
# With a capital these are words of a name only where no name is complete without them: nobody writes a surname after
# “Chị” who means another person, nor a place of work after a given name.
_IN_FRONT = frozenset(("anh", "chị", "cô", "chú", "bác", "em", "tên", "họ", "người", "cháu"))
_BEHIND = frozenset(("tổ", "phòng", "đội", "xưởng", "cđcs"))


def names_whole(text: str, name: str) -> bool:
    """Whether a text has this name with no further word of a name before or behind it.

    >>> names_whole("“Bà NGUYỄN THỊ HƯƠNG” (Tổ May 3)", "Nguyễn Thị Hương")
    True
    >>> names_whole("Nguyễn Thị Hương Giang", "Nguyễn Thị Hương")
    False
    """
    if not _may_name(text, name):
        return False
    written, named = nfc(text), to_compare(name)
    words, of_name = list(_WORD.finditer(written)), list(_WORD.finditer(named))
    if not of_name:
        return False
    sound = spoken(named[of_name[0].start() : of_name[-1].end()])
    ends = range(len(of_name), len(words) + 1)
    return any(_ends_with_name(written, words[:end], words[end : end + 1], len(of_name), sound) for end in ends)


def _ends_with_name(
    text: str, words: Sequence[re.Match[str]], after: Sequence[re.Match[str]], length: int, sound: str
) -> bool:
    """Whether the last of these words are the name, whole; a form of address in front of it is no part of it."""
    first, end = len(words) - length, words[-1].end()
    if spoken(text[words[first].start() : end]) != sound:
        return False
    starts = range(max(first - _MOST_WORDS_OF_ADDRESS, 0), first + 1)
    first = next(at for at in starts if spoken(text[words[at].start() : end]) == sound)
    start = words[first].start()
    has_capitals = not text[start:end].islower()
    before = words[first - 1 : first] if first else ()
    beside = [(one, text[one.end() : start]) for one in before if one[0].lower() not in _IN_FRONT]
    beside += [(one, text[end : one.start()]) for one in after if one[0].lower() not in _BEHIND]
    return not any(
        not gap.strip(" \t\u00a0") and (one[0][0].isupper() or not has_capitals) for one, gap in beside
    )  # fmt: skip


def _may_name(text: str, name: str) -> bool:
    """Asked first of long reports: what does not even fold alike is not looked at word by word."""
    return _flat(name) in _flat(text)


def _flat(text: str) -> str:
    return fold(text).replace("y", "i")
