"""Files nobody refers to: uploads whose row was never written, halves a crash left.

Owns: taking them off the disk. Promises: none that a paper names, none younger than a week, so that last night's copy
of the database costs nothing; whoever sends the same content meanwhile keeps it; where they are more than a tenth of
the files that old (another database, an old one) none goes. Leaves to others: files of erased people, whose rows stand
(`erasing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import structlog

from services.nomination.queries_files import named_by_papers
from shared.clock import wall_now
from shared.desk import Desk

log = structlog.get_logger(__name__)

_A_WEEK = timedelta(days=7)
_LEAVING = ".leaving"
_FEW, _PART = 20, 10


def remove_strays(desk: Desk) -> None:
    """A directory at a time, so that no more than its names are held at once."""
    oldest = (wall_now() - _A_WEEK).timestamp()
    strays: list[Path] = []
    kept = 0
    for directory in _directories(desk.settings.files_dir):
        old = [path for path in directory.iterdir() if _is_older(path, oldest)]
        with desk.database.reading() as tx:
            named = named_by_papers(tx, {_content(path) for path in old})
        kept += len(named)
        strays += [path for path in old if path.name not in named and not _came_back(path, named)]
    if len(strays) * _PART > kept + len(strays):
        if len(strays) > _FEW:  # fewer are what crashes left in a house that is still young
            log.error("stray_files_left", files=len(strays), named=kept)
        return
    removed = sum(_remove(path, oldest) for path in strays)
    if removed:
        log.info("stray_files_removed", files=removed)


def _directories(files: Path) -> Iterator[Path]:
    if files.is_dir():
        yield from sorted(path for path in files.iterdir() if path.is_dir())


def _content(path: Path) -> str:
    return path.name.removesuffix(_LEAVING)


def _came_back(path: Path, named: frozenset[str]) -> bool:
    """Somebody sent what was on its way out when this ended."""
    if _content(path) not in named:
        return False
    path.rename(path.with_name(_content(path)))
    return True


def _is_older(path: Path, than: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < than
    except FileNotFoundError:
        return False


def _remove(path: Path, oldest: float) -> bool:
    """Under another name first: who sends it now either made it young before, and gets it back, or finds it gone and
    writes it anew.
    """
    aside = path.with_name(_content(path) + _LEAVING)
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    if _is_older(aside, oldest):
        aside.unlink(missing_ok=True)
        return True
    aside.rename(path.with_name(_content(path)))
    return False
