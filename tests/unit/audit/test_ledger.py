"""Leaves are appended once, in order; what is altered or missing is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text, update

from services.audit import queries_verification
from services.audit.checkpointing import sign_newest
from services.audit.errors import LedgerBroken
from services.audit.models import Leaf, LeafCase, LeafMark, TileHash, TreeHead
from services.audit.queries import read_head, read_size
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_proofs import prove_consistency, prove_inclusion, read_tile
from services.audit.queries_said import told_leaves
from services.audit.queries_trace import trace_case
from services.audit.queries_verification import Depth, Verified, verify
from services.audit.rules.leaf import entry_of, leaf_row
from services.audit.rules.merkle import inclusion_holds, root_of
from services.audit.rules.tiles import WIDTH
from services.audit.service import DEFINITION
from services.audit.signing import read_public
from shared.canonical import canonical_json
from shared.clock import wall_now
from shared.desk import Desk
from shared.events import nomination, review
from shared.events.envelope import Envelope, body_hash, decode
from shared.events.refusal import RefusedPart
from shared.keys import say_bodies
from tests.support.desks import make_desk
from tests.unit.audit.said import (
    CASE,
    HEAD,
    OTHER_CASE,
    Speakers,
    award_item,
    decision_signed,
    hear,
    received,
    session_opened,
    stage_opened,
    submitted,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    with made.database.reading() as tx:
        broken = [line for one in DEFINITION.invariants for line in one.violations(tx)]
    made.database.close()
    assert broken == []


@pytest.fixture
def story() -> list[Envelope]:
    speakers = Speakers()
    first = speakers.say(CASE, submitted())
    return [
        first,
        speakers.say(CASE, stage_opened(), cause=first),
        speakers.say(CASE, received(), HEAD),
        speakers.say("s1", session_opened((CASE, OTHER_CASE))),
        speakers.say("d1", decision_signed(award_item(CASE, "Nguyễn Thị Hương"))),
    ]


def checked(desk: Desk, depth: Depth = Depth.WHOLE) -> Verified:
    with desk.database.reading() as tx:
        return verify(tx, now=wall_now(), trusted=Trusted(read_public(desk.settings.ledger_key)), depth=depth)


def test_every_event_becomes_a_leaf_in_order(desk: Desk, story: list[Envelope]) -> None:
    hear(desk, story[:3])
    hear(desk, story[3:])
    with desk.database.reading() as tx:
        indexes = tx.execute(select(Leaf.index, Leaf.event_id).order_by(Leaf.index)).all()
        heads = list(tx.scalars(select(TreeHead.size).order_by(TreeHead.size)))
        bodies = {leaf.body for leaf in told_leaves(tx, select(Leaf))}
    assert [index for index, _ in indexes] == [0, 1, 2, 3, 4]
    assert {event_id for _, event_id in indexes} == {one.id for one in story}
    assert bodies == {one.body() for one in story}
    assert heads == [3, 5]
    found = checked(desk)
    assert (found.is_intact, found.is_complete, found.size) == (True, True, 5)


def test_event_heard_twice_is_one_leaf(desk: Desk, story: list[Envelope]) -> None:
    hear(desk, story)
    hear(desk, story)
    with desk.database.reading() as tx:
        assert read_size(tx) == len(story)


def test_statements_do_not_grow_with_the_batch(tmp_path: Path) -> None:
    """One event or thirty cost the same number of statements."""

    def statements_for(count: int) -> int:
        (tmp_path / str(count)).mkdir()
        desk = make_desk(DEFINITION, tmp_path / str(count))
        speakers, ran = Speakers(), []
        event.listen(desk.database.engine, "before_cursor_execute", lambda *args: ran.append(args[2]))
        hear(desk, [speakers.say(f"case-{number}", submitted(f"case-{number}")) for number in range(count)])
        desk.database.close()
        return len(ran)

    # The first batch of a ledger makes its tip; both do.
    assert statements_for(30) == statements_for(1)


def test_session_and_decision_are_found_from_their_cases(desk: Desk, story: list[Envelope]) -> None:
    hear(desk, story)
    with desk.database.reading() as tx:
        found = tx.execute(
            select(LeafCase.case_id, Leaf.type).join(Leaf, Leaf.index == LeafCase.leaf).order_by(Leaf.index)
        )
        concerned = sorted(found)
    assert concerned == sorted(
        [
            (CASE, "nomination.submitted"),
            (CASE, "review.stage_opened"),
            (CASE, "review.received"),
            (CASE, "review.session_opened"),
            (OTHER_CASE, "review.session_opened"),
            (CASE, "review.decision_signed"),
        ]
    )


def test_event_nobody_here_can_read_is_witnessed_all_the_same(desk: Desk) -> None:
    strange = replace(Speakers().say(CASE, submitted()), type="nomination.of_tomorrow", position=None, chain=None)
    hear(desk, [strange.placed(1, "0" * 64)])
    with desk.database.reading() as tx:
        assert list(tx.scalars(select(Leaf.type))) == ["nomination.of_tomorrow"]
    assert checked(desk).is_intact


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"body": "{}"}, "the body does not match its hash"),
        ({"body_hash": "f" * 64}, "the entry does not match the leaf hash"),
        ({"position": 7}, "the entry does not match the leaf hash"),
        ({"actor": "somebody else"}, "column actor differs from the body"),
        ({"chain": "f" * 64}, "the chained hash at position 2"),
        ({"leaf_hash": "f" * 64}, "the entry does not match the leaf hash"),
    ],
)
def test_altered_leaf_is_named(desk: Desk, story: list[Envelope], values: dict[str, object], said: str) -> None:
    hear(desk, story)
    with desk.database.transaction() as tx:
        leaf = tx.scalar(select(Leaf.index).where(Leaf.type == "review.received"))
        tx.execute(update(Leaf).where(Leaf.index == leaf).values(**values))
    whole, by_hashes = checked(desk), checked(desk, Depth.HASHES)
    assert not whole.is_intact
    assert [fault for fault in whole.faults if fault.leaf == leaf and said in fault.words.en]
    # No hash covers a column that only repeats the body.
    assert by_hashes.is_intact == ("actor" in values)
    assert set(by_hashes.faults) <= set(whole.faults)


def test_body_rewritten_with_a_fitting_leaf_hash_breaks_the_root(desk: Desk, story: list[Envelope]) -> None:
    """Whoever owns the database can make a leaf agree with itself, not with the heads."""
    hear(desk, story)
    with desk.database.transaction() as tx:
        leaf = tx.scalars(select(Leaf).where(Leaf.index == 0)).one()
        said = say_bodies(tx, [leaf.body])[0].replace("HY-2026-0001", "HY-2026-0009")
        leaf.body = leaf.body.replace("HY-2026-0001", "HY-2026-0009")
        leaf.body_hash = body_hash(leaf.body)
        leaf.leaf_hash = leaf_row(0, decode(said.encode()), said)["leaf_hash"]
    said = [fault.words.en for fault in checked(desk).faults]
    assert "the root of size 5 does not follow" in said
    assert "the present root is not that of the leaves" in said


def many(count: int) -> list[Envelope]:
    speakers = Speakers()
    return [speakers.say(f"case-{number}", received(f"case-{number}"), HEAD) for number in range(count)]


def test_full_tiles_are_kept_over_batches_of_any_size(desk: Desk) -> None:
    events = many(2 * WIDTH + 7)
    for begin, end in ((0, 1), (1, WIDTH - 1), (WIDTH - 1, WIDTH + 9), (WIDTH + 9, len(events))):
        hear(desk, events[begin:end])
    with desk.database.reading() as tx:
        leaves = [bytes.fromhex(one) for one in tx.scalars(select(Leaf.leaf_hash).order_by(Leaf.index))]
        kept = tx.execute(select(TileHash.level, TileHash.index, TileHash.hash).order_by(TileHash.index)).all()
        lowest, above = read_tile(tx, 0, 2), read_tile(tx, 1, 0)
    halves = [root_of(leaves[:WIDTH]), root_of(leaves[WIDTH : 2 * WIDTH])]
    assert [tuple(row) for row in kept] == [(1, 0, halves[0].hex()), (1, 1, halves[1].hex())]
    assert (list(lowest), list(above)) == (leaves[2 * WIDTH :], halves)
    assert checked(desk).is_intact


def test_proof_reads_a_few_tiles_however_long_the_ledger(desk: Desk) -> None:
    """What is asked of the database does not grow with the leaves."""
    events = many(4 * WIDTH)
    ran: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *args: ran.append(args[2]))
    counted = []
    for begin in (0, 2 * WIDTH):
        hear(desk, events[begin : begin + 2 * WIDTH])
        ran.clear()
        with desk.database.reading() as tx:
            shown = prove_inclusion(tx, events[3].id)
        counted.append(len(ran))
        leaf, root, *proof = (bytes.fromhex(one) for one in (shown.leaf_hash, shown.root, *shown.proof))
        assert inclusion_holds(leaf, shown.index, shown.size, proof, root)
    assert counted[0] == counted[1] <= 6


@pytest.mark.parametrize("forgery", [f"UPDATE tile_hashes SET hash = '{'f' * 64}'", "DELETE FROM tile_hashes"])
def test_altered_tile_is_named_and_proves_nothing(desk: Desk, forgery: str) -> None:
    events = many(2 * WIDTH)
    hear(desk, events)
    with desk.database.transaction() as tx:
        tx.execute(text(forgery))
    assert [fault.words.en for fault in checked(desk).faults] == [
        "hash 0 of level 1 does not follow", "hash 1 of level 1 does not follow",
    ]  # fmt: skip
    with desk.database.reading() as tx:
        with pytest.raises(LedgerBroken):
            prove_inclusion(tx, events[0].id)
        with pytest.raises(LedgerBroken):
            prove_consistency(tx, WIDTH, None)


def test_hidden_concern_is_named(desk: Desk, story: list[Envelope]) -> None:
    hear(desk, story)
    with desk.database.transaction() as tx:
        tx.execute(text("DELETE FROM leaf_cases WHERE leaf = 0"))
    assert [fault.words.en for fault in checked(desk).faults] == ["the cases it concerns were altered"]


def test_event_not_yet_arrived_is_a_gap_and_no_fault(desk: Desk, story: list[Envelope]) -> None:
    late = story[3]
    hear(desk, [one for one in story if one is not late])
    found = checked(desk)
    assert (found.is_intact, found.is_complete) == (True, False)
    (gap,) = found.gaps
    assert (gap.source, gap.first, gap.last) == ("review", late.position, late.position)
    assert timedelta(0) <= gap.age < timedelta(minutes=1)
    hear(desk, [late])
    assert checked(desk).is_complete


def test_two_events_at_one_position_are_both_kept_and_named(desk: Desk, story: list[Envelope]) -> None:
    hear(desk, story)
    twin = replace(Speakers().say(OTHER_CASE, submitted(OTHER_CASE)), id="e9999999-0000-7000-8000-000000000001")
    hear(desk, [replace(twin, chain="b" * 64)])
    assert [fault.words.en for fault in checked(desk).faults] == ["nomination: two events claim position 1"]


def test_late_leaves_are_counted_all_and_named_up_to_a_number(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries_verification, "MOST_LATE", 2)
    speakers = Speakers()
    hear(desk, [speakers.say(CASE, submitted())])
    sign_newest(desk)
    made = int((wall_now() - timedelta(hours=3)).timestamp() * 1000)
    slow = [f"{made >> 16:08x}-{made & 0xFFFF:04x}-7000-8000-{number:012x}" for number in range(3)]
    hear(desk, [replace(speakers.say(CASE, stage_opened()), id=one, chain=None, position=None) for one in slow])

    found = checked(desk)
    assert (found.late_count, [one.leaf for one in found.late]) == (3, [1, 2])
    assert {one.missed for one in found.late} == {1}
    assert [fault.words.en for fault in found.faults if "counts" in fault.words.en] == []


def test_refused_attempt_is_of_the_case_it_named(desk: Desk) -> None:
    speakers = Speakers()
    facts = {"action": "pass", "code": "identity.forbidden", "status": 403}
    hear(
        desk,
        [
            speakers.say("r1", review.CommandRefused(target=CASE, **facts)),
            speakers.say("r2", nomination.CommandRefused(target="x" * 500, **facts)),
            speakers.say("r3", nomination.CommandRefused(target="list-1", parts=PARTS, **facts)),
        ],
    )
    with desk.database.reading() as tx:
        assert list(tx.scalars(select(LeafCase.case_id).order_by(LeafCase.leaf, LeafCase.case_id))) == [
            CASE, CASE, OTHER_CASE,
        ]  # fmt: skip
        assert read_head(tx).size == 3
        assert list(tx.scalars(select(LeafMark.mark).where(LeafMark.kind == "rule"))) == ["G06"]
        told = trace_case(tx, OTHER_CASE).chapters[0]
    assert told.data["parts"] == [{"code": "rules.not_ready", "target": OTHER_CASE, "row": 3, "rules": ["G06"]}]
    assert "Refused: #3 (rules.not_ready, G06)" in [line.en for line in told.lines]


PARTS = (
    RefusedPart(code="nomination.not_draft", target=CASE, row=2),
    RefusedPart(code="rules.not_ready", target=OTHER_CASE, row=3, rules=("G06",)),
)


@given(
    texts=st.lists(st.text(max_size=20), min_size=4, max_size=4),
    chain=st.none() | st.text(max_size=8),
    position=st.none() | st.integers(),
)
def test_an_entry_is_the_canonical_json_of_its_columns(
    texts: list[str], chain: str | None, position: int | None
) -> None:
    """Other people's verifiers write it so; whatever stands in the columns of an altered row."""
    body, said, source, kind = texts
    told = {"body": body, "chain": chain, "id": said, "position": position, "source": source, "type": kind}
    entry = entry_of(body_hash=body, chain=chain, event_id=said, position=position, source=source, type=kind)

    assert entry == canonical_json(told).encode()
