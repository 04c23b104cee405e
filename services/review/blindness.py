"""What a concerned person does not see: the case, its numbers, its place in lists and totals (domain.md §6, M09).

Owns: the one condition by which every read of review leaves such cases out. Promises: a hidden case answers like one
that does not exist; a personal interest hides it in every role, a hand in it from the council seat only; hidden before
any session exists, as soon as the relation is known. Leaves to others: who is concerned (`rules.recusal`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, false, func, not_, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from services.review.council_models import Declaration, Recusal
from services.review.models import Case, HeardVersion, StageRun
from services.review.recusal_queries import STANDS, Kind, is_about
from services.review.rules.recusal import PERSONAL, Decided
from shared.events.envelope import Actor
from shared.events.terms import Role


def is_hidden_from(actor: Actor) -> ColumnElement[bool]:
    """A condition on `Case`: true for the cases this person must not see, false for all others, never unknown: most
    callers ask for what is *not* hidden, and a case without a successor would answer neither."""
    hidden = _has_personal_interest(actor.subject)
    if actor.role is Role.COUNCIL_MEMBER:
        hidden = or_(hidden, _has_a_hand(actor.subject))
    return func.coalesce(hidden, false())


def hidden_among(tx: Session, actor: Actor, case_ids: Collection[str]) -> frozenset[str]:
    """Those of the cases the actor must not see."""
    wanted = select(Case.id).where(Case.id.in_(list(case_ids)), is_hidden_from(actor))
    return frozenset(tx.scalars(wanted))


def _has_personal_interest(person: str) -> ColumnElement[bool]:
    grounds = [ground.value for ground in PERSONAL]
    return or_(
        exists().where(_is_of(person), STANDS, Recusal.ground.in_(grounds)),
        is_about(_declared(person, Kind.KIN, Kind.MYSELF)),
    )


def _has_a_hand(member: str) -> ColumnElement[bool]:
    other = aliased(Case)
    named_before = select(HeardVersion.former_key).join(other, other.id == HeardVersion.case_id)
    nominated = [select(other.nominee_key), named_before.where(HeardVersion.former_key.is_not(None))]
    by_them = [is_about(keys.where(other.submitted_by == member)) for keys in nominated]
    units = _declared(member, Kind.UNIT)
    is_lifted = exists().where(_is_of(member), Recusal.decided == Decided.LIFTED.value)
    handled = or_(StageRun.received_by == member, StageRun.passed_by == member)
    return or_(
        exists().where(_is_of(member), STANDS),
        Case.submitted_by == member,
        exists().where(HeardVersion.case_id == Case.id, HeardVersion.sent_by == member),
        exists().where(StageRun.case_id == Case.id, handled),
        and_(
            or_(Case.unit.in_(units), Case.successor_id.in_(units), *by_them),
            not_(is_lifted),
        ),
    )


def _is_of(person: str) -> ColumnElement[bool]:
    return and_(Recusal.case_id == Case.id, Recusal.member == person)


def _declared(person: str, *kinds: Kind) -> CompoundSelect[Any]:
    standing = (Declaration.person == person, Declaration.withdrawn_at.is_(None), Declaration.kind.in_(kinds))
    by_year = select(Declaration.about_year).where(*standing, Declaration.about_year.is_not(None))
    return union_all(select(Declaration.about).where(*standing), by_year)
