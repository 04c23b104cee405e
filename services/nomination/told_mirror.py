"""What a nomination's row must show of its case once review and the register have spoken.

Owns: the columns that mirror a case (`consumers`, `mirror`), lists that pass to a successor. Promises: as those wrote
them, from nothing but events. Leaves to others: what the proposing side said itself (`told`), what the case holds
(`told_ledger`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.nomination import told_ledger
from services.nomination.mirror import REGISTERS_OWN
from shared.accounts import Books
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.events.terms import FINAL_STATES, CaseState

_PASSED_BY: Mapping[str, CaseState] = {
    "review.queued": CaseState.COUNCIL_QUEUE, "review.council_voted": CaseState.COUNCIL_VOTED,
    "review.sent_for_signature": CaseState.PENDING_DECISION, "review.escalated": CaseState.PENDING_DECISION,
}  # fmt: skip

_EVERY = 1_000_000
"""Once it is taken back every request is answered, however many there were."""


def shown_of(books: Books, case: str) -> dict[str, Any]:
    """The columns of a case so far; empty before review spoke of it."""
    found: dict[str, Any] = books.noted("mirror", case) or {}
    return found


def _show(books: Books, case: str, **columns: Any) -> None:
    """The register's word."""
    books.note("mirror", case, value={**shown_of(books, case), **columns})


def _change(books: Books, case: str, **columns: Any) -> None:
    """Review's word: of a case in the register some columns are the register's."""
    own = REGISTERS_OWN.get(shown_of(books, case).get("state"), frozenset())
    _show(books, case, **{name: value for name, value in columns.items() if name not in own})


def _follow(books: Books, said: Envelope, state: str, step: Any, **columns: Any) -> None:
    """Review moved the case."""
    lies = {
        "stage_index": step["index"], "stage_kind": step["kind"], "holder": step["body"],
        "holder_name": step["body_name"], "held_since": said.time,
    }  # fmt: skip
    _change(books, said.data["case"], **{**lies, "state": state, **columns})


def _opened(books: Books, said: Envelope) -> None:
    _follow(books, said, CaseState.SUBMITTED.value, said.data["step"], due_on=None)


def _received(books: Books, said: Envelope) -> None:
    _follow(books, said, CaseState.RECEIVED.value, said.data["step"], due_on=said.data["due_on"])


def _passed(books: Books, said: Envelope) -> None:
    above = said.data["next_step"]
    state = CaseState.STAGE_PASSED if above is None else CaseState.SUBMITTED
    _follow(books, said, state.value, above or said.data["step"], due_on=None)


def _returned(books: Books, said: Envelope) -> None:
    data = said.data
    with_unit = _with_unit(data)
    wanted = {"due_on": data["due_on"], "reason": data["reason"], "return_items": data["items"]}
    _follow(books, said, CaseState.RETURNED.value, data["step"], **wanted, **with_unit)
    _show(books, data["case"], is_open=True)


def _with_unit(data: Any) -> dict[str, Any]:
    """In the hands of the unit, or of the one it merged into."""
    answering = data["unit"]["successor"] or data["unit"]
    return {"holder": answering["id"], "holder_name": answering["name"]}


def _resumed(books: Books, said: Envelope) -> None:
    data = said.data
    mended = {"due_on": data["due_on"], "reason": None, "return_items": None}
    _follow(books, said, CaseState.SUBMITTED.value, data["step"], **mended)
    _show(books, data["case"], taken=data["version"], is_open=False)


def _held(books: Books, said: Envelope) -> None:
    _follow(books, said, CaseState.ON_HOLD.value, said.data["step"], reason=said.data["document"])


def _released(books: Books, said: Envelope) -> None:
    """A release that did not say why a case was returned left it with the body."""
    data = said.data
    columns = {} if data["due_on"] is None else {"due_on": data["due_on"]}
    reason = data.get("reason")
    if reason is not None and data["to_state"] == CaseState.RETURNED:
        columns |= _with_unit(data)
    _follow(books, said, data["to_state"], data["step"], reason=reason, **columns)


def _ended(state: CaseState) -> Callable[[Books, Envelope], None]:
    def fold(books: Books, said: Envelope) -> None:
        _follow(books, said, state.value, said.data["step"], due_on=None, reason=said.data["reason"])
        told_ledger.free(books, said.data["case"])
        if state is CaseState.WITHDRAWN:
            _answered(books, said.data["case"], _EVERY)

    return fold


def _declined(books: Books, said: Envelope) -> None:
    """A release that did not say where the case stood let these words stand for the reason of an end."""
    if said.data.get("state") not in FINAL_STATES:
        _change(books, said.data["case"], reason=said.data["words"]["vi"])
    _answered(books, said.data["case"], 1)


def _answered(books: Books, case: str, requests: int) -> None:
    _show(books, case, answers=shown_of(books, case).get("answers", 0) + requests)


def _published(books: Books, said: Envelope) -> None:
    _follow(books, said, CaseState.PUBLIC_NOTICE.value, said.data["step"], due_on=said.data["until"])


def _extended(books: Books, said: Envelope) -> None:
    _change(books, said.data["case"], due_on=said.data["due_on"])


def _objected(books: Books, said: Envelope) -> None:
    _change(books, said.data["case"], due_on=None)


def _settled(books: Books, said: Envelope) -> None:
    _change(books, said.data["case"], due_on=said.data["until"])


def _went_on(books: Books, said: Envelope) -> None:
    columns: dict[str, Any] = {"due_on": None} if said.type == "review.queued" else {}
    if said.type == "review.escalated":
        columns["due_on"] = said.data["due_on"]
    _follow(books, said, _PASSED_BY[said.type].value, said.data["step"], **columns)


def _requeued(books: Books, said: Envelope) -> None:
    _follow(books, said, said.data["to_state"], said.data["step"], reason=said.data["reason"])


def _moved(books: Books, said: Envelope) -> None:
    data = said.data
    told_ledger.hand_over(books, said)
    columns: dict[str, Any] = {}
    if data["to_state"] != CaseState.PUBLIC_NOTICE:
        columns["due_on"] = data["due_on"]
    if data["to_state"] == CaseState.RETURNED:
        columns |= _with_unit(data)
    _follow(books, said, data["to_state"], data["step"], **columns)
    successor = (data["unit"]["successor"] or {"id": None})["id"]
    _show(books, data["case"], road=data["road"], policy=data["policy"], successor_id=successor)


def _places_passed(books: Books, said: Envelope) -> None:
    told_ledger.hand_over(books, said)


def _succeeded(books: Books, said: Envelope) -> None:
    """Lists pass to the union that goes on with them, or back (`list_answered_by`)."""
    data = said.data
    order = [data["unit"], data["successor"]["id"], data["is_back"], said.time, data["items"]]
    books.note("succeeded", data["plan"], value=[*(books.noted("succeeded", data["plan"]) or ()), order])


def list_answered_by(books: Books, one: str, plan: str, unit: str, imported_at: datetime) -> Any:
    """The union that goes on with a list since its own merged. One imported while that was ordered may be on either
    side of it."""
    heir: str | None = None
    for merged, successor, is_back, ordered_at, items in books.noted("succeeded", plan) or ():
        after = heir
        if items is not None and one not in items:
            continue
        if is_back and (unit, heir) == (merged, successor):
            after = None
        elif not is_back and (heir or unit) == merged:
            after = None if successor == unit else successor
        if after != heir and imported_at >= datetime.fromisoformat(ordered_at):
            return UNTOLD
        heir = after
    return heir


def _endorsed(books: Books, said: Envelope) -> None:
    due_on = said.data["due_on"]
    _follow(books, said, CaseState.PENDING_DECISION.value, said.data["next_step"], due_on=due_on)


def _sent_back(books: Books, said: Envelope) -> None:
    data = said.data
    _follow(books, said, data["to_state"], data["to_step"], due_on=data["due_on"], reason=data["reason"])


def _awarded(books: Books, said: Envelope) -> None:
    number = said.data["number"]
    told_ledger.use(books, said.data["case"])
    _follow(books, said, CaseState.AWARDED.value, said.data["step"], due_on=None, decision_number=number)


def _recorded(books: Books, said: Envelope) -> None:
    data = said.data
    is_erased = data["case"] in books.erased
    books.put(
        "known_award", id=data["award_id"], case_id=data["case"], nominee_key=data["nominee_key"],
        nominee_name=UNTOLD if is_erased else data["nominee_name"], unit_name=data["unit"]["name"],
        award=data["award"], year=data["year"], decision_number=data["number"], dated=data["dated"],
    )  # fmt: skip
    told_ledger.use(books, data["case"])
    stands = {"state": CaseState.PUBLISHED.value, "decision_number": data["number"], "archived_on": None}
    _show(books, data["case"], due_on=None, **stands)


def _presented(books: Books, said: Envelope) -> None:
    _show(books, said.data["case"], state=CaseState.PRESENTED.value)


def _archived(books: Books, said: Envelope) -> None:
    _show(books, said.data["case"], archived_on=said.data["archived_on"])


def _corrected(books: Books, said: Envelope) -> None:
    books.strike("known_award", said.data["award_id"])


def _revoked(books: Books, said: Envelope) -> None:
    books.strike("known_award", said.data["award_id"])
    told_ledger.free(books, said.data["case"])
    ended = {"state": CaseState.CANCELLED.value, "reason": said.data["basis"], "archived_on": None}
    _show(books, said.data["case"], **ended)


def _reported(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("unit", "plan", "report", "received_on")}
    books.put("known_report", id=data["receipt"], **same)


def _report_withdrawn(books: Books, said: Envelope) -> None:
    books.strike("known_report", said.data["receipt"])


HEARD = {
    "review.stage_opened": _opened,
    "review.received": _received,
    "review.stage_passed": _passed,
    "review.returned": _returned,
    "review.resumed": _resumed,
    "review.held": _held,
    "review.released": _released,
    "review.deadline_extended": _extended,
    "review.refused": _ended(CaseState.NOT_AWARDED),
    "review.withdrawn": _ended(CaseState.WITHDRAWN),
    "review.withdrawal_declined": _declined,
    "review.notice_published": _published,
    "review.objection_lodged": _objected,
    "review.objection_settled": _settled,
    "review.queued": _went_on,
    "review.requeued": _requeued,
    "review.case_moved": _moved,
    "review.places_passed": _places_passed,
    "review.proposer_succeeded": _succeeded,
    "review.council_voted": _went_on,
    "review.sent_for_signature": _went_on,
    "review.escalated": _went_on,
    "review.endorsed": _endorsed,
    "review.sent_back": _sent_back,
    "review.awarded": _awarded,
    "review.case_archived": _archived,
    "registry.award_recorded": _recorded,
    "registry.award_presented": _presented,
    "registry.award_archived": _archived,
    "registry.award_corrected": _corrected,
    "registry.award_revoked": _revoked,
    "registry.report_received": _reported,
    "registry.report_withdrawn": _report_withdrawn,
}
