"""What the nomination service counts about its field.

Owns: its metric names. Promises: labels are closed sets. Leaves to others: metrics of machinery (`shared.metrics`).
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge

NOMINATIONS = Gauge("vinhdanh_nominations", "Nominations by state, as their proposers see them", ["state"])
LIST_ROWS = Counter("vinhdanh_nomination_list_rows_total", "Rows of imported lists, by outcome", ["outcome"])
SCANNER_NAMED = Gauge("vinhdanh_nomination_scanner_named", "1 when a virus scanner is named, else 0")
SCANS = Counter("vinhdanh_nomination_scans_total", "Files a virus scanner was asked about, by outcome", ["outcome"])
UNSCANNED = Gauge("vinhdanh_nomination_files_unscanned", "Stored files that no virus scanner has judged")
INFECTED = Gauge("vinhdanh_nomination_files_infected", "Stored files in which malware was found afterwards")
HOLDS_OPEN = Gauge("vinhdanh_nomination_holds_open", "Subjects about whom something is being verified")
