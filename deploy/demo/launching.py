"""Launching movements and registering plans and pledges of units, as each level does for itself.

Owns: these scenes and what the house says of them afterwards. Promises: what the story has refused is tried and refused
by that very rule. Leaves to others: the other scenes.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from deploy.demo.errors import UnexpectedAnswer
from deploy.demo.people import officer_of, reviewer_of, secretary_of
from deploy.demo.stage import Season, Stage
from deploy.demo.story import Campaign, Launched

_LAUNCHES = "/api/nomination/v1/launches"
_UNIT_PLANS = "/api/nomination/v1/unit-plans"
_STANDINGS = "/api/nomination/v1/launch-standings"
_BLOCKED = 422
_SETTLED = {
    "goal": "Hoàn thành vượt mức nhiệm vụ năm, chăm lo người lao động",
    "targets": "Mỗi tổ ít nhất một sáng kiến được công nhận",
    "content": "Thi đua theo ca, theo tổ, bình xét hằng tháng",
    "measures": "Ký giao ước, kiểm tra hằng tháng, thưởng theo quý",
    "audience": "Toàn thể đoàn viên, người lao động của đơn vị",
}


def launch_and_register(stage: Stage, season: Season, day: date) -> None:
    """What the story has for this day."""
    campaign = season.campaign
    refused = season.seen.setdefault("launches_refused", Counter())
    launches = [one for one in campaign.launches if one.day == day]
    for one in launches:
        _launch(stage, campaign, one, refused)
    plans = [one for one in campaign.unit_plans if one.day == day]
    for plan in plans:
        given = {
            "kind": plan.kind, "plan": campaign.plan, "unit": plan.unit, "contents": list(plan.contents),
            "document": "KH 3/KH-CĐ",
        }  # fmt: skip
        stage.person(speaker_of(campaign, plan.unit)).post(_UNIT_PLANS, given)
    stage.tell(f"{len(launches)} lần phát động, {len(plans)} đăng ký của đơn vị")


def _launch(stage: Stage, campaign: Campaign, one: Launched, refused: Counter[str]) -> None:
    given = {
        "plan": campaign.plan, "unit": one.unit, "movement": one.movement, "is_pilot": one.is_pilot,
        "settled": {field: _SETTLED[field] for field in one.settled}, "document": "KH 2/KH-CĐ",
    }  # fmt: skip
    speaker = stage.person(speaker_of(campaign, one.unit))
    answer = speaker.post(_LAUNCHES, given, expect=_BLOCKED if one.refused else None)
    if one.refused is None:
        return
    rules = {place["code"] for place in answer.body["places"]}
    if rules != {one.refused}:
        raise UnexpectedAnswer(f"phát động bị chặn bởi {rules}", f"the launch was blocked by {rules}")
    refused[one.refused] += 1


def speaker_of(campaign: Campaign, unit: str) -> str:
    """Who speaks for a union or body: its officer, its reviewer, its office."""
    if unit == campaign.province.id:
        return secretary_of(unit)
    return reviewer_of(unit) if unit in {body.id for body in campaign.bodies} else officer_of(unit)


def launched(stage: Stage, season: Season) -> dict[str, Any]:
    """What stands of it, as the house answers."""
    rows = list(stage.auditor.each(_LAUNCHES, plan=season.campaign.plan))
    return {
        "launches": sum(not row["is_pilot"] for row in rows),
        "pilots": sum(row["is_pilot"] for row in rows),
        "refused": {name: number for name, number in sorted(season.seen.get("launches_refused", {}).items())},
        "unit_plans": _unit_plans(stage, season.campaign),
    }


def _unit_plans(stage: Stage, campaign: Campaign) -> dict[str, int]:
    """How many units have a plan, how many of these too few contents; how many have pledged, and owe it still."""
    units = sorted({one.unit for one in campaign.unit_plans})
    rows = [row for unit in units for row in stage.auditor.get(f"{_UNIT_PLANS}/{campaign.plan}/{unit}")]
    plans = {row["unit"]: row for row in rows if row["kind"] == "plan"}
    short = [row for row in plans.values() if any(check["verdict"] == "fails" for check in row["checks"])]
    pledges = [verdict for body in campaign.bodies for verdict in _pledges_under(stage, campaign, body.id)]
    return {
        "registered": len(plans), "short": len(short), "pledged": pledges.count("holds"),
        "not_pledged": pledges.count("fails"),
    }  # fmt: skip


def _pledges_under(stage: Stage, campaign: Campaign, body: str) -> list[str]:
    """What the plan's duty to pledge says of each union right under a body; nothing where it has none."""
    rows = stage.auditor.each(_STANDINGS, plan=campaign.plan, under=body)
    duties = [duty for row in rows for duty in row["duties"]]
    return [duty["verdict"] for duty in duties if duty["asked_with"]["counted_by"] == "pledges"]
