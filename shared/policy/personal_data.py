"""On which grounds a person's data may be erased, and what the law keeps of an award.

Owns: the shape of `policy/personal_data.yaml`. Promises: each entry with its basis and mark; an unknown ground is
refused with those that are known. Leaves to others: erasing (`shared.erasure`, `services/*/erasing`).
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import Place
from shared.policy.errors import UnknownGround
from shared.policy.marks import Founded
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureGround(Founded):
    code: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOfAwards(Founded):
    """What stays of an award after its holder was erased, in the words of the register's columns."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    grounds: tuple[ErasureGround, ...]
    kept_of_awards: KeptOfAwards

    def ground(self, code: str) -> ErasureGround:
        """The ground; `UnknownGround` names those there are."""
        for ground in self.grounds:
            if ground.code == code:
                return ground
        known = ", ".join(ground.code for ground in self.grounds)
        words = Words(
            f"“{code}” không phải căn cứ xóa dữ liệu; các căn cứ: {known}.",
            f"“{code}” is no ground for erasure; the grounds: {known}.",
        )
        raise UnknownGround(words.vi, words.en, places=[Place("basis", words, UnknownGround.code)])
