"""Closing and signing are hot: their statements do not grow with the agenda, and a ballot is a handful."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from shared.events.terms import BallotChoice
from tests.unit.review_council.stage import MEMBERS, Stage


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    """Every statement sent to the database, many rows at once counting as one."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(stage.desk.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(stage.desk.database.engine, "before_cursor_execute", note)


def counted(directory: Path, size: int) -> dict[str, int]:
    stage = Stage(directory)
    cases = stage.plant(size, is_simplified=True)
    council = stage.seat()
    found = {}
    with statements(stage) as sent:
        session = stage.open(cases, council=council)
    found["open"] = len(sent)
    stage.attend(session.id)
    stage.begin(session.id)
    with statements(stage) as sent:
        stage.vote(session.id, MEMBERS[0], dict.fromkeys(cases, BallotChoice.YES))
    found["ballot"] = len(sent)
    stage.vote_all(session.id, cases, yes=8, members=MEMBERS[1:])
    for name, act in (
        ("close", lambda: stage.close(session.id)),
        ("send", lambda: stage.send(session.id)),
        ("sign", lambda: stage.sign(session.id, cases)),
    ):
        with statements(stage) as sent:
            act()
        found[name] = len(sent)
    assert stage.violations() == []
    return found


def test_statements_are_few_and_do_not_grow_with_the_agenda(tmp_path: Path) -> None:
    one, fifty = counted(tmp_path / "one", 1), counted(tmp_path / "fifty", 50)

    assert fifty == one
    # Opening asks the registers of declarations and of consultations besides, each once for the whole agenda.
    # A ballot reads, empties and fills the box besides its own rows, closing does so once more and asks what waits.
    # The first word of a case makes its key, which opening is here, and signing makes those of the awards.
    most = {"open": 19, "ballot": 10, "close": 23, "send": 9, "sign": 20}
    assert {act: number for act, number in fifty.items() if number > most[act]} == {}
