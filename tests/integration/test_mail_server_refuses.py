"""A mail server that takes nothing from the house, whoever is written to.

Owns: proof that no recipient answers for that, and that it can be seen. Promises: a real server only.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Literal

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from services.notification.actions_mail import HANDFUL, send_due_mail
from services.notification.models import Notice
from services.notification.queries import show_gauges
from services.notification.rules.delivery import Status
from shared.clock import wall_now
from shared.desk import Desk
from tests.integration.mailing import mails, make_due, make_due_if_waiting, posting_desk, said, tell, with_mail
from tests.support.certificates import certify
from tests.support.ports import LOOPBACK
from tests.support.smtp import PrivateSmtp

PEOPLE = ("an", "binh", "chi")
UNTRIED = [(one, Status.WAITING.value, 0, None) for one in PEOPLE]
DELIVERED = [(one, Status.DELIVERED.value, 1, None) for one in PEOPLE]


@pytest.fixture
def desk(tmp_path: Path, smtp: PrivateSmtp) -> Iterator[Desk]:
    with posting_desk(tmp_path, smtp) as made:
        yield made


def shown(name: str) -> float | None:
    return REGISTRY.get_sample_value(f"vinhdanh_notification_{name}")


def due(desk: Desk) -> dict[str, datetime | None]:
    with desk.database.reading() as tx:
        found = tx.execute(select(Notice.recipient, Notice.next_attempt_at).where(Notice.channel == "email"))
        return {who: at for who, at in found}


@pytest.mark.parametrize(
    ("code", "at"),
    [
        (530, "mail"), (550, "mail"), (451, "mail"), (421, "mail"), (421, "rcpt"), (530, "rcpt"), (421, "data"),
    ],
)  # fmt: skip
def test_no_recipient_answers_for_what_is_said_to_the_house(
    desk: Desk, smtp: PrivateSmtp, capfd: pytest.CaptureFixture[str], code: int, at: Literal["mail", "rcpt", "data"]
) -> None:
    smtp.refuse(code, at=at, text="an@minhanh.example, the house is not known")
    tell(desk, *PEOPLE)
    for _ in range(3):
        send_due_mail(desk)
        make_due(desk)
    assert mails(desk) == UNTRIED
    assert said(desk) == []
    assert shown("mail_server_up") == 0
    told = "".join(capfd.readouterr())
    assert "mail_server_away" in told
    assert str(code) in told
    assert "minhanh.example" not in told

    smtp.accept()
    send_due_mail(desk)
    assert mails(desk) == DELIVERED
    assert len(smtp.messages()) == len(PEOPLE)
    assert shown("mail_server_up") == 1


@pytest.mark.parametrize(
    ("greeting", "reason", "patience"),
    [
        (b"220 hello\r\n", "SMTPServerDisconnected", 0.3), (b"554 go away\r\n", "SMTPConnectError 554", 30.0),
        (b"", "Disconnected", 0.3),
    ],
)  # fmt: skip
def test_server_that_says_no_more_than_a_greeting_costs_nobody_an_attempt(
    desk: Desk, capfd: pytest.CaptureFixture[str], greeting: bytes, reason: str, patience: float
) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        greeter = Thread(target=greet, args=(server, greeting))
        greeter.start()
        silent = with_mail(desk, port=server.getsockname()[1], timeout=patience)
        tell(silent, *PEOPLE)
        send_due_mail(silent)
        greeter.join(timeout=60)
    assert mails(desk) == UNTRIED
    assert shown("mail_server_up") == 0
    assert reason in "".join(capfd.readouterr())


def greet(server: socket.socket, greeting: bytes) -> None:
    """And stay, without another word, until the other side hangs up."""
    line, _ = server.accept()
    with line:
        line.sendall(greeting)
        while line.recv(100):
            pass


def test_server_that_hangs_up_on_the_sender_costs_nobody_an_attempt(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.hang_up(at="mail", times=None)
    tell(desk, *PEOPLE)
    send_due_mail(desk)
    assert mails(desk) == UNTRIED
    assert shown("mail_server_up") == 0


def test_server_that_hangs_up_on_a_recipient_costs_that_one_an_attempt(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.hang_up(at="rcpt")
    tell(desk, *PEOPLE)
    send_due_mail(desk)
    assert sorted(row[1:3] for row in mails(desk)) == [("waiting", 0), ("waiting", 0), ("waiting", 1)]
    make_due_if_waiting(desk)
    send_due_mail(desk)
    assert {row[1] for row in mails(desk)} == {"delivered"}


def test_refusal_stands_though_the_server_leaves_after_it(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.refuse(550, times=1, at="rcpt", leaves=True)
    tell(desk, "an")
    send_due_mail(desk)
    assert [row[1:] for row in mails(desk)] == [("undeliverable", 1, "550 at recipient")]


def test_server_that_knows_no_sender_of_ours_says_so_of_recipients_and_they_wait(
    desk: Desk, smtp: PrivateSmtp
) -> None:
    """As Postfix does: what it holds against a client it says at the recipient."""
    smtp.refuse(554, at="rcpt", text="5.7.1 <an@minhanh.example>: Relay access denied")
    tell(desk, *PEOPLE)
    send_due_mail(desk)
    assert {row[1:] for row in mails(desk)} == {("waiting", 1, "554 at recipient")}


def test_house_that_was_refused_asks_again_after_a_pause_alone(desk: Desk, smtp: PrivateSmtp) -> None:
    before = wall_now()
    smtp.refuse(451, times=1, at="mail")
    tell(desk, *PEOPLE)
    send_due_mail(desk)
    pause = timedelta(seconds=desk.settings.mail.retry_pause)
    assert all(at is not None and at >= before + pause for at in due(desk).values())
    send_due_mail(desk)
    assert smtp.messages() == []


def test_those_behind_the_refused_are_taken_next(desk: Desk, smtp: PrivateSmtp) -> None:
    """A server that closes after so many mails keeps nobody from the next conversation."""
    people = [f"nguoi-{number:02d}" for number in range(2 * HANDFUL)]
    smtp.refuse(421, times=1, at="mail")
    tell(desk, *people)
    send_due_mail(desk)
    assert smtp.messages() == []
    send_due_mail(desk)
    assert len(smtp.messages()) == HANDFUL
    assert sorted(row[2] for row in mails(desk)) == [0] * HANDFUL + [1] * HANDFUL


@pytest.mark.parametrize("code", [421, 530])
def test_mailbox_the_house_is_refused_over_keeps_no_neighbour_waiting(
    desk: Desk, smtp: PrivateSmtp, code: int
) -> None:
    """Whether the mailbox is meant or the house nobody knows: it is not counted, and goes behind the others."""
    tell(desk, "an", "binh", "chi", "dung")
    first = in_order(desk)[0]
    smtp.refuse(code, at="rcpt", recipient=f"{first}@minhanh.example")
    for _ in range(2):
        send_due_mail(desk)
        an_hour_passes(desk)
    assert len(smtp.messages()) == 3
    assert {row[1:] for row in mails(desk) if row[0] != first} == {(Status.DELIVERED.value, 1, None)}
    assert [row[1:] for row in mails(desk) if row[0] == first] == [(Status.WAITING.value, 1, f"{code} at recipient")]


def test_several_such_mails_are_each_passed_once(desk: Desk, smtp: PrivateSmtp) -> None:
    people = [f"nguoi-{number:02d}" for number in range(HANDFUL)]
    tell(desk, *people)
    smtp.refuse(421, times=3, at="data")
    for _ in range(4):
        send_due_mail(desk)
    assert sorted(row[1:3] for row in mails(desk)) == [("delivered", 1)] * (HANDFUL - 3) + [("waiting", 0)] * 3
    an_hour_passes(desk)
    send_due_mail(desk)
    assert {row[1:3] for row in mails(desk)} == {("delivered", 1)}


@pytest.mark.parametrize(("at", "step"), [("rcpt", "at recipient"), ("data", "after content")])
def test_refusal_behind_mails_that_went_through_is_counted_and_behind_it_nobody_waits(
    desk: Desk, smtp: PrivateSmtp, at: Literal["rcpt", "data"], step: str
) -> None:
    tell(desk, *PEOPLE)
    second = in_order(desk)[1]
    smtp.refuse(421, at=at, recipient=f"{second}@minhanh.example", leaves=True)
    send_due_mail(desk)
    assert [row[1:] for row in mails(desk) if row[0] == second] == [("waiting", 1, f"421 {step}")]
    assert shown("mail_server_up") == 1
    send_due_mail(desk)
    assert {row[1] for row in mails(desk) if row[0] != second} == {"delivered"}


def an_hour_passes(desk: Desk) -> None:
    """Everything that waits is due, in the order it would have been."""
    with desk.database.transaction() as tx:
        for notice in tx.scalars(select(Notice).where(Notice.next_attempt_at.is_not(None))):
            assert notice.next_attempt_at is not None
            notice.next_attempt_at -= timedelta(hours=1)


def in_order(desk: Desk) -> list[str]:
    """Who is written to next, as the sweep takes them."""
    with desk.database.reading() as tx:
        wanted = select(Notice.recipient).where(Notice.channel == "email", Notice.next_attempt_at <= wall_now())
        return list(tx.scalars(wanted.order_by(Notice.next_attempt_at, Notice.id)))


def test_gauge_tells_mails_never_tried_from_those_tried_again(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.refuse(530, at="mail")
    tell(desk, "an", "binh")
    send_due_mail(desk)
    show(desk)
    assert (shown("oldest_untried_seconds") or 0) > 0
    smtp.refuse(451, at="rcpt", recipient="an@minhanh.example")
    make_due(desk)
    send_due_mail(desk)
    show(desk)
    assert [row[1:3] for row in mails(desk)] == [("waiting", 1), ("delivered", 1)]
    assert shown("oldest_untried_seconds") == 0
    assert (shown("oldest_waiting_seconds") or 0) > 0


def show(desk: Desk) -> None:
    with desk.database.reading() as tx:
        show_gauges(tx)


def test_server_that_wants_starttls_gets_nothing_in_the_clear(desk: Desk, tmp_path: Path) -> None:
    with PrivateSmtp(tmp_path, chain=certify(tmp_path / "certified").chain) as server:
        plain = with_mail(desk, port=server.port)
        tell(plain, *PEOPLE)
        send_due_mail(plain)
        assert server.messages() == []
    assert mails(desk) == UNTRIED
