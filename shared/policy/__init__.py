"""Policy as data: plans, rulebooks, chains, calendar, salaries, read from dated YAML into frozen dataclasses.

Owns: the meaning of the files under `policy/`. Promises: what is loaded is complete, consistent, cited and hashed.
Leaves to others: judging a case by it (`services/*/rules`) and publishing it (`services/nomination`).
"""

from shared.policy.bonus import bonus, find_bonus, find_bonus_working
from shared.policy.errors import (
    BonusUnknown,
    CalendarMissing,
    DraftRulebook,
    NoLawAfterDecision,
    NoRulebook,
    PolicyInvalid,
    SalaryMissing,
    UnknownAward,
    UnknownChain,
    UnknownClock,
    UnknownGround,
    UnknownParameter,
    UnknownPart,
    UnknownPlan,
)
from shared.policy.gaps import draft_refused
from shared.policy.load import load_policy_set
from shared.policy.policy import Policy, PolicySet
from shared.policy.report import describe

__all__ = [
    "BonusUnknown",
    "CalendarMissing",
    "DraftRulebook",
    "NoLawAfterDecision",
    "NoRulebook",
    "Policy",
    "PolicyInvalid",
    "PolicySet",
    "SalaryMissing",
    "UnknownAward",
    "UnknownChain",
    "UnknownClock",
    "UnknownGround",
    "UnknownParameter",
    "UnknownPart",
    "UnknownPlan",
    "bonus",
    "describe",
    "draft_refused",
    "find_bonus",
    "find_bonus_working",
    "load_policy_set",
]
