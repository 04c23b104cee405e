"""On which checkpoint a pack stands; packs, stories and checks search the ledger and never read it through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from services.audit.actions_pack import Pack, make_pack
from services.audit.checkpointing import sign_newest
from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.errors import NoCheckpoint
from services.audit.models import Cosignature, Leaf
from services.audit.queries_checkpoints import find_newest
from services.audit.queries_trace import trace_case
from services.audit.queries_verification import verify
from services.audit.service import DEFINITION
from services.audit.signing import read_public
from shared.clock import wall_now
from shared.desk import Desk
from shared.rows import insert_rows
from tests.support.desks import make_desk
from tests.support.ledgers import KEY
from tests.unit.audit.decided import DECISION, decide
from tests.unit.audit.said import CASE, OTHER_CASE, Speakers, hear, received
from tests.unit.audit.test_erasures import erasing

ANOTHER = "00000000-0000-7000-8000-0000000000c9"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


def cosigned(desk: Desk) -> int:
    """The newest checkpoint, now with the cosignature of a witness; its size."""
    with desk.database.transaction() as tx:
        newest = find_newest(tx)
        assert newest is not None
        line = KEY.cosign(newest.note.text, 1_785_722_400).line()
        insert_rows(
            tx, Cosignature.__table__, [{"size": newest.head.size, "witness": KEY.public.name, "line": line}]
        )
    return newest.head.size


def said(desk: Desk, speakers: Speakers, case: str) -> None:
    hear(desk, [speakers.say(case, received(case))])
    sign_newest(desk)


def pack(desk: Desk, name: str, since: tuple[int, ...] = ()) -> Pack:
    with desk.database.reading() as tx:
        return make_pack(desk, tx, name, since)


def checked(desk: Desk, made: Pack) -> int:
    """The exit code for somebody who wants to see the witness."""
    keys = [enclosed.Key(one.vkey()) for one in read_public(desk.settings.ledger_key)]
    try:
        enclosed.verify(made.archive, keys, [enclosed.Key(KEY.public.vkey())])
    except enclosed.Refused as refused:
        return int(refused.args[0])
    return enclosed.HOLDS


def test_a_pack_stands_on_what_witnesses_signed_unless_something_of_it_came_since(desk: Desk) -> None:
    speakers = Speakers()
    decide(desk, speakers)
    sign_newest(desk)
    size = cosigned(desk)
    said(desk, speakers, ANOTHER)

    older, wanted = pack(desk, CASE), pack(desk, CASE, (size + 1,))
    said(desk, speakers, CASE)
    newest = pack(desk, CASE)

    assert [one.size - size for one in (older, wanted, newest)] == [0, 1, 2]
    assert [checked(desk, one) for one in (older, newest)] == [enclosed.HOLDS, enclosed.UNKNOWN_KEY]
    assert newest.leaves == older.leaves + 1
    cosigned(desk)
    assert checked(desk, pack(desk, CASE)) == enclosed.HOLDS


def test_without_any_checkpoint_there_is_no_pack(desk: Desk) -> None:
    hear(desk, [Speakers().say(CASE, received(CASE))])

    with pytest.raises(NoCheckpoint):
        pack(desk, CASE)


@contextmanager
def explained(tx: Session) -> Iterator[list[str]]:
    """The steps by which the database goes through each statement of the block."""
    steps: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        steps.extend(f"{step[3]} | {statement}" for step in plan)

    event.listen(tx.connection(), "before_cursor_execute", explain)
    yield steps
    event.remove(tx.connection(), "before_cursor_execute", explain)


@pytest.mark.parametrize("name", [CASE, DECISION, "2026-08"])
def test_neither_pack_nor_story_reads_the_ledger_through(desk: Desk, name: str) -> None:
    """Whoever asks for one case out of a million leaves waits for that case only."""
    speakers = Speakers()
    decide(desk, speakers)
    hear(desk, [speakers.say(erasing().erasure, erasing(OTHER_CASE))])
    sign_newest(desk)
    with desk.database.reading() as tx, explained(tx) as steps:
        make_pack(desk, tx, name)
        trace_case(tx, CASE)

    assert len(steps) > 10
    assert [step for step in steps if step.startswith(("SCAN leaves", "SCAN leaf_"))] == []


def test_a_source_and_a_stretch_of_leaves_are_checked_in_the_order_of_an_index(desk: Desk) -> None:
    """Neither sorted by their thousands nor looked for anew in every table for each thousand."""
    decide(desk)
    with desk.database.transaction() as tx:
        # What follows in the order it was heard is not read again in its own.
        tx.execute(update(Leaf).where(Leaf.source == "review").values(chain="f" * 64))
    with desk.database.reading() as tx, explained(tx) as steps:
        verify(tx, now=wall_now())

    of_a_source = {step.split(" | ")[0] for step in steps if "leaves.source = ?" in step}
    assert of_a_source == {"SEARCH leaves USING INDEX ix_leaves_source (source=?)"}
    sorts = [step for step in steps if "TEMP B-TREE" in step]
    looks = [step.split(" | ")[0] for step in steps if "leaf_cases.leaf <= ?" in step or "leaf_marks.leaf <= ?" in step]
    assert sorts == []
    assert looks == [
        "SEARCH leaf_cases USING INDEX ix_leaf_cases_leaf (leaf>? AND leaf<?)",
        "SEARCH leaf_marks USING INDEX ix_leaf_marks_leaf (leaf>? AND leaf<?)",
    ]
