"""`vinhdanh audit trace` and `vinhdanh audit prove`: the whole story of a case, proof of one event.

Owns: how an auditor sees them on a terminal. Promises: reads the ledger's database only; Vietnamese unless asked
otherwise; nothing is cut. Leaves to others: finding (`services.audit`), following persons, awards and moments
(`audit_tracing`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from deploy.commands.audit_ledger import json_option, language_option, reading_ledger
from deploy.commands.tables import print_whole
from services.audit.queries_proofs import prove_inclusion
from services.audit.queries_trace import Chapter, Story, case_named, trace_case
from services.audit.schemas import InclusionSchema, StorySchema
from shared.vocabulary import CONSEQUENCES, ROLES, VERDICTS, WAYS, worded
from shared.words import Language, Words

_STYLE = {"holds": "green", "fails": "red", "unknown": "yellow"}


@click.command()
@click.argument("case")
@language_option
@json_option
def trace(case: str, language: str, as_json: bool) -> None:
    """The whole story of CASE (its id or its receipt number), in order."""
    with reading_ledger() as ledger:
        story = trace_case(ledger.tx, case_named(ledger.tx, case))
        ledger.shows("trace", story.case_id)
    if as_json:
        click.echo(json.dumps(StorySchema().dump(story), ensure_ascii=False, indent=2))
    else:
        _show_story(Console(), story, cast(Language, language))


@click.command()
@click.argument("event")
@click.option("--size", type=click.IntRange(min=1), help="In the tree of a checkpoint of this size.")
@language_option
@json_option
def prove(event: str, size: int | None, language: str, as_json: bool) -> None:
    """Prove that EVENT (its id) stands in the ledger: RFC 6962 audit path to the root."""
    with reading_ledger() as ledger:
        shown = prove_inclusion(ledger.tx, event, size)
    if as_json:
        click.echo(json.dumps(InclusionSchema().dump(shown), indent=2))
        return
    said = Words(
        f"Sự kiện {event} là lá {shown.index} trong {shown.size} lá, gốc {shown.root}",
        f"Event {event} is leaf {shown.index} of {shown.size}, root {shown.root}",
    )
    click.echo(said.in_language(cast(Language, language)))
    click.echo("\n".join((shown.leaf_hash, *shown.proof)))


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
        print_whole(_rules(chapter, language), indent=3)
    for one in chapter.doubts:
        said = f"(?) {one.rule}: {one.words.in_language(language)}"
        console.print(Padding(escape(said), (0, 0, 0, 3)), highlight=False)
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
    if chapter.session:
        sitting = Words("phiên đăng nhập", "session").in_language(language)
        said += f"; {sitting} {chapter.session}"
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
