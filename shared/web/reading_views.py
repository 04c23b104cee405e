"""What a view reads of a request and says of its answer, read off its code.

Owns: finding it. Promises: the published contract cannot fall behind the views: a version that is asked for, a mandate
that is heard and a version that is answered stand there by being in the code. Leaves to others: saying it (`contract`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any


@dataclass(frozen=True, slots=True)
class Traits:
    """`acts`: a command. `is_public`: nobody signs in. `may_see`: `If-Match` is read, `has_to_see`: and required."""

    acts: bool
    is_public: bool
    may_see: bool
    has_to_see: bool
    tells_version: bool
    acts_for: bool


def traits_of(view: Callable[..., Any]) -> Traits:
    """Of a view in its frame (`commands`)."""
    said = frozenset(_said(inspect.unwrap(view), set()))
    acts, asks = "acts" in vars(view), "shows" in vars(view)
    may_see = "seen_version" in said
    return Traits(
        acts=acts,
        is_public=not acts and not asks,
        may_see=may_see,
        # Who asks whether the header is there can do without it.
        has_to_see=may_see and "If-Match" not in said,
        tells_version="answer_version" in said,
        acts_for="acting" in said,
    )


def _said(function: Callable[..., Any], seen: set[Any]) -> Iterator[str]:
    """Names and texts in the code of a view, and of the functions of its module that it names."""
    seen.add(function)
    names = set(_in_code(function.__code__))
    yield from names
    for name in names:
        other = function.__globals__.get(name)
        if isinstance(other, FunctionType) and other.__module__ == function.__module__ and other not in seen:
            yield from _said(other, seen)


def _in_code(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _in_code(constant)
