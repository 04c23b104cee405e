"""Taking a merger or split that was entered in error out of the tree of units again.

Owns: that act. Promises: the entry stays and a new record with reason and paper takes it back; refused while something
rests on it, with what that is. Leaves to others: entering one (`actions_units`), moving back what a migration moved
(review).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.nomination.changes import mark_changed
from services.nomination.errors import NothingToTakeBack, SuccessionRestedOn
from services.nomination.models import (
    Nomination,
    NominationList,
    QuotaPlace,
    SuccessionTakenBack,
    Unit,
    UnitParent,
    UnitSuccession,
)
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_heirs import followed_by
from services.nomination.queries_units import get_unit, successions_of
from services.nomination.rules.asked import held_by
from shared.desk import Desk
from shared.events import nomination as events
from shared.events.terms import CaseState
from shared.permissions import authorize
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work

_OVER = (CaseState.NOT_AWARDED.value, CaseState.WITHDRAWN.value, CaseState.CANCELLED.value)
_NAMED = 5


def take_back_succession(
    desk: Desk, work: Work, unit_id: str, *, seen: int | None, reason: str, document: str
) -> Unit:
    """The unit goes on as it was before its merger or split; `SuccessionRestedOn` says what has to be undone first."""
    authorize(PERMISSIONS, "take_back_succession", work.actor)
    unit = get_unit(work.tx, unit_id, lock=True)
    refuse_stale(unit, seen)
    entered = successions_of(work.tx, unit.id)
    if not entered:
        raise NothingToTakeBack()
    _refuse_rested_on(work.tx, unit.id, entered)
    first = entered[0]
    back = SuccessionTakenBack(
        unit_id=unit.id, number=first.number, reason=reason, document=document, ordered_by=work.actor.subject,
        ordered_at=work.now,
    )  # fmt: skip
    work.tx.add(back)
    unit.valid_to = first.unit_valid_to
    mark_changed(unit, work, "take_back_succession")
    said = events.SuccessionTakenBack(
        unit=unit.id, successors=tuple(one.successor_id for one in entered), valid_to=unit.valid_to, reason=reason,
        document=document,
    )  # fmt: skip
    work.emit(unit.id, said)
    return unit


def _refuse_rested_on(tx: Session, unit: str, entered: Sequence[UnitSuccession]) -> None:
    heirs = [one.successor_id for one in entered]
    for found, words in (
        (_followed(tx, heirs), Words("đơn vị kế thừa đã chấm dứt", "a successor ended since")),
        (_passed(tx, unit, heirs), Words("hồ sơ, danh sách đã chuyển", "cases or lists that passed")),
        (_begun(tx, entered), Words("hồ sơ mở từ khi kế thừa", "nominations begun at a successor since")),
        (_placed(tx, entered), Words("đơn vị được xếp vào", "units placed under a successor since")),
    ):
        if found:
            named = ", ".join(found)
            raise SuccessionRestedOn(
                f"Đã có việc dựa vào việc kế thừa này: {words.vi} ({named}).", f"It is rested on: {words.en} ({named})"
            )


def _followed(tx: Session, heirs: Sequence[str]) -> list[str]:
    return [heir for heir in heirs if successions_of(tx, heir)]


def _passed(tx: Session, unit: str, heirs: Sequence[str]) -> list[str]:
    """What a migration passed and nobody moved back: cases, drafts, lists, places that awards of the year used."""
    its = sorted(followed_by(tx, [unit])[unit])  # what it went on with itself passed on with it
    case = and_(Nomination.unit_id.in_(its), Nomination.successor_id.in_(heirs))
    draft = and_(Nomination.unit_id.in_(heirs), Nomination.drafted_at == unit)
    lists = select(NominationList.id).where(
        NominationList.unit_id.in_(its), NominationList.successor_id.in_(heirs)
    )
    of_an_heir = or_(*(QuotaPlace.account_id.endswith(held_by(heir), autoescape=True) for heir in heirs))
    places = select(QuotaPlace.case_id).where(QuotaPlace.case_id == Nomination.id, of_an_heir)
    counted = and_(Nomination.unit_id.in_(its), places.exists())
    cases = tx.execute(select(Nomination.receipt, Nomination.id).where(or_(case, draft, counted)).limit(_NAMED))
    return [*(receipt or key for receipt, key in cases), *tx.scalars(lists.limit(_NAMED))]


def _begun(tx: Session, entered: Sequence[UnitSuccession]) -> list[str]:
    """What a successor began since: the people of the unit that ended may be among it. What is over binds nobody."""
    since = or_(
        *(and_(Nomination.unit_id == one.successor_id, Nomination.created_at > one.ordered_at) for one in entered)
    )
    wanted = select(Nomination.receipt, Nomination.id).where(since, Nomination.state.not_in(_OVER))
    return [receipt or key for receipt, key in tx.execute(wanted.order_by(Nomination.id).limit(_NAMED))]


def _placed(tx: Session, entered: Sequence[UnitSuccession]) -> list[str]:
    since = or_(
        *(and_(UnitParent.parent_id == one.successor_id, UnitParent.valid_from >= one.valid_from) for one in entered)
    )
    return list(tx.scalars(select(UnitParent.unit_id).where(since).order_by(UnitParent.unit_id).limit(_NAMED)))
