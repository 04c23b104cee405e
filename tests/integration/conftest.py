"""Fixtures of the tests from the outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.homes import House
from tests.support.road import Season, Union, hung_yen
from tests.support.scanner import PrivateScanner


@pytest.fixture
def season(home: House) -> Season:
    """A province of its own in the season Hưng Yên 2026."""
    return hung_yen(home)


@pytest.fixture
def union(season: Season) -> Union:
    return season.union("CĐCS Công ty TNHH May Minh Anh")


@pytest.fixture(scope="module")
def _scanner_of_the_module() -> Iterator[PrivateScanner]:
    with PrivateScanner() as server:
        yield server


@pytest.fixture
def scanner(_scanner_of_the_module: PrivateScanner) -> PrivateScanner:
    """A virus scanner that is there and judges properly."""
    server = _scanner_of_the_module
    server.start()
    server.behave()
    return server
