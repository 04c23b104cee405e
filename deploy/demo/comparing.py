"""Expected against actual, place by place.

Owns: the differences. Promises: pure; every place where the two differ is named once. Leaves to others: the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ABSENT = "—"


def differences(expected: Any, actual: Any, at: str = "") -> Iterator[str]:
    """Lines “place: expected …, got …”; none when everything holds."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in sorted(expected.keys() | actual.keys()):
            place = f"{at}.{name}" if at else name
            yield from differences(expected.get(name, _ABSENT), actual.get(name, _ABSENT), place)
    elif expected != actual:
        yield f"{at}: chờ / expected {expected}, được / got {actual}"
