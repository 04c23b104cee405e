"""Chains of levels a nomination can go: domain.md §3.3.

Owns: the shape of `policy/chains.yaml`. Promises: a chain knows from when to when it may be entered, and why.
Leaves to others: picking the bodies (`services/nomination`) and cutting the chain at the competent level.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.terms import INTERMEDIATE_KINDS, CouncilKind, Level, StageKind
from shared.policy.extensions import Extension
from shared.policy.marks import Founded
from shared.words import Words


def level_of(kind: StageKind) -> Level:
    """The level a body of this kind decides at."""
    return Level.INTERMEDIATE if kind in INTERMEDIATE_KINDS else Level(kind.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStage:
    """One level. `or_kinds` may stand in its place (a civil-service union where the chain says sector).

    `advises_to` is the level its opinion goes to; `council` the council that votes there.
    """

    kind: StageKind
    or_kinds: tuple[StageKind, ...] = ()
    may_decide: bool
    advises_to: StageKind | None = None
    council: CouncilKind | None = None

    def admits(self, kind: StageKind) -> bool:
        return kind is self.kind or kind in self.or_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Founded):
    """Levels, grassroots first. `valid_from` and `valid_to` bound the day of submission, both included.

    `area_officer`: an officer of the federation helps and comments, but never accepts, rejects or votes.
    `goes_on_to_confederation`: awards of the confederation leave the province upwards.
    """

    id: str
    name: Words
    stages: tuple[ChainStage, ...]
    area_officer: bool = False
    goes_on_to_confederation: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def is_open_on(self, day: date) -> bool:
        """Whether a nomination submitted on this day may enter the chain."""
        return (self.valid_from is None or day >= self.valid_from) and (self.valid_to is None or day <= self.valid_to)

    def find_refusal(self, day: date) -> Words | None:
        """Why a nomination submitted on this day may not enter the chain, citing its basis; None if it may."""
        if self.is_open_on(day):
            return None
        vi_from, en_from = (
            (f" từ {self.valid_from:%d/%m/%Y}", f" from {self.valid_from}") if self.valid_from else ("", "")
        )
        vi_to, en_to = (f" đến {self.valid_to:%d/%m/%Y}", f" until {self.valid_to}") if self.valid_to else ("", "")
        return Words(
            f"Tuyến trình {self.id} chỉ nhận hồ sơ{vi_from}{vi_to}; hồ sơ gửi ngày {day:%d/%m/%Y}."
            f" Căn cứ: {self.basis}.",
            f"Chain {self.id} takes dossiers{en_from}{en_to} only; this one was sent on {day}. Basis: {self.basis}.",
        )

    def decides_at(self, level: Level) -> bool:
        """Whether a body of the chain decides at this level of the union."""
        return any(stage.may_decide and level_of(stage.kind) is level for stage in self.stages)

    def find_stage(self, kind: StageKind) -> ChainStage | None:
        return next((stage for stage in self.stages if stage.admits(kind)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbolishedLevel(Founded):
    """A level that no longer exists; the loader refuses a chain that would still enter it."""

    kind: StageKind
    since: date
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainBook:
    """The whole of `chains.yaml`."""

    abolished: tuple[AbolishedLevel, ...]
    chains: tuple[Chain, ...]
    extensions: tuple[Extension, ...]
