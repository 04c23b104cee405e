"""What a command says when it cannot go on.

Owns: the words and the hint for what the machine, the database or the house itself refuses. Promises: nothing secret
and nothing personal is repeated; `None` for a fault of ours, which deserves its traceback. Leaves to others: ending.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import VinhDanhError


def last_words(error: BaseException) -> Sequence[str] | None:
    """The lines for an error that a person can do something about; None for any other."""
    if isinstance(error, VinhDanhError):
        places = (f"  {place.at}: {place.words.vi} / {place.words.en}" for place in error.places)
        return [f"{error.said.vi}\n{error.said.en} [{error.code}]", *places]
    if isinstance(error, OSError):
        return [f"Máy từ chối / the machine refused: {_told_by_the_machine(error)}"]
    return _told_by_the_database(error)


def _told_by_the_machine(error: OSError) -> str:
    named = [str(name) for name in (error.filename, error.filename2) if name is not None]
    return ": ".join([*named, error.strerror or str(error) or type(error).__name__])


def _told_by_the_database(error: BaseException) -> Sequence[str] | None:
    # Imported here: whatever goes well needs neither.
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError, TimeoutError

    from shared.db import cause_of

    if isinstance(error, (DBAPIError, TimeoutError)):
        return [f"Cơ sở dữ liệu không đọc được / the database refused: {cause_of(error)}", "vinhdanh check"]
    if isinstance(error, CommandError):
        return [f"Không chuyển đổi được cơ sở dữ liệu / the migration was refused: {error}"]
    return None
