"""Who may do what in the register.

Owns: the permissions of the registry service. Promises: the public look-up needs none and is not in this table.
Leaves to others: asking the table (`actions`, `api`).
"""

from __future__ import annotations

from shared.events.terms import Role
from shared.permissions import Jurisdiction, Permission, table

_OFFICERS = frozenset(
    {
        Role.GRASSROOTS_OFFICER,
        Role.GRASSROOTS_HEAD,
        Role.AREA_OFFICER,
        Role.INTERMEDIATE_REVIEWER,
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_MEMBER,
        Role.SIGNER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
_OVERSEERS = frozenset({Role.COUNCIL_SECRETARY, Role.SIGNER, Role.AREA_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})

PERMISSIONS = table(
    (
        Permission("present", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("read_award", _OFFICERS, Jurisdiction.EVERYWHERE),
        Permission("read_targets", _OFFICERS, Jurisdiction.EVERYWHERE),
        Permission(
            "enter_figures",
            frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD}),
            Jurisdiction.OWN_UNIT,
        ),
        Permission(
            "enter_figures_of_units",
            frozenset({Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR}),
            Jurisdiction.EVERYWHERE,
        ),
        Permission("read_figures", _OVERSEERS, Jurisdiction.EVERYWHERE),
    )
)
