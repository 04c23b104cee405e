"""What the register lets operators see.

Owns: the names of its gauges. Promises: names last; labels are closed sets or plan ids.
Leaves to others: filling them (`queries`), alerts (`deploy/`).
"""

from __future__ import annotations

from prometheus_client import Gauge

AWARDS = Gauge("vinhdanh_registry_awards", "Awards in the register, and whether presented", ["plan", "presented"])
DECISIONS = Gauge("vinhdanh_registry_decisions", "Decisions in the register")
