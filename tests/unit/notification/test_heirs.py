"""What a union that ended is told, whoever goes on with it reads; taken back, it is the union's own again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.notification.service import DEFINITION
from shared.desk import Desk
from shared.events.nomination import SuccessionTakenBack, UnitSucceeded
from shared.events.terms import Role
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.said import HEAD, SECRETARY, UNIT, Speakers, hear, received, stage_opened
from tests.unit.notification.test_people import API
from tests.unit.notification.test_telling import AWARDED, know, know_cases

HEIR, LATER, STRANGER = "cdcs-moi", "cdcs-sau", "cdcs-khac"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    yield made
    made.database.close()


class Office:
    def __init__(self, desk: Desk, keys: Path) -> None:
        self.desk, self.keys, self.speakers = desk, keys, Speakers()
        self.client = client_of(desk)

    def hears(self, subject: str, fact: object) -> None:
        hear(self.desk, [self.speakers.say(subject, fact)])

    def ends(self, union: str, *heirs: str) -> None:
        self.hears(union, UnitSucceeded(unit=union, successors=heirs, valid_from=date(2026, 6, 1), document="QĐ 1"))

    def of(self, unit: str, role: Role = Role.GRASSROOTS_OFFICER) -> dict[str, str]:
        return bearer(self.keys, f"{role.value}.{unit}", role, unit)

    def reads(self, unit: str, role: Role = Role.GRASSROOTS_OFFICER) -> tuple[int, int]:
        """(notices, unread) that somebody of this role at this unit sees."""
        answer = self.client.get(f"{API}/notices", headers=self.of(unit, role)).json
        return len(answer["items"]), answer["unread"]


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Office:
    """The award of a union that nobody is known at by name."""
    made = Office(desk, tmp_path)
    know_cases(desk, AWARDED.case)
    hear(desk, [made.speakers.say("a1", AWARDED, SECRETARY)])
    return made


def test_who_goes_on_with_a_union_reads_what_it_is_told_and_nobody_else_does(office: Office) -> None:
    assert [office.reads(unit) for unit in (UNIT.id, HEIR, STRANGER)] == [(1, 1), (0, 0), (0, 0)]
    office.ends(UNIT.id, HEIR)
    assert [office.reads(unit) for unit in (HEIR, STRANGER)] == [(1, 1), (0, 0)]
    assert office.reads(HEIR, Role.GRASSROOTS_HEAD) == (0, 0)


def test_over_a_further_merger_and_a_split_each_who_follows_reads_it(office: Office) -> None:
    office.ends(UNIT.id, HEIR)
    office.ends(HEIR, LATER, STRANGER)
    assert [office.reads(unit) for unit in (LATER, STRANGER)] == [(1, 1), (1, 1)]


def test_a_merger_taken_back_takes_the_mailbox_back(office: Office) -> None:
    office.ends(UNIT.id, HEIR)
    back = SuccessionTakenBack(unit=UNIT.id, successors=(HEIR,), valid_to=None, reason="Ghi nhầm", document="CV 1")
    office.hears(UNIT.id, back)
    assert [office.reads(unit) for unit in (UNIT.id, HEIR)] == [(1, 1), (0, 0)]


def test_what_was_sent_to_people_known_at_the_union_is_read_too_and_marked_by_whoever_read_it(
    desk: Desk, tmp_path: Path
) -> None:
    office = Office(desk, tmp_path)
    know(desk, "huong", Role.GRASSROOTS_OFFICER, UNIT.id)
    know(desk, "chu-tich", Role.GRASSROOTS_HEAD, UNIT.id)
    speakers = office.speakers
    hear(desk, [speakers.say(AWARDED.case, stage_opened()), speakers.say(AWARDED.case, received(), HEAD)])
    assert office.reads(HEIR) == (0, 0)
    office.ends(UNIT.id, HEIR)

    assert (office.reads(HEIR), office.reads(HEIR, Role.GRASSROOTS_HEAD)) == ((1, 1), (1, 1))
    assert office.client.post(f"{API}/notices/read", headers=office.of(HEIR)).status_code == 204
    assert (office.reads(HEIR), office.reads(HEIR, Role.GRASSROOTS_HEAD)) == ((1, 0), (1, 1))
