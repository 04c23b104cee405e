"""Sending what waits: a handful of mails is taken, handed over outside of any transaction, and settled together.

Owns: the sweep. Promises: a mail server that is away, or takes nothing from us, blocks nothing and costs no attempt; no
mail keeps those behind it waiting for ever; a process that ends in the middle leaves at most a handful in doubt, which
is flagged and not repeated. Leaves to others: SMTP (`post`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import and_, func, select, update

from services.notification.actions_rows import as_service, say_delivered
from services.notification.errors import MailServerAway
from services.notification.metrics import ATTEMPTS, MAIL_SERVER_UP
from services.notification.models import Contact, NomineeContact, Notice
from services.notification.post import Mail, Post, conversation
from services.notification.queries import is_mail_due
from services.notification.rules.circles import Circle
from services.notification.rules.delivery import Attempt, Result, Status, spread_of, turn_after_refusal, what_follows
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.notification import Undeliverable
from shared.events.terms import Channel, Via
from shared.work import Work

log = structlog.get_logger(__name__)

MAILS_PER_SWEEP = 200
HANDFUL = 10  # mails that share a commit, and may be in doubt together when a process is killed
_LEASE_MARGIN = timedelta(seconds=60)
_NO_ADDRESS = Attempt(Result.REFUSED_FOR_GOOD, "no address")


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail under way, with the row it stands in. `mail` is None when its recipient has no address any more."""

    row: dict[str, Any]
    mail: Mail | None


def send_due_mail(desk: Desk) -> None:
    """One sweep: everything due, over one connection."""
    if not desk.settings.mail.host:
        return
    with desk.database.reading() as tx:
        if not is_mail_due(tx, wall_now()):
            return
    try:
        with conversation(desk.settings.mail) as post:
            _send_over(desk, post)
            if post.refusal is not None:
                raise MailServerAway(post.refusal)
    except MailServerAway as away:
        MAIL_SERVER_UP.set(0)
        log.warning("mail_server_away", error=away.reason)


def _send_over(desk: Desk, post: Post) -> None:
    """Settle each handful in the transaction that takes the next: one commit for all of them."""
    tried: list[tuple[Taken, Attempt | None]] = []
    left = MAILS_PER_SWEEP
    while True:
        taken = _settle_and_take(desk, post, tried, min(left, HANDFUL) if post.is_open else 0)
        if not taken:
            return
        left -= len(taken)
        tried = [(one, _try(post, one)) for one in taken]
        if post.refusal is None:
            MAIL_SERVER_UP.set(1)


def _first_pause(desk: Desk) -> timedelta:
    return timedelta(seconds=desk.settings.mail.retry_pause)


def _try(post: Post, taken: Taken) -> Attempt | None:
    """None when it does not count: the conversation was over before its turn came, or no mail is taken from us."""
    if not post.is_open:
        return None
    attempt = _NO_ADDRESS if taken.mail is None else post.hand_over(taken.mail)
    if attempt is not None:
        ATTEMPTS.labels(attempt.result.value).inc()
    return attempt


def _settle_and_take(
    desk: Desk, post: Post, tried: Sequence[tuple[Taken, Attempt | None]], room: int
) -> list[Taken]:
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        for taken, attempt in tried:
            if attempt is None:
                _put_back(desk, work, post, taken.row)
            else:
                settle(desk, work, taken.row, attempt)
        return take_handful(desk, work, room) if room else []


def take_handful(desk: Desk, work: Work, room: int) -> list[Taken]:
    """The mails due longest, marked as under way; what an ended process had under way is flagged first."""
    now = wall_now()
    while True:
        found = _due(work, now, room)
        abandoned = [row for row, _ in found if row["status"] == Status.SENDING.value]
        for row in abandoned:
            settle(desk, work, row, Attempt(Result.IN_DOUBT, "the process ended"))
        taken = [
            Taken(row | {"attempts": row["attempts"] + 1}, _mail(row, address))
            for row, address in found
            if row["status"] == Status.WAITING.value
        ]
        if taken or not abandoned:
            break
    if taken:
        # While they are under way `next_attempt_at` is the moment from which they count as abandoned.
        until = now + timedelta(seconds=len(taken) * 4 * desk.settings.mail.timeout) + _LEASE_MARGIN
        marked = update(Notice).where(Notice.id.in_([one.row["id"] for one in taken]))
        work.tx.execute(
            marked.values(status=Status.SENDING.value, attempts=Notice.attempts + 1, next_attempt_at=until)
        )
    return taken


def _due(work: Work, now: datetime, room: int) -> list[tuple[dict[str, Any], str | None]]:
    """Rows with the address of their recipient, held; another replica's are passed over."""
    columns = Notice.__table__.c
    found = work.tx.execute(
        select(*columns, func.coalesce(Contact.email, NomineeContact.email).label("email"))
        .outerjoin(Contact, Contact.subject == columns.recipient)
        .outerjoin(
            NomineeContact,
            and_(NomineeContact.case_id == columns.case_id, columns.circle == Circle.NOMINEE.value),
        )
        .where(columns.status.in_((Status.WAITING.value, Status.SENDING.value)), columns.next_attempt_at <= now)
        .order_by(columns.next_attempt_at, columns.id)
        .limit(room)
        .with_for_update(skip_locked=True, of=Notice)
    ).mappings()
    return [({name: row[name] for name in columns.keys()}, row["email"]) for row in found]  # noqa: SIM118 (no dict)


def _put_back(desk: Desk, work: Work, post: Post, row: dict[str, Any]) -> None:
    again_at = turn_after_refusal(
        row["next_attempt_at"],
        post.refused_at,
        is_over_it=post.refused_over == row["id"],
        now=wall_now(),
        first_pause=_first_pause(desk),
        spread=spread_of(row["id"], row["attempts"]),
    )
    _write(work, row["id"], status=Status.WAITING.value, attempts=row["attempts"] - 1, next_attempt_at=again_at)


def settle(desk: Desk, work: Work, row: dict[str, Any], attempt: Attempt) -> None:
    """Record what became of an attempt and say so."""
    now = wall_now()
    following = what_follows(
        attempt.result,
        attempts=row["attempts"],
        now=now,
        first_pause=_first_pause(desk),
        spread=spread_of(row["id"], row["attempts"]),
    )
    is_waiting = following.status is Status.WAITING
    _write(
        work,
        row["id"],
        status=following.status.value,
        next_attempt_at=following.again_at,
        error=attempt.said or None,
        settled_at=None if is_waiting else now,
    )
    if following.status is Status.DELIVERED:
        say_delivered(desk, work, row, via=Via.TIMER)
    elif following.status is Status.UNDELIVERABLE:
        say_undeliverable(desk, work, row, attempt.said)
    if following.status is not Status.DELIVERED:
        log.warning("mail_not_delivered", notice=row["id"], status=following.status.value, error=attempt.said)


def say_undeliverable(desk: Desk, work: Work, row: dict[str, Any], error: str) -> None:
    as_service(desk, work, correlation=row["correlation"], cause=row["cause"], via=Via.TIMER).emit(
        row["id"],
        Undeliverable(
            notice=row["id"],
            recipient=row["recipient"],
            channel=Channel(row["channel"]),
            template=row["template"],
            cause=row["cause"],
            case=row["case_id"],
            attempts=row["attempts"],
            error=error,
        ),
    )


def _mail(row: dict[str, Any], address: str | None) -> Mail | None:
    if address is None:
        return None
    return Mail(
        notice=row["id"],
        address=address,
        title=row["title"],
        text=row["text"],
        language="en" if row["language"] == "en" else "vi",
        written_at=row["created_at"],
    )


def _write(work: Work, notice: str, **values: Any) -> None:
    work.tx.execute(update(Notice).where(Notice.id == notice).values(**values))
