"""Settings are read once and refused when wrong or dangerous."""

from __future__ import annotations

import pytest

from shared.config import Home, ScannerSettings, SettingsInvalid, read_settings

DISTRIBUTED = {
    "VINHDANH_HOME": "distributed",
    "VINHDANH_DATABASE_URL": "postgresql+psycopg://u:p@127.0.0.1/{service}",
    "VINHDANH_BROKER_URL": "amqp://u:p@127.0.0.1//",
}
MAIL = {"VINHDANH_SMTP_HOST": "mail.ldld.example"}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("VINHDANH_")]:
        monkeypatch.delenv(name)


def test_without_any_setting_the_house_is_embedded() -> None:
    settings = read_settings()

    assert settings.home is Home.EMBEDDED
    assert settings.broker.is_memory
    assert settings.database_of("review").endswith("/review.sqlite")


def test_a_distributed_house_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in DISTRIBUTED.items():
        monkeypatch.setenv(name, value)

    assert read_settings().database_of("audit") == "postgresql+psycopg://u:p@127.0.0.1/audit"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", None),
        ("tcp://127.0.0.1:3310", ScannerSettings(host="127.0.0.1", port=3310, path=None, timeout=15.0)),
        ("tcp://[::1]:3310", ScannerSettings(host="::1", port=3310, path=None, timeout=15.0)),
        (
            "unix:///run/clamav/clamd.ctl",
            ScannerSettings(host="", port=0, path="/run/clamav/clamd.ctl", timeout=15.0),
        ),
    ],
)
def test_a_scanner_is_named_by_port_or_socket_file(
    monkeypatch: pytest.MonkeyPatch, written: str, read: ScannerSettings | None
) -> None:
    monkeypatch.setenv("VINHDANH_SCANNER", written)

    assert read_settings().scanner == read


def test_a_house_that_writes_to_nobody_needs_no_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINHDANH_SMTP_SENDER", "")

    assert read_settings().mail.host == ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"VINHDANH_HOME": "cloud"}, "cloud"),
        ({"VINHDANH_HOME": "cloud"}, "VINHDANH_HOME"),
        ({"VINHDANH_LOG_LEVEL": "verbose"}, "VINHDANH_LOG_LEVEL"),
        ({"VINHDANH_POLICY_DIR": "/nowhere"}, "VINHDANH_POLICY_DIR"),
        ({"VINHDANH_POLICY_DIR": "/dev/null"}, "VINHDANH_POLICY_DIR"),
        ({"VINHDANH_POOL_SIZE": "0"}, "VINHDANH_POOL_SIZE"),
        ({"VINHDANH_POOL_SIZE": "4"}, "VINHDANH_POOL_SIZE"),
        ({"VINHDANH_DATABASE_URL": "{service}"}, "VINHDANH_DATABASE_URL"),
        ({"VINHDANH_DATABASE_URL": "mysql://u:p@h/{service}"}, "VINHDANH_DATABASE_URL"),
        (DISTRIBUTED | {"VINHDANH_DATABASE_URL": "postgresql+psycopg://u:p@h:x/{service}"}, "DATABASE_URL is no"),
        (DISTRIBUTED | {"VINHDANH_DATABASE_URL": "postgresql+psycopg://u:p@h:70000/{service}"}, "DATABASE_URL is no"),
        ({"VINHDANH_HTTP_PORT": "eighty"}, "HTTP_PORT"),
        ({"VINHDANH_HTTP_PORT": "70000"}, "HTTP_PORT"),
        ({"VINHDANH_CLOCK_FILE": "x"}, "REHEARSAL"),
        ({"VINHDANH_DATABASE_URL": "sqlite:///one.sqlite"}, "{service}"),
        ({"VINHDANH_BROKER_URL": "amqp://x"}, "BROKER_URL"),
        ({"VINHDANH_SCANNER": "127.0.0.1:3310"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "tcp://127.0.0.1"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "tcp://127.0.0.1:99999"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "tcp://127.0.0.1:3310/x"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "tcp://u:p@127.0.0.1:3310"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "http://127.0.0.1:3310"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "unix://run/clamd.ctl"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "unix://"}, "SCANNER"),
        ({"VINHDANH_SCANNER": "tcp://127.0.0.1:3310", "VINHDANH_SCANNER_TIMEOUT": "0"}, "SCANNER_TIMEOUT"),
        ({"VINHDANH_SCANNER": "unix:///s", "VINHDANH_SCANNER_RETRY_SECONDS": "0"}, "SCANNER_RETRY_SECONDS"),
        ({"VINHDANH_SMTP_TIMEOUT": "0"}, "SMTP_TIMEOUT"),
        ({"VINHDANH_SMTP_PORT": "70000"}, "SMTP_PORT"),
        (MAIL | {"VINHDANH_SMTP_SENDER": "Vinh Danh <vinhdanh@ldld.example>"}, "SMTP_SENDER"),
        (MAIL | {"VINHDANH_SMTP_SENDER": "vinh danh@ldld.example"}, "SMTP_SENDER"),
        (MAIL | {"VINHDANH_SMTP_SENDER": ""}, "SMTP_SENDER"),
        (DISTRIBUTED | {"VINHDANH_BROKER_URL": "memory://"}, "BROKER_URL"),
        (DISTRIBUTED | {"VINHDANH_DATABASE_URL": "sqlite:///{service}"}, "DATABASE_URL"),
    ],
)
def test_a_wrong_or_dangerous_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], named: str
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsInvalid) as refused:
        read_settings()
    assert named in refused.value.said.en
