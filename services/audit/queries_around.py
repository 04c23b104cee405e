"""What belongs to the story of a case and names no case: found by what the case's own leaves stand on.

Owns: whose other events are of the story, too: the sessions that had the case before them, requests to erase its
person, complaints about the whole of a decision. Promises: read-only. Leaves to others: leaves that name the case
(`rules.concerns`), its policies and notices (`queries_trace`, `queries_pack`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import Leaf, LeafMark
from services.audit.rules.checkpoints import DECISIONS
from services.audit.rules.marks import MarkKind

_LODGED = "registry.complaint_lodged"
_WHOLE = frozenset({"review.session_opened", "nomination.erasure_asked"})


def subjects_around(tx: Session, own: Iterable[Leaf]) -> set[str]:
    """The subjects of which everything is told, given the leaves that name a case."""
    named = [(leaf.type, leaf.subject) for leaf in own]
    decisions = {subject for event_type, subject in named if event_type in DECISIONS}
    return {subject for event_type, subject in named if event_type in _WHOLE} | _complaints(tx, decisions)


def _complaints(tx: Session, decisions: Collection[str]) -> set[str]:
    """Complaints about these decisions that name no award of theirs."""
    if not decisions:
        return set()
    lodged = select(Leaf.subject).join(LeafMark, LeafMark.leaf == Leaf.index)
    about = (LeafMark.kind == MarkKind.DECISION.value, LeafMark.mark.in_(sorted(decisions)))
    return set(tx.scalars(lodged.where(*about, Leaf.type == _LODGED, Leaf.case_id.is_(None))))
