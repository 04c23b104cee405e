"""`vinhdanh audit pack`: one archive that proves a decision to somebody who does not trust this system.

Owns: where the archive is written and what is said about it. Promises: the making is recorded before the file is
written, and nothing is recorded where no file can be made; an existing file is not overwritten. Leaves to others:
making it (`services.audit.actions_pack`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import click

from deploy.commands.at_the_terminal import at_the_terminal, recording_refusals
from deploy.desks import build_desk, clock_of
from services.audit.actions_pack import make_pack, record_pack
from services.audit.signing import read_public
from shared.config import read_settings
from shared.events.terms import Via
from shared.policy import load_policy_set
from shared.words import Language, Words


@click.command()
@click.argument("subject", metavar="CASE|DECISION|PERIOD")
@click.option("--out", type=click.Path(path_type=Path), help="The archive to write. Default: by its subject, here.")
@click.option(
    "--since", multiple=True, type=click.IntRange(1, 2**63 - 1), metavar="SIZE",
    help="Prove growth from this size; may be repeated.",
)  # fmt: skip
@click.option("--by", "author", required=True, help="For whom it is taken; stands in the record beside who you are.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def pack(subject: str, out: Path | None, since: tuple[int, ...], author: str, language: str) -> None:
    """Write an evidence pack: a case (id, receipt), a decision (id, number), a period (2026, 2026-08, A..B)."""
    settings = read_settings()
    desk = build_desk("audit", settings, load_policy_set(settings.policy_dir), clock_of(settings), stands=True)
    who = at_the_terminal(for_whom=author)
    with closing(desk.database):
        with recording_refusals(desk, who, "pack", subject), desk.database.reading() as tx:
            made = make_pack(desk, tx, subject, since)
        target = out or Path(made.file_name)
        with _new_file(target) as file:
            with desk.working(who, via=Via.COMMAND_LINE) as work:
                record_pack(work, made)
            file.write(made.archive)
        key = read_public(settings.ledger_key)[0].vkey()
    said = Words(
        f"{target}: {made.leaves} sự kiện ({made.withheld} chỉ mã băm), điểm chốt {made.size}, sha256 {made.sha256}\n"
        f'Kiểm tra: python vinhdanh_verify.py {target} --key "{key}"',
        f"{target}: {made.leaves} events ({made.withheld} as hashes), checkpoint of {made.size}, sha256 {made.sha256}\n"
        f'Check: python vinhdanh_verify.py {target} --key "{key}"',
    )
    click.echo(said.in_language(cast(Language, language)))


@contextmanager
def _new_file(target: Path) -> Iterator[BinaryIO]:
    """Empty until it is filled, and gone again where that fails."""
    try:
        file = target.open("xb")
    except FileExistsError as error:
        raise click.UsageError(f"{target} exists already") from error
    try:
        with file:
            yield file
    except BaseException:
        target.unlink(missing_ok=True)
        raise
