"""Rows a command prints.

Owns: how they become text. Promises: nothing is cut, since what stands there is copied into the next command: what a
terminal has no room for stands row by row, each value after its name; in a file or a pipe a table is as wide as its
rows; as JSON each row is an object on a line of its own. Leaves to others: what stands in the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table

as_json = click.option("--json", "as_json", is_flag=True, help="One object a line, for other programs.")

# A table takes what its rows need of it; no row comes near.
_AS_WIDE_AS_NEEDED = 100_000


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[str]], *, as_json: bool = False) -> None:
    """Print `rows`, whose values stand in the order of `columns`."""
    whole = [list(row) for row in rows]
    if as_json:
        for row in whole:
            click.echo(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
        return
    table = Table(*columns)
    for row in whole:
        table.add_row(*map(escape, row))
    print_whole(table, one_by_one=whole)


def print_whole(table: Table, *, one_by_one: Sequence[Sequence[str]] = (), indent: int = 0) -> None:
    """Print `table` with nothing cut: folded, or row by row where these are given and it is wider than the terminal."""
    console = Console()
    for column in table.columns:
        column.overflow = "fold"
    needed = Measurement.get(console, console.options.update(max_width=_AS_WIDE_AS_NEEDED), table).maximum + indent
    if not console.is_terminal:
        console = Console(width=needed)
    if one_by_one and needed > console.width:
        _print_one_by_one(console, [str(column.header) for column in table.columns], one_by_one)
    else:
        console.print(Padding.indent(table, indent))


def _print_one_by_one(console: Console, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    wide = max(map(len, names))
    for number, row in enumerate(rows):
        if number:
            console.print()
        for name, value in zip(names, row, strict=True):
            console.print(f"{name:<{wide}}  {value}".rstrip(), soft_wrap=True, highlight=False, markup=False)
