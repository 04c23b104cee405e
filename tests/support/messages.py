"""Events to send by hand: well formed, in the order and with the numbers a case asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from shared.events.catalog import data_of, kind_of, parts_of
from shared.events.envelope import GENESIS, Actor, Envelope, Trace
from shared.events.nomination import DraftWithdrawn
from shared.events.terms import CaseState, Role, Via
from shared.ids import new_id, new_salt

OFFICER = Actor("can-bo-1", Role.GRASSROOTS_OFFICER, "cdcs-1")


def envelope_of(fact: object, subject: str, sequence: int, *, position: int | None = None) -> Envelope:
    """An envelope as the relay would send it."""
    kind, data = kind_of(type(fact)), data_of(fact)
    event = Envelope(
        id=new_id(),
        source=kind.source,
        type=kind.name,
        version=kind.version,
        subject=subject,
        sequence=sequence,
        time=datetime.now(UTC),
        actor=OFFICER,
        trace=Trace(Via.API, new_id()),
        data=data,
        salt=new_salt(),
        parts=parts_of(kind, data, new_salt),
    )
    return event.placed(position or sequence, GENESIS)


def withdrawal(
    subject: str, sequence: int, *, reason: str = "Đã chuyển đơn vị", position: int | None = None
) -> Envelope:
    """A small event of the catalogue."""
    fact = DraftWithdrawn(case=subject, unit="cdcs-1", nominee_key="k1", reason=reason, from_state=CaseState.DRAFT)
    return envelope_of(fact, subject, sequence, position=position)


def redelivered(event: Envelope, **changes: object) -> Envelope:
    return replace(event, **changes)
