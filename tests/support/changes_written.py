"""Every word by which a service marks what changed a row, found in its code.

Owns: following a word from where it stands to the column `change`, through any function. Promises: what is neither a
word nor leads to one is returned as it is written, so that a test has to say what it may be. Leaves to others: what the
words are called (`shared.acts`).
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

_COLUMN = "change"
Scope = ast.FunctionDef | ast.Module


def changes_written(paths: Iterable[Path]) -> tuple[set[str], set[str]]:
    """Words, and what may be several, as it is written, by these files, which may call each other."""
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    reading = _Reading(modules)
    while reading.goes_further():
        pass
    return reading.words, reading.unread


class _Reading:
    """`led`: function and parameter of which the column comes."""

    def __init__(self, modules: Sequence[ast.Module]) -> None:
        self.words: set[str] = set()
        self.unread: set[str] = set()
        self._scopes = [(scope, module) for module in modules for scope in _scopes(module)]
        self._functions: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        for scope, _ in self._scopes:
            if isinstance(scope, ast.FunctionDef):
                self._functions[scope.name].append(scope)
        self._led: set[tuple[str, str]] = set()

    def goes_further(self) -> bool:
        before = len(self._led)
        for scope, module in self._scopes:
            for value in self._ending_in_the_column(scope):
                self._follow(value, scope, module)
        return len(self._led) > before

    def _ending_in_the_column(self, scope: Scope) -> Iterator[ast.expr]:
        for node in _own(scope):
            if isinstance(node, ast.Assign):
                yield from (value for one, value in _assigned(node) if _is_the_column(one))
            elif isinstance(node, ast.Dict):
                yield from (value for key, value in zip(node.keys, node.values, strict=True) if _is_the_column(key))
            elif isinstance(node, ast.Call):
                yield from (one.value for one in node.keywords if one.arg == _COLUMN)
                name, called = self._called(node)
                for function in called:
                    yield from (value for at, value in _given(node, function) if (name, at) in self._led)

    def _called(self, call: ast.Call) -> tuple[str, Sequence[ast.FunctionDef]]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        return name, self._functions.get(name, ())

    def _follow(self, value: ast.expr, scope: Scope, module: ast.Module) -> None:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            self.words.add(value.value)
        elif isinstance(value, ast.Name) and isinstance(scope, ast.FunctionDef) and _is_parameter(value.id, scope):
            self._led.add((scope.name, value.id))
        elif further := list(self._further(value, scope, module)):
            for one, there in further:
                self._follow(one, there, module)
        else:
            self.unread.add(ast.unparse(value))

    def _further(self, value: ast.expr, scope: Scope, module: ast.Module) -> Iterator[tuple[ast.expr, Scope]]:
        if isinstance(value, ast.IfExp):
            yield from ((branch, scope) for branch in (value.body, value.orelse))
        elif isinstance(value, ast.Name):
            yield from ((one, scope) for there in (scope, module) for one in _named(value.id, there))
        elif isinstance(value, ast.Call):
            _, called = self._called(value)
            yield from ((one, function) for function in called for one in _returned(function))


def _scopes(module: ast.Module) -> list[Scope]:
    return [module, *(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))]


@cache
def _own(scope: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a scope, without those of functions in it."""
    found, left = [], [scope]
    while left:
        children = [one for one in ast.iter_child_nodes(left.pop()) if not isinstance(one, ast.FunctionDef)]
        found += [one for one in children if isinstance(one, (ast.Assign, ast.Dict, ast.Call, ast.Return))]
        left += children
    return tuple(found)


def _assigned(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def _is_the_column(at: ast.expr | None) -> bool:
    is_key = isinstance(at, ast.Constant) and at.value == _COLUMN
    return is_key or (isinstance(at, ast.Attribute) and at.attr == _COLUMN)


def _is_parameter(name: str, function: ast.FunctionDef) -> bool:
    return any(one.arg == name for one in (*function.args.args, *function.args.kwonlyargs))


def _given(call: ast.Call, function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    yield from zip((one.arg for one in function.args.args), call.args, strict=False)
    yield from ((one.arg, one.value) for one in call.keywords if one.arg is not None)


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    yield from (one.value for one in _own(function) if isinstance(one, ast.Return) and one.value is not None)


def _named(name: str, scope: Scope) -> Iterator[ast.expr]:
    for node in _own(scope):
        if isinstance(node, ast.Assign):
            yield from (value for one, value in _assigned(node) if isinstance(one, ast.Name) and one.id == name)
