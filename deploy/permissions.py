"""The permission tables of all services as a page to read: who may do what, where, in which state.

Run as `python -m deploy.permissions`; a test keeps `PERMISSIONS.md` equal to the tables that are enforced.
"""

from __future__ import annotations

from pathlib import Path

from deploy.services import definition_of
from shared.permissions import Permission
from shared.topology import SERVICES

PAGE = Path(__file__).parent.parent / "PERMISSIONS.md"

_WHERE = {
    "own_unit": "the unit that proposes",
    "holding_body": "the body that holds the case",
    "area": "a body above",
    "everywhere": "everywhere",
}


def page() -> str:
    """The whole page, one table per service."""
    parts = [
        "# Who may do what\n",
        "Printed from the tables the services enforce (`make contracts`). What has no row is nobody's.\n",
    ]
    for service in SERVICES:
        rows = sorted(definition_of(service).permissions.values(), key=lambda row: row.action)
        parts.append(f"## {service}\n\n| action | roles | where | in states |\n|---|---|---|---|")
        parts.append("\n".join(_row(row) for row in rows) + "\n")
    return "\n".join(parts)


def _row(row: Permission) -> str:
    roles = ", ".join(sorted(role.value for role in row.roles))
    states = "any" if row.states is None else ", ".join(sorted(state.value for state in row.states))
    return f"| `{row.action}` | {roles} | {_WHERE[row.jurisdiction.value]} | {states} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
