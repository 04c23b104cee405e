"""What operators watch of the stages: where cases stand, how old they are.

Owns: names and labels. Promises: few label values. Leaves to others: the council's counters (`council_metrics`).
"""

from __future__ import annotations

from prometheus_client import Gauge

CASES = Gauge("vinhdanh_review_cases", "Cases by stage and state", ["stage", "state"])
OVERDUE = Gauge("vinhdanh_review_overdue_cases", "Cases whose due day has passed", ["stage"])
OVERDUE_ANSWERS = Gauge(
    "vinhdanh_review_overdue_answers", "Cases that wait for an opinion or a finding past its last day", ["waits_for"]
)
OVERDUE_OLDEST = Gauge("vinhdanh_review_overdue_oldest_days", "Days the most overdue case is late", ["stage"])
