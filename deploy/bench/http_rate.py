"""The same command through HTTP: token, schema, problem details and all.

Owns: eight clients, each on one kept connection. Promises: every answer is checked. Leaves to others: the server.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.bench import field
from shared.identity import TokenIssuer


@dataclass(frozen=True, slots=True)
class HttpRate:
    per_second: float
    seconds: tuple[float, ...]


def receive_over_http(port: int, keys: Path, cases: Sequence[tuple[str, str]], clients: int = 8) -> HttpRate:
    """`POST …/receive` for each (case, union) at version 1."""
    issuer = TokenIssuer(keys)
    tokens = {
        union: issuer.issue(field.hand_at(0, union), now=datetime.now(UTC)) for union in {union for _, union in cases}
    }
    left, taken, failures = deque(cases), list[float](), list[str]()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while left and not failures:
            case, union = left.popleft()
            started = time.monotonic()
            connection.request(
                "POST",
                f"/api/review/v1/cases/{case}/receive",
                json.dumps({"relation": "none"}),
                {
                    "Authorization": f"Bearer {tokens[union]}", "Content-Type": "application/json",
                    "If-Match": '"1"', "Idempotency-Key": case,
                },
            )  # fmt: skip
            answer = connection.getresponse()
            body = answer.read()
            taken.append(time.monotonic() - started)
            if answer.status != 200:
                failures.append(f"{answer.status} {body[:300].decode(errors='replace')}")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"receiving over HTTP failed: {failures[0]}")
    return HttpRate(len(cases) / (time.monotonic() - started), tuple(taken))
