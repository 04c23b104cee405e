"""`vinhdanh review recount`: a secret vote counted again, from review's database or from a saved file of its papers.

Owns: how a recount reads on a terminal. Promises: says sound only after every check held; exit code 1 otherwise.
Leaves to others: counting (`services.review.recounting`), the formulas (`shared.ballot_box`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import click

from services.review.ballot_views import papers_view
from services.review.recounting import Wrong, differs_from_what_was_said, recount
from shared.ballot_box import FORMULAS
from shared.config import read_settings
from shared.db import Database
from shared.words import Language, Words


@click.command(name="recount")
@click.argument("session", required=False)
@click.option(
    "--file", "saved", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A saved answer of /sessions/{id}/papers: nothing else is read.",
)  # fmt: skip
@click.option("--receipt", "receipts", multiple=True, help="A receipt that must be among the papers. Repeatable.")
@click.option("--formulas", is_flag=True, help="Print how a box is counted, for doing it with other tools.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def recount_session(
    session: str | None, saved: Path | None, receipts: Sequence[str], formulas: bool, language: str
) -> None:
    """Count the papers of a closed secret SESSION again and hold them against what was said when it closed."""
    if formulas:
        click.echo(FORMULAS, nl=False)
        return
    if (session is None) == (saved is None):
        raise click.UsageError("SESSION or --file / mã phiên họp hoặc --file")
    published, wrong = _from_file(saved) if saved is not None else _from_rows(str(session))
    wrong = _with_receipts(wrong, published, receipts)
    _show(published, wrong, len(receipts), cast(Language, language))
    if wrong:
        sys.exit(1)


def _from_rows(session: str) -> tuple[Mapping[str, Any], Wrong]:
    database = Database(read_settings().database_of("review"), pool_size=2, stands=True)
    try:
        with database.reading() as tx:
            published = papers_view(tx, session)
            wrong = recount(published)
            for at, words in differs_from_what_was_said(tx, published).items():
                wrong.setdefault(at, []).extend(words)
            return published, wrong
    finally:
        database.close()


def _from_file(path: Path) -> tuple[Mapping[str, Any], Wrong]:
    try:
        published = json.loads(path.read_text(encoding="utf-8"))
        return published, recount(published)
    except (KeyError, TypeError, ValueError) as error:
        raise click.BadParameter(f"{path.name}: {error!r}", param_hint="--file") from error


def _with_receipts(wrong: Wrong, published: Mapping[str, Any], receipts: Sequence[str]) -> Wrong:
    there = {paper["receipt"] for item in published["items"] for paper in item["papers"]}
    missing = [one for one in receipts if one not in there]
    lost = [Words(f"không có phiếu mang biên nhận {one}", f"no paper bears the receipt {one}") for one in missing]
    return {**wrong, "receipts": lost} if lost else wrong


def _show(published: Mapping[str, Any], wrong: Wrong, asked: int, language: Language) -> None:
    def say(vi: str, en: str) -> None:
        click.echo(Words(vi, en).in_language(language))

    for item in published["items"]:
        told = _told(item)
        say(f"{item['case']}: {told.vi}", f"{item['case']}: {told.en}")
    for at, found in wrong.items():
        for one in found:
            say(f"SAI {at}: {one.vi}", f"WRONG {at}: {one.en}")
    if not wrong:
        total = sum(len(item["papers"]) for item in published["items"])
        say(f"Đếm lại {total} phiếu: khớp.", f"{total} papers counted again: sound.")
        if asked:
            say(f"{asked} biên nhận có trong số phiếu được đếm.", f"{asked} receipts are among the papers counted.")
    if not published["is_whole"]:
        say("Chỉ một phần phiên họp: chưa đối chiếu mã thùng phiếu.", "Part of the session: the box was not checked.")


def _told(item: Mapping[str, Any]) -> Words:
    papers = len(item["papers"])
    if item["split_waits"]:
        return Words(f"{papers} phiếu, tỷ lệ chờ công bố", f"{papers} papers, the split waits")
    yes, no, abstained = item["yes"], item["no"], item["abstained"]
    return Words(
        f"đồng ý {yes}, không đồng ý {no}, ý kiến khác {abstained}", f"yes {yes}, no {no}, abstained {abstained}"
    )
