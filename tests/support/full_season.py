"""A short season in which something of everything happens: rows in every table that acts are worked out in.

Owns: the story. Promises: every act is done by who does it, over HTTP. Leaves to others: rarer acts
(`beside_the_road`), the running house (`homes`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.support.aftermath import (
    archives,
    archives_award,
    awarded,
    entry_of,
    granted_by_the_chair,
    presents,
    proposes,
    steps,
    takes_effect,
)
from tests.support.beside_the_road import happens_beside, is_complained_about, is_complained_about_still
from tests.support.dossiers import FULL_PAPERS
from tests.support.homes import House
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import Case
from tests.support.waiting import wait_until


def lives(house: House) -> Season:
    """Awarded, presented, corrected, cancelled; sent beyond; returned, mended; held; refused; taken back; merged; and
    what happens beside that."""
    happens_beside(house)
    _is_decided_and_undone(hung_yen(house))
    above = hung_yen(house)
    granted = granted_by_the_chair(above, above.union("CĐCS Trường THPT Cấp Trên"))
    presents(above, granted)
    archives_award(above.secretary, entry_of(above, granted))
    season = hung_yen(house)
    union = season.union("CĐCS Công ty TNHH Một Mùa")
    season.admin.keeps_contact(union.officer, f"mot-mua-{season.province}@vidu.example")
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case, minutes="Biên bản họp số 07/BB", reason="Đã trao đổi trực tiếp.")
    season.area_is_heard(case)
    season.secretary.receives(case)
    season.secretary.returns(case, "Biên bản chưa có chữ ký.", "papers.minutes")
    union.officer.sees(case, "returned")
    union.officer.attaches(case, "minutes")
    union.officer.resubmits(case)
    mended = union.officer.prepares()
    union.officer.submits(mended)
    union.head.receives(mended)
    union.head.returns(mended, "Ghi rõ thành tích.", "achievement")
    union.officer.sees(mended, "returned")
    union.officer.edits(mended, achievement="Giảm một phần ba giờ dừng máy, tổ trưởng đã xác nhận.")
    _is_supplemented_under_another_name(season, union)
    season.secretary.waits_until(case, "submitted")
    due_on = date.fromisoformat(season.secretary.receives(case)["due_on"])
    season.secretary.extends(case, (due_on + timedelta(days=7)).isoformat(), "Chờ kết quả xác minh.")
    season.secretary.holds(case, "denunciation", "Đơn số 12/ĐT")
    season.secretary.releases(case, "Kết luận số 05/KL")
    asked = season.secretary.consults(case, "Bảo hiểm xã hội tỉnh", "CV 31/LĐLĐ")
    season.secretary.records_opinion(case, asked, "Đơn vị không nợ bảo hiểm xã hội.", "CV 77/BHXH")
    season.secretary.consults(case, "Thuế tỉnh", "CV 32/LĐLĐ")
    season.secretary.refuses(case, "Thành tích không có minh chứng phù hợp với hướng dẫn.")
    gone = union.officer.prepares()
    union.officer.submits(gone)
    union.head.waits_until(gone, "submitted")
    # What review said of it is in the proposer's view, too: it would be a later version than the one seen.
    house.settle()
    union.head.withdraws(gone)
    union.officer.sees(gone, "withdrawn")
    archives(union.head, gone)
    union.officer.drafts()
    union.officer.marks_read(union.officer.waits_for_notice(gone, "withdrawn"))
    season.secretary.marks_all_read()
    merged = season.union("CĐCS Công ty TNHH Sáp Nhập")
    season.days_pass(1)
    season.admin.merges_unit(merged.id, union.id, season.today.isoformat(), "QĐ 7/QĐ-LĐLĐ")
    given = season.admin.keeps_chain_open(union.id, "dien_bien_2020", "C1", season.today.isoformat())
    season.admin.closes_chain_again(given["id"], "CV 90/LĐLĐ")
    season.admin.keeps_chain_open(union.id, "dien_bien_2020", "C1", season.today.isoformat())
    season.admin.lifts_hold(season.admin.enters_hold(season.somebody(), "denunciation", "Đơn 3/ĐT")["id"], "KL 4")
    house.settle()
    wait_until(lambda: _mails_arrived(season, case), "all mails to arrive", evidence=house.last_words)
    house.settle()  # with each the house says that it was delivered
    return season


def _is_supplemented_under_another_name(season: Season, union: Union) -> None:
    """Name and award were wrong; what is being verified about the right name stops the case. In the end it is taken
    back while it is held."""
    case = union.officer.prepares(papers=(*FULL_PAPERS, "achievement_summary"))
    right = season.somebody()
    union.officer.submits(case)
    union.head.receives(case)
    union.head.returns(case, "Sai họ tên và hình thức.", "nominee.full_name", "nominee.birth", "award")
    union.officer.sees(case, "returned")
    season.admin.enters_hold(right, "complaint", "Đơn 8/KN")
    done = season.form(case.nominee, union.officer.unit_name)["achievement"]
    union.officer.edits(replace(case, nominee=right), award="good_deed", achievement=done)
    union.officer.resubmits(case)
    union.head.waits_until(case, "on_hold")
    season.admin.releases(case, "Kết luận số 9/KL")
    union.head.receives(case)
    union.head.holds(case, "inspection", "Kế hoạch 4/KH")
    union.officer.sees(case, "on_hold")
    union.head.withdraws(case)
    union.officer.sees(case, "withdrawn")


def _mails_arrived(season: Season, case: Case) -> bool:
    """Those about the case, and no other is on its way: what one says that leaves as the house stops is not heard."""
    rows = season.operator.each("/api/notification/v1/deliveries")
    mails = [(row["case_id"], row["status"]) for row in rows if row["channel"] == "email"]
    about = {status for told_of, status in mails if told_of == case.id}
    return about == {"delivered"} and {status for _, status in mails}.isdisjoint({"waiting", "sending"})


def _is_decided_and_undone(season: Season) -> None:
    union = season.union("CĐCS Công ty Cổ phần Đủ Chuyện")
    case = awarded(season, union, nominee_email=f"nguoi-{season.province}@vidu.example")
    presents(season, case)
    is_complained_about(season, union, case)
    old = entry_of(season, case)
    archives_award(season.secretary, old)
    is_complained_about_still(season, case)
    old = entry_of(season, case)
    change = {"changes": {"nominee_name": "Nguyễn Thị Hường"}}
    remedy = proposes(season.secretary, old, kind="correction", ground="clerical_error", **change)
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
    new = next(
        one for one in season.signer.each("/api/registry/v1/awards", name="Nguyễn Thị Hường")
        if one["replaces"] == old["id"]
    )  # fmt: skip
    entry = season.signer.get(f"/api/registry/v1/awards/{new['id']}")
    remedy = proposes(union.head, entry, kind="revocation", ground="conclusion_or_judgment")
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
