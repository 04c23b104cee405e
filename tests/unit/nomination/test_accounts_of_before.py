"""Accounts older releases counted by year and phase: brought together once, and told the same by what was said."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from services.nomination.models import QuotaAccount, QuotaPlace
from services.nomination.rules.asked import account_of_now
from services.nomination.service import DEFINITION, starts
from services.nomination.told import TOLD
from shared.accounting import compare_rows
from shared.accounts import Told
from tests.unit.nomination.house import MINH_ANH, PLAN, House
from tests.unit.nomination.test_consumers import Ears
from tests.unit.nomination.test_quotas import drafted, refused, sent, standing

AWARD = "merit_cert_federation"
NOW = f"{PLAN}|{AWARD}|unit|{MINH_ANH}"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (f"{PLAN}|{AWARD}|2026|unit|{MINH_ANH}", NOW),
        (f"{PLAN}|{AWARD}|2026/phase_1|unit|{MINH_ANH}", NOW),
        (f"{PLAN}|{AWARD}|2026/a|b|unit|{MINH_ANH}", NOW),
        (NOW, NOW),
        ("trial|title|2026/phase_1|unit|a", "trial|title|2026|unit|a"),
        ("trial|title|2026/phase_1|an_toan|province|p", "trial|title|2026|an_toan|province|p"),
        ("trial|title|2026|province|p", "trial|title|2026|province|p"),
        ("subjects|abc", "subjects|abc"),
    ],
)
def test_where_a_place_of_before_counts(was: str, now: str) -> None:
    assert account_of_now(was, PLAN) == now


HERE = Told(own=TOLD.own, silent=TOLD.silent, partly=TOLD.partly, bags=TOLD.bags, spoken=TOLD.spoken, ends=TOLD.ends)


def named(house: House) -> list[str]:
    """What differs from what was said, of accounts and places."""
    with house.desk.database.reading() as tx:
        found = compare_rows(tx, "nomination", DEFINITION.metadata.tables, HERE, {})
        return [fault.words.en for fault in found.faults if fault.table in ("quota_account", "quota_place")]


def counted_apart(house: House, cases: list[str]) -> None:
    """The rows as the release before left them: the first in a phase of its own, the others in the year."""
    phase, year = (f"{PLAN}|{AWARD}|{period}|unit|{MINH_ANH}" for period in ("2026/abc", "2026"))
    with house.work() as work:
        opened = [{"id": phase, "reserved": 1, "used": 0}, {"id": year, "reserved": len(cases) - 1, "used": 0}]
        work.tx.execute(insert(QuotaAccount), opened)
        for case, account in zip(cases, [phase] + [year] * len(cases), strict=False):
            work.tx.execute(update(QuotaPlace).where(QuotaPlace.case_id == case).values(account_id=account))
        work.tx.execute(update(QuotaAccount).where(QuotaAccount.id == NOW).values(reserved=0))


def test_a_start_brings_the_accounts_of_before_together_once(house: House) -> None:
    house.limit(3)
    cases = sent(house, 0, 1, 2)
    counted_apart(house, cases)
    assert standing(house) == (0, 0, 3)
    assert named(house)

    for _ in range(2):
        starts(house.desk)

    assert standing(house) == (3, 0, 0)
    assert (named(house), house.violations()) == ([], [])
    with house.desk.database.reading() as tx:
        assert set(tx.scalars(select(QuotaPlace.account_id))) == {NOW}


def test_more_than_the_limit_stays_visible_and_no_case_loses_its_place(house: House) -> None:
    house.limit(3)
    cases = sent(house, 0, 1, 2)
    counted_apart(house, cases)
    starts(house.desk)
    house.limit(2)

    assert house.submit(drafted(house, 3)).status_code == 422
    Ears(house).hear(cases[0], refused(cases[0]))
    assert standing(house) == (2, 0, 0)
    assert house.violations() == []
