"""A policy file as plain values, each remembered with its line, and what is wrong with it.

Owns: reading YAML text. Promises: every scalar stays the text that was written (no "no" turned false, no date turned
time); duplicate keys and aliases refused; each problem names file, line and key path.
Leaves to others: what the values mean (`binding`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from shared.errors import Place
from shared.words import Words

# The base loader resolves nothing: what a scalar is, the field it fills decides. The C twin is ten times faster.
_MOST_NESTED = 32  # four times what the deepest file has; a reader that follows without end falls over
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class SourceFile:
    """Content with the line of each path ("targets[0].comparator"), and the problems found so far."""

    def __init__(self, name: str, content: Any, lines: Mapping[str, int]) -> None:
        self.name = name
        self.content = content
        self._lines = lines
        self._problems: list[Place] = []

    @property
    def problems(self) -> tuple[Place, ...]:
        return tuple(self._problems)

    def apart(self) -> SourceFile:
        """The same content and the problems so far; what is noted in one from here on is not in the other."""
        twin = SourceFile(self.name, self.content, self._lines)
        twin._problems.extend(self._problems)
        return twin

    def refuse(self, path: str, vi: str, en: str) -> None:
        """Note a problem at a path; a missing key is shown at the line of what should contain it."""
        line = self._line_of(path)
        at = self.name if line is None else f"{self.name}:{line}"
        self._problems.append(Place(f"{at} {path}".rstrip(), Words(vi, en), "policy.invalid"))

    def _line_of(self, path: str) -> int | None:
        while path and path not in self._lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self._lines.get(path)


def read_yaml(name: str, data: bytes) -> SourceFile:
    """The file's content; where it cannot be read, content is None and `problems` says why."""
    try:
        text = data.decode("utf-8")
        if (line := _nested_without_end(text)) is not None:
            return _too_deep(name, line)
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return _unreadable(name, error)
    lines: dict[str, int] = {"": 1}
    source = SourceFile(name, None, lines)
    if root is None:
        source.refuse("", "Tệp trống.", "The file is empty.")
        return source
    source.content = _value(root, "", lines, source, set())
    return source


def _nested_without_end(text: str) -> int | None:
    """The line (from 1) at which lists and groups stand too deep in each other; None where none do."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MOST_NESTED:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


def _too_deep(name: str, line: int) -> SourceFile:
    source = SourceFile(name, None, {"": line})
    source.refuse(
        "", f"Lồng nhau quá {_MOST_NESTED} lớp; có thể thừa dấu “[” hoặc “{{”.",
        f"It nests deeper than {_MOST_NESTED}; perhaps a “[” or “{{” too many.",
    )  # fmt: skip
    return source


def _unreadable(name: str, error: Exception) -> SourceFile:
    mark = getattr(error, "problem_mark", None)
    source = SourceFile(name, None, {"": mark.line + 1 if mark else 1})
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    source.refuse("", f"Không đọc được YAML: {reason}.", f"This is not readable YAML: {reason}.")
    return source


def _value(node: yaml.Node, path: str, lines: dict[str, int], source: SourceFile, seen: set[int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in seen:
        source.refuse(path, "Không dùng bí danh YAML ở đây.", "YAML aliases are not used here: write it out.")
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, source, seen)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_value(item, f"{path}[{index}]", lines, source, seen) for index, item in items]
    return node.value


def _mapping(
    node: yaml.MappingNode, path: str, lines: dict[str, int], source: SourceFile, seen: set[int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        step = f"{path}.{key}" if path else key
        if key in found:
            line = key_node.start_mark.line + 1
            source.refuse(
                step, f"Khóa “{key}” viết hai lần (dòng {line}).", f"The key “{key}” is given twice (line {line})."
            )
            continue
        lines[step] = key_node.start_mark.line + 1
        found[key] = _value(value_node, step, lines, source, seen)
    return found
