"""The stand itself: what other tests rely on when they break a server.

Owns: proof that each private server starts, falls, comes back and leaves nothing. Promises: real servers only.
Leaves to others: what our services make of it.
"""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import amqp.exceptions
import psycopg
import pytest
from kombu import Connection, Exchange, Queue
from kombu.simple import SimpleQueue

from tests.support.children import REPOSITORY, ChildEndedError, ChildProcess
from tests.support.ports import free_port, is_listening
from tests.support.postgres import PrivatePostgres
from tests.support.processes import ServiceProcess
from tests.support.rabbitmq import PrivateRabbit, QueueState
from tests.support.smtp import PrivateSmtp
from tests.support.waiting import WaitedInVainError, wait_until

QUEUE = Queue(
    "stand.q", Exchange("stand", "topic"), "told.#", durable=True, queue_arguments={"x-queue-type": "quorum"}
)


@pytest.fixture
def rabbit(rabbit_to_break: PrivateRabbit) -> PrivateRabbit:
    return rabbit_to_break


def is_alive(pid: int) -> bool:
    """Neither gone nor a zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def processes_with(word: str) -> list[str]:
    """Command lines that hold the word: a server's home is in the arguments or the environment of all its processes."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:
            continue  # it ended while we looked
        if word.encode() in line + environment:
            found.append(line.decode(errors="replace"))
    return found


def sync(url: str) -> str:
    """The address as psycopg itself takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def a_mail(recipient: str = "binh@hungyen.example") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "vinhdanh@hungyen.example"
    mail["To"] = recipient
    mail["Subject"] = "Hồ sơ khen thưởng đã được tiếp nhận"
    mail.set_content("Kính gửi đồng chí Nguyễn Thị Bình")
    return mail


def send(server: PrivateSmtp, mail: EmailMessage) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=30) as client:
        client.send_message(mail)


@pytest.fixture
def database(postgres: PrivatePostgres) -> Iterator[str]:
    url = postgres.create_database("stand")
    yield sync(url)
    postgres.drop_database("stand")


@pytest.fixture
def vhost(rabbit: PrivateRabbit) -> Iterator[str]:
    rabbit.create_vhost("stand")
    yield "stand"
    rabbit.delete_vhost("stand")


class TestPostgres:
    def test_settings_are_those_of_a_durable_server(self, database: str) -> None:
        with psycopg.connect(database) as connection:
            told = [
                connection.execute(f"SHOW {name}").fetchone()
                for name in ("fsync", "synchronous_commit", "max_connections", "listen_addresses")
            ]
        assert told == [("on",), ("on",), ("200",), ("127.0.0.1",)]

    @pytest.mark.parametrize("end", ["kill -9", "immediate", "fast"])
    def test_committed_row_survives_every_kind_of_end(
        self, postgres: PrivatePostgres, database: str, end: str
    ) -> None:
        with psycopg.connect(database) as connection:
            connection.execute("CREATE TABLE told AS SELECT 1 AS n")
        if end == "kill -9":
            postgres.kill9()
        else:
            postgres.stop("immediate" if end == "immediate" else "fast")
        assert not postgres.is_up()
        postgres.start()
        with psycopg.connect(database) as connection:
            assert connection.execute("SELECT n FROM told").fetchall() == [(1,)]

    def test_dropped_database_is_gone_although_somebody_was_connected(self, postgres: PrivatePostgres) -> None:
        url = sync(postgres.create_database("stand_drop"))
        with psycopg.connect(url) as connection:
            postgres.drop_database("stand_drop")
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)


class TestRabbit:
    def test_queue_is_counted(self, rabbit: PrivateRabbit, vhost: str) -> None:
        with Connection(rabbit.url(vhost)) as connection:
            queue = SimpleQueue(connection.channel(), QUEUE)
            queue.put({"n": 1})
            queue.put({"n": 2})
            expected = QueueState("stand.q", messages=2, unacknowledged=0, consumers=0, kind="quorum")
            wait_until(lambda: rabbit.queues(vhost).get("stand.q") == expected, "two messages counted")
            assert rabbit.waiting_messages("stand.q", vhost) == 2

    def test_confirmed_message_survives_a_kill(self, rabbit: PrivateRabbit, vhost: str) -> None:
        """What survives this survives an orderly end, which writes more down."""
        self.publish_one(rabbit, vhost)
        rabbit.settle()
        self.publish_one(rabbit, vhost)
        rabbit.kill9()
        assert not rabbit.is_up()
        rabbit.start()
        wait_until(lambda: rabbit.waiting_messages("stand.q", vhost) == 2, "both messages")

    def test_wiped_broker_is_empty_and_serves(self, rabbit: PrivateRabbit, vhost: str) -> None:
        self.publish_one(rabbit, vhost)
        rabbit.wipe()
        assert rabbit.queues(vhost) == {}
        with pytest.raises(amqp.exceptions.NotFound):
            rabbit.waiting_messages("stand.q", vhost)
        self.publish_one(rabbit, vhost)
        assert rabbit.waiting_messages("stand.q", vhost) == 1

    def test_memory_alarm_blocks_a_publisher_until_cleared(self, rabbit: PrivateRabbit, vhost: str) -> None:
        self.publish_one(rabbit, vhost)
        rabbit.set_memory_alarm(True)
        try:
            with pytest.raises(TimeoutError):
                self.publish_one(rabbit, vhost, patience=3)
        finally:
            rabbit.set_memory_alarm(False)
        before = rabbit.waiting_messages("stand.q", vhost)
        self.publish_one(rabbit, vhost)
        assert rabbit.waiting_messages("stand.q", vhost) == before + 1

    def test_paused_broker_answers_nothing_until_resumed(self, rabbit: PrivateRabbit) -> None:
        rabbit.pause()
        try:
            assert is_listening(rabbit.port)
            assert not rabbit.is_up()
        finally:
            rabbit.resume()
        wait_until(rabbit.is_up, "the broker to answer again")

    @staticmethod
    def publish_one(rabbit: PrivateRabbit, vhost: str, *, patience: float = 30) -> None:
        options = {"confirm_publish": True, "read_timeout": patience, "write_timeout": patience}
        connection = Connection(rabbit.url(vhost), transport_options=options)
        try:
            connection.Producer().publish(
                "một", exchange=QUEUE.exchange, routing_key="told.x", declare=[QUEUE], delivery_mode=2
            )
        finally:
            connection.collect()


class TestSmtp:
    def test_accepted_mail_is_kept_as_sent(self, smtp: PrivateSmtp) -> None:
        send(smtp, a_mail())
        [mail] = smtp.messages()
        assert mail.recipients == ("binh@hungyen.example",)
        assert mail.subject == "Hồ sơ khen thưởng đã được tiếp nhận"
        assert mail.text == "Kính gửi đồng chí Nguyễn Thị Bình\n"

    def test_refusal_for_now_lasts_as_often_as_told(self, smtp: PrivateSmtp) -> None:
        smtp.refuse(451, times=2)
        for _ in range(2):
            with pytest.raises(smtplib.SMTPDataError, match="451"):
                send(smtp, a_mail())
        send(smtp, a_mail())
        assert len(smtp.messages()) == 1

    def test_refusal_for_good_strikes_only_its_recipient(self, smtp: PrivateSmtp) -> None:
        smtp.refuse(550, at="rcpt", recipient="nobody@hungyen.example")
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                send(smtp, a_mail("nobody@hungyen.example"))
        send(smtp, a_mail())
        assert [mail.recipients for mail in smtp.messages()] == [("binh@hungyen.example",)]

    def test_lost_answer_leaves_the_mail(self, smtp: PrivateSmtp) -> None:
        smtp.lose_the_answer()
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
            send(smtp, a_mail())
        assert len(smtp.messages()) == 1

    def test_slow_server_outlasts_an_impatient_client(self, smtp: PrivateSmtp) -> None:
        smtp.be_slow(30)
        client = smtplib.SMTP(smtp.host, smtp.port, timeout=30)
        assert client.sock is not None
        client.sock.settimeout(0.5)
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            client.send_message(a_mail())
        assert smtp.messages() == []

    def test_stopped_server_refuses_and_comes_back_with_its_mails(self, smtp: PrivateSmtp) -> None:
        send(smtp, a_mail())
        smtp.stop()
        with pytest.raises(ConnectionRefusedError):
            send(smtp, a_mail())
        smtp.start()
        send(smtp, a_mail())
        assert len(smtp.messages()) == 2


class TestNothingRemains:
    @pytest.mark.parametrize("make", [PrivatePostgres, PrivateRabbit, PrivateSmtp])
    def test_removed_server_leaves_no_process_and_no_file(
        self, make: type[PrivatePostgres | PrivateRabbit | PrivateSmtp]
    ) -> None:
        with make() as server:
            home = str(server.home)
            assert processes_with(home)
        wait_until(lambda: not processes_with(home), f"the processes of {make.__name__} to be gone")
        assert not Path(home).exists()

    def test_child_ends_when_its_parent_is_killed(self, tmp_path: Path) -> None:
        (home := tmp_path / "home").mkdir()
        parent = (
            "import pathlib, time\n"
            "from tests.support.children import ChildProcess\n"
            f"home = pathlib.Path({str(home)!r})\n"
            "child = ChildProcess('sleep', ['sleep', '600'], log=home / 'log', home=home)\n"
            "child.start()\n"
            "print(child.pid, flush=True)\n"
            "time.sleep(600)\n"
        )
        killed = subprocess.Popen(
            [sys.executable, "-c", parent], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        with killed:
            assert killed.stdout is not None
            pid = int(killed.stdout.readline())
            assert is_alive(pid)
            killed.kill()
        wait_until(lambda: not is_alive(pid) and not home.exists(), "the orphan and its files to be gone")


class TestChild:
    def test_failure_shows_the_log(self, tmp_path: Path) -> None:
        child = ChildProcess("speaker", ["sh", "-c", "echo no such plan; exit 3"], log=tmp_path / "log")
        with child:
            assert child.wait_for_end() == 3
            with pytest.raises(ChildEndedError, match="no such plan"):
                _ = child.pid

    def test_child_that_does_not_end_when_asked_is_reported_and_killed(self, tmp_path: Path) -> None:
        script = "trap '' TERM; echo deaf; while :; do sleep 1; done"
        deaf = ChildProcess("deaf", ["sh", "-c", script], log=tmp_path / "log")
        with deaf:
            wait_until(lambda: "deaf" in deaf.log.read_text(), "the trap")
            pid = deaf.pid
            with pytest.raises(ChildEndedError, match="did not end"):
                deaf.stop(timeout=0.3)
            assert not is_alive(pid)

    def test_wait_in_vain_says_what_for(self) -> None:
        started = time.monotonic()
        with pytest.raises(WaitedInVainError, match=r"waited 0\.1 s for a miracle; last seen: None"):
            wait_until(lambda: None, "a miracle", timeout=0.1)
        assert time.monotonic() - started < 5

    def test_free_ports_differ_and_are_free(self) -> None:
        ports = {free_port() for _ in range(50)}
        assert len(ports) == 50
        assert not any(is_listening(port) for port in ports)

    def test_child_gets_only_the_environment_given(self, tmp_path: Path) -> None:
        child = ChildProcess("env", ["/usr/bin/env"], log=tmp_path / "log", env={"TOLD": "yes"})
        with child:
            assert child.wait_for_end() == 0
        assert child.log.read_text() == "TOLD=yes\n"
        assert "TOLD" not in os.environ


class TestService:
    """The program is the standard library's file server: `readyz` is a file that is there or not."""

    @staticmethod
    def serving(directory: Path, log: Path) -> ServiceProcess:
        port = free_port()
        return ServiceProcess(
            ["--bind", "127.0.0.1", "--directory", str(directory), str(port)],
            log=log,
            env={"TOLD": "yes"},
            port=port,
            fault_at="outbox.published",
            program=[sys.executable, "-u", "-m", "http.server"],
        )

    def test_service_is_ready_when_it_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "readyz").write_text("ready")
        with self.serving(tmp_path, tmp_path / "log") as service:
            service.wait_ready()
            assert service.probe() == (200, "ready")
            assert service.stop() == -signal.SIGTERM
            assert service.probe()[0] == 0
            service.start()
            service.wait_ready()

    def test_service_that_is_not_ready_shows_its_answer_and_its_log(self, tmp_path: Path) -> None:
        said = r"(?s)/readyz said \[\(404, .*GET /readyz"
        with self.serving(tmp_path, tmp_path / "log") as service, pytest.raises(WaitedInVainError, match=said):
            service.wait_ready(timeout=2)

    def test_service_that_ends_at_start_is_not_waited_for(self, tmp_path: Path) -> None:
        service = self.serving(tmp_path / "nowhere", tmp_path / "log")
        service.arguments[-1] = "no port"
        with service, pytest.raises(ChildEndedError, match=r"(?s)ended with 2.*no port"):
            service.wait_ready()

    def test_fault_is_told_to_the_first_run_only(self, tmp_path: Path) -> None:
        service = self.serving(tmp_path, tmp_path / "log")
        assert (service.env["VINHDANH_FAULT_AT"], service.env["TOLD"]) == ("outbox.published", "yes")
        service.forget_fault()
        assert "VINHDANH_FAULT_AT" not in service.env
