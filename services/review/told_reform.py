"""What a case's rows must be after a reform moved it, and the record of the order, by the events.

Owns: what each of these events writes. Promises: as the acts themselves wrote it (`rerouting`, `migration_record`); how
a case stood before is compared by the hash the event binds. Leaves to others: the rest of its road (`told_cases`).
"""

from __future__ import annotations

from typing import Any

from services.review.permissions import IN_SESSION
from services.review.told_steps import CASE, RUN, case_of, lies_at, step
from shared.accounts import Books, Row
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.events.terms import CaseState
from shared.tables import policy_version

POLICY = policy_version.name


def case_moved(books: Books, said: Envelope) -> None:
    """A reform moved it. Who had it in hand before, and since when, the new desk's rows do not say."""
    row, data = case_of(books, said), said.data
    if row is None:
        return
    case, stages = data["case"], data["road"]["stages"]
    unsaid = ("received_by", "received_at", "clock_stopped_on", "resume_state", "stage_since", "sent_up_by")
    # With the unit, or held there, the day told is the unit's; the desk's own is not.
    is_with_unit = data["to_state"] in (CaseState.RETURNED.value, CaseState.ON_HOLD.value)
    books.change(
        CASE, case, **_successor(data), road=data["road"], policy=data["policy"],
        due_on=UNTOLD if is_with_unit else data["due_on"], **lies_at(data["step"]), **dict.fromkeys(unsaid, UNTOLD),
    )  # fmt: skip
    _keep_what_was(books, said, row)
    forward = "pass_to_successor" if (row.get("resume_state") or row["state"]) in IN_SESSION else "move_case"
    action = "move_case_back" if data["is_back"] else forward
    step(books, said, data["to_state"], action, reason=data["reason"], document=data["document"])
    _lay_stages(books, case, stages, 0 if data["is_back"] else data["step"]["index"])


def _keep_what_was(books: Books, said: Envelope, row: Row) -> None:
    """How it stood before is kept for the way back; the event binds it by its hash. From now on its policy is kept."""
    data = said.data
    before = data["before_sha256"]
    books.put(
        "migrated_case", migration_id=data["migration"], case_id=data["case"], version=row["version"] + 1,
        before=f"#{before}" if isinstance(before, str) else UNTOLD,
    )  # fmt: skip
    if books.find(POLICY, data["policy"]) is None:
        unsaid = {"rulebook": UNTOLD, "document": UNTOLD}
        books.put(POLICY, hash=data["policy"], plan=row["plan"], published=True, **unsaid)


def migration_ordered(books: Books, said: Envelope) -> None:
    data = said.data
    who = {"author": said.actor.subject, "unit": said.actor.unit, "via": said.trace.via.value}
    same = {name: data[name] for name in ("reason", "document", "plan", "wanted", "reverts")}
    books.put("migration", id=data["migration"], at=said.time, **who, **same)


def _successor(data: Any) -> dict[str, Any]:
    """Who answers for the case since its union merged."""
    successor = data["unit"]["successor"] or {"id": None, "name": None}
    return {"successor_id": successor["id"], "successor_name": successor["name"]}


def _lay_stages(books: Books, case: str, stages: Any, first: int) -> None:
    index = first
    while books.find(RUN, case, index) is not None:
        books.strike(RUN, case, index)
        index += 1
    unsaid = (
        "opened_at", "received_by", "received_at", "passed_by", "passed_at", "opinion", "minutes",
        "warning_reason", "missed_due_on", "missed_return_on", "near_due_on", "near_days", "closed_at", "outcome",
    )  # fmt: skip
    for index, stage in enumerate(stages):
        if index >= first:
            books.put(
                RUN, case_id=case, stage_index=index, kind=stage["kind"], body=stage["unit"],
                body_name=stage["unit_name"], **dict.fromkeys(unsaid, UNTOLD),
            )  # fmt: skip


REFORM = {
    "review.case_moved": case_moved,
    "review.migration_ordered": migration_ordered,
}
