"""Before the season: units, contacts, councils and holds are entered by the administrator.

Owns: these scenes. Promises: parents before children. Leaves to others: the season.
"""

from __future__ import annotations

from functools import partial

from deploy.demo.crowd import in_parallel
from deploy.demo.people import HOUSE_STAFF, Player, members_of, players_of, secretary_of
from deploy.demo.stage import Season, Stage
from deploy.demo.story import Campaign
from shared.events.terms import CouncilKind

_UNITS = "/api/nomination/v1/units"


def register_units(stage: Stage, season: Season) -> None:
    campaign = season.campaign
    since = campaign.since.isoformat()
    for body in (campaign.province, *campaign.bodies):
        parent = None if body is campaign.province else campaign.province.id
        given = {"id": body.id, "name": body.name, "kind": body.kind, "parent": parent, "valid_from": since}
        stage.administrator.post(_UNITS, given)
    unions = [
        {"id": union.id, "name": union.name, "kind": "grassroots_union", "block": union.block, "parent": union.parent,
         "valid_from": since}
        for union in campaign.unions
    ]  # fmt: skip
    in_parallel([partial(stage.administrator.post, _UNITS, given) for given in unions])
    stage.tell(f"{len(unions)} CĐCS, {1 + len(campaign.bodies)} cấp trên")


def enter_contacts(stage: Stage, campaign: Campaign) -> None:
    players = players_of(campaign)
    in_parallel([partial(_enter_contact, stage, player) for player in players])
    stage.tell(f"{len(players)} người nhận thông báo, {sum(p.mail is not None for p in players)} có e-mail")


def enter_staff(stage: Stage) -> None:
    for player in HOUSE_STAFF:
        _enter_contact(stage, player)


def _enter_contact(stage: Stage, player: Player) -> None:
    given = {"role": player.role.value, "unit": player.unit, "email": player.mail}
    stage.administrator.put(f"/api/notification/v1/contacts/{player.subject}", given)


def seat_councils(stage: Stage, season: Season) -> None:
    """Both councils of the province: the federation's own and the state's; never merged (domain.md §0.2)."""
    province = season.campaign.province.id
    for number, kind in enumerate(CouncilKind, start=1):
        members = members_of(province, kind)
        answer = stage.administrator.post(
            "/api/review/v1/councils",
            {
                "kind": kind.value,
                "body": province,
                "members": list(members),
                "chair": members[0],
                "secretary": secretary_of(province),
                "valid_from": season.campaign.days.registered.isoformat(),
                "document": f"0{number}/QĐ-HĐTĐKT ngày {season.campaign.days.registered:%d/%m/%Y}",
            },
        )
        season.seen[f"council:{kind.value}"] = answer.body["id"]
    stage.tell("2 hội đồng, mỗi hội đồng 9 ủy viên")


def enter_hold(stage: Stage, season: Season) -> None:
    """A denunciation is being verified about somebody who will be nominated (ND152 Art 4(4))."""
    planted = season.campaign.planted_as("held_then_released")
    answer = stage.administrator.post(
        "/api/nomination/v1/holds",
        {
            "full_name": planted.name,
            "birth": planted.birth,
            "kind": "denunciation",
            "document": "Đơn tố cáo số 07, đang xác minh",
        },
    )
    season.seen["hold"] = answer.body["id"]
    stage.tell("1 đơn tố cáo đang xác minh")


def lift_hold(stage: Stage, season: Season) -> None:
    """Nothing came of it: the register lets go of the person, and of the case that lies at their union."""
    conclusion = "Kết luận xác minh số 12: tố cáo không có cơ sở"
    case = season.case_planted_as("held_then_released")
    stage.administrator.post(f"/api/nomination/v1/holds/{season.seen['hold']}/lift", {"document": conclusion})
    held = stage.administrator.get(f"/api/review/v1/cases/{case}")["case"]
    season.seen["held_as"] = held["state"]
    released = {"document": conclusion}
    stage.administrator.post(f"/api/review/v1/cases/{case}/release", released, seen=held["version"])
    stage.tell("1 hồ sơ được tiếp tục sau xác minh")
