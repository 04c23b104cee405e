"""Groups of commands that import a command when it is asked for, so that each starts quickly.

Owns: finding a command's module by its name. Promises: what is not asked for is not imported, but for a help page that
says a line about each. Leaves to others: the commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click


class OnDemand(click.Group):
    """A group whose commands stand in modules: `modules` by the command's name.

    In its module a command is called as it is typed, `-` written as `_`.
    """

    modules: ClassVar[Mapping[str, str]]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.modules:
            return None
        command: click.Command = getattr(import_module(self.modules[cmd_name]), cmd_name.replace("-", "_"))
        return command
