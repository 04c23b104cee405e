"""A process of the house that asks its database one short question after the other while somebody else waits.

Owns: that process. Promises: it waits as services do; how long it asked is told, and how long others waited at most:
by the clock, which a loaded machine stretches, and in seconds this process had a processor, which it does not.
Leaves to others: the database (`tests/integration/test_turns.py`).
"""

from __future__ import annotations

import gc
import json
import sys
import time

from shared.greenlets import patch

SECONDS = 6.0  # a moment in which a loaded machine does something else is little of it


def main(url: str) -> None:
    import eventlet
    from sqlalchemy import text

    from shared.db import Database

    longest, worked, since, had = 0.0, 0.0, 0.0, 0.0

    def note_turn() -> None:
        nonlocal longest, worked, since, had
        now, has = time.monotonic(), time.process_time()
        longest, worked, since, had = max(longest, now - since), max(worked, has - had), now, has

    def wait_for_turns() -> None:
        while True:
            note_turn()
            eventlet.sleep(0)

    database = Database(url, pool_size=1)
    with database.reading() as tx:
        tx.execute(text("SELECT 1"))
        gc.freeze()  # looking through what was imported would count as work
        began = since = time.monotonic()
        had = time.process_time()
        others = eventlet.spawn(wait_for_turns)
        while time.monotonic() - began < SECONDS:
            tx.execute(text("SELECT 1"))
        note_turn()
        others.kill()
    database.close()
    sys.stdout.write(json.dumps({"seconds": since - began, "waited": longest, "worked": worked}))


if __name__ == "__main__":
    patch()
    main(sys.argv[1])
