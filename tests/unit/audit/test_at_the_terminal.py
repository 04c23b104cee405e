"""At a command line the machine says who acts; what is refused there and who is shown something stands on record."""

from __future__ import annotations

import getpass
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from deploy.commands.at_the_terminal import at_the_terminal, write_down_looks
from deploy.commands.audit import audit
from deploy.commands.policy_activation import activate_policy
from deploy.services import definition_of
from services.audit.checkpointing import sign_newest
from services.audit.errors import NothingToPack
from services.nomination.errors import ActivationPast
from shared.config import read_settings
from shared.desk import Desk
from shared.errors import Unauthenticated
from shared.events.terms import Role, Shown
from shared.tables import looked, outbox
from tests.support.desks import make_desk
from tests.unit.audit.said import CASE, HEAD, Speakers, hear, received

ME, HERE = getpass.getuser(), socket.gethostname()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(tmp_path / "keys"))
    return tmp_path


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = make_desk(definition_of("audit"), home)
    hear(made, [Speakers().say(CASE, received(CASE), HEAD)])
    sign_newest(made)
    yield made
    made.database.close()


@pytest.fixture
def nomination(home: Path) -> Iterator[Desk]:
    made = make_desk(definition_of("nomination"), home)
    yield made
    made.database.close()


def said(desk: Desk, event_type: str) -> list[dict[str, Any]]:
    with desk.database.reading() as tx:
        bodies = tx.scalars(select(outbox.c.body).where(outbox.c.type == event_type).order_by(outbox.c.id)).all()
    return [json.loads(body) for body in bodies]


def test_a_name_that_was_typed_is_whom_somebody_acts_for_and_never_who_acts() -> None:
    who = at_the_terminal(Role.ADMINISTRATOR, "tinh", for_whom="kiem")

    assert (who.subject, who.role, who.unit, who.on_behalf_of) == (ME, Role.ADMINISTRATOR, "tinh", "kiem")
    assert at_the_terminal(for_whom=ME).on_behalf_of is None
    assert (at_the_terminal().role, at_the_terminal().unit) == (Role.OPERATOR, HERE)


def test_whoever_takes_a_pack_is_the_account_of_the_machine(desk: Desk, home: Path) -> None:
    done = CliRunner().invoke(audit, ["pack", CASE, "--by", "kiem", "--out", str(home / "goi.zip")])
    assert done.exit_code == 0, done.output

    (made,) = said(desk, "audit.pack_made")
    told = [made[name] for name in ("actor", "actorrole", "actorunit", "onbehalfof", "via")]
    assert told == [ME, "operator", HERE, "kiem", "command_line"]


def test_a_pack_that_cannot_be_written_is_not_recorded_as_taken(desk: Desk, home: Path) -> None:
    (home / "file").touch()
    (home / "there.zip").write_bytes(b"a pack")

    for out in ("file/goi.zip", "there.zip"):
        done = CliRunner().invoke(audit, ["pack", CASE, "--by", "kiem", "--out", str(home / out)])
        assert done.exit_code != 0, done.output

    assert said(desk, "audit.pack_made") == []
    assert (home / "there.zip").read_bytes() == b"a pack"


def test_what_is_refused_at_the_terminal_is_on_record(desk: Desk, nomination: Desk, home: Path) -> None:
    runner = CliRunner()
    (home / "token").write_text("nobody", encoding="ascii")
    unknown = runner.invoke(audit, ["pack", "nobody-knows", "--by", "kiem"])
    past = runner.invoke(activate_policy, ["--from", "2020-01-01", "--by", "kiem", "--document", "QĐ 1"])
    asked = ["erase", CASE, "--basis", "x", "--document", "y", "--token-file", str(home / "token")]
    forged = runner.invoke(audit, asked)

    assert [type(one.exception) for one in (unknown, past, forged)] == [NothingToPack, ActivationPast, Unauthenticated]
    refused = [*said(desk, "audit.command_refused"), *said(nomination, "nomination.command_refused")]
    assert [(one["actor"], one["via"], one["data"]["action"], one["data"]["code"]) for one in refused] == [
        (ME, "command_line", "pack", NothingToPack.code),
        (ME, "command_line", "activate_policy", ActivationPast.code),
        (ME, "command_line", "ask_erasure", Unauthenticated.code),
    ]
    assert [one.get("onbehalfof") for one in refused] == ["kiem", "kiem", None]


def test_who_looks_from_the_terminal_is_written_down_where_the_rows_are(nomination: Desk) -> None:
    write_down_looks(read_settings(), "nomination", "policy.rehearse", Shown.PERSONAL_DATA, [None])

    with nomination.database.reading() as tx:
        (row,) = tx.execute(select(looked.c.actor, looked.c.via, looked.c.view, looked.c.record)).all()
    assert tuple(row) == (ME, "command_line", "policy.rehearse", None)
