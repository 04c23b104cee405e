"""Asking a rule as a draft of the law would have it: the facts of then, the parameters of the draft.

Owns: what a policy gives a rule (`Given`), asking under another policy, again or for the first time, the result.
Promises: pure, nothing is written; what the draft needs and nobody kept is said to be missing, never guessed (X05).
Leaves to others: which parameters a rule has (`services/*/…parameters`), which evaluations are asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.errors import InvalidInput, VinhDanhError
from shared.events.codec import from_plain_arguments
from shared.policy import Policy, PolicySet
from shared.verdicts import Consequence, Evaluation, Rule
from shared.words import Words


@dataclass(frozen=True, slots=True)
class Given:
    """The facts of a rule that the policy decides, and what follows from a failure where the plan sets it."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    consequence: Consequence | None = None


class Outcome(StrEnum):
    SAME = "same"
    FLIPPED = "flipped"
    NOT_REPLAYABLE = "not_replayable"


class Obstacle(StrEnum):
    """Why something cannot be asked under a draft."""

    RULE_GONE = "rule_gone"
    FACTS_MISSING = "facts_missing"
    PARAMETER_UNKNOWN = "parameter_unknown"
    NOT_JUDGED = "not_judged"  # nothing here judges by what the draft lays down


class NotAsked(Exception):
    """The draft does not ask this: the rule, the limit, the whole step is gone."""


class FactsMissing(Exception):
    """The draft asks with something nobody kept then."""

    def __init__(self, vi: str, en: str) -> None:
        self.words = Words(vi, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A verdict with what follows from it (of a vote that fails: the case is refused), and its reason."""

    verdict: str
    consequence: str
    words: Words

    @property
    def stands_in_nobodys_way(self) -> bool:
        """Nothing follows from it: nobody is stopped, sent back or warned."""
        return self.consequence == Consequence.NONE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One evaluation, or one vote (`rule` is then VOTE), as it was and as the draft has it.

    `was` is None where nobody asked then, since only the draft asks. `now` is None where the draft no longer asks, or,
    with an `obstacle`, where it could not be asked. `about` are the words of the limit, day or law that the draft adds
    or takes away, with the clause it rests on. `case` is None for a session or decision. `person` is the nominee's
    name, for whoever may see it.
    """

    case: str | None
    receipt: str | None
    person: str | None
    at: datetime
    action: str
    asked_by: str
    rule: str
    title: Words | None
    was: Answer | None
    now: Answer | None
    obstacle: Obstacle | None = None
    why: Words | None = None
    about: Words | None = None

    @property
    def outcome(self) -> Outcome:
        """Asked on one side only, it flips where it stands, or stood, in the way of something."""
        if self.obstacle is not None:
            return Outcome.NOT_REPLAYABLE
        if self.was is None or self.now is None:
            is_same = all(one is None or one.stands_in_nobodys_way for one in (self.was, self.now))
        else:
            is_same = (self.was.verdict, self.was.consequence) == (self.now.verdict, self.now.consequence)
        return Outcome.SAME if is_same else Outcome.FLIPPED


VOTE = "VOTE"


@dataclass(frozen=True, slots=True)
class Draft:
    """A rulebook of a set put in the place of the one in force, or (None) a whole set as it would govern."""

    policies: PolicySet
    rulebook: str | None = None

    def policy_for(self, plan: str, sent_on: date) -> Policy:
        """What a dossier of the plan sent on that day would be judged by."""
        if self.rulebook is not None:
            return self.policies.rehearsal_bundle(plan, self.rulebook)
        return self.policies.bundle(plan, sent_on)

    def states(self, rule: str) -> bool:
        """Whether its table of checks (`rules.yaml`) still has this rule."""
        return rule in self.policies.rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking under the draft gave; neither an answer nor an obstacle where the draft does not ask."""

    now: Evaluation | None = None
    obstacle: Obstacle | None = None
    why: Words | None = None

    @property
    def answer(self) -> Answer | None:
        return answer_of(self.now) if self.now is not None else None


_GONE = Words("không còn quy tắc này", "there is no such rule any more")
_OTHER_FACTS = Words("quy tắc nay hỏi dữ kiện khác", "the rule takes other facts today")
_NOT_ASKED = Words("bản dự thảo không xét điều này nữa", "the draft does not ask this any more")


def ask_under(draft: Draft, rules: Mapping[str, Rule], said: Evaluation, bind: Callable[[], Given]) -> Asked:
    """The rule's answer to the facts of then with what `bind` gives of the draft."""
    rule = rules.get(said.rule)
    if rule is None:
        return Asked(obstacle=Obstacle.RULE_GONE, why=_GONE)
    if not draft.states(said.rule):
        return Asked(why=_NOT_ASKED)
    return ask_with(rule, bind, then=said.facts)


def ask_with(rule: Rule, bind: Callable[[], Given], *, then: Mapping[str, Any] | None = None) -> Asked:
    """The rule's answer to the plain facts of `then` (none where nobody asked then) with those that `bind` gives."""
    try:
        given = bind()
    except NotAsked:
        return Asked(why=_NOT_ASKED)
    except FactsMissing as missing:
        return Asked(obstacle=Obstacle.FACTS_MISSING, why=missing.words)
    except VinhDanhError as unknown:
        return Asked(obstacle=Obstacle.PARAMETER_UNKNOWN, why=unknown.said)
    try:
        facts = {**from_plain_arguments(rule.check, then or {}), **given.facts}
        return Asked(now=rule(consequence=given.consequence, **facts))
    except (InvalidInput, TypeError):
        return Asked(obstacle=Obstacle.FACTS_MISSING, why=_OTHER_FACTS)


def answer_of(said: Evaluation) -> Answer:
    return Answer(verdict=said.verdict.value, consequence=said.consequence.value, words=said.words)
