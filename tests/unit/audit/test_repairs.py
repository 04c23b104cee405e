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
from shared.clock import SystemClock, wall_now
from shared.desk import Desk
from shared.erasure import obey
from shared.events.erasure import PersonErased
from shared.ids import new_id
from shared.inbox import Handlers, Inbox
from shared.inbox_rows import Status, counts, find_receipt, list_dead, list_unapplied
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


def a_dead_event(desk: Desk, code: str = "handler.failed") -> str:
    event = Speakers().say(CASE, received(CASE), HEAD)
    row = {
        "event_id": event.id, "source": event.source, "type": event.type, "subject": event.subject, "sequence": 1,
        "position": 1, "status": Status.DEAD, "attempts": 8, "received_at": wall_now(), "error_code": code,
        "body": event.body().encode(),
    }  # fmt: skip
    with desk.database.transaction() as tx:
        tx.execute(insert(inbox), [row])
    return event.id


def garbage(desk: Desk, *messages: bytes) -> list[str]:
    """What any client of the exchange can send; the names it is kept under."""
    heard = Inbox("nomination", desk.database, Handlers({}), clock=SystemClock(), new_id=new_id)
    heard.take(messages)
    with desk.database.reading() as tx:
        return [item.event_id for item in list_dead(tx, readable=False)]


def dead_shown(desk: Desk) -> int:
    """What the gauge shows, and with it the alert."""
    with desk.database.reading() as tx:
        number, _ = counts(tx).get(Status.DEAD, (0, None))
    return number


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


def test_the_newest_of_a_log_and_what_waits_in_it_are_shown(desk: Desk) -> None:
    for number in range(3):
        CliRunner().invoke(ops, ["republish", "nomination", "--from", str(100 + number)])
    shown = {
        flags: CliRunner().invoke(ops, ["outbox", "nomination", "--limit", "1", *flags], env={"COLUMNS": "200"}).output
        for flags in ((), ("--newest",), ("--waiting", "--newest"))
    }

    # No relay runs here: every row waits.
    rows = {flags: [line for line in told.splitlines() if "waits" in line] for flags, told in shown.items()}
    assert {len(lines) for lines in rows.values()} == {1}
    assert rows[()] != rows[("--newest",)] == rows[("--waiting", "--newest")]


def test_a_dry_run_repairs_and_says_nothing(desk: Desk) -> None:
    dead = a_dead_event(desk)

    done = CliRunner().invoke(ops, ["dead", "requeue", "nomination", "--all", "--dry-run"])

    assert (done.exit_code, repairs(desk)) == (0, [])
    with desk.database.reading() as tx:
        assert tx.scalar(select(inbox.c.status).where(inbox.c.event_id == dead)) == Status.DEAD


def test_a_dry_run_looks_before_it_answers(desk: Desk) -> None:
    dead = a_dead_event(desk)

    known = CliRunner().invoke(ops, ["dead", "requeue", "nomination", dead, "--dry-run"])
    unknown = CliRunner().invoke(ops, ["dead", "requeue", "nomination", "not-an-event", "--dry-run"])

    assert (known.exit_code, known.output) == (0, "1 events would be tried again\n")
    assert (unknown.exit_code, unknown.output.splitlines()[0]) == (1, "0 events would be tried again")


@pytest.mark.parametrize("terminal", [{}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}], ids=["pipe", "terminal"])
def test_what_the_next_command_needs_stands_whole_however_narrow_the_terminal(
    desk: Desk, terminal: dict[str, str]
) -> None:
    dead = a_dead_event(desk)
    CliRunner().invoke(ops, ["republish", "nomination"])
    with desk.database.reading() as tx:
        receipt = find_receipt(tx, dead)
        said, at = tx.execute(select(outbox.c.subject, outbox.c.recorded_at).order_by(outbox.c.id).limit(1)).one()
    assert receipt is not None

    narrow = {"COLUMNS": "60", **terminal}
    listed = CliRunner().invoke(ops, ["dead", "list", "nomination"], env=narrow).output
    waits = CliRunner().invoke(ops, ["inbox", "nomination"], env=narrow).output
    log = CliRunner().invoke(ops, ["outbox", "nomination"], env=narrow).output

    for told in (listed, waits):
        assert dead in told
        assert receipt.subject in told
        assert receipt.received_at.isoformat() in told
    assert said in log
    assert at.isoformat() in log


def test_other_programs_read_one_object_a_line(desk: Desk) -> None:
    dead = [a_dead_event(desk), *garbage(desk, b"\x80 not json")]

    lines = CliRunner().invoke(ops, ["dead", "list", "nomination", "--json"]).output.splitlines()

    assert [json.loads(line)["event"] for line in lines] == dead


def test_what_nobody_can_read_is_settled_and_the_page_ends(desk: Desk) -> None:
    (name,) = garbage(desk, b"\x80 not json")
    assert dead_shown(desk) == 1

    why = ["--reason", "máy quét gửi nhầm", "--by", "an"]
    done = CliRunner().invoke(ops, ["dead", "settle", "nomination", name, *why])

    assert done.exit_code == 0, done.output
    assert dead_shown(desk) == 0
    with desk.database.reading() as tx:
        kept = find_receipt(tx, name)
    assert kept is not None
    assert (kept.status, kept.body, kept.error_code) == (Status.SETTLED, b"\x80 not json", "message.undecodable")
    (said,) = repairs(desk)
    assert (said["actor"], said["onbehalfof"]) == (getpass.getuser(), "an")
    assert said["data"] == {
        "done": "dead_settled", "count": 1, "first": None, "last": None, "events": [name],
        "reason": "máy quét gửi nhầm",
    }  # fmt: skip
    assert [words.vi for words in lines_of("nomination.repaired", said["data"])] == [
        "Gác lại 1 tin hỏng, không xử lý nữa", name, "Lý do: máy quét gửi nhầm",
    ]  # fmt: skip


def test_trying_all_again_passes_over_what_nobody_can_read(desk: Desk) -> None:
    garbage(desk, b"{")
    dead = a_dead_event(desk)

    done = CliRunner().invoke(ops, ["dead", "requeue", "nomination", "--all"])
    again = CliRunner().invoke(ops, ["dead", "requeue", "nomination", "--all"])

    assert (done.exit_code, again.exit_code) == (0, 0), done.output + again.output
    assert [said["data"]["events"] for said in repairs(desk)] == [[dead]]
    assert dead_shown(desk) == 1


def test_all_that_nobody_can_read_is_settled_at_once(desk: Desk) -> None:
    names, dead = garbage(desk, b"{", b"[", b""), a_dead_event(desk, "input.invalid")

    done = CliRunner().invoke(ops, ["dead", "settle", "nomination", "--unreadable", "--reason", "thử máy"])

    assert done.exit_code == 0, done.output
    assert {*repairs(desk)[0]["data"]["events"]} == {*names}
    with desk.database.reading() as tx:
        assert [item.event_id for item in list_dead(tx)] == [dead]


@pytest.mark.parametrize("code", ["handler.failed", "event.unknown", "database.contention"])
def test_what_can_be_mended_is_not_settled(desk: Desk, code: str) -> None:
    dead = a_dead_event(desk, code)

    done = CliRunner().invoke(ops, ["dead", "settle", "nomination", dead, "--reason", "thôi"])

    assert (done.exit_code, repairs(desk), dead_shown(desk)) == (1, [], 1)


def test_a_settled_event_that_can_be_read_is_brought_back_by_its_name(desk: Desk) -> None:
    dead = a_dead_event(desk, "input.invalid")
    CliRunner().invoke(ops, ["dead", "settle", "nomination", dead, "--reason", "chờ bản mới"])
    with desk.database.reading() as tx:
        (settled,) = list_unapplied(tx, [Status.SETTLED])
    assert settled.event_id == dead

    back = CliRunner().invoke(ops, ["dead", "requeue", "nomination", dead])

    assert back.exit_code == 0, back.output
    with desk.database.reading() as tx:
        receipt = find_receipt(tx, dead)
    assert receipt is not None
    assert (receipt.status, receipt.settled_at) == (Status.RETRY, None)


def test_nothing_is_settled_without_a_reason(desk: Desk) -> None:
    (name,) = garbage(desk, b"{")

    assert CliRunner().invoke(ops, ["dead", "settle", "nomination", name]).exit_code == 2


def test_what_was_settled_is_erased_like_what_waits(desk: Desk) -> None:
    (name,) = garbage(desk, b'{"subject": "%s", "name": "Tong Khanh Vy"}' % CASE.encode())
    assert CliRunner().invoke(ops, ["dead", "settle", "nomination", name, "--reason", "thử máy"]).exit_code == 0
    said = PersonErased(
        erasure="e1", nominee_key="k1", basis="erasure_requested", document="12", asked_by="an", confirmed_by="ba",
        cases=(CASE,), holds=(),
    )  # fmt: skip

    with desk.database.transaction() as tx:
        obey(tx, said, wall_now(), None)

    with desk.database.reading() as tx:
        kept = find_receipt(tx, name)
    assert kept is not None
    assert kept.body == b""
