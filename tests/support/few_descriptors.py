"""A process of the house that answers HTTP and may open few files, as when its connections are many.

Owns: that process. Promises: its web is the one services have; its port stands in its first line. Leaves to others:
coming in numbers (`tests/integration/test_few_descriptors.py`).
"""

from __future__ import annotations

import resource
import sys
from typing import Any

from shared.greenlets import patch

LIMIT = 60


def main(port: int) -> None:
    from nameko.runners import ServiceRunner

    from shared.web.server import front, listen
    from tests.support.ports import LOOPBACK

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"still here"]

    runner = ServiceRunner({})
    runner.add_service(front(listen((LOOPBACK, port)), answer))
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
    runner.start()
    runner.wait()


if __name__ == "__main__":
    patch()
    main(int(sys.argv[1]))
