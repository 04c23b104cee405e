"""Acts on one nomination, or on what is kept of its subject, at the same instant: one goes first, the other sees it.

Owns: both at once, on a real PostgreSQL, where whoever waited for a row had read it before. Leaves to others: lists at
once (`test_lists_at_once`), each act alone (`tests/unit/nomination`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.nomination import actions_drafts, actions_erasure, actions_holds, actions_submission
from services.nomination.actions_lists import import_list
from services.nomination.intake import ReadList
from services.nomination.models import Claim, Nomination
from services.nomination.queries_holds import under_way
from shared.events.envelope import Actor
from shared.events.terms import HoldKind, Role, SubjectKind, Via
from tests.support.postgres import PrivatePostgres
from tests.support.together import held_up
from tests.unit.nomination.house import ADMINISTRATOR, MINH_ANH, PHU_CU, PLAN, PROVINCE, House, dossier
from tests.unit.nomination.test_consumers import form
from tests.unit.nomination.test_erasure import SIGNER

HEAD = Role.GRASSROOTS_HEAD
HUONG = "Nguyễn Thị Hương"
DROPPED = {"reason": "Nhập nhầm người, bỏ bản nháp."}


@pytest.fixture
def house(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, url=postgres.create_database("one_draft"))
    yield made
    made.desk.database.close()
    postgres.drop_database("one_draft")


def withdraw(house: House, case: str, seen: int, **who: Any) -> TestResponse:
    return house.call("POST", f"/nominations/{case}/withdraw", seen=seen, body=DROPPED, **who)


@pytest.mark.parametrize("role", [Role.GRASSROOTS_OFFICER, HEAD])
def test_a_draft_is_not_dropped_while_it_is_sent(house: House, role: Role) -> None:
    case = house.draft()
    seen = house.row(case).version
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_submission.submit(house.desk, work, case, seen=seen)
        other = held_up(lambda: withdraw(house, case, seen, role=role, subject="nguoi-thu-hai"))

    assert other.answer().status_code == (412 if role is HEAD else 403)
    row = house.row(case)
    assert (row.state, row.version, row.reason) == ("submitted", seen + 1, None)
    assert house.count(Claim) > 0
    assert house.said("nomination.draft_withdrawn") == house.violations() == []


def test_a_draft_is_not_sent_while_it_is_dropped(house: House) -> None:
    case = house.draft()
    seen = house.row(case).version
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_submission.withdraw(house.desk, work, case, seen=seen, reason="Nhập nhầm người.")
        other = held_up(lambda: house.call("POST", f"/nominations/{case}/submit", seen=seen))

    assert other.answer().status_code == 409
    assert (house.row(case).state, house.count(Claim)) == ("withdrawn", 0)
    assert house.said("nomination.submitted") == house.violations() == []


def test_the_head_asks_for_a_case_back_once(house: House) -> None:
    case = house.draft()
    assert house.submit(case).status_code == 200
    seen = house.row(case).version
    with house.desk.working(Actor("chu-tich", HEAD, MINH_ANH), via=Via.API) as work:
        actions_submission.withdraw(house.desk, work, case, seen=seen, reason="Đơn vị xin rút hồ sơ này.")
        other = held_up(lambda: withdraw(house, case, seen, role=HEAD))

    assert other.answer().status_code == 412
    assert house.row(case).version == seen + 1
    assert len(house.said("nomination.withdrawal_requested")) == 1


def hold_entered(house: House) -> TestResponse:
    body = {
        "nominee_kind": "individual", "full_name": HUONG, "birth": "1984-06-30", "kind": "complaint",
        "document": "Đơn 5",
    }  # fmt: skip
    return house.call("POST", "/holds", role=Role.ADMINISTRATOR, unit=PROVINCE, body=body)


BIRTHS = pytest.mark.parametrize("birth", ["1984-06-30", "1984"], ids=["the same birth", "the year alone"])


@BIRTHS
def test_a_hold_entered_while_a_dossier_is_sent_names_it(house: House, birth: str) -> None:
    case = house.draft(birth=birth)
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_submission.submit(house.desk, work, case, seen=None)
        other = held_up(lambda: hold_entered(house))

    answer = other.answer()
    assert answer.status_code == 201
    assert [one["id"] for one in answer.get_json()["under_way"]] == [case]
    assert not house.row(case).must_hold


@BIRTHS
@pytest.mark.parametrize("is_begun_before", [True, False], ids=["a draft", "one begun meanwhile"])
def test_a_dossier_sent_while_a_hold_is_entered_is_held(house: House, is_begun_before: bool, birth: str) -> None:
    case = house.draft(birth=birth) if is_begun_before else ""
    cases: list[str] = []

    def send() -> TestResponse:
        cases.append(case or house.draft(birth=birth))
        return house.submit(cases[0])

    with house.desk.working(ADMINISTRATOR, via=Via.API) as work:
        hold = actions_holds.enter_hold(
            house.desk, work, nominee_kind=SubjectKind.INDIVIDUAL, full_name=HUONG, birth="1984-06-30",
            kind=HoldKind.COMPLAINT, document="Đơn 5",
        )  # fmt: skip
        other = held_up(send)
        assert under_way(work.tx, hold, "1984-06-30") == []

    assert other.answer().status_code == 200
    assert house.row(cases[0]).must_hold


@pytest.mark.parametrize(("held", "stated"), [("1984", "1984-06-30"), ("1984-06-30", "1984")])
def test_a_list_taken_in_while_a_hold_is_entered_waits_for_it(house: House, held: str, stated: str) -> None:
    read = ReadList(sha256="0" * 64, good=((2, dossier(birth=stated)),), faulty=())

    def take_in() -> int:
        with house.work(house.officer()) as work:
            return import_list(house.desk, work, plan=PLAN, file_name="ds.xlsx", read=read)[0].rows_accepted

    with house.desk.working(ADMINISTRATOR, via=Via.API) as work:
        actions_holds.enter_hold(
            house.desk, work, nominee_kind=SubjectKind.INDIVIDUAL, full_name=HUONG, birth=held,
            kind=HoldKind.COMPLAINT, document="Đơn 5",
        )  # fmt: skip
        other = held_up(take_in)

    assert other.answer() == 1


def test_a_draft_is_given_that_name_while_a_hold_is_entered(house: House) -> None:
    case = house.draft(full_name="Lò Văn Phương", birth="1990-01-02")
    body = form(birth="1984")

    def name_her() -> TestResponse:
        seen = house.row(case).version
        assert house.call("PUT", f"/nominations/{case}", seen=seen, body=body).status_code == 200
        return house.submit(case)

    with house.desk.working(ADMINISTRATOR, via=Via.API) as work:
        actions_holds.enter_hold(
            house.desk, work, nominee_kind=SubjectKind.INDIVIDUAL, full_name=HUONG, birth="1984-06-30",
            kind=HoldKind.COMPLAINT, document="Đơn 5",
        )  # fmt: skip
        other = held_up(name_her)

    assert other.answer().status_code == 200
    assert house.row(case).must_hold


@pytest.fixture
def erasure(house: House) -> str:
    """One asks that somebody be erased who has a draft that was dropped."""
    case = house.draft()
    assert withdraw(house, case, house.row(case).version).status_code == 200
    with house.work() as work:
        return actions_erasure.ask_erasure(
            house.desk, work, person=case, basis="consent_withdrawn", document="Đơn số 3"
        ).id


def as_single(house: House) -> TestResponse:
    return house.call("POST", "/nominations", body=form())


def as_edited(house: House) -> TestResponse:
    case = house.draft(full_name="Lò Văn Phương", birth="1990-01-02", papers=False)
    return house.call("PUT", f"/nominations/{case}", seen=house.row(case).version, body=form())


@pytest.mark.parametrize("enter", [as_single, as_edited])
def test_somebody_who_is_erased_is_not_entered_again(
    house: House, erasure: str, enter: Callable[[House], TestResponse]
) -> None:
    with house.desk.working(SIGNER, via=Via.API) as work:
        actions_erasure.confirm_erasure(house.desk, work, erasure)
        other = held_up(lambda: enter(house))

    answer = other.answer()
    assert (answer.status_code, answer.get_json()["code"]) == (409, "person.erased")
    assert (HUONG in names_kept(house), house.violations()) == (False, [])


def test_somebody_who_is_erased_is_not_taken_in_with_a_list(house: House, erasure: str) -> None:
    read = ReadList(
        sha256="0" * 64, good=((2, dossier()), (3, dossier(full_name="Trần Văn Đức", birth="1984"))), faulty=()
    )

    def take_in() -> tuple[int, int]:
        with house.work(house.officer(PHU_CU)) as work:  # another union, whose row nobody holds
            kept, _ = import_list(house.desk, work, plan=PLAN, file_name="ds.xlsx", read=read)
            return kept.rows_accepted, kept.rows_refused

    with house.desk.working(SIGNER, via=Via.API) as work:
        actions_erasure.confirm_erasure(house.desk, work, erasure)
        other = held_up(take_in)

    assert other.answer() == (1, 1)
    assert (HUONG in names_kept(house), house.violations()) == (False, [])


def names_kept(house: House) -> set[str]:
    with house.desk.database.reading() as tx:
        return set(tx.scalars(select(Nomination.nominee_name)))


def test_somebody_who_is_being_entered_is_not_erased(house: House, erasure: str) -> None:
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_drafts.create(house.desk, work, plan=PLAN, dossier=dossier())
        other = held_up(
            lambda: house.call("POST", f"/erasures/{erasure}/confirm", role=Role.SIGNER, unit=PROVINCE)
        )

    # Nobody was shown the sheet when it was asked for.
    assert (other.answer().status_code, other.answer().get_json()["code"]) == (409, "erasure.cases_changed")
