"""The packaged policy, and copies of it to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import policy
from shared.errors import Place
from shared.policy import PolicyInvalid, PolicySet, load_policy_set
from tests.unit.policy.editing import Edit

PACKAGED = Path(policy.__file__).parent


@pytest.fixture(scope="session")
def policy_set() -> PolicySet:
    return load_policy_set()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the packaged policy that a test may edit."""
    shutil.copytree(PACKAGED, tmp_path / "policy", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "policy"


@pytest.fixture
def edit(copied: Path) -> Edit:
    """Replace text in a file, which has to be there exactly once; the line (from 1) it stood in."""

    def replace(file: str, old: str, new: str) -> int:
        text = (copied / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (copied / file).write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    return replace


@pytest.fixture
def problems(copied: Path) -> Callable[[], tuple[Place, ...]]:
    """What loading the copy complains about."""

    def load() -> tuple[Place, ...]:
        with pytest.raises(PolicyInvalid) as refused:
            load_policy_set(copied)
        return refused.value.places

    return load
