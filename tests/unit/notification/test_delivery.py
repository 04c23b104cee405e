"""What follows from an attempt, and the bytes of a mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from services.notification.post import Mail, content_of
from services.notification.rules.delivery import (
    MAX_ATTEMPTS,
    Result,
    Status,
    Step,
    is_said_to_the_house,
    pause_after,
    result_of_code,
    result_of_reply,
    spread_of,
    turn_after_refusal,
    what_follows,
)

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("result", "attempts", "status"),
    [
        (Result.ACCEPTED, 1, Status.DELIVERED),
        (Result.ACCEPTED, MAX_ATTEMPTS, Status.DELIVERED),
        (Result.REFUSED_FOR_NOW, 1, Status.WAITING),
        (Result.NOT_REACHED, MAX_ATTEMPTS - 1, Status.WAITING),
        (Result.REFUSED_FOR_NOW, MAX_ATTEMPTS, Status.UNDELIVERABLE),
        (Result.REFUSED_FOR_GOOD, 1, Status.UNDELIVERABLE),
        (Result.IN_DOUBT, 1, Status.UNCERTAIN),
        (Result.IN_DOUBT, MAX_ATTEMPTS, Status.UNCERTAIN),
    ],
)
def test_what_follows(result: Result, attempts: int, status: Status) -> None:
    following = what_follows(result, attempts=attempts, now=NOW, first_pause=timedelta(seconds=30), spread=0.5)
    assert following.status is status
    assert (following.again_at is not None) == (status is Status.WAITING)


@pytest.mark.parametrize(
    ("attempts", "spread", "seconds"),
    [(1, 0.5, 30), (2, 0.5, 60), (1, 0.0, 22.5), (1, 1.0, 37.5), (8, 0.5, 3600), (30, 0.5, 3600)],
)
def test_pause_doubles_up_to_an_hour_and_is_spread(attempts: int, spread: float, seconds: float) -> None:
    assert pause_after(attempts, timedelta(seconds=30), spread) == timedelta(seconds=seconds)


def test_spread_differs_between_notices_and_stays_for_one() -> None:
    spreads = [spread_of(f"n{number}", 1) for number in range(50)]
    assert len(set(spreads)) > 40
    assert all(0 <= spread <= 1 for spread in spreads)
    assert spread_of("n1", 1) == spreads[1]


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (250, Result.ACCEPTED), (354, Result.ACCEPTED), (421, Result.REFUSED_FOR_NOW), (451, Result.REFUSED_FOR_NOW),
        (550, Result.REFUSED_FOR_GOOD), (-1, Result.REFUSED_FOR_NOW), (530, Result.REFUSED_FOR_NOW),
    ],
)  # fmt: skip
def test_reply_codes(code: int, result: Result) -> None:
    assert result_of_code(code) is result


@pytest.mark.parametrize(
    ("code", "step", "told"),
    [
        (530, Step.SENDER, True), (550, Step.SENDER, True), (451, Step.SENDER, True), (250, Step.SENDER, False),
        (421, Step.RECIPIENT, True), (421, Step.CONTENT, True), (421, Step.AFTER_CONTENT, True),
        (530, Step.RECIPIENT, True), (550, Step.RECIPIENT, False), (451, Step.RECIPIENT, False),
        (452, Step.AFTER_CONTENT, False), (554, Step.AFTER_CONTENT, False), (354, Step.CONTENT, False),
    ],
)  # fmt: skip
def test_what_is_said_to_the_house_is_told_from_what_is_said_of_a_mail(code: int, step: Step, told: bool) -> None:
    assert is_said_to_the_house(code, step, took_others=False) is told


@pytest.mark.parametrize("code", [421, 530])
@pytest.mark.parametrize("step", [Step.RECIPIENT, Step.CONTENT, Step.AFTER_CONTENT])
def test_server_that_has_just_taken_another_mail_says_it_of_this_one(code: int, step: Step) -> None:
    assert not is_said_to_the_house(code, step, took_others=True)
    assert is_said_to_the_house(code, Step.SENDER, took_others=True)


@pytest.mark.parametrize("step", [Step.RECIPIENT, Step.CONTENT, Step.AFTER_CONTENT])
@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_mail_the_house_was_refused_over_goes_behind_those_that_keep_their_places(step: Step, spread: float) -> None:
    def turn(place: datetime, *, is_over_it: bool) -> datetime:
        pause = timedelta(seconds=30)
        return turn_after_refusal(place, step, is_over_it=is_over_it, now=NOW, first_pause=pause, spread=spread)

    earlier = NOW - timedelta(minutes=5)
    assert turn(earlier, is_over_it=False) == earlier
    assert turn(earlier, is_over_it=True) == NOW + timedelta(seconds=45 + 30 * spread)


def test_house_that_may_not_send_asks_again_after_a_pause_and_behind_a_broken_line_nobody_waits() -> None:
    def turn(step: Step | None, *, is_over_it: bool) -> datetime:
        pause = timedelta(seconds=30)
        return turn_after_refusal(NOW, step, is_over_it=is_over_it, now=NOW, first_pause=pause, spread=0.9)

    assert {turn(Step.SENDER, is_over_it=one) for one in (True, False)} == {NOW + timedelta(seconds=30)}
    assert turn(None, is_over_it=False) == NOW


@pytest.mark.parametrize(
    ("code", "words", "result"),
    [
        (550, b"5.1.1 no such mailbox", Result.REFUSED_FOR_GOOD), (550, b"unknown", Result.REFUSED_FOR_GOOD),
        (552, b"5.2.2 mailbox full", Result.REFUSED_FOR_GOOD), (451, b"4.7.1 greylisted", Result.REFUSED_FOR_NOW),
        (554, b"5.7.1 <x@y.vn>: Relay access denied", Result.REFUSED_FOR_NOW),
        (550, b"5.7.54 SMTP; Unable to relay recipient", Result.REFUSED_FOR_NOW),
        (550, b"<5.7.1@y.vn> unknown", Result.REFUSED_FOR_GOOD), (250, b"2.1.5 OK", Result.ACCEPTED),
    ],
)  # fmt: skip
def test_no_mailbox_is_given_up_for_want_of_a_right(code: int, words: bytes, result: Result) -> None:
    assert result_of_reply(code, words) is result


@pytest.mark.parametrize(("spread", "days"), [(0.5, 3), (0.0, 2.25)])
def test_refusal_for_now_is_tried_for_three_days(spread: float, days: float) -> None:
    pauses = [pause_after(attempt, timedelta(seconds=30), spread) for attempt in range(1, MAX_ATTEMPTS)]
    assert sum(pauses, timedelta()) >= timedelta(days=days)


def a_mail(**more: str) -> Mail:
    given = {"notice": "n1", "address": "huong@minhanh.example", "title": "Hồ sơ chờ tiếp nhận", "text": "Kính gửi\n"}
    return Mail(**given | more, language="vi", written_at=NOW)


def test_mail_says_who_what_when_and_is_the_same_each_time() -> None:
    first = content_of(a_mail(), "vinhdanh@ldld.example")
    assert first == content_of(a_mail(), "vinhdanh@ldld.example")
    read = message_from_bytes(first, policy=policy.default)
    assert (read["Subject"], read["To"]) == ("Hồ sơ chờ tiếp nhận", "huong@minhanh.example")
    assert (read["Message-ID"], read["Auto-Submitted"]) == ("<n1@ldld.example>", "auto-generated")
    assert first.isascii()
    assert first.endswith(b"\r\n")


@pytest.mark.parametrize("title", ["x\r\nBcc: all@example.org", "x\nBcc: all@example.org"])
def test_line_break_in_a_header_is_refused(title: str) -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        content_of(a_mail(title=title), "vinhdanh@ldld.example")
