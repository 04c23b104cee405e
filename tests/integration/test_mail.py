"""Mail against a real SMTP server that is down, slow, refuses, or hangs up before it answers.

Owns: proof that each mail is delivered once or waits where a person can see it. Promises: a real server only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.event import listen

from services.notification.actions_mail import HANDFUL, send_due_mail
from services.notification.models import Contact, Notice
from services.notification.rules.delivery import MAX_ATTEMPTS, Status
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.terms import Via
from tests.integration.mailing import ADDRESS, mails, make_due, make_due_if_waiting, posting_desk, said, tell, with_mail
from tests.support.smtp import PrivateSmtp
from tests.support.waiting import wait_until


@pytest.fixture
def desk(tmp_path: Path, smtp: PrivateSmtp) -> Iterator[Desk]:
    with posting_desk(tmp_path, smtp) as made:
        yield made


def test_mail_arrives_once_in_vietnamese_and_is_said(desk: Desk, smtp: PrivateSmtp) -> None:
    cause = tell(desk, "huong", "lan")
    send_due_mail(desk)
    send_due_mail(desk)
    arrived = smtp.messages()
    assert sorted(mail.recipients for mail in arrived) == [("huong@minhanh.example",), ("lan@minhanh.example",)]
    assert {mail.subject for mail in arrived} == {"Hồ sơ HY-2026-0001 đã được tiếp nhận"}
    assert "Kính gửi CĐCS Công ty TNHH May Minh Anh" in arrived[0].text
    assert [row[1:] for row in mails(desk)] == [("delivered", 1, None)] * 2
    delivered = said(desk)
    assert [event.type for event in delivered] == ["notification.delivered"] * 2
    assert {(event.trace.via, event.trace.causation) for event in delivered} == {(Via.TIMER, cause.id)}
    assert {mail.message["Message-ID"] for mail in arrived} == {
        f"<{event.data['notice']}@ldld.example>" for event in delivered
    }


def test_no_address_stands_in_an_event_or_a_log(
    desk: Desk, smtp: PrivateSmtp, capfd: pytest.CaptureFixture[str]
) -> None:
    smtp.refuse(550, times=None, at="rcpt", text="<huong@minhanh.example> is unknown")
    tell(desk, "huong")
    send_due_mail(desk)
    told = "".join(event.body() for event in said(desk)) + "".join(capfd.readouterr())
    assert "mail_not_delivered" in told
    assert "minhanh.example" not in told


def test_server_down_blocks_nothing_and_costs_no_attempt(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.stop()
    tell(desk, "huong")
    send_due_mail(desk)
    send_due_mail(desk)
    assert mails(desk) == [("huong", Status.WAITING.value, 0, None)]
    smtp.start()
    send_due_mail(desk)
    assert mails(desk) == [("huong", Status.DELIVERED.value, 1, None)]
    assert len(smtp.messages()) == 1


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_refusal_for_now_is_tried_again_later_on_the_same_message_id(
    desk: Desk, smtp: PrivateSmtp, at: str
) -> None:
    smtp.refuse(451, times=1, at=at)
    tell(desk, "huong")
    send_due_mail(desk)
    ((_, status, attempts, error),) = mails(desk)
    assert (status, attempts, (error or "")[:3]) == ("waiting", 1, "451")
    send_due_mail(desk)
    assert smtp.messages() == []  # not before its time
    make_due(desk)
    send_due_mail(desk)
    assert [row[1:3] for row in mails(desk)] == [("delivered", 2)]
    assert said(desk)[0].data["attempts"] == 2


def test_refused_mail_arrives_by_itself_once_the_server_takes_it(desk: Desk, smtp: PrivateSmtp) -> None:
    """Nobody touches the row: the sweep alone waits out the pauses, each twice as long as the one before."""
    hurried = with_mail(desk, retry_pause=0.4)
    smtp.refuse(451, times=2)
    tell(hurried, "huong")
    began = time.monotonic()

    def sweep() -> list[str]:
        send_due_mail(hurried)
        return [status for _, status, _, _ in mails(hurried) if status == "delivered"]

    wait_until(sweep, "the mail to arrive", every=0.05)
    assert time.monotonic() - began >= (0.4 + 0.8) * 0.75
    assert [row[1:] for row in mails(hurried)] == [("delivered", 3, None)]
    assert len(smtp.messages()) == 1
    assert [event.data["attempts"] for event in said(hurried)] == [3]


def test_hundred_mails_share_commits_and_arrive_once(desk: Desk, smtp: PrivateSmtp) -> None:
    people = [f"nguoi-{number:03d}" for number in range(100)]
    tell(desk, *people)
    commits: list[object] = []
    listen(desk.database.engine, "commit", commits.append)
    send_due_mail(desk)
    arrived = [mail.recipients[0] for mail in smtp.messages()]
    assert sorted(arrived) == [ADDRESS.format(one) for one in people]
    assert {row[1:] for row in mails(desk)} == {("delivered", 1, None)}
    assert len(commits) == len(people) / HANDFUL + 1


def test_connection_that_breaks_costs_the_mails_behind_it_no_attempt(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.lose_the_answer()
    tell(desk, "an", "binh", "chi")
    send_due_mail(desk)
    (first, *behind) = sorted(mails(desk), key=lambda row: row[1] != "uncertain")
    assert first[1:3] == ("uncertain", 1)
    assert [row[1:] for row in behind] == [("waiting", 0, None)] * 2
    send_due_mail(desk)
    assert sorted(row[1:3] for row in mails(desk)) == [("delivered", 1), ("delivered", 1), ("uncertain", 1)]
    assert len(smtp.messages()) == 3


def test_one_refused_recipient_does_not_keep_the_others_waiting(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.refuse(550, times=None, at="rcpt", recipient="huong@minhanh.example")
    tell(desk, "huong", "lan")
    send_due_mail(desk)
    assert [row[:3] for row in mails(desk)] == [("huong", "undeliverable", 1), ("lan", "delivered", 1)]
    assert sorted(event.type for event in said(desk)) == ["notification.delivered", "notification.undeliverable"]


def test_after_the_last_attempt_it_is_undeliverable(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.refuse(451, times=None)
    tell(desk, "huong")
    for _ in range(MAX_ATTEMPTS + 2):
        make_due_if_waiting(desk)
        send_due_mail(desk)
    assert [row[1:3] for row in mails(desk)] == [("undeliverable", MAX_ATTEMPTS)]
    assert [event.type for event in said(desk)] == ["notification.undeliverable"]


def test_mail_in_doubt_is_flagged_and_not_repeated(desk: Desk, smtp: PrivateSmtp) -> None:
    smtp.lose_the_answer()
    tell(desk, "huong")
    send_due_mail(desk)
    make_due_if_waiting(desk)
    send_due_mail(desk)
    assert [row[1:3] for row in mails(desk)] == [("uncertain", 1)]
    assert len(smtp.messages()) == 1
    assert said(desk) == []


def test_server_slower_than_our_patience_leaves_the_mail_in_doubt(desk: Desk, smtp: PrivateSmtp) -> None:
    impatient = with_mail(desk, timeout=2.0)
    smtp.be_slow(60.0)
    tell(impatient, "huong")
    send_due_mail(impatient)
    assert [row[1:3] for row in mails(desk)] == [("uncertain", 1)]


def test_mail_under_way_when_its_process_ended_is_flagged(desk: Desk, smtp: PrivateSmtp) -> None:
    tell(desk, "huong", "lan")
    with desk.database.transaction() as tx:
        tx.execute(
            update(Notice)
            .where(Notice.channel == "email", Notice.recipient == "huong")
            .values(status=Status.SENDING.value, attempts=1, next_attempt_at=wall_now())
        )
    send_due_mail(desk)
    assert [row[:2] for row in mails(desk)] == [("huong", "uncertain"), ("lan", "delivered")]


def test_contact_without_address_meanwhile_is_undeliverable(desk: Desk, smtp: PrivateSmtp) -> None:
    tell(desk, "huong")
    with desk.database.transaction() as tx:
        tx.execute(update(Contact).values(email=None))
    send_due_mail(desk)
    assert [row[1:] for row in mails(desk)] == [("undeliverable", 1, "no address")]


@pytest.mark.parametrize("text", [".\n..two dots\n.", ".\n..hai chấm\n" + "ă" * 2000])
def test_leading_dots_and_long_lines_arrive_as_written(desk: Desk, smtp: PrivateSmtp, text: str) -> None:
    tell(desk, "huong")
    with desk.database.transaction() as tx:
        tx.execute(update(Notice).where(Notice.channel == "email").values(text=text))
    send_due_mail(desk)
    assert smtp.messages()[0].text.splitlines() == text.splitlines()


def test_without_a_mail_server_configured_nobody_is_written_to(desk: Desk) -> None:
    quiet = with_mail(desk, host="")
    tell(quiet, "huong")
    send_due_mail(quiet)
    assert mails(quiet) == []
