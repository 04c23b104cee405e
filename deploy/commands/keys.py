"""`vinhdanh keys`: the key pair that signs tokens."""

from __future__ import annotations

import click

from shared.config import read_settings
from shared.identity import drop_old_keys, make_keys, rotate_keys


@click.group()
def keys() -> None:
    """Keys that sign tokens."""


@keys.command()
def make() -> None:
    """Make a key pair in VINHDANH_KEYS_DIR unless there is one; of a private key alone, write the public file anew."""
    settings = read_settings()
    make_keys(settings.keys_dir)
    click.echo(f"keys are in {settings.keys_dir}; give services the public file only")


@keys.command()
def rotate() -> None:
    """Sign with a new key; tokens of the old one stay valid until `drop-old`. Services read keys at start."""
    rotate_keys(read_settings().keys_dir)
    click.echo("a new key signs; hand the public file to the services and restart them one by one")


@keys.command(name="drop-old")
def drop_old() -> None:
    """Forget the public keys that no longer sign, once their last token has expired."""
    click.echo(f"{drop_old_keys(read_settings().keys_dir)} old keys forgotten")
