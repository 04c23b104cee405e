"""A correction makes no second person of an awardee: of one erased nothing new is made up, titles of one year pay one
bonus, and nobody else is taken for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.registry.models import Award
from services.registry.models_unions import KnownSuccession
from services.registry.service import DEFINITION
from shared.events.dossier import UnitRef
from shared.events.erasure import ErasedName, PersonErased
from shared.events.terms import Block, Standing, SubjectKind
from shared.names import nominee_key, spoken_key
from tests.support.comparing import faults_by, said_in
from tests.support.desks import make_desk
from tests.unit.audit.said import SIGNER, UNIT, award_item, decision_signed
from tests.unit.registry.office import API, CORRECTION, Office, working

HUONG, DAY, RIGHT_DAY, YEAR = "Nguyễn Thị Hương", "1984-05-02", "1984-02-05", "1984"
ELSEWHERE = UnitRef(id="cdcs-thpt-khac", name="CĐCS Trường THPT khác", block=Block.PUBLIC_SERVICE)
LOWER, HIGHER = 2_000_000, 5_000_000


def key_of(name: str, birth: str) -> str:
    return nominee_key(SubjectKind.INDIVIDUAL, name, birth)


class Titles(Office):
    """A register whose awards are titles, each by a decision of its own."""

    def gives(self, case: str, amount: int, *, birth: str = DAY, **more: Any) -> None:
        told = {"key": key_of(HUONG, birth), "nominee_birth": birth} | more
        item = award_item(case, HUONG, bonus=amount, bonus_working=working(amount, is_title=True), **told)
        number = f"{case[1:]}/QĐ-LĐLĐ"
        said = replace(decision_signed(item), decision=f"d-{case}", number=number)
        self.hears(self.speakers.say(f"d-{case}", said, SIGNER))

    def of(self, case: str) -> Any:
        return next(
            one for one in self.entries() if (one["case_id"], one["standing"]) == (case, Standing.IN_FORCE.value)
        )

    def proposes_for(self, case: str, **changes: str) -> Any:
        entry = self.of(case)
        asked = CORRECTION | {"letter": "15/TTr", "reason": "Ghi sai trong quyết định.", "changes": changes}
        return self.act(self.secretary, f"awards/{entry['id']}/remedies", asked, seen=entry["version"])

    def signs_for(self, case: str, **changes: str) -> Any:
        remedy = self.proposes_for(case, **changes).json
        return self.done(self.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"])

    def corrects(self, case: str, **changes: str) -> None:
        self.numbered(self.signs_for(case, **changes), f"1{case[1:]}/QĐ-LĐLĐ")

    def paid(self, *cases: str) -> list[int]:
        shown = [self.client.get(f"{API}/awards/{self.of(case)['id']}/bonus", headers=self.signer) for case in cases]
        return [one.json["payment"]["amount"] for one in shown]

    def keys(self, case: str) -> list[str]:
        """Of its entries, the first one first."""
        with self.desk.database.reading() as tx:
            wanted = select(Award.nominee_key).where(Award.case_id == case).order_by(Award.entry)
            return list(tx.scalars(wanted))

    def erases(self, *cases: str, names: tuple[ErasedName, ...] | None = ()) -> None:
        gone = PersonErased(
            erasure="e1", nominee_key=key_of(HUONG, DAY), cases=cases, holds=(), basis="erasure_requested",
            document="Đơn 1", asked_by="a", confirmed_by="b", names=names,
        )  # fmt: skip
        self.hears(self.speakers.say("e1", gone))


@pytest.fixture
def office(tmp_path: Path) -> Titles:
    office = Titles(make_desk(DEFINITION, tmp_path), tmp_path)
    office.gives("c10", LOWER)
    office.gives("c11", HIGHER)
    assert office.paid("c10", "c11") == [0, HIGHER]
    return office


SPOKEN = ErasedName(spoken=spoken_key(key_of(HUONG, DAY), HUONG))
ERASURES: list[tuple[tuple[str, ...], tuple[ErasedName, ...] | None]] = [(("c10", "c11"), (SPOKEN,)), ((), None)]


@pytest.mark.parametrize(("cases", "names"), ERASURES, ids=["of their records", "of all under the key"])
@pytest.mark.parametrize("changes", [{"unit_name": "CĐCS May Minh Anh 2"}, {"nominee_name": "Nguyễn Thị Hường Anh"}])
def test_an_erased_awardee_keeps_the_identity_of_their_entries(
    office: Titles, cases: tuple[str, ...], names: tuple[ErasedName, ...] | None, changes: dict[str, str]
) -> None:
    """The birth it was made of is gone: what is corrected of them makes nobody new."""
    office.erases(*cases, names=names)
    office.corrects("c10", **changes)

    assert office.keys("c10") == [key_of(HUONG, DAY)] * 2
    assert office.paid("c10", "c11") == [0, HIGHER]
    assert office.said("registry.award_recorded")[-1]["nominee_key"] == key_of(HUONG, DAY)


@pytest.mark.parametrize(("cases", "names"), ERASURES, ids=["of their records", "of all under the key"])
def test_the_birth_of_an_erased_awardee_is_not_entered_again(
    office: Titles, cases: tuple[str, ...], names: tuple[ErasedName, ...] | None
) -> None:
    office.erases(*cases, names=names)
    answer = office.proposes_for("c10", nominee_birth=RIGHT_DAY)

    assert (answer.status_code, [one["at"] for one in answer.json["places"]]) == (422, ["changes.nominee_birth"])
    assert "đã được xóa" in answer.json["places"][0]["vi"]


def test_a_birth_that_was_signed_before_pays_one_bonus_after(office: Titles) -> None:
    remedy = office.signs_for("c10", nominee_birth=RIGHT_DAY)
    office.erases("c10", "c11", names=(SPOKEN,))
    office.numbered(remedy, "110/QĐ-LĐLĐ")

    assert office.paid("c10", "c11") == [0, HIGHER]


def test_what_an_older_release_made_of_an_erased_awardee_pays_one_bonus(office: Titles) -> None:
    """It made a key of the name and no birth when anything was corrected."""
    office.erases("c10", "c11", names=(SPOKEN,))
    office.corrects("c10", unit_name="CĐCS May Minh Anh 2")
    without_birth = nominee_key(SubjectKind.INDIVIDUAL, HUONG, None)
    with office.desk.database.transaction() as tx:
        tx.execute(update(Award).where(Award.case_id == "c10", Award.entry == 2).values(nominee_key=without_birth))

    assert office.paid("c10", "c11") == [0, HIGHER]


@pytest.mark.parametrize("case", ["c10", "c11"])
def test_a_birth_put_right_in_one_of_two_titles_pays_the_higher_one(office: Titles, case: str) -> None:
    office.corrects(case, nominee_birth=RIGHT_DAY)

    assert office.keys(case) == [key_of(HUONG, DAY), key_of(HUONG, RIGHT_DAY)]
    assert office.paid("c10", "c11") == [0, HIGHER]


def test_a_third_title_under_the_right_birth_counts_beside_both(office: Titles) -> None:
    office.gives("c12", 3_000_000, birth=RIGHT_DAY)
    assert office.paid("c10", "c11", "c12") == [0, HIGHER, 3_000_000]
    office.corrects("c10", nominee_birth=RIGHT_DAY)

    assert office.paid("c10", "c11", "c12") == [0, HIGHER, 0]


def test_what_is_asked_back_of_a_cancelled_title_is_what_was_paid_beside_the_other(office: Titles) -> None:
    office.corrects("c11", nominee_birth=RIGHT_DAY)
    entry = office.of("c10")
    handed = {"presented_on": "2026-08-03", "occasion": "Hội nghị"}
    office.done(office.secretary, f"awards/{entry['id']}/present", handed, seen=entry["version"])
    entry = office.of("c10")
    asked = {
        "kind": "revocation", "ground": "forged_papers", "letter": "15/TTr-CĐCS", "documents": ["KL 03"],
        "reason": "Giấy chứng nhận sáng kiến là giả.", "changes": {},
    }  # fmt: skip
    remedy = office.done(office.secretary, f"awards/{entry['id']}/remedies", asked, seen=entry["version"])
    heard = {"statement": "Tôi xin giải trình.", "heard_on": "2026-08-03"}
    remedy = office.done(office.secretary, f"remedies/{remedy['id']}/hearing", heard, seen=remedy["version"])
    remedy = office.done(office.signer, f"remedies/{remedy['id']}/signature", seen=remedy["version"])
    office.numbered(remedy, "120/QĐ-LĐLĐ")

    assert office.said("registry.award_revoked")[-1]["money"] == 0


def test_of_a_year_alone_namesakes_at_two_unions_are_two(tmp_path: Path) -> None:
    """At one union that is one person, and so it is where one followed the other."""
    office = Titles(make_desk(DEFINITION, tmp_path), tmp_path)
    office.gives("c20", LOWER, birth=YEAR)
    office.gives("c21", HIGHER, birth=YEAR, unit=ELSEWHERE)
    office.gives("c22", 1_000_000, birth=YEAR)
    assert office.paid("c20", "c21", "c22") == [LOWER, HIGHER, 0]
    office.corrects("c20", nominee_birth=DAY)

    assert office.paid("c20", "c21", "c22") == [LOWER, HIGHER, 0]
    with office.desk.database.transaction() as tx:
        tx.add(KnownSuccession(union=UNIT.id, successor=ELSEWHERE.id, valid_from=date(2026, 8, 1)))
    assert office.paid("c20", "c21", "c22") == [0, HIGHER, 0]


def test_a_collective_whose_union_is_renamed_stays_itself(tmp_path: Path) -> None:
    office = Titles(make_desk(DEFINITION, tmp_path), tmp_path)
    office.gives("c30", LOWER, key="k30", nominee_kind=SubjectKind.COLLECTIVE, nominee_birth=None)
    office.corrects("c30", unit_name="CĐCS May Minh Anh 2")
    assert office.keys("c30") == ["k30"] * 2

    office.corrects("c30", nominee_name="Tổ May 3")
    assert office.keys("c30")[-1] == nominee_key(SubjectKind.COLLECTIVE, "Tổ May 3", None, within=UNIT.id)


def test_the_entries_are_as_they_were_said(office: Titles) -> None:
    office.erases("c10", "c11", names=(SPOKEN,))
    office.corrects("c10", unit_name="CĐCS May Minh Anh 2")
    with office.desk.database.reading() as tx:
        assert faults_by(tx, DEFINITION, "awards", said_in(tx), {key_of(HUONG, DAY)}, {"c10", "c11"}) == []
