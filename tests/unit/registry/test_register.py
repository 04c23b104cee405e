"""The register: entered once, shown with care, presented by who may, measured against the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.registry.models import Award
from services.registry.rules.register import order_of
from services.registry.service import DEFINITION
from shared.desk import Desk
from shared.events.terms import Role, SubjectKind
from shared.tables import outbox
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.said import PROVINCE, SIGNER, UNIT, Speakers, award_item, decision_signed, hear, outside_decision

PUBLIC = "/api/registry/v1/public"
PLAN = "hung_yen_2026"
NAMES = ("Trần Văn Đức", "Nguyễn Thị Ánh", "Phạm Quốc Bảo", "Lê Thị An", "Lò Văn Phương", "Cà Thị Thơm")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    with made.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    made.database.close()
    assert broken == []


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return client_of(desk)


@pytest.fixture
def secretary(tmp_path: Path, desk: Desk) -> dict[str, str]:
    return bearer(tmp_path, "tuyet", Role.COUNCIL_SECRETARY, PROVINCE)


@pytest.fixture
def register(desk: Desk) -> Desk:
    items = [award_item(f"case-{at}", name, key=f"k{at}") for at, name in enumerate(NAMES)]
    hear(desk, [Speakers().say("d1", decision_signed(*items), SIGNER)])
    return desk


def pages(client: FlaskClient, path: str) -> list[Any]:
    found, cursor = [], ""
    while True:
        page = client.get(f"{path}{'&' if '?' in path else '?'}limit=2{cursor}").json
        found.extend(page["items"])
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def test_decision_is_entered_with_running_certificates_and_said(register: Desk) -> None:
    with register.database.reading() as tx:
        certificates = sorted(tx.scalars(select(Award.certificate)))
        said = tx.execute(select(outbox.c.type, func.count()).group_by(outbox.c.type)).all()
    assert certificates == [f"{number:05d}/2026" for number in range(1, 7)]
    assert [tuple(row) for row in said] == [("registry.award_recorded", 6)]


def test_decision_heard_twice_is_entered_once_and_the_next_goes_on_counting(desk: Desk) -> None:
    speakers = Speakers()
    first = speakers.say("d1", decision_signed(award_item("c1", "Lê Thị An")), SIGNER)
    second = speakers.say("d2", decision_signed(award_item("c2", "Lê Thị Bình"), decision="d2", number="06"), SIGNER)
    for envelopes in ([first], [first, second], [second]):
        hear(desk, envelopes)
    with desk.database.reading() as tx:
        assert sorted(tx.scalars(select(Award.certificate))) == ["00001/2026", "00002/2026"]


def test_decision_from_above_takes_no_number_of_ours(desk: Desk, client: FlaskClient) -> None:
    speakers = Speakers()
    hear(desk, [speakers.say("above-1", outside_decision(award_item("c1", "Lê Thị An")), SIGNER)])
    hear(desk, [speakers.say("d1", decision_signed(award_item("c2", "Cà Thị Thơm", key="k2")), SIGNER)])

    with desk.database.reading() as tx:
        kept = tx.execute(select(Award.case_id, Award.certificate).order_by(Award.case_id)).all()
    assert [tuple(row) for row in kept] == [("c1", None), ("c2", "00001/2026")]
    (decision,) = client.get(f"{PUBLIC}/decisions/1520/QĐ-TLĐ").json
    assert (decision["body_name"], decision["number"]) == ("Tổng Liên đoàn", "1520/QĐ-TLĐ")
    assert [one["nominee_name"] for one in decision["awards"]] == ["Lê Thị An"]


def test_award_from_above_is_presented_here(desk: Desk, client: FlaskClient, secretary: dict[str, str]) -> None:
    hear(desk, [Speakers().say("above-1", outside_decision(award_item("c1", NAMES[0])), SIGNER)])
    body = {"presented_on": "2026-08-03", "occasion": "Hội nghị tổng kết"}
    answer = client.post(
        f"/api/registry/v1/awards/{an_award(client)}/present", json=body, headers=secretary | {"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json["presented_on"]) == (200, "2026-08-03")


def test_public_list_is_in_vietnamese_order_and_pages_lose_nobody(register: Desk, client: FlaskClient) -> None:
    shown = [award["nominee_name"] for award in pages(client, f"{PUBLIC}/awards")]
    assert shown == [
        "Lê Thị An", "Nguyễn Thị Ánh", "Phạm Quốc Bảo", "Trần Văn Đức", "Lò Văn Phương", "Cà Thị Thơm",
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["duc", "ĐỨC", "tran van", "Tra%CC%82%CC%80n"])
def test_search_needs_no_marks(register: Desk, client: FlaskClient, asked: str) -> None:
    found = client.get(f"{PUBLIC}/awards?name={asked}").json["items"]
    assert [award["nominee_name"] for award in found] == ["Trần Văn Đức"]


def test_search_takes_wildcards_as_letters(register: Desk, client: FlaskClient) -> None:
    assert client.get(f"{PUBLIC}/awards?name=%25").json["items"] == []
    assert client.get(f"{PUBLIC}/awards?name=t_an").json["items"] == []


def test_public_sees_name_unit_award_decision_and_nothing_else(register: Desk, client: FlaskClient) -> None:
    """Birth, key, bonus and class of the person are in the rows; none may leave."""
    one = client.get(f"{PUBLIC}/awards?name=duc").json["items"][0]
    assert one.keys() == {
        "id", "nominee_name", "unit_name", "award_name", "year", "decision_number", "decision_dated",
        "standing", "ended_by_number", "ended_by_dated", "replaces",
    }  # fmt: skip
    single = client.get(f"{PUBLIC}/awards/{one['id']}")
    assert single.json == one
    decisions = client.get(f"{PUBLIC}/decisions/05/QĐ-LĐLĐ")
    assert [len(decision["awards"]) for decision in decisions.json] == [6]
    for answer in (single, decisions):
        # An id may hold any digits by chance.
        told = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", answer.get_data(as_text=True))
        for secret in ("1984", "k0", "1404000", "direct"):
            assert secret not in told


def test_unknown_award_decision_and_cursor_are_told_apart(register: Desk, client: FlaskClient) -> None:
    assert client.get(f"{PUBLIC}/awards/nobody").json["code"] == "registry.award_unknown"
    assert client.get(f"{PUBLIC}/decisions/99").json["code"] == "registry.decision_unknown"
    assert client.get(f"{PUBLIC}/awards?cursor=x").status_code == 422


def an_award(client: FlaskClient) -> str:
    award_id: str = client.get(f"{PUBLIC}/awards?name=duc").json["items"][0]["id"]
    return award_id


def test_award_is_presented_once(register: Desk, client: FlaskClient, secretary: dict[str, str]) -> None:
    path = f"/api/registry/v1/awards/{an_award(client)}/present"
    body = {"presented_on": "2026-08-03", "occasion": "Hội nghị biểu dương"}
    seen = secretary | {"If-Match": '"1"'}
    assert client.post(path, json=body, headers=secretary).status_code == 428
    done = client.post(path, json=body, headers=seen)
    assert (done.status_code, done.json["presented_on"], done.headers["ETag"]) == (200, "2026-08-03", '"2"')
    stale = client.post(path, json=body, headers=seen)
    assert (stale.status_code, "tuyet" in stale.json["detail_vi"]) == (412, True)
    again = client.post(path, json=body, headers=secretary | {"If-Match": '"2"'})
    assert (again.status_code, again.json["code"]) == (409, "registry.already_presented")
    with register.database.reading() as tx:
        assert tx.scalar(select(func.count()).where(outbox.c.type == "registry.award_presented")) == 1


@pytest.mark.parametrize("day", ["2026-08-02", "2026-08-04"])
def test_award_is_not_presented_before_its_decision_nor_in_the_future(
    register: Desk, client: FlaskClient, secretary: dict[str, str], day: str
) -> None:
    path = f"/api/registry/v1/awards/{an_award(client)}/present"
    answer = client.post(
        path, json={"presented_on": day, "occasion": "x"}, headers=secretary | {"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json["places"][0]["at"]) == (422, "presented_on")


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.GRASSROOTS_OFFICER, UNIT.id), (Role.COUNCIL_SECRETARY, "another-province")]
)
def test_who_may_not_present_is_refused_and_recorded(
    register: Desk, client: FlaskClient, tmp_path: Path, role: Role, unit: str
) -> None:
    path = f"/api/registry/v1/awards/{an_award(client)}/present"
    who = bearer(tmp_path, "x", role, unit) | {"If-Match": '"1"'}
    assert client.post(path, json={"presented_on": "2026-08-03", "occasion": "x"}, headers=who).status_code == 403
    with register.database.reading() as tx:
        assert tx.scalar(select(func.count()).where(outbox.c.type == "registry.command_refused")) == 1
        assert tx.scalar(select(func.count()).where(Award.presented_on.is_not(None))) == 0


def figures(**more: Any) -> dict[str, Any]:
    return {"unit_name": "THPT Phù Cừ", "block": "block_public_service", "snapshot_on": "2026-08-01"} | more


def test_figures_are_stated_corrected_and_kept_to_their_unit(
    desk: Desk, client: FlaskClient, tmp_path: Path
) -> None:
    own = bearer(tmp_path, "h", Role.GRASSROOTS_OFFICER, "phu-cu")
    path = f"/api/registry/v1/plans/{PLAN}/figures"
    first = client.put(f"{path}/phu-cu", json=figures(headcount=100), headers=own)
    assert (first.status_code, first.headers["ETag"], first.json["persons_with_initiative"]) == (200, '"1"', None)
    assert client.put(f"{path}/phu-cu", json=figures(headcount=90), headers=own).status_code == 428
    corrected = client.put(f"{path}/phu-cu", json=figures(headcount=90), headers=own | {"If-Match": '"1"'})
    assert (corrected.status_code, corrected.json["headcount"]) == (200, 90)
    assert client.put(f"{path}/another", json=figures(), headers=own).status_code == 403
    assert client.put(f"{path}/phu-cu", json=figures(headcount=-1), headers=own).status_code == 422
    unknown = client.put("/api/registry/v1/plans/nowhere/figures/phu-cu", json=figures(), headers=own)
    assert unknown.status_code in (404, 422)


def test_targets_of_the_plan_say_what_is_missing(
    register: Desk, client: FlaskClient, secretary: dict[str, str]
) -> None:
    path = f"/api/registry/v1/plans/{PLAN}"
    before = client.get(f"{path}/targets", headers=secretary).json
    percentages = [one["reached"] for one in before["targets"] if one["target"]["unit"] == "percent"]
    assert [reached["outcome"] for reached in percentages] == ["not_computable"]
    body = figures(headcount=100, persons_with_initiative=5, initiatives_recognised=7)
    assert client.put(f"{path}/figures/phu-cu", json=body, headers=secretary).status_code == 200
    after = client.get(f"{path}/targets", headers=secretary).json
    reached = next(one["reached"] for one in after["targets"] if one["target"]["unit"] == "percent")
    assert (reached["numerator"], reached["denominator"], reached["outcome"]) == (5, 100, "met")
    assert after["direct_workers"]["numerator"] == after["direct_workers"]["denominator"] == 6


def test_order_puts_shorter_names_first_and_marks_after_letters() -> None:
    people = ["Lê An", "Lê Bình An", "Lê Ấn", "Lê Ân", "Lê Anh", "Lê Ăn", "Lê Đan", "Lê Dan"]
    ordered = sorted(people, key=lambda name: order_of(SubjectKind.INDIVIDUAL, name))
    assert ordered == ["Lê An", "Lê Bình An", "Lê Anh", "Lê Ăn", "Lê Ân", "Lê Ấn", "Lê Dan", "Lê Đan"]
    teams = ["Tổ May 3", "Bệnh viện", "Đội 1"]
    assert sorted(teams, key=lambda name: order_of(SubjectKind.COLLECTIVE, name)) == ["Bệnh viện", "Đội 1", "Tổ May 3"]
    assert all(order_of(SubjectKind.INDIVIDUAL, name).isdigit() for name in people)
