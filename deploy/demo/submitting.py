"""The unions at work: lists, papers, the review meeting, sending up; what is kept back and mended.

Owns: the scenes of the proposing side. Promises: every union's officer acts with a token of their own.
Leaves to others: the levels above (`reviewing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from deploy.demo.casting import ORDINARY, CastList, Entry
from deploy.demo.client import Person, Upload
from deploy.demo.crowd import in_parallel
from deploy.demo.make_lists import path_of_list
from deploy.demo.papers import pdf
from deploy.demo.people import head_of, officer_of
from deploy.demo.sheets import XLSX
from deploy.demo.stage import Season, Stage
from deploy.demo.waiting import wait_until

_LISTS = "/api/nomination/v1/lists"
_NOMINATIONS = "/api/nomination/v1/nominations"
_PDF = "application/pdf"


def upload_lists(stage: Stage, season: Season) -> None:
    """Every union sends its workbook; one sends it twice."""
    taken = in_parallel([partial(_upload, stage, season, list_) for list_ in season.lists], at_once=2)
    again = _upload(stage, season, _list_of(season, season.campaign.same_file_twice))
    season.seen["lists"] = taken
    first = next(one for one in taken if one["unit"] == again["unit"])
    is_same = again["id"] == first["id"] and len(again["nominations"]) == len(first["nominations"])
    season.seen["same_file_again"] = "same list, nothing new" if is_same else "a second list"
    for one in taken:
        season.list_ids[one["unit"]] = one["id"]
        for nomination in one["nominations"]:
            season.case_of[(one["unit"], nomination["list_row"])] = nomination["id"]
    stage.tell(f"{sum(one['rows_read'] for one in taken)} dòng, nhận {sum(one['rows_accepted'] for one in taken)}")


def _list_of(season: Season, unit: str) -> CastList:
    return next(list_ for list_ in season.lists if list_.union.id == unit)


def _upload(stage: Stage, season: Season, list_: CastList) -> dict[str, Any]:
    unit = list_.union.id
    content = path_of_list(season.campaign.plan, unit).read_bytes()
    file = Upload(f"Danh sách {list_.union.name}.xlsx", XLSX, content)
    body: dict[str, Any] = stage.person(officer_of(unit)).upload(_LISTS, file, plan=season.campaign.plan).body
    return body


def attach_papers(stage: Stage, season: Season) -> None:
    """Letter, list and minutes for the whole list; a report for each nominee, a certificate where one is needed."""
    jobs = [partial(_attach_to_list, stage, season, list_) for list_ in season.lists]
    jobs += [partial(_attach_to_case, stage, entry, case) for entry, case in season.entries()]
    stage.tell(f"{sum(in_parallel(jobs))} tài liệu")


def _attach_to_list(stage: Stage, season: Season, list_: CastList) -> int:
    officer, list_id = stage.person(officer_of(list_.union.id)), season.list_ids[list_.union.id]
    path = f"{_LISTS}/{list_id}/papers"
    rows = sum(entry.end != "row_refused" for entry in list_.entries)
    for kind, title in (("submission_letter", "Tờ trình"), ("summary_list", "Danh sách"), ("minutes", "Biên bản họp")):
        content = pdf(f"{title} - {list_.union.name}", f"{rows} trường hợp")
        answer = officer.upload(path, Upload(f"{title}.pdf", _PDF, content), kind=kind)
    meeting = {
        "minutes": {
            "held_on": season.campaign.days.lists.isoformat(), "members": 11, "present": 10, "yes": 10, "no": 0,
            "is_signed": True,
        },
        "rows_in_letter": rows,
    }  # fmt: skip
    officer.post(f"{_LISTS}/{list_id}/meeting", meeting, seen=answer.version)
    return 3


def _attach_to_case(stage: Stage, entry: Entry, case: str) -> int:
    officer = stage.person(officer_of(entry.unit))
    _attach(officer, case, "achievement_report", "Báo cáo thành tích", entry)
    if not entry.titles or entry.case in ("missing_paper", "paper_supplied_later"):
        return 1
    _attach(officer, case, "initiative_certificate", "Chứng nhận sáng kiến", entry)
    return 2


def _attach(officer: Person, case: str, kind: str, title: str, entry: Entry) -> None:
    content = pdf(f"{title} - {entry.name}", entry.achievement)
    officer.upload(f"{_NOMINATIONS}/{case}/papers", Upload(f"{title}.pdf", _PDF, content), kind=kind)


def submit_lists(stage: Stage, season: Season) -> None:
    """All but the late union, in the order of the plan: who comes second with the same person hears of the first."""
    units = [list_.union.id for list_ in season.lists if list_.union.id != season.campaign.late]
    _submit(stage, season, units)


def submit_late_list(stage: Stage, season: Season) -> None:
    """The union that missed the day."""
    _submit(stage, season, [list_.union.id for list_ in season.lists if list_.union.id == season.campaign.late])


def _submit(stage: Stage, season: Season, units: Sequence[str]) -> None:
    kept_back: Counter[str] = season.seen.setdefault("kept_back", Counter())
    sent, kept = 0, 0
    for unit in units:
        officer = stage.person(officer_of(unit))
        answer = officer.post(f"{_LISTS}/{season.list_ids[unit]}/submit").body
        sent += answer["submitted"]
        kept += answer["refused"]
        for row in answer["rows"]:
            if row["outcome"] == "refused":
                kept_back.update(rules_against(row["findings"]))
    stage.tell(f"{sent} hồ sơ đã trình, {kept} bị giữ lại")
    for unit in units:
        _await_arrival(stage, season, unit)


def rules_against(findings: Sequence[dict[str, Any]]) -> list[str]:
    return [finding["rule"] for finding in findings if finding["consequence"] in ("block", "return")]


def _await_arrival(stage: Stage, season: Season, unit: str) -> None:
    """Until review has opened every case the union sent."""
    officer = stage.person(officer_of(unit))
    sent = {row["id"] for row in officer.each(_NOMINATIONS, list=season.list_ids[unit]) if row["state"] != "draft"}
    wait_until(
        f"review mở hồ sơ của {unit} / review to open the cases of {unit}",
        lambda: {case["id"] for case in officer.each("/api/review/v1/cases", unit=unit)},
        lambda found: sent <= found,
    )


def supply_paper(stage: Stage, season: Season) -> None:
    """The paper that was missing comes, and the nomination goes up by itself."""
    if not season.has("paper_supplied_later"):
        return
    entry, case = next((entry, case) for entry, case in season.entries() if entry.case == "paper_supplied_later")
    officer = stage.person(officer_of(entry.unit))
    _attach(officer, case, "initiative_certificate", "Chứng nhận sáng kiến", entry)
    version = officer.ask("GET", f"{_NOMINATIONS}/{case}").version
    officer.post(f"{_NOMINATIONS}/{case}/submit", seen=version)
    _await_arrival(stage, season, entry.unit)
    stage.tell("1 hồ sơ bổ sung giấy tờ rồi trình")


def withdraw(stage: Stage, season: Season) -> None:
    """The union takes one back; review, which holds it, grants that."""
    case = season.case_planted_as("withdrawn")
    head = stage.person(head_of(season.campaign.planted_as("withdrawn").unit))
    version = head.ask("GET", f"{_NOMINATIONS}/{case}").version
    head.post(f"{_NOMINATIONS}/{case}/withdraw", {"reason": "Đoàn viên xin rút vì chuyển công tác"}, seen=version)
    _await_state(head, case, "withdrawn")
    stage.tell("1 hồ sơ được rút")


def resubmit(stage: Stage, season: Season) -> None:
    """What came back is mended: a better report, a new version."""
    planted = season.campaign.planted_as("returned_once")
    case, officer = season.case_planted_as("returned_once"), stage.person(officer_of(planted.unit))
    _await_state(officer, case, "returned")
    entry = next(entry for entry, found in season.entries() if found == case)
    _attach(officer, case, "achievement_report", "Báo cáo thành tích (bổ sung số liệu)", entry)
    version = officer.ask("GET", f"{_NOMINATIONS}/{case}").version
    officer.post(f"{_NOMINATIONS}/{case}/resubmit", seen=version)
    wait_until(
        "review nhận bản bổ sung / review to take the supplement",
        lambda: officer.get(f"/api/review/v1/cases/{case}")["case"],
        lambda found: found["state"] == "submitted" and found["dossier_version"] == 2,
    )
    stage.tell("1 hồ sơ bổ sung, bản 2")


def _await_state(officer: Person, case: str, state: str) -> None:
    wait_until(
        f"hồ sơ {case} → {state}", lambda: officer.get(f"{_NOMINATIONS}/{case}")["state"], lambda seen: seen == state
    )


def report_figures(stage: Stage, season: Season) -> None:
    """What each union counted for the plan's targets."""
    unions = {union.id: union for union in season.campaign.unions}
    for unit, stated in season.campaign.figures.items():
        given = {
            "unit_name": unions[unit].name, "block": unions[unit].block,
            "snapshot_on": season.campaign.days.signed.isoformat(), **stated,
        }  # fmt: skip
        stage.person(officer_of(unit)).put(f"/api/registry/v1/plans/{season.campaign.plan}/figures/{unit}", given)
    if season.campaign.figures:
        stage.tell(f"{len(season.campaign.figures)} đơn vị báo số liệu chỉ tiêu")


def enter_initiatives(stage: Stage, season: Season) -> None:
    """Nominees with a recognised initiative, some of them also in the portal that a target asks for."""
    campaign, entered = season.campaign, 0
    for unit, wanted in campaign.initiatives.items():
        officer, union = stage.person(officer_of(unit)), campaign.union(unit)
        persons = [entry for entry in _list_of(season, unit).entries if entry.case == ORDINARY]
        for number, entry in enumerate(persons[: wanted["in_portal"] + wanted["elsewhere"]]):
            made = {
                "unit": unit, "unit_name": union.name, "block": union.block, "title": entry.achievement,
                "scope": "base", "recognised_on": campaign.days.lists.isoformat(),
                "recognised_by": "Hội đồng sáng kiến cơ sở",
                "authors": [{"full_name": entry.name, "birth": entry.birth}],
            }  # fmt: skip
            one = officer.post(f"/api/registry/v1/plans/{campaign.plan}/initiatives", made)
            entered += 1
            if number < wanted["in_portal"]:
                body = {
                    "registry": campaign.portal, "number": f"SK-{unit}-{number + 1}",
                    "entered_on": campaign.days.submitted.isoformat(),
                }  # fmt: skip
                path = f"/api/registry/v1/initiatives/{one.body['id']}/external-entry"
                officer.post(path, body, seen=one.version)
    if entered:
        stage.tell(f"{entered} sáng kiến được công nhận vào sổ")
