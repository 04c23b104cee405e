"""A parameter no view takes, or one that stands twice, is refused: nobody is shown everything who asked for less."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from deploy.services import definition_of
from shared.events.terms import Role
from shared.topology import SERVICES
from tests.support.desks import bearer, client_of, make_desk


def _client(directory: Path, service: str) -> FlaskClient:
    return client_of(make_desk(definition_of(service), directory))


@pytest.mark.parametrize("service", SERVICES)
def test_no_view_passes_over_a_parameter_it_does_not_take(tmp_path: Path, service: str) -> None:
    client = _client(tmp_path, service)
    heads = bearer(tmp_path, "auditor", Role.AUDITOR, "union")
    asked = 0
    for path, told in client.get(f"/api/{service}/openapi.json").json["paths"].items():
        for method in told.keys() & {"get", "post", "put", "patch", "delete"}:
            at = path
            for part in path.split("/"):
                if part.startswith("{"):
                    at = at.replace(part, "1" if "number" in part or "index" in part else "x")
            answer = client.open(f"{at}?zzz=x", method=method, headers=heads)
            if answer.status_code == 404 and answer.json["code"] == "http.404":
                continue
            asked += 1
            assert (method, path, answer.status_code) == (method, path, 422)
            assert [place["at"] for place in answer.json["places"]] == ["zzz"]
    assert asked > 5


@pytest.mark.parametrize(
    ("service", "asked"),
    [
        ("nomination", "nominations?stat=draft"),
        ("review", "cases?nominee=zzz"),
        ("review", "cases/c1/explanation?asof=2026-08-03"),
        ("registry", "awards?q=zzz"),
        ("registry", "public/awards?nmae=zzz"),
        ("registry", "plans/p/targets?om=2025-12-31"),
        ("audit", "records?whom=x"),
        ("audit", "checkpoint?size=4"),
    ],
)
def test_a_misspelt_parameter_is_named(tmp_path: Path, service: str, asked: str) -> None:
    answer = _client(tmp_path, service).get(
        f"/api/{service}/v1/{asked}", headers=bearer(tmp_path, "auditor", Role.AUDITOR, "union")
    )
    name = asked.partition("?")[2].partition("=")[0]
    assert (answer.status_code, answer.json["code"]) == (422, "input.invalid")
    assert [place["at"] for place in answer.json["places"]] == [name]
    assert answer.json["places"][0]["vi"] == "Việc này không có tham số như vậy."


@pytest.mark.parametrize("asked", ["year=2017&year=2026", "name=a&name=a", "limit=1&limit=1"])
def test_a_parameter_that_stands_twice_is_refused(tmp_path: Path, asked: str) -> None:
    answer = _client(tmp_path, "registry").get(f"/api/registry/v1/public/awards?{asked}")
    assert (answer.status_code, answer.json["code"]) == (400, "input.malformed")
    assert asked.partition("=")[0] in answer.json["detail_vi"]


def test_a_parameter_that_is_a_list_may_stand_twice(tmp_path: Path) -> None:
    client = _client(tmp_path, "audit")
    heads = bearer(tmp_path, "auditor", Role.AUDITOR, "union")
    answer = client.get("/api/audit/v1/packs/none?since=1&since=2", headers=heads)
    assert answer.status_code == 404


def test_a_name_nobody_can_answer_is_refused_all_the_same(tmp_path: Path) -> None:
    client = _client(tmp_path, "registry")
    answer = client.get("/api/registry/v1/public/awards?%ED%A0%80" + "a" * 500 + "=1")
    assert answer.status_code == 422
    assert len(answer.json["places"][0]["at"]) <= 60
