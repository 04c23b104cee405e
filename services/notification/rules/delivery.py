"""What follows from an attempt to deliver, and when to try again.

Owns: outcomes, back-off, the end of trying. Promises: pure; what may have been delivered is never silently repeated;
no recipient answers for what a server holds against the house.
Leaves to others: speaking SMTP (`services/notification/post.py`), rows (`actions_mail`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MAX_ATTEMPTS = 80  # three days: a server that fails on a Friday evening is mended on Monday
_LONGEST_PAUSE = timedelta(hours=1)

# The service is closing (RFC 5321 §3.8); whoever sends has to sign in or use TLS first (RFC 4954 §6, RFC 3207 §4).
_SAID_TO_THE_HOUSE = frozenset({421, 530})
_FOR_WANT_OF_A_RIGHT = re.compile(rb"5\.7\.\d{1,3}\b")


class Status(StrEnum):
    """Where one message to one recipient stands. `uncertain`: it may have arrived, a person decides. `unaddressed`:
    nobody stated where the nominee can be written to; it leaves once that is heard of, and else never.
    """

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    UNCERTAIN = "uncertain"
    UNDELIVERABLE = "undeliverable"
    UNADDRESSED = "unaddressed"


class Step(StrEnum):
    """How far a mail has come, in the words of its log line. From `AFTER_CONTENT` on the server has all of it."""

    SENDER = "at sender"
    RECIPIENT = "at recipient"
    CONTENT = "at content"
    AFTER_CONTENT = "after content"


class Result(StrEnum):
    """What became of one attempt."""

    ACCEPTED = "accepted"
    REFUSED_FOR_NOW = "refused_for_now"  # 4xx
    REFUSED_FOR_GOOD = "refused_for_good"  # 5xx
    NOT_REACHED = "not_reached"  # the connection broke over this recipient, before the content was handed over
    IN_DOUBT = "in_doubt"  # it broke after: the server may have taken the message


@dataclass(frozen=True, slots=True)
class Attempt:
    """`said` tells where it failed and with which code; never an address."""

    result: Result
    said: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    status: Status
    again_at: datetime | None = None


def what_follows(
    result: Result, *, attempts: int, now: datetime, first_pause: timedelta, spread: float
) -> Following:
    """The status after `attempts` attempts, and when the next is due."""
    if result is Result.ACCEPTED:
        return Following(Status.DELIVERED)
    if result is Result.IN_DOUBT:
        return Following(Status.UNCERTAIN)
    if result is Result.REFUSED_FOR_GOOD or attempts >= MAX_ATTEMPTS:
        return Following(Status.UNDELIVERABLE)
    return Following(Status.WAITING, now + pause_after(attempts, first_pause, spread))


def pause_after(attempts: int, first: timedelta, spread: float) -> timedelta:
    """The first pause, doubled with each attempt up to an hour, times 0.75 to 1.25 as `spread` goes from 0 to 1."""
    # In seconds: eighty doublings are more than a timedelta holds.
    doubled = first.total_seconds() * 2.0 ** (attempts - 1)
    return timedelta(seconds=min(doubled, _LONGEST_PAUSE.total_seconds())) * (0.75 + spread / 2)


def spread_of(notice: str, attempts: int) -> float:
    """A number from 0 to 1 that differs between notices, so that an outage does not end in a storm."""
    return int(hashlib.sha256(f"{notice}{attempts}".encode()).hexdigest()[:4], 16) / 0xFFFF


def result_of_code(code: int) -> Result:
    """An SMTP reply code: RFC 5321 §4.2.1. What may be said to the house gives no recipient up at once."""
    if 200 <= code < 400:
        return Result.ACCEPTED
    return Result.REFUSED_FOR_GOOD if code >= 500 and code not in _SAID_TO_THE_HOUSE else Result.REFUSED_FOR_NOW


def is_said_to_the_house(code: int, step: Step, *, took_others: bool) -> bool:
    """Whether a reply would have come for any mail: whatever is refused before a recipient is named, and more codes.

    Over a recipient these codes are its own where the server `took_others` in the same conversation.
    """
    if step is Step.SENDER:
        return result_of_code(code) is not Result.ACCEPTED
    return code in _SAID_TO_THE_HOUSE and not took_others


def turn_after_refusal(
    place: datetime, step: Step | None, *, is_over_it: bool, now: datetime, first_pause: timedelta, spread: float
) -> datetime:
    """When a mail has its next turn that was put back uncounted; `place` is when it had this one, `step` where the
    house was refused, None where a line broke over another mail.

    A server that hears no sender of ours is asked again after a pause. Later nobody knows whether the house is meant or
    the recipient: that mail goes behind all that keep their places, or it would come first again, and keep them
    waiting for ever.
    """
    if step is Step.SENDER:
        return now + pause_after(1, first_pause, spread=0.5)
    return now + pause_after(2, first_pause, spread) if is_over_it else place


def result_of_reply(code: int, words: bytes) -> Result:
    """What is answered to one recipient, before any content.

    A policy (RFC 3463: X.7) tells of rights and of no mailbox. A server that does not know the house says so of each
    recipient ("Relay access denied"), and somebody mends that: it is tried again.
    """
    result = result_of_code(code)
    if result is Result.REFUSED_FOR_GOOD and _FOR_WANT_OF_A_RIGHT.match(words):
        return Result.REFUSED_FOR_NOW
    return result
