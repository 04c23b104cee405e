"""What the proposing unit is not told of a verification: that its case waits, it is told, never why (domain.md §6).

Owns: who is not told, and what is left of an answer of G08 for them. Promises: pure; only what is shown is changed,
rows, events and proofs stay whole. Leaves to others: which answers go out to whom (`api*`, `schemas_answers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.replays import Asked, Replay
from shared.supplements import Check, Supplement
from shared.verdicts import Evaluation
from shared.words import Words

BEING_VERIFIED = Words(
    "Tạm dừng xét: đang có việc cần xác minh, chờ kết luận bằng văn bản.",
    "On hold: something is being verified; it goes on when there is a written conclusion.",
)

_OF_A_UNION = frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD})
_SEES_EVERYTHING = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


def may_know_why(reader: Actor, *units: str | None) -> bool:
    """Whether the reader may know what is verified about a nominee of `units` (who proposes, and who goes on with it).

    A union's own people never: an informant is guessed from the kind and the paper alone.
    """
    if reader.role in _SEES_EVERYTHING:
        return True
    return reader.role not in _OF_A_UNION and reader.unit not in units


def without_why(said: Evaluation) -> Evaluation:
    """The answer of a rule, of G08 without kinds and papers."""
    if not _tells_why(said.rule, said.facts):
        return said
    return replace(said, words=BEING_VERIFIED, facts=_facts_left(said.facts))


def plain_without_why(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same of an answer in its plain form."""
    if not _tells_why(said["rule"], said["facts"]):
        return dict(said)
    words = {"vi": BEING_VERIFIED.vi, "en": BEING_VERIFIED.en}
    return {**said, "words": words, "facts": _facts_left(said["facts"])}


def asked_without_why(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """Answers of then and of today."""
    return tuple(replace(one, said=without_why(one.said), replay=_replayed(one.replay)) for one in asked)


def _replayed(again: Replay) -> Replay:
    return again if again.now is None else replace(again, now=without_why(again.now))


def supplement_without_why(shown: Supplement) -> Supplement:
    """Both groups of its checks."""
    return replace(shown, kept=_checks(shown.kept), asked_again=_checks(shown.asked_again))


def _checks(checks: Sequence[Check]) -> tuple[Check, ...]:
    return tuple(replace(one, said=without_why(one.said)) for one in checks)


_WHY = ("open_holds", "is_perhaps_a_namesakes")


def _tells_why(rule: str, facts: Mapping[str, Any]) -> bool:
    return rule == "G08" and bool(facts.get("open_holds"))


def _facts_left(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _WHY}
