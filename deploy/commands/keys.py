"""`vinhdanh keys`: the key pair that signs tokens."""

from __future__ import annotations

import click

from shared.config import read_settings
from shared.identity import make_keys


@click.group()
def keys() -> None:
    """Keys that sign tokens."""


@keys.command()
def make() -> None:
    """Make a key pair in VINHDANH_KEYS_DIR unless there is one."""
    settings = read_settings()
    make_keys(settings.keys_dir)
    click.echo(f"keys are in {settings.keys_dir}; give services the public file only")
