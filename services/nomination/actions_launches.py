"""Launching a movement, ending or taking back a launch.

Owns: these acts. Promises: what the plan's gate asks is settled before a movement is launched (G21 blocks); a launch
stays as it was, its end is an act of its own with a reason, of whoever follows a union that is no more; the owner's row
is held while its pilots are counted.
Leaves to others: what is asked (`judging_launches`), coverage of the plan's targets (the registry).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.nomination.actions_submission import publish_policy
from services.nomination.errors import LaunchOutsidePlan, LaunchOver
from services.nomination.judging_launches import (
    Form,
    Intended,
    Standing,
    ask,
    intend,
    refuse_twice,
    standing_of,
    unions_on,
)
from services.nomination.models_launches import Launch
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_heirs import going_on_with
from services.nomination.queries_launches import ENDED, WITHDRAWN, get_launch
from services.nomination.queries_units import get_unit, path_up
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.launches import LaunchEnded, LaunchWithdrawn, MovementLaunched
from shared.permissions import authorize
from shared.verdicts import Evaluation
from shared.work import Work


def launch_movement(desk: Desk, work: Work, plan: str, unit_id: str, form: Form) -> Launch:
    """The unit launches; `LaunchBlocked` where G21 or a clause of the plan blocks. What only warns is on record."""
    authorize(PERMISSIONS, "launch_movement", work.actor, own_unit=unit_id)
    place, launch_id = standing_of(desk, work, plan, unit_id), work.new_id()
    intended = intend(place.policy, form, launch_id, office_day(work.now))
    # Pilots and other launches are counted with this one; nobody else may add to them meanwhile.
    get_unit(work.tx, place.owner, lock=True)
    refuse_twice(work, place, intended)
    said = ask(work, place, intended)
    columns = dataclasses.asdict(intended) | {"scope": intended.scope.value}
    row = Launch(
        id=launch_id, plan=plan, unit_id=unit_id, unit_name=place.union.name, owner_id=place.owner,
        document=form.document, policy=place.policy.hash, evaluations=to_plain(said),
        launched_by=work.actor.subject, launched_at=work.now, **columns,
    )  # fmt: skip
    publish_policy(desk, work, place.policy)
    work.tx.add(row)
    work.tx.flush()
    work.emit(launch_id, _said(row, place, intended, said), policy=place.policy.hash)
    return row


def _said(row: Launch, place: Standing, intended: Intended, said: Sequence[Evaluation]) -> MovementLaunched:
    own = {field.name: getattr(intended, field.name) for field in dataclasses.fields(intended)}
    return MovementLaunched(
        launch=row.id, plan=row.plan, union=place.union, owner=place.owner, told=next(iter(place.above), None),
        document=row.document, evaluations=tuple(said), **own,
    )  # fmt: skip


def end_launch(
    desk: Desk, work: Work, launch_id: str, *, reason: str, document: str, last_day: date | None = None
) -> Launch:
    """It ran until `last_day` (None: today), before its day."""
    row = _open(work, launch_id, "end_launch")
    today = office_day(work.now)
    last_day = last_day or today
    if not row.first <= last_day <= min(today, row.last):
        raise LaunchOutsidePlan(
            f"Ngày kết thúc phải từ {row.first:%d/%m/%Y} đến {min(today, row.last):%d/%m/%Y}.",
            f"the last day lies from {row.first} to {min(today, row.last)}",
        )
    row.last_day = last_day
    _close(work, row, ENDED, reason, document)
    work.emit(row.id, LaunchEnded(last_day=last_day, **_common(work, row, reason, document)))
    return row


def withdraw_launch(desk: Desk, work: Work, launch_id: str, *, reason: str, document: str) -> Launch:
    """Launched in error: it counts for nothing any more, and stays readable."""
    row = _open(work, launch_id, "withdraw_launch")
    _close(work, row, WITHDRAWN, reason, document)
    work.emit(row.id, LaunchWithdrawn(**_common(work, row, reason, document)))
    return row


def _open(work: Work, launch_id: str, act: str) -> Launch:
    row = get_launch(work.tx, launch_id, lock=True)
    goes_on = going_on_with(work.tx, row.unit_id)
    # Of a union that split each goes on with what it had launched, so each may say that it is over.
    own = work.actor.unit if work.actor.unit in goes_on else goes_on[0]
    authorize(PERMISSIONS, act, work.actor, own_unit=own)
    if row.outcome is not None:
        raise LaunchOver()
    return row


def _close(work: Work, row: Launch, outcome: str, reason: str, document: str) -> None:
    row.outcome, row.end_reason, row.end_document = outcome, reason, document
    row.ended_by, row.ended_at = work.actor.subject, work.now


def _common(work: Work, row: Launch, reason: str, document: str) -> dict[str, Any]:
    union, *above = unions_on(path_up(work.tx, row.unit_id, office_day(work.now)))
    return {
        "launch": row.id, "plan": row.plan, "union": union, "name": row.name, "told": next(iter(above), None),
        "reason": reason, "document": document,
    }  # fmt: skip
