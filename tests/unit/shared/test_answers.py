"""An answer kept for a repeated command goes after a month, and not before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from services.registry.service import DEFINITION
from shared.answers import KEPT_FOR, forget_answers
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.terms import Role
from shared.tables import answered
from shared.waiting import HOUSE_TIMERS
from tests.support.desks import bearer, client_of, make_desk

INITIATIVE: dict[str, Any] = {
    "unit": "thcs", "unit_name": "CĐCS Trường THCS Cổ Bi", "block": "block_public_service", "title": "Sổ điểm",
    "scope": "base", "recognised_on": "2023-04-10", "recognised_by": "Hội đồng sáng kiến",
    "authors": [{"full_name": "Nguyễn Thị Hương", "birth": "02/5/1984"}],
}  # fmt: skip


def _entered(client: FlaskClient, heads: dict[str, str]) -> TestResponse:
    path = "/api/registry/v1/plans/gia_lam_2023/initiatives"
    return client.post(path, json=INITIATIVE, headers=heads | {"Idempotency-Key": "k"})


def _has_aged(desk: Desk, age: timedelta) -> None:
    with desk.database.transaction() as tx:
        tx.execute(update(answered).values(answered_at=wall_now() - age))


def _kept(desk: Desk) -> int:
    with desk.database.reading() as tx:
        return tx.scalar(select(func.count()).select_from(answered)) or 0


def test_an_answer_is_given_again_for_a_month_and_then_forgotten(tmp_path: Path) -> None:
    desk = make_desk(DEFINITION, tmp_path)
    client, heads = client_of(desk), bearer(tmp_path, "huong", Role.GRASSROOTS_OFFICER, "thcs")
    first = _entered(client, heads)
    assert first.status_code == 201
    _has_aged(desk, KEPT_FOR - timedelta(hours=1))
    forget_answers(desk)
    assert _entered(client, heads).headers["Idempotent-Replay"] == "true"

    _has_aged(desk, KEPT_FOR + timedelta(seconds=1))
    forget_answers(desk)
    assert _kept(desk) == 0
    anew = _entered(client, heads)
    assert "Idempotent-Replay" not in anew.headers
    assert anew.json["id"] != first.json["id"]


def test_every_service_forgets_once_an_hour() -> None:
    [timer] = [one for one in HOUSE_TIMERS if one.act is forget_answers]
    assert timer.seconds == 3600
