"""Who may do what, where, in which state: one table per service, read from top to bottom.

Owns: the form of the table and asking it. Promises: an action without a row is nobody's; a refusal says why.
Leaves to others: the rows (`services/*/permissions.py`), recording refusals (`shared.web.commands`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.acts import ACTS
from shared.errors import Conflict, Forbidden
from shared.events.envelope import Actor
from shared.events.terms import CaseState, Role
from shared.vocabulary import STATES, worded


class Jurisdiction(StrEnum):
    """Where an actor's word counts."""

    OWN_UNIT = "own_unit"  # the unit of the token is the unit that proposes
    HOLDING_BODY = "holding_body"  # the unit of the token is the body that holds the case now
    AREA = "area"  # the unit of the token is a body above, in an advisory role
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Permission:
    """`roles` may do `action` while the record is in one of `states` (None: records without states)."""

    action: str
    roles: frozenset[Role]
    jurisdiction: Jurisdiction
    states: frozenset[CaseState] | None = None


class WrongState(Conflict):
    code = "record.wrong_state"


def table(rows: Iterable[Permission]) -> Mapping[str, Permission]:
    """The permissions by action; an action stands once, and is either for people or for services."""
    found: dict[str, Permission] = {}
    for row in rows:
        if row.action in found:
            raise ValueError(f"{row.action} has two rows")
        if Role.SERVICE in row.roles and len(row.roles) > 1:
            raise ValueError(f"{row.action} is for services or for people, never for both")
        found[row.action] = row
    return found


def authorize(
    permissions: Mapping[str, Permission],
    action: str,
    actor: Actor,
    *,
    own_unit: str | None = None,
    holding_body: str | None = None,
    above: Iterable[str] = (),
    state: CaseState | None = None,
) -> None:
    """Refuse unless `actor` may do `action` on this record. Authority is asked before state, so that somebody
    without authority learns nothing about the record."""
    authorize_in_any_state(
        permissions, action, actor, own_unit=own_unit, holding_body=holding_body, above=above
    )
    refuse_state(permissions, action, state)


def authorize_in_any_state(
    permissions: Mapping[str, Permission],
    action: str,
    actor: Actor,
    *,
    own_unit: str | None = None,
    holding_body: str | None = None,
    above: Iterable[str] = (),
) -> None:
    """Role and place alone, where the version is asked before the state: `refuse_state` has to follow."""
    row = permissions.get(action)
    if row is None or actor.role not in row.roles:
        raise Forbidden(
            f"Vai trò của bạn không được thực hiện việc này: {worded(ACTS, action).vi}.",
            f"the role {actor.role} may not {action}",
        )
    allowed = {
        Jurisdiction.OWN_UNIT: own_unit is not None and actor.unit == own_unit,
        Jurisdiction.HOLDING_BODY: holding_body is not None and actor.unit == holding_body,
        Jurisdiction.AREA: actor.unit in set(above),
        Jurisdiction.EVERYWHERE: True,
    }[row.jurisdiction]
    if not allowed:
        raise Forbidden(
            "Hồ sơ này không thuộc phạm vi của đơn vị bạn.", f"{actor.unit} has no jurisdiction here for {action}"
        )


def refuse_state(permissions: Mapping[str, Permission], action: str, state: CaseState | None) -> None:
    """`WrongState` unless the record is in a state the action may start from."""
    row = permissions[action]
    if row.states is not None and state not in row.states:
        wanted = ", ".join(sorted(item.value for item in row.states))
        raise WrongState(
            "Không thể thực hiện khi hồ sơ " + (f"ở trạng thái “{worded(STATES, state).vi}”." if state else "chưa có."),
            f"{action} is not possible in state {state}; possible in: {wanted}",
        )
