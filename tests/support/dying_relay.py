"""A relay of nomination that ends as by kill -9 where it is told (arguments: database, broker, point).

Owns: one batch of its own process. Promises: waits three seconds for confirms, no longer. Leaves to others: what the
batch holds, what comes of it.
"""

from __future__ import annotations

import sys

from shared import faults
from shared.db import Database
from shared.messaging import BrokerSettings
from shared.publisher import Publisher
from shared.relay import Relay
from shared.topology import consumers_of_source

if __name__ == "__main__":
    address, broker, point = sys.argv[1:]
    faults.arm(point)
    settings = BrokerSettings(broker, confirm_timeout=3.0)
    Relay(
        "nomination", Database(address), Publisher(settings, "nomination", consumers_of_source("nomination"))
    ).publish_some()
