"""Whoever has no authority, or must not see a case, learns nothing of its version: neither who changed it nor when."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.review.models import Case
from services.review.recusal_queries import Kind
from services.review.service import DEFINITION
from shared.events.terms import Role, SubjectKind
from shared.names import nominee_key
from tests.support.desks import bearer, client_of
from tests.unit.review_council.stage import BODY, MEMBERS, SECRETARY, Stage
from tests.unit.review_council.test_escalation import at_the_confederation
from tests.unit.review_council.test_recusals import BIRTH, KIN, NAME, declare

PREFIX = "/api/review/v1"
LONG_AGO = "1"
WORDS = {"vi": "Bổ sung biên bản.", "en": "Supply the minutes."}
REASON = "Lý do đầy đủ của việc này."
OF_A_CASE: dict[str, Any] = {
    "/cases/{case}/receive": {},
    "/cases/{case}/pass": {"opinion": "Nhất trí."},
    "/cases/{case}/return": {"reason": REASON, "items": [{"part": "papers.minutes", "words": WORDS}]},
    "/cases/{case}/refuse": {"reason": REASON},
    "/cases/{case}/archive": {"file": "HS 12/2026"},
    "/cases/{case}/extend": {"due_on": "2026-09-30", "reason": REASON},
    "/cases/{case}/hold": {"kind": "complaint", "document": "CV 9"},
    "/cases/{case}/release": {"document": "KL 1"},
    "/cases/{case}/objections/{objection}/settlement": {"finding": REASON, "is_founded": False},
    "/cases/{case}/consultations": {"consulted": "Sở Nội vụ", "document": "CV 9"},
    "/cases/{case}/consultations/{number}/answer": {"opinion": "Nhất trí.", "document": "CV 10"},
    "/submissions/{letter}/cases/{case}/hold": {"kind": "complaint", "document": "CV 9", "notice": "CV 10"},
    "/submissions/{letter}/cases/{case}/release": {"document": "KL 1", "notice": "CV 10"},
    "/submissions/{letter}/cases/{case}/withdraw": {"reason": REASON, "document": "CV 9", "dated": "2026-08-24"},
}
TO_SIGN: dict[str, Any] = {
    "/cases/{case}/refuse-signature": {"reason": REASON},
    "/cases/{case}/consent-to-withdrawal": {"reason": REASON, "document": "CV 9"},
}
OF_MANY: dict[str, Any] = {
    "/cases/receive": {},
    "/cases/pass": {"opinion": {"opinion": "Nhất trí."}},
    "/cases/archive": {"file": "HS 12/2026"},
}
OF_A_SESSION: dict[str, Any] = {
    "/sessions/{session}/attendance": {"present": list(MEMBERS)},
    "/sessions/{session}/recusals": {"case": "x", "member": "member-1", "stands": True, "reason": REASON},
    "/sessions/{session}/deferrals": {"cases": ["x"], "reason": REASON},
    "/sessions/{session}/adjournment": {"reason": REASON},
    "/sessions/{session}/voting": None,
    "/sessions/{session}/closing": None,
    "/sessions/{session}/sending": None,
}
ELSEWHERE = "ldld-tinh-khac"
SECRETARY_SIGNED_IN = (SECRETARY.subject, SECRETARY.role, BODY)
ROLES = [role for role in Role if role is not Role.SERVICE]


def road_to(body: str) -> dict[str, Any]:
    return {"chain": "C4", "decided_at": "provincial", "stages": [{"unit": body}]}


class House:
    """A case that waits at the province, one that lies beyond it, a session: each changed more than once since."""

    def __init__(self, directory: Path) -> None:
        self.stage, self._directory = Stage(directory), directory
        self._client = client_of(dataclasses.replace(self.stage.desk, definition=DEFINITION))
        self.rules = [rule for rule in self._client.application.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
        self.views = self._client.application.view_functions
        self.letter, (self.beyond,) = at_the_confederation(self.stage)
        key = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
        (self.case,) = self.stage.plant(nominee_key=key, changed_by="nguoi-tham-dinh", road=road_to(BODY))
        session = self.stage.open(self.stage.published(), council=self.stage.seat())
        self.session = self.stage.attend(session.id).id

    def ask(
        self, path: str, body: Any, who: tuple[str, Role, str], *, case: str | None = None, seen: str = LONG_AGO
    ) -> TestResponse:
        """The command at the named case; a letter's own case where the path names a letter."""
        lies = self.beyond if "{letter}" in path else self.case
        at = path.format(case=case or lies, letter=self.letter.id, session=self.session, objection="x", number=1)
        if path in OF_MANY:
            body = {"cases": [{"case": case or self.case, "version": int(seen)}]} | body
        sent = {} if body is None else {"json": body}
        headers = bearer(self._directory, *who) | {"If-Match": f'"{seen}"'}
        return self._client.post(PREFIX + at, headers=headers, **sent)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def plain(path: str) -> str:
    return "/".join("*" if part[:1] in "{<" else part for part in path.split("/"))


def test_every_command_that_asks_for_a_version_is_asked_here(house: House) -> None:
    """A new one has to be added to this file."""
    sources = {
        plain(rule.rule.removeprefix(PREFIX)): inspect.getsource(inspect.unwrap(house.views[rule.endpoint]))
        for rule in house.rules
        if "POST" in (rule.methods or ())
    }
    asking = {path for path, source in sources.items() if "seen_version" in source or "_many(" in source}
    assert asking == {plain(path) for path in (*OF_A_CASE, *TO_SIGN, *OF_MANY, *OF_A_SESSION)}


@pytest.mark.parametrize("path", [*OF_A_CASE, *TO_SIGN, *OF_MANY, *OF_A_SESSION])
def test_a_stranger_learns_of_no_version(house: House, path: str) -> None:
    body = (OF_A_CASE | TO_SIGN | OF_MANY | OF_A_SESSION)[path]
    for role in ROLES:
        answer = house.ask(path, body, ("nguoi-la", role, ELSEWHERE))

        assert (answer.status_code, answer.get_json()["code"]) == (403, "identity.forbidden"), (role, answer.text)
        assert "nguoi-tham-dinh" not in answer.text
    assert len(house.stage.said("review.command_refused")) == len(ROLES)


@pytest.mark.parametrize("path", [path for path in (*OF_A_CASE, *OF_MANY) if "{letter}" not in path])
def test_to_whom_a_case_is_hidden_it_is_none(house: House, path: str) -> None:
    """The secretary's own kin: every act answers as it does for a case that does not exist, right version or not."""
    declare(house.stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    body, secretary = (OF_A_CASE | OF_MANY)[path], (KIN, Role.COUNCIL_SECRETARY, BODY)
    version = str(house.stage.case(house.case).version)

    for seen in (LONG_AGO, version):
        told = house.ask(path, body, secretary, seen=seen).get_json()
        error = told["results"][0]["error"] if path in OF_MANY else told
        assert error["code"] == "case.absent"
        assert "nguoi-tham-dinh" not in str(told)
    assert str(house.stage.case(house.case).version) == version


def test_a_hidden_case_beyond_the_chain_is_none(house: House) -> None:
    with house.stage.desk.database.transaction() as tx:
        tx.get_one(Case, house.beyond).nominee_key = nominee_key(SubjectKind.INDIVIDUAL, NAME, BIRTH)
    declare(house.stage, KIN, Kind.KIN, name=NAME, birth=BIRTH)
    for path in (path for path in OF_A_CASE if "{letter}" in path):
        answer = house.ask(path, OF_A_CASE[path], (KIN, Role.COUNCIL_SECRETARY, BODY))
        assert (answer.status_code, answer.get_json()["code"]) == (404, "case.absent")


@pytest.mark.parametrize("path", [path for path in OF_A_CASE if "{letter}" in path and "withdraw" not in path])
def test_a_letter_opens_no_case_that_never_stood_on_it(house: House, path: str) -> None:
    """Whoever signed a letter would else ask it for the version and the state of every case of the country."""
    answer = house.ask(path, OF_A_CASE[path], SECRETARY_SIGNED_IN, case=house.case)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "submission.answered")
    assert "nguoi-tham-dinh" not in answer.text


def test_a_letter_does_not_tell_that_a_foreign_case_is_held(house: House) -> None:
    (foreign,) = house.stage.plant(body=ELSEWHERE, state="on_hold")
    said = {"office": "confederation", "answer": "refused", "document": "CV 9", "dated": "2026-08-24"}
    answer = house.ask("/submissions/{letter}/answers", said | {"cases": [foreign]}, SECRETARY_SIGNED_IN)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "submission.answered")


@pytest.mark.parametrize("path", OF_MANY)
def test_one_foreign_case_among_many_refuses_the_whole_request(house: House, path: str) -> None:
    (foreign,) = house.stage.plant(body=ELSEWHERE, changed_by="nguoi-tham-dinh", road=road_to(ELSEWHERE))
    wanted = [{"case": house.case, "version": 5}, {"case": foreign, "version": 1}]
    answer = house.ask(path, OF_MANY[path] | {"cases": wanted}, SECRETARY_SIGNED_IN)

    assert (answer.status_code, answer.get_json()["code"]) == (403, "identity.forbidden")
    assert "nguoi-tham-dinh" not in answer.text
    assert house.stage.case(house.case).version == 5


@pytest.mark.parametrize("path", ["/cases/{case}/receive", "/sessions/{session}/voting"])
def test_who_may_act_is_told_who_changed_it_in_words(house: House, path: str) -> None:
    answer = house.ask(path, (OF_A_CASE | OF_A_SESSION)[path], SECRETARY_SIGNED_IN)

    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (412, "record.stale")
    of_case, of_session = "nguoi-tham-dinh đã thực hiện “thông qua, ", "secretary đã thực hiện “điểm danh "
    assert told["detail_vi"].startswith(of_case if "case" in path else of_session)
