"""What operators see of the council: sessions that could not vote, ballots taken.

Owns: these counters. Promises: no member, case or choice is ever a label. Leaves to others: scraping.
"""

from __future__ import annotations

from prometheus_client import Counter

SESSIONS_WITHOUT_QUORUM = Counter(
    "vinhdanh_sessions_without_quorum_total", "Votes that could not be opened or closed for lack of a quorum", ["step"]
)
BALLOTS_CAST = Counter("vinhdanh_ballots_cast_total", "Ballots taken, one per member and session", ["way"])
