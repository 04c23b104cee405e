"""When `make` builds a virtual environment, when it changes one, and when it leaves one alone.

Owns: the decision (`make_venv.sh … state`). Leaves to others: building, which needs a package index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SCRIPT = HOUSE / "deploy" / "make_venv.sh"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose environment was built to its end."""
    made = tmp_path / "clone"
    (made / "requirements").mkdir(parents=True)
    for file in (made / "requirements" / "lock.txt", made / "pyproject.toml"):
        file.write_text("", encoding="utf-8")
        os.utime(file, (time.time() - 60, time.time() - 60))
    venv.create(made / ".venv", with_pip=False, symlinks=True)
    (made / ".venv" / ".installed").write_text(f"{made} .venv\n", encoding="utf-8")
    return made


def state(clone: Path) -> str:
    done = subprocess.run(
        ["sh", str(SCRIPT), ".venv", sys.executable, "state"],
        cwd=clone, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_a_built_environment_is_left_alone(clone: Path) -> None:
    assert state(clone) == "ready"


@pytest.mark.parametrize("file", ["requirements/lock.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed_into_it(clone: Path, file: str) -> None:
    os.utime(clone / file, (time.time() + 60, time.time() + 60))

    assert state(clone) == "outdated"


def test_one_that_was_interrupted_is_built_anew_although_its_python_runs(clone: Path) -> None:
    (clone / ".venv" / ".installed").unlink()

    assert subprocess.run([clone / ".venv" / "bin" / "python", "-c", ""], check=False).returncode == 0
    assert state(clone) == "unusable"


def test_one_without_a_python_is_built_anew(clone: Path) -> None:
    (clone / ".venv" / "bin" / "python").unlink()

    assert state(clone) == "unusable"


def test_one_of_a_clone_that_was_copied_is_built_anew(clone: Path) -> None:
    copied = shutil.copytree(clone, clone.with_name("copy"), symlinks=True)

    assert (state(clone), state(copied)) == ("ready", "unusable")


def test_one_an_earlier_release_made_is_built_anew(clone: Path) -> None:
    (clone / ".venv" / ".installed").write_text("", encoding="utf-8")

    assert state(clone) == "unusable"


def test_where_nothing_can_be_fetched_the_old_one_comes_back(clone: Path) -> None:
    (clone / ".venv" / ".installed").write_text("", encoding="utf-8")
    (clone / ".venv" / "ours").touch()
    pinned = f"nowhere-to-be-found==1.0 \\\n    --hash=sha256:{'0' * 64}\n"
    (clone / "requirements" / "lock.txt").write_text(pinned, encoding="utf-8")

    done = subprocess.run(
        ["sh", str(SCRIPT), ".venv", sys.executable], cwd=clone, capture_output=True, text=True, timeout=120,
        check=False, env=os.environ | {"PIP_NO_INDEX": "1"},
    )  # fmt: skip

    assert (done.returncode, "could not be installed" in done.stderr) == (1, True)
    assert (clone / ".venv" / "ours").exists()
    assert [found.name for found in clone.glob(".venv*")] == [".venv"]


def test_make_asks_every_time() -> None:
    """What make knows of a copied clone is the age of its files, which is as before."""
    told = (HOUSE / "Makefile").read_text(encoding="utf-8")
    assert ".venv/.installed: FORCE\n\t@sh deploy/make_venv.sh .venv\n" in told


def test_the_mark_is_taken_away_before_pip_changes_anything_and_written_last() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    taken = lines.index('rm -f "$stamp"')
    assert lines.index("install_lock") == taken + 1
    assert lines[taken - 1] == '[ "$found" = unusable ] || install_lock --dry-run'
    assert lines[-1] == """printf '%s\\n' "$place" >"$stamp\""""
