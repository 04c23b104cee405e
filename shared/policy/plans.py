"""A plan: who issued it, what it asks, of whom, until when, and which awards and chains it can lead to.

Owns: the shape of `policy/plans/*.yaml` and the questions a rule asks of it. Promises: each item cites its clause.
Leaves to others: judging cases by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.terms import CouncilKind, Level, StageKind
from shared.policy.movements import ExternalRegistry, LaunchGate, Movement, MovementLimit, Pilot
from shared.policy.periods import Period
from shared.policy.plan_items import (
    AllowedChain,
    BasisDocument,
    CouncilPreset,
    Duty,
    Gap,
    ListDeadline,
    Occasion,
    OpinionAsked,
    Paperwork,
    Phase,
    PlanAward,
    PlanBlock,
    Publicity,
    Quota,
    Recipient,
    Report,
    RuleSetting,
    Theme,
    Window,
)
from shared.policy.targets import Target
from shared.policy.unit_duties import PlaqueTier, UnitDuty
from shared.policy.votes import PlanVote, VoteLaw
from shared.verdicts import Consequence
from shared.words import Words


class PlanCycle(StrEnum):
    """Over which time targets and rewards are counted."""

    ONCE = "once"  # over the plan's whole window
    YEARLY = "yearly"  # a standing policy: each calendar year by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan. `regime` is the rulebook its citations point to; a case goes by the date it was sent instead.

    `gaps` lists what the text at hand lacks. `votes` is what the owner lays down instead of the rulebook's presets.
    """

    id: str
    name: Words
    regime: str
    paperwork: Paperwork
    based_on: tuple[BasisDocument, ...]
    gaps: tuple[Gap, ...]
    cycle: PlanCycle
    window: Window
    phases: tuple[Phase, ...]
    chains: tuple[AllowedChain, ...]
    awards: tuple[PlanAward, ...]
    blocks: tuple[PlanBlock, ...]
    themes: tuple[Theme, ...]
    movements: tuple[Movement, ...]
    campaigns: tuple[Movement, ...]
    launch_gate: LaunchGate | None
    movement_limit: MovementLimit | None
    pilots: tuple[Pilot, ...]
    registries: tuple[ExternalRegistry, ...]
    targets: tuple[Target, ...]
    priorities: tuple[Duty, ...]
    duties: tuple[Duty, ...]
    unit_duties: tuple[UnitDuty, ...]
    plaque_works: tuple[PlaqueTier, ...]
    reports: tuple[Report, ...]
    list_deadlines: tuple[ListDeadline, ...]
    publicity: tuple[Publicity, ...]
    recipients: tuple[Recipient, ...]
    occasions: tuple[Occasion, ...]
    rules: tuple[RuleSetting, ...]
    quotas: tuple[Quota, ...]
    votes: tuple[PlanVote, ...]
    councils: tuple[CouncilPreset, ...]
    consultations: tuple[OpinionAsked, ...] = ()

    def leads_to(self, award: str) -> bool:
        return any(possible.code == award for possible in self.awards)

    def levels_deciding(self, award: str) -> tuple[Level, ...]:
        """The only levels this plan lets decide an award; empty where it leaves them all."""
        return next((possible.decided_at for possible in self.awards if possible.code == award), ())

    def period_of(self, day: date) -> Period:
        """The days over which targets are counted together with `day`.

        A day before the plan's window falls into its first period, one after it into its last.
        """
        if self.cycle is PlanCycle.ONCE:
            return Period(self.window.first, self.window.last)
        year = min(max(day, self.window.first), self.window.last).year
        first, last = date(year, 1, 1), date(year, 12, 31)
        return Period(max(first, self.window.first), min(last, self.window.last))

    def decided_in(self, period: Period) -> Period:
        """The days whose decisions count in one of the plan's periods.

        An award counts when it is decided (domain.md §1.6), which may be after the plan's last day: then it counts
        with what came last, so that no award falls between two periods.
        """
        first = date.min if period.first == self.window.first else period.first
        last = date.max if period.last == self.window.last else period.last
        return Period(first, last)

    def find_movement(self, movement: str) -> Movement | None:
        return next((one for one in (*self.movements, *self.campaigns) if one.id == movement), None)

    def duties_counted_of(self, kind: StageKind) -> tuple[UnitDuty, ...]:
        """What a unit of this level owes that is counted: its registered plan or its reports show it."""
        return tuple(duty for duty in self.unit_duties if kind in duty.owed_by and duty.counted_by is not None)

    def find_target_of(self, rule: str) -> Target | None:
        """The target a rule measures lists by, e.g. M06 by the share of direct workers."""
        return next((target for target in self.targets if target.rule == rule), None)

    def find_vote(self, award: str, council: CouncilKind, on: date) -> VoteLaw | None:
        """What the plan's owner lays down for a council on a day; None leaves the rulebook's law."""
        laws = (vote.law for vote in self.votes if vote.award == award)
        return next((law for law in laws if law.council is council and law.is_in_force(on)), None)

    def find_phase(self, day: date) -> Phase | None:
        """The phase a day falls into."""
        return next((phase for phase in self.phases if phase.holds(day)), None)

    def find_consequence(self, rule: str) -> Consequence | None:
        """What the plan lets follow when the rule fails; None leaves the rule's own consequence."""
        return next((setting.consequence for setting in self.rules if setting.rule == rule), None)

    def has_phases_of_lists(self, stage: StageKind) -> bool:
        """Whether the deadline for lists at a stage is a question of the phase."""
        return len(self.phases) > 1 and any(stage in one.at for one in self.list_deadlines)

    def find_list_deadline(self, stage: StageKind, day: date, for_phase: str | None = None) -> ListDeadline | None:
        """The deadline for lists at a stage, in the phase an award is for; without one (the year), in that of `day`."""
        phase = next((one for one in self.phases if one.id == for_phase), None) or self.find_phase(day)
        wanted = (d for d in self.list_deadlines if phase and d.phase == phase.id and stage in d.at)
        return next(wanted, None)

    def find_quota(self, award: str) -> Quota | None:
        return next((quota for quota in self.quotas if quota.award == award), None)

    def find_council(self, stage: StageKind, kind: CouncilKind) -> CouncilPreset | None:
        return next((c for c in self.councils if c.stage is stage and c.kind is kind), None)
