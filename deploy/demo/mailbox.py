"""A real mail server for the rehearsal, in a process of its own.

Owns: starting and ending it, counting what arrived. Promises: loopback only, a port that is free, ends with the
rehearsal whatever happens. Leaves to others: sending.

`python -m deploy.demo.mailbox SPOOL` is the server: it prints its port, writes one JSON line per mail, and ends when
its standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

LOOPBACK = "127.0.0.1"


class Mailbox:
    """The server as a child process; `port` is known from the start on."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._child: subprocess.Popen[str] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self._spool.parent.mkdir(parents=True, exist_ok=True)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "deploy.demo.mailbox", str(self._spool)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # A Ctrl-C at the terminal is for the rehearsal, which then closes this one.
            start_new_session=True,
        )
        assert self._child.stdout is not None
        self.port = int(self._child.stdout.readline())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._child is not None:
            assert self._child.stdin is not None
            self._child.stdin.close()
            self._child.wait(timeout=10)

    def recipients(self) -> list[str]:
        """The address of every mail that arrived, in order."""
        if not self._spool.exists():
            return []
        return [str(json.loads(line)["to"]) for line in self._spool.read_text(encoding="utf-8").splitlines()]


class _Keeper:
    def __init__(self, spool: Path) -> None:
        self._spool = spool

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        with self._spool.open("a", encoding="utf-8") as spool:
            for address in envelope.rcpt_tos:
                content = envelope.content.decode("utf-8", "replace")
                spool.write(json.dumps({"to": address, "raw": content}, ensure_ascii=False) + "\n")
        return "250 OK"


async def _serve(spool: Path) -> None:
    from aiosmtpd.smtp import SMTP

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Keeper(spool), enable_SMTPUTF8=True, hostname="localhost", loop=loop), LOOPBACK, 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    ending = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(ending), sys.stdin)
    await ending.read()
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
