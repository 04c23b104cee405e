"""Kịch bản 11: hủy bỏ khen thưởng vì làm giả giấy tờ, thu hồi bằng và tiền thưởng.

Một công nhân được tặng Bằng khen của tỉnh, thưởng 3.800.000 đồng (1,5 × 2.530.000, làm tròn lên). Sau đó phát hiện
giấy chứng nhận sáng kiến là giả. Công đoàn cơ sở đã trình đề nghị hủy bỏ; người được khen được giải trình; chính người
có thẩm quyền đã ký, Chủ tịch UBND tỉnh, mới hủy bỏ được, và văn phòng ghi nhận. Bằng và tiền phải nộp lại trong 15 ngày
làm việc kể từ ngày thông báo: nộp một phần, quá hạn một ngày thì hệ thống nói là quá hạn, nộp đủ thì khép lại.

Scenario 11: an award is cancelled for a forged certificate, and its bonus recovered.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.aftermath import entry_of, granted_by_the_chair, presents, proposes, steps
from tests.support.homes import House
from tests.support.people import exchange, refused
from tests.support.road import hung_yen
from tests.support.roles import REGISTER
from tests.support.waiting import wait_until


def test_award_is_cancelled_for_a_forged_certificate_and_its_bonus_recovered(home: House) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH Giả Giấy Tờ")
    case = granted_by_the_chair(season, union)
    season.days_pass(1)
    presents(season, case)

    # Tiền thưởng: công thức, con số và điều luật nằm cùng khen thưởng
    entry = entry_of(season, case)
    bonus = season.signer.get(f"{REGISTER}/awards/{entry['id']}/bonus")
    assert bonus["payment"]["amount"] == 3_800_000
    assert bonus["working"]["formula"]["vi"] == "1,5 × 2.530.000 đồng, làm tròn lên 10.000 đồng = 3.800.000 đồng"
    assert bonus["working"]["basis"] == "NĐ 152/2025 Điều 49, 50, 54; Nghị định 161/2026/NĐ-CP"

    # Chủ tịch CĐCS (nơi trình khen) đề nghị hủy bỏ, có tờ trình và căn cứ
    remedy = proposes(union.head, entry, kind="revocation", ground="forged_papers")
    assert remedy["basis"] == "Luật 06/2022/QH15 Điều 93 khoản 2 điểm b"
    assert remedy["state"] == "hearing"

    remedy = steps(season.secretary, "remedies", remedy, "invitation")
    heard: dict[str, Any] = {"statement": "Tôi đã nộp bản sao không có thật.", "heard_on": season.today.isoformat()}
    remedy = steps(season.secretary, "remedies", remedy, "hearing", heard)
    assert remedy["state"] == "ready"

    # Không ai thay cơ quan đã ký: LĐLĐ tỉnh không hủy được quyết định của Chủ tịch UBND tỉnh, chỉ ghi nhận
    with refused(409, "registry.decided_above"):
        steps(season.signer, "remedies", remedy, "signature")
    theirs = {"number": "2150/QĐ-UBND", "dated": season.today.isoformat(), "signatory": "Trần Quốc Văn"}
    remedy = steps(season.secretary, "remedies", remedy, "from-above", theirs)
    assert (remedy["state"], remedy["number"]) == ("in_effect", "2150/QĐ-UBND")

    # Sổ vàng công khai: vẫn thấy tên, thấy đã hủy bỏ và bằng quyết định nào
    shown = exchange(home, "GET", f"{REGISTER}/public/awards/{entry['id']}").body
    assert (shown["nominee_name"], shown["decision_number"]) == (case.nominee.name, "2001/QĐ-UBND")
    assert (shown["standing"], shown["ended_by_number"]) == ("revoked", "2150/QĐ-UBND")
    assert union.officer.sees(case, "cancelled")["state"] == "cancelled"

    # Thông báo thu hồi thứ bảy 22/8/2026 (làm bù); 15 ngày làm việc, nghỉ 31/8–02/9: ngày cuối là 16/9
    (recovery,) = season.secretary.each(f"{REGISTER}/recoveries", award_id=entry["id"])
    assert (recovery["state"], recovery["money"]) == ("to_notify", 3_800_000)
    recovery = steps(season.secretary, "recoveries", recovery, "notice", {"notified_on": season.today.isoformat()})
    assert (recovery["notified_on"], recovery["due_on"]) == ("2026-08-22", "2026-09-16")
    assert recovery["basis"] == "NĐ 152/2025 Điều 58 khoản 2"

    # Nộp lại bằng và một phần tiền
    part = {
        "returned_on": season.today.isoformat(), "certificate": True, "money": 1_800_000, "document": "Phiếu thu 11",
    }  # fmt: skip
    recovery = steps(season.secretary, "recoveries", recovery, "returns", part)
    assert (recovery["state"], recovery["outstanding"]) == ("running", 2_000_000)

    # Ngày cuối cùng vẫn trong hạn; ngày hôm sau là quá hạn
    season.is_on(date(2026, 9, 16))
    assert not season.secretary.get(f"{REGISTER}/recoveries/{recovery['id']}")["recovery"]["is_overdue"]
    season.days_pass(1)

    def overdue() -> Any:
        now = season.secretary.get(f"{REGISTER}/recoveries/{recovery['id']}")["recovery"]
        return now if now["is_overdue"] else None

    recovery = wait_until(overdue, "the recovery to be told overdue", evidence=home.last_words)

    # Nộp đủ: khép lại
    rest = {"returned_on": season.today.isoformat(), "certificate": False, "money": 2_000_000, "document": "Phiếu 12"}
    recovery = steps(season.secretary, "recoveries", recovery, "returns", rest)
    assert (recovery["state"], recovery["outstanding"]) == ("recovered", 0)

    # Kiểm toán đọc được cả câu chuyện
    season.auditor.waits_for_chapter(case, "registry.prize_recovered")
    told = [chapter["type"] for chapter in season.auditor.traces(case)]
    for event in (
        "registry.remedy_proposed", "registry.awardee_invited", "registry.awardee_explained",
        "registry.award_revoked",
        "registry.return_demanded", "registry.prize_returned", "registry.recovery_deadline_missed",
        "registry.prize_recovered",
    ):  # fmt: skip
        assert event in told, f"{event} is missing from the story: {told}"
