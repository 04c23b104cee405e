"""What verification asks the quick way is what it would ask the long way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from services.audit.models import Checkpoint, Cosignature
from services.audit.queries_checkpoints import Kept, kept_checkpoints
from services.audit.queries_verification import Depth, _Signed, verify
from services.audit.rules.sources import LATE, Entry, Following, check_source, is_late, timely_from
from services.audit.service import DEFINITION
from shared.canonical import canonical_json
from shared.clock import wall_now
from shared.desk import Desk
from shared.events.envelope import GENESIS, chained
from shared.events.sealing import KEPT, OPENS, sealed_bytes, sealed_text
from tests.support.desks import make_desk
from tests.unit.audit.said import CASE, Speakers, hear, received

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    speakers = Speakers()
    for _ in range(3):
        hear(made, [speakers.say(CASE, received())])
    yield made
    made.database.close()


def a_log(length: int) -> list[Entry]:
    entries, chain = list[Entry](), GENESIS
    for position in range(1, length + 1):
        chain = chained(chain, position, f"hash {position}")
        entries.append(Entry(position, position, chain, f"hash {position}", NOW))
    return entries


def followed(entries: list[Entry]) -> Following:
    following = Following()
    for entry in entries:
        following.hear(entry.position, entry.chain, entry.body_hash)
    return following


@given(st.integers(0, 12).map(a_log).flatmap(st.permutations))
def test_a_whole_log_follows_in_whatever_order_it_was_heard(entries: list[Entry]) -> None:
    in_order = sorted(entries, key=lambda one: one.index)

    assert followed(entries).checked() == check_source("review", in_order, NOW)


@given(entries=st.permutations(a_log(6)), data=st.data())
def test_what_does_not_follow_is_asked_in_its_own_order(entries: list[Entry], data: st.DataObject) -> None:
    """A place changed, doubled or taken away, a chain or a hash altered: never is the log taken for whole."""
    at = data.draw(st.integers(0, len(entries) - 1))
    wrong = data.draw(
        st.sampled_from(["position", "chain", "body_hash", "gone", "twice"]).filter(
            # Without its last entry a log is whole: nobody can tell from the rest.
            lambda one: one != "gone" or entries[at].position != len(entries)
        )
    )
    new = data.draw(st.none() | st.integers(7, 9)) if wrong == "position" else "f" * 64
    changed = {"gone": [], "twice": [entries[at], entries[at]]}.get(wrong)
    if changed is None:
        changed = [Entry(**{**{name: getattr(entries[at], name) for name in Entry.__slots__}, wrong: new})]

    assert followed([*entries[:at], *changed, *entries[at + 1 :]]).checked() is None


@given(
    milliseconds=st.integers(0, 2**41),
    heard_at=st.integers(10**13, 2 * 10**15).map(lambda after: datetime.fromtimestamp(after / 1e6, UTC)),
    apart=st.none() | st.timedeltas(-timedelta(seconds=1), timedelta(seconds=1)),
)
def test_no_id_behind_the_limit_is_of_a_late_event(
    milliseconds: int, heard_at: datetime, apart: timedelta | None
) -> None:
    if apart is not None:
        milliseconds = int((heard_at - LATE + apart).timestamp() * 1000)
    event_id = f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7000-8000-000000000001"

    assert not is_late(event_id, heard_at) or event_id < timely_from(heard_at)
    # It must not call everything late either: then nothing would be won.
    assert event_id >= timely_from(heard_at) or milliseconds <= (heard_at - LATE).timestamp() * 1000 + 1


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text('},"actor:{\\ấ', max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["actor", "x", "},"]), inner),
)


@given(opens=st.sampled_from([KEPT, OPENS]), front=ANYTHING, rest=ANYTHING, cut=st.integers(0, 60), data=st.data())
def test_the_hash_is_of_the_same_text_quickly_cut_or_read(
    opens: str, front: object, rest: object, cut: int, data: st.DataObject
) -> None:
    """Of fronts as we write them, with the very words inside by which the end is looked for, and of spoilt ones."""
    body = f'{opens}{canonical_json(front)},"actor":{canonical_json(rest)}}}'
    spoilt = body[:cut] + data.draw(st.sampled_from(["", '"', "}", "{", ",", '},"actor":'])) + body[cut:]

    for one in (body, spoilt):
        assert sealed_bytes(one.encode()) == sealed_text(one).encode() == read_plainly(one).encode()


def read_plainly(body: str) -> str:
    if not body.startswith((KEPT, OPENS)):
        return body
    try:
        front, end = json.JSONDecoder().raw_decode(body, body.index(":") + 1)
    except ValueError:
        return body
    return "{" + body[end + 1 :] if isinstance(front, dict) and body[end : end + 1] == "," else body


def test_a_body_that_is_no_text_any_more_is_named(desk: Desk) -> None:
    for front in ("7b", "7b226b657074223a7b7dff"):
        with desk.database.transaction() as tx:
            tx.execute(text(f"UPDATE leaves SET body = CAST(x'{front}ff' AS TEXT) WHERE \"index\" = 1"))
        for depth in Depth:
            with desk.database.reading() as tx:
                faults = verify(tx, now=wall_now(), depth=depth).faults

            assert "the body does not match its hash" in {one.words.en for one in faults if one.leaf == 1}


def test_checkpoints_and_cosignatures_are_read_beside_each_other_in_any_portions(desk: Desk) -> None:
    """Also what no ledger has: sizes that are none, cosignatures in between and beyond."""
    with desk.database.transaction() as tx:
        tx.execute(insert(Checkpoint), [{"size": size, "note": f"note {size}"} for size in (-1, 3, 5, 8)])
        tx.execute(insert(Cosignature), [
            {"size": size, "witness": witness, "line": f"{witness} {size}"}
            for size, witness in ((0, "a"), (5, "a"), (5, "b"), (6, "a"), (9, "b"))
        ])  # fmt: skip
    with desk.database.reading() as tx:
        portions = [[*kept_checkpoints(tx, at_a_time)] for at_a_time in (1, 2, 4, 1000)]

    assert portions == [
        [
            Kept(-1, "note -1", ()), Kept(0, None, [("a", "a 0")]), Kept(3, "note 3", ()),
            Kept(5, "note 5", [("a", "a 5"), ("b", "b 5")]), Kept(6, None, [("a", "a 6")]), Kept(8, "note 8", ()),
            Kept(9, None, [("b", "b 9")]),
        ]
    ] * 4  # fmt: skip


def test_checkpoints_of_no_tree_and_cosignatures_of_none_are_named(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        tx.execute(insert(Checkpoint), [{"size": size, "note": ""} for size in (-1, 0, 8)])
        tx.execute(insert(Cosignature), [{"size": size, "witness": "a", "line": ""} for size in (0, 2, 9)])
    with desk.database.reading() as tx:
        found = verify(tx, now=wall_now())

    assert [one.words.en for one in found.faults] == [
        *(f"checkpoint {size}: there is no tree of that size" for size in (-1, 0, 8)),
        *(f"checkpoint {size}: it was cosigned but is not there" for size in (0, 2, 9)),
    ]
    assert found.checkpoints == 3


def test_of_late_leaves_the_first_checkpoint_is_told_that_should_have_held_them() -> None:
    signed, morning = _Signed(), datetime(2026, 9, 1, tzinfo=UTC)
    # The clock was set back before the third was signed: it was not signed before the second.
    for size, minute in ((3, 0), (5, 10), (8, 4), (9, 20)):
        signed.add(size, morning + timedelta(minutes=minute))
    signed.add(11, None)

    def first(after: int, before: int) -> int | None:
        return signed.find_first(morning + timedelta(minutes=after), morning + timedelta(minutes=before))

    assert [first(-1, 1), first(0, 11), first(5, 11), first(10, 30)] == [3, 5, 5, 9]
    assert [first(-1, 0), first(0, 10), first(10, 20), first(20, 90)] == [None] * 4


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        ("INSERT INTO tree_heads SELECT -1, root, recorded_at FROM tree_heads WHERE size = 1",
         ["the root of size -1 does not follow"]),
        ("INSERT INTO tree_heads SELECT size + 5, root, recorded_at FROM tree_heads WHERE size > 1",
         ["the root of size 7 does not follow", "the root of size 8 does not follow"]),
        ("UPDATE leaves SET \"index\" = -1 WHERE \"index\" = 2",
         ["the root of size 3 does not follow", "it stands before the first leaf"]),
    ],
)  # fmt: skip
def test_heads_and_leaves_beside_the_tree_are_named(desk: Desk, forgery: str, said: list[str]) -> None:
    with desk.database.transaction() as tx:
        tx.execute(text(forgery))
    with desk.database.reading() as tx:
        found = [one.words.en for one in verify(tx, now=wall_now()).faults]

    assert [one for one in found if one in said] == said
