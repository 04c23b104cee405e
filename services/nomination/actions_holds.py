"""Holds: something is being verified about a subject, so that no award goes on (ND152 Art 4(4)).

Owns: entering and lifting holds. Promises: both name their document and stay readable; a case sent at the same moment
is held or named.
Leaves to others: what a hold does to a case that is sent from now on (rule G08, with a supplement, too); a case under
way each body holds at its own stage, by hand: whoever enters the hold is told which these are (`queries.under_way`).
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.actions_drafts import refuse_erased
from services.nomination.errors import HoldLiftedBefore
from services.nomination.models import Hold, Nomination
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_hold
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.events.nomination import HoldEntered, HoldLifted
from shared.events.terms import HoldKind, SubjectKind
from shared.names import nominee_key
from shared.permissions import authorize
from shared.work import Work


def enter_hold(
    desk: Desk, work: Work, *, nominee_kind: SubjectKind, full_name: str, kind: HoldKind, document: str,
    birth: str | None = None, unit: str | None = None,
) -> Hold:  # fmt: skip
    """Told by name and birth for a person, by name and unit for a collective: as `nominee_key` tells them.

    `PersonWasErased` where nothing new is to be kept of them, as for a draft.
    """
    authorize(PERMISSIONS, "enter_hold", work.actor)
    key = nominee_key(nominee_kind, full_name, birth, within=unit)
    _hold_cases(work.tx, key)
    refuse_erased(work, key, full_name, None if nominee_kind is SubjectKind.INDIVIDUAL else unit)
    hold = Hold(
        id=work.new_id(), nominee_key=key, nominee_name=full_name, kind=kind.value, document=document,
        entered_by=work.actor.subject, entered_at=work.now,
    )  # fmt: skip
    work.tx.add(hold)
    work.tx.flush()
    bound = kept_hash(Hold.__table__, nominee_name=full_name)
    said = HoldEntered(hold=hold.id, nominee_key=key, kind=kind, document=document, kept_sha256=bound)
    work.emit(hold.id, said)
    return hold


_CASES = (
    select(Nomination.id).where(Nomination.nominee_key == bindparam("key")).order_by(Nomination.id).with_for_update()
)


def _hold_cases(tx: Session, key: str) -> None:
    """Until the commit none of the subject is begun or sent up. Whoever sends one holds its row, then asks for holds:
    either G08 sees this hold, or the answer names the case. Rows come first, as whoever edits takes them; then those
    that were begun in between.
    """
    tx.execute(_CASES, {"key": key})
    ledger.hold_entries(tx, [key])
    tx.execute(_CASES, {"key": key})


def lift_hold(desk: Desk, work: Work, hold_id: str, *, document: str) -> Hold:
    """On a written conclusion."""
    authorize(PERMISSIONS, "lift_hold", work.actor)
    hold = get_hold(work.tx, hold_id)
    if hold.lifted_at is not None:
        raise HoldLiftedBefore()
    hold.lifted_by, hold.lifted_at, hold.lift_document = work.actor.subject, work.now, document
    work.emit(hold.id, HoldLifted(hold=hold.id, document=document))
    return hold
