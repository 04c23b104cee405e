"""Speaking to the house as the people of the story do: real HTTP on loopback, each with a token of their own.

Owns: connections, tokens, keys against doubling. Promises: every command carries an Idempotency-Key; an answer the
story does not foresee stops the rehearsal with who asked what. Leaves to others: what is asked (the scenes).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from deploy.demo.errors import UnexpectedAnswer
from shared.clock import wall_now
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.identity import TokenIssuer
from shared.ids import new_id

_SECONDS = 120.0
TOKEN_HOURS = 8


@dataclass(frozen=True)
class Answer:
    """`body` is the parsed JSON; `version` the number in the ETag, where there is one."""

    status: int
    body: Any
    version: int | None

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None


@dataclass(frozen=True)
class Upload:
    """A file as a form sends it."""

    name: str
    media_type: str
    content: bytes


class Line:
    """The way to the house: one connection per worker, kept open."""

    def __init__(self, port: int, issuer: TokenIssuer) -> None:
        self.port = port
        self.issuer = issuer
        self._own = threading.local()
        self._opened: list[HTTPConnection] = []
        self._count = 0

    @property
    def requests(self) -> int:
        return self._count

    def hang_up(self) -> None:
        """Close every connection: a server that stops waits for those that are open."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._own = threading.local()

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request; a connection the server closed meanwhile is opened once more."""
        self._count += 1
        try:
            return self._send(method, path, body, headers)
        except (HTTPException, ConnectionError):
            # The Idempotency-Key makes the repetition harmless.
            self._own.connection = None
            return self._send(method, path, body, headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
            self._opened.append(connection)
        connection.request(method, path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        content = answer.read()
        etag = answer.headers.get("ETag", "").strip('W/"')
        is_json = "json" in answer.headers.get("Content-Type", "")
        parsed = json.loads(content) if content and is_json else content.decode("utf-8", "replace")
        return Answer(answer.status, parsed, int(etag) if etag.isdecimal() else None)


class Person:
    """Somebody who acts: name, role and unit, and the token that says so."""

    def __init__(self, line: Line, subject: str, role: Role, unit: str, name: str) -> None:
        self.actor = Actor(subject, role, unit)
        self.name = name
        self._line = line
        self.token = line.issuer.issue(self.actor, now=wall_now(), lifetime=timedelta(hours=TOKEN_HOURS))

    @property
    def subject(self) -> str:
        return self.actor.subject

    def get(self, path: str, **query: Any) -> Any:
        """The body of an answer 200."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self.ask("GET", f"{path}?{urlencode(asked)}" if asked else path).body

    def each(self, path: str, **query: Any) -> Iterator[Any]:
        """Every item of a paged list."""
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, limit=200, **query)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def post(self, path: str, body: Any = None, *, seen: int | None = None, expect: int | None = None) -> Answer:
        return self.ask("POST", path, body if body is not None else {}, seen=seen, expect=expect)

    def put(self, path: str, body: Any, *, seen: int | None = None) -> Answer:
        return self.ask("PUT", path, body, seen=seen)

    def upload(self, path: str, file: Upload, *, field: str = "file", **form: str) -> Answer:
        """A form with one file."""
        kind, content = _form(form, field, file)
        headers = {**self._headers(None), "Content-Type": kind}
        return self._judged("POST", path, self._line.send("POST", path, content, headers), None)

    def ask(
        self, method: str, path: str, body: Any = None, *, seen: int | None = None, expect: int | None = None
    ) -> Answer:
        """One request; `expect` is the status the story foresees (default: success)."""
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
        headers = self._headers(seen) if method != "GET" else self._headers(None, is_command=False)
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._judged(method, path, self._line.send(method, path, content, headers), expect)

    def _headers(self, seen: int | None, *, is_command: bool = True) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "vi"}
        if is_command:
            headers["Idempotency-Key"] = new_id()
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        return headers

    def _judged(self, method: str, path: str, answer: Answer, expect: int | None) -> Answer:
        is_right = answer.status == expect if expect is not None else 200 <= answer.status < 300
        if is_right:
            return answer
        shown = json.dumps(answer.body, ensure_ascii=False)[:1500]
        asked = f"{self.actor.role.value} {self.subject}: {method} {path} → {answer.status}"
        wanted = expect or "2xx"
        raise UnexpectedAnswer(f"{asked}, chờ {wanted}: {shown}", f"{asked}, expected {wanted}: {shown}")


def _form(fields: Mapping[str, str], field: str, file: Upload) -> tuple[str, bytes]:
    """multipart/form-data (RFC 7578); file names in UTF-8 as browsers send them."""
    edge = f"----vinhdanh{new_id().replace('-', '')}"
    head = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    head += (
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.media_type}\r\n\r\n"
    )
    return f"multipart/form-data; boundary={edge}", head.encode() + file.content + f"\r\n--{edge}--\r\n".encode()
