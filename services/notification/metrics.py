"""What notification lets operators see.

Owns: the names of its metrics. Promises: names last; no recipient is ever a label.
Leaves to others: filling the gauges (`queries`), alerts (`deploy/`).
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge

NOTICES = Gauge("vinhdanh_notification_notices", "Messages, by channel and status", ["channel", "status"])
OLDEST_WAITING = Gauge("vinhdanh_notification_oldest_waiting_seconds", "Age of the oldest message not yet sent")
OLDEST_UNTRIED = Gauge("vinhdanh_notification_oldest_untried_seconds", "Age of the oldest mail never tried yet")
ATTEMPTS = Counter("vinhdanh_notification_mail_attempts_total", "Attempts to hand over a mail", ["result"])
MAIL_SERVER_UP = Gauge("vinhdanh_notification_mail_server_up", "1 when the mail server took mail in the last sweep")
