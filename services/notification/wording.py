"""The words of messages: written once for all who are told the same, and bound by the event that tells of them.

Owns: which columns are bound, their hash, what an erasure leaves of them. Promises: no statement; who is told the same
in one language shares a salt, and so a telling. Leaves to others: the sentences (`rules.templates`), writing rows
(`actions_rows`), comparing (`told`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.notification.models import Notice
from services.notification.rules.facts import Facts
from services.notification.rules.templates import Letter, write
from shared.comparable import kept_hash
from shared.erasure import ERASED
from shared.ids import SaltSource
from shared.words import Language

WORDS = ("language", "title", "text", "salt")
EMPTIED: Mapping[str, Any] = {"text": ERASED, "salt": None}


@dataclass(frozen=True, slots=True)
class Worded:
    """A message in one language, with the salt that hides its words from who knows only their hash."""

    letter: Letter
    salt: str


class Wording:
    """What a batch writes. Of one event a template says the same to all but for the body it addresses."""

    def __init__(self, new_salt: SaltSource) -> None:
        self._new_salt = new_salt
        self._written: dict[tuple[str, str, str | None, Language], Worded] = {}

    def of(self, cause: str, template: str, body_name: str | None, facts: Facts, language: Language) -> Worded:
        key = (cause, template, body_name, language)
        if (found := self._written.get(key)) is None:
            found = self._written[key] = Worded(write(template, facts, language), self._new_salt())
        return found


def find_words_hash(row: Mapping[str, Any]) -> str | None:
    """What binds the words of a row; None where it has no salt: a release before wrote it, or they were erased."""
    return None if row["salt"] is None else kept_hash(Notice.__table__, **{name: row[name] for name in WORDS})
