"""Who may do what in notification.

Owns: the permissions of the service. Promises: everybody reads their own notices and nobody another's.
Leaves to others: asking the table (`actions`, `api`).
"""

from __future__ import annotations

from shared.events.terms import Role
from shared.permissions import Jurisdiction, Permission, table

_PEOPLE = frozenset(set(Role) - {Role.SERVICE})
_KEEPERS = frozenset({Role.ADMINISTRATOR})
_WATCHERS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})

PERMISSIONS = table(
    (
        Permission("read_notices", _PEOPLE, Jurisdiction.EVERYWHERE),
        Permission("mark_read", _PEOPLE, Jurisdiction.EVERYWHERE),
        Permission("keep_contact", _KEEPERS, Jurisdiction.EVERYWHERE),
        Permission("read_contacts", _KEEPERS, Jurisdiction.EVERYWHERE),
        Permission("read_deliveries", _WATCHERS | {Role.AUDITOR}, Jurisdiction.EVERYWHERE),
        Permission("settle_delivery", _WATCHERS, Jurisdiction.EVERYWHERE),
    )
)
