"""A rulebook: which dossiers it governs by the day they were sent, its award catalogue, its parameters.

Owns: the shape of `policy/rulebooks/*.yaml`. Promises: every article cited, every unverified number marked.
Leaves to others: the plan's own limits (`plans`) and the tally (`services/review/rules/vote_law`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.terms import AwardType, PaperKind, SimplifiedGround
from shared.policy.awards import Award, Line
from shared.policy.errors import UnknownAward, UnknownClock, UnknownParameter
from shared.policy.marks import Founded
from shared.policy.rulebook_items import (
    AllowedGround,
    BonusLaw,
    Cap,
    Clock,
    Delegation,
    Doubt,
    DueDay,
    Exclusion,
    OpinionRequired,
    Parameter,
)
from shared.words import Words


class RulebookStatus(StrEnum):
    """A draft can be read, compared and rehearsed, but no dossier is ever judged by it."""

    IN_FORCE = "in_force"
    DRAFT = "draft"


class TextRead(StrEnum):
    """How much of the law's own text was read when the rulebook was written."""

    WHOLE = "whole"
    IN_PART = "in_part"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(Founded):
    """Law in force for dossiers sent from `valid_from` to `valid_to`, both included (domain.md §0.5).

    `vote_presets` are the percentages an administrator may choose from where the law fixes none. A draft says in
    `why_draft` why it cannot be activated. Without `simplified_grounds` that procedure goes by the type of award alone.
    """

    id: str
    name: Words
    texts: tuple[str, ...]
    text_read: TextRead
    status: RulebookStatus
    why_draft: Words | None = None
    valid_from: date
    valid_to: date
    vote_presets: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    rules: tuple[Parameter, ...]
    clocks: tuple[Clock, ...]
    due_days: tuple[DueDay, ...]
    caps: tuple[Cap, ...]
    exclusions: tuple[Exclusion, ...]
    delegation: Delegation
    bonus_law: BonusLaw
    awards: tuple[Award, ...]
    consultations: tuple[OpinionRequired, ...] = ()
    simplified_grounds: tuple[AllowedGround, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.status is RulebookStatus.DRAFT

    def governs(self, sent_on: date) -> bool:
        """Whether dossiers sent on this day are judged by it; a draft governs nothing."""
        return not self.is_draft and self.valid_from <= sent_on <= self.valid_to

    def doubts_on(self, sent_on: date) -> tuple[Doubt, ...]:
        """What is unsettled for a dossier sent on this day."""
        return tuple(doubt for doubt in self.doubts if doubt.concerns(sent_on))

    def find_clock(self, clock: str, award: str | None = None) -> Clock | None:
        """The period with this id, the award's own before the general one."""
        named = [one for one in self.clocks if one.id == clock and one.award in (None, award)]
        return max(named, key=lambda one: one.award is not None, default=None)

    def find_answer_clock(self, road: str, office: str, award: str) -> Clock | None:
        """The period a body of an extension has for an award, the award's own before the general one; None where no
        source names one."""
        named = [
            one for one in self.clocks if one.road == road and office in one.answered_by and one.award in (None, award)
        ]
        return max(named, key=lambda one: one.award is not None, default=None)

    def clock(self, clock: str, award: str | None = None) -> Clock:
        """As `find_clock`; `UnknownClock` where the rulebook has none."""
        found = self.find_clock(clock, award)
        if found is None:
            raise UnknownClock(f"{self.name.vi} thiếu thời hạn {clock}.", f"{self.name.en} lacks the period {clock}.")
        return found

    def find_filing_day(self, award: str) -> DueDay | None:
        """Until when files of a state award leave the province; None where no day is laid down, or none of filing."""
        entry = self.find_award(award)
        if entry is None or entry.line is not Line.STATE:
            return None
        return next((one for one in self.due_days if one.award == award), None)

    def find_ground(self, ground: SimplifiedGround | None) -> AllowedGround | None:
        return next((one for one in self.simplified_grounds if one.ground is ground), None)

    def simplified_types(self, code: str, ground: SimplifiedGround | None) -> tuple[AwardType, ...]:
        """The types an award may be given for by the simplified procedure, on a ground where one is stated; none where
        it has no such procedure."""
        short, found = self.award(code).simplified, self.find_ground(ground)
        if short is None:
            return ()
        return short.types if found is None or found.is_type else found.types

    def simplified_papers(self, code: str, ground: SimplifiedGround | None) -> tuple[PaperKind, ...] | None:
        """The papers of the simplified procedure, with those the ground asks for; None where the award has none."""
        short, found = self.award(code).simplified, self.find_ground(ground)
        if short is None:
            return None
        return tuple(dict.fromkeys((*short.papers, *(found.papers if found else ()))))

    def caps_on(self, award: str) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.caps if cap.award == award)

    def parameters_of(self, rule: str) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.rules if parameter.rule == rule)

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

    def find_parameter(self, rule: str, name: str) -> int | None:
        """The value of a rule's parameter; None where the rulebook sets none."""
        return next((one.value for one in self.rules if (one.rule, one.name) == (rule, name)), None)

    def parameter(self, rule: str, name: str) -> int:
        """As `find_parameter`; `UnknownParameter` where the rulebook has none."""
        value = self.find_parameter(rule, name)
        if value is not None:
            return value
        raise UnknownParameter(
            f"{self.name.vi} thiếu tham số {rule}.{name}.", f"{self.name.en} lacks the parameter {rule}.{name}."
        )
