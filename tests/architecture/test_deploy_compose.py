"""The compose file fits the code: services, settings, keys, ports, the order of starts, the image.

Owns: these cross-checks. Promises: a service, a setting or a port that changed in the code fails here.
Leaves to others: running containers (no engine is assumed here).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.commands.serve import _HARD_STOP_SECONDS
from shared.config import Home, read_settings
from shared.topology import SERVICES

HOUSE = Path(__file__).parents[2]
DEPLOY = HOUSE / "deploy"
COMPOSE_DIR = DEPLOY / "compose"
PROMETHEUS = DEPLOY / "prometheus"


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


COMPOSE = _yaml(COMPOSE_DIR / "compose.yaml")
CONTAINERS: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
SERVING = {name: spec for name, spec in CONTAINERS.items() if list(spec.get("command", ()))[:1] == ["serve"]}

_VARIABLE = re.compile(r"\$\{(\w+)(?:(:\?|:-)([^}]*))?\}")
_GIVEN = {"SMTP_SENDER": "given@vinhdanh.example"}


def _environment(spec: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in spec.get("environment", {}).items()}


def _interpolated(value: str) -> str:
    """The value when every variable that must be filled in is `given`, or what it has to look like."""
    return _VARIABLE.sub(
        lambda found: _GIVEN.get(found[1], "given") if found[2] == ":?" else found[3] or "", value
    )


def _volumes(spec: Mapping[str, Any]) -> list[str]:
    return [_interpolated(volume) for volume in spec.get("volumes", ())]


def test_compose_serves_every_service_under_its_own_name() -> None:
    assert set(SERVING) == set(SERVICES)
    assert {name: list(spec["command"]) for name, spec in SERVING.items()} == {n: ["serve", n] for n in SERVICES}


@pytest.mark.parametrize("name", [*SERVICES, "migrate", "ops"])
def test_compose_gives_settings_that_are_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in _environment(CONTAINERS[name]).items():
        monkeypatch.setenv(variable, _interpolated(value))
    # What is mounted there is not here.
    monkeypatch.setenv("VINHDANH_POLICY_DIR", str(HOUSE / "policy"))
    settings = read_settings()
    assert settings.home is Home.DISTRIBUTED
    assert {settings.database_of(service).rpartition("/")[2] for service in SERVICES} == {
        f"vinhdanh_{service}" for service in SERVICES
    }
    role = f"vinhdanh_{name}" if name in SERVICES else "vinhdanh_owner"
    assert settings.database_url.startswith(f"postgresql+psycopg://{role}:given@")
    assert settings.broker.url == "amqp://vinhdanh:given@rabbitmq:5672/vinhdanh"


def test_compose_sets_no_variable_the_code_does_not_read() -> None:
    source = (HOUSE / "shared" / "config.py").read_text(encoding="utf-8")
    read = {f"VINHDANH_{name}" for name in re.findall(r'env\.\w+\("(\w+)"', source)}
    set_here = {name for spec in CONTAINERS.values() for name in _environment(spec) if name.startswith("VINHDANH_")}
    runbook = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
    # The one variable that is no setting: it belongs to rehearsals of faults (shared.faults).
    named = set(re.findall(r"\bVINHDANH_[A-Z_]+", runbook)) - {"VINHDANH_FAULT_AT"}
    assert set_here - read == set()
    assert named - read == set()


def test_no_secret_has_a_default_and_each_is_in_the_example() -> None:
    example = (COMPOSE_DIR / ".env.example").read_text(encoding="utf-8")
    offered = dict(re.findall(r"^(#?\w+)=(.*)$", example, flags=re.MULTILINE))
    used = _VARIABLE.findall((COMPOSE_DIR / "compose.yaml").read_text(encoding="utf-8"))
    assert used
    for name, operator, default in used:
        if operator == ":?":
            assert offered[name] == "", f"{name} must be offered empty"
        else:
            assert f"#{name}" in offered, f"{name} is not in the example"
            assert default == "" or "PASSWORD" not in name


def test_only_those_who_sign_can_read_the_private_key() -> None:
    mounted = {name for name, spec in CONTAINERS.items() for volume in spec.get("volumes", ()) if "private" in volume}
    assert mounted == {"keys", "token"}
    assert all("keys-public:/keys/public:ro" in spec["volumes"] for spec in SERVING.values())


def test_containers_wait_for_what_can_answer() -> None:
    for name, spec in CONTAINERS.items():
        for other, how in spec.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in CONTAINERS[other], f"{name} waits for {other}, which has no health check"
            else:
                assert "restart" not in CONTAINERS[other], f"{name} waits for the end of {other}, which never ends"


def test_services_are_stopped_with_patience_and_checked_for_readiness() -> None:
    for spec in SERVING.values():
        assert float(spec["stop_grace_period"].removesuffix("s")) > _HARD_STOP_SECONDS
        assert f"127.0.0.1:{_port(spec)}/readyz" in spec["healthcheck"]["test"][-1]
    assert CONTAINERS["review"]["deploy"]["replicas"] == 2


def _port(spec: Mapping[str, Any]) -> str:
    return _environment(spec)["VINHDANH_HTTP_PORT"]


def test_published_ports_are_distinct_and_on_this_machine_only() -> None:
    taken: list[int] = []
    for spec in CONTAINERS.values():
        for address, outside, inside in (port.split(":") for port in spec.get("ports", ())):
            assert address == "127.0.0.1"
            first, _, last = outside.partition("-")
            taken.extend(range(int(first), int(last or first) + 1))
            if spec in SERVING.values():
                assert inside == _port(spec)
    assert len(set(taken)) == len(taken)


def test_no_log_fills_the_disk() -> None:
    for name, spec in CONTAINERS.items():
        assert {"max-size", "max-file"} <= set(spec["logging"]["options"]), name


def test_volumes_are_declared_and_mounted_files_exist() -> None:
    for spec in CONTAINERS.values():
        for source in (volume.split(":")[0] for volume in _volumes(spec)):
            assert (COMPOSE_DIR / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_prometheus_looks_for_every_service_where_it_listens() -> None:
    (job,) = [job for job in _yaml(PROMETHEUS / "prometheus.yaml")["scrape_configs"] if job["job_name"] == "vinhdanh"]
    (found,) = job["dns_sd_configs"]
    assert set(found["names"]) == set(SERVICES)
    assert {str(found["port"])} == {_port(spec) for spec in SERVING.values()}
    rules = [rule for group in _yaml(PROMETHEUS / "alerts.yaml")["groups"] for rule in group["rules"]]
    (missing,) = [rule["expr"] for rule in rules if rule["alert"] == "VinhDanhServiceMissing"]
    assert set(re.findall(r'service="(\w+)"', missing)) == set(SERVICES)


def test_every_service_gets_a_database_and_a_role() -> None:
    script = (COMPOSE_DIR / "initdb.d" / "10-databases.sh").read_text(encoding="utf-8")
    (names,) = re.findall(r"^for service in (.+); do$", script, flags=re.MULTILINE)
    assert set(names.split()) == set(SERVICES)
    given = _environment(CONTAINERS["postgres"])
    assert {f"{name.upper()}_DATABASE_PASSWORD" for name in SERVICES} < set(given)


def test_broker_never_counts_deliveries_and_is_new_enough_for_that() -> None:
    job = CONTAINERS["broker-policy"]
    assert json.loads(job["command"][-1]) == {"delivery-limit": -1}
    assert job["image"] == CONTAINERS["rabbitmq"]["image"]
    major, minor = CONTAINERS["rabbitmq"]["image"].partition(":")[2].split(".")
    assert (int(major), int(minor)) >= (4, 1)  # on 3.x a limit of -1 drops a message on its first return


def test_image_is_built_from_the_lock_and_runs_as_an_ordinary_user() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert any("pip install --require-hashes -r requirements/lock.txt" in line for line in lines)
    assert lines.index("USER vinhdanh") < lines.index('ENTRYPOINT ["vinhdanh"]')
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert [source for sources in copied for source in sources if not (HOUSE / source).exists()] == []


def test_an_image_knows_the_tag_it_was_built_under() -> None:
    """Otherwise nobody can tell which release a process is of, nor whether a replica was replaced."""
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert last.index("ARG BUILD=local") < last.index("ENV VINHDANH_BUILD=$BUILD")
    for spec in CONTAINERS.values():
        if "build" in spec:
            assert spec["image"].removeprefix("vinhdanh:") == spec["build"]["args"]["BUILD"] == "${IMAGE_TAG:-local}"


def test_each_volume_of_ours_lies_on_a_directory_the_image_gives_to_its_user() -> None:
    """A new volume takes over the owner of the directory beneath it, and root where there is none."""
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (made,) = re.findall(r"install --directory --owner=vinhdanh .*?((?: /[\w/]+)+)$", image, flags=re.MULTILINE)
    ours = [spec for spec in CONTAINERS.values() if spec["image"].startswith("vinhdanh:")]
    mounted = [volume.split(":")[:2] for spec in ours for volume in _volumes(spec)]
    needed = {inside for source, inside in mounted if source in COMPOSE["volumes"]}
    assert needed
    assert needed <= set(made.split())


def test_secrets_reach_neither_the_image_nor_the_repository() -> None:
    kept_out = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert kept_out.index("*") < kept_out.index("!deploy") < kept_out.index("deploy/compose")
    assert (COMPOSE_DIR / ".gitignore").read_text(encoding="utf-8").split() == [".env"]
