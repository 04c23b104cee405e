"""Taking an evidence pack of a running house and checking it with nothing of ours at hand.

Owns: waiting for a checkpoint, the command, the bare check. Promises: the key comes from the operator's own command.
Leaves to others: what a pack has to say (`tests/integration`).
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.queries import read_head
from services.audit.queries_checkpoints import signed_size
from tests.support.bare import run_bare
from tests.support.homes import House
from tests.support.waiting import wait_until

ARCHIVE = "goi.zip"


def key_of(house: House) -> str:
    """The ledger's public key, as an operator publishes it."""
    return house.vinhdanh("audit", "keygen").stdout.strip()


def wait_until_signed(house: House) -> None:
    """Until a checkpoint stands over everything the ledger has heard."""

    def is_signed() -> bool:
        house.settle()
        with house.databases["audit"].reading() as tx:
            return read_head(tx).size == signed_size(tx)

    wait_until(is_signed, "a checkpoint over everything heard", evidence=house.last_words)


def packed(house: House, subject: str, directory: Path) -> Path:
    archive = directory / ARCHIVE
    made = house.vinhdanh("audit", "pack", subject, "--out", str(archive), "--by", "kiem-toan-1")
    assert made.returncode == 0, made.stderr
    assert "sha256" in made.stdout
    return archive


def checked(house: House, subject: str, directory: Path) -> str:
    """What the enclosed verifier says of the newest pack of a subject; it has to hold."""
    wait_until_signed(house)
    where = directory / f"pack-{len([*directory.iterdir()])}"
    where.mkdir()
    packed(house, subject, where)
    told: subprocess.CompletedProcess[str] = run_bare(
        Path(enclosed.__file__), ARCHIVE, "--key", key_of(house), directory=where
    )
    assert (told.returncode, told.stderr) == (enclosed.HOLDS, ""), told.stderr
    return told.stdout
