"""Whether somebody may act on a case: the table, and that their role is the one of the stage.

Owns: asking both. Promises: authority before state, so that a stranger learns nothing. Leaves to others: the rows.
"""

from __future__ import annotations

from services.review.cases import units_on_road
from services.review.models import Case
from services.review.permissions import PERMISSIONS
from services.review.rules.chain import acts_at
from shared.errors import Forbidden
from shared.events.envelope import Actor
from shared.events.terms import CaseState, StageKind
from shared.permissions import authorize


def authorize_at_stage(action: str, actor: Actor, case: Case, *, state: CaseState | None = None) -> None:
    """`Forbidden` unless the actor's role acts at the case's stage and the table lets it; then `WrongState`."""
    if not acts_at(actor.role, StageKind(case.stage_kind)):
        raise Forbidden(
            "Vai trò của bạn không xử lý ở cấp này.", f"the role {actor.role} does not act at a {case.stage_kind} stage"
        )
    authorize_on_road(action, actor, case, state=state)


def authorize_on_road(action: str, actor: Actor, case: Case, *, state: CaseState | None = None) -> None:
    """The table alone."""
    authorize(
        PERMISSIONS,
        action,
        actor,
        own_unit=case.unit,
        holding_body=case.body,
        above=units_on_road(case),
        state=state or case.is_in,
    )
