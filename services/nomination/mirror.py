"""What a batch of events changes in the proposer's view, gathered and written once per case.

Owns: merging the changes of a batch. Promises: a case keeps one version per event, whatever is merged; a case nobody
here knows is an error to look at. Leaves to others: what each event means (`consumers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchNomination
from services.nomination.models import Nomination
from shared.events.envelope import Envelope
from shared.events.review import Step
from shared.events.terms import CaseState

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

    def learn_states(self, cases: Collection[str]) -> None:
        """Look up the present states of the batch's cases; unknown cases have none."""
        if cases:
            found = self._tx.execute(select(Nomination.id, Nomination.state).where(Nomination.id.in_(sorted(cases))))
            self._states = {case: state for case, state in found}

    def find_state(self, case: str) -> str | None:
        """The state of a case as this batch leaves it so far."""
        changed: str | None = self._changes.get(case, {}).get("state")
        return changed or self._states.get(case)

    def follow(self, envelope: Envelope, case: str, state: CaseState, step: Step, **columns: Any) -> None:
        """Review moved the case: its state, where it lies and since when. A case in the register stays there."""
        if self.find_state(case) in REGISTERED:
            self.change(envelope, case)
            return
        self.change(
            envelope, case, state=state.value, stage_index=step.index, stage_kind=step.kind.value,
            **{"holder": step.body, "holder_name": step.body_name, "held_since": envelope.time, **columns},
        )  # fmt: skip

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
            alike[tuple(sorted(columns))].append({"of_case": case, "steps": self._steps[case], **columns})
        for names, rows in alike.items():
            changed = (
                update(Nomination.__table__)  # type: ignore[arg-type]
                .where(Nomination.id == bindparam("of_case"))
                .values(version=Nomination.version + bindparam("steps"), **{name: bindparam(name) for name in names})
            )
            if self._tx.connection().execute(changed, rows).rowcount != len(rows):
                raise NoSuchNomination(*_unknown(rows))


def _unknown(rows: list[Columns]) -> tuple[str, str]:
    cases = ", ".join(row["of_case"] for row in rows)
    return f"Có hồ sơ không có ở đây, trong số: {cases}.", f"not all of these are nominations: {cases}"
