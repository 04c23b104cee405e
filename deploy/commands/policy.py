"""`vinhdanh policy`: read and validate policy."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from shared.config import read_settings
from shared.policy import load_policy_set
from shared.policy.report import describe

console = Console()


@click.group()
def policy() -> None:
    """Read and validate policy."""


@policy.command()
@click.option(
    "--directory", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Default: the policy in use."
)
@click.option("--unverified", is_flag=True, help="List every item that was not verified in its source.")
def validate(directory: Path | None, unverified: bool) -> None:
    """Check every policy file; name file, line and key of everything that is wrong."""
    policies = load_policy_set(directory or read_settings().policy_dir)
    table = Table("kind", "id", "hash", "holds", "unverified")
    for row in describe(policies):
        holds = ", ".join(f"{count} {name}" for name, count in row.counts.items())
        table.add_row(row.kind, row.id, row.hash[:12], holds, str(len(row.unverified)))
    console.print(table)
    if unverified:
        for row in describe(policies):
            for item in row.unverified:
                console.print(f"{row.id}: {item}", highlight=False)
    console.print(f"policy set {policies.hash[:12]} is valid")
