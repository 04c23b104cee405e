"""Which release this is.

Owns: its version. Promises: an answer everywhere; a tree that was not installed says so. Leaves to others: the name of
the build (`shared.config`), who shows them (`deploy`).
"""

from __future__ import annotations

from importlib import metadata

NOT_INSTALLED = "not installed"


def version() -> str:
    try:
        return metadata.version("vinhdanh")
    except metadata.PackageNotFoundError:
        return NOT_INSTALLED
