"""Sums of votes, requests to erase and erasures concern the cases they name, those heard before too.

Owns: entering these cases for leaves there are. Promises: forward only; writes what the release appends for such an
event from now on, and nothing else. Leaves to others: running it (`shared.migrate`).
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NAME_CASES = ("review.splits_pooled", "nomination.erasure_asked", "nomination.person_erased")
_leaves = sa.table("leaves", sa.column("index"), sa.column("type"), sa.column("case_id"), sa.column("body"))
_cases = sa.table("leaf_cases", sa.column("case_id"), sa.column("leaf"))


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        # No index leads to them: the whole ledger is looked through, once.
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    wanted = sa.select(_leaves.c.index, _leaves.c.body).where(_leaves.c.type.in_(_NAME_CASES))
    for leaf, body in connection.execute(wanted).all():
        listed = {row.case_id for row in connection.execute(sa.select(_cases).where(_cases.c.leaf == leaf))}
        named = _named_in(body)
        if missing := [{"case_id": case, "leaf": leaf} for case in named if case not in listed]:
            connection.execute(sa.insert(_cases), missing)
        if named and len(listed.union(named)) == 1:
            connection.execute(sa.update(_leaves).where(_leaves.c.index == leaf).values(case_id=named[0]))


def _named_in(body: str) -> list[str]:
    """The cases such an event names, each once; it has no personal part, so that its body is plain JSON.

    None in a body somebody spoilt: `audit verify` names it.
    """
    try:
        cases = json.loads(body)["data"]["cases"]
    except (ValueError, LookupError, TypeError):
        return []
    return list(dict.fromkeys(one for one in cases if isinstance(one, str))) if isinstance(cases, list) else []
