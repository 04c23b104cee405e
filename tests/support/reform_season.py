"""A second short season: a reform moves open cases and back, and two people are erased or not.

Owns: the story. It stands apart since a reform and an erasure leave little that events still tell of the cases they
touch. Promises: every act is done by who does it. Leaves to others: the running house (`homes`).
"""

from __future__ import annotations

import json
from typing import Any

from tests.support.homes import House
from tests.support.road import Season, Union, hung_yen
from tests.support.workbooks import row, workbook

ERASURES = "/api/nomination/v1/erasures"
_PAPER = "QĐ 15/QĐ-LĐLĐ ngày 04/8/2026"


def is_reformed(house: House) -> None:
    """A union merges, its case, draft and list pass to the other and back; a withdrawn nominee is erased; the merger
    itself was entered in error."""
    season = hung_yen(house)
    old, new = season.union("CĐCS Công ty TNHH Cũ"), season.union("CĐCS Công ty TNHH Mới")
    cases = [old.officer.prepares() for _ in range(2)]
    old.officer.drafts()
    people = [season.somebody() for _ in range(2)]
    old.officer.sends_list(workbook([row(number, one.name, one.birth) for number, one in enumerate(people, start=1)]))
    for case in cases:
        old.officer.submits(case)
    old.head.receives(cases[0])
    old.head.waits_until(cases[1], "submitted")
    season.days_pass(1)
    season.admin.merges_unit(old.id, new.id, season.today.isoformat(), _PAPER)
    house.settle()
    moved = _orders(house, "--plan", season.plan, "--bodies", f"{old.id}={new.id}")
    house.settle()
    _orders(house, "--revert", moved["migration"])
    house.settle()
    for answer in ("decline", "confirm"):
        _is_asked_to_be_erased(season, new, answer)
    season.admin.takes_back_succession(old.id, "Nhập nhầm đơn vị, hai công ty không hợp nhất.", _PAPER)
    house.settle()


def _orders(house: House, *options: str) -> Any:
    order = ("--by", "quan-tri", "--reason", "Hai công ty hợp nhất.", "--document", _PAPER, "--json")
    ran = house.vinhdanh("review", "migrate", *options, *order)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)


def _is_asked_to_be_erased(season: Season, union: Union, answer: str) -> None:
    gone = union.officer.prepares()
    who = gone.nominee
    union.officer.records_initiative(season.plan, who, "Sổ theo dõi ca kíp", "2026-06-10")
    member, birth = season.members[0], "-".join(reversed(who.birth.split("/")))
    kin = {"person": member.subject, "kind": "kin", "name": who.name, "birth": birth}
    member.post("/api/review/v1/declarations", kin)
    union.officer.submits(gone)
    union.head.waits_until(gone, "submitted")
    season.house.settle()
    union.head.withdraws(gone)
    union.officer.sees(gone, "withdrawn")
    season.house.settle()
    asked = {"person": gone.id, "basis": "erasure_requested", "document": f"Đơn số {answer}"}
    erasure = season.admin.post(ERASURES, asked).body["id"]
    reason = {"reason": "Hồ sơ còn phải lưu."} if answer == "decline" else {}
    season.signer.post(f"{ERASURES}/{erasure}/{answer}", reason)
    season.house.settle()
