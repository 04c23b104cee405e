"""Every route there is, asked with what nobody should send, one strange value at a time: refused in both languages, or
taken as it is; never a failure."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from shared.topology import SERVICES
from tests.support.homes import House
from tests.support.people import Answer, Person, exchange
from tests.support.road import hung_yen
from tests.support.strange import Contract, Request

_SEEN = {"If-Match": '"1"', "Content-Type": "application/json"}


@pytest.mark.parametrize("service", SERVICES)
def test_no_route_fails_whatever_is_sent(home: House, service: str) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    sent = union.officer.prepares()
    union.officer.submits(sent)
    union.head.takes_and_passes(sent)
    known = {
        "plan": season.plan, "unit": union.id, "unit_id": union.id, "parent": season.province, "body": season.province,
        "council": season.council, "council_id": season.council, "case": sent.id, "case_id": sent.id,
        "subject": sent.id, "cases": [sent.id], "nomination_id": union.officer.drafts().id,
        "full_name": "Nguyễn Thị Hương", "birth": "1980", "year": 2026, "award": "merit_cert_federation",
        "number": 1, "level": 0, "path": "000",
        "members": [one.subject for one in season.members], "chair": season.members[0].subject,
        "secretary": season.secretary.subject, "reason": "Lý do đầy đủ của việc này",
    }  # fmt: skip
    people = (
        season.admin, season.secretary, union.officer, union.head, season.auditor, season.signer, season.members[0],
        season.area_officer,
    )  # fmt: skip
    contract = Contract(exchange(home, "GET", f"/api/{service}/openapi.json").body, known, home.kind)
    routes = list(contract.routes())
    assert routes, "the contract names no route"
    failed: list[str] = []
    for sound, strange in routes:
        person = _who_may(home, people, sound)
        for request in strange:
            wrong = _what_is_wrong_with(_asked(home, person, request))
            if wrong:
                failed.append(f"{person}: {request.method} {request.path[:150]} {request.place}: {wrong}")
    assert not failed, "\n".join(failed)


def _who_may(home: House, people: Sequence[Person], sound: Request) -> Person:
    """The first whom the route does not refuse for who they are; what refuses everybody would be walked in vain."""
    who = next((one for one in people if _asked(home, one, sound).status != 403), None)
    assert who is not None, f"{sound.method} {sound.path} refuses everybody"
    return who


def _asked(home: House, person: Person, request: Request) -> Answer:
    told = {"Authorization": f"Bearer {person.token}"} | _SEEN
    return exchange(home, request.method, request.path, request.content, told)


def _what_is_wrong_with(answer: Answer) -> str:
    if answer.status < 400:
        return ""
    if answer.status >= 500 and answer.body.get("code") in ("house.error", "house.unavailable"):
        return f"{answer.status} {answer.body}"
    said = [(answer.body["detail_vi"], answer.body["detail_en"])]
    said += [(place["vi"], place["en"]) for place in answer.body.get("places", ())]
    alike = [words for words in said if not all(words) or words[0] == words[1] or words[1] in words[0]]
    return f"{answer.status} {answer.body['code']}: {alike}" if alike else ""
