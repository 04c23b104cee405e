"""Reads the folder `policy/` as one consistent set, or refuses it naming every problem of every file.

Owns: which files there are and how they are put together. Promises: nothing half-loaded; order of files is
immaterial. Leaves to others: the shapes, the checks, and what the set is used for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from shared.errors import Place
from shared.policy.after_decision import AfterDecision
from shared.policy.binding import bind
from shared.policy.calendar import Calendar
from shared.policy.chains import ChainBook
from shared.policy.checks import (
    check_after_decision,
    check_calendar,
    check_chains,
    check_personal_data,
    check_rule_table,
    check_salaries,
)
from shared.policy.checks_across import Read, check_across
from shared.policy.checks_plan import check_plan
from shared.policy.checks_rulebook import check_rulebook
from shared.policy.errors import PolicyInvalid
from shared.policy.personal_data import PersonalData
from shared.policy.plans import Plan
from shared.policy.policy import PolicySet
from shared.policy.rule_table import RuleTable
from shared.policy.rulebooks import Rulebook
from shared.policy.salaries import Salaries
from shared.policy.yaml_source import SourceFile, read_yaml

T = TypeVar("T")

_FOLDERS = {"plans", "rulebooks", "calendars"}
_FILES = {"after_decision.yaml", "chains.yaml", "personal_data.yaml", "rules.yaml", "salaries.yaml"}


def load_policy_set(directory: Path | None = None) -> PolicySet:
    """The policy under `directory` (the packaged one without it); `PolicyInvalid` names file, line and key."""
    root: Traversable = files("policy") if directory is None else directory
    plans = [_read(Plan, *entry) for entry in _yaml_files(root, "plans")]
    rulebooks = [_read(Rulebook, *entry) for entry in _yaml_files(root, "rulebooks")]
    calendars = [_read(Calendar, *entry) for entry in _yaml_files(root, "calendars")]
    chains = _read(ChainBook, "chains.yaml", root / "chains.yaml")
    rules = _read(RuleTable, "rules.yaml", root / "rules.yaml")
    salaries = _read(Salaries, "salaries.yaml", root / "salaries.yaml")
    after = _read(AfterDecision, "after_decision.yaml", root / "after_decision.yaml")
    personal = _read(PersonalData, "personal_data.yaml", root / "personal_data.yaml")

    for plan in plans:
        check_plan(plan.source, plan.value)
    for rulebook in rulebooks:
        check_rulebook(rulebook.source, rulebook.value)
    for calendar in calendars:
        check_calendar(calendar.source, calendar.value)
    check_chains(chains.source, chains.value)
    check_rule_table(rules.source, rules.value)
    check_salaries(salaries.source, salaries.value)
    check_after_decision(after.source, after.value)
    check_personal_data(personal.source, personal.value)
    check_across(plans, rulebooks, chains, rules)

    singles = [chains.source, rules.source, salaries.source, after.source, personal.source]
    sources = [*_sources(plans), *_sources(rulebooks), *_sources(calendars), *singles]
    _refuse_if_any([*_stray(root), *_one_calendar(calendars), *(p for s in sources for p in s.problems)])
    return PolicySet(
        plans={plan.id: plan for plan in sorted(_values(plans), key=lambda plan: plan.id)},
        rulebooks={book.id: book for book in sorted(_values(rulebooks), key=lambda book: book.id)},
        chains={chain.id: chain for chain in sorted(chains.get().chains, key=lambda chain: chain.id)},
        extensions={one.id: one for one in sorted(chains.get().extensions, key=lambda one: one.id)},
        rules={rule.id: rule for rule in sorted(rules.get().rules, key=lambda rule: rule.id)},
        calendar=calendars[0].get(),
        salaries=salaries.get(),
        after_decision=after.get(),
        personal_data=personal.get(),
    )


def _read(kind: type[T], name: str, file: Traversable) -> Read[T]:
    if not file.is_file():
        source = SourceFile(name, None, {})
        source.refuse("", "Thiếu tệp này.", "This file is missing.")
        return Read(source, None)
    shape: Any = kind
    understood: Read[T] = _understood(shape, name, file.read_bytes())
    return Read(understood.source.apart(), understood.value)


# A rehearsal reads two sets that differ in one file, and what a file says depends on its bytes alone. The values are
# frozen; what the checks of a set note about a file belongs to that set (`apart`).
@lru_cache(maxsize=64)
def _understood(shape: type[Any], name: str, data: bytes) -> Read[Any]:
    source = read_yaml(name, data)
    return Read(source, None if source.problems else bind(shape, source))


def _yaml_files(root: Traversable, folder: str) -> list[tuple[str, Traversable]]:
    if not (root / folder).is_dir():
        return []
    found = (entry for entry in (root / folder).iterdir() if entry.name.endswith(".yaml"))
    return [(f"{folder}/{entry.name}", entry) for entry in sorted(found, key=lambda entry: entry.name)]


def _stray(root: Traversable) -> list[Place]:
    """Files that would be silently ignored, such as a plan saved as `.yml` or in the wrong folder."""
    strays = SourceFile("policy", None, {})
    for entry in sorted(root.iterdir(), key=lambda entry: entry.name):
        inside = entry.iterdir() if entry.is_dir() and entry.name in _FOLDERS else [entry]
        for file in sorted(inside, key=lambda file: file.name):
            known = file.name.endswith(".yaml") if file is not entry else file.name in _FILES | _FOLDERS
            if not known and not file.name.startswith(("__", ".")):
                strays.refuse(file.name, "Tệp lạ, sẽ không được đọc.", "A stray file that nothing would read.")
    return list(strays.problems)


def _one_calendar(calendars: Sequence[Read[Calendar]]) -> list[Place]:
    if len(calendars) == 1:
        return []
    folder = SourceFile("calendars", None, {})
    folder.refuse("", "Cần đúng một tệp lịch.", "Exactly one calendar file is needed.")
    return list(folder.problems)


def _sources(reads: Sequence[Read[T]]) -> list[SourceFile]:
    return [read.source for read in reads]


def _values(reads: Sequence[Read[T]]) -> list[T]:
    return [read.get() for read in reads]


def _refuse_if_any(problems: Sequence[Place]) -> None:
    if problems:
        first = problems[0]
        raise PolicyInvalid(
            f"Bộ tệp quy định có {len(problems)} lỗi; lỗi đầu: {first.at}: {first.words.vi}",
            f"The policy files have {len(problems)} problems; the first: {first.at}: {first.words.en}",
            places=problems,
        )
