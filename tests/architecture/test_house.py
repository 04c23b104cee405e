"""The house rules a tool can see: a file says what it owns, nothing is a junk drawer, nothing grows without bound."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(
    path
    for room in ("shared", "services", "deploy")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts and path.name not in ("__init__.py", "__main__.py")
)
# One file that is handed out alone; it may import nothing of the house.
LONGEST = {"vinhdanh_verify.py": 399}
JUNK = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_says_on_its_first_lines_what_it_is(path: Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert words, "say what this file owns, promises and leaves to others"


def test_the_root_holds_what_it_should_and_nothing_a_trial_left() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("not a clone: nothing says which files belong to it")

    assert {name for name in kept.stdout.splitlines() if "/" not in name} == {
        ".gitignore", "ARCHITECTURE.md", "CHANGELOG.md", "Makefile", "PERMISSIONS.md", "README.md", "pyproject.toml",
    }  # fmt: skip


def test_no_file_is_a_junk_drawer() -> None:
    assert [named(path) for path in FILES if path.stem in JUNK] == []


def test_files_and_functions_stay_readable() -> None:
    long = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST.get(path.name, 350):
            long.append(f"{named(path)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 60:
                long.append(f"{named(path)}:{node.lineno} {node.name}")

    assert long == []


def test_the_enclosed_verifier_needs_the_standard_library_and_one_for_signatures() -> None:
    tree = ast.parse((ROOT / "services/audit/enclosed/vinhdanh_verify.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in imported}

    assert roots - sys.stdlib_module_names == {"cryptography"}
    assert roots & {"socket", "ssl", "urllib", "http", "sqlite3", "subprocess", "importlib"} == set()


def test_nobody_asks_the_time_but_the_clock() -> None:
    """Business time is an argument (design D11); machinery asks `wall_now` or the monotonic clock."""
    asking = {}
    for path in FILES:
        if path.name in ("clock.py", "ids.py") or "bench" in path.parts or "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in (
                "datetime.now", "datetime.utcnow", "date.today", "datetime.today",
            ):  # fmt: skip
                asking[f"{named(path)}:{node.lineno}"] = ast.unparse(node)

    assert asking == {}


SUPPRESSED = re.compile(r"#\s*(?:type: ignore|noqa)(?:\[[a-z-]+\]|: [A-Z0-9]+)?(.*)")


def test_every_suppression_says_why() -> None:
    """`noqa: X (why)` and `type: ignore[x]  # why`; no type checker reads the tests, so there is nothing to ignore."""
    silent = []
    for path in (*FILES, *sorted((ROOT / "tests").rglob("*.py"))):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found = SUPPRESSED.search(line)
            if found is None or path == Path(__file__):
                continue
            is_of_types = "type: ignore" in found[0]
            if len(found[1].strip(" #()")) < 5 or (is_of_types and "tests" in path.relative_to(ROOT).parts):
                silent.append(f"{named(path)}:{number}")
    assert silent == []


def test_many_rows_are_written_in_one_statement() -> None:
    """`execute(insert(…), rows)` sends PostgreSQL a statement for each row; `shared.rows` sends one for all."""
    row_by_row = [
        f"{named(path)}:{node.lineno}"
        for path in FILES
        if path.parts[len(ROOT.parts)] == "services"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute"
        if len(node.args) > 1 and re.match(r"(insert|update|delete)\(", ast.unparse(node.args[0]))
    ]

    assert row_by_row == []
