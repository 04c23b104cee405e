"""The parts of policy a person names on the command line.

Owns: the way a part is named: an id (plan, rulebook, chain), a directory (the whole policy in it), `directory:id`, or
a saved policy document (.json). Promises: what is named and not there, or there and broken, is refused by name.
Leaves to others: showing and comparing them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shared.policy import Policy, PolicyInvalid, PolicySet, UnknownPart, load_policy_set


def find_part(name: str, policies: PolicySet) -> Any:
    """The plan, rulebook, chain, calendar, policy or policy set called `name`; `UnknownPart` if there is none."""
    directory, colon, part = name.rpartition(":")
    if colon and Path(directory).is_dir():
        return _by_id(part, load_policy_set(Path(directory)))
    path = Path(name)
    if path.is_dir():
        return load_policy_set(path)
    if path.suffix == ".json" and path.is_file():
        return _saved(path)
    return _by_id(name, policies)


def _saved(path: Path) -> Policy:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        said = f"{path}: không đọc được JSON: {error}.", f"{path} is not readable JSON: {error}"
        raise PolicyInvalid(*said) from error
    try:
        return Policy.from_document(document)
    except PolicyInvalid as error:
        said = f"{path}: {error.said.vi}", f"{path}: {error.said.en}"
        raise PolicyInvalid(*said, places=error.places) from error


def _by_id(name: str, policies: PolicySet) -> Any:
    kinds: tuple[Any, ...] = (policies.plans, policies.rulebooks, policies.chains, policies.extensions, policies.rules)
    for kind in kinds:
        if name in kind:
            return kind[name]
    singles = {policies.calendar.id: policies.calendar, "salaries": policies.salaries}
    if name in singles:
        return singles[name]
    known = ", ".join(key for kind in kinds[:-1] for key in kind)
    raise UnknownPart(f"Không có “{name}”. Hiện có: {known}.", f"There is no “{name}”. There are: {known}.")
