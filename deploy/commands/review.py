"""`vinhdanh review`: why a case came out as it did, then and today.

Owns: how an explanation reads on a terminal, and asking every service's rules again. Promises: reads review's database
only, and who looked stands there first; Vietnamese unless asked otherwise; exit code 1 when a rule answers otherwise
today. Leaves to others: gathering (`services.review.queries_explanation`), replaying (`shared.replays`).
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from deploy.commands.at_the_terminal import write_down_looks
from deploy.commands.review_migration import migrate_cases
from deploy.commands.review_recount import recount_session
from services.nomination.queries_explanation import ROOMS as PROPOSERS_ROOMS
from services.review.errors import CaseAbsent
from services.review.queries_explanation import Explanation, Voted, explain, find_case_named
from services.review.schemas_explanation import ExplanationSchema
from shared.acts import ACTS
from shared.clock import VIETNAM
from shared.config import read_settings
from shared.db import Database
from shared.events.terms import Shown
from shared.policy import load_policy_set
from shared.policy_book import PolicyBook
from shared.replays import Again, Asked, ask_again, rules_of
from shared.vocabulary import CONSEQUENCES, STATES, VERDICTS, worded
from shared.web.instants import moment
from shared.words import Language, Words

_STYLE = {"holds": "green", "fails": "red", "unknown": "yellow"}
_AGAIN = {
    Again.IDENTICAL: Words("hỏi lại hôm nay: kết quả như cũ", "asked again today: the same"),
    Again.DIFFERS: Words("HỎI LẠI HÔM NAY: KẾT QUẢ KHÁC", "ASKED AGAIN TODAY: DIFFERENT"),
    Again.RULE_GONE: Words("quy tắc này không còn được áp dụng", "this rule is no longer asked"),
    Again.ASKED_ELSEWHERE: Words("do dịch vụ khác xét", "asked by another service"),
}


@click.group()
def review() -> None:
    """Explain why a case came out as it did; count a secret vote again; move open cases after a reform."""


review.add_command(migrate_cases)
review.add_command(recount_session)


@review.command(name="explain")
@click.argument("case")
@click.option("--as-of", "as_of", help="A day (2026-08-03, whole) or an instant with its zone. Default: now.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")
def explain_case(case: str, as_of: str | None, language: str, as_json: bool) -> None:
    """Every rule asked about CASE (its id or receipt number): policy, facts, verdict, article, and today's answer."""
    try:
        until = moment(as_of) if as_of else None
    except ValueError as error:
        raise click.BadParameter("2026-08-03, 2026-08-03T09:00:00+07:00", param_hint="--as-of") from error
    settings = read_settings()
    database = Database(settings.database_of("review"), pool_size=2, stands=True)
    try:
        with database.reading() as tx:
            found = find_case_named(tx, case)
            if found is None:
                raise CaseAbsent()
            told = explain(PolicyBook(load_policy_set(settings.policy_dir)), tx, found, until)
            told = with_everybody_asked(told)
            write_down_looks(settings, "review", "review.explain", Shown.DOSSIER, [found.id])
            if as_json:
                click.echo(json.dumps(ExplanationSchema().dump(told), ensure_ascii=False, indent=2))
            else:
                _show(Console(), told, cast(Language, language))
    finally:
        database.close()
    if not told.is_reproduced:
        sys.exit(1)


def with_everybody_asked(told: Explanation) -> Explanation:
    """The explanation with the proposing side's rules asked again too: only here are all services at hand."""
    theirs = rules_of(*PROPOSERS_ROOMS)

    def again(one: Asked) -> Asked:
        if one.replay.again is not Again.ASKED_ELSEWHERE:
            return one
        known = theirs.get(one.said.rule)
        title = known.title if known else None
        return dataclasses.replace(one, title=title, replay=ask_again(theirs, one.said))

    return dataclasses.replace(told, asked=tuple(again(one) for one in told.asked))


def _show(console: Console, told: Explanation, language: Language) -> None:
    def say(vi: str, en: str, style: str = "") -> None:
        console.print(escape(Words(vi, en).in_language(language)), style=style, highlight=False, soft_wrap=True)

    case = told.case
    console.rule(escape(f"{case.receipt} · {case.nominee_name}"))
    say(
        f"Đề nghị: {told.award_name.vi} ({case.award}), năm {case.year}, {case.unit_name}.",
        f"For: {told.award_name.en} ({case.award}), {case.year}, {case.unit_name}.",
    )
    moment_of = f"{told.as_of.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if told.as_of else None
    since = f"{told.state_since.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    state = worded(STATES, told.state)
    say(
        f"Trạng thái{f' tính đến {moment_of}' if moment_of else ''}: {state.vi} (từ {since}).",
        f"State{f' as of {moment_of}' if moment_of else ''}: {state.en} (since {since}).",
    )
    for policy in told.policies:
        names = f"{policy.plan_name.in_language(language)} · {policy.rulebook_name.in_language(language)}"
        say(f"Áp dụng: {names} [{policy.hash[:12]}]", f"Under: {names} [{policy.hash[:12]}]")
        for doubt in policy.doubts:
            say(f"  Chưa ngã ngũ: {doubt.vi}", f"  Unsettled: {doubt.en}")
    heading: tuple[Any, ...] | None = None
    for one in told.asked:
        if heading != (heading := (one.at, one.action)):
            act = worded(ACTS, one.action).in_language(language)
            console.print(f"\n[bold]{one.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}  {escape(act)}[/bold]")
        _show_asked(console, one, language)
    for vote in told.votes:
        _show_vote(console, vote, language)
    if told.decision is not None:
        number, dated = told.decision.printed, f"{told.decision.dated:%d/%m/%Y}"
        by = told.decision.by
        say(f"\nQuyết định {number} ngày {dated} ({by}).", f"\nDecision {number} of {dated} ({by}).", "bold")
    if told.is_reproduced:
        say("Xét lại từ dữ kiện đã lưu: mọi kết quả như cũ.", "Asked again from the kept facts: every answer the same.")
    else:
        say(
            "Xét lại từ dữ kiện đã lưu: có kết quả khác, xem ở trên.",
            "Asked again: some answers differ, see above.",
            "red",
        )


def _show_asked(console: Console, one: Asked, language: Language) -> None:
    said = one.said
    verdict = worded(VERDICTS, said.verdict).in_language(language)
    if said.consequence != "none":
        verdict += f" → {worded(CONSEQUENCES, said.consequence).in_language(language)}"
    title = f" {one.title.in_language(language)}" if one.title else ""
    style = _STYLE.get(said.verdict, "default")
    doubt = Words(" (căn cứ chưa kiểm chứng)", " (basis not verified)").in_language(language) if said.unverified else ""
    since = f"{said.since.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if said.since else ""
    kept = Words(f" (giữ kết quả ngày {since})", f" (kept from {since})").in_language(language) if since else ""
    lines = [
        f"[bold]{said.rule}[/bold]{escape(title)}: [{style}]{escape(verdict)}[/{style}]{escape(kept)}",
        escape(said.words.in_language(language)),
        escape(f"{said.basis}{doubt}"),
        *(f"[yellow]{escape(doubt.words.in_language(language))}[/yellow]" for doubt in one.doubts),
        *(f"[dim]{escape(line)}[/dim]" for line in _facts(said.facts)),
        f"[dim]{escape(_AGAIN[one.replay.again].in_language(language))}[/dim]",
    ]
    for indent, line in zip((2, *(5,) * len(lines)), lines, strict=False):
        console.print(Padding(line, (0, 0, 0, indent)), highlight=False)


def _facts(facts: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()]


def _show_vote(console: Console, vote: Voted, language: Language) -> None:
    formula = vote.tally["formula"][language]
    closed = f"{vote.closed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    words = Words(f"Biểu quyết, kết thúc {closed}: {formula}", f"Vote, closed {closed}: {formula}")
    console.print(f"\n[bold]{escape(words.in_language(language))}[/bold]", highlight=False)
    console.print(Padding(escape(vote.tally["basis"]), (0, 0, 0, 5)), highlight=False)
