"""What the register lets operators see.

Owns: the names of its gauges. Promises: names last; labels are closed sets or plan ids.
Leaves to others: filling them (`queries`), alerts (`deploy/`).
"""

from __future__ import annotations

from prometheus_client import Gauge

AWARDS = Gauge("vinhdanh_registry_awards", "Awards in force, and whether presented", ["plan", "presented"])
LATE = Gauge("vinhdanh_registry_presentations_late", "Awards not handed over though the last day for it went by")
DECISIONS = Gauge("vinhdanh_registry_decisions", "Decisions in the register")
REMEDIES = Gauge("vinhdanh_registry_remedies", "Corrections and cancellations by state", ["kind", "state"])
RECOVERIES = Gauge("vinhdanh_registry_recoveries", "Prizes to be given back, and whether overdue", ["state", "overdue"])
MONEY_OUT = Gauge("vinhdanh_registry_money_to_recover_dong", "Bonus of cancelled awards not given back yet, in đồng")
COMPLAINTS = Gauge("vinhdanh_registry_complaints", "Complaints by level and state", ["level", "state", "overdue"])
