"""Whoever locks an object reads it again: SQLAlchemy keeps what a session had read before it waited for the lock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(path for room in ("shared", "services", "deploy") for path in (ROOT / room).rglob("*.py"))


def stale_holds(source: str) -> Iterator[int]:
    """Lines that lock objects (`with_for_update`, called or given to `get`) and do not say `populate_existing`.

    Columns cannot be stale: a function that selects nothing but columns may lock as it is.
    """
    if "with_for_update" not in source:
        return
    for outer in ast.parse(source).body:
        for scope in outer.body if isinstance(outer, ast.ClassDef) else [outer]:
            if not _selects_only_columns(scope):
                yield from _said_nothing(scope)


def _said_nothing(scope: ast.AST) -> Iterator[int]:
    for statement in ast.walk(scope):
        if not isinstance(statement, ast.stmt):
            continue
        parts = [part for part in ast.iter_child_nodes(statement) if isinstance(part, ast.expr)]
        own = [node for part in parts for node in ast.walk(part)]
        words = {node.arg for node in own if isinstance(node, ast.keyword)}
        locks = "with_for_update" in words or any(
            isinstance(node, ast.Attribute) and node.attr == "with_for_update" for node in own
        )
        if locks and "populate_existing" not in words:
            yield statement.lineno


def _selects_only_columns(scope: ast.AST) -> bool:
    selects = [
        node for node in ast.walk(scope)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "select"
    ]  # fmt: skip
    return bool(selects) and not any(isinstance(given, ast.Name) for one in selects for given in one.args)


def test_what_is_locked_is_read_again() -> None:
    stale = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in FILES
        for line in stale_holds(path.read_text(encoding="utf-8"))
    }

    assert stale == set()


@pytest.mark.parametrize(
    "source",
    [
        "def f(tx):\n    return tx.scalar(select(Case).where(a).with_for_update())",
        "def f(tx, lock):\n    wanted = select(Case)\n    return tx.scalar(wanted.with_for_update() if lock else 0)",
        "def f(tx, kind):\n    return tx.scalars(select(kind).with_for_update(of=kind)).all()",
        "def f(tx):\n    for one in tx.scalars(lists.with_for_update()):\n        pass",
        "def f(tx):\n    return tx.get(Case, 1, with_for_update=True)",
        "_LOCK = select(Case).with_for_update()",
        "class A:\n    def f(self):\n        return self.tx.scalar(select(Case).with_for_update())",
    ],
)
def test_a_lock_that_reads_nothing_again_is_found(source: str) -> None:
    assert list(stale_holds(source))


@pytest.mark.parametrize(
    "source",
    [
        "def f(tx):\n    return tx.scalar(select(Case).with_for_update().execution_options(populate_existing=True))",
        "def f(tx):\n    return tx.get(Case, 1, with_for_update=True, populate_existing=True)",
        "_LOCK = select(Case.id).where(a).with_for_update()",
        "def f(tx):\n    return tx.scalar(held(select(Case)))",
    ],
)
def test_one_that_does_is_let_be(source: str) -> None:
    assert list(stale_holds(source)) == []
