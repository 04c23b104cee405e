"""How a rule speaks: a verdict with its reason, the facts it used and the article it rests on.

Owns: the three-valued verdict, what follows from it, and the record of one evaluation.
Promises: a rule is a pure function of keyword facts, so that calling it again with the stored facts gives the
stored result; missing evidence is `unknown`, never `fails` (X05).
Leaves to others: the rules themselves (`services/*/rules`), and where evaluations are stored.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.words import Words


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Consequence(StrEnum):
    """What follows when a rule does not hold: domain.md §5, outcome words."""

    NONE = "none"
    WARN = "warn"
    HOLD = "hold"
    RETURN = "return"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its verdict and the reason, before id and basis are put to it.

    `follows` where something else follows from this finding than from the rule's others (None: what the rule says).
    `once_said`: how earlier releases put this very finding.
    """

    verdict: Verdict
    words: Words
    follows: Consequence | None = None
    once_said: tuple[Words, ...] = ()

    def said_once_as(self, vi: str, en: str) -> Finding:
        """The same finding, which an earlier release put into these words."""
        return dataclasses.replace(self, once_said=(*self.once_said, Words(vi, en)))


def holds(vi: str, en: str) -> Finding:
    return Finding(Verdict.HOLDS, Words(vi, en))


def fails(vi: str, en: str, *, follows: Consequence | None = None) -> Finding:
    return Finding(Verdict.FAILS, Words(vi, en), follows)


def unknown(vi: str, en: str, *, follows: Consequence | None = None) -> Finding:
    return Finding(Verdict.UNKNOWN, Words(vi, en), follows)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One rule, asked once. `facts` are the keyword arguments as plain JSON values.

    `since` stands where the answer was carried over: when it was given, to an earlier version with the same facts.
    """

    rule: str
    verdict: Verdict
    consequence: Consequence
    words: Words
    basis: str
    facts: Mapping[str, Any]
    unverified: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class Rule:
    """A pure function with its id, what follows from it, and its legal basis.

    `once_cited`: how earlier releases wrote the same basis, so that their answers are still known as this rule's.
    """

    id: str
    stage: str
    title: Words
    basis: str
    if_fails: Consequence
    if_unknown: Consequence
    check: Callable[..., Finding]
    unverified: bool = False
    once_cited: tuple[str, ...] = ()

    def __call__(self, *, consequence: Consequence | None = None, **facts: Any) -> Evaluation:
        """Ask the rule. `consequence` replaces what follows from a failure where the plan configures it."""
        from shared.events.codec import to_plain

        finding = self.check(**facts)
        follows = {
            Verdict.HOLDS: Consequence.NONE,
            Verdict.FAILS: consequence or finding.follows or self.if_fails,
            Verdict.UNKNOWN: self._if_unknown(finding.follows or self.if_unknown, consequence),
        }[finding.verdict]
        plain = to_plain(facts)
        return Evaluation(
            self.id, finding.verdict, follows, finding.words, self.basis, plain, self.unverified
        )

    @staticmethod
    def _if_unknown(follows: Consequence, configured: Consequence | None) -> Consequence:
        """Who configures a rule asks for its facts: where failing blocks, leaving them out must be no way round."""
        if follows is not Consequence.NONE:
            return follows
        asked = {Consequence.BLOCK: Consequence.RETURN, Consequence.WARN: Consequence.WARN}
        return asked.get(configured or Consequence.NONE, Consequence.NONE)


def rule(
    rule_id: str,
    *,
    stage: str,
    vi: str,
    en: str,
    basis: str,
    if_fails: Consequence,
    if_unknown: Consequence = Consequence.RETURN,
    unverified: bool = False,
    once_cited: tuple[str, ...] = (),
) -> Callable[[Callable[..., Finding]], Rule]:
    """Declare a rule: `@rule("G01", stage="grassroots", vi=…, en=…, basis=…, if_fails=…)`."""

    def declare(check: Callable[..., Finding]) -> Rule:
        return Rule(rule_id, stage, Words(vi, en), basis, if_fails, if_unknown, check, unverified, once_cited)

    return declare


def worst(evaluations: Iterable[Evaluation]) -> Consequence:
    """The gravest consequence among evaluations; `none` for an empty list."""
    order = list(Consequence)
    return max((e.consequence for e in evaluations), key=order.index, default=Consequence.NONE)


def carry_over(said: Evaluation, given: tuple[Evaluation, datetime] | None) -> Evaluation:
    """What was checked and is untouched stays checked: the answer given before, if the rule was told the same then.

    `given` is the rule's last answer and its time. Facts are compared, not answers: a rule that was changed since does
    not reopen what it was asked about before.
    """
    if given is None or given[0].rule != said.rule or given[0].facts != said.facts:
        return said
    earlier, at = given
    return dataclasses.replace(earlier, since=earlier.since or at)


def replay(check: Rule, stored: Evaluation) -> Evaluation:
    """Ask the rule again with stored facts; equal to `stored` unless the rule itself was changed.

    Words and citation of then are kept where the rule declares that it once put the same so; no others are.
    """
    from shared.events.codec import from_plain_arguments

    facts = from_plain_arguments(check.check, stored.facts)
    again = check(**facts)
    if stored.basis in check.once_cited:
        again = dataclasses.replace(again, basis=stored.basis)
    if stored.words != again.words and stored.words in check.check(**facts).once_said:
        again = dataclasses.replace(again, words=stored.words)
    if again.verdict is not Verdict.HOLDS:
        # The plan's own consequence is not a fact of the rule; what followed then is kept.
        again = dataclasses.replace(again, consequence=stored.consequence)
    return dataclasses.replace(again, since=stored.since)
