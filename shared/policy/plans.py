"""A plan: who issued it, what it asks, of whom, until when, and which awards and chains it can lead to.

Owns: the shape of `policy/plans/*.yaml` and the questions a rule asks of it. Promises: each item cites its clause.
Leaves to others: judging cases by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.events.terms import CouncilKind, StageKind
from shared.policy.plan_items import (
    AllowedChain,
    BasisDocument,
    CouncilPreset,
    Duty,
    ListDeadline,
    Movement,
    Occasion,
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
from shared.verdicts import Consequence
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan. `regime` is the rulebook its citations point to; a case goes by the date it was sent instead."""

    id: str
    name: Words
    regime: str
    paperwork: Paperwork
    based_on: tuple[BasisDocument, ...]
    window: Window
    phases: tuple[Phase, ...]
    chains: tuple[AllowedChain, ...]
    awards: tuple[PlanAward, ...]
    blocks: tuple[PlanBlock, ...]
    themes: tuple[Theme, ...]
    movements: tuple[Movement, ...]
    campaigns: tuple[Movement, ...]
    targets: tuple[Target, ...]
    priorities: tuple[Duty, ...]
    duties: tuple[Duty, ...]
    reports: tuple[Report, ...]
    list_deadlines: tuple[ListDeadline, ...]
    publicity: tuple[Publicity, ...]
    recipients: tuple[Recipient, ...]
    occasions: tuple[Occasion, ...]
    rules: tuple[RuleSetting, ...]
    quotas: tuple[Quota, ...]
    councils: tuple[CouncilPreset, ...]

    def allows_chain(self, chain: str) -> bool:
        return any(allowed.id == chain for allowed in self.chains)

    def leads_to(self, award: str) -> bool:
        return any(possible.code == award for possible in self.awards)

    def find_phase(self, day: date) -> Phase | None:
        """The phase a day falls into."""
        return next((phase for phase in self.phases if phase.holds(day)), None)

    def find_consequence(self, rule: str) -> Consequence | None:
        """What the plan lets follow when the rule fails; None leaves the rule's own consequence."""
        return next((setting.consequence for setting in self.rules if setting.rule == rule), None)

    def find_list_deadline(self, stage: StageKind, day: date) -> ListDeadline | None:
        """The deadline for lists at a stage, in the phase of `day`."""
        phase = self.find_phase(day)
        wanted = (d for d in self.list_deadlines if phase and d.phase == phase.id and stage in d.at)
        return next(wanted, None)

    def find_quota(self, award: str) -> Quota | None:
        return next((quota for quota in self.quotas if quota.award == award), None)

    def find_council(self, stage: StageKind, kind: CouncilKind) -> CouncilPreset | None:
        return next((c for c in self.councils if c.stage is stage and c.kind is kind), None)
