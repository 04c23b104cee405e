"""A limit holds whoever comes at once: hundreds of submissions, refusals between them, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from services.nomination import ledger
from services.nomination.actions_submission import submit
from services.nomination.errors import NotReady
from services.nomination.models import Claim, Nomination, QuotaAccount, QuotaPlace
from shared.db import is_contention
from shared.events.terms import AwardType, CaseState, Via
from shared.verdicts import Consequence
from tests.unit.nomination.house import MINH_ANH, PHU_CU, House

MANY, MOST = 200, 50


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if request.param == "sqlite":
        made = House(tmp_path)
        yield made
        made.desk.database.close()
        return
    server = request.getfixturevalue("postgres")
    name = f"ledger_{abs(hash(tmp_path)) % 10**9}"
    server.create_database(name)
    made = House(tmp_path, url=server.url(name))
    yield made
    made.desk.database.close()
    server.drop_database(name)


def drafts(house: House, count: int, unit: str = MINH_ANH, first: int = 0) -> list[str]:
    return [
        house.draft(
            unit, full_name=f"Lò Văn {chr(97 + n % 26)}{chr(97 + n // 26)}", achievement=f"Việc {unit} {n}",
            birth=f"{1950 + n % 50}-0{1 + n // 50 % 9}-11",
        )
        for n in range(first, first + count)
    ]  # fmt: skip


def send(house: House, case: str, unit: str = MINH_ANH) -> str:
    """`sent`, or the rules that refused it; contention is tried again, as the web frame does."""
    while True:
        try:
            with house.desk.working(house.officer(unit), via=Via.API) as work:
                submit(house.desk, work, case, seen=None)
            return "sent"
        except NotReady as refusal:
            return ",".join(place.code for place in refusal.places)
        except Exception as error:
            if not is_contention(error):
                raise


def account(house: House) -> tuple[int, int]:
    with house.desk.database.reading() as tx:
        row = tx.scalar(select(QuotaAccount).where(QuotaAccount.id.contains(f"|{MINH_ANH}")))
        return (row.reserved, row.used) if row else (0, 0)


def test_of_two_hundred_at_once_exactly_fifty_get_a_place(house: House) -> None:
    house.limit(MOST)
    cases = drafts(house, MANY)
    gate = threading.Barrier(16)

    def queue_up(mine: list[str]) -> list[str]:
        gate.wait()
        return [send(house, case) for case in mine]

    with ThreadPoolExecutor(16) as pool:
        outcomes = Counter(one for told in pool.map(queue_up, [cases[n::16] for n in range(16)]) for one in told)

    assert outcomes == {"sent": MOST, "M05": MANY - MOST}
    assert account(house) == (MOST, 0)
    assert (house.count(QuotaPlace), len(house.said("nomination.submitted"))) == (MOST, MOST)
    assert house.violations() == []


def test_places_given_back_while_others_come_are_never_counted_twice(house: House) -> None:
    """Submissions of two units and refusals, all at once: the limit holds all the time, and the counts at the end."""
    house.limit(10)
    cases = drafts(house, 60) + drafts(house, 60, PHU_CU, first=60)
    units = {case: MINH_ANH if n < 60 else PHU_CU for n, case in enumerate(cases)}
    chance = Random(7)
    chance.shuffle(cases)
    worst: list[int] = []

    def act(mine: list[str]) -> None:
        for number, case in enumerate(mine):
            if send(house, case, units[case]) == "sent" and number % 3:
                end(house, case)
            worst.append(account(house)[0])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, [cases[n::8] for n in range(8)]))

    assert max(worst) <= 10
    assert house.violations() == []


def end(house: House, case: str) -> None:
    """What hearing of a refusal does, in the order in which consumers lock."""
    with house.desk.database.transaction() as tx:
        row = tx.scalar(select(Nomination).where(Nomination.id == case).with_for_update())
        assert row is not None
        row.state = CaseState.NOT_AWARDED.value
        tx.query(Claim).where(Claim.case_id == case).delete()
        ledger.give_back(tx, [case])


def full_year_and_theme(house: House, name: str = "Giàng A Chứ") -> tuple[str, str]:
    """Drafts of one person at one deciding level: for the whole year, and for a theme."""
    year = house.draft(full_name=name, achievement="Cả năm")
    theme = house.draft(
        full_name=name, achievement="Chuyên đề", award="merit_cert_province", award_type=AwardType.THEMATIC
    )
    return year, theme


def test_full_year_and_theme_sent_at_the_same_instant_meet_where_the_plan_forbids_both(house: House) -> None:
    """Twelve persons, each proposed for the year and for a theme at once: one is sent, the other told why."""
    house.sets("G07", Consequence.BLOCK)
    for number in range(12):
        pair = full_year_and_theme(house, f"Giàng A Chứ {chr(97 + number)}")
        gate = threading.Barrier(2)

        def at_once(case: str, gate: threading.Barrier = gate) -> str:
            gate.wait()
            return send(house, case)

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(at_once, pair))

        assert sorted(outcomes) == ["G07", "sent"]
    assert house.violations() == []


def test_a_refusal_between_frees_the_year_and_names_what_blocked_it(house: House) -> None:
    house.sets("G07", Consequence.BLOCK)
    year, theme = full_year_and_theme(house)
    assert send(house, year) == "sent"
    with pytest.raises(NotReady) as told, house.desk.working(house.officer(), via=Via.API) as work:
        submit(house.desk, work, theme, seen=None)
    end(house, year)

    assert house.row(year).receipt in told.value.places[0].words.vi
    assert send(house, theme) == "sent"


def test_by_default_both_are_sent_and_only_pointed_out(house: House) -> None:
    assert [send(house, case) for case in full_year_and_theme(house)] == ["sent", "sent"]
    with house.desk.database.reading() as tx:
        assert tx.scalar(select(QuotaAccount.id).where(QuotaAccount.id.startswith("subjects|"))) is None
