"""Handing mail to an SMTP server, one connection for many messages.

Owns: the conversation, and telling what may have been delivered from what cannot have been, and what is refused to
us from what is to a recipient. Promises: a message has one Message-ID for ever; nothing in a header can start another;
no address leaves in an error or a log. Leaves to others: what to send and what follows (`actions_mail`,
`rules.delivery`).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.notification.errors import MailServerAway
from services.notification.rules.delivery import (
    Attempt,
    Result,
    Step,
    is_said_to_the_house,
    result_of_code,
    result_of_reply,
)
from shared.config import MailSettings
from shared.words import Language

# Not every server takes eight-bit content; every reader decodes seven-bit content.
_SEVEN_BIT = SMTP.clone(cte_type="7bit")
_CLOSING = 421  # RFC 5321 §3.8
_LEADING_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message to one address."""

    notice: str
    address: str
    title: str
    text: str
    language: Language
    written_at: datetime


class Post:
    """An open conversation with a mail server. When it is over `is_open` is false; `refusal` says why, where the server
    takes nothing from us now, whoever it is for, and `refused_at` and `refused_over` at which step of which notice."""

    def __init__(self, client: smtplib.SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender
        self.is_open = True
        self.refusal: str | None = None
        self.refused_at: Step | None = None
        self.refused_over: str | None = None
        self._took_others = False

    def hand_over(self, mail: Mail) -> Attempt | None:
        """Try once; None when the server takes nothing from us. Never raises for what server or network do."""
        try:
            content = content_of(mail, self._sender)
        except (ValueError, MessageError):
            return Attempt(Result.REFUSED_FOR_GOOD, "address cannot be used")
        for step, command in (
            (Step.SENDER, f"MAIL FROM:<{self._sender}>"),
            (Step.RECIPIENT, f"RCPT TO:<{mail.address}>"),
            (Step.CONTENT, "DATA"),
        ):
            try:
                code, words = self._client.docmd(command)
            except (OSError, smtplib.SMTPException) as error:
                return self._broke(Result.NOT_REACHED, error, step, mail)
            if is_said_to_the_house(code, step, took_others=self._took_others):
                self._give_up(f"{code} {step}", step, mail)
                return None
            if (result := result_of_reply(code, words)) is not Result.ACCEPTED:
                self._begin_anew()
                return Attempt(result, f"{code} {step}")
        return self._send(mail, content)

    def _send(self, mail: Mail, content: bytes) -> Attempt | None:
        """From here on the server may have the message even if it never says so."""
        step = Step.AFTER_CONTENT
        try:
            self._client.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
            code, _ = self._client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return self._broke(Result.IN_DOUBT, error, step, mail)
        if is_said_to_the_house(code, step, took_others=self._took_others):
            self._give_up(f"{code} {step}", step, mail)
            return None
        result = result_of_code(code)
        if result is Result.ACCEPTED:
            self._took_others = True
        elif code == _CLOSING:
            self.is_open = False
        return Attempt(result, "" if result is Result.ACCEPTED else f"{code} {step}")

    def _begin_anew(self) -> None:
        """After a refusal, which stands whether or not the server stays for more."""
        try:
            self._client.rset()
        except (OSError, smtplib.SMTPException):
            self.is_open = False

    def _broke(self, result: Result, error: Exception, step: Step, mail: Mail) -> Attempt | None:
        if step is Step.SENDER:
            self._give_up(f"{type(error).__name__} {step}", step, mail)
            return None
        self.is_open = False
        return Attempt(result, type(error).__name__)

    def _give_up(self, refusal: str, step: Step, mail: Mail) -> None:
        self.is_open, self.refusal, self.refused_at, self.refused_over = False, refusal, step, mail.notice


@contextmanager
def conversation(settings: MailSettings) -> Iterator[Post]:
    """Greet the server and take leave of it; `MailServerAway` when it cannot be reached or refuses us."""
    with ExitStack() as line:
        try:
            client = _greet(settings, line)
        # ValueError: a host or a password that cannot be put into the bytes it has to travel in.
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise MailServerAway(_name_of(error)) from error
        post = Post(client, settings.sender)
        try:
            yield post
        finally:
            _take_leave(client)


def _greet(settings: MailSettings, line: ExitStack) -> smtplib.SMTP:
    """The line is hung up with the stack, however far this comes."""
    # The host goes in here and not into `connect`: the certificate is compared with the name known from here alone.
    client = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    line.callback(client.close)
    if settings.starttls:
        client.starttls(context=ssl.create_default_context())
    client.ehlo_or_helo_if_needed()
    if settings.username:
        client.login(settings.username, settings.password)
    return client


def _name_of(error: Exception) -> str:
    """What failed, with the server's code and without its words: they may hold an address."""
    name = type(error).__name__
    return f"{name} {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else name


def content_of(mail: Mail, sender: str) -> bytes:
    """The message as bytes with CRLF line ends; `ValueError` when a header would hold a line break."""
    subject = _subject_of(mail.title)
    message = EmailMessage(policy=_SEVEN_BIT)
    message["From"] = Address(display_name="Vinh Danh", addr_spec=sender)
    message["To"] = Address(addr_spec=mail.address)
    message["Date"] = format_datetime(mail.written_at)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(mail.text)
    # The notice's own id: when a message in doubt is sent again, the reader's programme sees that it is the same. In
    # one line, where a policy would begin a second one before a long domain.
    identity = f"Message-ID: <{mail.notice}@{sender.rpartition('@')[2]}>\r\n"
    return subject + identity.encode("ascii") + message.as_bytes()


def _subject_of(title: str) -> bytes:
    """The header with its line end. Written here, since what a policy folds arrives otherwise: between two encoded
    words Python 3.11 and 3.12 lose a space, and 3.13 adds one.
    """
    if title.splitlines() != [title]:
        raise ValueError("a title holds a newline")
    written = Header(title, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return b"Subject: " + written.encode("ascii") + b"\r\n"


def _take_leave(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):
        return  # the line is broken, or the server hangs up on QUIT: what was answered before stands
