"""Registering a unit's plan with its characteristic contents, or its pledge.

Owns: the act. Promises: each registration is a row of its own, the latest of a kind stands. Leaves to others: what the
plan's duties say of it (`rules.launching`).
"""

from __future__ import annotations

from collections.abc import Sequence

from services.nomination.actions_submission import publish_policy
from services.nomination.judging_launches import Standing, standing_of
from services.nomination.models_launches import Registration
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_registrations import registrations_by
from services.nomination.queries_units import get_unit
from services.nomination.rules.launching import Shown, of_duty
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.launches import UnionRef, UnitPlanRegistered
from shared.events.terms import RegistrationKind
from shared.permissions import authorize
from shared.policy.unit_duties import UnitDuty
from shared.work import Work


def register_plan(
    desk: Desk, work: Work, plan: str, unit_id: str, *, contents: Sequence[str], document: str,
    kind: RegistrationKind = RegistrationKind.PLAN,
) -> Registration:  # fmt: skip
    """The unit's plan with its contents, or its pledge, anew; what falls short is pointed out and stops nothing."""
    authorize(PERMISSIONS, "register_plan", work.actor, own_unit=unit_id)
    place = standing_of(desk, work, plan, unit_id)
    get_unit(work.tx, unit_id, lock=True)
    before = registrations_by(work.tx, plan, unit_id)
    of_kind = 1 + sum(one.kind == kind for one in before)
    duties = [duty for duty in place.policy.plan.duties_counted_of(place.union.kind) if duty.is_shown_by(kind)]
    contents = tuple(dict.fromkeys(contents))
    said = [of_duty(duty, _shown(kind, len(contents), of_kind)) for duty in duties]
    bodies = _registered_with(place, duties)
    row = Registration(
        id=work.new_id(), plan=plan, unit_id=unit_id, unit_name=place.union.name, number=len(before) + 1,
        kind=kind.value, contents=list(contents), document=document, registered_with=to_plain(bodies),
        policy=place.policy.hash, evaluations=to_plain(said), registered_by=work.actor.subject,
        registered_at=work.now,
    )  # fmt: skip
    publish_policy(desk, work, place.policy)
    work.tx.add(row)
    work.tx.flush()
    registered = UnitPlanRegistered(
        registration=row.id, plan=plan, union=place.union, number=row.number, contents=contents, document=document,
        registered_with=bodies, evaluations=tuple(said), kind=kind,
    )  # fmt: skip
    work.emit(row.id, registered, policy=place.policy.hash)
    return row


def _shown(kind: RegistrationKind, contents: int, times: int) -> Shown:
    return Shown(pledges=times) if kind is RegistrationKind.PLEDGE else Shown(contents=contents, registrations=times)


def _registered_with(place: Standing, duties: Sequence[UnitDuty]) -> tuple[UnionRef, ...]:
    """The bodies of the levels the duties name; a plan that names none has it registered with the union right above."""
    levels = {level for duty in duties for level in duty.registered_with}
    return tuple(body for body in place.above if body.kind in levels) or place.above[:1]
