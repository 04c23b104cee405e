"""What a batch of events changes in the proposer's view, gathered and written once per case.

Owns: merging the changes of a batch. Promises: a case keeps one version per event, whatever is merged; review and the
register may be heard in any order beside each other; a case nobody here knows is an error to look at.
Leaves to others: what each event means (`consumers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchNomination
from services.nomination.models import Nomination
from services.nomination.models_known import KnownAward
from services.nomination.queries_erasure import keys_erased_whole
from shared.erasure import ERASED
from shared.events.envelope import Envelope
from shared.events.review import Step
from shared.events.terms import CaseState
from shared.rows import among, insert_rows, update_rows
from shared.tombstones import erased_records

Columns = dict[str, Any]

# What the register says comes over another way and may be here before the last words of review: of a case in the
# register these columns are the register's, all others review's.
_ENTERED = frozenset({"state", "decision_number", "due_on"})
REGISTERS_OWN: Mapping[str | None, frozenset[str]] = {
    CaseState.PUBLISHED.value: _ENTERED,
    CaseState.PRESENTED.value: _ENTERED,
    CaseState.CANCELLED.value: _ENTERED | {"reason"},
}

_HOLD = (
    select(Nomination.id, Nomination.state)
    .where(among(Nomination.id, "cases"))
    .order_by(Nomination.id)
    .with_for_update()
)


class Mirror:
    """The changes of one batch, case by case in the order they were heard."""

    def __init__(self, tx: Session) -> None:
        self._tx = tx
        self._changes: dict[str, Columns] = {}
        self._steps: dict[str, int] = defaultdict(int)
        self._states: dict[str, str] = {}
        self._known: dict[str, Columns] = {}
        self._struck: set[str] = set()

    def hold(self, cases: Collection[str]) -> None:
        """Hold the cases of the batch in one order, so that nobody waits in a ring; unknown cases have no state."""
        self._states = {case: state for case, state in self._tx.execute(_HOLD, {"cases": cases})}

    def find_state(self, case: str) -> str | None:
        """The state of a case as this batch leaves it so far."""
        changed: str | None = self._changes.get(case, {}).get("state")
        return changed or self._states.get(case)

    def follow(self, envelope: Envelope, case: str, state: CaseState, step: Step, **columns: Any) -> None:
        """Review moved the case: its state, where it lies and since when."""
        lies = {
            "stage_index": step.index, "stage_kind": step.kind.value, "holder": step.body,
            "holder_name": step.body_name, "held_since": envelope.time,
        }  # fmt: skip
        self.change(envelope, case, **{**lies, "state": state.value, **columns})

    def change(self, envelope: Envelope, case: str, **columns: Any) -> None:
        """Review said this of the case; what the register has said of it stands, whichever was heard first."""
        own = REGISTERS_OWN.get(self.find_state(case), frozenset())
        self.enter(envelope, case, **{name: value for name, value in columns.items() if name not in own})

    def enter(self, envelope: Envelope, case: str, **columns: Any) -> None:
        """A new version of the row, made by who acted there: the register's word, or what is left of review's."""
        self._steps[case] += 1
        self._changes.setdefault(case, {}).update(
            changed_by=envelope.actor.subject, changed_at=envelope.time, change=envelope.type, **columns
        )

    def know(self, award: Columns) -> None:
        """An entry of the register stands (`KnownAward`)."""
        self._known[award["id"]] = award

    def strike(self, award_id: str) -> None:
        """It no longer does; perhaps it was entered in this very batch."""
        self._known.pop(award_id, None)
        self._struck.add(award_id)

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
        self._write_known()

    def _write_known(self) -> None:
        if self._struck:
            self._tx.execute(delete(KnownAward).where(KnownAward.id.in_(sorted(self._struck))))
        rows = list(self._known.values())
        if rows:
            insert_rows(self._tx, KnownAward.__table__, _without_erased(self._tx, rows))


def _without_erased(tx: Session, awards: list[Columns]) -> list[Columns]:
    """An erasure obeyed before the award was heard of leaves what one obeyed after it leaves (`erasing`)."""
    keys = keys_erased_whole(tx, {row["nominee_key"] for row in awards})
    cases = erased_records(tx, {row["case_id"] for row in awards})
    return [
        row | {"nominee_name": ERASED} if row["nominee_key"] in keys or row["case_id"] in cases else row
        for row in awards
    ]


def _unknown(rows: list[Columns]) -> tuple[str, str]:
    cases = ", ".join(row["id"] for row in rows)
    return f"Có hồ sơ không có ở đây, trong số: {cases}.", f"not all of these are nominations: {cases}"
