"""Review over HTTP: who sees what, what waits on whom, what a bad command gets."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from services.review.models import Case, Transition
from shared.canonical import content_hash, sha256_hex
from shared.desk import Desk
from shared.events.dossier import StageBody
from shared.events.envelope import Actor
from shared.events.terms import Role, StageKind
from shared.tables import answered, outbox
from tests.support.desks import bearer, client_of
from tests.unit.review.cases import (
    AREA_OFFICER,
    AUDITOR,
    C1,
    C4,
    HEAD,
    OFFICER,
    REVIEWER,
    SECRETARY,
    STRANGER,
    dossier,
    find,
    open_case,
    pass_on,
    receive,
)

BASE = "/api/review/v1"


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return client_of(desk)


def headers(tmp_path: Path, actor: Actor, seen: int | None = None, **more: str) -> dict[str, str]:
    given = bearer(tmp_path, actor.subject, actor.role, actor.unit) | more
    return given if seen is None else given | {"If-Match": f'"{seen}"'}


def left_behind(desk: Desk) -> tuple[int | None, int | None]:
    with desk.database.reading() as tx:
        steps = tx.scalar(select(func.count()).select_from(Transition))
        return steps, tx.scalar(select(func.count()).select_from(outbox).where(outbox.c.type != REFUSED))


REFUSED = "review.command_refused"


def ids(answer: Any) -> list[str]:
    return [case["id"] for case in answer.get_json()["items"]]


def test_a_case_is_received_over_http(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """Answered with the case, its new version as ETag."""
    open_case(desk)
    answer = client.post(f"{BASE}/cases/case-1/receive", json={}, headers=headers(tmp_path, HEAD, 1))

    assert answer.status_code == 200, answer.get_json()
    assert (answer.get_json()["state"], answer.headers["ETag"]) == ("received", '"2"')


def test_a_replayed_command_is_answered_once(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """The same Idempotency-Key gets the same answer and does nothing twice."""
    open_case(desk)
    given = headers(tmp_path, HEAD, 1, **{"Idempotency-Key": "k-1"})
    first = client.post(f"{BASE}/cases/case-1/receive", json={}, headers=given)
    again = client.post(f"{BASE}/cases/case-1/receive", json={}, headers=given)

    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert find(desk).version == 2


@pytest.mark.parametrize(
    ("changed", "given"),
    [
        (HEAD, {"Acting-For": "00000000-0000-7000-8000-00000000000a"}),
        (Actor(HEAD.subject, Role.COUNCIL_SECRETARY, HEAD.unit), {}),
        (Actor(HEAD.subject, HEAD.role, "another-unit"), {}),
    ],
)
def test_a_key_answers_one_office_and_one_name(
    desk: Desk, client: FlaskClient, tmp_path: Path, changed: Actor, given: dict[str, str]
) -> None:
    """Who acts for another, or in another office, asks for something else; the first answer is of the first."""
    open_case(desk)
    under = {"Idempotency-Key": "k-1"}
    assert client.post(f"{BASE}/cases/case-1/receive", json={}, headers=headers(tmp_path, HEAD, 1, **under)).json
    other = client.post(
        f"{BASE}/cases/case-1/receive", json={}, headers=headers(tmp_path, changed, 1, **under, **given)
    )

    assert (other.status_code, other.get_json()["code"]) == (409, "command.key_reused")
    assert find(desk).version == 2


def test_an_answer_kept_by_a_release_that_knew_no_offices_is_given_again(
    desk: Desk, client: FlaskClient, tmp_path: Path
) -> None:
    open_case(desk)
    path, given = f"{BASE}/cases/case-1/receive", headers(tmp_path, HEAD, 1, **{"Idempotency-Key": "k-1"})
    first = client.post(path, json={}, headers=given)
    with desk.database.transaction() as tx:
        tx.execute(update(answered).values(request_sha256=content_hash(["POST", f"{path}?", sha256_hex(b"{}")])))
    again = client.post(path, json={}, headers=given)

    assert (again.status_code, again.get_json()) == (200, first.get_json())


@pytest.mark.parametrize(
    ("path", "body", "seen", "status", "code"),
    [
        ("/cases/case-1/receive", {}, None, 428, "record.version_required"),
        ("/cases/case-1/receive", {}, 7, 412, "record.stale"),
        ("/cases/case-1/pass", {"opinion": "Nhất trí."}, 1, 409, "record.wrong_state"),
        ("/cases/case-1/release", {"document": "KL 1"}, 1, 409, "record.wrong_state"),
        ("/cases/absent/receive", {}, 1, 404, "case.absent"),
        ("/cases/case-1/receive", {"surprise": 1}, 1, 422, "input.invalid"),
        ("/cases/case-1/receive", {"relation": "friend"}, 1, 422, "input.invalid"),
        ("/cases/case-1/receive", {"relation": "kin"}, 1, 422, "rules.blocked"),
        ("/cases/case-1/hold", {"kind": "rumour", "document": "x"}, 1, 422, "input.invalid"),
        ("/cases/case-1/return", {"reason": "Thiếu biên bản họp.", "items": []}, 1, 422, "input.invalid"),
        ("/cases/receive", {"cases": []}, None, 422, "input.invalid"),
    ],
)
def test_bad_input_leaves_nothing(
    desk: Desk, client: FlaskClient, tmp_path: Path, path: str, body: Any, seen: int | None, status: int, code: str
) -> None:
    """A 4xx with a stable code in both languages; no row, no event."""
    open_case(desk)
    before = left_behind(desk)
    answer = client.post(BASE + path, json=body, headers=headers(tmp_path, HEAD, seen))
    problem = answer.get_json()

    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["detail_vi"]
    assert problem["detail_en"]
    assert left_behind(desk) == before


def test_a_refusal_is_recorded(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """403, and an event says who tried what; nothing else changes."""
    open_case(desk)
    before = left_behind(desk)
    answer = client.post(f"{BASE}/cases/case-1/receive", json={}, headers=headers(tmp_path, STRANGER, 1))
    with desk.database.reading() as tx:
        recorded = tx.scalar(select(func.count()).select_from(outbox).where(outbox.c.type == REFUSED))

    assert (answer.status_code, recorded) == (403, 1)
    assert left_behind(desk) == before


def test_many_are_answered_one_by_one(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """A result per case: the case, or the error with its places."""
    open_case(desk, "case-1")
    open_case(desk, "case-2", dossier=dossier(papers=()))
    cases = [{"case": "case-1", "version": 1}, {"case": "case-2", "version": 1}]
    client.post(f"{BASE}/cases/receive", json={"cases": cases}, headers=headers(tmp_path, HEAD))
    seen = [{"case": name, "version": 2} for name in ("case-1", "case-2")]
    given = {"cases": seen, "opinion": {"opinion": "Đồng ý."}}
    results = client.post(f"{BASE}/cases/pass", json=given, headers=headers(tmp_path, HEAD)).get_json()["results"]

    assert [result["id"] for result in results] == ["case-1", "case-2"]
    assert (results[0]["case"]["state"], results[0]["error"]) == ("submitted", None)
    assert (results[1]["case"], results[1]["error"]["code"]) == (None, "rules.must_return")
    assert [place["code"] for place in results[1]["error"]["places"]] == ["G16", "G17"]
    alone = client.post(
        f"{BASE}/cases/case-2/pass", json={"opinion": "Đồng ý."}, headers=headers(tmp_path, HEAD, 2)
    ).get_json()
    said = ("status", "code", "title", "detail", "detail_vi", "detail_en")
    assert {name: results[1]["error"][name] for name in said} == {name: alone[name] for name in said}
    assert [{k: v for k, v in one.items() if k != "words"} for one in results[1]["error"]["places"]] == alone["places"]
    with desk.database.reading() as tx:
        body, _ = tx.scalars(select(outbox.c.body).where(outbox.c.type == REFUSED).order_by(outbox.c.id))
    refused = json.loads(body)["data"]
    assert (refused["action"], refused["status"]) == ("pass_stage", 200)
    part = {"target": "case-2", "code": "rules.must_return", "row": None, "rules": ["G16", "G17"]}
    assert refused["parts"] == [part]


def test_a_case_is_found_by_its_receipt_however_typed(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """Notices and mails name a dossier by nothing else."""
    open_case(desk, "case-1")
    open_case(desk, "case-2")
    receipt = "VD26-P7STY-LU27S"
    with desk.database.transaction() as tx:
        tx.execute(update(Case).where(Case.id == "case-2").values(receipt=receipt))
    for typed in (receipt, f" {receipt.lower()} "):
        found = client.get(f"{BASE}/cases", query_string={"text": typed}, headers=headers(tmp_path, HEAD))
        assert ids(found) == ["case-2"]
    part = client.get(f"{BASE}/cases", query_string={"text": receipt[:-1]}, headers=headers(tmp_path, HEAD))
    assert ids(part) == []


def test_everybody_on_the_road_sees_the_case_and_nobody_else(
    desk: Desk, client: FlaskClient, tmp_path: Path
) -> None:
    """By the road, not by who holds it now; auditors see all, operators none."""
    open_case(desk, road=C1)
    on_road = (OFFICER, HEAD, REVIEWER, SECRETARY, AREA_OFFICER, AUDITOR)
    seen = {
        actor.subject: (
            ids(client.get(f"{BASE}/cases", headers=headers(tmp_path, actor))),
            client.get(f"{BASE}/cases/case-1", headers=headers(tmp_path, actor)).status_code,
        )
        for actor in (*on_road, STRANGER)
    }
    operator = Actor("operator", Role.OPERATOR, "ops")

    assert seen == {actor.subject: (["case-1"], 200) for actor in on_road} | {STRANGER.subject: ([], 403)}
    assert client.get(f"{BASE}/cases", headers=headers(tmp_path, operator)).status_code == 403


def test_work_is_what_waits_on_me(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """At each step exactly one of the hands has it."""
    open_case(desk, road=C1)

    def who_has_it() -> list[str]:
        everybody = (OFFICER, HEAD, REVIEWER, SECRETARY, AREA_OFFICER, STRANGER)
        return [a.subject for a in everybody if ids(client.get(f"{BASE}/work", headers=headers(tmp_path, a)))]

    first = who_has_it()
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    second = who_has_it()
    seen = find(desk).version
    given = {
        "reason": "Thiếu biên bản họp.",
        "items": [{"part": "papers.minutes", "words": {"vi": "Bổ sung biên bản.", "en": "Supply the minutes."}}],
    }
    answer = client.post(f"{BASE}/cases/case-1/return", json=given, headers=headers(tmp_path, REVIEWER, seen))
    third = who_has_it()

    assert answer.status_code == 200
    assert (first, second) == ([HEAD.subject], [REVIEWER.subject])
    assert third == [OFFICER.subject, HEAD.subject]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=nguyen thi HUONG", ["case-1"]),
        ("text=hường", ["case-1"]),
        ("text=Đức", ["case-2"]),
        ("text=100%", []),
        ("state=received", ["case-2"]),
        ("award=merit_cert_federation", ["case-1", "case-2"]),
        ("plan=khanh_hoa_2024", []),
        ("unit=cdcs-minh-anh&limit=1", ["case-1"]),
    ],
)
def test_lists_are_narrowed(
    desk: Desk, client: FlaskClient, tmp_path: Path, query: str, found: list[str]
) -> None:
    """Names are found however they are typed."""
    man = dataclasses.replace(dossier().nominee, full_name="Trần Văn Đức", key="k2")
    open_case(desk, "case-1")
    open_case(desk, "case-2", dossier=dossier(nominee=man))
    receive(desk, HEAD, "case-2")

    assert ids(client.get(f"{BASE}/cases?{query}", headers=headers(tmp_path, AUDITOR))) == found


def test_pages_follow_one_another(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """Every case once, in order, over three pages."""
    for number in range(5):
        open_case(desk, f"case-{number}")
    found: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{BASE}/cases?limit=2{cursor}", headers=headers(tmp_path, AUDITOR)).get_json()
        found.append([case["id"] for case in page["items"]])
        cursor = f"&cursor={page['next']}" if page["next"] else None

    assert found == [["case-0", "case-1"], ["case-2", "case-3"], ["case-4"]]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("cases?plan=hung_yen_2026&limit=1", 200),
        ("cases?limit=50&plan=hung_yen_2026", 200),
        ("cases?plan=hung_yen_2026&state=received", 422),
        ("cases?plan=khanh_hoa_2024", 422),
        ("cases?limit=1", 422),
        ("work?limit=1", 422),
        ("sessions?limit=1", 422),
    ],
)
def test_a_cursor_goes_on_with_its_own_list_only(
    desk: Desk, client: FlaskClient, tmp_path: Path, asked: str, status: int
) -> None:
    for number in range(3):
        open_case(desk, f"case-{number}")
    who = headers(tmp_path, AUDITOR)
    given = client.get(f"{BASE}/cases?plan=hung_yen_2026&limit=1", headers=who).get_json()["next"]

    answer = client.get(f"{BASE}/{asked}&cursor={given}", headers=who)
    assert answer.status_code == status
    assert status == 422 or ids(answer)[0] == "case-1"


def test_the_story_of_a_case_is_whole(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """State, holder, since, due, stages, steps with their reasons, rules with their facts."""
    open_case(desk)
    receive(desk, HEAD)
    pass_on(desk, HEAD)
    receive(desk, SECRETARY)
    client.post(f"{BASE}/cases/case-1/comment", json={"words": "Đã xem."}, headers=headers(tmp_path, AREA_OFFICER))
    story = client.get(f"{BASE}/cases/case-1", headers=headers(tmp_path, AUDITOR)).get_json()
    history = client.get(f"{BASE}/cases/case-1/history", headers=headers(tmp_path, AUDITOR)).get_json()

    assert (story["case"]["state"], story["case"]["body"], story["case"]["due_on"]) == (
        "received", SECRETARY.unit, "2026-08-28",
    )  # fmt: skip
    assert [stage["outcome"] for stage in story["stages"]] == ["passed", None]
    assert [step["action"] for step in story["transitions"]] == [
        "submit", "receive", "appraise", "pass_stage", "escalate", "receive", "comment",
    ]  # fmt: skip
    assert story["evaluations"][0]["facts"] == {
        "actor": HEAD.subject, "submitted_by": OFFICER.subject, "sent_up_by": OFFICER.subject,
    }  # fmt: skip
    assert [comment["words"] for comment in story["comments"]] == ["Đã xem."]
    assert history == {name: story[name] for name in ("transitions", "evaluations", "comments")}


def test_a_body_at_two_places_of_a_road_is_listed_once(desk: Desk, client: FlaskClient, tmp_path: Path) -> None:
    """A case is one case, however often its road meets a unit."""
    twice = dataclasses.replace(
        C4, stages=(*C4.stages, StageBody(kind=StageKind.ZONE, unit=HEAD.unit, unit_name="x", may_decide=False))
    )
    open_case(desk, road=twice)

    assert ids(client.get(f"{BASE}/cases", headers=headers(tmp_path, HEAD))) == ["case-1"]
