"""A mail server of our own that can be made to misbehave.

Owns: aiosmtpd in a process beside the tests. Promises: loopback only; what it accepted is readable at once and survives
its stop. Leaves to others: the mail.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from tests.support.children import REPOSITORY, ChildEndedError
from tests.support.ports import LOOPBACK, free_port


@dataclass(frozen=True)
class ReceivedMail:
    """One accepted mail: the envelope as spoken, the message as parsed."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain-text body, empty when there is none."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""


class PrivateSmtp:
    """One server on one port; stopped, it is down, and started again it listens on the same port."""

    def __init__(self, parent: Path | None = None, *, chain: Path | None = None) -> None:
        """With `chain`, a certificate and its key, it takes no mail before STARTTLS."""
        self._chain = [] if chain is None else [str(chain)]
        self.host = LOOPBACK
        self.port = free_port()
        self.home = Path(tempfile.mkdtemp(prefix="vinhdanh-smtp-", dir=parent))
        self._spool = self.home / "mails.jsonl"
        self._log = self.home / "smtp.log"
        self._child: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns when it listens; it accepts everything until told otherwise."""
        if self._child is not None:
            raise RuntimeError("the mail server runs already")
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "tests.support.smtp_server", str(self.port), str(self._spool), *self._chain],
                cwd=REPOSITORY,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._expect("ready")

    def stop(self) -> None:
        """The server is down: connections are refused. Received mails stay."""
        if self._child is None:
            return
        # Closing its standard input ends it, as does the end of this process.
        self._child.communicate(timeout=10)
        self._child = None

    def is_up(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def accept(self) -> None:
        """Accepts everything, at once."""
        self._tell({})

    def refuse(
        self,
        code: int,
        *,
        times: int | None = None,
        at: Literal["mail", "rcpt", "data"] = "data",
        recipient: str | None = None,
        text: str = "refused by the test",
        leaves: bool = False,
    ) -> None:
        """Answers `code` the next `times` times (None: always), then accepts.

        451 is a refusal worth a retry, 550 one for good. `recipient` limits it to mails to that address. One that
        `leaves` closes the connection after its answer.
        """
        script = {"at": at, "code": code, "times": times, "recipient": recipient, "text": text, "leaves": leaves}
        self._tell(script)

    def be_slow(self, seconds: float) -> None:
        """Accepts every mail that many seconds after its last line."""
        self._tell({"delay": seconds})

    def lose_the_answer(self, *, times: int | None = 1) -> None:
        """Accepts the mail and closes the connection without saying so: the sender cannot know."""
        self._tell({"at": "data", "hang_up": True, "times": times})

    def hang_up(self, *, at: Literal["mail", "rcpt"], times: int | None = 1) -> None:
        """Closes the connection instead of answering, before it has any mail."""
        self._tell({"at": at, "hang_up": True, "times": times})

    def messages(self) -> list[ReceivedMail]:
        """All mails accepted since the start or the last `forget`, in order."""
        if not self._spool.exists():
            return []
        lines = self._spool.read_text(encoding="utf-8").splitlines(keepends=True)
        # Of a long one the end may be still to come.
        return [_parse(json.loads(line)) for line in lines if line.endswith("\n")]

    def forget(self) -> None:
        """Empties the spool between two tests."""
        self._spool.unlink(missing_ok=True)

    def remove(self) -> None:
        """Ends the server and removes its files."""
        self.stop()
        shutil.rmtree(self.home)

    def _tell(self, script: Mapping[str, Any]) -> None:
        if self._child is None or self._child.stdin is None:
            raise RuntimeError("the mail server does not run")
        self._child.stdin.write(json.dumps(script) + "\n")
        self._child.stdin.flush()
        self._expect("told")

    def _expect(self, word: str) -> None:
        assert self._child is not None
        assert self._child.stdout is not None
        said = self._child.stdout.readline().strip()
        if said != word:
            log = self._log.read_text(encoding="utf-8", errors="replace")
            raise ChildEndedError(f"the mail server said {said!r} instead of {word!r}\n{log}")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()


def _parse(mail: Mapping[str, Any]) -> ReceivedMail:
    raw = mail["raw"].encode("latin-1").replace(b"\r\n", b"\n")
    message = message_from_bytes(raw, policy=policy.default)
    return ReceivedMail(sender=mail["from"], recipients=tuple(mail["to"]), message=message)
