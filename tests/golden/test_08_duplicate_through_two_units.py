"""Kịch bản 8: một người được hai đơn vị cùng đề nghị.

Chị chuyển nơi làm việc giữa năm; cả đơn vị cũ và đơn vị mới cùng lập hồ sơ. Đơn vị nộp sau được báo ngay hồ sơ nào
đã có, của đơn vị nào, dù tên gõ kiểu khác (chữ hoa, dấu cách thừa). Đơn vị nộp trước rút thì đơn vị sau nộp được.

Scenario 8: one person through two units - the second is told of the first, and may go on when the first withdraws.
"""

from __future__ import annotations

from tests.support.dossiers import Nominee
from tests.support.homes import House
from tests.support.people import refused
from tests.support.road import hung_yen


def test_the_second_unit_is_told_of_the_first(home: House) -> None:
    season = hung_yen(home)
    old, new = season.union("CĐCS Công ty TNHH May Minh Anh"), season.union("CĐCS Trung tâm Y tế huyện Kim Động")
    huong = season.somebody()
    typed_otherwise = Nominee(f"  Bà {huong.name.upper()}", huong.birth.replace("/", "-"))
    first = old.officer.prepares(huong)
    second = new.officer.prepares(typed_otherwise, achievement="Hai năm liền giữ chuyền may không lỗi.")

    receipt = old.officer.submits(first)["receipt"]
    with refused(422, "rules.blocked") as told:
        new.officer.submits(second)
    assert told.problem.rules == {"G06"}
    words = told.problem.places[0]
    assert receipt in words["vi"]
    assert old.name in words["vi"]
    assert new.officer.reads(second)["state"] == "draft"

    # Rút hồ sơ thứ nhất: người ấy không còn vướng
    home.settle()
    old.head.withdraws(first, "Đoàn viên đã chuyển sang đơn vị khác.")
    old.officer.sees(first, "withdrawn")
    assert new.officer.submits(second)["state"] == "submitted"
