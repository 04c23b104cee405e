"""The box of a closed secret session as people see it, and what a receipt says.

Owns: these answers as plain values. Promises: nothing of a box before closing; receipts alone to everybody, opened
papers to whoever may read the case, the split of a waiting case to nobody; no answer is about a member.
Leaves to others: names and types of the answers (`ballot_schemas`), counting again (`recounting`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.blindness import hidden_among
from services.review.box_rows import BoxPaper, box_of
from services.review.council_errors import BoxNotPublished, ReceiptUnknown
from services.review.council_models import AgendaItem, BallotPaper, CouncilSession, PooledSplit, SessionState
from services.review.council_queries import agenda_of, voters_of
from services.review.quorums import by_case
from services.review.recusal_queries import recusals_of
from shared import ballot_box
from shared.events.codec import to_plain
from shared.events.envelope import Actor
from shared.events.terms import BallotMode

COUNTED = (SessionState.CLOSED.value, SessionState.SENT.value)


def box_view(tx: Session, session_id: str) -> dict[str, Any]:
    """For anybody: every receipt of the session in one sorted list, without cases, and the hash said at closing."""
    session, items = _closed(tx, session_id)
    box = box_of(tx, session_id)
    receipts = sorted(paper.receipt for item in items for paper in box.get(item.case_id, ()))
    return {
        "session": session_id, "closed_at": session.closed_at, "papers": len(receipts),
        "box": ballot_box.box_of(receipts), "receipts": receipts, "formulas": ballot_box.FORMULAS,
    }  # fmt: skip


def papers_view(tx: Session, session_id: str, hidden: frozenset[str] = frozenset()) -> dict[str, Any]:
    """For whoever may read the session: the papers of each case they may see, opened unless its split waits."""
    _, items = _closed(tx, session_id)
    box, voters = box_of(tx, session_id), {voter.member for voter in voters_of(tx, session_id)}
    recused = by_case(recusals_of(tx, session_id))
    everything = [paper.receipt for item in items for paper in box.get(item.case_id, ())]
    return {
        "session": session_id, "box": ballot_box.box_of(everything), "is_whole": not hidden,
        "items": [
            _case_view(item, box.get(item.case_id, ()), len(voters - set(recused.get(item.case_id, ()))))
            for item in items
            if item.case_id not in hidden
        ],
    }  # fmt: skip


def _case_view(item: AgendaItem, papers: Sequence[BoxPaper], due: int) -> dict[str, Any]:
    tally: Mapping[str, Any] = item.tally or {}
    return {
        "case": item.case_id, "due": due, "split_waits": tally["split_waits"], "pooled_in": item.pooled_in,
        "yes": tally["yes"], "no": tally["no"], "abstained": tally["abstained"],
        "papers": [to_plain(paper.published(is_open=not tally["split_waits"])) for paper in papers],
    }  # fmt: skip


def receipt_view(tx: Session, receipt: str) -> dict[str, Any]:
    """For whoever holds a receipt: whether its paper is in a box, and whether it was counted; never which way."""
    row = tx.execute(
        select(CouncilSession, AgendaItem)
        .join(BallotPaper, BallotPaper.session_id == CouncilSession.id)
        .join(
            AgendaItem,
            (AgendaItem.session_id == BallotPaper.session_id) & (AgendaItem.case_id == BallotPaper.case_id),
        )
        .where(BallotPaper.receipt == receipt, CouncilSession.mode == BallotMode.SECRET.value)
    ).first()
    if row is None:
        raise ReceiptUnknown()
    session, item = row
    return {
        "receipt": receipt, "session": session.id, "state": _state(session, item), "closed_at": session.closed_at,
        "split_waits": item.sealed is not None,
    }  # fmt: skip


def _state(session: CouncilSession, item: AgendaItem) -> str:
    if session.state == SessionState.ADJOURNED:
        return "void"
    if session.state not in COUNTED:
        return "in_box"
    return "not_counted" if item.passed is None else "counted"


def pools_view(tx: Session, items: Sequence[AgendaItem], actor: Actor) -> list[dict[str, Any]]:
    """The sums in which waiting splits of these cases were told, where the reader may see every case of the sum."""
    told_in = {item.pooled_in for item in items if item.pooled_in is not None}
    if not told_in:
        return []
    summed = tx.execute(select(AgendaItem.pooled_in, AgendaItem.case_id).where(AgendaItem.pooled_in.in_(told_in))).all()
    hidden = hidden_among(tx, actor, [case_id for _, case_id in summed])
    kept_back = {session_id for session_id, case_id in summed if case_id in hidden}
    wanted = select(PooledSplit).where(PooledSplit.session_id.in_(told_in - kept_back))
    return [
        {"session": one.session_id, "voters": one.voters, "papers": one.papers, "yes": one.yes, "no": one.no,
         "abstained": one.abstained}
        for one in tx.scalars(wanted.order_by(PooledSplit.session_id))
    ]  # fmt: skip


def _closed(tx: Session, session_id: str) -> tuple[CouncilSession, list[AgendaItem]]:
    """The session and what it counted; `BoxNotPublished` before closing, for open votes and unknown sessions alike."""
    session = tx.get(CouncilSession, session_id)
    if session is None or session.state not in COUNTED or session.mode != BallotMode.SECRET:
        raise BoxNotPublished()
    return session, [item for item in agenda_of(tx, session_id) if item.passed is not None]
