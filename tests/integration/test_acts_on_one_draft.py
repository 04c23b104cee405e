"""Acts of the proposing side on one nomination at the same instant: one goes first, the other sees what it did.

Owns: both at once, on a real PostgreSQL, where whoever waited for a row had read it before. Leaves to others: lists at
once (`test_lists_at_once`), each act alone (`tests/unit/nomination`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.nomination import actions_submission
from services.nomination.models import Claim
from shared.events.envelope import Actor
from shared.events.terms import Role, Via
from tests.support.postgres import PrivatePostgres
from tests.unit.nomination.house import MINH_ANH, House

HEAD = Role.GRASSROOTS_HEAD
DROPPED = {"reason": "Nhập nhầm người, bỏ bản nháp."}


@pytest.fixture
def house(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, url=postgres.create_database("one_draft"))
    yield made
    made.desk.database.close()
    postgres.drop_database("one_draft")


class Beside:
    """An act that begins while another holds what it needs; its answer once that one is through."""

    def __init__(self, act: Callable[[], TestResponse]) -> None:
        self._answers: list[TestResponse] = []
        self._thread = threading.Thread(target=lambda: self._answers.append(act()))
        self._thread.start()
        self._thread.join(timeout=1)
        assert self._thread.is_alive(), "it did not wait for the other"

    def answer(self) -> TestResponse:
        self._thread.join(timeout=30)
        [answer] = self._answers
        return answer


def withdraw(house: House, case: str, seen: int, **who: Any) -> TestResponse:
    return house.call("POST", f"/nominations/{case}/withdraw", seen=seen, body=DROPPED, **who)


@pytest.mark.parametrize("role", [Role.GRASSROOTS_OFFICER, HEAD])
def test_a_draft_is_not_dropped_while_it_is_sent(house: House, role: Role) -> None:
    case = house.draft()
    seen = house.row(case).version
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_submission.submit(house.desk, work, case, seen=seen)
        other = Beside(lambda: withdraw(house, case, seen, role=role, subject="nguoi-thu-hai"))

    assert other.answer().status_code == (412 if role is HEAD else 403)
    row = house.row(case)
    assert (row.state, row.version, row.reason) == ("submitted", seen + 1, None)
    assert house.count(Claim) > 0
    assert house.said("nomination.draft_withdrawn") == house.violations() == []


def test_a_draft_is_not_sent_while_it_is_dropped(house: House) -> None:
    case = house.draft()
    seen = house.row(case).version
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_submission.withdraw(house.desk, work, case, seen=seen, reason="Nhập nhầm người.")
        other = Beside(lambda: house.call("POST", f"/nominations/{case}/submit", seen=seen))

    assert other.answer().status_code == 409
    assert (house.row(case).state, house.count(Claim)) == ("withdrawn", 0)
    assert house.said("nomination.submitted") == house.violations() == []


def test_the_head_asks_for_a_case_back_once(house: House) -> None:
    case = house.draft()
    assert house.submit(case).status_code == 200
    seen = house.row(case).version
    with house.desk.working(Actor("chu-tich", HEAD, MINH_ANH), via=Via.API) as work:
        actions_submission.withdraw(house.desk, work, case, seen=seen, reason="Đơn vị xin rút hồ sơ này.")
        other = Beside(lambda: withdraw(house, case, seen, role=HEAD))

    assert other.answer().status_code == 412
    assert house.row(case).version == seen + 1
    assert len(house.said("nomination.withdrawal_requested")) == 1
