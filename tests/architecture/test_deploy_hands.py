"""What the runbook tells an operator to do can be done in the containers it names.

Owns: containers, volumes, files, keys and settings of the runbook beside those of the compose file. Promises: a
command whose files its container cannot reach, or whose container is none, fails here. Leaves to others: that
commands exist (`test_deploy_artefacts`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import click
import pytest
import yaml

from deploy.commands.root import root
from shared.config import read_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
RUNBOOK = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
CONTAINERS: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    (DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8")
)["services"]
SERVING = [name for name, spec in CONTAINERS.items() if list(spec.get("command", ()))[:1] == ["serve"]]
BLOCKS = re.findall(r"^```sh\n(.*?)^```", RUNBOOK, flags=re.DOTALL | re.MULTILINE)
LINES = [line.partition(" #")[0].strip() for block in BLOCKS for line in block.splitlines()]
PROSE = re.sub(r"^```.*?^```", "", RUNBOOK, flags=re.DOTALL | re.MULTILINE)

_WRITTEN = {"out"}
_STANDS_FOR = {"SERVICE": "review", "DATE": "2026-08-03", "COPY": "."}
# Of a rehearsal of faults, or forbidden on a real season.
_NEVER_PASSED = {"VINHDANH_FAULT_AT", "VINHDANH_CLOCK_FILE", "VINHDANH_REHEARSAL"}


def _without_defaults(written: str, value: str = "") -> str:
    """`${NAME:-default}` as its default, or as `value` where one is given."""
    return re.sub(r"\$\{\w+(?::[-?]([^}]*))?\}", lambda found: value or found[1] or "", written)


def _mounts(container: str, given: str = "") -> dict[PurePosixPath, bool]:
    """Where files of outside are in a container, and whether it may write there."""
    parts = [_without_defaults(volume, given).split(":") for volume in CONTAINERS[container].get("volumes", ())]
    return {PurePosixPath(inside): "ro" not in how for _, inside, *how in parts}


def _may_write(container: str, file: PurePosixPath) -> bool | None:
    """None where nothing of outside is mounted."""
    mounts = _mounts(container)
    found = [where for where in mounts if file.is_relative_to(where)]
    return mounts[max(found, key=lambda where: len(where.parts))] if found else None


def _told_to_hands() -> Iterator[str]:
    """What is typed as `vinhdanh …`, but for what a witness types on its own machine."""
    quoted = [*LINES, *re.findall(r"`(vinhdanh [^`…]+)`", PROSE)]
    told = {line for line in quoted if line.startswith("vinhdanh ")}
    yield from sorted(line for line in told if "witness" not in line)


def _files_of(words: Sequence[str]) -> Iterator[tuple[str, PurePosixPath]]:
    command: click.Command = root
    context = command.make_context(command.name, list(words))
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None
        command, context = found, found.make_context(name, rest, parent=context)
    for one in command.params:
        if isinstance(one.type, click.Path) and one.name is not None:
            given = context.params[one.name]
            for value in given if one.multiple else [given]:
                if value is not None:
                    yield one.name, PurePosixPath(value)


def test_files_of_a_command_lie_where_the_hands_reach_them() -> None:
    desk = PurePosixPath(CONTAINERS["ops"]["working_dir"])
    seen = set()
    for line in _told_to_hands():
        words = [_STANDS_FOR.get(word, word) for word in shlex.split(line)[1:]]
        if words[:2] == ["audit", "keygen"] or words[0] == "keys":
            continue  # below
        for name, file in _files_of(words):
            seen.add(name)
            may_write = _may_write("ops", desk / file)
            assert may_write is not None, f"{line}: {file} is nowhere"
            assert may_write or name not in _WRITTEN, f"{line}: {file} cannot be written"
    assert seen >= {"directory", "seen", "token_file", "out"}


def test_what_the_runbook_puts_on_the_desk_is_read_from_there() -> None:
    outside = {"deploy/compose/desk"}
    named = set(re.findall(r"deploy/compose/desk", RUNBOOK))
    assert named == outside
    assert "./desk:/desk" in CONTAINERS["ops"]["volumes"]
    assert (DEPLOY / "compose" / "desk").is_dir()
    user = re.findall(r"--uid (\d+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    assert re.findall(r"install --directory --owner=(\d+) .* deploy/compose/desk", RUNBOOK) == user


def test_keys_are_changed_where_they_can_be_written() -> None:
    """In lines to type, no key is made or changed by hands that hold the public ones alone."""
    typed = [line for line in LINES if re.match(r"vinhdanh (keys|audit keygen)", line) and "witness" not in line]
    assert typed == []
    run = [re.match(r'docker compose .* run --rm (keys|ledger-key) "(.+)"$', line) for line in LINES]
    told = [(found[1], found[2]) for found in run if found is not None]
    done = {script.split(" && ")[0].partition(" --name")[0] for _, script in told}
    acts = ("keys rotate", "keys drop-old", "audit keygen", "audit keygen --rotate")
    assert done == {f"vinhdanh {act}" for act in acts}
    for container, script in told:
        environment = CONTAINERS[container]["environment"]
        where = environment.get("VINHDANH_LEDGER_KEY") or environment["VINHDANH_KEYS_DIR"]
        assert _may_write(container, PurePosixPath(where)), script
        for file in re.findall(r"/keys/\S+", script):
            assert _may_write(container, PurePosixPath(file)), f"{container}: {file}"
        assert CONTAINERS[container]["entrypoint"] == ["sh", "-euc"]


_VALUED = {"--since", "--env"}


def _first_named(words: Sequence[str]) -> str | None:
    """The container a `compose VERB …` is about: the first word that is no option, nor the value of one."""
    valued = {number + 1 for number, word in enumerate(words) if word in _VALUED}
    return next((word for n, word in enumerate(words) if not word.startswith("-") and n not in valued), None)


def test_containers_that_are_named_to_compose_are_there() -> None:
    typed = re.findall(r"\bcompose(?:\.yaml)? (up|run|exec|stop|build|logs|ps) ([^\n`;|)]*)", RUNBOOK)
    named = [_first_named(re.sub(r"\".*?\"", "VALUE", rest).replace("'", "").split()) for _, rest in typed]
    assert {"postgres", "rabbitmq", "migrate", "keys", "ledger-key", "token", "ops", "audit"} <= set(named)
    assert set(named) - set(CONTAINERS) <= {None, "SERVICE", "VALUE", "…"}


def test_volumes_that_are_saved_are_those_of_compose() -> None:
    """With what each saves: papers, the keys of tokens and ledger, and the databases out of their server."""
    volumes = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))["volumes"]
    loops = [set(loop.split()) for loop in re.findall(r"for volume in (.+); do", RUNBOOK)]
    assert loops == [
        {"nomination-data", "keys-private", "keys-public", "keys-ledger"}, {"postgres-data", "nomination-data"},
    ]  # fmt: skip
    assert set.union(*loops) <= set(volumes)
    assert set(re.findall(r"--volume \"?vinhdanh_([\w-]+)", RUNBOOK)) <= set(volumes)


def test_the_readme_leaves_out_nothing_a_home_by_hand_needs() -> None:
    """The ledger's key and name, which nobody else gives, and a role and a port for each process."""
    readme = (DEPLOY.parent / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    (told,) = [one for one in blocks if "distributed" in one]
    lines = [line.partition("#")[0].strip() for line in told.splitlines()]
    keys_made = "VINHDANH_KEYS_DIR=/etc/vinhdanh/signing vinhdanh keys make"
    ledger_named = "vinhdanh audit keygen --name ledger.YOURS.vn/vinhdanh"
    order = [keys_made, ledger_named, "as owner", "vinhdanh migrate", "vinhdanh check"]
    assert [line for line in lines if line in order] == order
    (keys,) = re.findall(r"^export VINHDANH_KEYS_DIR=(\S+)", told, re.MULTILINE)
    assert f"={keys} " not in keys_made
    assert any(line.startswith("export VINHDANH_HTTP_HOST=") for line in lines)
    serve = r"^as (\w+); +VINHDANH_HTTP_PORT=(\d+) vinhdanh serve (\w+)$"
    served = [found.groups() for line in lines if (found := re.match(serve, line))]
    assert {(role, name) for role, _, name in served} == {(name, name) for name in SERVING}
    assert len({port for _, port, _ in served}) == len(SERVING)


def test_papers_are_read_where_verify_looks_for_them() -> None:
    volumes = {name: [v.split(":") for v in CONTAINERS[name]["volumes"]] for name in ("nomination", "ops")}
    of_papers = CONTAINERS["nomination"]["environment"]["VINHDANH_DATA_DIR"]
    assert CONTAINERS["ops"]["environment"]["VINHDANH_DATA_DIR"] == of_papers
    (papers,) = [source for source, inside, *_ in volumes["nomination"] if inside == of_papers]
    assert [papers, of_papers, "ro"] in volumes["ops"]


def test_the_hands_know_which_mail_server_there_is_and_not_its_password() -> None:
    """Otherwise `vinhdanh check`, typed as the runbook says, always tells that nobody gets mail."""
    of_mail = CONTAINERS["notification"]["environment"]["VINHDANH_SMTP_HOST"]
    assert CONTAINERS["ops"]["environment"]["VINHDANH_SMTP_HOST"] == of_mail
    assert "VINHDANH_SMTP_PASSWORD" not in CONTAINERS["ops"]["environment"]


# The hands have theirs at a place of its own.
@pytest.mark.parametrize(
    "name", [n for n in CONTAINERS if n != "ops" and "VINHDANH_POLICY_DIR" in CONTAINERS[n].get("environment", ())]
)
def test_the_policy_that_is_named_lies_where_the_service_looks(name: str) -> None:
    chosen = "/srv/vinhdanh/policy-2027"
    wanted = _without_defaults(CONTAINERS[name]["environment"]["VINHDANH_POLICY_DIR"], chosen)
    assert wanted == chosen
    assert _mounts(name, chosen).get(PurePosixPath(chosen)) is False
    assert _without_defaults(CONTAINERS[name]["environment"]["VINHDANH_POLICY_DIR"]) == ""
    assert all(inside.is_absolute() for inside in _mounts(name))


def test_settings_of_the_runbook_are_passed_with_the_default_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    named = set(re.findall(r"\bVINHDANH_[A-Z_]+", RUNBOOK)) - _NEVER_PASSED
    passed = {name: str(value) for one in SERVING for name, value in CONTAINERS[one]["environment"].items()}
    assert named - set(passed) == set()
    monkeypatch.setenv("VINHDANH_SCANNER", "tcp://127.0.0.1:3310")
    before = read_settings()
    # Without SMTP_HOST mail goes to the server of this compose file, which has a port of its own.
    for name in sorted(named - {"VINHDANH_SMTP_HOST", "VINHDANH_SMTP_PORT"}):
        if re.search(r":-[\d.]+\}$", passed[name]):
            monkeypatch.setenv(name, _without_defaults(passed[name]))
    assert read_settings() == before
