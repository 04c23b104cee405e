"""The root of `vinhdanh`: subcommands are imported when they are asked for, so that each starts quickly."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "serve": ("deploy.commands.serve", "Run services (all of them, or those named)."),
    "migrate": ("deploy.commands.migrate", "Bring the databases to the newest version."),
    "check": ("deploy.commands.check", "Check settings, databases, broker, keys and policy before a start."),
    "keys": ("deploy.commands.keys", "Keys that sign tokens."),
    "token": ("deploy.commands.token", "Sign a token for somebody (rehearsals and operators)."),
    "policy": ("deploy.commands.policy", "Read, validate, compare and rehearse policy."),
    "ops": ("deploy.commands.ops", "Outbox, inbox, dead letters: look and repair."),
    "review": ("deploy.commands.review", "Explain why a case came out as it did; move open cases after a reform."),
    "audit": ("deploy.commands.audit", "Trace a case, verify the ledger."),
    "demo": ("deploy.commands.demo", "Run two real campaigns end to end on this machine."),
    "bench": ("deploy.commands.bench", "Measure the standard work on both homes."),
}


class _OnDemand(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


@click.group(cls=_OnDemand, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """Vinh Danh: the commendation season of a labour federation."""
