"""The house of the rehearsal: every service in this process, on its own data directory, with a clock that is set.

Owns: settings, start and stop, moving the clock, looking whether everything said has been heard. Promises: an earlier
rehearsal's data is removed and nothing else; the clock only moves forward. Leaves to others: acting (over HTTP only).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import func, select

from deploy.demo.waiting import wait_until
from deploy.runner import Process
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_verification import Verified, verify
from services.audit.signing import read_public
from shared import inbox_rows, outbox_rows
from shared.clock import VIETNAM, SetClock, wall_now
from shared.config import Settings, read_settings
from shared.desk import Desk
from shared.tables import outbox as log_of
from shared.topology import SUBSCRIPTIONS, names_heard

_MORNING = time(8, 0, tzinfo=VIETNAM)
# The rehearsal is the embedded home whatever else this shell is set up for.
_OURS = "VINHDANH_"
_KEPT = ("VINHDANH_LOG_LEVEL", "VINHDANH_DEMO_DIR")


@dataclass(frozen=True)
class Waiting:
    """Events not yet published, not yet applied, and given up, over all services."""

    outbox: int
    inbox: int
    dead: int


class House:
    """All services, running."""

    def __init__(self, process: Process, clock: SetClock) -> None:
        self.process = process
        self.clock = clock
        self._desks = {desk.service: desk for desk in process.desks}

    @property
    def settings(self) -> Settings:
        return self.process.settings

    def dawn(self, day: date) -> None:
        """A working day begins, once everything said the day before has been heard."""
        self.settle()
        morning = datetime.combine(day, _MORNING)
        if morning > self.clock.now():
            self.clock.set(morning)

    def settle(self, *, seconds: float = 240.0) -> None:
        """Wait until every event has been heard by everybody it concerns."""
        wait_until("mọi sự kiện đến nơi / every event to arrive", self.unheard, lambda left: not left, seconds=seconds)

    def unheard(self) -> dict[str, str]:
        """What is still under way, by consumer; dead events count as heard, they are shown in the summary."""
        left = {}
        for consumer, sources in SUBSCRIPTIONS.items():
            with self._desks[consumer].database.reading() as tx:
                heard, counts = inbox_rows.heard(tx), inbox_rows.counts(tx)
            waiting = sum(number for status, (number, _) in counts.items() if status != inbox_rows.Status.DEAD)
            if waiting:
                left[f"{consumer} inbox"] = f"{waiting} waiting"
            for source in sources:
                said = _last_said(self._desks[source], names_heard(consumer, source))
                if said is None or heard.get(source, 0) < said:
                    left[f"{source} → {consumer}"] = f"{heard.get(source, 0)} of {said}"
        return left

    def waiting(self) -> Waiting:
        """The figures `vinhdanh ops status` shows."""
        unpublished = retried = dead = 0
        for desk in self._desks.values():
            with desk.database.reading() as tx:
                unpublished += outbox_rows.backlog(tx)[0]
                counts = inbox_rows.counts(tx)
            dead += counts.get(inbox_rows.Status.DEAD, (0, None))[0]
            retried += sum(number for status, (number, _) in counts.items() if status != inbox_rows.Status.DEAD)
        return Waiting(unpublished, retried, dead)

    def left_waiting(self, *, seconds: float = 30.0) -> Waiting:
        """What waits and goes on waiting: a timer may have said something this very moment."""
        ends = monotonic() + seconds
        while ((found := self.waiting()).outbox or found.inbox) and monotonic() < ends:
            sleep(0.2)
        return found

    def events(self) -> int:
        """How many events were said."""
        total = 0
        for desk in self._desks.values():
            with desk.database.reading() as tx:
                total += tx.scalar(select(func.count()).select_from(log_of)) or 0
        return total

    def verify_ledger(self) -> Verified:
        with self._desks["audit"].database.reading() as tx:
            return verify(tx, now=wall_now(), trusted=Trusted(read_public(self.settings.ledger_key)))

    def violations(self) -> list[str]:
        """What the services' own invariants find wrong."""
        found = []
        for desk in self._desks.values():
            for invariant in desk.definition.invariants:
                with desk.database.reading() as tx:
                    found += [f"{desk.service} {invariant.name}: {line}" for line in invariant.violations(tx)]
        return found


def _last_said(desk: Desk, names: tuple[str, ...]) -> int | None:
    """The position of the last event of these names; None while one of them has none yet, 0 when there are none."""
    with desk.database.reading() as tx:
        mine = log_of.c.type.in_(names)
        if tx.scalar(select(func.count()).where(mine, log_of.c.position.is_(None))):
            return None
        return tx.scalar(select(func.max(log_of.c.position)).where(mine)) or 0


@contextmanager
def running_house(directory: Path, *, port: int, mail_port: int, begins: date) -> Iterator[House]:
    """Start on an empty data directory, stop at the end."""
    home = directory / "home"
    if home.exists():
        shutil.rmtree(home)
    settings = _settings(home, port=port, mail_port=mail_port)
    clock = SetClock(datetime.combine(begins, _MORNING))
    process = Process(settings, clock=clock)
    process.start()
    try:
        yield House(process, clock)
    finally:
        process.stop()


def _settings(home: Path, *, port: int, mail_port: int) -> Settings:
    for name in [name for name in os.environ if name.startswith(_OURS) and name not in _KEPT]:
        del os.environ[name]
    os.environ.update(
        VINHDANH_HOME="embedded",
        VINHDANH_DATA_DIR=str(home),
        VINHDANH_HTTP_PORT=str(port),
        VINHDANH_SMTP_HOST="127.0.0.1",
        VINHDANH_SMTP_PORT=str(mail_port),
        VINHDANH_SMTP_STARTTLS="0",
        VINHDANH_REHEARSAL="1",
    )
    return read_settings()
