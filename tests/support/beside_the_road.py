"""What happens beside the road of a nomination in the season of the tests: rarer acts, each with the row it leaves.

Owns: these stories. Promises: every act is done by who does it, over HTTP. Leaves to others: the road itself
(`full_season`), what comes after a decision (`aftermath`), the running house (`homes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tests.support.aftermath import entry_of, granted_by_the_chair, presents, proposes, steps
from tests.support.dossiers import Nominee, pdf, signed_minutes
from tests.support.homes import House
from tests.support.road import Season, Union, hung_yen
from tests.support.roles import LISTS, NOMINATIONS, REGISTER, SESSIONS, Case, Member
from tests.support.workbooks import row, workbook

REVIEW = "/api/review/v1"
LAUNCHES = "/api/nomination/v1/launches"
ADJOURNED = "Chưa đủ thành phần, phiên họp hoãn lại."


def happens_beside(house: House) -> None:
    """Relations and mandates, an objection, few voters, a prize given back, a list, likenesses, limits, launches."""
    season = hung_yen(house)
    union = season.union("CĐCS Công ty TNHH Bên Đường")
    _is_voted_by_few(season, union)
    _is_mandated(season)
    _is_prepared_together(season, union)
    _counts_against_a_limit(season, union)
    _reports(season, union)
    _launches(season, union)
    _is_given_back(hung_yen(house))


def _is_voted_by_few(season: Season, union: Union) -> None:
    """Two cases: put off by an adjourned session, objected to, voted by four members each, told as one sum."""
    cases = [union.officer.prepares() for _ in range(2)]
    season.reaches_council(union, *cases)
    season.secretary.publishes_notice(cases)
    season.days_pass(5)
    objection = union.head.objects(cases[0], "Thành tích này là của tổ khác, đề nghị xem lại.", document="Đơn 9")
    season.secretary.settles(cases[0], objection, "Đã xác minh, ý kiến không có căn cứ.")
    season.days_pass(18)
    _declares(season.members[0], union.id)
    kin = {"person": season.members[0].subject, "kind": "kin", "name": "Tạ Thị Bưởi", "birth": "1957"}
    season.members[0].post(f"{REVIEW}/declarations", kin)
    mistaken = _declares(season.members[1], season.province)
    season.admin.post(f"{REVIEW}/declarations/{mistaken}/withdrawal")
    _is_put_off(season, cases)
    _loses_its_quorum(season, cases)
    for case, few, silent in (
        (cases[0], season.members[:4], season.members[8:]), (cases[1], season.members[4:8], []),
    ):  # fmt: skip
        _votes_in_a_small_council(season, case, few, silent)
    season.signer.lets_go(cases[1], "Đoàn viên xin rút tên.", "CV 12/CĐCS")


def _declares(member: Member, unit: str) -> str:
    own = {"person": member.subject, "kind": "unit", "unit": unit}
    return str(member.post(f"{REVIEW}/declarations", own).body["id"])


def _is_put_off(season: Season, cases: Sequence[Case]) -> None:
    session = season.secretary.opens_session(season.council, cases)
    seen = season.secretary.reads_session(session)["version"]
    path = f"{SESSIONS}/{session}"
    body = {"reason": "Đưa ra phiên sau để xác minh thêm.", "cases": [cases[1].id]}
    seen = season.secretary.post(f"{path}/deferrals", body, seen=seen).body["version"]
    season.secretary.post(f"{path}/adjournment", {"reason": ADJOURNED}, seen=seen)


def _loses_its_quorum(season: Season, cases: Sequence[Case]) -> None:
    """Six of nine sit and one has voted when another declares kin: that case is put off, then the session adjourned."""
    session = season.secretary.opens_session(season.council, cases)
    _lifts_what_is_proposed(season, session)
    first, *_, kin = here = season.members[3:9]
    season.secretary.records_attendance(session, here)
    season.secretary.opens_voting(session)
    first.votes(session, dict.fromkeys(cases, "yes"))
    nominee = cases[1].nominee
    birth = "-".join(reversed(nominee.birth.split("/")))
    about = {"person": kin.subject, "kind": "kin", "name": nominee.name, "birth": birth}
    kin.post(f"{REVIEW}/declarations", about)
    path, seen = f"{SESSIONS}/{session}", season.secretary.reads_session(session)["version"]
    body = {"reason": "Chỉ còn 5/8 ủy viên được xét hồ sơ này.", "cases": [cases[1].id]}
    seen = season.secretary.post(f"{path}/deferrals", body, seen=seen).body["version"]
    season.secretary.post(f"{path}/adjournment", {"reason": ADJOURNED}, seen=seen)


def _votes_in_a_small_council(
    season: Season, case: Case, members: Sequence[Member], silent: Sequence[Member]
) -> None:
    """The `silent` are there, too, and cast no paper."""
    here = [*members, *silent]
    council = season.admin.seats_council(season.province, here, season.secretary)
    session = season.secretary.opens_session(council, [case])
    _lifts_what_is_proposed(season, session)
    season.secretary.records_attendance(session, here)
    season.secretary.opens_voting(session)
    for member in members:
        member.votes(session, {case: "yes"})
    season.secretary.closes(session, without_paper=silent)


def _lifts_what_is_proposed(season: Season, session: str) -> None:
    for one in season.secretary.reads_session(session)["agenda"]:
        for recusal in one["recusals"]:
            why = {"stands": False, "reason": "Không có lợi ích riêng."}
            lifted = {"case": one["case"], "member": recusal["member"]} | why
            seen = season.secretary.reads_session(session)["version"]
            season.secretary.post(f"{SESSIONS}/{session}/recusals", lifted, seen=seen)


def _is_mandated(season: Season) -> None:
    """One mandate stands, one is taken back."""
    for number, delegate in enumerate(("pho-chu-tich", "truong-ban"), start=1):
        mandate = {
            "delegate": f"{delegate}-{season.province}", "first": season.today.isoformat(),
            "last": (season.today + timedelta(days=30)).isoformat(), "document": f"Giấy ủy quyền {number}/UQ",
        }  # fmt: skip
        given = season.signer.post(f"{REVIEW}/mandates", mandate).body
    season.signer.post(f"{REVIEW}/mandates/{given['id']}/revocation", {"reason": "Đã trở lại làm việc."})


def _is_prepared_together(season: Season, union: Union) -> None:
    """Two lists with a row that is not kept, papers and a meeting; sheets mended and dropped; two people of one name,
    of one of whom only the year of birth is known."""
    for _ in range(2):
        people = [season.somebody() for _ in range(2)]
        rows = [row(number, one.name, one.birth) for number, one in enumerate(people, start=1)]
        kept = union.officer.sends_list(workbook([*rows, row(3, season.somebody().name, "30/02/1990")]))
        path = f"{LISTS}/{kept['id']}"
        union.officer.upload(f"{path}/papers", pdf(f"minutes {kept['id']}"), kind="minutes")
        differs = ["Dòng 2: giấy tờ ghi tên khác"]
        meeting = {"minutes": signed_minutes(season.today), "rows_in_letter": 3, "names_differ": differs}
        union.officer.post(f"{path}/meeting", meeting, seen=union.officer.get(path)["version"])
    sheet = union.officer.prepares(papers=("minutes", "achievement_report"))
    union.officer.edits(sheet, achievement="Giữ máy chạy suốt mùa lũ, không để dừng ca nào.")
    taken_out = union.officer.reads(sheet)["papers"][0]["id"]
    path = f"{NOMINATIONS}/{sheet.id}/papers/{taken_out}"
    union.officer.delete(path, seen=union.officer.version_of(sheet))
    union.officer.withdraws(union.officer.drafts())
    ruling = {"reason": "Hai người ở hai tổ khác nhau, đã đối chiếu hồ sơ."}
    for _ in range(2):
        one = season.somebody()
        case = union.officer.drafts(one)
        alike = union.officer.drafts(Nominee(one.name, one.birth[-4:], one.sex))
        union.officer.post(f"{NOMINATIONS}/{case.id}/duplicates/{alike.id}/different-people", ruling)


def _counts_against_a_limit(season: Season, union: Union) -> None:
    """Thematic merit certificates of the confederation are counted province by province (M05)."""
    for _ in range(2):
        case = union.officer.prepares(award="merit_cert_confederation", award_type="thematic")
        union.officer.submits(case)


def _launches(season: Season, union: Union) -> None:
    """Movements of its own: one runs, one ended early, one taken back; its plan is registered twice, a pledge once."""
    settled = dict.fromkeys(("goal", "targets", "content", "measures", "audience"), "Theo kế hoạch kèm theo")
    paper = {"document": "KH 4/KH-CĐCS"}
    own = {"plan": season.plan, "unit": union.id, "scope": "workforce", "settled": settled, **paper}
    launched = [union.officer.post(LAUNCHES, {**own, "name": f"Ca sản xuất mẫu {n}"}).body["id"] for n in (1, 2, 3)]
    why = {"reason": "Đã tổng kết cùng phong trào chung.", **paper}
    union.head.post(f"{LAUNCHES}/{launched[1]}/end", why)
    union.head.post(f"{LAUNCHES}/{launched[2]}/withdrawal", why)
    for contents in (["Ca sản xuất mẫu"], ["Ca sản xuất mẫu", "Bữa cơm công đoàn"]):
        registered = {"plan": season.plan, "unit": union.id, "contents": contents, **paper}
        union.officer.post("/api/nomination/v1/unit-plans", registered)
    pledged = {"kind": "pledge", "plan": season.plan, "unit": union.id, "contents": ["Không tai nạn"], **paper}
    union.officer.post("/api/nomination/v1/unit-plans", pledged)


def _reports(season: Season, union: Union) -> None:
    """Reports, initiatives and figures of a plan, one of each entered in error; the unit's own are stated anew."""
    for period in ("2026", "2026-2"):
        report = {"unit": union.id, "unit_name": union.name, "document": "BC 21/BC-CĐCS", "period": period}
        season.secretary.post(f"{REGISTER}/plans/{season.plan}/reports/final/receipts", report)
    wrong = season.secretary.post(
        f"{REGISTER}/plans/{season.plan}/reports/final/receipts", report | {"period": "2025"}
    ).body
    season.secretary.post(f"{REGISTER}/receipts/{wrong['id']}/withdrawal", {"reason": "Ghi nhầm kỳ báo cáo."})
    for title in ("Gá kẹp định vị", "Sổ kho điện tử", "Ghi nhầm"):
        made = union.officer.records_initiative(season.plan, season.somebody(), title, "2026-06-10")
    error = {"reason": "Ghi nhầm sáng kiến của đơn vị khác."}
    union.officer.post(f"{REGISTER}/initiatives/{made['id']}/withdrawal", error, seen=made["version"])
    own = {"unit_name": union.name, "block": "block_enterprise", "snapshot_on": "2026-07-01", "headcount": 120}
    figures = f"{REGISTER}/plans/{season.plan}/figures"
    stated = union.officer.put(f"{figures}/{union.id}", own).body
    union.officer.put(f"{figures}/{union.id}", own | {"headcount": 118}, seen=stated["version"])
    other = season.union_in_register("CĐCS Trường THPT Số Liệu")
    season.secretary.put(f"{figures}/{other.id}", own | {"headcount": 60})


def _is_given_back(season: Season) -> None:
    """An award of the chair's: cancelled for a forged paper, its prize given back in part."""
    union = season.union("CĐCS Công ty TNHH Giả Giấy Tờ")
    case = granted_by_the_chair(season, union)
    season.days_pass(1)
    presents(season, case)
    remedy = proposes(union.head, entry_of(season, case), kind="revocation", ground="forged_papers")
    remedy = steps(season.secretary, "remedies", remedy, "invitation")
    today = season.today.isoformat()
    heard = {"statement": "Tôi đã nộp bản sao không có thật.", "heard_on": today}
    remedy = steps(season.secretary, "remedies", remedy, "hearing", heard)
    theirs = {"number": "2150/QĐ-UBND", "dated": today, "signatory": "Trần Quốc Văn"}
    steps(season.secretary, "remedies", remedy, "from-above", theirs)
    union.officer.sees(case, "cancelled")
    entry = entry_of(season, case, standing="revoked")
    (recovery,) = season.secretary.each(f"{REGISTER}/recoveries", award_id=entry["id"])
    recovery = steps(season.secretary, "recoveries", recovery, "notice", {"notified_on": today})
    part = {"returned_on": today, "certificate": False, "money": 1_800_000, "document": "Phiếu thu 11"}
    recovery = steps(season.secretary, "recoveries", recovery, "returns", part)
    rest = {"returned_on": today, "certificate": False, "money": 100_000, "document": "Phiếu thu 12"}
    recovery = steps(season.secretary, "recoveries", recovery, "returns", rest)
    steps(season.signer, "recoveries", recovery, "loss", {"document": "Đơn báo mất có xác nhận của công an"})


def is_complained_about(season: Season, union: Union, case: Case) -> None:
    """Twice by the award's union: one complaint is not taken up, one is settled."""
    grievance = _grievance(season, case)
    lodged = union.head.post(f"{REGISTER}/complaints", grievance).body
    reason = {"reason": "Người khiếu nại không có quyền, lợi ích liên quan."}
    steps(season.secretary, "complaints", lodged, "rejection", reason)
    again = union.head.post(f"{REGISTER}/complaints", grievance | {"complainant": "Lê Văn An"}).body
    again = steps(season.secretary, "complaints", again, "acceptance", {"is_complex": True})
    settled = {"outcome": "to_correct", "reason": "Họ tên ghi sai như khiếu nại.", "document": "12/QĐ-GQKN"}
    steps(season.signer, "complaints", again, "settlement", settled)


def is_complained_about_still(season: Season, case: Case) -> None:
    """What follows finds this complaint open."""
    lodged = season.secretary.post(f"{REGISTER}/complaints", _grievance(season, case) | {"complainant": "Lê Văn Ba"})
    steps(season.secretary, "complaints", lodged.body, "acceptance")


def _grievance(season: Season, case: Case) -> dict[str, str]:
    entry, today = entry_of(season, case), season.today.isoformat()
    return {
        "decision_id": entry["decision_id"], "award_id": entry["id"], "complainant_kind": "member",
        "complainant": "Lê Thị An", "content": "Thành tích ghi trong hồ sơ không đúng.", "learned_on": today,
        "lodged_on": today,
    }  # fmt: skip
