"""What nomination's rows of launches and registrations must be by what was said.

Owns: what each of these events writes. Promises: as the acts themselves wrote it. Leaves to others: units
(`told_units`).
"""

from __future__ import annotations

from typing import Any

from services.nomination.queries_launches import ENDED, WITHDRAWN
from shared.accounts import Books
from shared.events.envelope import Envelope
from shared.events.terms import RegistrationKind


def movement_launched(books: Books, said: Envelope) -> None:
    data = said.data
    same = (
        "plan", "movement", "name", "scope", "settled", "is_pilot", "launched_on", "first", "last", "document",
        "evaluations",
    )  # fmt: skip
    books.put(
        "launch", id=data["launch"], unit_id=data["union"]["id"], unit_name=data["union"]["name"],
        owner_id=data["owner"], policy=said.policy, launched_by=said.actor.subject, launched_at=said.time,
        **{name: data[name] for name in same},
    )  # fmt: skip


def launch_ended(books: Books, said: Envelope) -> None:
    _over(books, said, outcome=ENDED, last_day=said.data["last_day"])


def launch_withdrawn(books: Books, said: Envelope) -> None:
    _over(books, said, outcome=WITHDRAWN)


def _over(books: Books, said: Envelope, **columns: Any) -> None:
    why = {"end_reason": said.data["reason"], "end_document": said.data["document"]}
    by = {"ended_by": said.actor.subject, "ended_at": said.time}
    books.change("launch", said.data["launch"], **columns, **why, **by)


def unit_plan_registered(books: Books, said: Envelope) -> None:
    data = said.data
    same = ("plan", "number", "contents", "document", "registered_with", "evaluations")
    books.put(
        "registered_plan", id=data["registration"], unit_id=data["union"]["id"], unit_name=data["union"]["name"],
        kind=data.get("kind", RegistrationKind.PLAN.value),
        policy=said.policy, registered_by=said.actor.subject, registered_at=said.time,
        **{name: data[name] for name in same},
    )  # fmt: skip


LAUNCHES = {
    "nomination.movement_launched": movement_launched,
    "nomination.launch_ended": launch_ended,
    "nomination.launch_withdrawn": launch_withdrawn,
    "nomination.unit_plan_registered": unit_plan_registered,
}
