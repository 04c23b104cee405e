"""A draft begun at a union while its merger is entered: one goes first, and nothing new is left at a union that ended.

Owns: both at once, on a real PostgreSQL. Leaves to others: what passes with a merger (`tests/unit/nomination`), lists
at once (`test_lists_at_once`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from services.nomination import actions_drafts, actions_units
from services.nomination.models import Nomination
from shared.events.terms import Via
from tests.support.postgres import PrivatePostgres
from tests.support.together import held_up
from tests.unit.nomination.house import ADMINISTRATOR, MINH_ANH, PHU_CU, PLAN, House, dossier
from tests.unit.nomination.test_consumers import Ears, form
from tests.unit.nomination.test_mergers import drafts_pass, merge


@pytest.fixture
def house(postgres: PrivatePostgres, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, url=postgres.create_database("one_merger"))
    yield made
    made.desk.database.close()
    postgres.drop_database("one_merger")


def begins(house: House) -> TestResponse:
    return house.call("POST", "/nominations", body=form())


def test_nothing_is_begun_at_a_union_whose_merger_is_being_entered(house: House) -> None:
    with house.desk.working(ADMINISTRATOR, via=Via.API) as work:
        actions_units.merge_unit(
            house.desk, work, MINH_ANH, seen=None, successor=PHU_CU, valid_from=date(2026, 8, 3), document="15/QĐ"
        )
        other = held_up(lambda: begins(house))

    refused = other.answer()
    assert (refused.status_code, refused.get_json().get("code")) == (409, "unit.succeeded"), refused.text
    assert house.count(Nomination) == 0


def test_what_was_begun_before_a_merger_is_entered_passes_with_it(house: House) -> None:
    with house.desk.working(house.officer(), via=Via.API) as work:
        draft = actions_drafts.create(house.desk, work, plan=PLAN, dossier=dossier()).id
        other = held_up(lambda: merge(house))

    assert other.answer().status_code == 200
    Ears(house).hear(MINH_ANH, drafts_pass())
    assert house.row(draft).unit_id == PHU_CU


def test_two_drafts_of_one_union_do_not_wait_for_each_other(house: House) -> None:
    with house.desk.working(house.officer(), via=Via.API) as work:
        actions_drafts.create(house.desk, work, plan=PLAN, dossier=dossier(full_name="Lò Văn Phương"))
        assert begins(house).status_code == 201
