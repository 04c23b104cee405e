"""Who asks the database much and briefly does not keep the rest of a process waiting."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.postgres import PrivatePostgres

REPOSITORY = Path(__file__).parents[2]


def test_others_have_their_turn_between_short_questions(postgres: PrivatePostgres) -> None:
    """A turn lasts ten milliseconds; a question that is answered within one never handed it over by itself."""
    postgres.create_database("turns")
    try:
        command = [sys.executable, "-W", "ignore", "-m", "tests.support.many_questions", postgres.url("turns")]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    finally:
        postgres.drop_database("turns")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # Some ten milliseconds, however many questions there are; on a busy machine more by the clock, but never till the
    # last of them, and not more of a processor.
    assert told["waited"] < told["seconds"] / 3
    assert told["worked"] < 0.05
