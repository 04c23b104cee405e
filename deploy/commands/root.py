"""The root of `vinhdanh`: subcommands are imported when they are asked for, so that each starts quickly."""

from __future__ import annotations

from typing import ClassVar

import click

from deploy.commands.on_demand import OnDemand

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
    "demo": ("deploy.commands.demo", "Run five real campaigns end to end on this machine."),
    "bench": ("deploy.commands.bench", "Measure the standard work on both homes."),
}


class _Root(OnDemand):
    modules: ClassVar = {name: module for name, (module, _) in _COMMANDS.items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


def _tell_version(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if not is_asked:
        return
    # Imported here: no other command has a use for them.
    from shared.config import read_build
    from shared.release import version

    build = read_build()
    click.echo(f"vinhdanh {version()}{f' ({build})' if build else ''}")
    context.exit()


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version,
    help="Say which version and build this is.",
)  # fmt: skip
def root() -> None:
    """Vinh Danh: the commendation season of a labour federation."""
