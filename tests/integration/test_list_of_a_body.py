"""What a body passes is judged beside what it passed before, at the cost of that list and of nobody else.

On PostgreSQL, without statistics: a house that has just been set up plans so, and keeps the plan of a connection.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, text

from deploy.services import definition_of
from services.review.list_gathering import Lists
from services.review.models import Case, StageRun
from shared.db import Database
from shared.policy import load_policy_set
from tests.support.postgres import PrivatePostgres
from tests.support.sparse_rows import sparse_row
from tests.support.stores import fresh_postgres

PLAN, AWARD, BODY = "dien_bien_2020", "merit_cert_federation", "huyen"
SEASON, LISTED, WON = 600, 40, 5
"""The cases of the award in one year, how many of them this body passed, how many persons won the year before."""
# Passed by the same body, but not of this list; or of it, but not passed by this body at this stage.
STRANGERS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"plan": "ninh_binh_2017"}, {}), ({"award": "merit_cert_province"}, {}), ({"year": 2025}, {}),
    ({"nominee_kind": "collective"}, {}), ({}, {"outcome": "refused"}), ({}, {"outcome": None}),
    ({}, {"stage_index": 2}), ({}, {"body": "so"}),
)  # fmt: skip
_READ = text(
    "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int FROM pg_stat_xact_user_tables"
    " WHERE relname IN ('case_file', 'stage_run')"
)


def test_whom_others_passed_is_not_read(postgres: PrivatePostgres) -> None:
    policy = load_policy_set().bundle(PLAN, date(2026, 6, 1))
    with fresh_postgres(postgres, "listed") as database:
        definition_of("review").metadata.create_all(database.engine)
        _fill(database)
        with database.transaction() as tx:
            at_hand = tx.get_one(Case, "case-1000")
            before = tx.scalar(_READ) or 0
            facts = Lists(tx, {at_hand.id: at_hand}).shape_around(at_hand, policy)
            read = (tx.scalar(_READ) or 0) - before

    assert facts is not None
    assert (facts.individuals, facts.direct, facts.winners) == (LISTED + 1, LISTED // 2 + 1, WON)
    # A row of the list is its stage, its case and, for some, the case they won with.
    assert read <= 2 * (LISTED + len(STRANGERS)) + WON + 5


def _fill(database: Database) -> None:
    """A season of one award that several bodies passed, strangers to the list, last winners, one case in hand."""
    cases = [_case(number, f"person-{number}", state="submitted") for number in range(SEASON)]
    cases += [_case(2000 + number, f"person-{number}", year=2025, state="awarded") for number in range(WON)]
    cases.append(_case(1000, "person-1000", state="received", is_direct_worker=True))
    runs = [
        sparse_row(StageRun.__table__, case_id=f"case-{number}", stage_index=1, outcome="passed",
                   body=BODY if number < LISTED else f"other-{number % 7}")
        for number in range(SEASON)
    ]  # fmt: skip
    for number, (of_case, of_run) in enumerate(STRANGERS, start=3000):
        cases.append(_case(number, f"person-{number}", state="submitted", **of_case))
        run = {"stage_index": 1, "outcome": "passed", "body": BODY} | of_run
        runs.append(sparse_row(StageRun.__table__, case_id=f"case-{number}", **run))
    with database.transaction() as tx:
        tx.execute(insert(Case.__table__), cases)
        tx.execute(insert(StageRun.__table__), runs)


def _case(number: int, who: str, **stands: Any) -> dict[str, Any]:
    """Every second leads; the others work directly."""
    usual = {
        "id": f"case-{number}", "receipt": f"VD-{number}", "plan": PLAN, "award": AWARD, "year": 2026, "body": BODY,
        "stage_index": 1, "stage_kind": "district", "nominee_key": who, "nominee_kind": "individual",
        "is_direct_worker": number % 2 == 0, "is_leader": number % 2 == 1,
    }  # fmt: skip
    return sparse_row(Case.__table__, **usual | stands)
