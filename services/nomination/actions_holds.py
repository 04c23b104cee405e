"""Holds: something is being verified about a subject, so that no award goes on (ND152 Art 4(4)).

Owns: entering and lifting holds. Promises: both name their document and stay readable; a case sent at the same moment
is held or named; none is entered that could meet nobody.
Leaves to others: whom a hold may mean (`rules.namesakes`); what it does to a case that is sent from now on (rule G08,
with a supplement, too); a case under way each body holds at its own stage, by hand: whoever enters the hold is told
which these are (`queries_holds.under_way`).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.actions_drafts import refuse_erased
from services.nomination.errors import HoldLiftedBefore
from services.nomination.models import Hold, Nomination, Unit
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_hold
from services.nomination.queries_holds import may_be_meant
from services.nomination.rules.namesakes import key_of_year
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.nomination import HoldEntered, HoldLifted
from shared.events.terms import HoldKind, SubjectKind
from shared.names import nominee_key
from shared.permissions import authorize
from shared.words import Words
from shared.work import Work


def enter_hold(
    desk: Desk, work: Work, *, nominee_kind: SubjectKind, full_name: str, kind: HoldKind, document: str,
    birth: str | None = None, unit: str | None = None,
) -> Hold:  # fmt: skip
    """Told by name and birth for a person, by name and unit for a collective: as `nominee_key` tells them.

    `InvalidInput` without either; `PersonWasErased` where nothing new is to be kept of them, as for a draft.
    """
    authorize(PERMISSIONS, "enter_hold", work.actor)
    is_person = nominee_kind is SubjectKind.INDIVIDUAL
    _refuse_nobody(work.tx, nominee_kind, birth, unit)
    key = nominee_key(nominee_kind, full_name, birth, within=unit)
    year_key = key_of_year(nominee_kind, key, full_name, birth)
    _hold_cases(work.tx, {key, year_key}, may_be_meant(key, full_name, birth if is_person else None))
    refuse_erased(work, key, full_name, None if is_person else unit, entries={key, year_key})
    hold = Hold(
        id=work.new_id(), nominee_key=key, year_key=year_key, nominee_name=full_name, kind=kind.value,
        document=document, entered_by=work.actor.subject, entered_at=work.now,
    )  # fmt: skip
    work.tx.add(hold)
    work.tx.flush()
    bound = kept_hash(Hold.__table__, nominee_name=full_name)
    said = HoldEntered(
        hold=hold.id, nominee_key=key, year_key=year_key, kind=kind, document=document, kept_sha256=bound
    )
    work.emit(hold.id, said)
    return hold


def _refuse_nobody(tx: Session, kind: SubjectKind, birth: str | None, unit: str | None) -> None:
    """A person without a birth, or a collective of no union that is on record, is the subject of no case."""
    if kind is SubjectKind.INDIVIDUAL:
        if birth is None:
            words = Words("Cần ngày sinh hoặc năm sinh của người được ghi nhận.", "The birth, or its year, is needed.")
            raise InvalidInput(places=[Place("birth", words, "hold.no_birth")])
    elif unit is None or tx.get(Unit, unit) is None:
        words = Words("Cần mã đơn vị đang có của tập thể.", "The collective's union is needed, as it is on record.")
        raise InvalidInput(places=[Place("unit", words, "hold.no_unit")])


def _hold_cases(tx: Session, keys: Collection[str], meant: ColumnElement[bool]) -> None:
    """Until the commit none of the subject is begun or sent up. Whoever sends one holds its row, then asks for holds:
    either G08 sees this hold, or the answer names the case. Rows come first, as whoever edits takes them; then those
    that were begun in between.
    """
    cases = select(Nomination.id).where(meant).order_by(Nomination.id).with_for_update()
    tx.execute(cases)
    ledger.hold_entries(tx, keys)
    tx.execute(cases)


def lift_hold(desk: Desk, work: Work, hold_id: str, *, document: str) -> Hold:
    """On a written conclusion."""
    authorize(PERMISSIONS, "lift_hold", work.actor)
    hold = get_hold(work.tx, hold_id)
    if hold.lifted_at is not None:
        raise HoldLiftedBefore()
    hold.lifted_by, hold.lifted_at, hold.lift_document = work.actor.subject, work.now, document
    work.emit(hold.id, HoldLifted(hold=hold.id, document=document))
    return hold
