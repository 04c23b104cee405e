"""A double click: the same request comes twice at once with one key, and both get the answer of the one that was done.

Owns: commands whose second finds the state the first left, on a real PostgreSQL. Leaves to others: the same key later
(`test_replays`), commands that may be done again (`test_together`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from services.nomination.queries import get_nomination
from services.review.council_queries import lock_session
from shared.events.terms import Role, Via
from tests.support.desks import bearer, client_of
from tests.support.postgres import PrivatePostgres
from tests.support.together import held_up
from tests.unit.nomination.house import House
from tests.unit.review_council.stage import BODY, SECRETARY, Stage


@pytest.fixture
def url(postgres: PrivatePostgres) -> Iterator[str]:
    yield postgres.create_database("one_key")
    postgres.drop_database("one_key")


def both(act: Callable[[], TestResponse], holding: AbstractContextManager[None]) -> list[TestResponse]:
    """What two got who both began while a third held what they need."""
    with holding:
        begun = [held_up(act) for _ in range(2)]
    return [one.answer() for one in begun]


def same(answers: list[TestResponse], status: int) -> bool:
    """Both got it, one of them as an answer that was given."""
    first, second = answers
    told = [(answer.status_code, answer.get_data(), answer.headers.get("ETag")) for answer in answers]
    again = sorted(answer.headers.get("Idempotent-Replay", "") for answer in (first, second))
    return told[0] == told[1] and told[0][0] == status and again == ["", "true"]


def test_a_draft_submitted_by_a_double_click(url: str, tmp_path: Path) -> None:
    house = House(tmp_path, url=url)
    case = house.draft()
    seen = house.row(case).version

    @contextmanager
    def held() -> Iterator[None]:
        with house.work() as work:
            get_nomination(work.tx, case, lock=True)
            yield

    answers = both(lambda: house.call("POST", f"/nominations/{case}/submit", seen=seen, key="bam-hai-lan"), held())

    assert same(answers, 200), [answer.get_data(as_text=True) for answer in answers]
    assert len(house.said("nomination.submitted")) == 1
    assert house.said("nomination.command_refused") == []
    house.desk.database.close()


def test_a_decision_signed_by_a_double_click(url: str, tmp_path: Path) -> None:
    stage = Stage(tmp_path, url=url)
    session, cases = stage.ready_to_sign()
    client = client_of(stage.desk)
    headers = bearer(tmp_path, "president", Role.SIGNER, BODY) | {"Idempotency-Key": "bam-hai-lan"}
    asked = {"sessions": [session], "cases": cases}

    @contextmanager
    def held() -> Iterator[None]:
        with stage.desk.working(SECRETARY, via=Via.API) as work:
            lock_session(work.tx, session)
            yield

    answers = both(lambda: client.post("/api/review/v1/decisions", json=asked, headers=headers), held())

    assert same(answers, 201), [answer.get_data(as_text=True) for answer in answers]
    assert len(stage.said("review.decision_signed")) == 1
    assert stage.said("review.command_refused") == []
    stage.desk.database.close()
