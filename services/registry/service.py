"""The registry service, put together.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from services.registry import api, api_after, api_complaints, api_progress, api_public, models_after
from services.registry.consumers import handlers
from services.registry.erasing import erase_person
from services.registry.invariants import INVARIANTS
from services.registry.invariants_after import INVARIANTS_AFTER
from services.registry.permissions import PERMISSIONS
from services.registry.queries import show_gauges
from services.registry.queries_after import show_gauges_after
from services.registry.sweep import say_of_plans, say_overdue
from services.registry.told import TOLD
from shared.desk import Definition, Timer
from shared.events.looks import RegistryRecordsSeen
from shared.events.registry import CommandRefused
from shared.events.repairs import RegistryRepaired

_OVERDUE_SECONDS = 5.0
_PLANS_SECONDS = 10.0


def _show_gauges(tx: Session) -> None:
    show_gauges(tx)
    show_gauges_after(tx)


DEFINITION = Definition(
    name="registry",
    # The tables of what comes after stand in the same metadata; importing their module puts them there.
    metadata=models_after.Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    reading=RegistryRecordsSeen,
    repair=RegistryRepaired,
    blueprints=(
        api.blueprint, api_after.blueprint, api_complaints.blueprint, api_progress.blueprint, api_public.blueprint,
    ),
    handlers=handlers,
    timers=(
        Timer("registry.overdue", _OVERDUE_SECONDS, say_overdue),
        Timer("registry.plans", _PLANS_SECONDS, say_of_plans),
    ),
    invariants=(*INVARIANTS, *INVARIANTS_AFTER),
    gauges=_show_gauges,
    erases=erase_person,
    told=TOLD,
)
