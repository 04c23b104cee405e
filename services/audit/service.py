"""The audit service, put together.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from services.audit.api import blueprint
from services.audit.consumers import handlers
from services.audit.invariants import INVARIANTS
from services.audit.models import Base
from services.audit.permissions import PERMISSIONS
from services.audit.queries import show_gauges
from shared.desk import Definition
from shared.events.audit import CommandRefused

DEFINITION = Definition(
    name="audit",
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    blueprints=(blueprint,),
    handlers=handlers,
    invariants=INVARIANTS,
    gauges=show_gauges,
)
