"""The road of a nomination: a province in the season of a plan, with its units, council and people.

Owns: a season of its own for every test, so that tests do not meet in each other's cases. Promises: everything is set
up over HTTP by an administrator; the office's clock stands where the season says. Leaves to others: what people do
(`roles`), the running house (`homes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.registry.models_unions import KnownUnion
from shared.clock import VIETNAM, office_day
from shared.events.terms import Role
from tests.support.dossiers import Nominee, draft, nominees
from tests.support.homes import House
from tests.support.roles import (
    Administrator,
    AreaOfficer,
    Auditor,
    Case,
    Member,
    Officer,
    Reader,
    Reviewer,
    Secretary,
    Signer,
)
from tests.support.waiting import wait_until


@dataclass(frozen=True)
class Union:
    """A grassroots union with the two people who act for it."""

    id: str
    name: str
    officer: Officer
    head: Reviewer


@dataclass(frozen=True)
class Body:
    """A body between grassroots and province with the one who receives there."""

    id: str
    name: str
    reviewer: Reviewer


@dataclass
class Season:
    """One province in the season of a plan: its own federation, council and people, shared with no other test."""

    house: House
    plan: str
    today: date
    province: str = field(init=False)
    members: list[Member] = field(init=False)

    def __post_init__(self) -> None:
        number = next(self.house.numbers)
        self._number = number
        self._units = 0
        self._people = nominees(date(1950, 1, 1) + timedelta(days=40 * number))
        self.is_on(self.today)
        self.province = f"ld-{number}"
        self.admin = Administrator(self.house, f"quan-tri-{number}", Role.ADMINISTRATOR, "vinh-danh")
        self.auditor = Auditor(self.house, f"kiem-toan-{number}", Role.AUDITOR, "vinh-danh")
        self.operator = Reader(self.house, f"van-hanh-{number}", Role.OPERATOR, "vinh-danh")
        self.secretary = Secretary(self.house, f"thu-ky-{number}", Role.COUNCIL_SECRETARY, self.province)
        self.signer = Signer(self.house, f"nguoi-ky-{number}", Role.SIGNER, self.province)
        self.area_officer = AreaOfficer(self.house, f"dia-ban-{number}", Role.AREA_OFFICER, self.province)
        self.members = [
            Member(self.house, f"uy-vien-{number}-{seat}", Role.COUNCIL_MEMBER, self.province) for seat in range(1, 10)
        ]
        self.admin.registers_unit(self.province, f"LĐLĐ tỉnh số {number}", "provincial_federation")
        self.council = self.admin.seats_council(self.province, self.members, self.secretary)

    def is_on(self, day: date, hour: int = 9) -> None:
        """The office's clock now stands on this day, Việt Nam time."""
        self.today = day
        self.house.clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM).astimezone(UTC))

    def days_pass(self, days: int) -> None:
        self.is_on(office_day(self.house.clock.now()) + timedelta(days=days))

    def union(self, name: str, *, parent: str | None = None, block: str = "block_enterprise") -> Union:
        """A grassroots union under `parent` (default: the province)."""
        unit = self._new_unit("cdcs", name, "grassroots_union", parent=parent or self.province, block=block)
        officer = Officer(self.house, f"{unit}.can-bo", Role.GRASSROOTS_OFFICER, unit)
        officer.season, officer.unit_name, officer.block = self, name, block
        return Union(unit, name, officer, Reviewer(self.house, f"{unit}.chu-tich", Role.GRASSROOTS_HEAD, unit))

    def union_in_register(self, name: str, **more: Any) -> Union:
        """A union the register has heard of: it takes nothing of one that it does not find in the tree."""
        union = self.union(name, **more)

        def is_there() -> bool:
            with self.house.databases["registry"].reading() as tx:
                return tx.get(KnownUnion, union.id) is not None

        wait_until(is_there, f"the register to hear of {union.id}", evidence=self.house.last_words)
        return union

    def body(self, name: str, kind: str) -> Body:
        """A body between grassroots and province (`sector_union`, `district_federation`, …)."""
        unit = self._new_unit("cap-tren", name, kind, parent=self.province)
        return Body(unit, name, Reviewer(self.house, f"{unit}.tham-dinh", Role.INTERMEDIATE_REVIEWER, unit))

    def _new_unit(self, prefix: str, name: str, kind: str, **more: Any) -> str:
        self._units += 1
        unit = f"{prefix}-{self._number}-{self._units}"
        self.admin.registers_unit(unit, name, kind, **more)
        return unit

    def somebody(self) -> Nominee:
        """A nominee nobody else has named."""
        return next(self._people)

    def form(self, nominee: Nominee, workplace: str, **changes: Any) -> dict[str, Any]:
        return draft(
            self.plan, nominee, workplace, **({"year": self.today.year, "held_on": self.today} | changes)
        )

    def reaches_council(self, union: Union, *cases: Case, via: Body | None = None) -> None:
        """Submitted dossiers go through every stage up to and with the province's appraisal."""
        for case in cases:
            union.officer.submits(case)
        for case in cases:
            union.head.takes_and_passes(case)
        if via is not None:
            for case in cases:
                via.reviewer.takes_and_passes(case, minutes="Biên bản họp Ban Thường vụ số 07/BB")
        for case in cases:
            self.area_is_heard(case)
            self.secretary.takes_and_passes(case)

    def area_is_heard(self, case: Case) -> None:
        """On roads with an area officer, their word on the case, which the province asks for (M11)."""
        if self.secretary.looks_up(case)["case"]["road"]["area_body"]:
            self.area_officer.comments(case, "Đã hướng dẫn lập hồ sơ, đề nghị xem xét.")

    def notice_runs(self, cases: Sequence[Case]) -> None:
        """The public notice is published and its ten working days go by."""
        self.secretary.publishes_notice(cases)
        self.days_pass(18)

    def council_votes(self, cases: Sequence[Case], *, no: Mapping[Case, int] | None = None) -> str:
        """A session of all nine from opening to closing; `no` counts the members against a case. Its id."""
        session = self.secretary.opens_session(self.council, cases)
        self.secretary.records_attendance(session, self.members)
        self.secretary.opens_voting(session)
        for seat, member in enumerate(self.members):
            member.votes(session, {case: "no" if seat < (no or {}).get(case, 0) else "yes" for case in cases})
        self.secretary.closes(session)
        return session


def hung_yen(house: House) -> Season:
    """Hưng Yên 2026 on a Monday in August: two levels, decree 152."""
    return Season(house, "hung_yen_2026", date(2026, 8, 3))


def khanh_hoa(house: House) -> Season:
    """Khánh Hòa 2024 on a Tuesday in May: up to three levels, decree 98."""
    return Season(house, "khanh_hoa_2024", date(2024, 5, 14))


def dien_bien(house: House) -> Season:
    """Điện Biên 2020 on a Monday in September: a yearly standing policy, decree 91."""
    return Season(house, "dien_bien_2020", date(2020, 9, 14))


def gia_lam(house: House) -> Season:
    """Gia Lâm 2023 on a Monday in May: a district of a city, decree 91."""
    return Season(house, "gia_lam_2023", date(2023, 5, 15))


def ninh_binh(house: House) -> Season:
    """Ninh Bình 2017 on a Monday in October: the second phase, year-end awards rest on reports."""
    return Season(house, "ninh_binh_2017", date(2017, 10, 2))
