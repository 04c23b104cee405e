"""Which release runs is told by the command line and by the metrics: its version and the build's own name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.commands.root import root
from shared.release import version


def told() -> str:
    ended = CliRunner().invoke(root, ["--version"])
    assert ended.exit_code == 0
    return ended.output.strip()


def test_the_command_says_version_and_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINHDANH_BUILD", "2026-11-23-4-g929dd7c")
    assert told() == f"vinhdanh {version()} (2026-11-23-4-g929dd7c)"
    monkeypatch.delenv("VINHDANH_BUILD")
    assert told() == f"vinhdanh {version()}"


def test_it_is_asked_where_the_settings_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINHDANH_HOME", "nowhere")
    assert told().startswith("vinhdanh ")


SHOWN = """
from shared.greenlets import patch
patch()
from prometheus_client import generate_latest
from deploy.runner import Process
from shared.config import read_settings
Process(read_settings(), ("registry",)).stop()
print(generate_latest().decode())
"""


def test_each_service_of_a_process_shows_it_among_its_metrics(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("VINHDANH_")}
    settings = {"VINHDANH_DATA_DIR": str(tmp_path), "VINHDANH_BUILD": "2026-11-23-4-g929dd7c"}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SHOWN], cwd=Path(__file__).parents[2], env=ours | settings,
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    (shown,) = [line for line in ended.stdout.splitlines() if line.startswith("vinhdanh_build_info{")]
    told = {'service="registry"', f'version="{version()}"', 'build="2026-11-23-4-g929dd7c"'}
    assert told < set(shown[shown.index("{") + 1 : shown.index("}")].split(","))
