"""What some people try and may not: each attempt is refused and stays on record.

Owns: the attempts. Promises: they are made on real cases with valid tokens, so that only authority is missing.
Leaves to others: keeping the record (audit).
"""

from __future__ import annotations

from deploy.demo.people import area_officer_of, head_of, members_of, officer_of
from deploy.demo.stage import Season, Stage
from shared.events.terms import CouncilKind

_CASES = "/api/review/v1/cases"
FORBIDDEN = 403


def try_to_overstep(stage: Stage, season: Season) -> None:
    """Four people, four cases that are none of their business."""
    province = season.campaign.province.id
    strange = season.campaign.unions[1].id
    mine, yours = season.case_planted_as("duplicate_first"), season.case_planted_as("eight_of_nine_at_80")
    version = stage.auditor.get(f"{_CASES}/{yours}")["case"]["version"]
    # The area officer helps and never decides; another union's head has no say; a member votes and does not refuse.
    stage.person(area_officer_of(province)).post(
        f"{_CASES}/{yours}/pass", {"opinion": "Đồng ý"}, seen=version, expect=FORBIDDEN
    )
    stage.person(head_of(strange)).post(f"{_CASES}/{yours}/receive", {}, seen=version, expect=FORBIDDEN)
    stage.person(members_of(province, CouncilKind.FEDERATION)[0]).post(
        f"{_CASES}/{yours}/refuse", {"reason": "Không đủ thành tích nổi bật"}, seen=version, expect=FORBIDDEN
    )
    own = stage.person(officer_of(strange)).post(
        f"/api/nomination/v1/nominations/{mine}/withdraw",
        {"reason": "Rút thay đơn vị khác cho tiện"},
        seen=1,
        expect=FORBIDDEN,
    )
    season.seen["attempted_on"] = (mine, yours)
    season.seen["last_refusal"] = own.code
    stage.tell("4 lần vượt quyền bị từ chối và ghi lại")


def recorded_refusals(stage: Stage, season: Season) -> int:
    """How many refused attempts the witness tells of in the stories of the two cases."""
    return sum(
        chapter["type"].endswith(".command_refused")
        for case in season.seen["attempted_on"]
        for chapter in stage.auditor.get(f"/api/audit/v1/cases/{case}/trace")["chapters"]
    )
