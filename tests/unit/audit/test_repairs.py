"""What an operator repairs stands on record with who did it and why; what repairs nothing says nothing."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select

from deploy.commands.ops import ops
from deploy.services import definition_of
from services.audit.rules.telling import lines_of
from shared.clock import wall_now
from shared.desk import Desk
from shared.inbox_rows import Status
from shared.tables import inbox, outbox
from tests.support.desks import make_desk
from tests.unit.audit.said import CASE, HEAD, Speakers, received


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(tmp_path / "keys"))
    made = make_desk(definition_of("nomination"), tmp_path)
    yield made
    made.database.close()


def a_dead_event(desk: Desk) -> str:
    event = Speakers().say(CASE, received(CASE), HEAD)
    row = {
        "event_id": event.id, "source": event.source, "type": event.type, "subject": event.subject, "sequence": 1,
        "position": 1, "status": Status.DEAD, "attempts": 8, "received_at": wall_now(), "error_code": "handler.failed",
        "body": event.body().encode(),
    }  # fmt: skip
    with desk.database.transaction() as tx:
        tx.execute(insert(inbox), [row])
    return event.id


def repairs(desk: Desk) -> list[dict[str, Any]]:
    with desk.database.reading() as tx:
        bodies = tx.scalars(select(outbox.c.body).where(outbox.c.type == "nomination.repaired").order_by(outbox.c.id))
        return [json.loads(body) for body in bodies]


def test_trying_dead_events_again_is_on_record_with_who_and_why(desk: Desk) -> None:
    dead = a_dead_event(desk)

    done = CliRunner().invoke(ops, ["dead", "requeue", "nomination", dead, "--reason", "đã sửa lỗi đọc ngày"])
    again = CliRunner().invoke(ops, ["dead", "requeue", "nomination", dead])

    assert (done.exit_code, again.exit_code) == (0, 1)
    (said,) = repairs(desk)
    assert (said["actor"], said["actorrole"], said["via"]) == (getpass.getuser(), "operator", "command_line")
    assert said["data"] == {
        "done": "dead_tried_again", "count": 1, "first": None, "last": None, "events": [dead],
        "reason": "đã sửa lỗi đọc ngày",
    }  # fmt: skip
    assert [words.vi for words in lines_of("nomination.repaired", said["data"])] == [
        "Xử lý lại 1 tin hỏng", dead, "Lý do: đã sửa lỗi đọc ngày",
    ]  # fmt: skip


def test_offering_a_log_again_is_on_record_in_that_log(desk: Desk) -> None:
    done = CliRunner().invoke(ops, ["republish", "nomination", "--from", "3", "--to", "5", "--by", "an"])

    assert done.exit_code == 0, done.output
    (said,) = repairs(desk)
    assert (said["actor"], said["onbehalfof"]) == (getpass.getuser(), "an")
    assert said["data"] == {
        "done": "log_offered_again", "count": 0, "first": 3, "last": 5, "events": [], "reason": None,
    }  # fmt: skip
    assert [words.en for words in lines_of("nomination.repaired", said["data"])] == ["0 offered again, positions 3–5"]


def test_a_dry_run_repairs_and_says_nothing(desk: Desk) -> None:
    dead = a_dead_event(desk)

    done = CliRunner().invoke(ops, ["dead", "requeue", "nomination", "--all", "--dry-run"])

    assert (done.exit_code, repairs(desk)) == (0, [])
    with desk.database.reading() as tx:
        assert tx.scalar(select(inbox.c.status).where(inbox.c.event_id == dead)) == Status.DEAD
