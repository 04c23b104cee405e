"""`vinhdanh audit export`: the ledger as tables for an auditor's own tools.

Owns: how it is asked for. Promises: who took it is on record before the directory stands; nothing is overwritten.
Leaves to others: writing it (`services.audit.actions_export`).
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import cast

import click

from deploy.commands.audit_ledger import language_option
from deploy.commands.audit_tracing import MOMENT
from deploy.desks import build_desk, clock_of
from services.audit.actions_export import MANIFEST, export_ledger
from shared.config import read_settings
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.policy import load_policy_set
from shared.words import Language, Words


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The directory to make.")
@click.option("--by", "author", required=True, help="Who takes the export; stands in the record.")
@click.option("--unit", default="vinh-danh", show_default=True, help="The unit of whoever takes it.")
@click.option("--from", "since", type=MOMENT, help="Acts from this moment or day on.")
@click.option("--to", "until", type=MOMENT, help="Acts before this moment or day.")
@click.option("--bodies", is_flag=True, help="With what every event says: dossiers and personal data.")
@language_option
def export(
    out: Path, author: str, unit: str, since: datetime | None, until: datetime | None, bodies: bool, language: str
) -> None:
    """Write the ledger under its newest checkpoint as CSV files with a manifest of columns and hashes."""
    settings = read_settings()
    desk = build_desk("audit", settings, load_policy_set(settings.policy_dir), clock_of(settings))
    with closing(desk.database):
        try:
            who = Actor(author, Role.AUDITOR, unit)
            made = export_ledger(desk, who, out, since=since, until=until, with_bodies=bodies)
        except FileExistsError as error:
            raise click.UsageError(f"{error} exists already") from error
    said = Words(
        f"{out}: {made.leaves} lá trong {made.size}, sha256 của {MANIFEST} {made.sha256}",
        f"{out}: {made.leaves} of {made.size} leaves, sha256 of {MANIFEST} {made.sha256}",
    )
    click.echo(said.in_language(cast(Language, language)))
