"""Whether a council member may read a dossier: called to a session with it, and kept out of it by none.

Owns: the select. Promises: whoever is recused anywhere reads nothing of the case, whatever other session they sit in;
before a session names them nobody reads by their seat alone. Leaves to others: every other role (`permissions`).
"""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.nomination.models_council import CouncilCase, CouncilSeat, KeptOut

LIFTED = "lifted"


def may_read_in_council(tx: Session, member: str, case: str) -> bool:
    """Review decides who is concerned; here its word is obeyed."""
    is_called = exists().where(
        CouncilSeat.session_id == CouncilCase.session_id, CouncilSeat.member == member, CouncilCase.case_id == case
    )
    is_kept_out = exists().where(KeptOut.case_id == case, KeptOut.member == member, KeptOut.decided != LIFTED)
    return bool(tx.scalar(select(is_called & ~is_kept_out)))
