"""Mandates: giving, taking back, and acting under one.

Owns: these acts. Promises: whoever acts for another does so in the giver's role at the giver's unit, with both names in
every transition and event; a mandate that is over, revoked or somebody else's is refused before anything is read.
Leaves to others: what a mandate covers (`rules.delegation`), asking it of each case (`authority`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.authority import Delegate
from services.review.council_errors import MandateAbsent, MandateNotInForce, MandateRefused
from services.review.council_models import MandateRow
from services.review.permissions import PERMISSIONS
from services.review.rules.delegation import Mandate, why_no_time, why_not_given, why_not_in_force
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Conflict, InvalidInput, Place
from shared.events.council import MandateGranted, MandateRevoked
from shared.events.envelope import Actor
from shared.events.terms import Role, StageKind
from shared.permissions import authorize
from shared.policy import PolicySet
from shared.words import Words
from shared.work import Work


def give_mandate(
    desk: Desk,
    work: Work,
    *,
    delegate: str,
    stages: Sequence[StageKind],
    awards: Sequence[str],
    first: date,
    last: date,
    document: str,
    most_days: int | None = None,
) -> MandateRow:
    """Let `delegate` act for the acting person from `first` to `last`; `MandateRefused` says why it cannot be."""
    authorize(PERMISSIONS, "give_mandate", work.actor)
    _refuse_unknown(desk.policies.policies, awards)
    giver = work.actor
    mandate = Mandate(
        id=work.new_id(), giver=giver.subject, delegate=delegate, role=giver.role, unit=giver.unit,
        stages=tuple(stages), awards=tuple(awards), first=first, last=last, document=document,
    )  # fmt: skip
    if (words := why_no_time(mandate, today=office_day(work.now))) is not None:
        raise InvalidInput(places=[Place("last", words)])
    against = why_not_given(mandate, giver_acts_for=giver.on_behalf_of, most_days=most_days)
    if against is not None:
        raise MandateRefused(against.vi, against.en)
    row = MandateRow(
        id=mandate.id, giver=mandate.giver, delegate=delegate, role=mandate.role.value, unit=mandate.unit,
        stages=[stage.value for stage in stages], awards=list(awards), first=first, last=last, document=document,
        given_at=work.now,
    )  # fmt: skip
    work.tx.add(row)
    work.emit(
        row.id,
        MandateGranted(
            mandate=row.id, giver=row.giver, delegate=delegate, role=mandate.role, unit=row.unit,
            stages=mandate.stages, awards=mandate.awards, first=first, last=last, document=document,
        ),
    )  # fmt: skip
    return row


def _refuse_unknown(policies: PolicySet, awards: Sequence[str]) -> None:
    """`InvalidInput` naming codes no rulebook has: a mandate for those would cover nothing, and nobody would know."""
    known = {award.code for rulebook in policies.rulebooks.values() for award in rulebook.awards}
    words = Words("Danh mục không có mã hình thức khen thưởng này.", "No rulebook has an award of this code.")
    if places := [Place(f"awards[{at}]", words) for at, code in enumerate(awards) if code not in known]:
        raise InvalidInput(places=places)


def revoke_mandate(work: Work, mandate_id: str, *, reason: str) -> MandateRow:
    """Take it back at once: the giver, or an administrator."""
    authorize(PERMISSIONS, "revoke_mandate", work.actor)
    row = work.tx.get(MandateRow, mandate_id, with_for_update=True, populate_existing=True)
    if row is None or (work.actor.subject != row.giver and work.actor.role is not Role.ADMINISTRATOR):
        raise MandateAbsent()
    if row.revoked_at is not None:
        raise Conflict("Ủy quyền đã bị thu hồi trước đó.", "The mandate was revoked before.")
    row.revoked_at, row.revoked_by, row.revoked_for = work.now, work.actor.subject, reason
    work.emit(row.id, MandateRevoked(mandate=row.id, giver=row.giver, delegate=row.delegate, reason=reason))
    return row


def under_mandate(work: Work, mandate_id: str) -> Work:
    """The same work, done by the delegate in the giver's name; `MandateNotInForce` says why it cannot be."""
    row = work.tx.get(MandateRow, mandate_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise MandateNotInForce("Không có văn bản ủy quyền này.", "There is no such mandate.")
    mandate = _mandate_of(row)
    against = why_not_in_force(mandate, delegate=work.actor.subject, on=office_day(work.now))
    if against is not None:
        raise MandateNotInForce(against.vi, against.en)
    delegate = Delegate(
        work.actor.subject, mandate.role, mandate.unit, mandate.giver, work.actor.session, mandate
    )  # fmt: skip
    return replace(work, actor=delegate)


def list_mandates(tx: Session, actor: Actor) -> Sequence[MandateRow]:
    """Those one gave or holds; auditors and administrators see all."""
    wanted = select(MandateRow).order_by(MandateRow.id)
    if actor.role not in PERMISSIONS["read_every_case"].roles:
        wanted = wanted.where(or_(MandateRow.giver == actor.subject, MandateRow.delegate == actor.subject))
    return tx.scalars(wanted).all()


def _mandate_of(row: MandateRow) -> Mandate:
    return Mandate(
        id=row.id, giver=row.giver, delegate=row.delegate, role=Role(row.role), unit=row.unit,
        stages=tuple(StageKind(stage) for stage in row.stages), awards=tuple(row.awards), first=row.first,
        last=row.last, document=row.document, revoked_on=office_day(row.revoked_at) if row.revoked_at else None,
    )  # fmt: skip
