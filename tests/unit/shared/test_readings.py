"""Looking at a dossier or at personal data leaves a record, cheaply, and never the data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from services.audit.service import DEFINITION
from shared.clock import SetClock, wall_now
from shared.desk import Desk
from shared.events.envelope import Actor, Envelope
from shared.events.terms import Role, Shown, Via
from shared.identity import TokenIssuer
from shared.readings import Look
from shared.tables import looked
from shared.web.app import build_app
from tests.support.desks import make_desk
from tests.support.logs import events_said
from tests.unit.audit.said import CASE, HEAD, Speakers, hear, stage_opened, submitted

AUDITOR = Actor("kiem", Role.AUDITOR, "ldld-hung-yen", session="s-1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    speakers = Speakers()
    hear(made, [speakers.say(CASE, submitted(), HEAD), speakers.say(CASE, stage_opened(), HEAD)])
    yield made
    made.database.close()


def signed_in(tmp_path: Path, actor: Actor = AUDITOR, via: Via = Via.API) -> dict[str, str]:
    token = TokenIssuer(tmp_path / "keys").issue(actor, now=wall_now(), lifetime=timedelta(hours=1), via=via)
    return {"Authorization": f"Bearer {token}"}


def rows(desk: Desk) -> int:
    with desk.database.reading() as tx:
        return tx.scalar(select(func.count()).select_from(looked)) or 0


def said(desk: Desk) -> list[Envelope]:
    with desk.database.reading() as tx:
        return events_said(tx)


def pass_window(desk: Desk) -> None:
    assert isinstance(desk.clock, SetClock)
    desk.clock.advance(minutes=5)


def test_a_look_is_on_record_when_it_is_answered_and_said_within_minutes(desk: Desk, tmp_path: Path) -> None:
    began = desk.clock.now()
    answer = build_app(desk).test_client().get(f"/api/audit/v1/cases/{CASE}/trace", headers=signed_in(tmp_path))
    assert (answer.status_code, rows(desk), said(desk)) == (200, 1, [])
    desk.say_looks()
    assert said(desk) == []
    pass_window(desk)
    desk.say_looks()
    [look] = said(desk)

    assert (look.type, look.actor, look.actor.session, look.trace.via) == (
        "audit.records_seen", AUDITOR, "s-1", Via.API,
    )  # fmt: skip
    assert look.data["looks"] == [
        {"view": "audit.trace", "shown": "dossier", "record": CASE, "at": began.isoformat()}
    ]
    assert rows(desk) == 0


def test_the_data_itself_is_not_kept(desk: Desk, tmp_path: Path) -> None:
    client = build_app(desk).test_client()
    shown = client.get(f"/api/audit/v1/cases/{CASE}/trace", headers=signed_in(tmp_path)).get_data(as_text=True)
    assert "Hương" in shown
    client.get("/api/audit/v1/persons/Nguyễn Thị Hương", headers=signed_in(tmp_path))
    with desk.database.reading() as tx:
        kept = json.dumps([list(map(str, row)) for row in tx.execute(select(looked))], ensure_ascii=False)
    pass_window(desk)
    desk.say_looks()

    assert "Hương" not in kept + "".join(one.body() for one in said(desk))


def test_looking_again_costs_nothing_and_five_hundred_cases_cost_three_events(desk: Desk) -> None:
    looks = [Look(AUDITOR, Via.PAGE, "cases.show_case", Shown.DOSSIER, f"c{number}") for number in range(500)]
    for look in (*looks, *looks):
        desk.record_look(look)
    assert rows(desk) == 500
    pass_window(desk)
    desk.say_looks()

    events = said(desk)
    assert [len(one.data["looks"]) for one in events] == [200, 200, 100]
    assert {one["record"] for event in events for one in event.data["looks"]} == {look.record for look in looks}


def test_two_processes_write_a_look_once(desk: Desk, tmp_path: Path) -> None:
    other = make_desk(DEFINITION, tmp_path)
    look = Look(AUDITOR, Via.API, "cases.list_cases", Shown.PERSONAL_DATA, None)
    desk.record_look(look)
    other.record_look(look)

    assert rows(desk) == 1


@pytest.mark.parametrize("change", [{"subject": "khac"}, {"session": "s-2"}, {"on_behalf_of": "bao"}])
def test_other_readers_and_sessions_are_told_apart(desk: Desk, change: dict[str, Any]) -> None:
    given = {"subject": "kiem", "role": Role.AUDITOR, "unit": "u", "session": "s-1"}
    for actor in (Actor(**given), Actor(**given | change)):
        desk.record_look(Look(actor, Via.API, "cases.show_case", Shown.DOSSIER, CASE))
    pass_window(desk)
    desk.say_looks()

    assert [one.actor.session for one in said(desk)] == sorted(["s-1", change.get("session", "s-1")])
    assert len(said(desk)) == 2


def test_the_next_window_is_another_look(desk: Desk) -> None:
    look = Look(AUDITOR, Via.API, "cases.show_case", Shown.DOSSIER, CASE)
    desk.record_look(look)
    pass_window(desk)
    desk.record_look(look)

    assert rows(desk) == 2


def test_what_cannot_be_recorded_is_not_shown(desk: Desk, tmp_path: Path) -> None:
    client = build_app(desk).test_client()
    with desk.database.transaction() as tx:
        tx.execute(text("DROP TABLE looked"))
    answer = client.get(f"/api/audit/v1/cases/{CASE}/trace", headers=signed_in(tmp_path))

    assert answer.status_code == 503
    assert "Hương" not in answer.get_data(as_text=True)


def test_who_is_refused_saw_nothing(desk: Desk, tmp_path: Path) -> None:
    client = build_app(desk).test_client()
    officer = Actor("huong", Role.GRASSROOTS_OFFICER, "u")
    refused = client.get(f"/api/audit/v1/cases/{CASE}/trace", headers=signed_in(tmp_path, officer))
    absent = client.get("/api/audit/v1/cases/c-none/trace", headers=signed_in(tmp_path))

    assert (refused.status_code, absent.status_code, rows(desk)) == (403, 404, 0)


def test_the_story_of_a_case_tells_who_looked_at_it(desk: Desk, tmp_path: Path) -> None:
    client = build_app(desk).test_client()
    client.get(f"/api/audit/v1/cases/{CASE}/trace", headers=signed_in(tmp_path, via=Via.PAGE))
    pass_window(desk)
    desk.say_looks()
    hear(desk, [one.placed(1, "0" * 64) for one in said(desk)])
    story = client.get(f"/api/audit/v1/cases/{CASE}/trace", headers=signed_in(tmp_path)).json
    last = story["chapters"][-1]

    assert last["type"] == "audit.records_seen"
    assert (last["actor"], last["via"], last["session"]) == ("kiem", "page", "s-1")
    assert last["lines"][0]["en"].startswith("audit.trace, at 2026-08-03 02:00")
