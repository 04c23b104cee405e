"""The notification service, put together.

Owns: its definition. Leaves to others: running it (`shared.service`, `deploy`).
"""

from __future__ import annotations

from pathlib import Path

from services.notification.actions_mail import send_due_mail
from services.notification.api import blueprint
from services.notification.consumers import handlers
from services.notification.erasing import erase_person
from services.notification.invariants import INVARIANTS
from services.notification.models import Base
from services.notification.permissions import PERMISSIONS
from services.notification.queries import show_gauges
from services.notification.told import TOLD
from shared.desk import Definition, Timer
from shared.events.looks import NotificationRecordsSeen
from shared.events.notification import CommandRefused
from shared.events.repairs import NotificationRepaired

_MAIL_SECONDS = 2.0
# Letters that go out together cost less than one by one, and nobody reads one within the blink of an eye.
_PATIENCE_SECONDS = 0.06

DEFINITION = Definition(
    name="notification",
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    permissions=PERMISSIONS,
    refusal=CommandRefused,
    reading=NotificationRecordsSeen,
    repair=NotificationRepaired,
    blueprints=(blueprint,),
    handlers=handlers,
    timers=(Timer("notification.mail", _MAIL_SECONDS, send_due_mail),),
    invariants=INVARIANTS,
    gauges=show_gauges,
    erases=erase_person,
    told=TOLD,
    patience=_PATIENCE_SECONDS,
)
