"""What nomination does on hearing of council sessions: who reads the dossiers there, and who no longer does.

Owns: what these events write. Promises: a recusal holds whichever comes first, it or the session.
Leaves to others: who is concerned (review), asking when somebody reads (`queries_council`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.nomination.models_council import CouncilCase, CouncilSeat, KeptOut
from shared.events.council import MemberRecused, RecusalDecided
from shared.events.envelope import Envelope
from shared.events.review import SessionOpened
from shared.work import Work


def on_session_opened(work: Work, event: SessionOpened, envelope: Envelope) -> None:
    for member in event.members:
        work.record(CouncilSeat.__table__, {"session_id": event.session, "member": member})
    for case in event.agenda:
        work.record(CouncilCase.__table__, {"session_id": event.session, "case_id": case})


def on_recusal(work: Work, event: MemberRecused | RecusalDecided, envelope: Envelope) -> None:
    """A weightier ground, or a decision, changes what stands."""
    row = KeptOut(session_id=event.session, case_id=event.case, member=event.member, decided=event.decided)
    work.tx.merge(row)


COUNCIL: Mapping[str, Callable[[Work, Any, Envelope], None]] = {
    "review.session_opened": on_session_opened,
    "review.member_recused": on_recusal,
    "review.recusal_decided": on_recusal,
}
