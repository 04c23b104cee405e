"""`vinhdanh migrate`: forward-only migrations of the services' databases."""

from __future__ import annotations

from contextlib import closing

import click

from deploy.services import definition_of
from shared.config import read_settings
from shared.db import Database
from shared.migrate import migrate as run
from shared.topology import SERVICES


@click.command()
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def migrate(services: tuple[str, ...]) -> None:
    """Bring the databases of SERVICES (all by default) to the newest version."""
    settings = read_settings()
    for name in services or SERVICES:
        definition = definition_of(name)
        database = Database(settings.database_of(name), pool_size=2)
        with closing(database):
            was_ours = run(database, name, definition.migrations, definition.metadata)
        click.echo(f"{name}: {'up to date' if was_ours else 'left as it is: a newer release has migrated it'}")
