"""What is counted of requests: words of the house, whatever somebody sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.services import definition_of
from shared.metrics import REQUEST_SECONDS
from tests.support.desks import client_of, make_desk


def methods_counted() -> set[str]:
    return {one.labels["method"] for metric in REQUEST_SECONDS.collect() for one in metric.samples}


@pytest.mark.parametrize("path", ["/api/nomination/v1/nominations", "/api/nomination/openapi.json", "/nowhere"])
def test_a_word_nobody_knows_opens_no_series_of_its_own(tmp_path: Path, path: str) -> None:
    visitor = client_of(make_desk(definition_of("nomination"), tmp_path))
    visitor.get(path)
    for word in ("KHAM-PHA-1", "KHAM-PHA-2", "get", "X" * 200):
        visitor.open(path, method=word)

    assert methods_counted() >= {"GET", "other"}
    assert methods_counted() <= {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"}
