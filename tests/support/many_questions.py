"""A process of the house that asks its database one short question after the other while somebody else waits.

Owns: that process. Promises: it waits as services do; how long it asked and how long others waited at most is told.
Leaves to others: the database (`tests/integration/test_turns.py`).
"""

from __future__ import annotations

import json
import sys
import time

from shared.greenlets import patch

SECONDS = 6.0  # a moment in which a loaded machine does something else is little of it


def main(url: str) -> None:
    import eventlet
    from sqlalchemy import text

    from shared.db import Database

    longest, since = 0.0, time.monotonic()

    def wait_for_turns() -> None:
        nonlocal longest, since
        while True:
            longest, since = max(longest, time.monotonic() - since), time.monotonic()
            eventlet.sleep(0)

    database = Database(url, pool_size=1)
    with database.reading() as tx:
        tx.execute(text("SELECT 1"))
        began = since = time.monotonic()
        others = eventlet.spawn(wait_for_turns)
        while time.monotonic() - began < SECONDS:
            tx.execute(text("SELECT 1"))
        ended = time.monotonic()
        longest = max(longest, ended - since)
        others.kill()
    database.close()
    sys.stdout.write(json.dumps({"seconds": ended - began, "waited": longest}))


if __name__ == "__main__":
    patch()
    main(sys.argv[1])
