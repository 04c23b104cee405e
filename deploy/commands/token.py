"""`vinhdanh token`: a signed token for somebody, until the portal signs people in."""

from __future__ import annotations

from datetime import timedelta

import click

from shared.clock import wall_now
from shared.config import read_settings
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.identity import TokenIssuer, is_name


@click.command()
@click.argument("subject")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.SERVICE]))
@click.argument("unit")
@click.option("--hours", default=8, show_default=True, type=click.IntRange(1, 24))
def token(subject: str, role: str, unit: str, hours: int) -> None:
    """Print a bearer token for SUBJECT acting as ROLE at UNIT."""
    for name, given in (("subject", subject), ("unit", unit)):
        if not is_name(given):
            raise click.BadParameter("visible letters, no blanks around them, in Unicode NFC", param_hint=name.upper())
    settings = read_settings()
    issuer = TokenIssuer(settings.keys_dir)
    click.echo(issuer.issue(Actor(subject, Role(role), unit), now=wall_now(), lifetime=timedelta(hours=hours)))
