"""Paths of tiles: `067`, `x001/x234/067`, `x001/067.p/12` (C2SP tlog-tiles).

Owns: reading and writing them. Promises: each tile has one path; whatever else is written is none.
Leaves to others: what stands in a tile (`services/audit/queries_tiles.py`).
"""

from __future__ import annotations

import re

from services.audit.rules.tiles import WIDTH

MOST_LEVELS = 64

_GROUP = 1000
_PATH = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


def path_of(tile: int, width: int = WIDTH) -> str:
    """The path of a tile below its level; partial when it is narrower than 256."""
    groups = [f"{tile % _GROUP:03}"]
    while tile := tile // _GROUP:
        groups.append(f"x{tile % _GROUP:03}")
    return "/".join(reversed(groups)) + ("" if width == WIDTH else f".p/{width}")


def read_path(path: str) -> tuple[int, int]:
    """Number and width of the tile; `ValueError` for what is no path of one."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError("no path of a tile")
    tile = int(found[1].replace("x", "").replace("/", ""))
    width = WIDTH if found[2] is None else int(found[2])
    if width > WIDTH or path_of(tile, width) != path:
        raise ValueError("another path of that tile")
    return tile, width
