"""Who reads which corrections, recoveries and complaints, and what of them.

Owns: this choice. Promises: whoever decides, or keeps the book, reads what is of their body; the head of a union what
is about its awards, without births; a union the complaints it lodged itself; auditors everything. Leaves to others:
finding the rows (`queries_after`), who may do what (`permissions`), recording who was refused (`shared.web.commands`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, inspect, or_, select, true
from sqlalchemy.orm import Session

from services.registry.models import Award
from services.registry.models_after import Complaint, Recovery, Remedy
from services.registry.permissions import PERMISSIONS
from services.registry.queries_heirs import answered_for_by
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.permissions import authorize

Row = TypeVar("Row", Remedy, Recovery, Complaint)

_OF_A_UNION = (Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD)
_AS_AUDITOR: Mapping[type[Any], Callable[[Actor], None]] = {
    Remedy: lambda actor: authorize(PERMISSIONS, "read_remedies", actor),
    Recovery: lambda actor: authorize(PERMISSIONS, "read_recoveries", actor),
    Complaint: lambda actor: authorize(PERMISSIONS, "read_complaints", actor),
}
_OF_OWN_UNIT: Mapping[type[Any], Callable[[Actor, str | None], None]] = {
    Remedy: lambda actor, unit: authorize(PERMISSIONS, "read_remedies_of_own_unit", actor, own_unit=unit),
    Recovery: lambda actor, unit: authorize(PERMISSIONS, "read_recoveries_of_own_unit", actor, own_unit=unit),
    Complaint: lambda actor, unit: authorize(PERMISSIONS, "read_complaints_of_own_unit", actor, own_unit=unit),
}
_OF_BODY: Mapping[type[Any], Callable[[Actor, str | None], None]] = {
    Remedy: lambda actor, body: authorize(PERMISSIONS, "read_remedies_of_body", actor, holding_body=body),
    Recovery: lambda actor, body: authorize(PERMISSIONS, "read_recoveries_of_body", actor, holding_body=body),
    Complaint: lambda actor, body: authorize(PERMISSIONS, "read_complaints_of_body", actor, holding_body=body),
}


def rows_to_read(tx: Session, actor: Actor, kind: type[Row]) -> ColumnElement[bool]:
    """Which rows of the kind are the actor's to read; `Forbidden` for who reads none of it anywhere."""
    if actor.role is Role.AUDITOR:
        _AS_AUDITOR[kind](actor)
        return true()
    _authorize(actor, kind, actor.unit)
    own = answered_for_by(tx, actor.unit)
    if kind is Complaint and actor.role in _OF_A_UNION:
        # Of one that a release before entered, who lodged it is known and not for which union.
        is_unknown = Complaint.lodged_unit.is_(None) & (Complaint.lodged_by == actor.subject)
        return or_(Complaint.lodged_unit.in_(own), is_unknown)
    if actor.role is Role.GRASSROOTS_HEAD:
        # Asked of each row, for these are few and the book is long.
        is_own = func.coalesce(Award.successor_id, Award.unit_id).in_(own)
        return select(Award.id).where(Award.id == kind.award_id, is_own).exists()
    return kind.body.in_(own)


def read_one(tx: Session, actor: Actor, kind: type[Row], find: Callable[[Session, str], Row], row_id: str) -> Row:
    """The row; `Forbidden` where it is not the actor's to read."""
    own = rows_to_read(tx, actor, kind)
    row = find(tx, row_id)
    if tx.scalar(select(kind.id).where(kind.id == row_id, own)) is None:
        _authorize(actor, kind, None)
    return row


def as_read_by(actor: Actor, remedy: Remedy) -> dict[str, Any]:
    """The proposal; the birth it would enter is left empty for the head of the union, who decides nothing."""
    row = {column.key: getattr(remedy, column.key) for column in inspect(Remedy).columns}
    if actor.role is Role.GRASSROOTS_HEAD and "nominee_birth" in remedy.changes:
        row["changes"] = {**remedy.changes, "nominee_birth": None}
    return row


def _authorize(actor: Actor, kind: type[Row], whose: str | None) -> None:
    """`whose`: for which union or body the actor answers here; None: for nobody."""
    if actor.role is Role.GRASSROOTS_HEAD or (kind is Complaint and actor.role in _OF_A_UNION):
        _OF_OWN_UNIT[kind](actor, whose)
    else:
        _OF_BODY[kind](actor, whose)
