"""Fixtures of the tests from the outside."""

from __future__ import annotations

import pytest

from tests.support.homes import House
from tests.support.road import Season, Union, hung_yen


@pytest.fixture
def season(home: House) -> Season:
    """A province of its own in the season Hưng Yên 2026."""
    return hung_yen(home)


@pytest.fixture
def union(season: Season) -> Union:
    return season.union("CĐCS Công ty TNHH May Minh Anh")
