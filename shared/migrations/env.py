"""Run by alembic inside the connection that `shared.migrate` hands over."""

from alembic import context

from shared.migrate import run_scripts

run_scripts(context.config)
