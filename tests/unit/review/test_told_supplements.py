"""Supplements in the books: the rows of a case worked out again from what nomination and review said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from services.review import consumers
from services.review.models import Base, Case
from services.review.told import TOLD
from shared.accounting import silent_of, tables_of
from shared.accounts import Books, compare_table, missing_fault
from shared.desk import Desk
from shared.events.envelope import Envelope
from shared.events.nomination import Resubmitted, WithdrawalRequested
from shared.events.supplement import Answer
from shared.work import Work
from tests.support.logs import events_said
from tests.unit.review.cases import HEAD, OFFICER, UNIT, dossier, find, hear, policy_hash, receive, submitted, taken_in
from tests.unit.review.test_supplements import days_pass, give_back
from tests.unit.review.test_supplements_held import BETTER, hold, release

OF_A_CASE = ("case_file", "transition", "heard_version", "stage_run")
RENAMED = dossier(award="merit_cert_confederation", year=2025, minutes=BETTER.minutes)


class Log:
    """What nomination says of one case, heard by review and kept."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.said: list[Envelope] = []

    def opens(self) -> None:
        event = submitted(self.desk, "case-1")
        self._says(taken_in(self.desk), event, "nomination.submitted", policy=policy_hash(self.desk))

    def supplements(self, now: Any = BETTER) -> None:
        event = Resubmitted(
            case="case-1", dossier=now, version=find(self.desk).dossier_version + 1, sent_at=self.desk.clock.now(),
            changed=("minutes.yes",), answers=(Answer(part="minutes", is_mended=True),), evaluations=(),
        )  # fmt: skip
        self._says(partial(consumers.on_resubmitted, self.desk), event, "nomination.resubmitted")

    def takes_back(self) -> None:
        event = WithdrawalRequested(case="case-1", unit=UNIT, reason="Đoàn viên đã chuyển công tác.")
        self._says(consumers.on_withdrawal_requested, event, "nomination.withdrawal_requested", actor=HEAD)

    def _says(self, handle: Callable[[Work, Any, Envelope], None], event: Any, kind: str, **more: Any) -> None:
        def taken(work: Work, event: Any, envelope: Envelope) -> None:
            self.said.append(envelope)
            handle(work, event, envelope)

        hear(self.desk, taken, event, kind, **{"actor": OFFICER, **more})

    def faults(self) -> list[str]:
        """Where the rows of the case are not what was said."""
        books = Books(tables_of(Base.metadata.tables), silent_of(TOLD), TOLD.bags, TOLD.keys, TOLD.within)
        with self.desk.database.reading() as tx:
            for said in (*self.said, *events_said(tx)):
                if (fold := TOLD.heard.get(said.type) or TOLD.own.get(said.type)) is not None:
                    fold(books, said)
            assert TOLD.ends is not None
            TOLD.ends(books)
            compared = [fault for name in OF_A_CASE for fault in compare_table(tx, Base.metadata.tables[name], books)]
            missing = [missing_fault(one) for name in OF_A_CASE for one in books.left(name)]
        books.close()
        return [fault.words.en for fault in (*compared, *missing) if fault is not None]


@pytest.fixture
def log(desk: Desk) -> Log:
    made = Log(desk)
    made.opens()
    receive(desk, HEAD)
    days_pass(desk, 1)
    give_back(desk, HEAD, "minutes")
    days_pass(desk, 1)
    return made


@pytest.mark.parametrize("now", [BETTER, RENAMED])
def test_a_supplement_that_came_while_held_stands_in_the_books_of_a_case_taken_back(log: Log, now: Any) -> None:
    hold(log.desk, HEAD)
    days_pass(log.desk, 1)
    log.supplements(now)
    assert log.faults() == []
    days_pass(log.desk, 1)
    log.takes_back()
    assert (find(log.desk).state, find(log.desk).dossier_version) == ("withdrawn", 2)
    assert log.faults() == []


def test_what_an_older_release_left_of_the_hold_is_no_fault(log: Log) -> None:
    hold(log.desk, HEAD)
    log.supplements()
    held = find(log.desk)
    log.takes_back()
    with log.desk.database.transaction() as tx:
        row = tx.get_one(Case, "case-1")
        row.resume_state, row.hold_kind, row.hold_document = held.resume_state, held.hold_kind, held.hold_document
        row.held_at = held.held_at
    assert log.faults() == []
    with log.desk.database.transaction() as tx:
        row = tx.get_one(Case, "case-1")
        row.resume_state = row.hold_kind = row.hold_document = row.held_at = None


def test_so_does_one_that_came_before_the_release(log: Log) -> None:
    hold(log.desk, HEAD)
    log.supplements()
    release(log.desk, HEAD)
    log.takes_back()
    assert log.faults() == []


def test_without_a_supplement_nothing_is_added(log: Log) -> None:
    hold(log.desk, HEAD)
    log.takes_back()
    assert find(log.desk).dossier_version == 1
    assert log.faults() == []


def test_a_row_that_was_changed_afterwards_is_still_named(log: Log) -> None:
    hold(log.desk, HEAD)
    log.supplements()
    log.takes_back()
    with log.desk.database.transaction() as tx:
        table = Base.metadata.tables["heard_version"]
        tx.execute(table.update().where(table.c.number == 2).values(sent_by="somebody"))
    assert log.faults() == ["table heard_version, case-1/2: sent_by: not what was said"]
