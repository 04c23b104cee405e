"""Registering a unit's plan with its characteristic contents.

Owns: the act. Promises: each registration is a row of its own, the latest stands. Leaves to others: what the plan's
duties say of it (`rules.launching`).
"""

from __future__ import annotations

from collections.abc import Sequence

from services.nomination.actions_submission import publish_policy
from services.nomination.judging_launches import standing_of
from services.nomination.models_launches import RegisteredPlan
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_registrations import registrations_by
from services.nomination.queries_units import get_unit
from services.nomination.rules.launching import Shown, of_duty
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.launches import UnitPlanRegistered
from shared.permissions import authorize
from shared.work import Work


def register_plan(
    desk: Desk, work: Work, plan: str, unit_id: str, *, contents: Sequence[str], document: str
) -> RegisteredPlan:
    """The unit's plan with its characteristic contents, anew; too few are pointed out and stop nothing."""
    authorize(PERMISSIONS, "register_plan", work.actor, own_unit=unit_id)
    place = standing_of(desk, work, plan, unit_id)
    get_unit(work.tx, unit_id, lock=True)
    number = len(registrations_by(work.tx, plan, unit_id)) + 1
    owed = place.policy.plan.duties_counted_of(place.union.kind)
    duties = [duty for duty in owed if duty.is_shown_by_registration]
    contents = tuple(dict.fromkeys(contents))
    said = [of_duty(duty, Shown(contents=len(contents), registrations=number)) for duty in duties]
    levels = {kind for duty in duties for kind in duty.registered_with}
    # A plan that names no level has it registered with the union right above.
    bodies = tuple(body for body in place.above if body.kind in levels) or place.above[:1]
    row = RegisteredPlan(
        id=work.new_id(), plan=plan, unit_id=unit_id, unit_name=place.union.name, number=number,
        contents=list(contents), document=document, registered_with=to_plain(bodies), policy=place.policy.hash,
        evaluations=to_plain(said), registered_by=work.actor.subject, registered_at=work.now,
    )  # fmt: skip
    publish_policy(desk, work, place.policy)
    work.tx.add(row)
    work.tx.flush()
    registered = UnitPlanRegistered(
        registration=row.id, plan=plan, union=place.union, number=number, contents=contents, document=document,
        registered_with=bodies, evaluations=tuple(said),
    )  # fmt: skip
    work.emit(row.id, registered, policy=place.policy.hash)
    return row
