"""The levels at work: the unions' own committees, the bodies in between, the provincial appraisal.

Owns: receiving, passing, returning, refusing at each stage. Promises: each stage is worked by its own people, all that
waits on them and nothing else. Leaves to others: the council (`voting`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial
from typing import Any

from deploy.demo.client import Person
from deploy.demo.crowd import in_parallel
from deploy.demo.people import area_officer_of, head_of, reviewer_of, secretary_of
from deploy.demo.stage import Season, Stage, done_for_all

_CASES = "/api/review/v1/cases"
_WORK = "/api/review/v1/work"
_RETURN_REASON = "Báo cáo thành tích chưa nêu số liệu cụ thể, cần bổ sung"
_HEARD_BY_WORD = "Cán bộ phụ trách địa bàn đã trao đổi trực tiếp tại buổi giao ban, không có ý kiến khác"
_REFUSAL_REASON = "Thành tích thuộc nhiệm vụ thường xuyên, chưa đạt tiêu chuẩn bằng khen"


def waiting_on(person: Person, *states: str) -> list[dict[str, Any]]:
    """The cases at this person's desk, by state."""
    return [case for case in person.each(_WORK) if case["state"] in states]


def receive(person: Person, cases: Sequence[dict[str, Any]], *, consent: str | None = None) -> None:
    if cases:
        given = {"cases": _wanted(cases), "receipt": {"relation": "none", "consent": consent}}
        done_for_all(person.post(f"{_CASES}/receive", given))


def pass_on(
    person: Person, cases: Sequence[dict[str, Any]], *, opinion: str, minutes: str, reason: str | None = None
) -> None:
    if cases:
        said = {"opinion": opinion, "minutes": minutes, "relation": "none", "reason": reason}
        done_for_all(person.post(f"{_CASES}/pass", {"cases": _wanted(cases), "opinion": said}))


def _wanted(cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"case": case["id"], "version": case["version"]} for case in cases]


def work_off(
    person: Person, *, opinion: str, minutes: str, leave: Container[str] = (), reason: str | None = None
) -> int:
    """Receive everything that arrived and pass all of it but the cases left for an act of their own."""
    receive(person, waiting_on(person, "submitted"))
    cases = [case for case in waiting_on(person, "received", "under_review") if case["id"] not in leave]
    pass_on(person, cases, opinion=opinion, minutes=minutes, reason=reason)
    return len(cases)


def grassroots(stage: Stage, season: Season) -> None:
    """The unions' own committees: another person than the officer receives and vouches."""
    heads = [stage.person(head_of(union.id)) for union in season.campaign.unions]
    opinion, minutes = "Ban Chấp hành CĐCS nhất trí đề nghị", "Biên bản họp Ban Chấp hành CĐCS"
    passed = in_parallel([partial(work_off, head, opinion=opinion, minutes=minutes) for head in heads])
    stage.tell(f"{sum(passed)} hồ sơ qua cấp cơ sở")


def intermediate(stage: Stage, season: Season) -> None:
    """District, sector and civil-service unions; one returns a dossier, one refuses."""
    kept = _set_aside(season, "returned_once", "refused_by_sector")
    opinion, minutes = "Ban Thường vụ nhất trí trình LĐLĐ tỉnh", "Biên bản họp Ban Thường vụ"
    persons = [stage.person(reviewer_of(body.id)) for body in season.campaign.bodies]
    passed = in_parallel([partial(work_off, one, opinion=opinion, minutes=minutes, leave=kept) for one in persons])
    stage.tell(f"{sum(passed)} hồ sơ qua cấp trên trực tiếp")
    _return_one(stage, season, _reviewer_of_case(stage, season, "returned_once"))
    _refuse_one(stage, season, _reviewer_of_case(stage, season, "refused_by_sector"), "refused_by_sector")


def _set_aside(season: Season, *names: str) -> set[str]:
    return {season.case_planted_as(name) for name in names if season.has(name)}


def _reviewer_of_case(stage: Stage, season: Season, name: str) -> Person:
    unit = season.campaign.planted_as(name).unit
    return stage.person(reviewer_of(season.campaign.intermediate_of[unit].id))


def _return_one(stage: Stage, season: Season, person: Person) -> None:
    case = person.get(f"{_CASES}/{season.case_planted_as('returned_once')}")["case"]
    item = {
        "part": "papers.achievement_report",
        "words": {"vi": "Nêu rõ giá trị làm lợi", "en": "State the value gained"},
    }
    person.post(f"{_CASES}/{case['id']}/return", {"reason": _RETURN_REASON, "items": [item]}, seen=case["version"])
    stage.tell("1 hồ sơ trả lại để bổ sung")


def _refuse_one(stage: Stage, season: Season, person: Person, name: str) -> None:
    case = person.get(f"{_CASES}/{season.case_planted_as(name)}")["case"]
    person.post(f"{_CASES}/{case['id']}/refuse", {"reason": _REFUSAL_REASON}, seen=case["version"])
    stage.tell("1 hồ sơ không đạt ở cấp này")


def late_list(stage: Stage, season: Season) -> None:
    """The plan's day for lists is over: without recorded consent nothing is received (M03), with it everything is."""
    unit = _late_union(season)
    head = stage.person(head_of(unit))
    work_off(head, opinion="Ban Chấp hành CĐCS nhất trí đề nghị", minutes="Biên bản họp Ban Chấp hành CĐCS")
    reviewer = stage.person(reviewer_of(season.campaign.intermediate_of[unit].id))
    arrived = waiting_on(reviewer, "submitted")
    tried = reviewer.post(f"{_CASES}/receive", {"cases": _wanted(arrived), "receipt": {"relation": "none"}}).body
    season.seen["late_blocked"] = sum(_is_blocked_by(one, "M03") for one in tried["results"])
    receive(reviewer, arrived, consent="Công văn số 15 của LĐLĐ tỉnh đồng ý nhận muộn")
    pass_on(reviewer, waiting_on(reviewer, "received"), opinion="Đồng ý trình", minutes="Biên bản họp Ban Thường vụ")
    stage.tell(f"{season.seen['late_blocked']} hồ sơ nộp muộn, nhận sau khi có ý kiến đồng ý")


def _late_union(season: Season) -> str:
    if season.campaign.late is None:
        raise AssertionError("this campaign has no late union")
    return season.campaign.late


def _is_blocked_by(outcome: dict[str, Any], rule: str) -> bool:
    error = outcome["error"]
    return error is not None and [place["code"] for place in error["places"]] == [rule]


def supplemented(stage: Stage, season: Season) -> None:
    """The body that returned a dossier receives the supplement and passes it."""
    case = season.case_planted_as("returned_once")
    person = _holder(stage, season, "returned_once")
    found = [one for one in waiting_on(person, "submitted") if one["id"] == case]
    receive(person, found)
    found = [one for one in waiting_on(person, "received") if one["id"] == case]
    pass_on(person, found, opinion="Đã bổ sung đầy đủ", minutes="Biên bản họp")


def _holder(stage: Stage, season: Season, name: str) -> Person:
    if season.campaign.planted_as(name).unit in season.campaign.intermediate_of:
        return _reviewer_of_case(stage, season, name)
    return stage.person(secretary_of(season.campaign.province.id))


def comment(stage: Stage, season: Season) -> None:
    """The area officer of a two-level chain helps with a word and decides nothing."""
    officer = stage.person(area_officer_of(season.campaign.province.id))
    case = season.case_planted_as("returned_once")
    officer.post(f"{_CASES}/{case}/comment", {"words": "Đề nghị CĐCS bổ sung số liệu vào báo cáo thành tích."})
    stage.tell("cán bộ phụ trách địa bàn góp ý 1 hồ sơ")


def provincial_return(stage: Stage, season: Season) -> None:
    """Without a body in between the province itself sends one back."""
    secretary = stage.person(secretary_of(season.campaign.province.id))
    case = season.case_planted_as("returned_once")
    receive(secretary, [one for one in waiting_on(secretary, "submitted") if one["id"] == case])
    _return_one(stage, season, secretary)


def provincial(stage: Stage, season: Season) -> None:
    """The council's secretary receives and appraises everything that came up."""
    secretary = stage.person(secretary_of(season.campaign.province.id))
    kept = _set_aside(season, "refused_by_province")
    opinion, minutes = "Đủ điều kiện trình Hội đồng", "Phiếu thẩm định"
    # Two levels: the area officer wrote on some files only, which warns (M11) and goes on with the reason.
    reason = None if season.campaign.bodies else _HEARD_BY_WORD
    passed = work_off(secretary, opinion=opinion, minutes=minutes, leave=kept, reason=reason)
    stage.tell(f"{passed} hồ sơ đã thẩm định")
    if season.has("refused_by_province"):
        _refuse_one(stage, season, secretary, "refused_by_province")
