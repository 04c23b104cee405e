"""Every action has its row, every row its action, and the page people read says the same."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from deploy.permissions import PAGE, page
from deploy.services import definition_of
from shared.acts import ACTS
from shared.topology import SERVICES

ROOT = Path(__file__).parent.parent.parent


def asked_for(service: str) -> set[str]:
    """The actions a service asks authority for: string arguments of its `authorize…` calls."""
    found: set[str] = set()
    for path in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "authorize" in ast.unparse(node.func):
                found.update(
                    argument.value
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                )
    return found


def command_names(service: str) -> set[str]:
    """The names in `@command("…")` of a service's views."""
    return {
        node.args[0].value
        for path in (ROOT / "services" / service).glob("api*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "command"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_asked_for_has_a_row(service: str) -> None:
    assert sorted(asked_for(service) - set(definition_of(service).permissions)) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_has_a_row(service: str) -> None:
    known = set(definition_of(service).permissions)

    # A bulk command is the single one many times, under the single one's row.
    assert sorted(name for name in command_names(service) if name.removesuffix("_many") not in known) == []


def test_the_page_says_what_is_enforced() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make contracts`"


@pytest.mark.parametrize("service", SERVICES)
def test_every_action_has_a_name_for_people(service: str) -> None:
    assert sorted(set(definition_of(service).permissions) - set(ACTS)) == []
