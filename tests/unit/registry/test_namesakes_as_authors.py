"""An erased person whose award stays in the register, and living namesakes who make things: these may go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.registry.models import Award
from services.registry.models_progress import Initiative, InitiativeAuthor
from services.registry.models_unions import KnownSuccession
from services.registry.service import DEFINITION
from shared.erasure import ERASED
from shared.events.erasure import ErasedName, PersonErased
from shared.events.terms import Role, SubjectKind
from shared.names import nominee_key, spoken_key
from tests.support.comparing import faults_heard
from tests.support.desks import bearer, make_desk
from tests.unit.audit.said import SIGNER, UNIT, award_item, decision_signed
from tests.unit.registry.office import API, CORRECTION, Office

HUONG, NAMESAKE, RIGHT, AN = "Nguyễn Thị Hương", "Nguyễn Thị Hường", "Nguyễn Thị Hương Giang", "Lê Thị An"
DAY, YEAR = "1984-05-02", "1984"
ELSEWHERE = "cdcs-thpt-khac"


def key_of(name: str, birth: str) -> str:
    return nominee_key(SubjectKind.INDIVIDUAL, name, birth)


class Register(Office):
    """With the award of one Hương as c9, at `UNIT`."""

    def __init__(self, directory: Path, birth: str) -> None:
        super().__init__(make_desk(DEFINITION, directory), directory)
        self.directory, self.key = directory, key_of(HUONG, birth)
        item = award_item("c9", HUONG, key=self.key)
        said = replace(decision_signed(item), decision="d9", number="09/QĐ-LĐLĐ")
        self.hears(self.speakers.say("d9", said, SIGNER))

    def enters(self, unit: str, name: str, birth: str) -> tuple[int, str | None]:
        who = bearer(self.directory, f"lan-{unit}", Role.GRASSROOTS_OFFICER, unit)
        made = {
            "unit": unit, "unit_name": "CĐCS", "block": "block_public_service", "title": "Sổ điểm", "scope": "base",
            "recognised_on": "2023-04-10", "recognised_by": "Hội đồng",
            "authors": [{"full_name": name, "birth": birth}],
        }  # fmt: skip
        answer = self.client.post(f"{API}/plans/gia_lam_2023/initiatives", json=made, headers=who)
        return answer.status_code, answer.json.get("code")

    def erases(self, *names: ErasedName, **more: Any) -> bytes:
        gone = PersonErased(
            **{"erasure": "e1", "nominee_key": self.key, "cases": ("c9",), "holds": (), "basis": "erasure_requested",
               "document": "Đơn 1", "asked_by": "a", "confirmed_by": "b", "names": names, "standing": ("c8",)} | more
        )  # fmt: skip
        said = self.speakers.say(gone.erasure, gone)
        self.hears(said)
        return said.wire()

    def authors(self) -> dict[str, str]:
        """By unit."""
        with self.desk.database.reading() as tx:
            wanted = select(Initiative.unit, InitiativeAuthor.name).join(InitiativeAuthor)
            return {unit: name for unit, name in tx.execute(wanted)}


def name_of(name: str, birth: str, unit: str | None = None, *, is_shared: bool = False) -> ErasedName:
    return ErasedName(spoken=spoken_key(key_of(name, birth), name), unit=unit, is_shared=is_shared)


@pytest.mark.parametrize("birth", [DAY, YEAR])
def test_a_namesake_at_another_union_stays_an_author_and_may_be_again(tmp_path: Path, birth: str) -> None:
    office = Register(tmp_path, birth)
    assert [office.enters(unit, HUONG, birth)[0] for unit in (UNIT.id, ELSEWHERE)] == [201, 201]

    office.erases(name_of(HUONG, birth, UNIT.id))

    assert office.authors() == {UNIT.id: ERASED, ELSEWHERE: HUONG}
    assert office.enters(ELSEWHERE, HUONG, birth)[0] == 201
    assert office.enters(UNIT.id, HUONG, birth) == (409, "person.erased")


def test_a_name_somebody_at_the_same_union_bears_takes_and_refuses_nobody(tmp_path: Path) -> None:
    office = Register(tmp_path, YEAR)
    assert office.enters(UNIT.id, HUONG, YEAR)[0] == 201

    office.erases(name_of(HUONG, YEAR, UNIT.id, is_shared=True))

    assert office.authors() == {UNIT.id: HUONG}
    assert office.enters(UNIT.id, HUONG, YEAR)[0] == 201


@pytest.mark.parametrize("cases", [("c9",), ()])
def test_whose_name_sounds_different_is_not_refused(tmp_path: Path, cases: tuple[str, ...]) -> None:
    """Whether or not anything of the erased stands in the register."""
    office = Register(tmp_path, DAY)

    office.erases(name_of(HUONG, DAY), cases=cases)

    assert office.enters(ELSEWHERE, NAMESAKE, DAY)[0] == 201
    assert office.enters(ELSEWHERE, HUONG, DAY) == (409, "person.erased")


def test_a_year_refuses_at_the_unions_of_the_erased_only(tmp_path: Path) -> None:
    office = Register(tmp_path, YEAR)

    office.erases(name_of(AN, YEAR, UNIT.id), nominee_key=key_of(AN, YEAR), cases=("c7",))

    assert [office.enters(unit, AN, YEAR)[0] for unit in (ELSEWHERE, UNIT.id)] == [201, 409]


def test_an_erasure_of_a_release_before_refuses_its_whole_key(tmp_path: Path) -> None:
    office = Register(tmp_path, DAY)

    office.erases(names=None)

    assert [office.enters(ELSEWHERE, name, DAY)[0] for name in (HUONG, NAMESAKE)] == [409, 409]


@pytest.mark.parametrize("is_corrected_first", [True, False])
def test_a_correction_the_event_does_not_name_is_theirs_where_they_are_known(
    tmp_path: Path, is_corrected_first: bool
) -> None:
    """Nomination had not heard of it; its own names hold for the union of the erased alone, and so does this."""
    office = Register(tmp_path, DAY)
    assert [office.enters(unit, RIGHT, DAY)[0] for unit in (UNIT.id, ELSEWHERE)] == [201, 201]
    changes = {"nominee_name": RIGHT, "nominee_birth": DAY}
    with office.desk.database.transaction() as tx:
        tx.execute(update(Award).values(nominee_birth="1985-05-02"))
    entry = next(one for one in office.entries() if one["case_id"] == "c9")
    proposed = CORRECTION | {"letter": "15/TTr", "reason": "Ghi sai họ tên so với giấy khai sinh.", "changes": changes}
    remedy = office.done(office.secretary, f"awards/{entry['id']}/remedies", proposed, seen=entry["version"])
    remedy = office.done(office.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"])
    acts = [lambda: office.numbered(remedy), lambda: office.erases(name_of(HUONG, DAY, UNIT.id))]
    for act in acts if is_corrected_first else reversed(acts):
        act()

    assert office.authors() == {UNIT.id: ERASED, ELSEWHERE: RIGHT}
    assert [office.enters(unit, RIGHT, DAY)[0] for unit in (ELSEWHERE, UNIT.id)] == [201, 409]


def test_an_erasure_is_asked_of_its_own_entries(tmp_path: Path) -> None:
    """Two erased people have entries under one key: what one of them leaves to a namesake the other does not take."""
    office = Register(tmp_path, YEAR)
    with office.desk.database.transaction() as tx:
        tx.execute(update(Award).where(Award.case_id == "c1").values(nominee_key=office.key, nominee_name=NAMESAKE))
    office.erases(name_of(HUONG, YEAR, UNIT.id, is_shared=True))
    office.erases(name_of(AN, YEAR), erasure="e2", nominee_key=key_of(AN, YEAR), cases=("c1",))

    assert [office.enters(UNIT.id, name, YEAR)[0] for name in (HUONG, NAMESAKE)] == [201, 409]


def test_a_merger_makes_no_stranger_of_the_living(tmp_path: Path) -> None:
    office = Register(tmp_path, DAY)
    assert office.enters(ELSEWHERE, HUONG, DAY)[0] == 201
    office.erases(name_of(HUONG, DAY, UNIT.id))
    with office.desk.database.transaction() as tx:
        for heir in (ELSEWHERE, "cdcs-moi"):
            tx.add(KnownSuccession(union=UNIT.id, successor=heir, valid_from=date(2026, 8, 1)))

    assert [office.enters(unit, HUONG, DAY)[0] for unit in (ELSEWHERE, "cdcs-moi")] == [201, 409]


def follows(office: Register, union: str, *heirs: str) -> None:
    with office.desk.database.transaction() as tx:
        for heir in heirs:
            tx.add(KnownSuccession(union=union, successor=heir, valid_from=date(2026, 8, 1)))


@pytest.mark.parametrize("birth", [DAY, YEAR])
@pytest.mark.parametrize("between", [(), ("cdcs-giua",)])
def test_an_author_at_a_union_the_erased_ones_followed_goes_and_is_refused(
    tmp_path: Path, birth: str, between: tuple[str, ...]
) -> None:
    """At one union a name and birth are one person's, also where it was two before."""
    office = Register(tmp_path, birth)
    assert office.enters("cdcs-a", HUONG, birth)[0] == 201
    for ended, heir in pairwise(("cdcs-a", *between, UNIT.id)):
        follows(office, ended, heir)

    office.erases(name_of(HUONG, birth, UNIT.id), standing=())

    assert office.authors() == {"cdcs-a": ERASED}
    assert office.enters(UNIT.id, HUONG, birth) == (409, "person.erased")


@pytest.mark.parametrize("heirs", [(UNIT.id, ELSEWHERE), (ELSEWHERE,)])
def test_an_author_whom_others_may_have_taken_over_stays(tmp_path: Path, heirs: tuple[str, ...]) -> None:
    office = Register(tmp_path, YEAR)
    assert office.enters("cdcs-a", HUONG, YEAR)[0] == 201
    follows(office, "cdcs-a", *heirs)

    office.erases(name_of(HUONG, YEAR, UNIT.id), standing=())

    assert office.authors() == {"cdcs-a": HUONG}
    assert office.enters(ELSEWHERE, HUONG, YEAR)[0] == 201


def test_an_author_who_may_be_somebody_left_standing_stays(tmp_path: Path) -> None:
    office = Register(tmp_path, DAY)
    assert office.enters("cdcs-a", HUONG, DAY)[0] == 201
    follows(office, "cdcs-a", UNIT.id)

    office.erases(name_of(HUONG, DAY, UNIT.id), standing=("c8",))

    assert office.authors() == {"cdcs-a": HUONG}


def test_a_union_that_merges_later_brings_a_stranger(tmp_path: Path) -> None:
    office = Register(tmp_path, YEAR)
    assert office.enters("cdcs-a", HUONG, YEAR)[0] == 201
    office.erases(name_of(HUONG, YEAR, UNIT.id))
    follows(office, "cdcs-a", UNIT.id)

    assert office.authors() == {"cdcs-a": HUONG}
    assert office.enters(UNIT.id, HUONG, YEAR)[0] == 201


def test_the_names_are_compared_with_what_was_said(tmp_path: Path) -> None:
    office = Register(tmp_path, DAY)
    said = office.erases(name_of(HUONG, DAY, UNIT.id), name_of(RIGHT, DAY, is_shared=True))

    assert faults_heard(office.desk, DEFINITION, "erased_names", [said]) == []
    with office.desk.database.transaction() as tx:
        tx.connection().exec_driver_sql("UPDATE erased_names SET unit = ''")
    assert len(faults_heard(office.desk, DEFINITION, "erased_names", [said])) > 0


@pytest.mark.parametrize("is_first_heard_first", [True, False])
def test_two_of_one_key_are_erased_in_whatever_order_it_is_heard(tmp_path: Path, is_first_heard_first: bool) -> None:
    """Both were asked for beside each other: of the first the second still stood, and shared a name at her union."""
    office = Register(tmp_path, YEAR)
    assert [office.enters(unit, HUONG, YEAR)[0] for unit in (UNIT.id, ELSEWHERE)] == [201, 201]
    first = ((name_of(HUONG, YEAR, UNIT.id, is_shared=True),), {"erasure": "e1", "standing": ("c8",)})
    both = (name_of(HUONG, YEAR, UNIT.id), name_of(HUONG, YEAR, ELSEWHERE))
    second = (both, {"erasure": "e2", "cases": ("c8",), "standing": ()})

    for names, more in (first, second) if is_first_heard_first else (second, first):
        office.erases(*names, **more)

    assert office.authors() == {UNIT.id: ERASED, ELSEWHERE: ERASED}
    assert [office.enters(unit, HUONG, YEAR) for unit in (UNIT.id, ELSEWHERE)] == [(409, "person.erased")] * 2
