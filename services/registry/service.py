"""The registry service, put together.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from services.registry import api, api_public
from services.registry.consumers import handlers
from services.registry.invariants import INVARIANTS
from services.registry.models import Base
from services.registry.permissions import PERMISSIONS
from services.registry.queries import show_gauges
from shared.desk import Definition
from shared.events.registry import CommandRefused

DEFINITION = Definition(
    name="registry",
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    blueprints=(api.blueprint, api_public.blueprint),
    handlers=handlers,
    invariants=INVARIANTS,
    gauges=show_gauges,
)
