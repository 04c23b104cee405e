"""The checks of the house as the field states them: id, stage, what follows, basis (domain.md §5).

Owns: the shape of `policy/rules.yaml`. Promises: every id once, whether or not a service enforces it yet.
Leaves to others: the checks themselves (`services/*/rules`), their parameters (`rulebooks`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.policy.marks import Founded
from shared.verdicts import Consequence
from shared.words import Words


class RuleStage(StrEnum):
    GRASSROOTS = "grassroots"
    INTERMEDIATE = "intermediate"
    PROVINCIAL = "provincial"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRule(Founded):
    """`outcomes` are all that may follow from a failure, the gravest first; `by_config`: the plan chooses among
    them; elsewhere it may only repeat the one outcome there is, with its clause.

    `outcome_words` is the outcome as the domain words it ("block exact / warn fuzzy").
    """

    id: str
    stage: RuleStage
    words: Words
    outcomes: tuple[Consequence, ...]
    outcome_words: str
    by_config: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """The whole of `rules.yaml`."""

    rules: tuple[StatedRule, ...]
