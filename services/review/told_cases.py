"""What a case's rows must be by its events: its opening, the stages of its road, what stops it or moves it aside.

Owns: what each of these events writes. Promises: as the acts themselves wrote it (`opening`, `actions_*`), from nothing
but what was said. Leaves to others: clocks (`told_clocks`), council (`told_council`), signatures (`told_decisions`),
reforms (`told_reform`).
"""

from __future__ import annotations

from typing import Any

from services.review.models import Case
from services.review.permissions import VOTED
from services.review.told_steps import (
    CASE,
    NO_CLOCK,
    NOT_RECEIVED,
    RUN,
    STEP,
    begin_appraisal,
    case_of,
    close_stage,
    doubt_what_it_says,
    first_step,
    follow_version,
    keep,
    lies_at,
    said_of,
    step,
    stopped_clock,
    take_version,
)
from shared.accounts import Books, Row
from shared.comparable import UNTOLD, kept_hash
from shared.events.envelope import Envelope
from shared.events.terms import CaseState, Role
from shared.policy_book import policy_told


def sent(books: Books, said: Envelope) -> None:
    """A version of a dossier on its way (`nomination.submitted`, `resubmitted`); a case opens or resumes with it."""
    data = said.data
    known = {name: data.get(name) for name in ("dossier", "road", "list", "sent_at", "evaluations", "version")}
    value = known | {
        "by": said.actor.subject, "answers": data.get("answers", []), "role": said.actor.role.value,
        "unit": said.actor.unit, "behalf": said.actor.on_behalf_of,
    }  # fmt: skip
    books.note("sent", data["case"], data["version"], value=value)
    if said.type == "nomination.resubmitted":
        books.note("resent", data["case"], data["version"], value=True)


def stage_opened(books: Books, said: Envelope) -> None:
    data, case = said.data, said.data["case"]
    first = books.noted("sent", case, 1) or UNTOLD
    by = {"submitted_by": data["submitted_by"], "sent_up_by": data["submitted_by"]}
    books.put(
        CASE, id=case, receipt=data["receipt"], plan=data["plan"], policy=said.policy, list_id=first["list"],
        **_unit(data), **said_of(first["dossier"], data["award"]), state=CaseState.SUBMITTED.value,
        **lies_at(data["step"]), road=first["road"], dossier_version=1, sent_at=first["sent_at"],
        opened_at=said.time, stage_since=first["sent_at"], **by,
        version=1, changed_by=said.actor.subject, changed_at=said.time, change="submit",
    )  # fmt: skip
    take_version(books, case, 1)
    for index, stage in enumerate(first["road"]["stages"]):
        books.put(
            RUN, case_id=case, stage_index=index, kind=stage["kind"], body=stage["unit"],
            body_name=stage["unit_name"], opened_at=said.time if index == 0 else None,
        )  # fmt: skip
    if (row := case_of(books, said)) is not None:
        first_step(books, said, row)
    books.note("opened", case, value=said.trace.causation)


def _unit(data: Any) -> dict[str, Any]:
    unit = data["unit"]
    return {"unit": unit["id"], "unit_name": unit["name"], "unit_block": unit["block"]}


def received(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    keep_after = {"received_by": said.actor.subject, "received_at": said.time}
    why = {"reason": data.get("reason", UNTOLD), "document": data.get("consent", UNTOLD)}
    step(books, said, CaseState.RECEIVED.value, "receive", **why, **keep_after, due_on=data["due_on"])
    keep(books, said, "receive")
    books.change(RUN, data["case"], row["stage_index"], **keep_after)


def stage_passed(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    keep(books, said, "pass_stage")
    begin_appraisal(books, said)
    passed = CaseState.STAGE_PASSED.value
    reason, minutes = data.get("reason", UNTOLD), data.get("minutes", UNTOLD)
    step(books, said, passed, "pass_stage", reason=reason, document=minutes, **NO_CLOCK)
    books.note("minutes", data["case"], value=minutes)
    index = row["stage_index"]
    books.change(
        RUN, data["case"], index, passed_by=said.actor.subject, passed_at=said.time, opinion=data["opinion"],
        minutes=minutes, warning_reason=reason, closed_at=said.time, outcome="passed",
    )  # fmt: skip
    if data["next_step"] is not None:
        books.change(RUN, data["case"], index + 1, opened_at=said.time)
        up = {"sent_up_by": said.actor.subject, "stage_since": said.time}
        step(
            books, said, CaseState.SUBMITTED.value, "escalate", **lies_at(data["next_step"]), **up, **NOT_RECEIVED
        )


def returned(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    keep(books, said, "return_for_supplement")
    step(
        books, said, CaseState.RETURNED.value, "return_for_supplement", reason=data["reason"],
        return_reason=data["reason"], return_items=data["items"], return_due_on=data["due_on"], **NOT_RECEIVED,
        **stopped_clock(row, said),
    )  # fmt: skip
    books.note("items", data["case"], value=data["items"])


_NOT_RETURNED = {"return_reason": None, "return_items": None, "return_due_on": None}


def resumed(books: Books, said: Envelope) -> None:
    data = said.data
    take_version(books, data["case"], data["version"])
    follow_version(books, data["case"], data.get("award"))
    goes_on = {"due_on": data["due_on"], "clock_stopped_on": None}
    step(books, said, CaseState.SUBMITTED.value, "resubmit", **_NOT_RETURNED, **goes_on)
    books.note("resumed", data["case"], value=said.trace.causation)


def held(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    on_hold = {
        "resume_state": data["from_state"], "hold_kind": data["kind"], "hold_document": data["document"],
        "held_at": said.time,
    }  # fmt: skip
    came_with = {books.noted(kind, data["case"]) for kind in ("opened", "resumed")} - {None}
    if said.trace.causation in came_with:
        # It came with a version: the case opens or goes on as held, in the one step that took it.
        is_erased = data["case"] in books.erased
        books.change(CASE, data["case"], state=CaseState.ON_HOLD.value, **on_hold, **stopped_clock(row, said))
        document = UNTOLD if is_erased else data["document"]
        books.change(STEP, data["case"], row["version"], to_state=CaseState.ON_HOLD.value, document=document)
        return
    step(
        books, said, CaseState.ON_HOLD.value, _here_or_beyond(row, "hold"), document=data["document"], **on_hold,
        **stopped_clock(row, said),
    )  # fmt: skip


def _here_or_beyond(row: Row, action: str) -> str:
    """The act has a name of its own where the case lies beyond its chain."""
    return action if row.get("submission_id") is None else f"{action}_beyond"


def released(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    if row.get("resume_state") == CaseState.RETURNED and data["to_state"] == CaseState.SUBMITTED:
        supplemented_while_held(books, data["case"])
    clock = {} if data["to_state"] == CaseState.RETURNED else {"due_on": data["due_on"], "clock_stopped_on": None}
    judged_for = {} if data.get("award") is None else {"award": data["award"]}
    # Of what a stage held itself no administrator is a hand (`permissions`).
    is_brought = said.actor.role is Role.ADMINISTRATOR
    action = "release_brought" if is_brought else _here_or_beyond(row, "release")
    step(books, said, data["to_state"], action, document=data["document"], **_NOT_HELD, **clock, **judged_for)


_NOT_HELD = {"resume_state": None, "hold_kind": None, "hold_document": None, "held_at": None}


def supplemented_while_held(books: Books, case: str) -> None:
    """A supplement that arrived while the case was held: review says nothing of it, nomination said it."""
    row = books.find(CASE, case)
    sent = None if row is None else books.noted("sent", case, row["dossier_version"] + 1)
    if row is None or sent is None:
        return
    take_version(books, case, row["dossier_version"] + 1)
    doubt_what_it_says(books, case, row)
    number = row["version"] + 1
    by = {"actor": sent["by"], "role": sent["role"], "unit": sent["unit"], "on_behalf_of": sent["behalf"]}
    on_hold = CaseState.ON_HOLD.value
    now = books.find(CASE, case) or {}
    books.put(
        STEP, case_id=case, number=number, at=UNTOLD, **by, via="event", action="resubmit", from_state=on_hold,
        to_state=on_hold, stage_index=row["stage_index"], stage_kind=row["stage_kind"], body=row["body"],
        document_sha256=UNTOLD if case in books.erased else now.get("dossier_sha256"),
    )  # fmt: skip
    books.change(
        CASE, case, resume_state=CaseState.SUBMITTED.value, version=number, changed_by=sent["by"],
        changed_at=UNTOLD, change="resubmit", **_NOT_RETURNED,
    )  # fmt: skip


def _is_supplemented_while_held(books: Books, row: Row) -> bool:
    """Whether a supplement was heard of a case that stands as held while its unit mends it."""
    if row["state"] != CaseState.ON_HOLD or row.get("resume_state") != CaseState.RETURNED:
        return False
    return books.noted("resent", row["id"], row["dossier_version"] + 1) is not None


def withdrawn(books: Books, said: Envelope) -> None:
    row, data, state = case_of(books, said), said.data, CaseState.WITHDRAWN.value
    if row is not None and row.get("submission_id") is not None:
        why = {"reason": data["reason"], "document": data["document"]}
        gone = {**NO_CLOCK, **_NOT_HELD, "submission_id": None}
        step(books, said, state, "withdraw_with_consent", **why, **gone)
        return
    if data["from_state"] in VOTED:
        step(books, said, state, "consent_to_withdrawal", reason=data["reason"], document=data["document"])
        return
    if row is not None and _is_supplemented_while_held(books, row):
        supplemented_while_held(books, data["case"])
        row = case_of(books, said)
    close_stage(books, said, "withdrawn")
    step(books, said, state, "withdraw", reason=data["reason"], **NO_CLOCK)
    if row is not None and row["state"] == CaseState.ON_HOLD:
        _no_longer_held(books, data["case"], row)


def _no_longer_held(books: Books, case: str, row: Row) -> None:
    """A release before 23 November 2026 left the columns of the hold as they were."""
    left = {name: value for name in _NOT_HELD if (value := row.get(name)) is not UNTOLD}
    bound = kept_hash(Case.__table__, **dict.fromkeys(left))
    books.bind(CASE, case, columns=tuple(left), to=bound, unless=left)


def commented(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    step(books, said, row["state"], "comment")
    words = UNTOLD if data["case"] in books.erased else data["comment"]
    books.put(
        "case_comment", case_id=data["case"], number=row["version"] + 1, at=said.time, author=said.actor.subject,
        unit=said.actor.unit, stage_index=row["stage_index"], words=words,
    )  # fmt: skip


CASES = {
    "review.stage_opened": stage_opened,
    "review.received": received,
    "review.stage_passed": stage_passed,
    "review.returned": returned,
    "review.resumed": resumed,
    "review.held": held,
    "review.released": released,
    "review.withdrawn": withdrawn,
    "review.commented": commented,
}
HEARD = {
    "nomination.submitted": sent,
    "nomination.resubmitted": sent,
    "nomination.policy_published": policy_told,
}


def supplements_that_wait(books: Books) -> None:
    """Supplements heard of cases that are still held."""
    for case, number in books.noted_keys("resent"):
        row = books.find(CASE, case)
        if row is not None and row["dossier_version"] + 1 == number and _is_supplemented_while_held(books, row):
            supplemented_while_held(books, case)
