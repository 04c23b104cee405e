"""Cases supplemented under a release that left their columns as they were opened: named until they are decided."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from services.review import consumers
from services.review.erasing import erase_person
from services.review.invariants import INVARIANTS
from services.review.models import Case
from shared.desk import Desk
from shared.events.erasure import PersonErased
from shared.events.nomination import Resubmitted
from tests.unit.review.cases import HEAD, dossier, hear, open_case, receive
from tests.unit.review.test_former_keys_told import FILED, RIGHT
from tests.unit.review.test_supplements import give_back

LEFT = {
    "nominee_key": FILED.nominee.key, "nominee_name": FILED.nominee.full_name, "award": "title_fighter_tld",
    "is_leader": True,
}  # fmt: skip


def supplement(desk: Desk, version: int = 2) -> None:
    give_back(desk, HEAD, "nominee.full_name")
    event = Resubmitted(
        case="case-1", dossier=RIGHT, version=version, sent_at=desk.clock.now(), changed=("nominee.full_name",),
        answers=(), evaluations=(),
    )  # fmt: skip
    hear(desk, partial(consumers.on_resubmitted, desk), event, "nomination.resubmitted")


def left_as_opened(desk: Desk, **more: Any) -> None:
    """As a release before 23 November 2026 left it."""
    open_case(desk, dossier=FILED)
    receive(desk, HEAD)
    supplement(desk)
    with desk.database.transaction() as tx:
        tx.execute(update(Case).values(LEFT | more))


def violations(desk: Desk) -> list[str]:
    with desk.database.reading() as tx:
        return [line for one in INVARIANTS if one.name.startswith("review.undecided") for line in one.violations(tx)]


def test_an_undecided_case_is_named_with_what_differs_and_another_supplement_mends_it(desk: Desk) -> None:
    left_as_opened(desk)
    assert violations(desk) == ["case-1: submitted, award, nominee_key, nominee_name, is_leader not of version 2"]

    supplement(desk, version=3)
    assert violations(desk) == []


@pytest.mark.parametrize("state", ["awarded", "not_awarded", "withdrawn"])
def test_what_was_decided_stands(desk: Desk, state: str) -> None:
    left_as_opened(desk, state=state)
    assert violations(desk) == []
    with desk.database.transaction() as tx:
        tx.execute(update(Case).values(state="submitted"))
    assert len(violations(desk)) == 1
    supplement(desk, version=3)


def test_of_an_erased_person_nothing_is_compared(desk: Desk) -> None:
    open_case(desk, dossier=FILED)
    receive(desk, HEAD)
    supplement(desk)
    gone = PersonErased(
        erasure="e1", nominee_key=RIGHT.nominee.key, cases=("case-1",), holds=(), basis="erasure_requested",
        document="Đơn 1", asked_by="a", confirmed_by="b",
    )  # fmt: skip
    with desk.database.transaction() as tx:
        erase_person(tx, gone)
    assert violations(desk) == []


def test_no_dossier_is_read_of_a_case_that_was_never_supplemented(desk: Desk) -> None:
    """Whole seasons lie there; this one's dossier nobody could even read."""
    open_case(desk, dossier=dossier())
    with desk.database.transaction() as tx:
        tx.execute(update(Case).values(dossier={}))
    assert violations(desk) == []
