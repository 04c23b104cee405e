"""Asking G13: whether the initiative suffices, and for which titles the same subject used it before.

Owns: finding earlier uses among what stands beside a nomination. Promises: facts are plain; a use counts where a title
that rests on an initiative was given or is under way. Leaves to others: finding the cases (`queries_known`), the rule
(`rules.initiatives`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.nomination.judging_exclusivity import Beside, as_other
from services.nomination.judging_grounds import Ask
from services.nomination.rules.initiatives import EarlierUse, initiative_suffices
from shared.events.terms import InitiativeScope
from shared.names import fold
from shared.policy import Policy
from shared.policy.awards import AwardForm
from shared.verdicts import Evaluation


def of_initiatives(stand: Beside, policy: Policy, sent_on: date, ask: Ask) -> Evaluation:
    dossier = stand.dossier
    return ask(
        initiative_suffices, rating=dossier.task_rating, last=sent_on, initiatives=dossier.initiatives,
        used=tuple(_uses(stand, policy)),
    )  # fmt: skip


def _uses(stand: Beside, policy: Policy) -> Iterator[EarlierUse]:
    """Titles the subject was given, or is proposed for, with an initiative of this dossier."""
    named = {fold(one.title) for one in stand.dossier.initiatives}
    if not named or not _is_title_by_initiative(policy, stand.nomination.award):
        return
    for other in sorted(stand.own, key=lambda one: one.case):
        if not other.is_up or not _is_title_by_initiative(policy, other.award):
            continue
        for used in other.initiatives or ():
            if fold(used["title"]) in named:
                scope = None if used["scope"] is None else InitiativeScope(used["scope"])
                yield EarlierUse(title=used["title"], scope=scope, other=as_other(other))


def _is_title_by_initiative(policy: Policy, code: str) -> bool:
    award = policy.find_award(code)
    return award is not None and award.form is AwardForm.TITLE and award.criteria.initiative is not None
