"""The office of the register's tests; after each of them its invariants hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.registry.service import DEFINITION
from tests.support.desks import make_desk
from tests.unit.registry.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    desk = make_desk(DEFINITION, tmp_path)
    yield Office(desk, tmp_path)
    with desk.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    assert broken == []
