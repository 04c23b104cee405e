"""A mail server that behaves as it is told.

Owns: the process behind PrivateSmtp. Promises: a mail it accepts is in the spool before the answer leaves; it ends when
its standard input closes. Leaves to others: what it is told, one JSON object per line on standard input.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.support.ports import LOOPBACK


class ScriptedHandler:
    """Answers as the present script says.

    A script is `{"at": "mail" | "rcpt" | "data", "code": 451, "times": 3 | null, "text": "...", "delay": 0.0,
    "hang_up": false, "leaves": false, "recipient": null | "a@b"}`: the first `times` answers are the code, later ones
    are acceptance. `hang_up` closes the connection instead of answering (at "data" the mail is accepted before),
    `leaves` after it.
    """

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._script: dict[str, Any] = {}
        self._left: int | None = 0

    def follow(self, script: dict[str, Any]) -> None:
        self._script = script
        self._left = script.get("times", 0)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._is_due("mail", []):
            return self._refusal(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._is_due("rcpt", [address]):
            return self._refusal(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self._script.get("delay", 0.0))
        due = self._is_due("data", envelope.rcpt_tos)
        if due and not self._script.get("hang_up"):
            return self._refusal(server)
        self._keep(envelope)
        return self._refusal(server) if due else "250 OK"

    def _is_due(self, at: str, recipients: list[str]) -> bool:
        only = self._script.get("recipient")
        if self._script.get("at") != at or self._left == 0 or (only and only not in recipients):
            return False
        if self._left is not None:
            self._left -= 1
        return True

    def _refusal(self, server: SMTP) -> str:
        if self._script.get("leaves") and isinstance(server.transport, asyncio.Transport):
            asyncio.get_running_loop().call_soon(server.transport.close)
        if not self._script.get("hang_up"):
            return f"{self._script['code']} {self._script['text']}"
        if isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 nobody hears this"

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "raw": raw.decode("latin-1")}
        with self._spool.open("a", encoding="utf-8") as spool:
            spool.write(json.dumps(mail) + "\n")


async def serve(port: int, spool: Path, chain: Path | None = None) -> None:
    """Serves until standard input closes; each script is acknowledged by a line on standard output."""
    tls = _tls_by(chain)
    loop = asyncio.get_running_loop()
    handler = ScriptedHandler(spool)
    server = await loop.create_server(
        lambda: SMTP(
            handler, enable_SMTPUTF8=True, hostname="localhost", loop=loop, tls_context=tls,
            require_starttls=tls is not None, authenticator=_admit_nobody,
        ),
        LOOPBACK,
        port,
    )  # fmt: skip
    told = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := await told.readline():
        handler.follow(json.loads(line))
        sys.stdout.write("told\n")
        sys.stdout.flush()
    server.close()


def _admit_nobody(server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: Any) -> AuthResult:
    """Asked only under TLS: before it nobody is offered to sign in."""
    return AuthResult(success=False, handled=False)


def _tls_by(chain: Path | None) -> ssl.SSLContext | None:
    if chain is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)
    return context


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), *map(Path, sys.argv[2:])))
