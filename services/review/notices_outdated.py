"""Which public notices no longer say what their case says: a supplement came after them and named something else.

Owns: asking it. Promises: reads only; goes by the order of the case's own steps, never by clocks, so a notice counts
only for the name and award it was published with. Leaves to others: publishing anew (`council_actions`), what an
outdated notice is worth (P03, `agenda`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Case, HeardVersion, Transition

PUBLISHED_PLACES = frozenset({"nominee.full_name", "nominee.kind", "award", "year"})
"""What is hung out for opinions: who, as what, for which award of which year."""


def outdated_notices(tx: Session, cases: Iterable[Case]) -> frozenset[str]:
    """Those of the cases whose notice a later version of the dossier has made wrong; most took no supplement at all,
    and nothing is read of them."""
    versions = {case.id: case.dossier_version for case in cases if case.dossier_version > 1}
    later = _supplements_since(tx, versions) if versions else {}
    published = {case_id: versions[case_id] - count for case_id, count in later.items() if count}
    if not published:
        return frozenset()
    heard = select(HeardVersion.case_id, HeardVersion.number, HeardVersion.changes)
    return frozenset(
        case_id
        for case_id, number, changes in tx.execute(heard.where(HeardVersion.case_id.in_(published)))
        if number > published[case_id] and any(change["at"] in PUBLISHED_PLACES for change in changes)
    )


def _supplements_since(tx: Session, case_ids: Iterable[str]) -> dict[str, int]:
    """How many supplements each of the cases took since it was published last; those that never were are left out."""
    since: dict[str, int] = {}
    steps = select(Transition.case_id, Transition.action).where(
        Transition.case_id.in_(list(case_ids)), Transition.action.in_(("publish_notice", "resubmit"))
    )
    for case_id, action in tx.execute(steps.order_by(Transition.case_id, Transition.number)):
        if action == "publish_notice":
            since[case_id] = 0
        elif case_id in since:
            since[case_id] += 1
    return since
