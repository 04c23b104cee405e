"""The people of the story: who acts in which role where.

Owns: their subjects and names. Promises: the same campaign gives the same people; one subject is one person with one
role. Leaves to others: tokens (`client`), contacts (`setting_up`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.demo.names import Stock
from deploy.demo.story import Campaign
from shared.events.terms import CouncilKind, Role

COUNCIL_SIZE = 9


@dataclass(frozen=True, kw_only=True)
class Player:
    """`subject` is the token's; `mail` is set for those who are written to by e-mail too."""

    subject: str
    role: Role
    unit: str
    unit_name: str
    name: str
    mail: str | None = None


HOUSE_STAFF = (
    Player(subject="quan-tri", role=Role.ADMINISTRATOR, unit="vinh-danh", unit_name="Vinh Danh", name="Lê Minh Quản"),
    Player(subject="kiem-toan", role=Role.AUDITOR, unit="vinh-danh", unit_name="Vinh Danh", name="Trần Thị Soi"),
    Player(subject="van-hanh", role=Role.OPERATOR, unit="vinh-danh", unit_name="Vinh Danh", name="Phạm Trực Ca"),
)


def officer_of(unit: str) -> str:
    return f"{unit}.can-bo"


def head_of(unit: str) -> str:
    return f"{unit}.chu-tich"


def reviewer_of(body: str) -> str:
    return f"{body}.tham-dinh"


def secretary_of(province: str) -> str:
    return f"{province}.thu-ky"


def signer_of(province: str) -> str:
    return f"{province}.nguoi-ky"


def area_officer_of(province: str) -> str:
    return f"{province}.dia-ban"


def members_of(province: str, kind: CouncilKind) -> tuple[str, ...]:
    """The council's members in the order of its document; the first takes the chair."""
    return tuple(f"{province}.{kind.value}-{place}" for place in range(1, COUNCIL_SIZE + 1))


def players_of(campaign: Campaign) -> tuple[Player, ...]:
    """Everybody of a campaign."""
    stock = Stock(campaign.seed + 2, set())
    return tuple(
        Player(
            subject=subject,
            role=role,
            unit=unit,
            unit_name=unit_name,
            name=stock.draw("block_administrative").name,
            mail=f"{subject}@vidu.example" if by_mail else None,
        )
        for subject, role, unit, unit_name, by_mail in _roles(campaign)
    )


def _roles(campaign: Campaign) -> Iterator[tuple[str, Role, str, str, bool]]:
    for union in campaign.unions:
        yield officer_of(union.id), Role.GRASSROOTS_OFFICER, union.id, union.name, union.mail
        yield head_of(union.id), Role.GRASSROOTS_HEAD, union.id, union.name, False
    for body in campaign.bodies:
        yield reviewer_of(body.id), Role.INTERMEDIATE_REVIEWER, body.id, body.name, False
    province = campaign.province
    yield secretary_of(province.id), Role.COUNCIL_SECRETARY, province.id, province.name, False
    yield signer_of(province.id), Role.SIGNER, province.id, province.name, True
    yield area_officer_of(province.id), Role.AREA_OFFICER, province.id, province.name, False
    for kind in CouncilKind:
        for member in members_of(province.id, kind):
            yield member, Role.COUNCIL_MEMBER, province.id, province.name, True
