"""`vinhdanh review migrate`: open cases go on under another policy or by another road, rehearsed first, and back.

Owns: reading what an administrator names, the dry run, how the plan reads. Promises: a dry run is the real act undone
before its commit; refused means nothing moved. Leaves to others: who may follow whom (`review_succession`), moving
(`services.review.migrating`), drafts (nomination, read only here: they pass when it hears of the move).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import click
from rich.console import Console
from rich.markup import escape
from sqlalchemy.orm import Session

from deploy.commands.at_the_terminal import at_the_terminal, working_at_the_terminal
from deploy.commands.review_succession import named_successors, successor_of
from deploy.desks import build_desk, clock_of
from services.nomination.actions_mergers import drafts_at, receipts_under_way
from services.review.migrating import migrate, revert
from services.review.migration_record import Grounds, Left, Migrated, Moved
from services.review.rerouting import Wanted, heirs_alone
from services.review.rules.migration import Successor
from shared.clock import office_day
from shared.config import Settings, read_settings
from shared.db import Database
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.review import Step
from shared.events.terms import Role
from shared.policy import load_policy_set
from shared.vocabulary import STAGES, STATES, worded
from shared.words import Language, Words
from shared.work import Work


class _OnlyRehearsed(Exception):
    """Leaves the transaction so that nothing of it stays."""


@click.command(name="migrate")
@click.option("--plan", help="The plan whose open cases move.")
@click.option("--to-policy", help="They go on under it: a hash (its first digits suffice), or a rulebook id.")
@click.option("--chain", help="Chain by which the rest of their road is laid anew (C3, C4, C5 …).")
@click.option("--from-chain", help="Only cases that stand on this chain.")
@click.option("--bodies", multiple=True, metavar="OLD=NEW", help="NEW takes over from OLD; cases OLD awaits.")
@click.option(
    "--cases", "named", multiple=True, metavar="RECEIPT=NEW",
    help="Of a union that split: NEW goes on with this case, draft or list (id); --bodies OLD=NEW has the rest.",
)  # fmt: skip
@click.option("--revert", "reverts", metavar="MIGRATION", help="Bring back the former road of what has not moved on.")
@click.option("--by", "author", required=True, help="Who decided it; stands in every record beside who you are.")
@click.option("--unit", default="vinh-danh", show_default=True, help="The unit of whoever acts.")
@click.option("--reason", required=True)
@click.option("--document", required=True, help="The paper the reform rests on.")
@click.option("--dry-run", is_flag=True, help="Do everything, show it, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def migrate_cases(
    plan: str | None, to_policy: str | None, chain: str | None, from_chain: str | None, bodies: Sequence[str],
    named: Sequence[str], reverts: str | None, author: str, unit: str, reason: str, document: str, dry_run: bool,
    as_json: bool, language: str,
) -> None:  # fmt: skip
    """Move the open cases of PLAN to another policy or chain: a dissolved level, a merged body, a new law."""
    if (plan is None) == (reverts is None):
        raise click.UsageError("name --plan to move cases, or --revert to bring them back")
    settings, grounds = read_settings(), Grounds(reason=reason, document=document)
    desk = build_desk("review", settings, load_policy_set(settings.policy_dir), clock_of(settings), stands=True)
    try:
        if reverts is not None:
            done = _acting(desk, author, unit, lambda work: revert(work, reverts, grounds), dry_run=dry_run)
            merging = Merging()
        else:
            plan_id = desk.policies.policies.plan(cast(str, plan)).id
            today = office_day(desk.clock.now())
            with _reading_nomination(settings) as tx:
                wanted = Wanted(
                    plan=plan_id, to_policy=_whole_hash(desk, plan_id, to_policy) if to_policy else None, chain=chain,
                    from_chain=from_chain, bodies=_successors(tx, bodies, today),
                    named=named_successors(tx, named, plan_id, today),
                )  # fmt: skip
                merging = _merging(tx, wanted)
            done = _acting(
                desk, author, unit, lambda work: migrate(desk, work, wanted, grounds, awaited=merging.under_way),
                dry_run=dry_run,
            )  # fmt: skip
    finally:
        desk.database.close()
    if as_json:
        told_too = {"dry_run": dry_run, "drafts": merging.drafts}
        click.echo(json.dumps({**told_too, **to_plain(done)}, ensure_ascii=False, indent=2))
    else:
        _show(Console(soft_wrap=True), done, merging, cast(Language, language), dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class Merging:
    """What nomination knows of merged unions: receipts by case of what they sent up, ids of their drafts."""

    under_way: Mapping[str, str] = field(default_factory=dict)
    drafts: Sequence[str] = ()


def _merging(tx: Session, wanted: Wanted) -> Merging:
    """Of a union whose default is named, everything; of one that is not, what was named of it."""
    under_way: dict[str, str] = {}
    drafts: list[str] = []
    wholly = set(heirs_alone(wanted).bodies)
    for ended in sorted(wholly | wanted.units_named):
        under_way |= {
            case: receipt for case, receipt in receipts_under_way(tx, ended, wanted.plan).items()
            if ended in wholly or case in wanted.named
        }  # fmt: skip
        found = [draft.id for draft in drafts_at(tx, ended, wanted.plan)]
        drafts += [draft for draft in found if ended in wholly or draft in wanted.named]
    return Merging(under_way, drafts)


@contextmanager
def _reading_nomination(settings: Settings) -> Iterator[Session]:
    database = Database(settings.database_of("nomination"), pool_size=2, stands=True)
    try:
        with database.reading() as tx:
            yield tx
    finally:
        database.close()


def _acting(desk: Desk, author: str, unit: str, act: Callable[[Work], Migrated], *, dry_run: bool) -> Migrated:
    """Do it in a transaction of its own; a dry run leaves that transaction at its end."""
    done: list[Migrated] = []
    who = at_the_terminal(Role.ADMINISTRATOR, unit, for_whom=author)
    try:
        with working_at_the_terminal(desk, who, "rehearse_migration" if dry_run else "migrate") as work:
            done.append(act(work))
            if dry_run:
                raise _OnlyRehearsed
    except _OnlyRehearsed:
        pass
    return done[0]


def _whole_hash(desk: Desk, plan: str, given: str) -> str:
    """The one policy of the plan whose hash begins so, or that of the files with the rulebook of this id."""
    policies = desk.policies.policies
    if given in policies.rulebooks:
        return policies.rehearsal_bundle(plan, given).hash
    with desk.database.reading() as tx:
        known = [one for one in desk.policies.hashes_of(tx, plan) if one.startswith(given)]
    if len(known) != 1:
        raise click.UsageError(f"--to-policy {given}: {len(known)} policies of {plan} begin so")
    return known[0]


def _successors(tx: Session, pairs: Sequence[str], today: date) -> dict[str, Successor]:
    found: dict[str, Successor] = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not sign or not old or not new:
            raise click.UsageError(f"--bodies {pair}: write OLD=NEW")
        found[old] = successor_of(tx, old, new, today)
    return found


def _show(console: Console, done: Migrated, merging: Merging, language: Language, *, dry_run: bool) -> None:
    def say(vi: str, en: str, style: str = "") -> None:
        console.print(escape(Words(vi, en).in_language(language)), style=style, highlight=False)

    for one in done.moved:
        _show_moved(say, one)
    for left in done.left:
        _show_left(say, left)
    count, kept = len(done.moved), len(done.left)
    say(f"\n{count} hồ sơ chuyển, {kept} hồ sơ ở lại.", f"\n{count} cases move, {kept} stay.", "bold")
    if merging.drafts:
        drafts = len(merging.drafts)
        say(f"{drafts} bản thảo chuyển theo.", f"{drafts} drafts pass with them.")
    if dry_run:
        say("Chạy thử: không ghi gì.", "Dry run: nothing was written.")
    else:
        say(f"Mã lần chuyển: {done.migration}", f"Migration: {done.migration}")


Say = Callable[..., None]


def _show_moved(say: Say, one: Moved) -> None:
    was, now = _step(one.from_step), _step(one.step)
    states = worded(STATES, one.from_state), worded(STATES, one.state)
    say(
        f"{one.receipt}: {one.from_chain} {was.vi}, {states[0].vi} → {one.chain} {now.vi}, {states[1].vi}",
        f"{one.receipt}: {one.from_chain} {was.en}, {states[0].en} → {one.chain} {now.en}, {states[1].en}",
    )
    if one.unit != one.from_unit:
        say(f"    đơn vị đề nghị {one.from_unit} → {one.unit}", f"    answered for by {one.from_unit} → {one.unit}")
    if one.policy != one.from_policy:
        old, new = one.from_policy[:12], one.policy[:12]
        say(f"    quy định {old} → {new}", f"    policy {old} → {new}")


def _step(step: Step) -> Words:
    kind = worded(STAGES, step.kind)
    return Words(f"{step.body_name} ({kind.vi})", f"{step.body_name} ({kind.en})")


def _show_left(say: Say, one: Left) -> None:
    state = worded(STATES, one.state)
    say(f"{one.receipt}: ở lại, {state.vi}; {one.why.vi}", f"{one.receipt}: stays, {state.en}; {one.why.en}", "dim")
