"""`vinhdanh policy rehearse`: a draft of the law over past cases – what would flip, for whom, what cannot be said.

Owns: naming the draft, asking every service, how the report reads. Promises: the databases themselves refuse to write
what is rehearsed; no personal names unless they are asked for, and then who asked is on record. Leaves to others:
rehearsing (`queries_rehearsal`, `rehearsing`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.commands.at_the_terminal import write_down_looks
from services.nomination import queries_rehearsal as proposers
from services.review import rehearsing as reviewers
from shared.acts import ACTS
from shared.clock import VIETNAM
from shared.config import Settings, read_settings
from shared.db import Database
from shared.events.codec import to_plain
from shared.events.terms import Shown
from shared.policy import PolicySet, UnknownPart, load_policy_set
from shared.policy_book import PolicyBook
from shared.rehearsal import VOTE, Answer, Draft, Obstacle, Outcome, Rehearsed
from shared.vocabulary import CONSEQUENCES, VERDICTS, worded
from shared.words import Language, Words

_OBSTACLES = {
    Obstacle.RULE_GONE: Words("quy tắc không còn", "rule gone"),
    Obstacle.FACTS_MISSING: Words("thiếu dữ kiện", "facts missing"),
    Obstacle.PARAMETER_UNKNOWN: Words("dự thảo thiếu quy định", "parameter unknown"),
    Obstacle.NOT_JUDGED: Words("chưa được xét ở đây", "not judged here"),
}
_NOT_ASKED_THEN = Words("lúc ấy không xét", "not asked then")
_NOT_ASKED_NOW = Words("không xét nữa", "not asked any more")
_RECEIPTS_NAMED = 5


@click.command()
@click.argument("draft")
@click.option("--plan", help="Only cases of this plan.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only cases first sent on this day or later.")
@click.option("--names", is_flag=True, help="Show the nominees' names.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def rehearse(
    draft: str, plan: str | None, since: datetime | None, names: bool, as_json: bool, language: str
) -> None:
    """Run DRAFT (a rulebook, a folder of changed policy, or folder:rulebook) over past cases; nothing is written."""
    settings = read_settings()
    policies = load_policy_set(settings.policy_dir)
    first = since.date() if since else None
    found = list(rehearsed(settings, policies, draft_named(draft, policies), plan=plan, since=first))
    for service in ("nomination", "review") if names else ():
        write_down_looks(settings, service, "policy.rehearse", Shown.PERSONAL_DATA, [None])
    if as_json:
        click.echo(json.dumps(_plain(found, names=names), ensure_ascii=False, indent=2))
    else:
        _show(Console(soft_wrap=True), found, cast(Language, language), names=names)


def draft_named(name: str, policies: PolicySet) -> Draft:
    """The draft called so on the command line; `UnknownPart` when there is none."""
    directory, colon, rulebook = name.rpartition(":")
    if colon and Path(directory).is_dir():
        changed = load_policy_set(Path(directory))
        return Draft(changed, _known(rulebook, changed))
    if Path(name).is_dir():
        return Draft(load_policy_set(Path(name)))
    return Draft(policies, _known(name, policies))


def _known(rulebook: str, policies: PolicySet) -> str:
    if rulebook not in policies.rulebooks:
        known = ", ".join(policies.rulebooks)
        raise UnknownPart(
            f"Không có bộ quy định “{rulebook}”. Hiện có: {known}.", f"No rulebook “{rulebook}”. There are: {known}."
        )
    return rulebook


def rehearsed(
    settings: Settings, policies: PolicySet, draft: Draft, *, plan: str | None, since: date | None
) -> Iterator[Rehearsed]:
    """What every service that asks rules found; each database is opened so that it cannot be written to."""
    for service, ask in (("nomination", proposers.rehearse), ("review", reviewers.rehearse)):
        database = Database(settings.database_of(service), pool_size=2, stands=True)
        try:
            with database.only_reading() as tx:
                yield from ask(PolicyBook(policies), tx, draft, plan=plan, since=since)
        finally:
            database.close()


def counted(found: Sequence[Rehearsed]) -> list[tuple[str, str, Words | None, dict[Outcome, int]]]:
    """(service, rule, title, number by outcome), votes last."""
    titles = {(one.asked_by, one.rule): one.title for one in found}
    counts = Counter((one.asked_by, one.rule, one.outcome) for one in found)
    return [
        (service, rule, titles[service, rule], {one: counts[service, rule, one] for one in Outcome})
        for service, rule in sorted(titles, key=lambda key: (key[1] == VOTE, key[1], key[0]))
    ]


def _plain(found: Sequence[Rehearsed], *, names: bool) -> dict[str, Any]:
    return {
        "cases": len({one.case for one in found if one.case}),
        "rules": [
            {"service": service, "rule": rule, "title": to_plain(title), "asked": sum(by.values()), **by}
            for service, rule, title, by in counted(found)
        ],
        "flips": [_plain_one(one, names) for one in found if one.outcome is Outcome.FLIPPED],
        "not_replayable": [_plain_one(one, names) for one in found if one.outcome is Outcome.NOT_REPLAYABLE],
    }


def _plain_one(one: Rehearsed, names: bool) -> dict[str, Any]:
    """`was` null: only the draft asks; `now` null without `obstacle`: the draft no longer asks."""
    plain: dict[str, Any] = to_plain(one)
    return plain if names else {name: value for name, value in plain.items() if name != "person"}


def _show(console: Console, found: Sequence[Rehearsed], language: Language, *, names: bool) -> None:
    def said(vi: str, en: str) -> str:
        return escape(Words(vi, en).in_language(language))

    table = Table(
        said("quy tắc", "rule"), "", said("hỏi lại", "asked"), said("như cũ", "same"), said("đổi", "flipped"),
        said("không xét lại được", "not replayable"),
    )  # fmt: skip
    for service, rule, title, by in counted(found):
        name = title.in_language(language) if title else ""
        numbers = (sum(by.values()), by[Outcome.SAME], by[Outcome.FLIPPED], by[Outcome.NOT_REPLAYABLE])
        table.add_row(f"{rule} ({service})", escape(name), *map(str, numbers))
    console.print(table)
    flips = [one for one in found if one.outcome is Outcome.FLIPPED]
    console.print(f"\n[bold]{said(f'{len(flips)} kết quả đổi', f'{len(flips)} outcomes flip')}[/bold]")
    for one in flips:
        console.print(escape(_flip(one, language, names=names)), highlight=False)
    left = defaultdict(list)
    for one in found:
        if one.outcome is Outcome.NOT_REPLAYABLE:
            left[_why_not(one, language)].append(one.receipt)
    if left:
        console.print(f"\n[bold]{said('Không xét lại được', 'Not replayable')}[/bold]")
    for why, receipts in sorted(left.items()):
        console.print(escape(f"{why}: {len(receipts)} ×{_named(receipts)}"), highlight=False)
    console.print(said("\nKhông ghi gì.", "\nNothing was written."))


def _why_not(one: Rehearsed, language: Language) -> str:
    """The rule, what the draft adds where it adds something, and why nobody can say what would have come of it."""
    about = f" “{one.about.in_language(language)}”" if one.about else ""
    what = _OBSTACLES[one.obstacle].in_language(language) if one.obstacle else ""
    return f"{one.rule}{about}: {what}: {(one.why or Words('', '')).in_language(language)}"


def _named(receipts: Sequence[str | None]) -> str:
    """Some of the cases, by receipt; what concerns a session or decision has none."""
    names = sorted({receipt for receipt in receipts if receipt is not None})
    if not names:
        return ""
    return " " + ", ".join(names[:_RECEIPTS_NAMED]) + (" …" if len(names) > _RECEIPTS_NAMED else "")


def _flip(one: Rehearsed, language: Language, *, names: bool) -> str:
    whose = one.receipt or Words("phiên họp, quyết định", "session or decision").in_language(language)
    if names and one.person:
        whose += f" {one.person}"
    act = worded(ACTS, one.action).in_language(language)
    was = _answer(one.was, language) if one.was else _NOT_ASKED_THEN.in_language(language)
    now = _answer(one.now, language) if one.now else _NOT_ASKED_NOW.in_language(language)
    about = f" “{one.about.in_language(language)}”" if one.about else ""
    return f"{whose}  {one.at.astimezone(VIETNAM):%d/%m/%Y} {act}  {one.rule}{about}\n    {was}\n    → {now}"


def _answer(answer: Answer, language: Language) -> str:
    verdict = worded(VERDICTS, answer.verdict).in_language(language)
    if answer.consequence != "none":
        verdict += f", {worded(CONSEQUENCES, answer.consequence).in_language(language)}"
    return f"{verdict}: {answer.words.in_language(language)}"
