"""A command that cannot go on says why and names the setting or file; it never shows a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy.exc import OperationalError, TimeoutError

from deploy.cli import main
from deploy.last_words import last_words
from shared.identity import make_keys

Vinhdanh = Callable[..., tuple[int, str]]


@pytest.fixture
def vinhdanh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Vinhdanh:
    """The command line in a fresh directory; `file` is one that is no directory."""
    for name in [name for name in os.environ if name.startswith("VINHDANH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VINHDANH_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("cut off.json").write_text('{"plan":')
    Path("a list.json").write_text("[]")

    def run(words: Sequence[str], settings: dict[str, str]) -> tuple[int, str]:
        for name, value in settings.items():
            monkeypatch.setenv(f"VINHDANH_{name}", value)
        monkeypatch.setattr(sys, "argv", ["vinhdanh", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        assert isinstance(code, int)
        return code, "".join(capfd.readouterr())

    return run


@pytest.mark.parametrize(
    ("words", "settings", "named"),
    [
        (["keys", "make"], {"KEYS_DIR": "file/keys"}, "file/keys"),
        (["audit", "keygen", "--file", "file/key"], {}, "file"),
        (["audit", "keygen"], {"LEDGER_KEY": "file/key"}, "file"),
        (["policy", "validate"], {"POLICY_DIR": "nowhere"}, "VINHDANH_POLICY_DIR"),
        (["policy", "diff", "cut off.json", "a list.json"], {}, "cut off.json"),
        (["policy", "show", "a list.json"], {}, "a list.json"),
        (["check"], {"LOG_LEVEL": "verbose"}, "VINHDANH_LOG_LEVEL"),
        (["check"], {"DATABASE_URL": "sqlite:///file/{service}"}, "file"),
        (["migrate"], {"DATABASE_URL": "nonsense {service}"}, "VINHDANH_DATABASE_URL"),
        (["migrate"], {"DATABASE_URL": "sqlite:///file/{service}"}, "file"),
        (["ops", "status"], {"DATABASE_URL": "postgresql+psycopg://u:p@h:port/{service}"}, "VINHDANH_DATABASE_URL"),
        (["ops", "status"], {"POOL_SIZE": "0"}, "VINHDANH_POOL_SIZE"),
        (["check", "audit"], {"WITNESSES": "https://w.example not-a-key"}, "VINHDANH_WITNESSES"),
        (["audit", "verify"], {"WITNESSES": "https://w.example not-a-key"}, "VINHDANH_WITNESSES"),
        (["audit", "export", "--by", "kiem", "--out", "file/out"], {}, "file/out"),
        (
            ["policy", "activate", "--from", "2026-12-31", "--by", "quan", "--document", "1/QĐ"],
            {"REHEARSAL": "1", "CLOCK_FILE": "no clock"},
            "no clock",
        ),
    ],
)
def test_what_is_refused_is_named_without_a_traceback(
    vinhdanh: Vinhdanh, tmp_path: Path, words: list[str], settings: dict[str, str], named: str
) -> None:
    make_keys(tmp_path / "home" / "keys")
    for service in ("audit", "nomination"):
        (tmp_path / "home" / f"{service}.sqlite").touch()

    code, said = vinhdanh(words, settings)

    assert code == 1
    assert "Traceback" not in said
    assert named in said


def test_a_home_without_keys_is_told_how_to_make_them(vinhdanh: Vinhdanh) -> None:
    code, said = vinhdanh(["policy", "activate", "--from", "2026-12-31", "--by", "quan", "--document", "1/QĐ"], {})

    assert (code, "vinhdanh keys make" in said) == (1, True)


def test_half_a_pair_of_keys_is_not_replaced(vinhdanh: Vinhdanh, tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    (tmp_path / "keys" / "token.private.jwk").unlink()

    for words in (["keys", "make"], ["keys", "rotate"]):
        code, said = vinhdanh(words, {"KEYS_DIR": str(tmp_path / "keys")})
        assert (code, "Traceback" in said) == (1, False)
        assert str(tmp_path / "keys") in said


def test_a_broken_address_of_a_database_keeps_its_password(vinhdanh: Vinhdanh) -> None:
    _, said = vinhdanh(["check"], {"DATABASE_URL": "postgresql+psycopg://u:mat-khau@h:port/{service}"})

    assert "mat-khau" not in said


def test_no_statement_and_no_value_is_repeated() -> None:
    refused = Exception('no such table "person"\nDETAIL:  Key (name, birth)=(Bình, 1980) already exists.')
    said = last_words(OperationalError("SELECT name FROM person", {"name": "Bình"}, refused))

    assert said is not None
    assert "no such table" in said[0]
    assert "SELECT" not in "".join(said)
    assert "Bình" not in "".join(said)


@pytest.mark.parametrize("error", [TimeoutError("QueuePool limit reached"), CommandError("Multiple heads")])
def test_what_library_refuses_is_said_in_a_line(error: Exception) -> None:
    said = last_words(error)

    assert said is not None
    assert str(error) in said[0]


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert last_words(KeyError("case")) is None
