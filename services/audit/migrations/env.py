"""Runs the migrations of audit: see `shared.migrate`."""

from __future__ import annotations

from alembic import context

from shared.migrate import run_scripts

run_scripts(context.config)
