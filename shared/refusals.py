"""Every refused command leaves a record: who tried what on which record, and the code of the answer.

Owns: what of a refusal is kept, and when many are summed up. Promises: nothing that was sent is kept, so no personal
data; whoever floods costs one record a minute for each act and code, with their number, whatever the flood.
Leaves to others: noticing refusals (`shared.web.commands`), the transaction (`shared.desk`), summing in time
(`shared.service`). A process that is killed forgets at most a minute of what was beyond the first twenty.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.errors import VinhDanhError
from shared.events.envelope import Actor
from shared.events.refusal import RefusedPart

ONE_BY_ONE = 20
WINDOW_SECONDS = 60.0

_MOST_RULES = 30
# The path may hold anything somebody typed: only what is formed like an id of the house is kept.
_ID = re.compile(r"[0-9a-z]+(-[0-9a-z]+)*")
_MOST_ID = 80


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was refused. `rules`: the codes of the places that were found wrong."""

    action: str
    code: str
    status: int
    target: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summed:
    """The same attempt by one actor, `times` times."""

    actor: Actor
    attempt: Attempt
    times: int


@dataclass
class _Window:
    began: float
    count: int = 0
    beyond: dict[Attempt, int] = field(default_factory=dict)


class Refusals:
    """Counts the refusals of one service in this process. `at` is a steady clock in seconds."""

    def __init__(self) -> None:
        self._windows: dict[Actor, _Window] = {}
        self._lock = threading.Lock()

    def is_said_alone(self, actor: Actor, attempt: Attempt, at: float, *, most: int = ONE_BY_ONE) -> bool:
        """Whether this attempt gets a record of its own; if not, it is in the next sum."""
        with self._lock:
            window = self._windows.setdefault(actor, _Window(at))
            window.count += 1
            if window.count <= most:
                return True
            summed = Attempt(attempt.action, attempt.code, attempt.status)
            window.beyond[summed] = window.beyond.get(summed, 0) + 1
            return False

    def take_due(self, at: float, *, all_of_them: bool = False) -> list[Summed]:
        """The sums whose minute is over, each handed out once."""
        with self._lock:
            over = [who for who, one in self._windows.items() if all_of_them or at - one.began >= WINDOW_SECONDS]
            ended = [(who, self._windows.pop(who)) for who in over]
        return [Summed(who, what, times) for who, one in ended for what, times in one.beyond.items()]

    def put_back(self, summed: list[Summed], at: float) -> None:
        """They could not be written down: they go into the next sum."""
        with self._lock:
            for one in summed:
                beyond = self._windows.setdefault(one.actor, _Window(at)).beyond
                beyond[one.attempt] = beyond.get(one.attempt, 0) + one.times


def part_of(error: VinhDanhError, *, target: str | None = None, row: int | None = None) -> RefusedPart:
    """What is kept of one refused thing among many asked at once."""
    return RefusedPart(code=error.code, target=_id_or_none(target or ""), row=row, rules=_rules_of(error))


def attempt_of(action: str, error: VinhDanhError, path: Mapping[str, object]) -> Attempt:
    """What is kept of a refusal: its code and rules, and which record the path names."""
    return Attempt(action, error.code, error.status, target_of(path), _rules_of(error))


def _rules_of(error: VinhDanhError) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.code for place in error.places if place.code))[:_MOST_RULES]


def target_of(path: Mapping[str, object]) -> str | None:
    """The id of the record a path names; None for a list, and for what is not formed like an id."""
    return _id_or_none(next((str(value) for name, value in path.items() if name.endswith("_id")), ""))


def _id_or_none(named: str) -> str | None:
    return named if len(named) <= _MOST_ID and _ID.fullmatch(named) else None
