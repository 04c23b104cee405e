"""What differs between two plans, rulebooks, chains or whole policies, item by item.

Owns: comparing by path. Promises: items are matched by their id and not by their place, so that a moved line is no
change; each difference says the clause it rests on, before and after. Leaves to others: how it is shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.policy.marks import Founded, Stated
from shared.policy.report import label_of
from shared.words import Words


class DifferenceKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


_VERBS = {
    DifferenceKind.ADDED: Words("thêm", "added"),
    DifferenceKind.REMOVED: Words("bỏ", "removed"),
    DifferenceKind.CHANGED: Words("đổi", "changed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One path that differs. A clause is None where that side has nothing, or nothing that is cited."""

    path: str
    kind: DifferenceKind
    before: str | None = None
    after: str | None = None
    clause_before: str | None = None
    clause_after: str | None = None

    @property
    def words(self) -> Words:
        """One sentence, e.g. "đổi targets[initiatives].value: 5000 → 6000 (KH …; nay KH …)"."""
        clauses = [clause for clause in (self.clause_before, self.clause_after) if clause]
        cited = f" ({' → '.join(dict.fromkeys(clauses))})" if clauses else ""
        values = " → ".join(value for value in (self.before, self.after) if value is not None)
        verb = _VERBS[self.kind]
        return Words(f"{verb.vi} {self.path}: {values}{cited}", f"{verb.en} {self.path}: {values}{cited}")


def differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """Every difference between two parts of policy of one shape, in the order of `after`, removals last."""
    return tuple(_compare(before, after, "", None, None))


def _compare(before: Any, after: Any, path: str, old: str | None, new: str | None) -> Iterator[Difference]:
    """`old` and `new` are the nearest clauses around the two values."""
    if before == after:
        return
    old, new = clause_of(before) or old, clause_of(after) or new
    if _has_parts(before) and _has_parts(after):
        ours, theirs = _parts(before), _parts(after)
        for step, value in theirs.items():
            at = _joined(path, step)
            if step in ours:
                yield from _compare(ours[step], value, at, old, new)
            else:
                cited = clause_of(value) or new
                yield Difference(path=at, kind=DifferenceKind.ADDED, after=said(value), clause_after=cited)
        for step in (step for step in ours if step not in theirs):
            cited = clause_of(ours[step]) or old
            at = _joined(path, step)
            yield Difference(path=at, kind=DifferenceKind.REMOVED, before=said(ours[step]), clause_before=cited)
        return
    is_citation = path.rpartition(".")[2] in ("basis", "source", "quote")
    yield Difference(
        path=path or ".",
        kind=DifferenceKind.CHANGED,
        before=said(before),
        after=said(after),
        clause_before=None if is_citation else old,
        clause_after=None if is_citation else new,
    )


def _has_parts(value: Any) -> bool:
    if isinstance(value, Words):
        return False
    return isinstance(value, (tuple, Mapping)) or dataclasses.is_dataclass(value)


def _parts(value: Any) -> dict[str, Any]:
    """The parts of a value by the step that leads to them; items of a list by their label."""
    if isinstance(value, Mapping):
        return {f"[{key}]": item for key, item in value.items()}
    if isinstance(value, tuple):
        found: dict[str, Any] = {}
        for index, item in enumerate(value):
            step = f"[{label_of(item, index)}]"
            found[step if step not in found else f"[{label_of(item, index)}#{index}]"] = item
        return found
    return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}


def _joined(path: str, step: str) -> str:
    return f"{path}{step}" if step.startswith("[") or not path else f"{path}.{step}"


def clause_of(value: Any) -> str | None:
    """The clause or article an item cites; None where it cites none itself."""
    if isinstance(value, Founded):
        return value.basis
    return value.source if isinstance(value, Stated) else None


def said(value: Any) -> str:
    """A value as an officer reads it; of a whole item its name, words or text."""
    if value is None:
        return "–"
    if isinstance(value, Words):
        return f"“{value.vi}”"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, (tuple, Mapping)):
        return "[" + ", ".join(said(item) for item in (value.values() if isinstance(value, Mapping) else value)) + "]"
    if dataclasses.is_dataclass(value):
        named = (getattr(value, name, None) for name in ("name", "words", "text", "code", "id"))
        first = next((item for item in named if item is not None), None)
        return type(value).__name__ if first is None else said(first)
    return str(value)
