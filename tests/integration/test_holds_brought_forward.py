"""Holds of an earlier release on PostgreSQL get the key of name and year that cases ask by."""

from __future__ import annotations

from pathlib import Path

from tests.support.postgres import PrivatePostgres
from tests.unit.nomination.house import House
from tests.unit.nomination.test_holds_of_before import is_brought_forward


def test_what_was_entered_before_meets_who_states_the_year_alone(postgres: PrivatePostgres, tmp_path: Path) -> None:
    house = House(tmp_path, url=postgres.create_database("holds_of_before"))

    is_brought_forward(house)

    house.desk.database.close()
    postgres.drop_database("holds_of_before")
