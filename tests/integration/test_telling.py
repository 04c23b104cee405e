"""Who is told, by which way, in what words; what the witness tells an auditor; what the public sees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.homes import House
from tests.support.people import exchange
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import REGISTER, Case
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from tests.support.smtp import PrivateSmtp, ReceivedMail


def awarded(season: Season, union: Union) -> tuple[Case, Any]:
    """A case all the way, and its decision."""
    case = union.officer.prepares()
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    decision = season.signer.signs(session)
    union.officer.sees(case, "published")
    # The register, the notices and the witness hear of it each in their own time.
    season.house.settle()
    return case, decision


def _mails_to(smtp: PrivateSmtp, address: str) -> list[ReceivedMail]:
    return [mail for mail in smtp.messages() if address in mail.recipients]


def _deliveries(season: Season, case: Case) -> list[Any]:
    return season.operator.each("/api/notification/v1/deliveries", case=case.id)


def _to_nominee(season: Season, case: Case) -> list[tuple[str, str, str]]:
    """What is told the nominee: template, channel and status."""
    told = [row for row in _deliveries(season, case) if row["recipient"] == f"nominee@{case.id}"]
    return [(row["template"], row["channel"], row["status"]) for row in told]


def test_a_return_reaches_the_officer_by_mail_and_in_the_application(home: House, smtp: PrivateSmtp) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    address = f"can-bo-{home.kind}-{season.province}@vidu.example"
    season.admin.keeps_contact(union.officer, address)
    case = union.officer.prepares()
    receipt = union.officer.submits(case)["receipt"]
    union.head.receives(case)
    union.head.returns(case, "Biên bản họp chưa ghi rõ số phiếu đồng ý.")

    def returned() -> ReceivedMail | None:
        told = [mail for mail in _mails_to(smtp, address) if "trả lại" in f"{mail.subject} {mail.text}".lower()]
        return told[0] if told else None

    mail = wait_until(returned, "the mail about the return", evidence=home.last_words)
    assert mail is not None
    assert receipt in f"{mail.subject} {mail.text}"
    assert "Biên bản họp chưa ghi rõ số phiếu đồng ý." in mail.text
    assert case.nominee.birth not in mail.text

    notice = union.officer.waits_for_notice(case, "returned")
    assert "Biên bản họp chưa ghi rõ số phiếu đồng ý." in notice["text"]
    assert notice["read_at"] is None
    union.officer.post(f"/api/notification/v1/notices/{notice['id']}/read")
    assert union.officer.waits_for_notice(case, "returned")["read_at"] is not None

    home.settle()
    deliveries = season.operator.each("/api/notification/v1/deliveries", case=case.id)
    mailed = [row for row in deliveries if row["channel"] == "email" and row["template"] == "returned"]
    assert [row["recipient"] for row in mailed] == [union.officer.subject]
    assert address not in json.dumps(deliveries)


def test_no_decision_waits_for_a_mail(home: House, smtp: PrivateSmtp) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    address = f"tam-{home.kind}-{season.province}@vidu.example"
    season.admin.keeps_contact(union.officer, address)
    smtp.refuse(451, recipient=address)
    case = union.officer.prepares()
    union.officer.submits(case)
    union.head.takes_and_passes(case)
    season.secretary.receives(case)
    for template in ("received", "stage_passed"):
        union.officer.waits_for_notice(case, template)
    assert _mails_to(smtp, address) == []

    def waiting() -> list[str]:
        rows = season.operator.each("/api/notification/v1/deliveries", case=case.id)
        return [row["status"] for row in rows if row["channel"] == "email" and row["attempts"] > 0]

    statuses = wait_until(waiting, "a first attempt to send", evidence=home.last_words)
    assert set(statuses) <= {"waiting", "sending"}

    smtp.accept()
    mails = wait_until(lambda: _mails_to(smtp, address), "the mail, by itself", evidence=home.last_words)
    assert {mail.message["Auto-Submitted"] for mail in mails} == {"auto-generated"}
    home.settle()


def test_each_is_told_what_concerns_them_and_nominees_nothing_of_votes(season: Season, union: Union) -> None:
    case, _ = awarded(season, union)
    templates = {notice["template"] for notice in union.officer.reads_notices()}
    assert {"received", "stage_passed", "awarded"} <= templates
    assert {"stage_opened"} <= {notice["template"] for notice in union.head.reads_notices()}
    assert {"stage_opened"} <= {notice["template"] for notice in season.secretary.reads_notices()}
    assert {"sent_for_signature"} <= {notice["template"] for notice in season.signer.reads_notices()}
    for words in (notice["text"] for notice in union.officer.reads_notices()):
        assert "9/9" not in words
        assert "phiếu" not in words.lower()
    assert case.id in {notice["case_id"] for notice in season.area_officer.reads_notices()}


def test_the_awardee_is_written_to_once_there_is_a_decision_and_only_then(home: House, smtp: PrivateSmtp) -> None:
    season = hung_yen(home)
    union = season.union("CĐCS Công ty TNHH May Minh Anh")
    old, address = (f"{name}-{home.kind}-{season.province}@vidu.example" for name in ("cu", "nguoi-lao-dong"))
    case = union.officer.prepares(nominee_email=old)
    union.officer.submits(case)
    union.head.receives(case)
    union.head.returns(case, "Biên bản chưa có chữ ký.", "papers.minutes")
    union.officer.sees(case, "returned")
    union.officer.edits(case, nominee_email=address)
    union.officer.attaches(case, "minutes")
    union.officer.resubmits(case)
    union.head.waits_until(case, "submitted")
    union.head.takes_and_passes(case)
    season.area_is_heard(case)
    season.secretary.takes_and_passes(case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    home.settle()
    assert _mails_to(smtp, address) == []
    season.signer.signs(session)
    union.officer.sees(case, "published")
    home.settle()
    mail = wait_until(lambda: _mails_to(smtp, address), "the mail to the awardee", evidence=home.last_words)[0]
    assert mail.subject.startswith("Quyết định khen thưởng số ")
    assert union.officer.unit_name in mail.text
    assert "phiếu" not in mail.text.lower()

    def is_said() -> bool:
        """The server has it before the row says so."""
        return _to_nominee(season, case) == [("nominee_awarded", "email", "delivered")]

    wait_until(is_said, "the row to say so", evidence=lambda: str(_to_nominee(season, case)))
    assert address not in json.dumps(_deliveries(season, case))
    assert _mails_to(smtp, old) == []
    for reader in (season.secretary, season.auditor):
        assert address not in json.dumps(reader.get(f"/api/nomination/v1/nominations/{case.id}"))
    award = season.signer.get(f"/api/review/v1/cases/{case.id}")
    assert address not in json.dumps(award)


def test_the_trace_of_a_case_tells_the_whole_story(home: House, season: Season, union: Union) -> None:
    case, decision = awarded(season, union)
    season.auditor.waits_for_chapter(case, "registry.award_recorded")
    home.settle()
    chapters = season.auditor.traces(case)
    places = [chapter["index"] for chapter in chapters]
    assert len(set(places)) == len(places)

    # The order of the road, whatever the order of arrival.
    types = [chapter["type"] for chapter in chapters]
    road = [
        "nomination.submitted", "review.stage_opened", "review.received", "review.stage_passed",
        "review.notice_published", "review.queued", "review.council_voted", "review.sent_for_signature",
        "review.awarded", "registry.award_recorded",
    ]  # fmt: skip
    assert [types.index(event) for event in road] == sorted(types.index(event) for event in road)
    by_type = {chapter["type"]: chapter for chapter in chapters}
    assert by_type["review.decision_signed"]["actor"] == season.signer.subject
    assert {"G01", "G02", "G17"} <= {said["rule"] for said in by_type["nomination.submitted"]["evaluations"]}
    assert all(said["facts"] is not None for said in by_type["nomination.submitted"]["evaluations"])
    assert by_type["review.council_voted"]["tally"]["yes"] == 9
    assert by_type["nomination.submitted"]["policy"] == by_type["review.awarded"]["policy"]

    told = home.vinhdanh("audit", "trace", case.id)
    assert told.returncode == 0, told.stderr
    for word in (union.officer.subject, season.secretary.subject, season.signer.subject, "G17", decision["number"]):
        assert word in told.stdout, told.stdout


def test_an_event_of_the_story_is_proven_to_stand_in_the_ledger(season: Season, union: Union) -> None:
    case = union.officer.prepares()
    union.officer.submits(case)
    chapter = season.auditor.waits_for_chapter(case, "nomination.submitted")
    proof = season.auditor.get(f"/api/audit/v1/tree/inclusion/{chapter['event_id']}")
    assert proof["leaf_hash"] == chapter["leaf_hash"]
    assert proof["index"] == chapter["index"]
    assert proof["size"] > proof["index"]


def test_the_public_sees_name_unit_award_decision_and_nothing_else(home: House, season: Season, union: Union) -> None:
    case, decision = awarded(season, union)
    page = exchange(home, "GET", f"{REGISTER}/public/awards?name={case.nominee.name}")
    assert page.status == 200
    entry = next(found for found in page.body["items"] if found["nominee_name"] == case.nominee.name)
    public = {"id", "nominee_name", "unit_name", "award_name", "year", "decision_number", "decision_dated"}
    standing = {"standing", "ended_by_number", "ended_by_dated", "replaces"}
    assert set(entry) == public | standing

    day, month, year = case.nominee.birth.split("/")
    single = exchange(home, "GET", f"{REGISTER}/public/awards/{entry['id']}").body
    listed = exchange(home, "GET", f"{REGISTER}/public/decisions/{decision['number']}").body
    for shown in (json.dumps(page.body), json.dumps(single), json.dumps(listed)):
        for secret in (f"{year}-{month}-{day}", case.nominee.birth, "female", "Công nhân may", "bonus", "nominee_key"):
            assert secret not in shown


def test_an_award_is_presented_once(season: Season, union: Union) -> None:
    case, _ = awarded(season, union)

    def registered() -> Any:
        awards = season.secretary.each(f"{REGISTER}/awards", unit=union.name)
        return next((award for award in awards if award["case_id"] == case.id), None)

    award = wait_until(registered, "the award in the register", evidence=season.house.last_words)
    body = {"presented_on": season.today.isoformat(), "occasion": "Hội nghị tổng kết năm 2026"}
    path = f"{REGISTER}/awards/{award['id']}/present"
    assert season.secretary.post(path, body, seen=award["version"]).body["presented_on"] == body["presented_on"]
    union.officer.sees(case, "presented")
