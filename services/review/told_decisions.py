"""What the rows of signatures must be by the events: decisions, refusals, letters, what the bodies beyond answered.

Owns: what each of these events writes. Promises: as the acts themselves wrote it. Leaves to others: how a case got
there (`told_cases`, `told_council`), the register of awards (registry).
"""

from __future__ import annotations

from typing import Any

from services.review.rules import competence
from services.review.rules.beyond import holder_of
from services.review.told_steps import NO_CLOCK, RUN, begin_appraisal, case_of, close_stage, keep, policies_of, step
from shared.accounts import Books
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.events.terms import CaseState, LaterDecision

_UNSAID = {"dated": UNTOLD, "reason": UNTOLD}


def refused(books: Books, said: Envelope) -> None:
    """By a stage, by the council's vote, by the signer, or by a body beyond the chain: the case's place tells which."""
    row, reason = case_of(books, said), said.data["reason"]
    if row is None:
        return
    ended, why = CaseState.NOT_AWARDED.value, {"refusal_reason": reason}
    if row["state"] == CaseState.COUNCIL_VOTED:
        step(books, said, ended, "close_session", reason=reason, **why)
    elif row["state"] == CaseState.PENDING_DECISION and row.get("submission_id") is None:
        keep(books, said, "refuse_signature")
        step(books, said, ended, "refuse_signature", reason=reason, **why)
    elif row["state"] == CaseState.PENDING_DECISION:
        keep(books, said, "enter_answer")
        reason, document = reason or None, said.data.get("document", UNTOLD)
        paper = {"document": document, "dated": said.data.get("dated", UNTOLD)}
        _answered(books, said, row, "refused", **paper, reason=reason if "document" in said.data else UNTOLD)
        over = {**why, **NO_CLOCK, "submission_id": None}
        step(books, said, ended, "enter_answer", reason=reason, document=document, **over)
    else:
        keep(books, said, "refuse")
        begin_appraisal(books, said)
        close_stage(books, said, "refused")
        step(books, said, ended, "refuse", reason=reason, **why, **NO_CLOCK)


def awarded(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    given = {"decision_id": data["decision"], "submission_id": None}
    action = "sign" if row.get("submission_id") is None else "enter_answer"
    keep(books, said, action)
    if action == "sign":
        step(books, said, CaseState.AWARDED.value, action, document=data["number"], **given)
        return
    document = books.noted("outside", data["decision"]) or UNTOLD
    reason = data.get("reason", UNTOLD)
    answer = {"reason": reason, "dated": data["dated"], "decision_id": data["decision"]}
    _answered(books, said, row, "granted", document=document, **answer)
    step(books, said, CaseState.AWARDED.value, action, reason=reason, document=document, **given, **NO_CLOCK)


def decision_signed(books: Books, said: Envelope) -> None:
    data = said.data
    _decision(
        books, data, signed_at=data["signed_at"], signed_by=data["signed_by"], list_sha256=data["list_sha256"],
        body=data["body"], body_name=data["body_name"], plan=data["plan"], evaluations=_asked(books, data),
    )  # fmt: skip
    for session in data["sessions"]:
        books.put("decision_session", decision_id=data["decision"], session_id=session)
    for place, item in enumerate(data["items"], start=1):
        books.put(
            "decision_item", case_id=item["case"], decision_id=data["decision"], place=place, bonus=item["bonus"]
        )


def later_signed(books: Books, said: Envelope) -> None:
    """What the register signed and wants numbered (`registry.later_decision_signed`)."""
    books.note("later", said.data["decision"], value=said.data)


def later_entered(books: Books, said: Envelope) -> None:
    """What somebody above decided about their own decision (`registry.later_decision_entered`)."""
    _cancelled(books, said.data, said.data["dated"])


def _cancelled(books: Books, data: Any, dated: str) -> None:
    if data["kind"] == LaterDecision.REVOCATION.value:
        books.put("cancelled_award", case_id=data["case"], decision=data["decision"], dated=dated)


def later_decision_numbered(books: Books, said: Envelope) -> None:
    data = said.data
    signed = books.noted("later", data["decision"]) or UNTOLD
    if isinstance(signed, dict):
        _cancelled(books, signed, data["dated"])
    same = ("signed_at", "signed_by", "body", "body_name", "plan")
    _decision(books, data, list_sha256=data["document_sha256"], evaluations=[], **{name: signed[name] for name in same})


def _decision(books: Books, data: Any, **columns: Any) -> None:
    books.put("decision", id=data["decision"], **_numbered(books, data, competence.DECISION_TYPE, columns), **columns)


def _asked(books: Books, data: Any) -> list[Any]:
    """What the rules said of the whole list, with every policy it was judged by (X03)."""
    cases = data["cases"] if "cases" in data else [item["case"] for item in data["items"]]
    policies = policies_of(books, cases)
    return [{"policies": policies, **one} for one in data["evaluations"]]


def _numbered(books: Books, data: Any, kind: str, columns: Any) -> dict[str, Any]:
    """The printed number taken apart; the register of the body stands at the highest it gave."""
    number, year = int(data["number"].partition("/")[0]), int(data["dated"][:4])
    body = columns["body"]
    stands = books.find("number_register", body, kind, year) if isinstance(body, str) else None
    if isinstance(body, str):
        last = max(number, 0 if stands is None else stands["last"])
        books.put("number_register", body=body, type=kind, year=year, last=last)
    return {"type": kind, "year": year, "number": number, "printed": data["number"], "dated": data["dated"]}


def submission_signed(books: Books, said: Envelope) -> None:
    data = said.data
    same = ("body", "body_name", "plan", "road", "ahead", "sessions", "signed_at", "signed_by", "list_sha256")
    columns: dict[str, Any] = {name: data[name] for name in same}
    numbered = _numbered(books, data, competence.SUBMISSION_TYPE, columns)
    first = books.find("case_file", data["cases"][0]) or UNTOLD
    columns |= {"stage_kind": first["stage_kind"], "evaluations": _asked(books, data)}
    books.put("submission", id=data["submission"], **numbered, **columns)
    for place, case in enumerate(data["cases"], start=1):
        books.put("submission_item", submission_id=data["submission"], case_id=case, place=place)
    for place, body in enumerate(data["ahead"]):
        books.note("ahead", data["submission"], body["office"], value=place)


def escalated(books: Books, said: Envelope) -> None:
    data = said.data
    keep(books, said, "escalate_upward")
    step(
        books, said, CaseState.PENDING_DECISION.value, "escalate_upward", document=data["number"],
        submission_id=data["submission"], **_waits(data["step"], data),
    )  # fmt: skip


def _waits(at: Any, data: Any) -> dict[str, Any]:
    """The case lies with a body beyond the chain, until the day its answer is due."""
    return {
        "body": at["body"], "body_name": at["body_name"], "due_on": data["due_on"], "clock_stopped_on": None,
    }  # fmt: skip


def endorsed(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    keep(books, said, "enter_answer")
    reason = data.get("reason", UNTOLD)
    _answered(books, said, row, "endorsed", document=data["document"], dated=data["dated"], reason=reason)
    step(
        books, said, CaseState.PENDING_DECISION.value, "enter_answer", reason=reason, document=data["document"],
        **_waits(data["next_step"], data),
    )  # fmt: skip


def sent_back(books: Books, said: Envelope) -> None:
    row, data = case_of(books, said), said.data
    if row is None:
        return
    keep(books, said, "enter_answer")
    why = {"dated": data["dated"], "reason": data["reason"] or None} if "dated" in data else _UNSAID
    _answered(books, said, row, "sent_back", document=data["document"], **why)
    lies = {"body": data["to_step"]["body"], "body_name": data["to_step"]["body_name"]}
    books.change("case_file", data["case"], **lies)
    in_hand = {"received_by": said.actor.subject, "received_at": said.time, "stage_since": said.time}
    step(
        books, said, data["to_state"], "enter_answer", reason=data["reason"], document=data["document"],
        submission_id=None, session_id=None, due_on=data["due_on"], **in_hand,
    )  # fmt: skip
    books.change(RUN, data["case"], row["stage_index"], closed_at=None, outcome=None)


def _answered(books: Books, said: Envelope, row: Any, answer: str, **columns: Any) -> None:
    """What a body beyond answered. The event's step names it: one that only advises may have been passed over."""
    lies = {"body": said.data["step"]["body"], "body_name": said.data["step"]["body_name"]}
    books.change("case_file", said.data["case"], **lies)
    office, submission = lies["body"].removeprefix(holder_of("")), row["submission_id"]
    books.put(
        "outside_answer", submission_id=submission, case_id=said.data["case"], office=office, answer=answer,
        place=books.noted("ahead", submission, office), entered_by=said.actor.subject, entered_at=said.time,
        **columns,
    )  # fmt: skip


def outside_decision_entered(books: Books, said: Envelope) -> None:
    data = said.data
    first = books.find("case_file", data["items"][0]["case"]) or UNTOLD
    same = ("dated", "signatory", "document", "body", "plan", "list_sha256", "entered_at", "entered_by", "office")
    books.put(
        "outside_decision", id=data["decision"], submission_id=first["submission_id"],
        office_name_vi=data["office_name"]["vi"], office_name_en=data["office_name"]["en"],
        printed=data["number"], evaluations=_asked(books, data), **{name: data[name] for name in same},
    )  # fmt: skip
    books.note("outside", data["decision"], value=data["document"])


DECISIONS = {
    "review.refused": refused,
    "review.awarded": awarded,
    "review.decision_signed": decision_signed,
    "review.later_decision_numbered": later_decision_numbered,
    "review.submission_signed": submission_signed,
    "review.escalated": escalated,
    "review.endorsed": endorsed,
    "review.sent_back": sent_back,
    "review.outside_decision_entered": outside_decision_entered,
}
