"""What the rows of a case's time must be by its events: extensions, days gone by, objections, consultations.

Owns: what each of these events writes. Promises: as the acts themselves wrote it. Leaves to others: the stages
(`told_cases`), the notice itself (`told_council`).
"""

from __future__ import annotations

from services.review.told_steps import RUN, case_of, step
from shared.accounts import Books
from shared.clock import office_day
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.events.terms import CaseState


def deadline_extended(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    step(books, said, row["state"], "extend_deadline", reason=data["reason"], due_on=data["due_on"])
    books.put(
        "deadline_extension", case_id=data["case"], number=row["version"] + 1, stage_index=row["stage_index"],
        at=said.time, author=said.actor.subject, reason=data["reason"], was_due_on=data["was_due_on"],
        due_on=data["due_on"], working_days=data["working_days"],
    )  # fmt: skip


def deadline_missed(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    waits_for, case = data["waits_for"], data["case"]
    if waits_for == "opinion":
        books.change("consultation", case, data["consultation"], is_said_late=True)
    elif waits_for == "objection":
        books.change("objection", data["objection"], is_said_late=True)
    else:
        column = "missed_return_on" if waits_for == "supplement" else "missed_due_on"
        books.change(RUN, case, row["stage_index"], **{column: data["due_on"]})


def deadline_neared(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    waits_for, days = data["waits_for"], data["working_days"]
    if waits_for == "opinion":
        books.change("consultation", data["case"], data["consultation"], near_days=days)
    elif waits_for == "objection":
        books.change("objection", data["objection"], near_days=days)
    else:
        books.change(RUN, data["case"], row["stage_index"], near_due_on=data["due_on"], near_days=days)


def objection_lodged(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    is_erased = data["case"] in books.erased
    step(books, said, row["state"], "lodge_objection", document=data["document"])
    books.put(
        "objection", id=data["objection"], case_id=data["case"], lodged_at=said.time,
        lodged_by=UNTOLD if is_erased else said.actor.subject, document=data["document"],
        answer_by=data["answer_by"], is_said_late=False,
    )  # fmt: skip
    books.bind("objection", data["objection"], columns=("reason",), to=data.get("kept_sha256"))


def objection_settled(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    step(books, said, row["state"], "settle_objection", reason=data["finding"])
    books.change(
        "objection", data["objection"], settled_by=said.actor.subject, settled_at=said.time,
        finding=data["finding"], is_founded=data["is_founded"],
    )  # fmt: skip
    if data["until"] is not None:
        books.change("public_notice", data["case"], runs_from=office_day(said.time), until=data["until"])


def opinion_asked(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    step(books, said, row["state"], "ask_opinion", document=data["document"])
    books.put(
        "consultation", case_id=data["case"], number=data["consultation"], consulted=data["consulted"],
        document=data["document"], asked_by=said.actor.subject, asked_on=data["asked_on"],
        last_day=data["last_day"], is_said_late=False,
    )  # fmt: skip


def opinion_recorded(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    step(books, said, row["state"], "record_opinion", document=data["document"])
    books.change(
        "consultation", data["case"], data["consultation"], answered_on=data["answered_on"],
        answer_document=data["document"], recorded_by=said.actor.subject, recorded_at=said.time,
    )  # fmt: skip
    key = data["case"], data["consultation"]
    books.bind("consultation", *key, columns=("opinion",), to=data.get("kept_sha256"))


def case_archived(books: Books, said: Envelope) -> None:
    data = said.data
    step(books, said, CaseState.ARCHIVED.value, "archive_case", document=data["file"])
    same = ("file", "archived_on", "keep_until", "basis", "is_unverified")
    books.put("archived_case", case_id=data["case"], **{name: data[name] for name in same})


CLOCKS = {
    "review.deadline_extended": deadline_extended,
    "review.deadline_missed": deadline_missed,
    "review.deadline_neared": deadline_neared,
    "review.objection_lodged": objection_lodged,
    "review.objection_settled": objection_settled,
    "review.opinion_asked": opinion_asked,
    "review.opinion_recorded": opinion_recorded,
    "review.case_archived": case_archived,
}
