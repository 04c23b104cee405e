"""The main job as a newcomer starts it: `vinhdanh demo`, twice in one place, first served and then `--no-serve`.

Owns: that it ends well, tells what came of it, that this is what was planted, and that every answer any rule gave in it
comes out again from its kept facts. Promises: a data directory of its own.
Leaves to others: what the numbers mean (`deploy/demo/expectations.py`).
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from deploy.demo.comparing import differences
from deploy.demo.make_lists import EXPECTED, files
from deploy.demo.papers import pdf
from services.review.council_models import Decision
from services.review.models import EvaluationRow
from shared.db import Database
from tests.support import oracle_of_explanations
from tests.support.children import REPOSITORY, ChildProcess
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import wait_until

_SECONDS = 900
_KEYS = {
    "ok", "differences", "expected", "actual", "votes", "decisions", "ledger", "events", "requests", "mails_received",
    "broken_invariants", "stories", "house_time", "wall_seconds",
}  # fmt: skip


def _environment(directory: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VINHDANH_") and name != "SERVE"}
    return kept | {"VINHDANH_DEMO_DIR": str(directory)}


def _run_demo(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy", "demo", "--no-serve", *options],
        cwd=REPOSITORY,
        env=_environment(directory),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


def _summary_of(directory: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((directory / "summary.json").read_text(encoding="utf-8"))
    return summary


def test_lists_committed_are_what_the_campaigns_make() -> None:
    """Whoever changes a campaign and forgets `python -m deploy.demo.make_lists` hears of it here."""
    outdated = [path.name for path, content in files() if not path.exists() or path.read_bytes() != content]

    assert outdated == []


def test_campaigns_are_as_large_as_a_season() -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))["campaigns"].values()

    assert sum(one["unions"] for one in expected) >= 25
    assert sum(one["rows"]["read"] for one in expected) >= 300


def test_a_rehearsal_that_runs_keeps_its_data(tmp_path: Path) -> None:
    kept = tmp_path / "home" / "nomination.sqlite"
    kept.parent.mkdir()
    kept.write_bytes(b"of the one that runs")
    with (tmp_path / ".running").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = _run_demo(tmp_path)

    assert refused.returncode == 1
    assert "VINHDANH_DEMO_DIR" in refused.stderr
    assert kept.read_bytes() == b"of the one that runs"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".running", "home"]


def test_the_house_of_a_rehearsal_takes_no_settings_of_the_shell_but_the_log_level(tmp_path: Path) -> None:
    told = (
        "from pathlib import Path; from deploy.demo.house import _settings;"
        f"s = _settings(Path({str(tmp_path)!r}), port=1, mail_port=2);"
        "print(s.scanner, s.witnesses, s.policy_dir, s.pool_size, s.log_level)"
    )
    foreign = {
        "SCANNER": "tcp://127.0.0.1:1", "WITNESSES": "https://w VKEY", "POLICY_DIR": "/nowhere", "POOL_SIZE": "5",
        "SMTP_PASSWORD": "x", "FAULT_AT": "inbox.after_commit", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    shell = {**os.environ, **{f"VINHDANH_{name}": value for name, value in foreign.items()}}
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=REPOSITORY, env=shell, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == ["None", "()", "None", "20", "WARNING"]


def test_differences_are_named_by_place() -> None:
    found = list(differences({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 1, "c": 5}, "e": 4}))

    assert [line.split(":")[0] for line in found] == ["a.c", "d", "e"]


def test_paper_is_a_whole_pdf() -> None:
    written = pdf("Báo cáo thành tích", "Vượt định mức (15 %)")

    table_at = int(written.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert written.startswith(b"%PDF-1.4")
    assert written[table_at:].startswith(b"xref\n")
    assert written.endswith(b"%%EOF\n")


@pytest.mark.slow
@pytest.mark.timeout(2 * _SECONDS)
def test_demo_holds_what_was_planted_and_can_be_repeated(tmp_path: Path) -> None:
    """Twice in one directory, first one plan and then all: the second run begins from nothing."""
    first = _served_and_contradicted(tmp_path, "dien_bien_2020")
    assert set(first["campaigns"]) == {"dien_bien_2020"}

    whole = _held(_run_demo(tmp_path), tmp_path)
    assert len(whole["campaigns"]) == 5
    assert _replayed(tmp_path) > 1000
    assert whole["campaigns"]["dien_bien_2020"] == first["campaigns"]["dien_bien_2020"]


def _served_and_contradicted(directory: Path, plan: str) -> Any:
    """What came of one plan where one row more was expected: served until it is told to stop, and exit code 1."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    expected["campaigns"][plan]["rows"]["read"] += 1
    (wrong := directory / "wrong.json").write_text(json.dumps(expected), encoding="utf-8")
    port = free_port()
    run = ChildProcess(
        "demo",
        [sys.executable, "-m", "tests.support.rehearsing", str(port), str(wrong), "demo", "--plan", plan],
        log=directory / "demo.log",
        env=_environment(directory),
    )
    with run:
        wait_until(lambda: "Ctrl-C" in run.log.read_text(), "it to serve", timeout=_SECONDS, evidence=run.log_tail)
        printed = run.log.read_text(encoding="utf-8")
        assert _asked(port, "/api/review/docs")[0] == 200
        # Who signs in as printed is answered.
        (token,) = re.findall(r"operator · .*\n +(\S+)", printed)
        assert _asked(port, "/api/nomination/v1/units", token)[0] == 200
        assert _asked(port, "/api/nomination/v1/units")[0] == 401
        assert run.stop() == 1

    summary = _summary_of(directory)
    assert (summary["ok"], [line.split(":")[0] for line in summary["differences"]]) == (
        False, [f"campaigns.{plan}.rows.read"],
    )  # fmt: skip
    return summary["actual"]


def _asked(port: int, path: str, token: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=20)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _held(run: subprocess.CompletedProcess[str], directory: Path) -> Any:
    """What came of it; everything expected must have held."""
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    summary = _summary_of(directory)
    assert set(summary) == _KEYS
    assert summary["ok"] is True
    assert summary["actual"] == summary["expected"]
    return summary["actual"]


def _replayed(directory: Path) -> int:
    """How many answers of the stages' rules the demo kept. Every answer about a version, case, session or decision of
    all five plans is asked again and comes out as it was; rehearsing the policy in force flips none."""
    urls = {name: f"sqlite:///{directory}/home/{name}.sqlite" for name in ("nomination", "review")}
    kept = {name: Database(url, pool_size=2) for name, url in urls.items()}
    try:
        assert list(oracle_of_explanations.violations(kept)) == []
        with kept["review"].reading() as tx:
            decided = tx.scalar(select(func.count()).select_from(Decision)) or 0
            assert decided >= 5
            return tx.scalar(select(func.count()).select_from(EvaluationRow)) or 0
    finally:
        for database in kept.values():
            database.close()


def test_a_plan_nobody_plays_is_refused_with_those_that_are(tmp_path: Path) -> None:
    run = _run_demo(tmp_path, "--plan", "ha_noi_2030")

    assert run.returncode == 2
    assert "ha_noi_2030" in run.stderr
    assert "hung_yen_2026" in run.stderr
    assert list(tmp_path.iterdir()) == []
