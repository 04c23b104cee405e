"""What notification does on hearing: whoever must know is told; who goes on with a union that ended, and where nominees
are written to, is kept.

Owns: its subscription. Promises: whole batches at once, so that a busy day costs few statements.
Leaves to others: telling (`actions`), keeping (`actions_unions`, `actions_rows`).
"""

from __future__ import annotations

from functools import partial

from services.notification.actions import tell
from services.notification.actions_rows import address_nominee
from services.notification.actions_unions import forget_succession, know_succession
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.nomination import NomineeContactStated, SuccessionTakenBack, UnitSucceeded
from shared.inbox import Handlers
from shared.work import Work


def on_unit_succeeded(work: Work, event: UnitSucceeded, envelope: Envelope) -> None:
    know_succession(work, event)


def on_nominee_contact_stated(work: Work, event: NomineeContactStated, envelope: Envelope) -> None:
    address_nominee(work, event)


def on_succession_taken_back(work: Work, event: SuccessionTakenBack, envelope: Envelope) -> None:
    forget_succession(work, event)


def handlers(desk: Desk) -> Handlers:
    return Handlers(
        each={
            "nomination.nominee_contact_stated": on_nominee_contact_stated,
            "nomination.unit_succeeded": on_unit_succeeded,
            "nomination.succession_taken_back": on_succession_taken_back,
        },
        all_of=partial(tell, desk),
    )
