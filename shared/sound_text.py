"""Text every database can keep and every writer can write: without nought bytes and halves of characters.

Owns: finding what is neither, and putting a sign in its place. Promises: pure. Leaves to others: refusing it, with
words for whoever sent it (`shared.web.bodies`, `shared.events.envelope`).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

_NOUGHT = "\x00"
_SIGN = "\N{REPLACEMENT CHARACTER}"


class Oddity(StrEnum):
    NOUGHT = "a nought byte"
    HALF = "half a character: a surrogate"


def find_oddity(text: str) -> Oddity | None:
    if _NOUGHT in text:
        return Oddity.NOUGHT
    try:
        text.encode()
    except UnicodeEncodeError:
        return Oddity.HALF
    return None


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a JSON value, keys too."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left.extend(one)
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def made_sound(text: str) -> str:
    """The text with a sign in place of each oddity."""
    return "".join(_SIGN if find_oddity(letter) else letter for letter in text) if find_oddity(text) else text
