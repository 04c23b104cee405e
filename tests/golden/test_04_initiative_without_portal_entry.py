"""Kịch bản 4: Gia Lâm 2023, sáng kiến được công nhận nhưng chưa cập nhật trên Cổng 1 triệu sáng kiến.

Chỉ tiêu: tối thiểu 20 % cán bộ, công chức, viên chức có sáng kiến được công nhận ở cấp cơ sở **và** cập nhật trong hệ
thống. Trường có 10 người; hai người có sáng kiến được công nhận, một người chưa cập nhật: chỉ tính 1/10 = 10 %, chưa
đạt, và nói rõ vì sao. Cập nhật xong: 2/10 = 20 %, đạt. Cổng đã đóng thì không ghi lùi ngày được.

Scenario 4: Gia Lâm, a person with a recognised initiative but no portal entry is not counted in the 20 %.
"""

from __future__ import annotations

from typing import Any

from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import Season, gia_lam
from tests.support.roles import REGISTER

PORTAL = "million_initiatives"


def reached(season: Season) -> Any:
    targets = season.secretary.get(f"{REGISTER}/plans/gia_lam_2023/targets")["targets"]
    return next(one["reached"] for one in targets if one["target"]["id"] == "initiatives_in_registry")


def test_an_initiative_that_is_not_in_the_portal_does_not_count(home: House) -> None:
    season = gia_lam(home)
    school = season.union_in_register("CĐCS Trường THCS Cổ Bi", block="block_public_service")
    figures = {
        "unit_name": school.name, "block": "block_public_service", "snapshot_on": "2023-05-01", "headcount": 10,
    }  # fmt: skip
    school.officer.put(f"{REGISTER}/plans/gia_lam_2023/figures/{school.id}", figures)
    huong, duc = season.somebody(), season.somebody()

    # Hai sáng kiến được công nhận; chỉ một đã cập nhật trên cổng
    first = school.officer.records_initiative("gia_lam_2023", huong, "Ngân hàng câu hỏi mở", "2023-04-10")
    second = school.officer.records_initiative("gia_lam_2023", duc, "Giá phơi dụng cụ thí nghiệm", "2023-04-20")
    school.officer.enters_in_portal(first, PORTAL, "SK-0001", "2023-05-10")

    now = reached(season)
    assert (now["numerator"], now["denominator"], now["percent_tenths"]) == (1, 10, 100)
    assert now["outcome"] == "not_met"
    [left_out] = now["left_out"]
    assert left_out["vi"].startswith("1 người có sáng kiến được công nhận nhưng chưa cập nhật vào Cổng chương trình")

    # Sáng kiến thứ hai của cùng một người không làm tăng tử số: chỉ tiêu đếm người
    again = school.officer.records_initiative("gia_lam_2023", huong, "Sổ điểm điện tử", "2023-05-02")
    school.officer.enters_in_portal(again, PORTAL, "SK-0002", "2023-05-12")
    assert reached(season)["numerator"] == 1

    # Cập nhật xong thì đủ 20 %
    school.officer.enters_in_portal(second, PORTAL, "SK-0003", "2023-05-15")
    then = reached(season)
    assert (then["numerator"], then["percent_tenths"], then["outcome"]) == (2, 200, "met")
    assert then["left_out"] == []


def test_the_portal_that_has_closed_takes_nothing_more(home: House) -> None:
    season = gia_lam(home)
    school = season.union_in_register("CĐCS Trường Tiểu học Dương Xá", block="block_public_service")
    late = school.officer.records_initiative("gia_lam_2023", season.somebody(), "Góc đọc xanh", "2023-05-02")
    season.days_pass(150)
    with refused(422) as told:
        school.officer.enters_in_portal(late, PORTAL, "SK-0009", "2023-10-01")
    [place] = told.problem.places
    assert place["at"] == "entered_on"
    assert "01/09/2023" in place["vi"]

    # Ngày cuối cùng của cổng vẫn nhận; ngày hôm sau thì không
    with refused(422):
        school.officer.enters_in_portal(late, PORTAL, "SK-0009", "2023-09-02")
    school.officer.enters_in_portal(late, PORTAL, "SK-0009", "2023-09-01")


def test_nothing_was_entered_before_the_portal_opened(home: House) -> None:
    """Sáng kiến áp dụng từ 01/9/2021, nhưng cổng mở ngày 08/01/2022."""
    season = gia_lam(home)
    school = season.union_in_register("CĐCS Trường Mầm non Yên Viên", block="block_public_service")
    early = school.officer.records_initiative("gia_lam_2023", season.somebody(), "Góc thiên nhiên", "2023-02-02")
    with refused(422) as told:
        school.officer.enters_in_portal(early, PORTAL, "SK-0010", "2022-01-07")
    assert "08/01/2022" in told.problem.places[0]["vi"]
    school.officer.enters_in_portal(early, PORTAL, "SK-0010", "2022-01-08")
