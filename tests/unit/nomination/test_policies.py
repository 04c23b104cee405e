"""A changed policy governs from the day it was activated for, never from a past one, and no case sent before."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from services.nomination.actions_policies import activate, found
from services.nomination.errors import ActivationPast, NothingToActivate
from services.nomination.models import PolicyActivation
from services.nomination.queries_policies import in_force
from shared.clock import office_day
from shared.events.envelope import Actor
from shared.events.terms import Role
from shared.permissions import Forbidden
from shared.policy import PolicySet
from shared.policy.errors import NoRulebook
from shared.policy_book import PolicyBook
from shared.tables import outbox
from tests.unit.nomination.house import ADMINISTRATOR, PLAN, House

TODAY = date(2026, 8, 3)
PAPER = "QĐ 41/QĐ-LĐLĐ ngày 03/8/2026"
BOOK = "law2022_nd152"


def renamed(policies: PolicySet, name: str = "Kế hoạch sửa đổi") -> PolicySet:
    """The same files but for one plan's name."""
    plan = policies.plan(PLAN)
    changed = dataclasses.replace(plan, name=dataclasses.replace(plan.name, vi=name))
    return dataclasses.replace(policies, plans={**policies.plans, PLAN: changed})


def lapsing(policies: PolicySet, last: date) -> PolicySet:
    """The same files but for a rulebook that ends on this day."""
    book = dataclasses.replace(policies.rulebooks[BOOK], valid_to=last)
    return dataclasses.replace(policies, rulebooks={**policies.rulebooks, BOOK: book})


def put_in_force(house: House, policies: PolicySet, day: date, actor: Actor = ADMINISTRATOR, **more: Any) -> Any:
    with house.work(actor) as work:
        return activate(house.desk, work, policies, governs_from=day, document=PAPER, **more)


def restart(house: House, policies: PolicySet) -> tuple[str, ...]:
    """Start again with other files; the plans found to say something else than what is in force."""
    house.desk = dataclasses.replace(house.desk, policies=PolicyBook(policies))
    with house.work() as work:
        return found(house.desk, work)


def name_on(house: House, day: date) -> str:
    with house.desk.database.reading() as tx:
        return in_force(house.desk.policies, tx, PLAN, day).plan.name.vi


def counted(house: House) -> tuple[int, int]:
    with house.desk.database.reading() as tx:
        said = tx.scalar(select(func.count()).select_from(outbox))
    return house.count(PolicyActivation), said or 0


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), date(2026, 1, 1), date(1945, 9, 2)])
def test_a_day_that_has_passed_is_refused_and_nothing_changes(house: House, day: date) -> None:
    before = counted(house)

    with pytest.raises(ActivationPast) as refused:
        put_in_force(house, renamed(house.desk.policies.policies), day)

    assert (refused.value.code, [place.at for place in refused.value.places]) == (
        "policy.activation_past", ["governs_from"],
    )  # fmt: skip
    assert "03/08/2026" in refused.value.said.vi
    assert counted(house) == before
    assert name_on(house, TODAY) == house.desk.policies.policies.plan(PLAN).name.vi


def test_it_governs_from_its_day_on_and_not_before(house: House) -> None:
    files = house.desk.policies.policies
    old, changed = files.plan(PLAN).name.vi, renamed(files)

    (row,) = put_in_force(house, changed, date(2026, 9, 1))

    assert (row.plan, row.rulebook, row.document, row.activated_by) == (PLAN, BOOK, PAPER, ADMINISTRATOR.subject)
    for policies in (files, changed):  # whichever folder the services stand on by then
        restart(house, policies)
        assert [name_on(house, day) for day in (TODAY, date(2026, 8, 31), date(2026, 9, 1))] == [
            old, old, "Kế hoạch sửa đổi",
        ]  # fmt: skip
    said = house.said("nomination.policy_activated")[-1]
    assert said == {
        "policy": row.policy, "plan": PLAN, "rulebook": BOOK, "governs_from": "2026-09-01", "document": PAPER,
        "number": 2, "decided_from": "2026-09-01",
    }  # fmt: skip
    assert row.policy in [one["policy"] for one in house.said("nomination.policy_published")]


def test_a_dossier_sent_before_keeps_its_policy_and_one_sent_after_goes_by_the_new_one(house: House) -> None:
    first, second = house.draft(), house.draft(full_name="Trần Văn Đức", achievement="Khác")
    assert house.submit(first).status_code == 200
    (row,) = put_in_force(house, renamed(house.desk.policies.policies), TODAY + timedelta(days=1))
    house.clock.advance(days=1)
    assert house.submit(second).status_code == 200

    assert house.row(second).policy == row.policy != house.row(first).policy


def test_changed_files_govern_nothing_until_they_are_activated(house: House) -> None:
    """Even after a start with other files the content in force is the recorded one; the start says what waits."""
    old = house.desk.policies.policies.plan(PLAN).name.vi
    changed = renamed(house.desk.policies.policies)

    assert restart(house, changed) == (PLAN,)
    assert name_on(house, TODAY) == old
    put_in_force(house, changed, TODAY)
    assert name_on(house, TODAY) == "Kế hoạch sửa đổi"
    assert restart(house, changed) == ()


def test_the_same_again_is_nothing_to_activate(house: House) -> None:
    changed = renamed(house.desk.policies.policies)
    put_in_force(house, changed, date(2026, 9, 1))

    with pytest.raises(NothingToActivate):
        put_in_force(house, changed, date(2026, 9, 15))
    put_in_force(house, changed, date(2026, 8, 20))  # earlier is another decision
    assert name_on(house, date(2026, 8, 20)) == "Kế hoạch sửa đổi"


def test_the_later_decision_stands_for_every_day_it_reaches(house: House) -> None:
    files = house.desk.policies.policies
    put_in_force(house, renamed(files, "Lần một"), date(2026, 9, 1))
    put_in_force(house, renamed(files, "Lần hai"), date(2026, 8, 20))

    assert [name_on(house, date(2026, *day)) for day in ((8, 19), (8, 20), (9, 1))] == [
        files.plan(PLAN).name.vi, "Lần hai", "Lần hai",
    ]  # fmt: skip


def test_a_law_cut_short_leaves_the_days_after_it_without_rulebook(house: House) -> None:
    put_in_force(house, lapsing(house.desk.policies.policies, date(2026, 9, 30)), TODAY, plan=PLAN)

    assert name_on(house, date(2026, 9, 30))
    with pytest.raises(NoRulebook):
        name_on(house, date(2026, 10, 1))


def test_outside_the_plan_s_days_the_law_of_the_day_says_why_nothing_can_be_sent(house: House) -> None:
    """Khánh Hòa 2024 ended before the decree of July 2025 began."""
    with house.desk.database.reading() as tx:
        late = in_force(house.desk.policies, tx, "khanh_hoa_2024", date(2025, 7, 2))
        early = in_force(house.desk.policies, tx, "khanh_hoa_2024", date(2023, 12, 1))

    assert (late.rulebook.id, early.rulebook.id) == (BOOK, "law2003_nd91")


def test_only_an_administrator_puts_policy_in_force(house: House) -> None:
    with pytest.raises(Forbidden):
        put_in_force(house, renamed(house.desk.policies.policies), TODAY, Actor("x", Role.COUNCIL_SECRETARY, "ldld"))


def test_the_first_start_founds_every_plan_by_its_own_days(house: House) -> None:
    with house.desk.database.reading() as tx:
        columns = (PolicyActivation.number, PolicyActivation.rulebook, PolicyActivation.governs_from)
        wanted = select(*columns).where(PolicyActivation.plan == "dien_bien_2020")
        rows = [tuple(row) for row in tx.execute(wanted.order_by(PolicyActivation.governs_from))]

    assert rows == [
        (1, "law2003_nd91", date(2020, 1, 15)), (1, "law2022_nd98", date(2024, 1, 1)),
        (1, BOOK, date(2025, 7, 1)),
    ]  # fmt: skip
    assert office_day(house.clock.now()) == TODAY
    said = [one for one in house.said("nomination.policy_activated") if one["plan"] == "dien_bien_2020"]
    assert [(one["number"], one["rulebook"], one["document"]) for one in said] == [
        (1, rulebook, "") for _, rulebook, _ in rows
    ]
