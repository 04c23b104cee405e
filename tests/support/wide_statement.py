"""A process of the house that sends one statement wider than the wire takes at once, and says what came of it.

Owns: that process. Promises: it waits as services do, on the hub; how often others had their turn is told. Leaves to
others: the wire (`tests/faults/test_slow_wire.py`).
"""

from __future__ import annotations

import json
import sys

from shared.greenlets import patch


def main(url: str, megabytes: int) -> None:
    import eventlet
    from sqlalchemy import text

    from shared.db import Database

    turns = 0

    def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            eventlet.sleep(0.01)

    database = Database(url, pool_size=1)
    with database.reading() as tx:
        tx.execute(text("SELECT 1"))
        others = eventlet.spawn(take_turns)
        length = tx.scalar(text("SELECT length(:long)"), {"long": "ắ" * (megabytes * 2**20 // 3)})
        others.kill()
    database.close()
    sys.stdout.write(json.dumps({"length": length, "turns": turns}))


if __name__ == "__main__":
    patch()
    main(sys.argv[1], int(sys.argv[2]))
