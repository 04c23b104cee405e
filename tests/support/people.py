"""People who use the house over HTTP, each with a token of their own.

Owns: connections, headers, one way to read an answer. Promises: an answer that was not expected raises with the
problem's body and the ends of the logs when it is the house's fault; nothing is retried behind a test's back.
Leaves to others: what is asked (`road`).
"""

from __future__ import annotations

import http.client
import json
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import quote, urlencode

from shared.events.terms import Role
from tests.support.homes import House
from tests.support.ports import LOOPBACK

_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """One answer. `body` is the parsed JSON, a text, or a file's bytes; `version` the number in the ETag."""

    status: int
    body: Any
    headers: Message

    @property
    def version(self) -> int | None:
        tag = self.headers.get("ETag", "").strip('W/"')
        return int(tag) if tag.isdecimal() else None


class Problem(AssertionError):
    """The house refused. `code` and `places` are the stable part; `body` is the whole problem document."""

    def __init__(self, asked: str, answer: Answer, evidence: str = "") -> None:
        self.asked = asked
        self.answer = answer
        self.status = answer.status
        self.body: dict[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        self.code = str(self.body.get("code", ""))
        self.places: list[dict[str, str]] = self.body.get("places", [])
        shown = json.dumps(answer.body, ensure_ascii=False, indent=1) if self.body else str(answer.body)
        super().__init__(f"{asked} → {answer.status}\n{shown[:3000]}{evidence}")

    @property
    def rules(self) -> set[str]:
        """The codes of all places: for a refusal by rules, their ids."""
        return {place["code"] for place in self.places if "code" in place}


@dataclass
class Refused:
    """Filled by `refused` when the block ends."""

    problem: Problem = field(init=False)


@contextmanager
def refused(status: int, code: str | None = None) -> Iterator[Refused]:
    """The block must be refused with this status and code; the problem is there afterwards."""
    told = Refused()
    try:
        yield told
    except Problem as problem:
        if problem.status != status or (code is not None and problem.code != code):
            raise
        told.problem = problem
    else:
        raise AssertionError(f"expected a refusal {status} {code or ''}, but it was done")
    assert told.problem.body.get("detail_vi"), f"no word in Vietnamese: {told.problem.body}"
    assert told.problem.body.get("detail_en"), f"no word in English: {told.problem.body}"


@dataclass(frozen=True)
class Upload:
    """A file of a form."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


class Person:
    """Somebody signed in: `subject` acting as `role` at `unit`."""

    def __init__(self, house: House, subject: str, role: Role, unit: str) -> None:
        self.house = house
        self.subject = subject
        self.role = role
        self.unit = unit

    def __repr__(self) -> str:
        return f"{self.subject} ({self.role.value} of {self.unit})"

    def get(self, path: str, **query: Any) -> Any:
        """The body of an answer 200."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self.ask("GET", f"{path}?{urlencode(asked)}" if asked else path).body

    def each(self, path: str, **query: Any) -> list[Any]:
        """All items of a paged list."""
        found: list[Any] = []
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, limit=200, **query)
            found.extend(page["items"])
            cursor = page["next"]
            if cursor is None:
                return found

    def post(
        self, path: str, body: Any = None, *, seen: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A command with a fresh Idempotency-Key unless `headers` carries one; raises Problem on any refusal."""
        return self.ask("POST", path, body if body is not None else {}, seen=seen, headers=headers)

    def put(self, path: str, body: Any, *, seen: int | None = None) -> Answer:
        return self.ask("PUT", path, body, seen=seen)

    def delete(self, path: str, *, seen: int | None = None) -> Answer:
        return self.ask("DELETE", path, seen=seen)

    def upload(self, path: str, file: Upload, *, headers: Mapping[str, str] | None = None, **form: str) -> Answer:
        """A form with the file in its field `file`."""
        edge = f"edge{uuid.uuid4().hex}"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in form.items()
        ]
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            f"Content-Type: {file.media_type}\r\n\r\n"
        )
        content = b"".join([*parts, head.encode(), file.content, f"\r\n--{edge}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self.send("POST", path, content, kind | dict(headers or {}))

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        seen: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request with JSON; `seen` is the version for If-Match."""
        told = dict(headers or {})
        if seen is not None:
            told["If-Match"] = f'"{seen}"'
        content = None
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            told.setdefault("Content-Type", "application/json")
        return self.send(method, path, content, told)

    def send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request with any bytes as its body."""
        told = {"Authorization": f"Bearer {self.token}", "Accept-Language": "vi"}
        if method != "GET":
            told["Idempotency-Key"] = uuid.uuid4().hex
        answer = exchange(self.house, method, path, content, told | dict(headers))
        return judged(self.house, f"{self}: {method} {path}", answer)

    @property
    def token(self) -> str:
        return self.house.token(self.subject, self.role, self.unit)


def judged(house: House, asked: str, answer: Answer) -> Answer:
    """The answer, unless it is a refusal; a failure of the house shows what it logged."""
    if answer.status < 400:
        return answer
    raise Problem(asked, answer, f"\n{house.last_words()}" if answer.status >= 500 else "")


class _Connections(threading.local):
    """Kept alive, one per thread and process of the house."""

    def __init__(self) -> None:
        self.open: dict[int, http.client.HTTPConnection] = {}


_connections = _Connections()


def hang_up() -> None:
    """Closes what this thread holds open; the next request connects anew."""
    for connection in _connections.open.values():
        connection.close()
    _connections.open.clear()


def exchange(
    house: House, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """One request to the service the path names, at the replica whose turn it is; any status is an answer."""
    port = house.process_for(path.split("/")[2] if path.startswith("/api/") else "nomination").port
    for attempt in ("kept", "fresh"):
        connection = _connections.open.get(port) if attempt == "kept" else None
        if connection is None:
            connection = _connections.open[port] = http.client.HTTPConnection(LOOPBACK, port, timeout=_SECONDS)
            attempt = "fresh"
        try:
            connection.request(method, quote(path, safe="/?&=%:+,"), body=content, headers=dict(headers or {}))
            response = connection.getresponse()
            raw = response.read()
        except (http.client.HTTPException, ConnectionError) as error:
            connection.close()
            del _connections.open[port]
            # A kept connection may have been closed by the other end meanwhile; nothing was sent on it then.
            if attempt == "fresh":
                house.check_alive()
                raise AssertionError(f"{method} {path}: {error!r}\n{house.last_words()}") from error
            continue
        answer = Answer(response.status, _read(raw, response.headers.get("Content-Type", "")), response.headers)
        for hear in house.overheard:
            hear(method, path, answer)
        return answer
    raise AssertionError("unreachable")


def _read(raw: bytes, kind: str) -> Any:
    """JSON parsed, text decoded, files as they are."""
    if "json" in kind:
        return json.loads(raw) if raw else ""
    return raw.decode("utf-8", "replace") if kind.startswith("text/") or not raw else raw
