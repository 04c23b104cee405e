"""The audit service, put together.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from services.audit import api, api_pack, api_tiles, api_tracing
from services.audit.checkpointing import provide_keys, sign_newest
from services.audit.consumers import handlers
from services.audit.invariants import INVARIANTS
from services.audit.models import Base
from services.audit.permissions import PERMISSIONS
from services.audit.queries_gauges import check_itself, show_gauges
from services.audit.told import TOLD
from services.audit.witnessing import ask_witnesses
from shared.desk import Definition, Timer
from shared.events.audit import CommandRefused
from shared.events.looks import AuditRecordsSeen
from shared.events.repairs import AuditRepaired

_WITNESS_SECONDS = 15.0
_CHECK_SECONDS = 3600.0
# Nobody's next step waits for a leaf, and a batch costs as much as some ten events in it.
_PATIENCE_SECONDS = 0.1

DEFINITION = Definition(
    name="audit",
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    reading=AuditRecordsSeen,
    repair=AuditRepaired,
    blueprints=(api.blueprint, api_tiles.blueprint, api_pack.blueprint, api_tracing.blueprint),
    handlers=handlers,
    invariants=INVARIANTS,
    gauges=show_gauges,
    starts=provide_keys,
    told=TOLD,
    patience=_PATIENCE_SECONDS,
    timers=(
        Timer("audit.checkpoint", lambda settings: settings.checkpoint_seconds, sign_newest),
        Timer("audit.witnesses", _WITNESS_SECONDS, ask_witnesses),
        Timer("audit.self_check", _CHECK_SECONDS, check_itself),
    ),
)
