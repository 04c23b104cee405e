"""Who may ask the witness.

Owns: the permissions of the audit service. Promises: a trace names people and facts, so only auditors read it;
the head of the tree says nothing about anybody, so operators see it too. Leaves to others: asking the table.
"""

from __future__ import annotations

from shared.events.terms import Role
from shared.permissions import Jurisdiction, Permission, table

PERMISSIONS = table(
    (
        Permission("trace", frozenset({Role.AUDITOR}), Jurisdiction.EVERYWHERE),
        Permission("pack", frozenset({Role.AUDITOR}), Jurisdiction.EVERYWHERE),
        Permission("trace_person", frozenset({Role.AUDITOR}), Jurisdiction.EVERYWHERE),
        Permission("read_records", frozenset({Role.AUDITOR}), Jurisdiction.EVERYWHERE),
        Permission("prove", frozenset({Role.AUDITOR}), Jurisdiction.EVERYWHERE),
        Permission("read_entries", frozenset({Role.AUDITOR}), Jurisdiction.EVERYWHERE),
        Permission("read_head", frozenset({Role.AUDITOR, Role.OPERATOR}), Jurisdiction.EVERYWHERE),
    )
)
