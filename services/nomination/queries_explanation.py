"""What the proposing side's rules said of each version sent, each asked again from its kept facts.

Owns: nomination's part of an explanation. Promises: nothing later than the moment asked about; what
decided without being verified is named from the policy of then.
Leaves to others: what followed after submission (review explains its own), replaying (`shared.replays`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.nomination.queries import versions_of
from shared.events.codec import from_plain
from shared.policy_book import PolicyBook
from shared.replays import Asked, ask_again, rules_of
from shared.verdicts import Evaluation

ROOMS = ("services.nomination.rules", "shared.cross_rules")


def asked_at_submission(
    policies: PolicyBook, tx: Session, nomination_id: str, as_of: datetime | None
) -> list[Asked]:
    """Every rule asked when a version of this dossier was sent up to `as_of` (None: up to now), oldest first."""
    rules = rules_of(*ROOMS)
    found = []
    for version in versions_of(tx, nomination_id):
        if as_of is not None and version.sent_at > as_of:
            continue
        policy, award = policies.pinned(tx, version.policy), version.dossier["award"]
        for plain in version.evaluations:
            said = from_plain(Evaluation, plain)
            known = rules.get(said.rule)
            found.append(
                Asked(
                    at=version.sent_at, action="submit" if version.number == 1 else "resubmit", stage_index=0,
                    asked_by="nomination", policies=(version.policy,), title=known.title if known else None,
                    said=said, replay=ask_again(rules, said),
                    doubts=policy.unverified_behind(said.rule, award, said.facts),
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: one.order)
