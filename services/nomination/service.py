"""The nomination service: units, drafts, dossiers, lists, submission, and what the proposer sees.

Owns: putting the parts together. Promises: at start every policy a dossier can fall under is founded and
published once, and what is kept is told once.
Leaves to others: running it (`shared.service`).
"""

from __future__ import annotations

from pathlib import Path

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.nomination import (
    api_duplicates,
    api_erasure,
    api_launches,
    api_lists,
    api_nominations,
    api_overrides,
    api_quotas,
    api_units,
    ledger,
)
from services.nomination.actions_keeping import begin_keeping
from services.nomination.actions_policies import found
from services.nomination.consumers import handlers
from services.nomination.erasing import erase_person, remove_files
from services.nomination.invariants import INVARIANTS
from services.nomination.metrics import HOLDS_OPEN, INFECTED, NOMINATIONS, UNSCANNED
from services.nomination.models import Base, Hold, Nomination
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries_scans import count_infected, count_unscanned
from services.nomination.scanning import announce, pause, scan_waiting
from services.nomination.stray_files import remove_strays
from services.nomination.told import TOLD
from shared.db import is_contention
from shared.desk import Definition, Desk, Timer
from shared.events.looks import NominationRecordsSeen
from shared.events.nomination import CommandRefused
from shared.events.repairs import NominationRepaired
from shared.events.terms import CaseState, Via

log = structlog.get_logger()

_FILES_SECONDS = 5.0
_STRAYS_SECONDS = 900.0


def starts(desk: Desk) -> None:
    """Found what governs each plan, once; what the files changed since waits for its activation and is named."""
    announce(desk)
    for attempt in (1, 2):
        try:
            with desk.working(desk.own_hand(), via=Via.TIMER) as work:
                changed = found(desk, work)
                begin_keeping(work)
                moved = ledger.bring_together(work.tx)
            for plan in changed:
                log.warning("policy.not_activated", plan=plan)
            if moved:
                log.info("quota.places_brought_together", places=moved)
            return
        except Exception as error:
            # Two replicas start together: the second finds the first's rows.
            if attempt == 2 or not is_contention(error):
                raise


def gauges(tx: Session) -> None:
    """Nominations by state, open holds and files in doubt, counted when somebody asks for metrics."""
    counted = select(Nomination.state, func.count()).group_by(Nomination.state)
    counts = {state: number for state, number in tx.execute(counted)}
    for state in CaseState:
        NOMINATIONS.labels(state.value).set(counts.get(state.value, 0))
    UNSCANNED.set(count_unscanned(tx))
    INFECTED.set(count_infected(tx))
    HOLDS_OPEN.set(tx.scalar(select(func.count()).where(Hold.lifted_at.is_(None))) or 0)


DEFINITION = Definition(
    name="nomination",
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    reading=NominationRecordsSeen,
    repair=NominationRepaired,
    blueprints=(
        api_units.units, api_units.holds, api_overrides.overrides, api_quotas.blueprint, api_lists.blueprint,
        api_nominations.blueprint,
        api_duplicates.blueprint, api_erasure.blueprint, api_launches.blueprint,
    ),
    handlers=handlers,
    invariants=INVARIANTS,
    gauges=gauges,
    starts=starts,
    erases=erase_person,
    told=TOLD,
    timers=(
        Timer("nomination.erased_files", _FILES_SECONDS, remove_files),
        Timer("nomination.stray_files", _STRAYS_SECONDS, remove_strays),
        Timer("nomination.scans", pause, scan_waiting),
    ),
)
