"""Roads that begin where a union's chain ends: to the confederation, the state line, the employer's own line.

Owns: the road to the TLĐ and S1, S2, E1 of domain.md §3.3. Promises: each step says what the body does there; a council
only advises. Leaves to others: the union's own chains (`chains`), walking these roads (`services/review`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.terms import CouncilKind, Level
from shared.policy.awards import Line
from shared.policy.marks import Founded
from shared.words import Words


class Office(StrEnum):
    """Bodies beyond the chains, and the federation that proposes to them."""

    FEDERATION = "federation"
    CONFEDERATION = "confederation"
    HOME_AFFAIRS = "home_affairs"  # Sở Nội vụ: standing office of the state council
    STATE_COUNCIL = "state_council"
    PEOPLES_COMMITTEE_CHAIR = "peoples_committee_chair"
    MINISTRY_OF_HOME_AFFAIRS = "ministry_of_home_affairs"
    PRIME_MINISTER = "prime_minister"
    STATE_PRESIDENT = "state_president"
    UNIT_COUNCIL = "unit_council"
    HEAD_OF_UNIT = "head_of_unit"  # head of the agency, director of the enterprise


class Does(StrEnum):
    """What a body does on such a road."""

    PROPOSES = "proposes"
    APPRAISES = "appraises"
    ADVISES = "advises"
    SUBMITS = "submits"
    DECIDES = "decides"
    MAY_DECIDE = "may_decide"  # for some awards it decides, for higher ones it submits upwards


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionStep:
    body: Office
    name: Words
    does: Does
    council: CouncilKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(Founded):
    """A road beyond the chain. It carries awards of `line` decided at one of `levels`."""

    id: str
    name: Words
    line: Line
    levels: tuple[Level, ...]
    steps: tuple[ExtensionStep, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def carries(self, line: Line, level: Level) -> bool:
        return line is self.line and level in self.levels

    @property
    def ahead(self) -> tuple[ExtensionStep, ...]:
        """The bodies a submission passes, nearest first: all but the one that proposes."""
        return tuple(step for step in self.steps if step.does is not Does.PROPOSES)
