"""The review service, put together: the stages and the council.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from services.review import (
    api,
    api_ballots,
    api_concerns,
    api_council,
    api_escalation,
    api_gates,
    migration_models,
)
from services.review.consumers import handlers
from services.review.council_invariants import COUNCIL_INVARIANTS
from services.review.erasing import erase_person
from services.review.escalation_invariants import ESCALATION_INVARIANTS
from services.review.invariants import INVARIANTS
from services.review.permissions import PERMISSIONS
from services.review.queries import show_gauges
from services.review.sweep import say_overdue
from services.review.told import TOLD
from shared.desk import Definition, Timer
from shared.events.looks import ReviewRecordsSeen
from shared.events.repairs import ReviewRepaired
from shared.events.review import CommandRefused

_OVERDUE_SECONDS = 5.0

DEFINITION = Definition(
    name="review",
    # The council's tables and those of the clocks stand in the same metadata; importing the modules puts them there.
    metadata=migration_models.Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    reading=ReviewRecordsSeen,
    repair=ReviewRepaired,
    blueprints=(
        *api.blueprints, *api_council.BLUEPRINTS, *api_ballots.BLUEPRINTS, *api_concerns.BLUEPRINTS,
        *api_gates.BLUEPRINTS, *api_escalation.BLUEPRINTS,
    ),
    handlers=handlers,
    timers=(Timer("review.overdue", _OVERDUE_SECONDS, say_overdue),),
    invariants=(*INVARIANTS, *COUNCIL_INVARIANTS, *ESCALATION_INVARIANTS),
    gauges=show_gauges,
    erases=erase_person,
    told=TOLD,
)
