"""The web server of a process: a WSGI application served inside the nameko container.

Owns: the listening socket, requests in flight, refusing what is no HTTP. Promises: a broken client connection never
ends the process; a stop first finishes what is being answered; a body is read whole, however its length is told, or
refused; a failure of the application is logged, never shown. Leaves to others: the application.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from email.message import Message
from functools import partial
from typing import Any

import eventlet
import structlog
from eventlet import wsgi
from nameko.extensions import DependencyProvider
from nameko.web.server import HttpOnlyProtocol, WebServer
from werkzeug.wsgi import ClosingIterator

from shared.errors import VinhDanhError
from shared.words import Words

log = structlog.get_logger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_DRAIN_SECONDS = 20.0
_ACCEPT_PAUSE_SECONDS = 0.1
_LONGEST_PATH = 8192
_HEAR_OUT_SECONDS = 5.0  # of silence
_HEAR_OUT_IN_ALL_SECONDS = 30.0
_HEAR_OUT_BYTES = 1 << 20
_PIECE = 1 << 16
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_NO_HTTP = {
    "detail_vi": "Yêu cầu gửi đến không đúng giao thức HTTP/1.1.",
    "detail_en": "what was sent is not HTTP/1.1 as it is spoken here",
}
_TOO_LONG = {
    "detail_vi": "Địa chỉ hoặc phần đầu của yêu cầu quá dài.",
    "detail_en": "the address or the headers of the request are too long",
}

_FAILED = json.dumps(
    {
        "code": VinhDanhError.code,
        "status": 500,
        "detail_vi": VinhDanhError.words.vi,
        "detail_en": VinhDanhError.words.en,
    },
    ensure_ascii=False,
).encode()


def _in_percent(found: re.Match[bytes]) -> bytes:
    return b"%%%02X" % found[0][0]


class UnsendableHeader(ValueError):
    """A header of an answer holds what HTTP has no letters for; says which, not what stands in it."""


class AddressTaken(VinhDanhError):
    """Somebody else listens there, or this machine has no such address."""

    code = "http.address_taken"
    words = Words("Không mở được cổng HTTP.", "The address for HTTP cannot be had.")


class _Protocol(HttpOnlyProtocol):  # type: ignore[misc]  # nameko has no types
    """What eventlet speaks, with refusals of our own before the application is asked."""

    raw_requestline: bytes

    def _read_request_line(self) -> bytes:
        """A byte less than the longest, which eventlet would refuse in its own words."""
        line: bytes = super()._read_request_line()
        return line[: self.server.url_length_limit - 1]

    def parse_request(self) -> bool:
        if len(self.raw_requestline) >= _LONGEST_PATH:
            return self._refuse_unread(414)
        # curl sends the letters of a name as they are, and some of their bytes would be taken for blanks.
        self.raw_requestline = _NOT_ASCII.sub(_in_percent, self.raw_requestline)
        try:
            if not super().parse_request():
                return False
        except (wsgi.HeaderLineTooLong, wsgi.HeadersTooLarge):
            return self._refuse_unread(431)
        if _is_told_how_long(self.headers):
            return True
        self.send_error(400)
        return False

    def _refuse_unread(self, code: int) -> bool:
        """Closed with bytes unread, a connection takes the answer with it: the rest is heard out, for a while."""
        self.send_error(code)
        self.wfile.flush()
        self.connection.settimeout(_HEAR_OUT_SECONDS)
        left, until = _HEAR_OUT_BYTES, time.monotonic() + _HEAR_OUT_IN_ALL_SECONDS
        with suppress(OSError):
            while left > 0 and time.monotonic() < until and (more := self.connection.recv(_PIECE)):
                left -= len(more)
        return False

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The refusal of what is no HTTP, in the form of every refusal; it repeats nothing of what was sent."""
        self.close_connection = True
        said = {"code": f"http.{code}", "status": code} | (_TOO_LONG if code in (414, 431) else _NO_HTTP)
        body = json.dumps(said, ensure_ascii=False).encode()
        head = f"HTTP/1.1 {int(code)} Refused\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
        self.wfile.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def _is_told_how_long(headers: Message) -> bool:
    """By a length or in chunks; of anything else eventlet would leave a body on the line as a new request."""
    lengths, codings = headers.get_all("content-length", []), headers.get_all("transfer-encoding", [])
    if codings:
        return not lengths and [coding.lower() for coding in codings] == ["chunked"]
    return len(lengths) <= 1 and all(length.isascii() and length.isdecimal() for length in lengths)


class HttpServer(WebServer):  # type: ignore[misc]  # nameko has no types
    """nameko's web server with our application in place of its routes."""

    def __init__(self, listening: Any, application: Wsgi) -> None:
        super().__init__()
        self._sock = listening
        self._application = application
        self._in_flight = 0
        self._starting = False

    def start(self) -> None:
        if self._starting:
            return
        self._starting = True
        self._sock.settimeout(None)
        self._serv = wsgi.Server(
            self._sock,
            self._sock.getsockname(),
            self._counted,
            protocol=_Protocol,
            log=_Quiet(),
            log_output=False,
            # Otherwise a failure is answered with its traceback.
            debug=False,
            socket_timeout=30,
            # Room for more than is taken, so that the refusal is ours.
            url_length_limit=8 * _LONGEST_PATH,
        )
        self._gt = self.container.spawn_managed_thread(self.run)
        host, port, *_ = self._sock.getsockname()
        log.info("listening", host=host, port=port)

    def run(self) -> None:
        """Accept until told to stop; without a free descriptor, wait for one instead of ending the process's web."""
        fails = False
        while self._is_accepting:
            try:
                sock, address = self._sock.accept()
            except OSError as error:
                if not fails:
                    log.error("accept_fails", error=os.strerror(error.errno) if error.errno else type(error).__name__)
                fails = True
                eventlet.sleep(_ACCEPT_PAUSE_SECONDS)
                continue
            fails = False
            sock.settimeout(self._serv.socket_timeout)
            self.container.spawn_managed_thread(partial(self.process_request, sock, address))

    def process_request(self, sock: Any, address: Any) -> None:
        try:
            super().process_request(sock, address)
        except OSError as error:
            # The other end went away; nameko would take the whole container down with it.
            log.info("client_gone", error=type(error).__name__)

    def _counted(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application, with requests counted (not connections: a kept one may stay idle for ever)."""
        self._in_flight += 1
        if "HTTP_TRANSFER_ENCODING" in environ:
            # A body in chunks ends by itself; unsaid, Werkzeug would take it for an empty one.
            environ["wsgi.input_terminated"] = True
        path = environ.get("PATH_INFO", "")
        try:
            body = self._application(environ, partial(_start_sendable, start_response))
        except Exception:
            log.exception("request_failed", path=path)
            start_response("500 Failed", [("Content-Type", "application/problem+json")], sys.exc_info())
            body = [_FAILED]
        except BaseException:
            self._in_flight -= 1
            raise
        return ClosingIterator(_told_to_the_end(body, path), [getattr(body, "close", _nothing), self._answered])

    def _answered(self) -> None:
        self._in_flight -= 1

    def stop(self) -> None:
        """Accept nothing new, then wait for the answers under way."""
        self._is_accepting = False
        self._gt.kill()
        self._sock.close()
        deadline = time.monotonic() + _DRAIN_SECONDS
        while self._in_flight and time.monotonic() < deadline:
            eventlet.sleep(0.05)


def _start_sendable(
    start_response: Callable[..., Any], status: str, headers: list[tuple[str, str]], *failed: Any
) -> Any:
    """`start_response`, unless eventlet could not write the headers: it finds out once nobody can answer any more."""
    for name, value in headers:
        try:
            value.encode("latin-1")
        except UnicodeEncodeError:
            raise UnsendableHeader(name) from None
    return start_response(status, headers, *failed)


def _told_to_the_end(body: Iterable[bytes], path: str) -> Iterator[bytes]:
    """Piece by piece; an application that fails between two of them leaves a line, and a connection that breaks off."""
    try:
        yield from body
    except Exception:
        log.exception("answer_broke_off", path=path)
        raise


def _nothing() -> None:
    pass


def listen(address: tuple[str, int]) -> Any:
    """The socket of a process. Opened by whoever starts it: in a greenlet of nameko's it would end in a traceback."""
    try:
        # Shared with another process of ours, each would answer for the other.
        return eventlet.listen(address, backlog=256, reuse_port=False)
    except (OSError, OverflowError) as error:
        where = f"{address[0]}:{address[1]} (VINHDANH_HTTP_HOST, VINHDANH_HTTP_PORT)"
        raise AddressTaken(f"Không mở được {where}: {error}.", f"cannot listen at {where}: {error}") from error


class Web(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Hangs the web server on a nameko service."""

    def __init__(self, listening: Any, application: Wsgi) -> None:
        self.server = HttpServer(listening, application)


def front(listening: Any, application: Wsgi) -> type:
    """The nameko service that answers HTTP for a whole process, at a socket of `listen`."""
    return type("Front", (), {"name": "front", "web": Web(listening, application)})


class _Quiet:
    """eventlet writes access lines; ours are metrics and structured logs."""

    def write(self, line: str) -> None:
        pass

    def debug(self, *_: Any) -> None:
        pass

    def info(self, *_: Any) -> None:
        pass

    def error(self, message: str, *_: Any) -> None:
        log.warning("http_server", message=str(message)[:500])
