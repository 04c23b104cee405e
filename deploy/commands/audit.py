"""`vinhdanh audit`: the whole story of a case, proof of one event, and whether the ledger is what it was.

Owns: how an auditor sees them on a terminal. Promises: reads the witness's database only; Vietnamese unless asked
otherwise; exit code 1 when the ledger is not intact. Leaves to others: finding and checking (`services.audit`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from services.audit.queries_proofs import prove_inclusion
from services.audit.queries_trace import Chapter, Story, case_named, trace_case
from services.audit.queries_verification import Verified
from services.audit.queries_verification import verify as verify_ledger
from services.audit.rules.wording import CONSEQUENCES, ROLES, VERDICTS, WAYS, worded
from services.audit.schemas import InclusionSchema, StorySchema
from shared.clock import wall_now
from shared.config import read_settings
from shared.db import Database
from shared.words import Language, Words

_LANGUAGE = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")
_STYLE = {"holds": "green", "fails": "red", "unknown": "yellow"}


@contextmanager
def _ledger() -> Iterator[Database]:
    database = Database(read_settings().database_of("audit"), pool_size=2)
    try:
        yield database
    finally:
        database.close()


@click.group()
def audit() -> None:
    """Trace a case, prove an event, verify the ledger."""


@audit.command()
@click.argument("case")
@_LANGUAGE
@_JSON
def trace(case: str, language: str, as_json: bool) -> None:
    """The whole story of CASE (its id or its receipt number), in order."""
    with _ledger() as database, database.reading() as tx:
        story = trace_case(tx, case_named(tx, case))
    if as_json:
        click.echo(json.dumps(StorySchema().dump(story), ensure_ascii=False, indent=2))
    else:
        _show_story(Console(), story, cast(Language, language))


@audit.command()
@click.argument("event")
@_LANGUAGE
@_JSON
def prove(event: str, language: str, as_json: bool) -> None:
    """Prove that EVENT (its id) stands in the ledger: RFC 6962 audit path to the newest root."""
    with _ledger() as database, database.reading() as tx:
        shown = prove_inclusion(tx, event)
    if as_json:
        click.echo(json.dumps(InclusionSchema().dump(shown), indent=2))
        return
    said = Words(
        f"Sự kiện {event} là lá {shown.index} trong {shown.size} lá, gốc {shown.root}",
        f"Event {event} is leaf {shown.index} of {shown.size}, root {shown.root}",
    )
    click.echo(said.in_language(cast(Language, language)))
    click.echo("\n".join((shown.leaf_hash, *shown.proof)))


@audit.command()
@_LANGUAGE
@_JSON
@click.option("--complete", is_flag=True, help="Exit with 1 also when events have not arrived yet.")
def verify(language: str, as_json: bool, complete: bool) -> None:
    """Recompute the tree from its leaves; check every source for gaps and alterations."""
    with _ledger() as database, database.reading() as tx:
        found = verify_ledger(tx, now=wall_now())
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2))
    else:
        _show_verified(Console(), found, cast(Language, language))
    if not found.is_intact or (complete and not found.is_complete):
        sys.exit(1)


def _show_story(console: Console, story: Story, language: Language) -> None:
    title = Words(f"Hồ sơ {story.case_id}", f"Case {story.case_id}").in_language(language)
    console.rule(escape(title))
    for number, chapter in enumerate(story.chapters, 1):
        _show_chapter(console, number, chapter, language)
    ending = Words(
        f"{len(story.chapters)} sự kiện; sổ chứng {story.head.size} lá, gốc {story.head.root}",
        f"{len(story.chapters)} events; ledger of {story.head.size} leaves, root {story.head.root}",
    )
    console.rule()
    console.print(escape(ending.in_language(language)), highlight=False, soft_wrap=True)


def _show_chapter(console: Console, number: int, chapter: Chapter, language: Language) -> None:
    local = f"{chapter.time_in_vietnam:%d/%m/%Y %H:%M:%S} (UTC+7)"
    utc = f"{chapter.time:%Y-%m-%dT%H:%M:%SZ}"
    title = escape(chapter.title.in_language(language))
    console.print(f"\n[bold]{number}. {title}[/bold]  {local}  [dim]{utc}[/dim]", highlight=False, soft_wrap=True)
    body = [_who(chapter, language), *(line.in_language(language) for line in chapter.lines)]
    for line in body:
        console.print(Padding(escape(line), (0, 0, 0, 3)), highlight=False)
    if chapter.evaluations:
        console.print(Padding(_rules(chapter, language), (0, 0, 0, 3)))
    mark = f"#{chapter.index} {chapter.source}/{chapter.position} {chapter.type} {chapter.leaf_hash[:16]}…"
    policy = f" policy {chapter.policy[:12]}…" if chapter.policy else ""
    console.print(Padding(f"[dim]{escape(mark + policy)}[/dim]", (0, 0, 0, 3)), highlight=False)


def _who(chapter: Chapter, language: Language) -> str:
    role = worded(ROLES, chapter.role).in_language(language)
    way = worded(WAYS, chapter.via).in_language(language)
    said = f"{chapter.actor} – {role}, {chapter.unit}; {way}"
    if chapter.on_behalf_of:
        acting = Words("thay mặt", "acting for").in_language(language)
        said += f"; {acting} {chapter.on_behalf_of}"
    return said


def _rules(chapter: Chapter, language: Language) -> Table:
    heads = Words("Quy tắc|Kết quả|Lý do|Căn cứ|Dữ kiện", "Rule|Verdict|Reason|Basis|Facts")
    table = Table(*heads.in_language(language).split("|"), show_edge=False, pad_edge=False)
    for one in chapter.evaluations:
        verdict, follows = one["verdict"], one["consequence"]
        said = worded(VERDICTS, verdict).in_language(language)
        if follows != "none":
            said += f" → {worded(CONSEQUENCES, follows).in_language(language)}"
        basis = one["basis"] + (" (?)" if one.get("unverified") else "")
        style = _STYLE.get(verdict, "default")
        table.add_row(
            one["rule"],
            f"[{style}]{escape(said)}[/{style}]",
            escape(one["words"][language]),
            escape(basis),
            escape(_facts(one["facts"])),
        )
    return table


def _facts(facts: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())


def _show_verified(console: Console, found: Verified, language: Language) -> None:
    def say(vi: str, en: str, style: str = "") -> None:
        console.print(escape(Words(vi, en).in_language(language)), style=style, highlight=False, soft_wrap=True)

    say(f"Sổ chứng: {found.size} lá, gốc {found.root}", f"Ledger: {found.size} leaves, root {found.root}")
    for source, count in found.per_source.items():
        say(f"  {source}: {count} sự kiện", f"  {source}: {count} events")
    for gap in found.gaps:
        where = f"{gap.source} {gap.first}–{gap.last}"
        seconds = int(gap.age.total_seconds())
        say(f"Chưa đến: {where} (đã {seconds} giây)", f"Not yet arrived: {where} (for {seconds} s)", "yellow")
    for fault in found.faults:
        leaf = "" if fault.leaf is None else f"#{fault.leaf}: "
        say(f"SAI LỆCH {leaf}{fault.words.vi}", f"ALTERED {leaf}{fault.words.en}", "red")
    if found.is_intact:
        say("Nguyên vẹn: cây tính lại từ các lá khớp gốc đã ghi.", "Intact: the leaves give the tree on record.")
    else:
        say(f"Không nguyên vẹn: {len(found.faults)} sai lệch.", f"Not intact: {len(found.faults)} faults.", "red")


def _plain(found: Verified) -> dict[str, Any]:
    return {
        "size": found.size,
        "root": found.root,
        "recomputed_root": found.recomputed_root,
        "is_intact": found.is_intact,
        "is_complete": found.is_complete,
        "per_source": dict(found.per_source),
        "gaps": [
            {"source": gap.source, "first": gap.first, "last": gap.last, "seconds": gap.age.total_seconds()}
            for gap in found.gaps
        ],
        "faults": [{"leaf": f.leaf, "vi": f.words.vi, "en": f.words.en} for f in found.faults],
    }
