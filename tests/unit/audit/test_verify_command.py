"""`vinhdanh audit verify` never says success by default: not of nothing, without a key, or against what was kept."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, update

from deploy.commands.audit import audit
from services.audit.checkpointing import sign_newest
from services.audit.models import Leaf
from services.audit.queries_checkpoints import find_newest
from services.audit.service import DEFINITION
from services.audit.signing import public_file, read_key
from shared.desk import Desk
from tests.support.desks import make_desk
from tests.support.ledgers import LOG
from tests.unit.audit.said import HEAD, Speakers, hear, received


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("VINHDANH_DATABASE_URL", f"sqlite:///{tmp_path}/{{service}}.sqlite")
    monkeypatch.setenv("VINHDANH_KEYS_DIR", str(tmp_path / "keys"))
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def signed(desk: Desk) -> Desk:
    hear(desk, [Speakers().say("case-1", received("case-1"), HEAD)])
    sign_newest(desk)
    return desk


def verified(*options: str) -> Result:
    return CliRunner().invoke(audit, ["verify", "--ledger-only", "--language", "en", *options])


def test_an_empty_ledger_is_no_success(desk: Desk) -> None:
    found = verified()

    assert (found.exit_code, "nothing was verified" in found.output, "Intact" in found.output) == (3, True, False)


def test_what_nobody_has_a_key_for_is_no_success(signed: Desk) -> None:
    assert verified().exit_code == 0
    public_file(signed.settings.ledger_key).unlink()
    found = verified()

    assert (found.exit_code, "not everything could be checked" in found.output) == (3, True)


def test_a_log_that_cannot_be_reached_is_no_success(signed: Desk) -> None:
    found = CliRunner().invoke(audit, ["verify", "--language", "en"])

    assert (found.exit_code, "Log not read: nomination" in found.output) == (3, True)
    assert "Tables not compared: review (there is no database of review)" in found.output


def test_kept_checkpoints_are_contained_or_the_rewriting_is_named(signed: Desk, tmp_path: Path) -> None:
    own = read_key(signed.settings.ledger_key)
    with signed.database.reading() as tx:
        newest = find_newest(tx)
    assert newest is not None
    kept, forked, foreign = (tmp_path / name for name in ("kept", "forked", "foreign"))
    fork = own.sign(dataclasses.replace(newest.head, root=bytes(32))).written()
    kept.write_text(f"{newest.note.written()}\n{newest.note.written()}", encoding="utf-8")
    forked.write_text(f"{newest.note.written()}{fork}", encoding="utf-8")
    foreign.write_text(LOG.sign(newest.head).written(), encoding="utf-8")

    trusting = ("--key", own.public.vkey())
    assert [verified(*trusting, "--seen", str(one)).exit_code for one in (kept, forked, foreign)] == [0, 1, 2]
    assert "the ledger was rewritten since" in verified("--seen", str(forked)).output
    assert verified("--seen", str(tmp_path / "nowhere")).exit_code == 2


def test_a_key_brought_along_counts_instead_of_the_one_that_lies_there(signed: Desk) -> None:
    assert verified("--key", LOG.public.vkey()).exit_code == 1
    assert verified("--key", "x").exit_code == 2


def test_by_hashes_alone_it_says_what_was_not_asked(signed: Desk) -> None:
    found, told = verified("--hashes"), verified("--hashes", "--json")
    with signed.database.transaction() as tx:
        tx.execute(update(Leaf).values(actor="somebody-else"))

    assert (found.exit_code, "columns, cases and marks beside the bodies were not asked" in found.output) == (0, True)
    assert (json.loads(told.output)["depth"], json.loads(told.output)["is_intact"]) == ("hashes", True)
    assert [verified(*depth).exit_code for depth in ((), ("--hashes",))] == [1, 0]
    with signed.database.transaction() as tx:
        tx.execute(update(Leaf).values(body=func.replace(Leaf.body, "review.received", "review.refused")))
    assert verified("--hashes").exit_code == 1
