"""The council over HTTP: a whole session, who may read it, and what bad input gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.review.council_models import SessionMinutes
from shared.canonical import sha256_hex
from shared.events.terms import CaseState, Role
from tests.support.desks import bearer, client_of
from tests.unit.review_council.stage import BODY, MEMBERS, Stage

PREFIX = "/api/review/v1"


class Office:
    """The people of the council at their browsers."""

    def __init__(self, directory: Path) -> None:
        self.stage = Stage(directory)
        self._directory = directory
        self._client: FlaskClient = client_of(self.stage.desk)

    def ask(self, who: str, role: Role, method: str, path: str, body: Any = None, **headers: str) -> Any:
        unit = headers.pop("unit", BODY)
        signed_in = bearer(self._directory, who, role, unit)
        sent = {} if body is None else {"json": body}
        return self._client.open(PREFIX + path, method=method, headers=signed_in | headers, **sent)

    def secretary(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("secretary", Role.COUNCIL_SECRETARY, method, path, body, **headers)

    def administrator(self, path: str, body: Any) -> Any:
        return self.ask("administrator", Role.ADMINISTRATOR, "POST", path, body)

    def member(self, who: str, method: str, path: str, body: Any = None) -> Any:
        return self.ask(who, Role.COUNCIL_MEMBER, method, path, body)

    def signer(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("president", Role.SIGNER, method, path, body, **headers)

    def seated(self) -> str:
        answer = self.administrator("/councils", COUNCIL)
        assert answer.status_code == 201, answer.get_json()
        return str(answer.get_json()["id"])

    def opened(self, cases: list[str]) -> Any:
        answer = self.secretary("POST", "/sessions", {"council": self.seated(), "cases": cases})
        assert answer.status_code == 201, answer.get_json()
        return answer


COUNCIL = {
    "kind": "federation", "body": BODY, "members": list(MEMBERS), "chair": MEMBERS[0], "secretary": "secretary",
    "valid_from": "2026-01-01", "document": "QĐ 12/QĐ-LĐLĐ",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_session_runs_from_notice_to_decision_over_http(office: Office) -> None:
    cases = office.stage.plant(2)
    answer = office.secretary("POST", "/notices", {"cases": cases, "place": "Trang tin Công đoàn"})
    assert [case["state"] for case in answer.get_json()["cases"]] == ["public_notice"] * 2
    office.stage.clock.advance(days=21)
    opened = office.opened(cases)
    at = f"/sessions/{opened.get_json()['id']}"

    here = {"present": list(MEMBERS[:8])}
    present = office.secretary("POST", f"{at}/attendance", here, **{"If-Match": opened.headers["ETag"]})
    assert present.get_json()["quorum"] == {
        "present": 8, "of": 9, "needed": 6, "is_reached": True, "formula": "8 × 3 ≥ 9 × 2"
    }  # fmt: skip
    voting = office.secretary("POST", f"{at}/voting", **{"If-Match": present.headers["ETag"]})
    for member in MEMBERS:
        ballot = {"choices": dict.fromkeys(cases, "yes"), "in_writing": member == "member-9"}
        assert office.member(member, "POST", f"{at}/ballots", ballot).status_code == 201
    seen = office.member("member-1", "GET", at).get_json()
    assert [one["member"] for one in seen["voted"]] == sorted(MEMBERS)
    assert office.member("member-1", "GET", f"{at}/tallies").get_json() == {"items": [], "pooled": []}

    closed = office.secretary("POST", f"{at}/closing", **{"If-Match": voting.headers["ETag"]})
    assert [item["passed"] for item in closed.get_json()["agenda"]] == [True, True]
    tallies = office.member("member-1", "GET", f"{at}/tallies").get_json()["items"]
    assert [(one["yes"], one["written"], one["needed"]) for one in tallies] == [(9, 1, 8), (9, 1, 8)]
    minutes = office.member("member-1", "GET", f"{at}/minutes").get_json()
    assert [(one["rule"], one["verdict"]) for one in minutes["checks"]] == [("P07", "holds")] * 2
    (doubt,) = minutes["doubts"]
    assert (doubt["file"], doubt["path"]) == (
        "rulebooks/law2022_nd152.yaml", "awards[merit_cert_federation].vote"
    )  # fmt: skip
    assert f"    - {doubt['words']['vi']}: hồ sơ số 1, 2." in minutes["text"]
    assert doubt["words"]["en"].startswith("Not verified: ")
    assert minutes["sha256"] == sha256_hex(minutes["text"].encode())
    office.secretary("POST", f"{at}/sending", **{"If-Match": closed.headers["ETag"]})

    (wanted,) = office.signer("GET", f"{at}/lists-to-sign").get_json()["items"]
    assert wanted["cases"] == cases
    signed = office.signer("POST", "/decisions", {"sessions": [wanted["session"]], "cases": wanted["cases"]})
    assert signed.status_code == 201, signed.get_json()
    assert signed.get_json()["list_sha256"] == wanted["list_sha256"]
    assert "1988-03-08" not in signed.get_data(as_text=True)
    shown = office.signer("GET", f"/decisions/{signed.get_json()['id']}")
    assert shown.get_json() == signed.get_json()
    (line,) = office.signer("GET", "/decisions").get_json()["items"]
    assert line["number"] == "01/QĐ-LĐLĐ"
    assert office.stage.violations() == []


def test_lists_are_paged_newest_first(office: Office) -> None:
    first, second, third = (office.seated() for _ in range(3))

    page = office.secretary("GET", "/councils?limit=2").get_json()
    rest = office.secretary("GET", f"/councils?limit=2&cursor={page['next']}").get_json()

    assert [one["id"] for one in page["items"]] == [third, second]
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([first], None)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"members": ["a", "a"], "chair": "a"}, 422, "input.invalid"),
        ({"chair": "somebody"}, 422, "council.chair_not_seated"),
        ({"members": [*MEMBERS, "member-10"]}, 422, "council.too_large"),
        ({"kind": "village"}, 422, "input.invalid"),
        ({"valid_from": "05/01/2026"}, 422, "input.invalid"),
        ({"nickname": "x"}, 422, "input.invalid"),
    ],
)
def test_council_that_cannot_be_is_refused(office: Office, change: dict[str, Any], status: int, code: str) -> None:
    answer = office.administrator("/councils", COUNCIL | change)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert office.stage.said("review.council_seated") == []


@pytest.mark.parametrize(
    ("who", "role", "path"),
    [
        ("secretary", Role.COUNCIL_SECRETARY, "/councils"), ("member-1", Role.COUNCIL_MEMBER, "/sessions"),
        ("secretary", Role.COUNCIL_SECRETARY, "/decisions"), ("officer", Role.GRASSROOTS_OFFICER, "/notices"),
    ],
)  # fmt: skip
def test_wrong_role_is_refused_and_recorded(office: Office, who: str, role: Role, path: str) -> None:
    cases = office.stage.plant(is_simplified=True)
    council = office.seated()
    bodies = {
        "/councils": COUNCIL,
        "/sessions": {"council": council, "cases": cases},
        "/decisions": {"sessions": ["s"], "cases": cases},
        "/notices": {"cases": cases, "place": "x"},
    }

    answer = office.ask(who, role, "POST", path, bodies[path])

    assert (answer.status_code, answer.get_json()["code"]) == (403, "identity.forbidden")
    assert len(office.stage.said("review.command_refused")) == 1
    assert office.stage.case(cases[0]).is_in is CaseState.STAGE_PASSED


def test_session_command_without_a_version_is_refused(office: Office) -> None:
    opened = office.opened(office.stage.plant(is_simplified=True))
    at = f"/sessions/{opened.get_json()['id']}"

    without = office.secretary("POST", f"{at}/voting")
    stale = office.secretary("POST", f"{at}/voting", **{"If-Match": '"9"'})

    assert (without.status_code, without.get_json()["code"]) == (428, "record.version_required")
    assert (stale.status_code, stale.get_json()["code"]) == (412, "record.stale")


@pytest.mark.parametrize("path", ["", "/tallies", "/minutes", "/lists-to-sign"])
def test_session_is_read_by_its_own_body_only(office: Office, path: str) -> None:
    session = office.opened(office.stage.plant(is_simplified=True)).get_json()["id"]

    stranger = office.ask("officer", Role.GRASSROOTS_OFFICER, "GET", f"/sessions/{session}{path}", unit="cdcs-may")
    auditor = office.ask("auditor", Role.AUDITOR, "GET", f"/sessions/{session}{path}", unit="audit")

    assert stranger.status_code == 403
    assert auditor.status_code == (404 if path == "/minutes" else 200)


def test_stranger_sees_an_empty_list_of_sessions(office: Office) -> None:
    office.opened(office.stage.plant(is_simplified=True))

    stranger = office.ask("officer", Role.GRASSROOTS_OFFICER, "GET", "/sessions", unit="cdcs-may")

    assert stranger.get_json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("choices", "code"),
    [({}, "ballot.incomplete"), ({"x": "yes"}, "ballot.incomplete"), ({"x": "maybe"}, "input.invalid")],
)
def test_bad_ballot_leaves_nothing_behind(office: Office, choices: dict[str, str], code: str) -> None:
    cases = office.stage.plant(is_simplified=True)
    session = office.stage.voting(cases)

    answer = office.member("member-1", "POST", f"/sessions/{session.id}/ballots", {"choices": choices})

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert office.stage.said("review.ballot_cast") == []


def test_unknown_records_are_not_found(office: Office) -> None:
    for path, code in [
        ("/councils/x", "council.absent"), ("/sessions/x", "session.absent"), ("/decisions/x", "decision.absent"),
    ]:  # fmt: skip
        answer = office.secretary("GET", path)
        assert (answer.status_code, answer.get_json()["code"]) == (404, code)


def test_signer_leaves_a_case_out_with_a_reason(office: Office) -> None:
    _, (case_id,) = office.stage.ready_to_sign()
    version = office.stage.case(case_id).version

    answer = office.signer(
        "POST", f"/cases/{case_id}/refuse-signature", {"reason": "Có kết luận thanh tra mới."},
        **{"If-Match": f'"{version}"'},
    )  # fmt: skip

    assert answer.get_json() == {
        "id": case_id, "state": "not_awarded", "version": version + 1, "refusal_reason": "Có kết luận thanh tra mới."
    }  # fmt: skip


def test_minutes_written_before_they_named_the_unverified_are_told_with_it(office: Office) -> None:
    """The text stays as it was signed, with its hash and P07; what was unverified comes from the policy of then."""
    cases = office.stage.published()
    session = office.stage.voting(cases)
    office.stage.vote_all(session.id, cases, yes=9)
    office.stage.close(session.id)
    with office.stage.desk.database.transaction() as tx:
        kept = tx.get_one(SessionMinutes, session.id)
        head, _, tail = kept.text.partition("\nQuy định chưa kiểm chứng")
        kept.text = head + tail[tail.index("\n\nCHỦ TRÌ") :]
        kept.sha256 = sha256_hex(kept.text.encode())
    minutes = office.member("member-1", "GET", f"/sessions/{session.id}/minutes").get_json()

    assert "Chưa kiểm chứng" not in minutes["text"]
    assert minutes["sha256"] == sha256_hex(minutes["text"].encode())
    assert [(one["rule"], one["verdict"]) for one in minutes["checks"]] == [("P07", "holds")]
    assert [one["path"] for one in minutes["doubts"]] == ["awards[merit_cert_federation].vote"]
