"""A virus scanner that behaves as it is told.

Owns: the process behind PrivateScanner, speaking what clamd documents of `VERSION` and `INSTREAM`. Promises: a stream
is heard to its end before it is judged; it ends when its standard input closes. Leaves to others: what it is told, one
JSON object per line on standard input.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from typing import Any

from tests.support.ports import LOOPBACK

SIGNATURES = {b"VINHDANH-MALWARE-SAMPLE": "Vinhdanh.Sample.UNOFFICIAL", b"EICAR-STANDARD": "Eicar-Test-Signature"}
VERSION = "ClamAV 1.4.3/27700/Mon Aug  3 08:00:00 2026"


class Scanner:
    """Answers as the present script says.

    A script is `{"version": "…", "says": "…", "limit": 5, "hang_up": 5, "pause": 0.2, "deaf": true}`: `says` replaces
    the answer to a stream, to the byte; a stream longer than `limit` is refused, and one longer than `hang_up` is met
    with silence and a closed line; `pause` comes before every byte of an answer; a `deaf` scanner never answers.
    `refuses` is a text: a stream that holds it cannot be judged. One that `babbles` never comes to an end.
    """

    def __init__(self) -> None:
        self.script: dict[str, Any] = {}

    async def serve(self, hearing: asyncio.StreamReader, saying: asyncio.StreamWriter) -> None:
        try:
            command = await hearing.readuntil(b"\0")
            if command == b"zVERSION\0":
                await self._say(saying, self.script.get("version", VERSION + "\0"))
            elif command == b"zINSTREAM\0":
                answer = await self._judge(hearing)
                if answer is not None:
                    await self._say(saying, self.script.get("says", answer))
            else:
                await self._say(saying, "UNKNOWN COMMAND\0")
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has gone, or the server ends
        finally:
            saying.close()

    async def _judge(self, hearing: asyncio.StreamReader) -> str | None:
        heard = b""
        while length := struct.unpack("!I", await hearing.readexactly(4))[0]:
            heard += await hearing.readexactly(length)
            if len(heard) > self.script.get("hang_up", sys.maxsize):
                return None
            if len(heard) > self.script.get("limit", sys.maxsize):
                return "INSTREAM size limit exceeded. ERROR\0"
        if "refuses" in self.script and self.script["refuses"].encode() in heard:
            return "stream: Can't open file or directory ERROR\0"
        found = next((name for sample, name in SIGNATURES.items() if sample in heard), None)
        return "stream: OK\0" if found is None else f"stream: {found} FOUND\0"

    async def _say(self, saying: asyncio.StreamWriter, answer: str) -> None:
        if self.script.get("deaf"):
            await asyncio.sleep(60)
        while self.script.get("babbles"):
            saying.write(b"x" * 100)
            await saying.drain()
            await asyncio.sleep(0.01)
        said = answer.encode("latin-1")
        for part in [bytes([byte]) for byte in said] if "pause" in self.script else [said]:
            await asyncio.sleep(self.script.get("pause", 0))
            saying.write(part)
            await saying.drain()


async def serve(port: int) -> None:
    """Serves until standard input closes; each script is acknowledged by a line on standard output."""
    scanner = Scanner()
    await asyncio.start_server(scanner.serve, LOOPBACK, port)
    told = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := await told.readline():
        scanner.script = json.loads(line)
        sys.stdout.write("told\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
