"""What the witness lets operators see.

Owns: the names of its gauges. Promises: names last. Leaves to others: filling them (`queries`), alerts (`deploy/`).
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge

LEAVES = Gauge("vinhdanh_audit_leaves", "Events in the ledger")
NOT_ARRIVED = Gauge("vinhdanh_audit_not_arrived", "Events of a source not heard although a later one was", ["source"])
LATE = Gauge("vinhdanh_audit_late_arrivals", "Events of a source heard long after they were said", ["source"])
LAST_POSITION = Gauge("vinhdanh_audit_last_position", "Last position heard of a source", ["source"])
FAULTS = Gauge("vinhdanh_audit_faults", "Alterations the ledger found in itself at its last check")
CHECKED = Gauge("vinhdanh_audit_checked_timestamp_seconds", "When this process checked the ledger last, 0 for never")
CHECKPOINT_SIZE = Gauge("vinhdanh_audit_checkpoint_size", "Leaves under the newest signed checkpoint")
UNSIGNED = Gauge("vinhdanh_audit_unsigned_seconds", "How long the oldest leaf under no checkpoint has waited")
NOT_SIGNED = Counter("vinhdanh_audit_checkpoints_refused_total", "Checkpoints not signed: the tree did not only grow")
WITNESS_NAMED = Gauge("vinhdanh_audit_witness_named", "1 for every witness that is asked to cosign", ["witness"])
WITNESSED_SIZE = Gauge("vinhdanh_audit_witnessed_size", "Leaves a witness has cosigned", ["witness"])
WITNESSED_AGE = Gauge("vinhdanh_audit_witnessed_age_seconds", "Age of a witness's last cosignature", ["witness"])
UNWITNESSED = Gauge(
    "vinhdanh_audit_unwitnessed_seconds", "How long the oldest leaf a witness has not cosigned has waited", ["witness"]
)
WITNESS_ANSWERS = Counter("vinhdanh_audit_witness_answers_total", "What witnesses answered", ["witness", "answer"])
HEAD_AGE = Gauge("vinhdanh_audit_head_age_seconds", "Age of the newest tree head")
