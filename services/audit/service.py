"""The audit service, put together.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from services.audit import api, api_pack, api_tiles, api_tracing
from services.audit.actions_listing import list_unlisted
from services.audit.checkpointing import provide_keys, sign_newest
from services.audit.consumers import handlers
from services.audit.invariants import INVARIANTS
from services.audit.models import Base
from services.audit.permissions import PERMISSIONS
from services.audit.queries_gauges import CHECK_ASKED_SECONDS, SELF_CHECK, check_when_due, show_gauges
from services.audit.told import TOLD
from services.audit.witnessing import ask_witnesses, show_who_is_named
from shared.desk import Definition, Desk, Timer
from shared.events.audit import CommandRefused
from shared.events.looks import AuditRecordsSeen
from shared.events.repairs import AuditRepaired

_WITNESS_SECONDS = 15.0
# Nobody's next step waits for a leaf, and a batch costs as much as some ten events in it.
_PATIENCE_SECONDS = 0.1


def _starts(desk: Desk) -> None:
    provide_keys(desk)
    list_unlisted(desk)
    show_who_is_named(desk)


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
    starts=_starts,
    told=TOLD,
    patience=_PATIENCE_SECONDS,
    timers=(
        Timer("audit.checkpoint", lambda settings: settings.checkpoint_seconds, sign_newest),
        Timer("audit.witnesses", _WITNESS_SECONDS, ask_witnesses),
        Timer(SELF_CHECK, CHECK_ASKED_SECONDS, check_when_due),
    ),
)
