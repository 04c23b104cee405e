"""What verification asks the quick way is what it would ask the long way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from services.audit.queries_verification import verify
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
        assert sealed_bytes(one) == sealed_text(one).encode() == read_plainly(one).encode()


def read_plainly(body: str) -> str:
    if not body.startswith((KEPT, OPENS)):
        return body
    try:
        front, end = json.JSONDecoder().raw_decode(body, body.index(":") + 1)
    except ValueError:
        return body
    return "{" + body[end + 1 :] if isinstance(front, dict) and body[end : end + 1] == "," else body


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
