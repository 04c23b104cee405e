"""Looking in the wrong directory makes no house there, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.commands.root import root
from shared.db import Database, DatabaseAbsent
from shared.identity import make_keys


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where no house stands, though its keys do."""
    made = tmp_path / "elsewhere"
    monkeypatch.setenv("VINHDANH_DATA_DIR", str(made))
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(tmp_path / "keys"))
    make_keys(tmp_path / "keys")
    return made


@pytest.mark.parametrize(
    "words",
    [
        ("ops", "status"), ("ops", "outbox", "review"), ("ops", "inbox", "review"), ("ops", "invariants"),
        ("ops", "dead", "list", "audit"), ("ops", "dead", "settle", "audit", "x", "--reason", "thử"),
        ("ops", "republish", "registry"), ("review", "explain", "VD26-AAAAA-AAAAA"), ("review", "recount", "x"),
        ("audit", "trace", "x"), ("audit", "verify"), ("audit", "pack", "x", "--by", "thử"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_on_a_house_that_is_not_there_makes_none(nowhere: Path, words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(root, words)

    assert isinstance(done.exception, DatabaseAbsent), done.output
    assert str(nowhere) in done.exception.said.vi
    assert "vinhdanh migrate" in done.exception.said.en
    assert not nowhere.exists()


def test_a_check_names_the_place_and_the_remedy(nowhere: Path) -> None:
    told = CliRunner().invoke(root, ["check", "review"]).output

    assert f"no  database of review: there is no database at {nowhere}/review.sqlite" in told.replace("\n", "")
    assert not nowhere.exists()


def test_a_check_of_a_database_without_tables_names_the_remedy(nowhere: Path) -> None:
    Database(f"sqlite:///{nowhere}/review.sqlite").engine.connect().close()

    told = CliRunner().invoke(root, ["check", "review"]).output.replace("\n", "")

    assert "run `vinhdanh migrate`, or is another database meant than" in told
    assert f"{nowhere}/review.sqlite?" in told


def test_a_check_says_that_no_mail_leaves(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = CliRunner().invoke(root, ["check", "notification"]).output
    monkeypatch.setenv("VINHDANH_SMTP_HOST", "127.0.0.1")
    with_one = CliRunner().invoke(root, ["check", "notification"]).output

    assert ("VINHDANH_SMTP_HOST" in without, "VINHDANH_SMTP_HOST" in with_one) == (True, False)
