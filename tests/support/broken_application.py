"""A web server of the house in front of an application that fails.

Owns: that process, which says its port and serves until it is killed. Leaves to others: asking it
(`tests/integration/test_broken_answers.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from shared.greenlets import patch

SECRET = "mật khẩu"
HALF = 100_000  # bytes; a small piece is kept until the next


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Fails at once, half way, with a header that cannot be sent, or not at all, as the path says."""
    if environ["PATH_INFO"] == "/at-once":
        raise ValueError(SECRET)
    if environ["PATH_INFO"] == "/half-way":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(2 * HALF))])
        return half_way()
    if environ["PATH_INFO"] == "/unsendable":
        start_response("200 OK", [("Content-Length", "8"), ("X-Name", SECRET)])
        return [b"not well"]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8")])
    return [b"all well"]


def half_way() -> Iterator[bytes]:
    yield b"a" * HALF
    raise ValueError(SECRET)


def main() -> None:
    from nameko.runners import ServiceRunner

    from shared import logs
    from shared.web.server import front, listen

    logs.set_up()
    listening = listen(("127.0.0.1", 0))
    runner = ServiceRunner({})
    runner.add_service(front(listening, answer))
    runner.start()
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    runner.wait()


if __name__ == "__main__":
    patch()
    main()
