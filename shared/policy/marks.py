"""Where a piece of policy comes from and how far it is to be trusted.

Owns: the mark, and the two ways to cite (a plan's clause with its wording; an article of law).
Promises: nothing in the policy stands without a citation. Leaves to others: the facts themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    VERIFIED = "verified"  # read in the source named, or two independent sources agree
    UNVERIFIED = "unverified"  # general knowledge, an older text or a weak source: shown with a flag
    PLAN = "plan"  # stated by the plan; its wording is quoted
    DESIGN = "design"  # our reading or setting, not law: the plan's owner may change it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A fact of a plan: the clause it stands in and the words it rests on (always there where `mark` is `plan`)."""

    source: str
    quote: str | None = None
    mark: Mark = Mark.PLAN

    @property
    def is_unverified(self) -> bool:
        return self.mark is Mark.UNVERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A fact of law or regulation: the article it rests on."""

    basis: str
    mark: Mark

    @property
    def is_unverified(self) -> bool:
        return self.mark is Mark.UNVERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation(Founded):
    """What one part of an item rests on, where that is not what the whole of it rests on."""
