"""Every action the listening services ask for has a row in their table of permissions, and every row is asked for."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import services
from shared.desk import Definition

_ASKED = re.compile(r'authorize\(\s*PERMISSIONS,\s*"(\w+)"(?: if \w+ else "(\w+)")?')
_COMMAND = re.compile(r'@command\("(\w+)"')


@pytest.mark.parametrize("service", ["registry", "notification", "audit"])
def test_table_and_code_name_the_same_actions(service: str) -> None:
    definition: Definition = import_module(f"services.{service}.service").DEFINITION
    code = "\n".join(file.read_text() for file in (Path(services.__path__[0]) / service).glob("*.py"))
    asked = {action for found in _ASKED.findall(code) for action in found if action}
    assert asked == set(definition.permissions)
    assert set(_COMMAND.findall(code)) <= asked
