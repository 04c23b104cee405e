"""The box of a session: papers in, papers out, and shaking it so that no row shows when it came.

Owns: reading and writing papers. Promises: after each secret ballot every paper of the session was written by the same
transaction, in the order of receipts, which is no order of time. Leaves to others: who may vote (`ballots`), counting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from services.review.council_models import BallotPaper
from shared.ballot_box import Paper, receipt_of
from shared.events.terms import BallotChoice
from shared.rows import insert_rows

_PAPERS: Any = BallotPaper.__table__
_OF_THE_SESSION = _PAPERS.c.session_id == bindparam("session")
_IN_THE_BOX, _EMPTY_THE_BOX = select(_PAPERS).where(_OF_THE_SESSION), delete(_PAPERS).where(_OF_THE_SESSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPaper:
    """A paper as it lies in the box; `member` only in an open vote."""

    receipt: str
    case_id: str
    choice: BallotChoice
    number: str
    member: str | None

    def is_bound(self, session_id: str) -> bool:
        """Whether it is still what its receipt commits to."""
        return self.receipt == receipt_of(
            session=session_id, case=self.case_id, choice=self.choice, number=self.number
        )

    def published(self, *, is_open: bool) -> Paper:
        """As it is told: opened, or its receipt alone."""
        if not is_open:
            return Paper(receipt=self.receipt)
        return Paper(receipt=self.receipt, choice=self.choice, number=self.number)


def put_papers(tx: Session, papers: Sequence[Mapping[str, Any]]) -> None:
    """Add the papers of an open vote: they bear names, so their order tells nothing new."""
    insert_rows(tx, _PAPERS, papers)


def shake_in(tx: Session, session_id: str, papers: Sequence[Mapping[str, Any]] = ()) -> None:
    """Add papers and write the whole box of the session anew. The caller holds the session's lock."""
    kept = [dict(row) for row in tx.execute(_IN_THE_BOX, {"session": session_id}).mappings()]
    tx.execute(_EMPTY_THE_BOX, {"session": session_id})
    insert_rows(tx, _PAPERS, sorted([*kept, *papers], key=lambda paper: str(paper["receipt"])))


def box_of(tx: Session, session_id: str) -> dict[str, list[BoxPaper]]:
    """Papers by case, in the order of their receipts."""
    paper = BallotPaper
    wanted = select(paper.receipt, paper.case_id, paper.choice, paper.number, paper.member)
    box: dict[str, list[BoxPaper]] = {}
    for receipt, case_id, choice, number, member in tx.execute(
        wanted.where(paper.session_id == session_id).order_by(paper.receipt)
    ):
        found = BoxPaper(receipt=receipt, case_id=case_id, choice=BallotChoice(choice), number=number, member=member)
        box.setdefault(case_id, []).append(found)
    return box
