"""What a batch of events changes in the proposer's view, gathered and written once per case.

Owns: merging the changes of a batch. Promises: a case keeps one version per event, whatever is merged; a case nobody
here knows is an error to look at. Leaves to others: what each event means (`consumers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchNomination
from services.nomination.models import Nomination
from shared.events.envelope import Envelope
from shared.events.review import Step
from shared.events.terms import CaseState
from shared.rows import is_one_of, update_rows

Columns = dict[str, Any]

# What the register says comes over another way and may be here before the last words of review.
REGISTERED = frozenset({CaseState.PUBLISHED.value, CaseState.PRESENTED.value, CaseState.CANCELLED.value})


class Mirror:
    """The changes of one batch, case by case in the order they were heard."""

    def __init__(self, tx: Session) -> None:
        self._tx = tx
        self._changes: dict[str, Columns] = {}
        self._steps: dict[str, int] = defaultdict(int)
        self._states: dict[str, str] = {}

    def hold(self, cases: Collection[str]) -> None:
        """Hold the cases of the batch in one order, so that nobody waits in a ring; unknown cases have no state."""
        wanted = select(Nomination.id, Nomination.state).order_by(Nomination.id).with_for_update()
        found = self._tx.execute(wanted.where(is_one_of(self._tx, Nomination.__table__.c.id, sorted(cases))))
        self._states = {case: state for case, state in found}

    def find_state(self, case: str) -> str | None:
        """The state of a case as this batch leaves it so far."""
        changed: str | None = self._changes.get(case, {}).get("state")
        return changed or self._states.get(case)

    def follow(self, envelope: Envelope, case: str, state: CaseState, step: Step, **columns: Any) -> None:
        """Review moved the case: its state, where it lies and since when.

        A case in the register stays there; of words of review that come after it only where the case lay is taken.
        """
        lies = {
            "stage_index": step.index, "stage_kind": step.kind.value, "holder": step.body,
            "holder_name": step.body_name,
        }  # fmt: skip
        if self.find_state(case) in REGISTERED:
            self.change(envelope, case, **lies)
            return
        self.change(envelope, case, **{**lies, "state": state.value, "held_since": envelope.time, **columns})

    def change(self, envelope: Envelope, case: str, **columns: Any) -> None:
        """A new version of the row, made by who acted there."""
        self._steps[case] += 1
        self._changes.setdefault(case, {}).update(
            changed_by=envelope.actor.subject, changed_at=envelope.time, change=envelope.type, **columns
        )

    def write(self) -> None:
        """One statement per set of columns, in the order of the cases."""
        alike: dict[tuple[str, ...], list[Columns]] = defaultdict(list)
        for case, columns in sorted(self._changes.items()):
            names = tuple(sorted(columns))
            row = {"id": case, "version": self._steps[case]} | {name: columns[name] for name in names}
            alike[names].append(row)
        for rows in alike.values():
            if update_rows(self._tx, Nomination.__table__, rows, adding=["version"]) != len(rows):
                raise NoSuchNomination(*_unknown(rows))


def _unknown(rows: list[Columns]) -> tuple[str, str]:
    cases = ", ".join(row["id"] for row in rows)
    return f"Có hồ sơ không có ở đây, trong số: {cases}.", f"not all of these are nominations: {cases}"
