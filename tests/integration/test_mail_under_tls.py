"""Mail over STARTTLS to a server whose authority is trusted, or is not.

Owns: proof that an encrypted conversation is held, in a process like the house's own too. Promises: a real server and a
real certificate.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notification.actions_mail import send_due_mail
from services.notification.rules.delivery import Status
from shared.desk import Desk
from tests.integration.mailing import mails, posting_desk, tell, with_mail
from tests.support.certificates import Certified, certify
from tests.support.children import REPOSITORY
from tests.support.smtp import PrivateSmtp

WAITING = [("huong", Status.WAITING.value, 0, None)]
IN_A_COOPERATIVE_PROCESS = """
from shared.greenlets import patch
patch()
import sys
from datetime import UTC, datetime
from services.notification.post import Mail, conversation
from shared.config import MailSettings
settings = MailSettings(
    host=sys.argv[1], port=int(sys.argv[2]), sender="vinhdanh@ldld.example", starttls=True, username="", password="",
    timeout=30.0, retry_pause=30.0,
)
mail = Mail(
    notice="n1", address="huong@minhanh.example", title="x", text="y", language="vi", written_at=datetime.now(UTC)
)
with conversation(settings) as post:
    print(post.hand_over(mail).result)
"""


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    return certify(tmp_path_factory.mktemp("certified"))


@pytest.fixture
def server(certified: Certified, tmp_path: Path) -> Iterator[PrivateSmtp]:
    with PrivateSmtp(tmp_path, chain=certified.chain) as made:
        yield made


@pytest.fixture
def desk(server: PrivateSmtp, tmp_path: Path) -> Iterator[Desk]:
    with posting_desk(tmp_path / "desk", server) as made:
        yield with_mail(made, starttls=True)


def test_mail_arrives_over_starttls(
    desk: Desk, server: PrivateSmtp, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    tell(desk, "huong")
    send_due_mail(desk)
    assert mails(desk) == [("huong", Status.DELIVERED.value, 1, None)]
    assert [mail.recipients for mail in server.messages()] == [("huong@minhanh.example",)]


def test_in_a_cooperative_process_too(server: PrivateSmtp, certified: Certified) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_COOPERATIVE_PROCESS, server.host, str(server.port)],
        cwd=REPOSITORY, env={"SSL_CERT_FILE": str(certified.authority)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "accepted", done.stderr
    assert len(server.messages()) == 1


def test_server_of_an_authority_nobody_trusts_gets_nothing(
    desk: Desk, server: PrivateSmtp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certify(tmp_path / "another").authority))
    tell(desk, "huong")
    send_due_mail(desk)
    assert mails(desk) == WAITING
    assert server.messages() == []
    told = "".join(capfd.readouterr())
    assert "mail_server_away" in told
    assert "SSLCertVerificationError" in told


def test_certificate_of_another_host_counts_for_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certify(tmp_path / "other", "192.0.2.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.authority))
    with PrivateSmtp(tmp_path, chain=other.chain) as server:
        elsewhere = with_mail(desk, port=server.port)
        tell(elsewhere, "huong")
        send_due_mail(elsewhere)
        assert server.messages() == []
    assert mails(desk) == WAITING


def test_server_without_starttls_gets_nothing(desk: Desk, smtp: PrivateSmtp) -> None:
    elsewhere = with_mail(desk, port=smtp.port)
    tell(elsewhere, "huong")
    send_due_mail(elsewhere)
    assert mails(elsewhere) == WAITING
    assert smtp.messages() == []


@pytest.mark.parametrize(
    ("password", "error"), [("wrong", "SMTPAuthenticationError 535"), ("mật khẩu", "UnicodeEncodeError")]
)
def test_password_that_is_not_taken_costs_no_attempt(
    desk: Desk,
    certified: Certified,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    password: str,
    error: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    signed = with_mail(desk, username="vinhdanh", password=password)
    tell(signed, "huong")
    send_due_mail(signed)
    assert mails(signed) == WAITING
    told = "".join(capfd.readouterr())
    assert "mail_server_away" in told
    assert error in told
    assert password not in told
