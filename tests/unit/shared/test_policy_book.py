"""Recording policies: once, and never believed before the record is there for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from shared.db import Database
from shared.policy import Policy, load_policy_set
from shared.policy_book import PolicyBook
from shared.tables import HOUSE, policy_version


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/policies.sqlite")
    HOUSE.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture
def book() -> PolicyBook:
    return PolicyBook(load_policy_set())


def any_policy(book: PolicyBook) -> Policy:
    plan = next(iter(book.policies.plans.values()))
    return book.policies.bundle(plan.id, plan.window.first)


def _recorded(database: Database) -> int:
    with database.reading() as tx:
        return int(tx.scalar(select(func.count()).select_from(policy_version)) or 0)


def test_policy_is_recorded_once_and_not_asked_about_again(database: Database, book: PolicyBook) -> None:
    policy = any_policy(book)

    told = []
    for _ in range(3):
        with database.transaction() as tx:
            told.append(book.keep(tx, policy))

    assert told == [True, False, False]
    assert _recorded(database) == 1


def test_record_that_was_undone_is_made_again(database: Database, book: PolicyBook) -> None:
    """Twice in one transaction: what only it has seen is not known for good."""
    policy = any_policy(book)
    with database.reading() as tx:  # which undoes what is written inside
        told = [book.keep(tx, policy), book.keep(tx, policy)]

    with database.transaction() as tx:
        told.append(book.keep(tx, policy))

    assert told == [True, False, True]
    assert _recorded(database) == 1
