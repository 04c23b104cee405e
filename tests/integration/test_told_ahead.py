"""Who is told before it is too late, from timer to message: plans, recoveries, complaints, opinions, agendas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.support.aftermath import awarded, entry_of, presents, proposes, steps, takes_effect
from tests.support.people import Person
from tests.support.road import Season, Union
from tests.support.roles import REGISTER
from tests.support.waiting import wait_until


def notices_of(reader: Person, template: str) -> list[Any]:
    return [one for one in reader.each("/api/notification/v1/notices") if one["template"] == template]


def is_told(reader: Person, template: str, words: str = "") -> Any:
    """The message with these words, once it is in the list: of a plan it is about no case."""
    found = wait_until(
        lambda: [one for one in notices_of(reader, template) if words in one["text"]],
        f"{reader} to be told “{template}” {words}", evidence=reader.house.last_words,
    )  # fmt: skip
    return found[0]


def counted(readers: Iterable[Person], *templates: str) -> dict[str, int]:
    """How many messages of these kinds each has."""
    return {str(one): sum(len(notices_of(one, template)) for template in templates) for one in readers}


def test_a_report_that_comes_due_is_told_to_the_owner_and_to_who_has_not_sent_it(season: Season) -> None:
    """“Trước ngày 15/12/2026”: the last valid day is 14/12. Two looks later each has one message still."""
    sent, silent = season.union("CĐCS Đã Gửi Báo Cáo"), season.union("CĐCS Chưa Gửi Báo Cáo")
    report = {"unit": sent.id, "unit_name": sent.name, "document": "BC 05/BC-CĐCS", "period": "2026"}
    season.secretary.post(f"{REGISTER}/plans/{season.plan}/reports/final/receipts", report)
    season.is_on(date(2026, 12, 13))

    text = is_told(season.secretary, "report_near")["text"]
    assert "ngày cuối nhận là 14/12/2026, còn 1 ngày" in text
    assert "1/2 đơn vị đã gửi, 1 đơn vị chưa gửi." in text
    assert "14/12/2026" in is_told(silent.officer, "report_awaited")["text"]
    statistics = "Ngày cuối là 15/12/2026, còn 2 ngày. Căn cứ: TT 02/2023/TT-BNV."
    assert is_told(season.secretary, "filing_day_near", statistics)
    pace = is_told(season.secretary, "targets_pace")["text"]
    assert "Đã qua 75 % thời gian" in pace
    assert "Chưa tính được, nên chưa rõ tiến độ:" in pace

    readers = (season.secretary, silent.officer, sent.officer)
    before = counted(readers, "report_near", "report_awaited", "targets_pace")
    season.is_on(date(2026, 12, 14))
    season.house.rest()
    assert counted(readers, "report_near", "report_awaited", "targets_pace") == before
    assert list(before.values()) == [2, 1, 0]


def test_a_recovery_is_told_to_the_office_before_it_is_late_and_to_who_decides_after(
    season: Season, union: Union
) -> None:
    """Notified on 03/8/2026 it has fifteen working days."""
    case = awarded(season, union)
    presents(season, case)
    remedy = proposes(union.head, entry_of(season, case), kind="revocation", ground="wrong_law")
    takes_effect(season.signer, steps(season.signer, "remedies", remedy, "signature"))
    entry = entry_of(season, case, standing="revoked")
    recovery = wait_until(
        lambda: season.secretary.each(f"{REGISTER}/recoveries", award_id=entry["id"]), "the recovery to be opened",
        evidence=season.house.last_words,
    )[0]  # fmt: skip
    notice = {"notified_on": season.today.isoformat()}
    due = date.fromisoformat(steps(season.secretary, "recoveries", recovery, "notice", notice)["due_on"])

    season.is_on(due - timedelta(days=1))
    assert f"{due:%d/%m/%Y}" in season.secretary.waits_for_notice(case, "recovery_near")["text"]
    season.is_on(due + timedelta(days=1))
    for who in (season.secretary, season.signer):
        assert who.waits_for_notice(case, "recovery_overdue")
    assert notices_of(season.signer, "recovery_near") == []


def test_a_complaint_is_told_to_the_secretary_before_it_is_late_and_after(season: Season, union: Union) -> None:
    """Taken up within ten days; neither who complains nor about what is in a message."""
    case = awarded(season, union)
    entry, today = entry_of(season, case), season.today
    grievance = {
        "decision_id": entry["decision_id"], "award_id": entry["id"], "complainant_kind": "member",
        "complainant": "Lê Thị An", "content": "Thành tích ghi không đúng.", "learned_on": today.isoformat(),
        "lodged_on": today.isoformat(),
    }  # fmt: skip
    due = date.fromisoformat(season.secretary.post(f"{REGISTER}/complaints", grievance).body["waits_until"])
    season.is_on(due)
    near = season.secretary.waits_for_notice(case, "complaint_acceptance_near")
    season.is_on(due + timedelta(days=1))
    late = season.secretary.waits_for_notice(case, "complaint_acceptance_overdue")
    for one in (near, late):
        assert f"{due:%d/%m/%Y}" in one["text"]
        assert "Lê Thị An" not in one["text"]
        assert "Thành tích ghi không đúng" not in one["text"]


def test_unit_and_area_officer_are_told_of_hold_release_notice_and_agenda(season: Season, union: Union) -> None:
    """On the chain with an area officer; of a denunciation neither the kind nor the document."""
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    season.secretary.holds(case, "denunciation", "Đơn số 12/ĐT")
    season.secretary.releases(case, "Kết luận số 05/KL")
    season.secretary.opens_session(season.council, [case])
    for who in (union.officer, season.area_officer):
        for template in ("notice_published", "held", "released", "queued"):
            text = who.waits_for_notice(case, template)["text"]
            for hidden in ("12/ĐT", "05/KL", "tố cáo", "denunciation"):
                assert hidden not in text
    season.house.settle()
    assert len(notices_of(union.officer, "held")) == 1


def test_members_learn_the_day_of_the_vote_and_who_owes_an_opinion_is_reminded(season: Season, union: Union) -> None:
    """The last three working days before the end of the time for opinions; nobody else hears of it."""
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    opened_on = season.today
    until = season.house.clock.now() + timedelta(days=14)
    session = season.secretary.opens_session(season.council, [case], written_until=until.isoformat())
    assert "biểu quyết từ ngày" in is_told(season.members[0], "session_opened")["text"]
    away = season.members[-1]
    season.secretary.records_attendance(session, season.members[:-1])
    season.secretary.opens_voting(session)
    season.is_on(opened_on + timedelta(days=13))
    assert "chưa gửi ý kiến bằng văn bản" in is_told(away, "opinions_awaited")["text"]
    season.house.settle()
    assert sum(counted(season.members[:-1], "opinions_awaited").values()) == 0
