"""A service is killed while it obeys an erasure, and obeys all the same once it is back."""

from __future__ import annotations

import json

import pytest

from tests.faults.test_killed_processes import mended, rigged
from tests.integration.test_erasure import ERASURES, asks, erased_in, places_of
from tests.support.dossiers import Nominee
from tests.support.homes import House
from tests.support.road import Season, hung_yen
from tests.support.roles import Case
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

DEATHS = (
    ("review", "inbox.before_commit"),
    ("review", "inbox.after_commit"),
    ("audit", "inbox.before_commit"),
    ("nomination", "relay.before_publish"),
)
NAMES = ("Âu Dương Kiều Trinh", "Âu Dương Kiều Loan", "Âu Dương Kiều Nương", "Âu Dương Kiều Mơ")


@pytest.fixture(scope="module")
def season(house: House) -> Season:
    return hung_yen(house)


@pytest.fixture(scope="module")
def ended(season: Season) -> dict[tuple[str, str], Case]:
    """For each death a nominee whom the council did not award."""
    union = season.union("CĐCS Công ty May Phố Nối")
    cases = [union.officer.prepares(Nominee(name, "17/11/1971")) for name in NAMES]
    season.reaches_council(union, *cases)
    season.notice_runs(cases)
    season.council_votes(cases, no=dict.fromkeys(cases, 9))
    for case in cases:
        union.officer.waits_until(case, "not_awarded")
    return dict(zip(DEATHS, cases, strict=True))


@pytest.mark.parametrize(("service", "point"), DEATHS)
def test_an_erasure_that_was_interrupted_is_completed(
    house: House, season: Season, ended: dict[tuple[str, str], Case], service: str, point: str
) -> None:
    case = ended[service, point]
    asked = asks(season, case)
    house.rest()
    (process,) = house.processes[service]
    rigged(process, point)
    process.wait_ready()
    season.signer.post(f"{ERASURES}/{asked['id']}/confirm", {})
    mended(process)

    for name in ("review", "audit"):
        wait_until(lambda heard=name: case.id in erased_in(house, heard), f"{name} to obey")
    house.settle()
    assert places_of(house, case.nominee.name) == set()
    found = json.loads(house.vinhdanh("audit", "verify", "--json").stdout)
    assert (found["faults"], found["unerased"]) == ([], {})
