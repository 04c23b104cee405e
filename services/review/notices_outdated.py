"""Which public notices no longer say what their case says: a supplement came after them and named something else.

Owns: asking it. Promises: reads only; goes by the order of the case's own steps, never by clocks, so a notice counts
only for the name and award it was published with. Leaves to others: publishing anew (`council_actions`), what an
outdated notice is worth (P03, `agenda`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.council_models import PublicNotice
from services.review.models import Case, HeardVersion, Transition

PUBLISHED_PLACES = frozenset({"nominee.full_name", "nominee.kind", "award", "year"})
"""What is hung out for opinions: who, as what, for which award of which year."""


def outdated_notices(tx: Session, case_ids: Iterable[str]) -> frozenset[str]:
    """Those of the cases whose notice a later version of the dossier has made wrong."""
    noticed = select(Case.id, Case.dossier_version).join(PublicNotice, PublicNotice.case_id == Case.id)
    supplemented = noticed.where(Case.id.in_(list(case_ids)), Case.dossier_version > 1)
    since = {
        case_id: version - later
        for case_id, version, later in _with_supplements(tx, dict(tx.execute(supplemented).all()))
        if later
    }
    if not since:
        return frozenset()
    heard = select(HeardVersion.case_id, HeardVersion.number, HeardVersion.changes)
    return frozenset(
        case_id
        for case_id, number, changes in tx.execute(heard.where(HeardVersion.case_id.in_(since)))
        if number > since[case_id] and any(change["at"] in PUBLISHED_PLACES for change in changes)
    )


def _with_supplements(tx: Session, versions: dict[str, int]) -> list[tuple[str, int, int]]:
    """Each case with its version, and how many supplements it took since it was published last."""
    if not versions:
        return []
    later = dict.fromkeys(versions, 0)
    steps = select(Transition.case_id, Transition.action).where(
        Transition.case_id.in_(versions), Transition.action.in_(("publish_notice", "resubmit"))
    )
    for case_id, action in tx.execute(steps.order_by(Transition.case_id, Transition.number)):
        later[case_id] = later[case_id] + 1 if action == "resubmit" else 0
    return [(case_id, version, later[case_id]) for case_id, version in versions.items()]
