"""Titles the register corrected the name of are of whom they name now; a ruling on the case settles what stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.events.dossier import Initiative, UnitRef
from shared.events.registry import AwardCorrected
from shared.events.terms import Block, InitiativeScope, SubjectKind
from shared.names import nominee_key
from tests.unit.nomination.house import MINH_ANH, PHU_CU, House
from tests.unit.nomination.test_consumers import UNIT, Ears, recorded
from tests.unit.nomination.test_namesakes_apart import rule, told_by

BORN, YEARS = "1984-06-30", (2023, 2024, 2025)
TITLE, HIGHER = "title_fighter_base", "title_fighter_province"


def corrected(ears: Ears, case: str, key: str, wrong: str, right: str, birth: str, year: int) -> None:
    """The register enters the award of a case as it was decided, then as the decision was corrected."""
    named = UnitRef(id=MINH_ANH, name="CĐCS May Minh Anh", block=Block.ENTERPRISE)
    first = replace(
        recorded(case, key), award_id=f"a-{case}", number=f"{year}/QĐ", nominee_name=wrong, award=TITLE, year=year,
        dated=date(year, 12, 20), unit=named,
    )  # fmt: skip
    ears.hear(first.award_id, first)
    said = AwardCorrected(
        award_id=first.award_id, case=case, unit=UNIT, decision="d-9", number="9/QĐ", dated=date(2026, 1, 5),
        replaced_by=f"b-{case}", basis="Ghi sai họ tên", recovery=None,
    )  # fmt: skip
    ears.hear(first.award_id, said)
    now = nominee_key(SubjectKind.INDIVIDUAL, right, birth)
    ears.hear(said.replaced_by, replace(first, award_id=said.replaced_by, nominee_name=right, nominee_key=now))


def titles(house: House, wrong: str, right: str, birth: str) -> list[str]:
    """Three cases of the same title, filed at Minh Anh under a name that the register corrected."""
    ears, cases = Ears(house), []
    for year in YEARS:
        case = house.draft(
            full_name=wrong, birth=birth, year=year, achievement=f"Việc {year}", papers=False, award=TITLE
        )  # fmt: skip
        with house.work() as work:
            ended = "UPDATE nomination SET state = 'awarded', dossier_version = 1 WHERE id = ?"
            work.tx.connection().exec_driver_sql(ended, (case,))
        corrected(ears, case, house.row(case).nominee_key, wrong, right, birth, year)
        assert house.row(case).state == "published"
        cases.append(case)
    return cases


def higher(house: House, name: str, unit: str = MINH_ANH, **changes: Any) -> str:
    """A draft of the title that asks for three of the other."""
    initiative = Initiative(
        title="X", recognised_on=date(2025, 5, 1), recognised_by="HĐSK", scope=InitiativeScope.PROVINCE,
        has_certificate=True,
    )  # fmt: skip
    return house.draft(unit, full_name=name, award=HIGHER, initiatives=(initiative,), achievement="Mới", **changes)


@pytest.mark.parametrize("wrong", ["Nguyễn Thị Hường", "Nguyễn Thị Hoàng"])
def test_a_title_is_proven_by_the_name_the_register_corrected_it_to(house: House, wrong: str) -> None:
    """Also where the former name had another key."""
    right = "Nguyễn Thị Hương" if wrong.endswith("ường") else "Nguyễn Thị Hoàn"
    titles(house, wrong, right, BORN)

    case = higher(house, right)

    assert told_by(house, case, "G12", MINH_ANH)["verdict"] == "holds"
    assert house.submit(case).status_code == 200
    sent = house.said("nomination.submitted")[-1]["dossier"]["prior_titles"]
    assert [(one["year"], one["in_register"]) for one in sent] == [(year, True) for year in YEARS]


def test_a_title_proves_nothing_for_whom_it_no_longer_names(house: House) -> None:
    titles(house, "Nguyễn Thị Hường", "Nguyễn Thị Hương", BORN)

    found = told_by(house, higher(house, "Nguyễn Thị Hường"), "G12", MINH_ANH)

    assert (found["verdict"], found["facts"]["held"]) == ("unknown", [])


@pytest.mark.parametrize(
    ("wrong", "right"), [("Trần Minh Ảnh", "Trần Minh Anh"), ("Trần Minh Oanh", "Trần Minh Anh")]
)
@pytest.mark.parametrize(("word", "held"), [("same-person", YEARS), ("different-people", ())])
def test_where_the_birth_is_a_year_a_ruling_on_the_case_reaches_its_award(
    house: House, wrong: str, right: str, word: str, held: tuple[int, ...]
) -> None:
    """Neither union nor day says whose it is; that the case still has its former name keeps nobody from saying it."""
    cases = titles(house, wrong, right, "1984")
    case = higher(house, right, PHU_CU, birth="1984")
    assert told_by(house, case, "G12")["verdict"] == "unknown"

    for other in cases:
        assert rule(house, case, other, word, unit=PHU_CU).status_code == 200

    facts = told_by(house, case, "G12")["facts"]
    assert (tuple(title["year"] for title in facts["held"]), facts.get("unsettled")) == (held, None)


def test_what_was_ruled_of_the_former_name_takes_no_title_from_whom_it_surely_names(house: House) -> None:
    """That Hương is not Hường was said of Hường; the award turned out to be Hương's."""
    titles(house, "Nguyễn Thị Hường", "Nguyễn Thị Hương", BORN)
    hers = house.draft(PHU_CU, full_name="Nguyễn Thị Hường", achievement="Của Hường", papers=False)
    case = higher(house, "Nguyễn Thị Hương")

    assert rule(house, case, hers, "different-people").status_code == 200

    assert told_by(house, case, "G12", MINH_ANH)["verdict"] == "holds"
