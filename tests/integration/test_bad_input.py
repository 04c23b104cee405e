"""What nobody should send: refused with 4xx, a stable code and the place, in both languages; nothing left behind."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.support.dossiers import pdf
from tests.support.footprint import leaves_at_most_a_refusal
from tests.support.homes import House
from tests.support.people import Problem, Upload, exchange, refused
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import CASES, NOMINATIONS, REGISTER, TOLD

JSON = {"Content-Type": "application/json"}
FORM = "multipart/form-data"
MEGABYTE = 1024 * 1024


def _with(form: Mapping[str, Any], **changes: Any) -> bytes:
    return json.dumps({**form, **changes}, ensure_ascii=False).encode()


BODIES: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "nothing": lambda form: b"",
    "half an object": lambda form: b'{"plan": "hung',
    "an array": lambda form: b"[]",
    "a word": lambda form: b'"plan"',
    "null": lambda form: b"null",
    "not UTF-8": lambda form: b'{"plan": "\xff\xfe"}',
    "a key twice": lambda form: b'{"award": "good_deed", ' + _with(form)[1:],
    "a key twice, deep inside": lambda form: _with(form).replace(b'"full_name"', b'"sex": "male", "full_name"', 1),
    "NaN": lambda form: _with(form).replace(b'"rows_in_letter": 1', b'"rows_in_letter": NaN'),
    "Infinity": lambda form: _with(form).replace(b'"rows_in_letter": 1', b'"rows_in_letter": -Infinity'),
    "a number no machine has": lambda form: _with(form, rows_in_letter=10**40),
    "ten thousand brackets": lambda form: b"[" * 10_000 + b"]" * 10_000,
    "ten thousand objects": lambda form: b'{"nominee":' * 10_000 + b"1" + b"}" * 10_000,
    "an unknown field": lambda form: _with(form, state="awarded"),
    "an unknown field, deep inside": lambda form: _with(form, nominee={**form["nominee"], "is_admin": True}),
    "a field missing": lambda form: _with({name: value for name, value in form.items() if name != "award"}),
    "a text for a number": lambda form: _with(form, year="hai nghìn"),
    "a number for a text": lambda form: _with(form, award=7),
    "a truth value for a number": lambda form: _with(form, year=True),
    "a day that is not": lambda form: _with(form, achieved_from="2026-02-30"),
    "a birth that is not": lambda form: _with(form, nominee={**form["nominee"], "birth": "31/02/1980"}),
    "a birth to come": lambda form: _with(form, nominee={**form["nominee"], "birth": "01/01/2050"}),
    "a year of another calendar": lambda form: _with(form, year=2569),
    "a word outside its list": lambda form: _with(form, task_rating="tuyệt vời"),
    "half a surrogate pair": lambda form: _with(form).replace(b'"full_name": "', b'"full_name": "\\ud800'),
    "a nought byte": lambda form: _with(form).replace(b'"full_name": "', b'"full_name": "\\u0000'),
    "a nought byte in a long text": lambda form: _with(form).replace(b'"achievement": "', b'"achievement": "\\u0000'),
    "a name of a megabyte": lambda form: _with(form, nominee={**form["nominee"], "full_name": "Nguyễn " * 150_000}),
    "a name that is markup": lambda form: _with(form, nominee={**form["nominee"], "full_name": "<script>x</script>"}),
    "a thousand titles": lambda form: _with(form, prior_titles=[{"award": "x", "year": 2020}] * 1000),
    "a plan nobody knows": lambda form: _with(form, plan="bac_ninh_2031"),
    "thirteen megabytes": lambda form: _with(form, achievement="a" * 13 * MEGABYTE),
}


def _one_after_another(home: House) -> Iterator[Season]:
    """A season serves several cases, and no more than it has nominees for whom nobody else has named."""
    while True:
        yield from itertools.repeat(hung_yen(home), 12)


@pytest.fixture(scope="module")
def seasons() -> dict[str, Iterator[Season]]:
    """Those of each home."""
    return {}


@pytest.fixture
def quiet(home: House, seasons: dict[str, Iterator[Season]]) -> tuple[Season, Union]:
    """A union of its own, so that nobody floods, in a season that is set up before anything is counted."""
    season = next(seasons.setdefault(home.kind, _one_after_another(home)))
    return season, season.union("CĐCS Công ty TNHH May Minh Anh")


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_draft_is_refused_and_leaves_at_most_a_refusal(quiet: tuple[Season, Union], name: str) -> None:
    season, union = quiet
    body = BODIES[name](season.form(season.somebody(), union.name))
    with leaves_at_most_a_refusal(season.house), pytest.raises(Problem) as told:
        union.officer.send("POST", NOMINATIONS, body, JSON)
    assert 400 <= told.value.status < 500, told.value
    assert told.value.code
    assert told.value.body["detail_vi"]
    assert told.value.body["detail_en"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"state": "awarded"}, "state"),
        ({"year": "x"}, "year"),
        ({"achieved_from": "2026-02-30"}, "achieved_from"),
        ({"nominee": {"kind": "individual", "full_name": "", "birth": "1980"}}, "nominee.full_name"),
        ({"prior_titles": [{"award": "title_fighter_base", "year": 2024}, {"award": "x"}]}, "prior_titles[1].year"),
    ],
)
def test_the_offending_place_is_named(quiet: tuple[Season, Union], changes: dict[str, Any], place: str) -> None:
    season, union = quiet
    with refused(422, "input.invalid") as told:
        union.officer.post(NOMINATIONS, season.form(season.somebody(), union.name) | changes)
    named = {found["at"].replace(".1.", "[1].") for found in told.problem.places}
    assert place in named
    for found in told.problem.places:
        assert found["vi"]
        assert found["en"]


REQUESTS: dict[str, tuple[str, str, bytes | None, dict[str, str]]] = {
    "an unknown path": ("GET", "/api/nomination/v1/nominatoins", None, {}),
    "an unknown method": ("PATCH", NOMINATIONS, b"{}", JSON),
    "a nomination that is not": ("GET", f"{NOMINATIONS}/018f-nowhere", None, {}),
    "a path out of the house": ("GET", f"{NOMINATIONS}/..%2F..%2Fetc%2Fpasswd", None, {}),
    "a nought byte in the path": ("GET", f"{NOMINATIONS}/%00", None, {}),
    "a nought byte in a search": ("GET", f"{NOMINATIONS}?search=%00", None, {}),
    "a nought byte in review's search": ("GET", f"{CASES}?text=%00", None, {}),
    "a nought byte in a public search": ("GET", f"{REGISTER}/public/awards?name=%00", None, {}),
    "a page of nothing": ("GET", f"{NOMINATIONS}?limit=0", None, {}),
    "a page of everything": ("GET", f"{CASES}?limit=100000", None, {}),
    "a foreign cursor": ("GET", f"{CASES}?cursor=W10", None, {}),
    "a broken cursor": ("GET", f"{NOMINATIONS}?cursor=%FF%FE", None, {}),
    "a state nobody knows": ("GET", f"{NOMINATIONS}?state=vui", None, {}),
    "plain text": ("POST", NOMINATIONS, b"xin chao", {"Content-Type": "text/plain"}),
    "a form instead of JSON": ("POST", NOMINATIONS, b"plan=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    "XML": ("POST", NOMINATIONS, b"<plan/>", {"Content-Type": "application/xml"}),
    "an empty key": ("POST", NOMINATIONS, b"{}", JSON | {"Idempotency-Key": ""}),
    "a key without end": ("POST", NOMINATIONS, b"{}", JSON | {"Idempotency-Key": "k" * 500}),
    "a version that is none": ("POST", f"{NOMINATIONS}/x/submit", b"{}", JSON | {"If-Match": '"moi nhat"'}),
    "a version without end": ("POST", f"{NOMINATIONS}/x/submit", b"{}", JSON | {"If-Match": "9" * 60}),
    "a form without parts": ("POST", f"{NOMINATIONS}/x/papers", b"--a--", {"Content-Type": f"{FORM}; boundary=a"}),
    "a form without boundary": ("POST", f"{NOMINATIONS}/x/papers", b"--a--", {"Content-Type": FORM}),
    "a target of a plan nobody knows": ("GET", f"{REGISTER}/plans/khong-co/targets", None, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_a_bad_request_is_refused_and_leaves_at_most_a_refusal(quiet: tuple[Season, Union], name: str) -> None:
    season, union = quiet
    method, path, body, headers = REQUESTS[name]
    with leaves_at_most_a_refusal(season.house):
        told = {"Authorization": f"Bearer {union.officer.token}"} | headers
        answer = exchange(season.house, method, path, body, told)
        assert 400 <= answer.status < 500, answer


@pytest.mark.parametrize("search", ["%", "_", "'", '"; DROP TABLE nomination; --', "ộ" * 100, "\u0323\u0302"])
def test_a_strange_search_finds_nothing_and_breaks_nothing(quiet: tuple[Season, Union], search: str) -> None:
    _, union = quiet
    union.officer.drafts()
    assert union.officer.each(NOMINATIONS, search=search) == []
    assert union.head.each(CASES, text=search) == []


PAPERS: dict[str, Upload] = {
    "an empty file": Upload("to-trinh.pdf", b""),
    "a program": Upload("to-trinh.pdf", b"MZ\x90\x00" + b"\x00" * 200),
    "a page": Upload("to-trinh.pdf", b"<html><script>alert(1)</script></html>"),
    "a drawing that runs": Upload("anh.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
    "half a PDF": Upload("to-trinh.pdf", pdf("half").content[:120]),
    "a locked PDF": Upload("to-trinh.pdf", pdf("locked").content.replace(b"/Size 5", b"/Size 5 /Encrypt 9 0 R")),
    "a picture as minutes": Upload("bien-ban.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "image/png"),
    "eleven megabytes": Upload("to-trinh.pdf", pdf("big").content + b" " * 11 * MEGABYTE + b"%%EOF"),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_bad_paper_is_refused_and_leaves_at_most_a_refusal(quiet: tuple[Season, Union], name: str) -> None:
    season, union = quiet
    case = union.officer.drafts()
    with leaves_at_most_a_refusal(season.house), pytest.raises(Problem) as told:
        union.officer.upload(f"{NOMINATIONS}/{case.id}/papers", PAPERS[name], kind="minutes")
    assert 400 <= told.value.status < 500, told.value


def test_a_paper_keeps_no_path_in_its_name(quiet: tuple[Season, Union]) -> None:
    _, union = quiet
    case = union.officer.drafts()
    sneaky = Upload("../../etc/passwd\u202efdp.exe", pdf("sneaky").content)
    kept = union.officer.upload(f"{NOMINATIONS}/{case.id}/papers", sneaky, kind="minutes").body
    assert "/" not in kept["name"]
    assert "\u202e" not in kept["name"]
    assert kept["name"].endswith(".pdf")


NOUGHTS: dict[str, Callable[[Season, Union, str], object]] = {
    "a reason to withdraw": lambda season, union, case: union.officer.post(
        f"{NOMINATIONS}/{case}/withdraw", {"reason": "Chuyển công\x00tác khác"}, seen=1
    ),
    "an opinion": lambda season, union, case: union.head.post(f"{CASES}/{case}/pass", {"opinion": "a\x00b"}, seen=1),
    "a reason to refuse": lambda season, union, case: union.head.post(
        f"{CASES}/{case}/refuse", {"reason": "không đạt\x00tiêu chuẩn"}, seen=1
    ),
    "a comment": lambda season, union, case: season.area_officer.post(f"{CASES}/{case}/comment", {"words": "a\x00b"}),
    "a place of a notice": lambda season, union, case: season.secretary.post(
        "/api/review/v1/notices", {"cases": [case], "place": "a\x00b"}
    ),
    "a document of a council": lambda season, union, case: season.admin.seats_council(
        season.province, season.members, season.secretary, document="a\x00b"
    ),
    "a name in the register": lambda season, union, case: union.officer.put(
        f"{REGISTER}/plans/hung_yen_2026/figures/{union.id}",
        {"unit_name": "a\x00b", "block": "block_enterprise", "snapshot_on": "2026-07-01"},
    ),
    "a unit of a contact": lambda season, union, case: season.admin.put(
        f"{TOLD}/contacts/ai-do", {"role": "signer", "unit": "a\x00b"}
    ),
    "a subject of a contact": lambda season, union, case: season.admin.put(
        f"{TOLD}/contacts/ai%00do", {"role": "signer", "unit": "x"}
    ),
}


@pytest.mark.parametrize("where", NOUGHTS)
def test_a_nought_byte_is_refused_everywhere(quiet: tuple[Season, Union], where: str) -> None:
    """PostgreSQL stores none; found by the database it would be a 500."""
    season, union = quiet
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.waits_until(case, "submitted")
    with leaves_at_most_a_refusal(season.house), pytest.raises(Problem) as told:
        NOUGHTS[where](season, union, case.id)
    assert 400 <= told.value.status < 500, told.value


@pytest.mark.parametrize("address", ["a@b.vn\nBcc: c@d.vn", "a b@c.vn", "a@", "@b.vn", "a@b..vn", "x" * 300 + "@b.vn"])
def test_an_address_that_is_another_header_is_refused(quiet: tuple[Season, Union], address: str) -> None:
    season, union = quiet
    with leaves_at_most_a_refusal(season.house), refused(422):
        season.admin.keeps_contact(union.officer, address)


def test_names_are_kept_in_one_form_however_they_are_typed(quiet: tuple[Season, Union]) -> None:
    """NFD and doubled blanks come back as NFC; the mark on the other vowel is the same name when searched."""
    season, union = quiet
    typed = "Nguye\u0302\u0303n  Thi\u0323 Hoa\u0300"
    form = season.form(season.somebody(), union.name)
    made = union.officer.post(NOMINATIONS, {**form, "nominee": {**form["nominee"], "full_name": typed}}).body
    assert made["nominee_name"] == "Nguyễn Thị Hoà"
    for search in ("nguyen thi hoa", "Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ"):
        assert [row["id"] for row in union.officer.each(NOMINATIONS, search=search)] == [made["id"]]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("30/6/1983", "1983-06-30"),
        ("01-7-1983", "1983-07-01"),
        ("ngày 30 tháng 6 năm 1983", "1983-06-30"),
        ("1983-06-30", "1983-06-30"),
        ("1984", "1984"),
    ],
)
def test_births_are_read_as_people_write_them(quiet: tuple[Season, Union], typed: str, kept: str) -> None:
    season, union = quiet
    form = season.form(season.somebody(), union.name)
    made = union.officer.post(NOMINATIONS, {**form, "nominee": {**form["nominee"], "birth": typed}}).body
    assert made["nominee_birth"] == kept
