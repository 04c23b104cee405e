"""What the witness lets operators see.

Owns: the names of its gauges. Promises: names last. Leaves to others: filling them (`queries`), alerts (`deploy/`).
"""

from __future__ import annotations

from prometheus_client import Gauge

LEAVES = Gauge("vinhdanh_audit_leaves", "Events in the ledger")
NOT_ARRIVED = Gauge("vinhdanh_audit_not_arrived", "Events of a source not heard although a later one was", ["source"])
LAST_POSITION = Gauge("vinhdanh_audit_last_position", "Last position heard of a source", ["source"])
HEAD_AGE = Gauge("vinhdanh_audit_head_age_seconds", "Age of the newest tree head")
