"""Requests as bytes: bodies whose length nobody told, letters as they are, what is no HTTP at all."""

from __future__ import annotations

import http.client
import json
import socket
import time
import uuid

import pytest
from sqlalchemy import func, select

from shared.tables import outbox
from tests.support.footprint import leaves_at_most_a_refusal, leaves_nothing, leaves_only_a_refusal
from tests.support.homes import House
from tests.support.people import Answer, Problem, exchange
from tests.support.ports import LOOPBACK
from tests.support.road import Season, Union
from tests.support.roles import CASES, LISTS, NOMINATIONS, REGISTER
from tests.support.workbooks import row, workbook

MEGABYTE = 1024 * 1024


def said(house: House, request: bytes, service: str = "nomination") -> Answer:
    """The answer to bytes sent to a process of a service on a connection of their own."""
    with socket.create_connection((LOOPBACK, house.process_for(service).port), timeout=30) as line:
        line.sendall(request)
        response = http.client.HTTPResponse(line)
        response.begin()
        raw = response.read()
    return Answer(response.status, json.loads(raw) if raw else {}, response.headers)


def _post(union: Union, path: str, *headers: str) -> bytes:
    told = ["Host: x", f"Authorization: Bearer {union.officer.token}", "Content-Type: application/json", *headers]
    return "\r\n".join([f"POST {path} HTTP/1.1", *told, "", ""]).encode()


def _in_chunks(body: bytes, size: int) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"


def test_a_body_in_chunks_is_read_as_any_other(season: Season, union: Union) -> None:
    person = season.somebody()
    body = json.dumps(season.form(person, union.name), ensure_ascii=False).encode()
    answer = said(season.house, _post(union, NOMINATIONS, CHUNKED) + _in_chunks(body, 100))
    assert (answer.status, answer.body["nominee_name"]) == (201, person.name)


def test_a_body_in_chunks_without_end_is_too_large(season: Season, union: Union) -> None:
    with leaves_at_most_a_refusal(season.house):
        body = _in_chunks(b'{"achievement": "' + b"a" * 13 * MEGABYTE + b'"}', 64 * 1024)
        answer = said(season.house, _post(union, NOMINATIONS, CHUNKED) + body)
    assert (answer.status, answer.body["code"]) == (413, "input.too_large")
    assert "12 MB" in answer.body["detail_vi"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([CHUNKED], b"zz\r\nxin chao\r\n0\r\n\r\n"),
        ([CHUNKED, "Content-Length: 2"], b"2\r\n{}\r\n0\r\n\r\n"),
        (["Transfer-Encoding: gzip, chunked"], b"2\r\n{}\r\n0\r\n\r\n"),
        (["Content-Length: -5"], b""),
    ],
    ids=["no chunks", "two lengths", "another coding", "less than nothing"],
)
def test_a_body_whose_length_is_nonsense_is_refused(
    season: Season, union: Union, headers: list[str], body: bytes
) -> None:
    with leaves_at_most_a_refusal(season.house):
        answer = said(season.house, _post(union, NOMINATIONS, *headers) + body)
    assert answer.status in (400, 501), answer


@pytest.mark.parametrize("name", ["Idempotency-Key", "Acting-For"])
@pytest.mark.parametrize("given", [b"a\0b", "khóa".encode()], ids=["nought", "letters"])
def test_a_header_no_database_keeps_is_refused(season: Season, union: Union, name: str, given: bytes) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    version = union.head.waits_until(case, "submitted")["version"]
    told = [b"Host: x", b"Authorization: Bearer " + union.head.token.encode(), b"Content-Type: application/json"]
    told += [b'If-Match: "%d"' % version, b"Content-Length: 2", name.encode() + b": " + given]
    request = b"\r\n".join([f"POST {CASES}/{case.id}/receive HTTP/1.1".encode(), *told, b"", b"{}"])
    with leaves_only_a_refusal(season.house, "review"):
        answer = said(season.house, request, "review")
    assert (answer.status, answer.body["code"]) == (400, "input.malformed")
    assert name in answer.body["detail_vi"]
    assert name in answer.body["detail_en"]


def test_letters_of_a_name_may_be_sent_as_they_are(season: Season) -> None:
    """curl does so; some bytes of “Hà Ngọc Đào” are blanks to who reads them one by one."""
    request = f"GET {REGISTER}/public/awards?name=Hà HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    port = season.house.process_for("registry").port
    with socket.create_connection((LOOPBACK, port), timeout=30) as line:
        line.sendall(request.encode())
        assert line.recv(64).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01", 400),
        (b"GET / HTTP/9.9", 505),
        (b"GET", 400),
        (b"GET <script> x HTTP/1.1", 400),
    ],
    ids=["a greeting of TLS", "a version to come", "half a line", "four words"],
)
def test_what_is_no_http_is_refused_as_everything_else_is(home: House, request_line: bytes, status: int) -> None:
    answer = said(home, request_line + b"\r\nHost: x\r\n\r\n")
    assert (answer.status, answer.body["code"]) == (status, f"http.{status}")
    assert answer.body["detail_vi"]
    assert answer.body["detail_en"]
    assert "script" not in str(answer.body)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /api/nomination/v1/nominations?name=%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 9_000), 414),
        (b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * MEGABYTE), 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: %b\r\n\r\n" % (b"a" * 100_000), 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"X-Many: Nguyen\r\n" * 10_000), 431),
    ],
    ids=["a long path", "a path without end", "a long header", "headers without end"],
)
def test_what_is_too_long_for_a_head_is_refused_as_everything_else_is(
    home: House, request_bytes: bytes, status: int
) -> None:
    answer = said(home, request_bytes)
    assert (answer.status, answer.body["code"]) == (status, f"http.{status}")
    assert answer.body["detail_vi"]
    assert answer.body["detail_en"]


def test_who_sends_slowly_hears_the_refusal_all_the_same(home: House) -> None:
    """Not met by a closed line while it is still speaking."""
    with socket.create_connection((LOOPBACK, home.process_for("nomination").port), timeout=30) as line:
        for _ in range(3):
            line.sendall(b"GET /" + b"a" * 70_000)
            time.sleep(1.0)
        response = http.client.HTTPResponse(line)
        response.begin()
    assert response.status == 414


def test_a_method_nobody_offers_is_told_which_there_are(season: Season) -> None:
    answer = exchange(season.house, "PATCH", NOMINATIONS, b"{}", {})
    assert (answer.status, answer.body["code"]) == (405, "http.405")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))
    assert answer.body["title"] != "Có lỗi trong hệ thống."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"])
def test_a_body_of_another_kind_is_not_passed_over(season: Season, union: Union, kind: str) -> None:
    """Every field of this command may be left out: unread, the words of the officer would be lost in silence."""
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    sent = b'{"consent": "Ban Ch\xe1\xba\xa5p h\xc3\xa0nh"}'
    with leaves_at_most_a_refusal(season.house), pytest.raises(Problem) as told:
        union.head.send("POST", f"{CASES}/{case.id}/receive", sent, {"Content-Type": kind, "If-Match": '"1"'})
    assert (told.value.status, told.value.code) == (415, "input.unsupported_type")


def test_a_list_is_no_json(season: Season, union: Union) -> None:
    with leaves_at_most_a_refusal(season.house), pytest.raises(Problem) as told:
        union.officer.post(LISTS, {"plan": season.plan})
    assert (told.value.status, told.value.code) == (415, "input.unsupported_type")


def test_nothing_but_a_proper_traceparent_is_kept(season: Season, union: Union) -> None:
    """Events are kept for ever; a list says with every row what came with the request."""
    person, sneaky = season.somebody(), uuid.uuid4().hex
    kept = union.officer.sends_list(workbook([row(1, person.name, person.birth)]))
    union.officer.post(f"{LISTS}/{kept['id']}/submit", headers={"traceparent": sneaky})
    with season.house.databases["nomination"].reading() as tx:
        assert tx.scalar(select(func.count()).where(outbox.c.body.contains(sneaky))) == 0


def test_a_correlation_is_no_text(season: Season, union: Union) -> None:
    given = "Nguyễn".encode().decode("latin-1") * 2
    told = {"Authorization": f"Bearer {union.officer.token}", "X-Correlation-Id": given}
    assert exchange(season.house, "GET", NOMINATIONS, None, told).headers["X-Correlation-Id"] != given


def test_an_unknown_path_beside_the_services_is_refused_in_words(home: House) -> None:
    with leaves_nothing(home):
        answer = exchange(home, "GET", "/nowhere", None, {})
    assert (answer.status, answer.body["code"]) == (404, "http.404")
    assert answer.body["detail_vi"]
    assert answer.body["detail_en"]
