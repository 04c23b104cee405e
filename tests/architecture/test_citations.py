"""What a rule cites is written for who reads it, and what it ever cited is still known as its own.

`CITED` holds, by rule and room, every citation that an answer kept by some release may bear; lines are added, none is
taken away: without them an old answer to an unchanged rule would be told as a difference.
"""

from __future__ import annotations

import dataclasses
import re

import pytest

from deploy.rule_finder import find_enforced_rules
from shared.policy import load_policy_set
from shared.replays import Again, ask_again
from shared.verdicts import Evaluation, Finding, Rule, holds

CITED = """
G01 nomination Kế hoạch thi đua (the plan's window and phases)
G02 nomination Kế hoạch thi đua; domain §3.2 (TT15), §3.3; Law 97/2025/QH15 (levels since 01/7/2025)
G02 review domain.md §3.2 (TT 15/2025/TT-BNV)
G03 nomination LAW22 Art 8, 20–27, 74–75; kế hoạch thi đua
G04 nomination Mẫu danh sách đề nghị khen thưởng (list forms)
G05 nomination LAW22 Art 5(2)
G06 nomination Chống trùng (design, domain §5)
G07 nomination HD 1217/HD-TLĐ mục 1.1 (cũ; quy tắc có thể bật, tắt)
G08 nomination ND152 Art 4(4)
G09 nomination ND152 Art 4(4)
G10 nomination Quy định của địa phương (ví dụ LAMHA 2021); ND152 Art 4(5) về thai sản
G11 nomination LAW22 Art 23–24; HD1217 (đi học dưới 1 năm)
G12 nomination LAW22 Art 21–22
G13 nomination LAW22 Art 22–23; ND152 Art 33(6)
G14 nomination Hướng dẫn Bằng Lao động sáng tạo (LDST22)
G15 nomination LAW22 Art 27
G16 review Thành phần hồ sơ của danh mục; domain.md §4.4
G17 nomination Quy định thành phần hồ sơ của danh mục (dossier rules); ND152 Art 33
G17 review Thành phần hồ sơ của danh mục; domain.md §4.4
G18 nomination ND98 Art 40; ND152 Art 6(1)e (Thủ tướng quy định)
G19 review domain.md §8 (lỗi thường gặp)
G20 nomination KH 667/KH-LĐLĐ Gia Lâm (“đăng ký giao ước thi đua”)
G21 nomination LAW22 Art 17; KH 667/KH-LĐLĐ Gia Lâm (“Chỉ phát động … khi đã xác định rõ …”)
G22 nomination ND152 Art 4(3)
M01 review domain.md §3.3 (tuyến trình cố định khi nộp)
M02 review Quy trình (thiết kế); domain.md §5 M02
M03 review Kế hoạch: thời hạn nhận danh sách
M04 review domain.md §5 M04 (kiểm tra lại G16–G19)
M05 nomination Chỉ tiêu số lượng của kế hoạch; QĐ 1689/QĐ-TLĐ 2019 Điều 15
M05 review Chỉ tiêu số lượng của kế hoạch; QĐ 1689 Điều 15
M06 review Chỉ tiêu của kế hoạch (Điện Biên: ít nhất 15 % lao động trực tiếp)
M07 review domain.md §8 (chống bệnh thành tích, thiết kế)
M08 review domain.md §5 M08
M09 review Quy trình (thiết kế); domain.md §5 M09
M10 review Kế hoạch (Ninh Bình: gắn biển theo đăng ký)
M11 review KH 28/KH-LĐLĐ Hưng Yên 2026 (tuyến C4)
P01 review NĐ 152/2025/NĐ-CP Điều 35 (vận dụng)
P02 review NĐ 152/2025/NĐ-CP Điều 34 khoản 6
P03 review NĐ 152/2025/NĐ-CP Điều 44 khoản 2
P04 review NĐ 152/2025/NĐ-CP Điều 45 khoản 4 (mức mẫu)
P05 review NĐ 152/2025/NĐ-CP Điều 33 khoản 5
P06 review Quy chế hội đồng (thiết kế); domain.md §5
P07 review NĐ 152/2025/NĐ-CP Điều 33 khoản 5
P08 review Luật Thi đua, khen thưởng 2022 Điều 80
P09 review Quy chế hội đồng (thiết kế); domain.md §5
P10 review NĐ 152/2025/NĐ-CP Điều 49
P11 review NĐ 152/2025/NĐ-CP Điều 33 khoản 9
P12 review NĐ 152/2025/NĐ-CP Điều 7 khoản 1
P13 review NĐ 152/2025/NĐ-CP Điều 4 khoản 6
P14 review Chỉ tiêu của kế hoạch
X01 shared Kiểm toán (thiết kế); domain.md §5
X02 review NĐ 152/2025/NĐ-CP Điều 35 khoản 4 (vận dụng)
X03 shared NĐ 152/2025/NĐ-CP Điều 59 (quy định theo ngày gửi)
X04 shared Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP
X05 shared Thiết kế; domain.md §5
"""
_KEYS, _ENGLISH = r"LAW\d|\bND\d|HD\d|LAMHA|LDST|TT\d|domain|§", r"\b(Art|Law|design|rules|forms|levels|plan)\b"
_FOR_DEVELOPERS = re.compile(f"{_KEYS}|{_ENGLISH}")

RULES = {
    (one.rule.id, one.place.split(".")[1] if one.place.startswith("services.") else "shared"): one.rule
    for one in find_enforced_rules()
}
ONCE = [(RULES[rule, room], basis) for rule, room, basis in (line.split(" ", 2) for line in CITED.strip().splitlines())]


@pytest.mark.parametrize("rule", RULES.values(), ids=[f"{rule}-{room}" for rule, room in RULES])
def test_a_citation_holds_no_key_of_the_developers(rule: Rule) -> None:
    assert not _FOR_DEVELOPERS.search(rule.basis)


def test_nor_does_the_table_of_the_policy() -> None:
    assert [one.id for one in load_policy_set().rules.values() if _FOR_DEVELOPERS.search(one.basis)] == []


@pytest.mark.parametrize(("rule", "basis"), ONCE, ids=[rule.id for rule, _ in ONCE])
def test_an_answer_that_cites_as_a_release_before_did_is_identical(rule: Rule, basis: str) -> None:
    """Whatever the rule is asked: only what it cites is looked at here."""

    def check() -> Finding:
        return holds("Đạt.", "Holds.")

    bare = dataclasses.replace(rule, check=check)
    kept: Evaluation = dataclasses.replace(bare(), basis=basis)

    assert ask_again({rule.id: bare}, kept).again is Again.IDENTICAL
    assert ask_again({rule.id: bare}, dataclasses.replace(kept, basis=f"{basis} ")).again is Again.DIFFERS
