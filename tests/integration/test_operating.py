"""What an operator looks at answers alike on both homes; a house whose policy is broken does not begin."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from shared.clock import SystemClock
from shared.ids import new_id
from shared.inbox import Handlers, Inbox
from shared.inbox_rows import list_dead
from shared.topology import SERVICES
from tests.support import warm
from tests.support.homes import House
from tests.support.warm import PROGRAM, REPOSITORY

_STRANGE = b"\x80 h\xe1\xbb\x93 s\xc6\xa1"


@pytest.fixture
def dead(home: House) -> str:
    """The name under which registry keeps what nobody can read, as it came over either transport."""
    database = home.databases["registry"]
    Inbox("registry", database, Handlers({}), clock=SystemClock(), new_id=new_id).take([_STRANGE])
    with database.reading() as tx:
        (kept,) = list_dead(tx)
    return kept.event_id


def looks(home: House, *command: str) -> str:
    done = home.vinhdanh("ops", *command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_dead_message_is_listed_shown_and_settled(home: House, dead: str) -> None:
    for command in (("dead", "list", "registry"), ("inbox", "registry"), ("inbox", "registry", "--status", "dead")):
        assert dead in looks(home, *command)
    waiting = [json.loads(line) for line in looks(home, "status", "--json").splitlines()]
    assert {one["service"]: one["dead"] for one in waiting} == dict.fromkeys(SERVICES, "0") | {"registry": "1"}
    shown = looks(home, "dead", "show", "registry", dead)
    assert "message.undecodable" in shown
    assert repr(_STRANGE) in shown
    assert home.vinhdanh("ops", "dead", "requeue", "registry", dead).returncode == 1

    looks(home, "dead", "settle", "registry", "--unreadable", "--reason", "tin lạ, không đọc được")
    for command in (("dead", "list", "registry"), ("inbox", "registry")):
        assert dead not in looks(home, *command)
    assert dead in looks(home, "inbox", "registry", "--status", "settled")
    unknown = home.vinhdanh("ops", "dead", "show", "registry", "khong-co")
    assert (unknown.returncode, "khong-co" in unknown.stderr) == (1, True)


def test_a_sound_house_keeps_its_invariants_and_its_logs_are_whole(home: House) -> None:
    home.settle()
    told = looks(home, "invariants").splitlines()

    assert {line.split()[0] for line in told} == {"ok"}
    assert {line.split()[1].rstrip(":") for line in told} == set(SERVICES)
    for service in SERVICES:
        assert looks(home, "outbox", service, "--verify") == f"the log of {service} is whole\n"


@pytest.mark.parametrize("services", [[], ["review"]], ids=["all in one", "one"])
def test_a_broken_policy_file_ends_the_start_and_is_named_with_its_line(tmp_path: Path, services: list[str]) -> None:
    policy = shutil.copytree(REPOSITORY / "policy", tmp_path / "policy", ignore=shutil.ignore_patterns("__pycache__"))
    plan = policy / "plans" / "hung_yen_2026.yaml"
    lines = plan.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, start=1) if "value: 5000" in line)
    lines[at - 1] = lines[at - 1].replace("value: 5000", "value: năm nghìn")
    plan.write_text("\n".join(lines), encoding="utf-8")
    settings = {"POLICY_DIR": policy, "DATA_DIR": tmp_path / "data", "KEYS_DIR": tmp_path / "keys"}
    surrounding = {name: value for name, value in os.environ.items() if not name.startswith("VINHDANH_")}
    env = surrounding | {f"VINHDANH_{name}": str(value) for name, value in settings.items()}
    done = warm.run([PROGRAM, "serve", *services], env, 60)

    assert done.returncode == 1
    assert f"plans/hung_yen_2026.yaml:{at}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data").glob("*.sqlite"))
