"""A person says whether two alike nominations are of one subject.

Owns: rulings on likeness, also of two who have one key. Promises: only what is alike is ruled on; the last word is
kept with its reason and said as an event; a unit cannot overrule a body above. Leaves to others: finding what is alike,
what a ruling changes (`judging_exclusivity`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.nomination.errors import IdentityIsExact, NotAlike, RuledFromAbove
from services.nomination.judging_exclusivity import described
from services.nomination.judging_holds import described_hold, holds_shown
from services.nomination.models import Hold, IdentityRuling, Nomination
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_nomination
from services.nomination.queries_heirs import followed_by
from services.nomination.queries_holds import held_of
from services.nomination.queries_identity import find_ruling
from services.nomination.queries_known import Candidate, gather, nominee_of
from services.nomination.queries_policies import in_force
from services.nomination.queries_units import get_unit
from services.nomination.rules.asked import fuzzy_percent
from services.nomination.rules.likeness import Described, Likeness, compare
from services.nomination.rules.namesakes import Bearer, Subject
from shared.clock import office_day
from shared.desk import Desk
from shared.erasure import ERASED
from shared.events.codec import from_plain
from shared.events.dossier import Nominee
from shared.events.nomination import IdentityRuled
from shared.permissions import authorize
from shared.work import Work


def rule_on_likeness(
    desk: Desk, work: Work, nomination_id: str, other_id: str, *, are_same: bool, reason: str
) -> IdentityRuling:
    """`other_id` is a nomination; for a body above also a hold, which names nobody's unit.

    Raises `Forbidden`, `IdentityIsExact` (nothing to rule on), `NotAlike`, `RuledFromAbove`.
    """
    nomination = get_nomination(work.tx, nomination_id)
    is_from_above = _authorize(work, nomination)
    other = _other(work.tx, nomination, other_id, with_holds=is_from_above)
    nominee = _nominee(work.tx, nomination)
    pair = nominee.ruled_under(other.bearer)
    near_from = _near_from(desk, work.tx, nomination, office_day(work.now))
    likeness = compare(_described(work.tx, nomination), other.described, fuzzy_percent=near_from)
    if not likeness.weight:
        raise NotAlike()
    ruling = find_ruling(work.tx, *pair, lock=True)
    if ruling is None:
        if nominee.is_surely(other.bearer):
            raise IdentityIsExact()
        one, two = sorted(pair)
        ruling = IdentityRuling(one=one, other=two)
        work.tx.add(ruling)
    elif ruling.is_from_above and not is_from_above:
        raise RuledFromAbove()
    ruling.are_same, ruling.is_from_above, ruling.reason = are_same, is_from_above, reason
    ruling.ruled_by, ruling.ruled_at = work.actor.subject, work.now
    work.tx.flush()
    work.emit(
        work.new_id(),
        IdentityRuled(
            case=nomination.id,
            other_case=other_id,
            nominee_key=nomination.nominee_key,
            other_key=other.bearer.key,
            are_same=are_same,
            is_from_above=is_from_above,
            weight=likeness.weight,
            reason=reason,
            **_marks(nominee, other.bearer),
        ),
    )
    return ruling


@dataclass(frozen=True, slots=True)
class _Other:
    bearer: Bearer
    described: Described


def _other(tx: Session, nomination: Nomination, other_id: str, *, with_holds: bool) -> _Other:
    hold = tx.get(Hold, other_id) if with_holds else None
    if hold is None:
        other = get_nomination(tx, other_id)
        return _Other(_nominee(tx, other).bearer, _described(tx, other))
    return _Other(held_of(hold).bearer, described_hold(held_of(hold), nomination))


def _nominee(tx: Session, row: Nomination) -> Subject:
    nominee = nominee_of(row, get_unit(tx, row.unit_id).name)
    follows = followed_by(tx, {row.unit_id})[row.unit_id]
    return replace(nominee, bearer=replace(nominee.bearer, follows=follows))


def _marks(nominee: Subject, other: Bearer) -> dict[str, str]:
    """Where the ruling is not kept under their keys."""
    person, other_person = nominee.ruled_under(other)
    if (person, other_person) == (nominee.bearer.key, other.key):
        return {}
    return {"person": person, "other_person": other_person}


def duplicates_of(desk: Desk, tx: Session, nomination: Nomination, day: date) -> list[dict[str, Any]]:
    """Cases of the same or a like subject for this award and year, the likeliest first, with the ruling if any.

    Not what is left of somebody erased: it has their key and nothing to compare or rule on.
    """
    known = gather(tx, [nomination], day)[nomination.id]
    here, near_from = _described(tx, nomination), _near_from(desk, tx, nomination, day)
    found = []
    for other in (one for one in known.others if one.name != ERASED):
        likeness = compare(here, described(other), fuzzy_percent=near_from)
        if other.nominee_key == nomination.nominee_key or likeness.is_worth_asking:
            found.append(_shown(tx, known.nominee, other, likeness))
    return sorted(found, key=lambda one: (not one["is_exact"], -one["weight"], one["nomination"]))


def holds_beside(tx: Session, nomination: Nomination, day: date) -> list[dict[str, Any]]:
    """Open holds that may mean the nominee, for whoever may rule on them."""
    return holds_shown(tx, nomination, _described(tx, nomination), day)


def _shown(tx: Session, nominee: Subject, other: Candidate, likeness: Likeness) -> dict[str, Any]:
    ruling = find_ruling(tx, *nominee.ruled_under(other.bearer))
    is_exact = ruling is None and nominee.is_surely(other.bearer)
    return {
        "nomination": other.case, "receipt": other.receipt, "unit": other.unit, "unit_name": other.unit_name,
        "award": other.award, "year": other.year, "nominee_name": other.name, "is_exact": is_exact,
        "weight": likeness.weight, "reasons": likeness.reasons, "ruling": ruling,
    }  # fmt: skip


def _near_from(desk: Desk, tx: Session, nomination: Nomination, day: date) -> int | None:
    """By the policy the dossier was sent under, or would be sent under on this day."""
    if nomination.policy is not None:
        return fuzzy_percent(desk.policies.pinned(tx, nomination.policy))
    return fuzzy_percent(in_force(desk.policies, tx, nomination.plan, day))


def _described(tx: Session, row: Nomination) -> Described:
    nominee = from_plain(Nominee, row.draft["nominee"])
    return Described(
        kind=nominee.kind, full_name=nominee.full_name, birth=nominee.birth, sex=nominee.sex, unit=row.unit_id,
        unit_name=get_unit(tx, row.unit_id).name,
    )  # fmt: skip


def _authorize(work: Work, nomination: Nomination) -> bool:
    """Whether a body above rules; the proposing unit may rule on its own nomination."""
    is_from_above = work.actor.role in PERMISSIONS["rule_on_likeness_from_above"].roles
    action = "rule_on_likeness_from_above" if is_from_above else "rule_on_likeness"
    bodies = {stage["unit"] for stage in (nomination.road or {"stages": []})["stages"]}
    authorize(PERMISSIONS, action, work.actor, own_unit=nomination.answering, above=bodies)
    return is_from_above
