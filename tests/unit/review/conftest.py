"""A desk of review on a fresh SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.review.service import DEFINITION
from shared.desk import Desk
from tests.support.desks import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """After each test every invariant of review must hold."""
    made = make_desk(DEFINITION, tmp_path)
    yield made
    with made.database.reading() as tx:
        violations = [line for invariant in DEFINITION.invariants for line in invariant.violations(tx)]
    made.database.close()

    assert violations == []
