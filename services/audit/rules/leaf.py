"""An event as a leaf.

Owns: what of an event stands in which column, and what the leaf hash covers. Promises: every column but the place in
tree and log can be read off the body again. Leaves to others: storing leaves (`services/audit/actions.py`).
"""

from __future__ import annotations

from typing import Any

from services.audit.rules.merkle import leaf_hash
from shared.events.envelope import Envelope


def leaf_row(index: int, envelope: Envelope) -> dict[str, Any]:
    """The row of an event at its index."""
    body = envelope.body()
    return {
        "index": index,
        "event_id": envelope.id,
        "source": envelope.source,
        "position": envelope.position,
        "chain": envelope.chain,
        "type": envelope.type,
        "subject": envelope.subject,
        "time": envelope.time,
        "actor": envelope.actor.subject,
        "role": envelope.actor.role.value,
        "unit": envelope.actor.unit,
        "on_behalf_of": envelope.actor.on_behalf_of,
        "via": envelope.trace.via.value,
        "correlation": envelope.trace.correlation,
        "causation": envelope.trace.causation,
        "policy": envelope.policy,
        "body": body,
        "leaf_hash": leaf_hash(body.encode()).hex(),
    }
