"""A person was erased while the ledger was away: that is no alteration, and not called one; a part taken out is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.services import definition_of
from services.audit.queries_erasures import heard_erasures, unheard_erasures
from services.audit.queries_logs import LogCompared, compare_log
from services.audit.rules.erasures import by_record
from shared import outbox_rows
from shared.clock import wall_now
from shared.desk import Desk
from shared.erasure import obey
from shared.events.envelope import wire_of
from shared.events.terms import Via
from shared.inbox import Inbox
from shared.keys import destroy_keys
from tests.support.desks import make_desk
from tests.unit.audit.said import CASE, OFFICER, OTHER_CASE, submitted
from tests.unit.audit.test_erasures import erasing


@pytest.fixture
def nomination(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(definition_of("nomination"), tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def ledger(tmp_path: Path, nomination: Desk) -> Iterator[Desk]:
    """It heard of two cases."""
    made = make_desk(definition_of("audit"), tmp_path)
    with nomination.working(OFFICER, via=Via.API) as work:
        for case in (CASE, OTHER_CASE):
            work.emit(case, submitted(case))
    hear_what_is_placed(made, nomination)
    yield made
    made.database.close()


def placed(desk: Desk) -> list[bytes]:
    """What is new in a log, at its place, as it goes out."""
    with desk.database.transaction() as tx:
        offered = outbox_rows.offer(tx, wall_now())
        assert offered is not None
        outbox_rows.remember(tx, offered)
    return [wire_of(event.body, event.position, event.chain) for event in offered.events]


def hear_what_is_placed(ledger: Desk, desk: Desk) -> None:
    handlers = ledger.definition.handlers(ledger)
    inbox = Inbox("audit", ledger.database, handlers, clock=ledger.clock, new_id=ledger.new_id)
    inbox.take(placed(desk))


def erase(desk: Desk) -> None:
    """As the two who agreed do it: here at once, told to the others."""
    with desk.working(OFFICER, via=Via.API) as work:
        said = erasing(CASE)
        obey(work.tx, said, work.now, None)
        work.emit(said.erasure, said)


def compared(ledger: Desk, nomination: Desk) -> LogCompared:
    with ledger.database.reading() as tx, nomination.database.reading() as log:
        unheard = by_record(unheard_erasures(log, heard_erasures(tx)))
        return compare_log(tx, log, "nomination", unheard)


def test_what_an_erasure_took_that_the_ledger_has_not_heard_is_told_apart(ledger: Desk, nomination: Desk) -> None:
    erase(nomination)
    messages = placed(nomination)

    found = compared(ledger, nomination)
    handlers = ledger.definition.handlers(ledger)
    Inbox("audit", ledger.database, handlers, clock=ledger.clock, new_id=ledger.new_id).take(messages)
    after = compared(ledger, nomination)

    first = found.rows - 2  # what a start says of itself stands before
    assert (found.faults, found.erased_unheard, found.unheard) == ([], [first], [first + 2])
    assert (after.faults, after.erased_unheard, after.unheard) == ([], [], [])


def test_what_no_erasure_names_is_altered_all_the_same(ledger: Desk, nomination: Desk) -> None:
    erase(nomination)
    placed(nomination)
    with nomination.database.transaction() as tx:
        destroy_keys(tx, {OTHER_CASE})

    found = compared(ledger, nomination)

    other = found.rows - 1
    [fault] = found.faults
    assert fault.words.en == f"log of nomination, position {other}: body is not what the ledger heard"
    assert found.erased_unheard == [other - 1]


def test_an_erasure_that_is_not_placed_excuses_nothing(ledger: Desk, nomination: Desk) -> None:
    erase(nomination)

    found = compared(ledger, nomination)

    assert (len(found.faults), found.erased_unheard) == (1, [])
