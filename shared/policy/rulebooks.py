"""A rulebook: which dossiers it governs by the day they were sent, its award catalogue, its parameters.

Owns: the shape of `policy/rulebooks/*.yaml`. Promises: every article cited, every unverified number marked.
Leaves to others: the plan's own limits (`plans`) and the tally (`services/review/rules/vote_law`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.policy.awards import Award
from shared.policy.errors import UnknownAward, UnknownParameter
from shared.policy.marks import Founded
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Founded):
    """One number a rule works with, e.g. P03 / working_days = 10."""

    rule: str
    name: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Founded):
    """Something about the rulebook as a whole that nobody has settled yet."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(Founded):
    """Law in force for dossiers sent from `valid_from` to `valid_to`, both included (domain.md §0.5).

    `vote_presets` are the percentages an administrator may choose from where the law fixes none.
    """

    id: str
    name: Words
    texts: tuple[str, ...]
    valid_from: date
    valid_to: date
    vote_presets: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    rules: tuple[Parameter, ...]
    awards: tuple[Award, ...]

    def governs(self, sent_on: date) -> bool:
        return self.valid_from <= sent_on <= self.valid_to

    def find_award(self, code: str) -> Award | None:
        return next((award for award in self.awards if award.code == code), None)

    def award(self, code: str) -> Award:
        found = self.find_award(code)
        if found is None:
            raise UnknownAward(
                f"Danh mục của {self.name.vi} không có mã “{code}”.",
                f"The catalogue of {self.name.en} has no code “{code}”.",
            )
        return found

    def parameter(self, rule: str, name: str) -> int:
        """The value of a rule's parameter; `UnknownParameter` where the rulebook has none."""
        for parameter in self.rules:
            if (parameter.rule, parameter.name) == (rule, name):
                return parameter.value
        raise UnknownParameter(
            f"{self.name.vi} thiếu tham số {rule}.{name}.", f"{self.name.en} lacks the parameter {rule}.{name}."
        )
