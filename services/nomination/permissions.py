"""Who may do what with units, drafts, lists and holds.

Owns: the permissions of the nomination service. Promises: an action without a row is nobody's.
Leaves to others: asking the table (`shared.permissions.authorize`).
"""

from __future__ import annotations

from shared.events.terms import CaseState, Role
from shared.permissions import Jurisdiction, Permission, table

_UNIT = frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD})
_ABOVE = frozenset(
    {Role.AREA_OFFICER, Role.INTERMEDIATE_REVIEWER, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER, Role.SIGNER}
)
# Every level launches for itself: its officer or head, its reviewer, its office or signer.
_LAUNCHING = _UNIT | {Role.INTERMEDIATE_REVIEWER, Role.COUNCIL_SECRETARY, Role.SIGNER}
_JUDGING_IDENTITY = frozenset({Role.INTERMEDIATE_REVIEWER, Role.COUNCIL_SECRETARY})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_IN_PREPARATION = frozenset({CaseState.DRAFT, CaseState.RETURNED})
# What was sent its head takes back, who answered for sending it (domain §6). Review decides whether that still comes
# in time; what is decided cannot be asked back at all.
_WITHDRAWABLE = frozenset(CaseState) - {
    CaseState.DRAFT, CaseState.AWARDED, CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.PUBLISHED,
    CaseState.PRESENTED, CaseState.CANCELLED, CaseState.ARCHIVED,
}  # fmt: skip

_OWN = Jurisdiction.OWN_UNIT
_EVERYWHERE = Jurisdiction.EVERYWHERE

PERMISSIONS = table(
    (
        Permission("create", _UNIT, _OWN),
        Permission("edit", _UNIT, _OWN, _IN_PREPARATION),
        Permission("attach_paper", _UNIT, _OWN, _IN_PREPARATION),
        Permission("remove_paper", _UNIT, _OWN, _IN_PREPARATION),
        Permission("check", _UNIT, _OWN, _IN_PREPARATION),
        Permission("submit", _UNIT, _OWN, frozenset({CaseState.DRAFT})),
        Permission("resubmit", _UNIT, _OWN, frozenset({CaseState.RETURNED})),
        Permission("drop_draft", _UNIT, _OWN, frozenset({CaseState.DRAFT})),
        Permission("withdraw", frozenset({Role.GRASSROOTS_HEAD}), _OWN, _WITHDRAWABLE),
        Permission("rule_on_likeness", _UNIT, _OWN),
        Permission("rule_on_likeness_from_above", _JUDGING_IDENTITY, Jurisdiction.AREA),
        Permission("import_list", _UNIT, _OWN),
        Permission("attach_list_paper", _UNIT, _OWN),
        Permission("remove_list_paper", _UNIT, _OWN),
        Permission("record_meeting", _UNIT, _OWN),
        Permission("submit_list", _UNIT, _OWN),
        Permission("read_own", _UNIT, _OWN),
        Permission("read_from_above", _ABOVE, Jurisdiction.AREA),
        Permission("read_all", frozenset({Role.AUDITOR, Role.ADMINISTRATOR}), _EVERYWHERE),
        Permission("read_units", frozenset(Role) - {Role.SERVICE}, _EVERYWHERE),
        Permission("register_unit", _ADMINISTRATOR, _EVERYWHERE),
        Permission("move_unit", _ADMINISTRATOR, _EVERYWHERE),
        Permission("close_unit", _ADMINISTRATOR, _EVERYWHERE),
        Permission("merge_unit", _ADMINISTRATOR, _EVERYWHERE),
        Permission("split_unit", _ADMINISTRATOR, _EVERYWHERE),
        Permission("take_back_succession", _ADMINISTRATOR, _EVERYWHERE),
        Permission("launch_movement", _LAUNCHING, _OWN),
        Permission("end_launch", _LAUNCHING, _OWN),
        Permission("withdraw_launch", _LAUNCHING, _OWN),
        Permission("register_plan", _LAUNCHING, _OWN),
        Permission("read_launches", frozenset(Role) - {Role.SERVICE}, _EVERYWHERE),
        Permission("activate_policy", _ADMINISTRATOR, _EVERYWHERE),
        Permission("override_chain", _ADMINISTRATOR, _EVERYWHERE),
        Permission("take_back_override", _ADMINISTRATOR, _EVERYWHERE),
        Permission("read_overrides", frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), _EVERYWHERE),
        Permission("enter_hold", _ADMINISTRATOR, _EVERYWHERE),
        Permission("lift_hold", _ADMINISTRATOR, _EVERYWHERE),
        Permission("ask_erasure", frozenset({Role.ADMINISTRATOR, Role.COUNCIL_SECRETARY}), _EVERYWHERE),
        Permission("confirm_erasure", frozenset({Role.ADMINISTRATOR, Role.SIGNER}), _EVERYWHERE),
        Permission("decline_erasure", frozenset({Role.ADMINISTRATOR, Role.SIGNER}), _EVERYWHERE),
        Permission("take_back_erasure", frozenset({Role.COUNCIL_SECRETARY}), _EVERYWHERE),
        Permission("read_erasures", frozenset({Role.ADMINISTRATOR, Role.SIGNER, Role.AUDITOR}), _EVERYWHERE),
        Permission("read_own_erasures", frozenset({Role.COUNCIL_SECRETARY}), _EVERYWHERE),
        Permission("read_holds", frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), _EVERYWHERE),
    )
)


def reading(role: Role) -> str:
    """The action under which a role reads a nomination."""
    return next(
        (action for action in ("read_from_above", "read_all") if role in PERMISSIONS[action].roles), "read_own"
    )
