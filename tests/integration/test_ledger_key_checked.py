"""Before a start, `vinhdanh check` says whether audit could sign: the embedded home makes its key, others need one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.commands.check import check
from services.audit.checkpointing import ORIGIN
from services.audit.signing import make_key, public_file
from shared.identity import make_keys

# Nobody listens there: what needs database or broker fails at once, and is not looked at here.
DISTRIBUTED = {
    "HOME": "distributed", "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/{service}",
    "BROKER_URL": "amqp://nobody@127.0.0.1:1//",
}  # fmt: skip


@pytest.fixture
def ledger_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_keys(tmp_path / "keys")
    for name, value in DISTRIBUTED.items():
        monkeypatch.setenv(f"VINHDANH_{name}", value)
    monkeypatch.setenv("VINHDANH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VINHDANH_LEDGER_KEY", str(tmp_path / "ledger" / "ledger.key"))
    monkeypatch.setenv("COLUMNS", "250")
    return tmp_path / "ledger" / "ledger.key"


def said_of_it(service: str = "audit") -> list[str]:
    told = CliRunner().invoke(check, [service]).output
    assert told.startswith("ok  policy"), told
    return [line.split(":")[0] for line in told.splitlines() if "ledger key" in line]


def test_a_distributed_home_without_a_key_is_not_ready(ledger_key: Path) -> None:
    assert said_of_it() == ["no  ledger key"]
    assert said_of_it("review") == []


def test_a_key_is_read_and_what_is_none_is_named(ledger_key: Path) -> None:
    make_key(ledger_key, ORIGIN, is_witness=False)
    assert said_of_it() == ["ok  ledger key"]

    ledger_key.write_text("no key", encoding="utf-8")
    assert said_of_it() == ["no  ledger key"]


def test_hands_that_hold_the_public_key_alone_are_told_so(ledger_key: Path) -> None:
    make_key(ledger_key, ORIGIN, is_witness=False)
    ledger_key.unlink()
    assert public_file(ledger_key).exists()

    assert said_of_it() == ["ok  ledger key", "--  ledger key"]


def test_a_ledger_of_no_name_is_named_once_somebody_is_to_cosign_it(
    ledger_key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ledgers of one name at one witness: the second is refused for good."""
    make_key(ledger_key, ORIGIN, is_witness=False)
    witness = make_key(ledger_key.with_name("w.key"), "witness.example.vn/w1", is_witness=True)
    assert said_of_it() == ["ok  ledger key"]
    monkeypatch.setenv("VINHDANH_WITNESSES", f"https://witness.example.vn {witness.vkey()}")
    assert said_of_it() == ["ok  ledger key", "--  ledger key"]

    ledger_key.unlink()
    public_file(ledger_key).unlink()
    make_key(ledger_key, "ledger.example.vn/vinhdanh", is_witness=False)
    assert said_of_it() == ["ok  ledger key"]


def test_the_embedded_home_makes_its_own(ledger_key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISTRIBUTED:
        monkeypatch.delenv(f"VINHDANH_{name}")

    assert said_of_it() == ["ok  ledger key"]
