"""Identity numbers of persons where people type freely.

Owns: recognising a citizen's number (định danh cá nhân, Law 26/2023/QH15 Art 12: twelve digits, the first three for the
place where the birth was registered, the fourth for century and sex). Promises: the number itself is never given back.
Leaves to others: what follows (X04, `shared.cross_rules`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# 001–096 are places in Việt Nam, 1xx–3xx countries abroad are left out: too many other numbers look like that.
_NUMBER = re.compile(r"(?<![0-9A-Za-z/.-])0(?:0[1-9]|[1-8]\d|9[0-6])[ .]?[0-3]\d{2}[ .]?\d{3}[ .]?\d{3}(?![0-9A-Za-z])")


def holds_identity_number(text: str) -> bool:
    """Whether somebody's identity number stands in the text, written in one or in groups of three."""
    return _NUMBER.search(text) is not None


def places_with_identity_numbers(texts: Mapping[str, str | None]) -> tuple[str, ...]:
    """Which of the named texts hold one, in the order given."""
    return tuple(place for place, text in texts.items() if text and holds_identity_number(text))
