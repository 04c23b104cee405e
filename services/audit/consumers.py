"""What the witness does on hearing: everything becomes a leaf, whatever it says.

Owns: the subscription of the audit service. Promises: data is not decoded, so that even an event this release cannot
read is witnessed. Leaves to others: appending (`actions`).
"""

from __future__ import annotations

from functools import partial

from services.audit.actions import append_leaves
from services.audit.checkpointing import key_of, sign_decided
from shared.desk import Desk
from shared.inbox import Handlers


def handlers(desk: Desk) -> Handlers:
    key_of(desk)  # a file that is no key stops the start; that there is none is said
    return Handlers(each={}, word_for_word=partial(append_leaves, partial(sign_decided, desk)))
