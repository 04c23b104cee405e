"""Kịch bản 6: hội đồng 9 người, 8 phiếu đồng ý: đạt mức 80 %, không đạt mức 90 %.

8/9 = 88,8 %. Bằng khen của LĐLĐ tỉnh cần 80 % tổng số thành viên (ít nhất 8 phiếu): đạt. Chiến sĩ thi đua cấp tỉnh
cần 90 % (đủ 9 phiếu): không đạt, và đơn vị được biết lý do bằng chính phép tính.

Scenario 6: eight of nine votes pass at 80 %, fail at 90 %.
"""

from __future__ import annotations

from typing import Any

from shared.events.terms import Role
from tests.support.dossiers import FULL_PAPERS
from tests.support.homes import House
from tests.support.road import hung_yen
from tests.support.roles import Member

FIGHTER: dict[str, Any] = {
    "award": "title_fighter_province",
    "prior_titles": [
        {"award": "title_fighter_base", "year": year, "decision_number": f"12/QĐ-CT năm {year}"}
        for year in (2023, 2024, 2025)
    ],
    "initiatives": [
        {
            "title": "Đồ gá cắt chỉ tự động", "recognised_on": "2026-05-20", "recognised_by": "Hội đồng sáng kiến tỉnh",
            "scope": "province", "has_certificate": True,
        }
    ],
}  # fmt: skip


def test_eight_of_nine_pass_at_eighty_and_fail_at_ninety_percent(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    certificate = union.officer.prepares()
    fighter = union.officer.prepares(papers=(*FULL_PAPERS, "initiative_certificate"), **FIGHTER)
    season.reaches_council(union, certificate, fighter)
    season.notice_runs([certificate, fighter])

    # Hội đồng của LĐLĐ tỉnh, mức 80 %
    first = season.council_votes([certificate], no={certificate: 1})
    tally = season.secretary.reads_tallies(first)[certificate.id]
    assert (tally["yes"], tally["counted_of"], tally["needed"], tally["passed"]) == (8, 9, 8, True)
    assert season.signer.looks_up(certificate)["case"]["state"] == "council_voted"

    # Hội đồng của tỉnh (cấp nhà nước), mức 90 %
    seats = [Member(home, f"{season.province}.nn-{seat}", Role.COUNCIL_MEMBER, season.province) for seat in range(9)]
    season.council = season.admin.seats_council(season.province, seats, season.secretary, kind="state")
    season.members = seats
    second = season.council_votes([fighter], no={fighter: 1})
    tally = season.secretary.reads_tallies(second)[fighter.id]
    assert (tally["yes"], tally["counted_of"], tally["needed"], tally["passed"]) == (8, 9, 9, False)
    assert tally["threshold_percent"] == 90

    failed = season.signer.looks_up(fighter)["case"]
    assert failed["state"] == "not_awarded"
    assert "8" in failed["refusal_reason"]
    assert "90" in failed["refusal_reason"]
    assert union.officer.sees(fighter, "not_awarded")["reason"] == failed["refusal_reason"]
    union.officer.waits_for_notice(fighter, "refused")

    # Chỉ hồ sơ đạt phiếu mới tới người ký
    season.secretary.sends_for_signature(first)
    assert season.signer.reads_list(first) == [certificate.id]
