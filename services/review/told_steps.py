"""A step of a case as an event tells it: the transition, the case's new version, what the rules said.

Owns: the rows that go with every step. Promises: pure but for the books. Leaves to others: which event makes which
step (`told_cases`, `told_council`, `told_decisions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.review.models import Case, EvaluationRow, HeardVersion, StageRun, Transition, searchable
from shared.accounts import Books, Row
from shared.canonical import content_hash
from shared.clock import office_day
from shared.comparable import UNTOLD
from shared.events.codec import to_plain
from shared.events.envelope import Envelope
from shared.events.supplement import compare
from shared.events.terms import CaseState

CASE, STEP, RUN, EVALUATION, VERSION = (
    kind.__tablename__ for kind in (Case, Transition, StageRun, EvaluationRow, HeardVersion)
)  # fmt: skip
NO_CLOCK = {"due_on": None, "clock_stopped_on": None}
NOT_RECEIVED = {"received_by": None, "received_at": None}


def case_of(books: Books, said: Envelope) -> Row | None:
    """The case an event speaks of, as it stands so far."""
    return books.find(CASE, said.data["case"])


def step(
    books: Books, said: Envelope, to_state: str, action: str, *, reason: Any = None, document: Any = None,
    **columns: Any,
) -> None:  # fmt: skip
    """The case takes one step; `columns` of it change afterwards. `at` and the actor are the event's."""
    case = said.data["case"]
    row = books.find(CASE, case)
    if row is None:
        return
    number = row["version"] + 1
    is_erased = case in books.erased
    books.put(
        STEP, case_id=case, number=number, **_by(said), action=action, from_state=row["state"], to_state=to_state,
        stage_index=row["stage_index"], stage_kind=row["stage_kind"], body=row["body"],
        reason=UNTOLD if is_erased else reason, document=UNTOLD if is_erased else document,
        document_sha256=UNTOLD if is_erased else row["dossier_sha256"],
    )  # fmt: skip
    books.change(
        CASE, case, state=to_state, version=number, changed_by=said.actor.subject, changed_at=said.time,
        change=action, **columns,
    )  # fmt: skip


def first_step(books: Books, said: Envelope, row: Row) -> None:
    """The step by which a case comes to be."""
    books.put(
        STEP, case_id=said.data["case"], number=1, **_by(said), action="submit", from_state=None,
        to_state=CaseState.SUBMITTED.value, stage_index=row["stage_index"], stage_kind=row["stage_kind"],
        body=row["body"], reason=None, document=None, document_sha256=row["dossier_sha256"],
    )  # fmt: skip


def _by(said: Envelope) -> dict[str, Any]:
    who = said.actor
    return {
        "at": said.time, "actor": who.subject, "role": who.role.value, "unit": who.unit,
        "on_behalf_of": who.on_behalf_of, "via": said.trace.via.value,
    }  # fmt: skip


def lies_at(at: Any) -> dict[str, Any]:
    """Where a case lies by a step of an event."""
    return {
        "stage_index": at["index"], "stage_kind": at["kind"], "body": at["body"], "body_name": at["body_name"],
    }  # fmt: skip


def keep(books: Books, said: Envelope, action: str) -> None:
    """What the rules said on this occasion stands in the file, with the policy and version of that moment."""
    row = case_of(books, said)
    if row is None:
        return
    for one in said.data["evaluations"]:
        books.put(
            EVALUATION, case_id=said.data["case"], at=said.time, stage_index=row["stage_index"], action=action,
            rule=one["rule"], verdict=one["verdict"], consequence=one["consequence"], facts=one["facts"],
            words_vi=one["words"]["vi"], words_en=one["words"]["en"], basis=one["basis"],
            unverified=one["unverified"], policy=row["policy"], dossier_version=row["dossier_version"],
            since=one["since"],
        )  # fmt: skip


def policies_of(books: Books, cases: Iterable[str]) -> list[str]:
    """The policies these cases stand on, each once."""
    return sorted({row["policy"] for case in cases if (row := books.find(CASE, case)) is not None})


def begin_appraisal(books: Books, said: Envelope) -> None:
    row = case_of(books, said)
    if row is not None and row["state"] == CaseState.RECEIVED:
        step(books, said, CaseState.UNDER_REVIEW.value, "appraise")


def close_stage(books: Books, said: Envelope, outcome: str) -> None:
    """The stage the case stands at ends; one that was passed keeps its outcome."""
    row = case_of(books, said)
    run = None if row is None else books.find(RUN, said.data["case"], row["stage_index"])
    if row is not None and run is not None and run.get("closed_at") is None:
        books.change(RUN, said.data["case"], row["stage_index"], closed_at=said.time, outcome=outcome)


def stopped_clock(row: Row, said: Envelope) -> dict[str, Any]:
    """The clock stands still from the day of the event, if it runs."""
    if row.get("due_on") is None or row.get("clock_stopped_on") is not None:
        return {}
    return {"clock_stopped_on": office_day(said.time)}


def take_version(books: Books, case: str, number: int) -> None:
    """This version of the dossier is the one the case is judged on, and what came with it stands in the file."""
    row = books.find(CASE, case)
    if row is None:
        return
    sent = books.noted("sent", case, number) or UNTOLD
    before = books.noted("sent", case, row["dossier_version"]) or UNTOLD
    items = [] if row["version"] == 1 else books.noted("items", case) or []
    dossier, is_known = sent["dossier"], case not in books.erased and isinstance(sent["dossier"], dict)
    sha256 = content_hash(dossier) if is_known else UNTOLD
    changes: Any = UNTOLD
    if is_known and isinstance(before["dossier"], dict):
        changes = [] if number == row["dossier_version"] else _changes(before["dossier"], dossier, items)
    subject = dossier["nominee"].get("subject_unit") if is_known else UNTOLD
    books.change(CASE, case, dossier=dossier, dossier_version=number, dossier_sha256=sha256, subject_unit=subject)
    books.put(
        VERSION, case_id=case, number=number, sent_at=sent["sent_at"], sent_by=sent["by"],
        dossier_sha256=sha256, policy=row["policy"], evaluations=sent["evaluations"] if is_known else UNTOLD,
        items=items if is_known else UNTOLD, answers=sent["answers"] if is_known else UNTOLD, changes=changes,
    )  # fmt: skip
    books.note("items", case, value=None)


def said_of(dossier: Any, award: Any) -> dict[str, Any]:
    """What a case says of its dossier outside it (`opening.columns_of`). `award` is told apart from the dossier: the
    event that tells it tells nothing of a person.
    """
    nominee, name = dossier["nominee"], dossier["nominee"]["full_name"]
    return {
        "award": award, "award_type": dossier["award_type"], "year": dossier["year"],
        "is_simplified": dossier["is_simplified"], "nominee_key": nominee["key"], "nominee_name": name,
        "nominee_folded": searchable(name) if isinstance(name, str) else UNTOLD, "nominee_kind": nominee["kind"],
        "nominee_birth": nominee["birth"], "is_direct_worker": nominee["is_direct_worker"],
        "is_leader": nominee["is_leader"],
    }  # fmt: skip


def follow_version(books: Books, case: str, award: Any) -> None:
    """The case says what the version taken says. A release that told no `award` left it as it was opened."""
    row = books.find(CASE, case)
    if row is None or award is None:
        return
    now = said_of(_dossier_taken(books, case), award)
    before, key = row["nominee_key"], now["nominee_key"]
    former = UNTOLD if UNTOLD in (before, key) else before if before != key else None
    books.change(VERSION, case, row["dossier_version"], former_key=former)
    books.change(CASE, case, **now)


def doubt_what_it_says(books: Books, case: str, before: Row) -> None:
    """No event tells which release took the version, and whether the case followed it: where it says something else
    than the one `before`, that is left open until one does.
    """
    taken = _dossier_taken(books, case)
    said = said_of(taken, taken["award"])
    books.change(CASE, case, **{name: value if value == before[name] else UNTOLD for name, value in said.items()})
    if said["nominee_key"] != before["nominee_key"]:
        books.change(VERSION, case, (books.find(CASE, case) or before)["dossier_version"], former_key=UNTOLD)


def _dossier_taken(books: Books, case: str) -> Any:
    row = books.find(CASE, case)
    sent = None if row is None or case in books.erased else books.noted("sent", case, row["dossier_version"])
    return (sent or UNTOLD)["dossier"]


def _changes(before: Any, after: Any, items: Any) -> Any:
    return to_plain(compare(before, after, [item["part"] for item in items]))
