"""What the house says to people, in both languages.

Owns: the pair of a Vietnamese and an English sentence, and the choice between them.
Promises: Vietnamese comes first; text is NFC. Leaves to others: which sentence to say.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


def nfc(text: str) -> str:
    """The one stored form of Vietnamese text (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Vietnamese and in English."""

    vi: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.en if language == "en" else self.vi


def language_of(accept_language: str | None) -> Language:
    """Pick the language of an `Accept-Language` header; Vietnamese unless English is asked for first."""
    if not accept_language:
        return "vi"
    first = accept_language.split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "vi"
