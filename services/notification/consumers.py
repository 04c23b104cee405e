"""What notification does on hearing: whoever must know is told.

Owns: its subscription. Promises: whole batches at once, so that a busy day costs few statements.
Leaves to others: telling (`actions`).
"""

from __future__ import annotations

from functools import partial

from services.notification.actions import tell
from shared.desk import Desk
from shared.inbox import Handlers


def handlers(desk: Desk) -> Handlers:
    return Handlers(each={}, all_of=partial(tell, desk))
