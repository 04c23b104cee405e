"""`vinhdanh ops`: what an operator looks at and repairs, the same on both homes.

Works on the databases directly: it must help exactly when services or broker do not run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console

from deploy.commands.at_the_terminal import at_the_terminal, write_down_looks
from deploy.commands.tables import as_json, print_rows
from deploy.desks import clock_of
from deploy.services import definition_of
from shared import inbox_rows, outbox, outbox_rows
from shared.clock import wall_now
from shared.config import read_settings
from shared.db import Database
from shared.events.envelope import Trace
from shared.events.terms import Repaired, Shown, Via
from shared.ids import new_id
from shared.topology import SERVICES, SUBSCRIPTIONS, emitters
from shared.work import Work, working

console = Console()

_EMITTER = click.argument("service", type=click.Choice(emitters()))
_CONSUMER = click.argument("service", type=click.Choice(sorted(SUBSCRIPTIONS)))
_REASON = click.option("--reason", help="Why, without names of persons; it stands on record.")
_BY = click.option("--by", help="Whom you act for; who acts is the account of this machine.")
_IN_AN_EVENT = 500
_MOST = 10_000


@contextmanager
def _database(service: str) -> Iterator[Database]:
    database = Database(read_settings().database_of(service), pool_size=2, stands=True)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _repairing(service: str, by: str | None) -> Iterator[Work]:
    """A transaction in SERVICE whose repair is said with it, by whom this machine has signed in."""
    came_in, now = Trace(Via.COMMAND_LINE, new_id()), clock_of(read_settings()).now()
    with (
        _database(service) as database,
        working(database, now=now, actor=at_the_terminal(for_whom=by), trace=came_in, new_id=new_id) as work,
    ):
        yield work


@click.group()
def ops() -> None:
    """Outbox, inbox, dead letters: look and repair."""


@ops.command()
@as_json
def status(as_json: bool) -> None:
    """What waits, in every service."""
    rows = []
    for service in SERVICES:
        with _database(service) as database, database.reading() as tx:
            unpublished, since = outbox_rows.backlog(tx)
            waiting = inbox_rows.counts(tx)
        oldest = min([at for _, at in waiting.values()] + ([since] if since else []), default=None)
        counts = [str(waiting[name][0]) if name in waiting else "0" for name in ("retry", "parked", "dead")]
        rows.append((service, str(unpublished), *counts, oldest.isoformat() if oldest else ""))
    print_rows(("service", "unpublished", "retry", "parked", "dead", "oldest"), rows, as_json=as_json)


@ops.command()
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def invariants(services: tuple[str, ...]) -> None:
    """Check what must always hold in the rows of SERVICES (all by default); reads only."""
    broken = 0
    for service in services or SERVICES:
        with _database(service) as database, database.reading() as tx:
            for invariant in definition_of(service).invariants:
                violations = invariant.violations(tx)
                broken += len(violations)
                console.print(f"{'[red]no[/]' if violations else '[green]ok[/]'}  {service}: {invariant.name}")
                for violation in violations[:20]:
                    console.print(f"      {violation}", highlight=False)
    if broken:
        raise click.ClickException(f"{broken} violations")


@ops.command(name="outbox")
@_EMITTER
@click.option("--after", default=0, help="Rows after this row number.")
@click.option("--subject", help="Only events of this subject (a case, a session, …).")
@click.option("--waiting", is_flag=True, help="Only what the broker has not confirmed (again) yet.")
@click.option("--newest", is_flag=True, help="The last rows instead of the first.")
@click.option("--limit", default=50, show_default=True)
@click.option("--verify", is_flag=True, help="Check positions and chained hashes of the whole log.")
@as_json
def show_outbox(
    service: str, after: int, subject: str | None, waiting: bool, newest: bool, limit: int, verify: bool, as_json: bool
) -> None:
    """The log of what SERVICE said."""
    with _database(service) as database, database.reading() as tx:
        if verify:
            broken = outbox_rows.broken_links(tx)
            if broken:
                raise click.ClickException(f"the log of {service} is broken at positions {broken[:20]}")
            console.print(f"the log of {service} is whole")
            return
        rows = outbox.entries(tx, after_id=after, subject=subject, limit=limit, waiting=waiting, newest=newest)
    told = (
        (
            str(row.id), str(row.position or ""), row.type, row.subject, str(row.sequence),
            row.recorded_at.isoformat(), "yes" if row.is_published else "waits",
        )
        for row in rows
    )  # fmt: skip
    print_rows(("row", "position", "type", "subject", "no.", "recorded", "published"), told, as_json=as_json)


@ops.command()
@_EMITTER
@click.option("--from", "first", default=1, show_default=True, help="First position.")
@click.option("--to", "last", type=int, help="Last position (default: all).")
@_REASON
@_BY
def republish(service: str, first: int, last: int | None, reason: str | None, by: str | None) -> None:
    """Offer a range of SERVICE's log again; consumers drop what they have seen. That it was done is on record."""
    with _repairing(service, by) as work:
        count = outbox.republish(work.tx, from_position=first, to_position=last)
        said = definition_of(service).repair(
            done=Repaired.LOG_OFFERED_AGAIN, count=count, first=first, last=last, reason=reason
        )
        work.emit(work.new_id(), said)
    console.print(f"{count} events of {service} will be published again by its relay")


@ops.command()
@_CONSUMER
@click.option("--status", type=click.Choice([status.value for status in inbox_rows.KEPT]), help="Only these.")
@click.option("--limit", default=50, show_default=True)
@as_json
def inbox(service: str, status: str | None, limit: int, as_json: bool) -> None:
    """Events that wait or are dead in SERVICE, with their reasons; `--status settled`: what was settled."""
    wanted = [inbox_rows.Status(status)] if status else list(inbox_rows.UNSETTLED)
    with _database(service) as database, database.reading() as tx:
        _show_receipts(inbox_rows.list_unapplied(tx, wanted, limit), as_json=as_json)


@ops.group()
def dead() -> None:
    """Events that could not be applied."""


@dead.command(name="list")
@_CONSUMER
@click.option("--limit", default=50, show_default=True)
@as_json
def list_dead(service: str, limit: int, as_json: bool) -> None:
    """Dead events of SERVICE with their reasons."""
    with _database(service) as database, database.reading() as tx:
        _show_receipts(inbox_rows.list_dead(tx, limit), as_json=as_json)


def _show_receipts(receipts: Sequence[inbox_rows.Receipt], *, as_json: bool) -> None:
    columns = ("event", "status", "type", "subject", "no.", "attempts", "received", "next", "reason")
    told = (
        (
            one.event_id, one.status.value, one.type, one.subject, str(one.sequence), str(one.attempts),
            one.received_at.isoformat(), one.next_attempt_at.isoformat() if one.next_attempt_at else "",
            one.error_code or "",
        )
        for one in receipts
    )  # fmt: skip
    print_rows(columns, told, as_json=as_json)


@dead.command()
@_CONSUMER
@click.argument("event_id")
def show(service: str, event_id: str) -> None:
    """One event of the inbox of SERVICE: why it waits, and its body."""
    with _database(service) as database, database.reading() as tx:
        receipt = inbox_rows.find_receipt(tx, event_id)
    if receipt is None:
        raise click.ClickException(f"{service} never received {event_id}")
    if receipt.body is not None:
        write_down_looks(read_settings(), service, "ops.dead_show", Shown.DOSSIER, [receipt.subject])
    console.print(f"status    {receipt.status}   attempts {receipt.attempts}   received {receipt.received_at}")
    console.print(f"reason    {receipt.error_code or '-'}   {receipt.error or ''}")
    if receipt.body is not None:
        try:
            console.print_json(json.dumps(json.loads(receipt.body), ensure_ascii=False))
        except ValueError:
            console.print(repr(receipt.body[:2000]))


@dead.command()
@_CONSUMER
@click.argument("event_ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All dead events that can be read.")
@click.option("--dry-run", is_flag=True, help="Say what would be done.")
@_REASON
@_BY
def requeue(
    service: str, event_ids: tuple[str, ...], everything: bool, dry_run: bool, reason: str | None, by: str | None
) -> None:
    """Try dead events of SERVICE again, after their cause was mended. That it was done is on record."""
    chosen = list(event_ids)
    if everything:
        with _database(service) as database, database.reading() as tx:
            chosen = [item.event_id for item in inbox_rows.list_dead(tx, _MOST, readable=True)]
    if not chosen and not everything:
        raise click.UsageError("name events, or say --all")
    if dry_run:
        with _database(service) as database, database.reading() as tx:
            due = inbox_rows.list_requeueable(tx, chosen)
        console.print(f"{len(due)} events would be tried again")
    else:
        with _repairing(service, by) as work:
            due = inbox_rows.requeue(work.tx, chosen, wall_now())
            _say_of_dead(work, service, Repaired.DEAD_TRIED_AGAIN, due, reason)
        console.print(f"{len(due)} events of {service} are due now")
    if len(due) < len(set(chosen)):
        raise click.ClickException(f"{len(set(chosen)) - len(due)} were not dead, or cannot be read")


@dead.command()
@_CONSUMER
@click.argument("event_ids", nargs=-1)
@click.option("--unreadable", is_flag=True, help="All dead messages that cannot be read.")
@click.option("--reason", required=True, help="Why, without names of persons; it stands on record.")
@_BY
def settle(service: str, event_ids: tuple[str, ...], unreadable: bool, reason: str, by: str | None) -> None:
    """Let dead events of SERVICE rest that can never be applied: kept, not counted, on record.

    What follows one in its case goes on waiting. `requeue` with its name brings one back that can be read.
    """
    chosen = list(event_ids)
    if unreadable:
        with _database(service) as database, database.reading() as tx:
            chosen += [item.event_id for item in inbox_rows.list_dead(tx, _MOST, readable=False)]
    if not chosen and not unreadable:
        raise click.UsageError("name events, or say --unreadable")
    with _repairing(service, by) as work:
        settled = inbox_rows.settle_dead(work.tx, chosen, wall_now())
        behind = inbox_rows.followers(work.tx, settled)
        _say_of_dead(work, service, Repaired.DEAD_SETTLED, settled, reason)
    console.print(f"{len(settled)} events of {service} are settled; {behind} parked behind them go on waiting")
    if len(settled) < len(set(chosen)):
        raise click.ClickException(
            f"{len(set(chosen)) - len(settled)} were not dead, or can be tried again once their cause is mended"
        )


def _say_of_dead(work: Work, service: str, done: Repaired, events: Sequence[str], reason: str | None) -> None:
    for at in range(0, len(events), _IN_AN_EVENT):
        some = tuple(events[at : at + _IN_AN_EVENT])
        said = definition_of(service).repair(done=done, count=len(some), events=some, reason=reason)
        work.emit(work.new_id(), said)
