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

from deploy.commands.at_the_terminal import at_the_terminal, recording_refusals
from deploy.commands.audit_ledger import language_option
from deploy.commands.audit_tracing import SINCE, UNTIL
from deploy.desks import build_desk, clock_of
from services.audit.actions_export import MANIFEST, export_ledger
from shared.config import read_settings
from shared.policy import load_policy_set
from shared.words import Language, Words


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The directory to make.")
@click.option("--by", "author", required=True, help="For whom it is taken; stands in the record beside who you are.")
@click.option("--from", "since", type=SINCE, help="Acts from this moment or day on.")
@click.option("--to", "until", type=UNTIL, help="Acts before this moment, or up to the end of this day.")
@click.option("--bodies", is_flag=True, help="With what every event says: dossiers and personal data.")
@language_option
def export(
    out: Path, author: str, since: datetime | None, until: datetime | None, bodies: bool, language: str
) -> None:
    """Write the ledger under its newest checkpoint as CSV files with a manifest of columns and hashes."""
    settings = read_settings()
    desk = build_desk("audit", settings, load_policy_set(settings.policy_dir), clock_of(settings), stands=True)
    who = at_the_terminal(for_whom=author)
    with closing(desk.database), recording_refusals(desk, who, "export"):
        try:
            made = export_ledger(desk, who, out, since=since, until=until, with_bodies=bodies)
        except FileExistsError as error:
            raise click.UsageError(f"{error} exists already") from error
    said = Words(
        f"{out}: {made.leaves} lá trong {made.size}, sha256 của {MANIFEST} {made.sha256}",
        f"{out}: {made.leaves} of {made.size} leaves, sha256 of {MANIFEST} {made.sha256}",
    )
    click.echo(said.in_language(cast(Language, language)))
