"""A service is killed while it obeys an erasure, and obeys all the same once it is back."""

from __future__ import annotations

import json

import pytest

from tests.faults.test_killed_processes import mended, rigged
from tests.integration.test_erasure import ERASURES, asks, erased_in, places_of
from tests.support.dossiers import Nominee
from tests.support.homes import House
from tests.support.road import hung_yen
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

NAMES = iter(("Âu Dương Kiều Trinh", "Âu Dương Kiều Loan", "Âu Dương Kiều Nương", "Âu Dương Kiều Mơ"))


@pytest.mark.parametrize(
    ("service", "point"),
    [
        ("review", "inbox.before_commit"), ("review", "inbox.after_commit"), ("audit", "inbox.before_commit"),
        ("nomination", "relay.before_publish"),
    ],
)  # fmt: skip
def test_an_erasure_that_was_interrupted_is_completed(house: House, service: str, point: str) -> None:
    season = hung_yen(house)
    union = season.union("CĐCS Công ty May Phố Nối")
    nominee = Nominee(next(NAMES), "17/11/1971")
    case = union.officer.prepares(nominee)
    season.reaches_council(union, case)
    season.notice_runs([case])
    season.council_votes([case], no={case: 9})
    union.officer.waits_until(case, "not_awarded")
    asked = asks(season, case)
    house.settle()
    (process,) = house.processes[service]
    rigged(process, point)
    if service == "nomination":
        process.wait_ready()
    season.signer.post(f"{ERASURES}/{asked['id']}/confirm", {})
    mended(process)

    for name in ("review", "audit"):
        wait_until(lambda heard=name: case.id in erased_in(house, heard), f"{name} to obey", timeout=40)
    house.settle()
    assert places_of(house, nominee.name) == set()
    found = json.loads(house.vinhdanh("audit", "verify", "--json").stdout)
    assert (found["faults"], found["unerased"]) == ([], {})
