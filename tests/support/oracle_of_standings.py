"""The oracle's questions about tracing: a case told by events alone stands where the services' own rows say it stands.

Owns: comparing the ledger's standing of every case with nomination's and review's rows. Promises: read-only.
Leaves to others: whether the ledger has every event (`oracle_of_witness`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from services.audit.queries_tracing import case_at
from services.nomination.models import Nomination
from services.review.models import Case
from shared.db import Database
from shared.events.terms import CaseState

_AT_THE_END = datetime(9999, 1, 1, tzinfo=UTC)


def violations(databases: Mapping[str, Database]) -> Iterator[str]:
    with databases["review"].reading() as tx:
        wanted = select(
            Case.id, Case.policy, Case.body, Case.dossier_version, Case.stage_index, Case.unit, Case.successor_id
        )
        cases = tx.execute(wanted).all()
    with databases["nomination"].reading() as tx:
        shown = tx.execute(select(Nomination.id, Nomination.state, Nomination.archived_on)).all()
        # The proposer's view keeps what became of a case beside the day its file was closed.
        states = {case: state if closed is None else CaseState.ARCHIVED.value for case, state, closed in shown}
    with databases["audit"].reading() as tx:
        for case in cases:
            stood = case_at(tx, case.id, _AT_THE_END).standing
            step, unit = stood.step or {}, stood.unit or {}
            unions = (unit.get("id"), (unit.get("successor") or {}).get("id"))
            told = (stood.state, stood.policy, step.get("body"), stood.version, step.get("index"), *unions)
            rows = (states[case.id], case.policy, case.body, case.dossier_version, case.stage_index)
            rows = (*rows, case.unit, case.successor_id)
            if told != rows:
                yield f"case {case.id} stands at {told} by its events, at {rows} by the rows"
