"""Which events share a message.

Owns: bundling. Promises: pure; one message holds events of one name, since that is its routing key; read in the order
given, messages never show an event before an earlier one of its subject. Leaves to others: the wire
(`shared.events.batch`), sending (`shared.publisher`).
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.outbox_rows import Placed

MOST_EVENTS = 64
MOST_BYTES = 128 * 1024


def bundled(events: Sequence[Placed]) -> list[list[Placed]]:
    """Events in order of position as bundles of one name each, at most 64 events and 128 KiB of bodies.

    An event joins the first bundle with room that does not stand before the bundle of its subject's last event.
    """
    bundles: list[list[Placed]] = []
    sizes: list[int] = []
    open_of: dict[str, list[int]] = {}
    last_of: dict[str, int] = {}
    for event in events:
        size, earliest = len(event.body), last_of.get(event.subject, 0)
        for at in open_of.setdefault(event.type, []):
            if at >= earliest and len(bundles[at]) < MOST_EVENTS and sizes[at] + size <= MOST_BYTES:
                break
        else:
            at = len(bundles)
            bundles.append([])
            sizes.append(0)
            open_of[event.type].append(at)
        bundles[at].append(event)
        sizes[at] += size
        last_of[event.subject] = at
    return bundles
