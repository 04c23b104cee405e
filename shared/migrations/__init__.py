"""The one alembic environment, used with the version scripts of each service."""
