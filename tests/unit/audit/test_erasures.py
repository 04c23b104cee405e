"""The ledger after an erasure: intact, and no excuse for what was merely removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from services.audit.models import Leaf
from services.audit.queries_proofs import prove_inclusion
from services.audit.queries_said import told_leaves
from services.audit.queries_verification import Verified, verify
from services.audit.service import DEFINITION
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.erasure import PersonErased
from shared.events.keeping import kept_body
from shared.tables import personal_key
from tests.support.desks import make_desk
from tests.unit.audit.said import CASE, OTHER_CASE, SECRETARY, Speakers, hear, stage_opened, submitted

NAME = "Nguyễn Thị Hương"


def erasing(*cases: str) -> PersonErased:
    return PersonErased(
        erasure="00000000-0000-7000-8000-0000000000e1", nominee_key="k1", cases=cases, holds=(),
        basis="erasure_requested", document="Đơn số 12", asked_by="an", confirmed_by="binh",
    )  # fmt: skip


def checked(desk: Desk) -> Verified:
    with desk.database.reading() as tx:
        return verify(tx, now=wall_now())


def bodies(desk: Desk) -> list[str]:
    """As they can be read."""
    with desk.database.reading() as tx:
        return [leaf.body for leaf in told_leaves(tx, select(Leaf).order_by(Leaf.index))]


def kept(desk: Desk) -> list[str]:
    """As they stand in their rows."""
    with desk.database.reading() as tx:
        return list(tx.scalars(select(Leaf.body).order_by(Leaf.index)))


def key_of(desk: Desk, record: str) -> bytes | None:
    with desk.database.reading() as tx:
        return tx.scalar(select(personal_key.c.key).where(personal_key.c.record == record))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def speakers() -> Speakers:
    return Speakers()


@pytest.fixture
def said(desk: Desk, speakers: Speakers) -> list[Envelope]:
    """Two cases, submitted."""
    events = [
        speakers.say(CASE, submitted()), speakers.say(OTHER_CASE, submitted(OTHER_CASE, receipt="HY-2026-0002")),
        speakers.say(CASE, stage_opened()),
    ]  # fmt: skip
    hear(desk, events)
    return events


def test_the_erased_part_is_gone_and_everything_verifies(desk: Desk, speakers: Speakers, said: list[Envelope]) -> None:
    with desk.database.reading() as tx:
        before = prove_inclusion(tx, said[0].id)
    stood = kept(desk)
    assert not any(NAME in body for body in stood)

    hear(desk, [speakers.say("e1", erasing(CASE), SECRETARY)])

    found = checked(desk)
    assert found.faults == ()
    assert [(one.basis, one.asked_by, one.confirmed_by) for one in found.erasures] == [
        ("erasure_requested", "an", "binh")
    ]
    assert [NAME in body for body in bodies(desk)] == [False, True, False, False]
    assert (key_of(desk, CASE), kept(desk)[: len(stood)]) == (None, stood)
    with desk.database.reading() as tx:
        after = prove_inclusion(tx, said[0].id)
    assert (after.leaf_hash, after.index) == (before.leaf_hash, before.index)


@pytest.mark.parametrize("is_together", [True, False])
def test_what_is_heard_after_or_with_the_erasure_is_kept_without_the_part(
    desk: Desk, speakers: Speakers, is_together: bool
) -> None:
    """A republished or late event; the receipt of the erasure is older or of the same batch."""
    late, gone = speakers.say(CASE, submitted()), speakers.say("e1", erasing(CASE), SECRETARY)
    for batch in [[late, gone]] if is_together else [[gone], [late]]:
        hear(desk, batch)

    assert not any(NAME in body for body in bodies(desk))
    assert checked(desk).faults == ()


def test_obeying_twice_changes_nothing(desk: Desk, speakers: Speakers, said: list[Envelope]) -> None:
    hear(desk, [speakers.say("e1", erasing(CASE), SECRETARY)])
    once = bodies(desk)
    hear(desk, [speakers.say("e1", erasing(CASE), SECRETARY)])

    assert bodies(desk)[: len(once)] == once
    assert checked(desk).faults == ()


def rewrite(desk: Desk, body: str) -> None:
    with desk.database.transaction() as tx:
        tx.execute(update(Leaf).where(Leaf.index == 0).values(body=body))


def change_key(desk: Desk, key: bytes | None) -> None:
    with desk.database.transaction() as tx:
        tx.execute(update(personal_key).where(personal_key.c.record == CASE).values(key=key))


def remove_key(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        tx.execute(delete(personal_key).where(personal_key.c.record == CASE))


_GONE = {f"the part {part} is gone, unerased" for part in ("claims", "dossier", "evaluations")}


@pytest.mark.parametrize(
    "remove",
    [
        lambda desk: rewrite(desk, kept_body(bodies(desk)[0], (), {})),
        lambda desk: rewrite(desk, kept(desk)[0].replace('"' + CASE + '":"', '"' + CASE + '":"AAAA', 1)),
        remove_key,
        lambda desk: change_key(desk, None),
        lambda desk: change_key(desk, b"x" * 32),
        lambda desk: change_key(desk, b"too short"),
    ],
    ids=["without parts", "cipher altered", "key removed", "key destroyed", "another key", "no key at all"],
)  # fmt: skip
def test_a_part_removed_without_an_erasure_is_named(
    desk: Desk, said: list[Envelope], remove: Callable[[Desk], None]
) -> None:
    remove(desk)

    assert {fault.words.en for fault in checked(desk).faults} >= _GONE


@pytest.mark.parametrize(
    "front", ['{"kept":x', '{"kept":[', '{"kept":{"', '{"kept":null,{', '{"personal":x{', '{"kept":']
)
def test_a_body_whose_front_was_spoilt_is_named(desk: Desk, said: list[Envelope], front: str) -> None:
    rewrite(desk, kept(desk)[0].replace('{"kept":{', front, 1))

    assert {fault.words.en for fault in checked(desk).faults} == {
        "the body does not match its hash", "the body cannot be read",
    }  # fmt: skip


def test_a_tombstone_in_a_table_excuses_nothing(desk: Desk, said: list[Envelope]) -> None:
    """Only an erasure the ledger heard does."""
    change_key(desk, None)
    with desk.database.transaction() as tx:
        tx.execute(text("INSERT INTO erased_record VALUES (:case, 'e1')"), {"case": CASE})

    assert {fault.words.en for fault in checked(desk).faults} == _GONE


def test_a_part_that_was_altered_is_named(desk: Desk, said: list[Envelope]) -> None:
    """By somebody who has the key."""
    forged = bodies(desk)[0].replace(NAME, "Nguyễn Thị Hường")
    key = key_of(desk, CASE)
    assert key
    rewrite(desk, kept_body(forged, said[0].parts, {CASE: key}))

    assert [fault.words.en for fault in checked(desk).faults] == ["the part dossier is not what was committed to"]


def test_a_part_that_came_back_is_named(desk: Desk, speakers: Speakers, said: list[Envelope]) -> None:
    """A backup of the keys played back over the erasure."""
    key = key_of(desk, CASE)
    hear(desk, [speakers.say("e1", erasing(CASE), SECRETARY)])
    change_key(desk, key)

    assert "the part dossier should have been erased" in {fault.words.en for fault in checked(desk).faults}
