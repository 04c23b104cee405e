"""What the rows of what comes after a decision must be by the events: remedies, recoveries, complaints, progress.

Owns: what each of these events writes. Promises: as the acts themselves wrote it. Leaves to others: the entries of the
register themselves (`told_awards`).
"""

from __future__ import annotations

from typing import Any

from services.registry.models_progress import TARGETS
from services.registry.rules.targets import STATED
from services.registry.told_awards import AWARD, signed
from shared.accounts import Books
from shared.clock import office_day
from shared.comparable import UNTOLD
from shared.erasure import ERASED
from shared.events.envelope import Envelope

REMEDY, RECOVERY, COMPLAINT = "remedies", "recoveries", "complaints"
RETURNED, AUTHORS = "prize_returns", "initiative_authors"


def _first(said: Envelope, change: str) -> dict[str, Any]:
    return {"version": 1, "changed_by": said.actor.subject, "changed_at": said.time, "change": change}


def _unless_old(data: Any) -> Any:
    """Whether nobody read the article in its source; earlier releases did not say."""
    return UNTOLD if data.get("is_unverified") is None else data["is_unverified"]


def remedy_proposed(books: Books, said: Envelope) -> None:
    data = said.data
    award: Any = books.find(AWARD, data["award_id"]) or UNTOLD
    ground: Any = data.get("ground_name") or UNTOLD
    same = ("kind", "award_id", "ground", "basis", "needs_hearing", "letter")
    books.put(
        REMEDY, id=data["remedy"], case_id=data["case"], body=award["body"], unit_id=award["unit_id"],
        state="hearing" if data["needs_hearing"] else "ready", proposed_by=said.actor.subject,
        proposed_unit=said.actor.unit, proposed_on=office_day(said.time), is_unverified=_unless_old(data),
        ground_vi=ground["vi"], ground_en=ground["en"], **{name: data[name] for name in same},
        **_first(said, "propose_remedy"),
    )  # fmt: skip
    bound = ("reason", "documents", "changes", "complaint_id")
    books.bind(REMEDY, data["remedy"], columns=bound, to=data.get("kept_sha256"))
    books.note("open_remedy", data["award_id"], value=data["remedy"])


def awardee_invited(books: Books, said: Envelope) -> None:
    signed(books, said, REMEDY, said.data["remedy"], "invite_awardee", answer_by=said.data["answer_by"])


def awardee_explained(books: Books, said: Envelope) -> None:
    heard = {"heard_on": said.data["heard_on"], "state": "ready"}
    signed(books, said, REMEDY, said.data["remedy"], "hear_awardee", **heard)
    books.bind(REMEDY, said.data["remedy"], columns=("statement",), to=said.data.get("kept_sha256"))


def remedy_declined(books: Books, said: Envelope) -> None:
    why = {"state": "declined", "declined_because": said.data["reason"]}
    signed(books, said, REMEDY, said.data["remedy"], "decline_remedy", **why)


def later_decision_signed(books: Books, said: Envelope) -> None:
    data = said.data
    by = {"signed_by": data["signed_by"], "signed_at": data["signed_at"], "decision_id": data["decision"]}
    signed(books, said, REMEDY, data["remedy"], "sign_remedy", state="signed", **by)


def later_decision_entered(books: Books, said: Envelope) -> None:
    """It takes effect in the same act: what it did to the entry is told next."""
    books.note("entered", said.data["decision"], value=said.data)


def return_demanded(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("notified_on", "due_on", "money", "basis")}
    same["is_unverified"] = _unless_old(data)
    signed(books, said, RECOVERY, data["recovery"], "demand_return", state="running", **same)


def prize_returned(books: Books, said: Envelope) -> None:
    data = said.data
    row = books.find(RECOVERY, data["recovery"])
    if row is None:
        return
    given = {
        "money_returned": row["money_returned"] + data["money"],
        "certificate_returned": row["certificate_returned"] or data["certificate"],
    }
    signed(books, said, RECOVERY, data["recovery"], "record_return", **given)
    known = {
        "recovery_id": data["recovery"], "returned_on": data["returned_on"], "money": data["money"],
        "certificate": data["certificate"], "recorded_by": said.actor.subject, "recorded_at": said.time,
    }  # fmt: skip
    number = data.get("prize_return")
    if number is None:  # told by an earlier release
        books.expect(RETURNED, 1, **known)
        return
    books.put(RETURNED, id=number, **known)
    books.bind(RETURNED, number, columns=("document",), to=data.get("kept_sha256"))


def certificate_loss_accepted(books: Books, said: Envelope) -> None:
    signed(books, said, RECOVERY, said.data["recovery"], "accept_loss", certificate_lost=True)
    books.bind(RECOVERY, said.data["recovery"], columns=("loss_document",), to=said.data.get("kept_sha256"))


def prize_recovered(books: Books, said: Envelope) -> None:
    books.change(RECOVERY, said.data["recovery"], state="recovered", recovered_on=said.data["recovered_on"])


def recovery_deadline_missed(books: Books, said: Envelope) -> None:
    books.change(RECOVERY, said.data["recovery"], overdue_said_at=said.time)


def recovery_deadline_neared(books: Books, said: Envelope) -> None:
    data = said.data
    books.change(RECOVERY, data["recovery"], near_due_on=data["due_on"], near_days=data["working_days"])


def complaint_deadline_neared(books: Books, said: Envelope) -> None:
    data = said.data
    books.change(COMPLAINT, data["complaint"], near_due_on=data["due_on"], near_days=data["working_days"])


def report_deadline_neared(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "plan_reminders", plan=data["plan"], owner=data["owner"]["id"], about=data["report"], day=data["last_day"],
        step=data["days"], said_at=said.time,
    )  # fmt: skip


def filing_day_neared(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "plan_reminders", plan=data["plan"], owner=data["owner"]["id"], about=f"@{data['due']}", day=data["last_day"],
        step=data["days"], said_at=said.time,
    )  # fmt: skip


def pace_measured(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "plan_reminders", plan=data["plan"], owner=data["owner"]["id"], about=TARGETS, day=data["first"],
        step=data["percent"], said_at=said.time,
    )  # fmt: skip


def complaint_lodged(books: Books, said: Envelope) -> None:
    data = said.data
    decision: Any = books.find("decisions", data["decision"]) or UNTOLD
    same = ("level", "authority", "award_id", "lodged_on", "last_day", "is_late", "basis")
    books.put(
        COMPLAINT, id=data["complaint"], decision_id=data["decision"], case_id=data["case"], body=decision["body"],
        complainant_kind=data["complainant"], lodged_by=said.actor.subject, state="lodged",
        lodged_unit=data.get("lodged_unit"),
        waits_until=data["answer_by"], is_complex=False, is_remote=False, is_unverified=_unless_old(data),
        **{name: data[name] for name in same},
        **_first(said, "lodge_complaint"),
    )  # fmt: skip
    bound = ("earlier_id", "complainant", "unit_id", "content", "learned_on")
    books.bind(COMPLAINT, data["complaint"], columns=bound, to=data.get("kept_sha256"))
    _mark(books, said, data["award_id"], 1, "lodge_complaint")


def complaint_accepted(books: Books, said: Envelope) -> None:
    data = said.data
    signed(
        books, said, COMPLAINT, data["complaint"], "accept_complaint", state="accepted",
        accepted_on=data["accepted_on"], settle_by=data["settle_by"], waits_until=data["settle_by"],
        settle_basis=data["basis"], **{name: data.get(name, UNTOLD) for name in ("is_complex", "is_remote")},
    )  # fmt: skip


def complaint_rejected(books: Books, said: Envelope) -> None:
    row = books.find(COMPLAINT, said.data["complaint"])
    over = {"state": "rejected", "waits_until": None, "reason": said.data["reason"]}
    signed(books, said, COMPLAINT, said.data["complaint"], "reject_complaint", **over)
    _mark(books, said, None if row is None else row.get("award_id"), -1, "reject_complaint")


def complaint_settled(books: Books, said: Envelope) -> None:
    data = said.data
    row = books.find(COMPLAINT, data["complaint"])
    same = {name: data[name] for name in ("outcome", "document", "settled_on")}
    over = {"state": "settled", "waits_until": None, "settled_by": said.actor.subject}
    signed(books, said, COMPLAINT, data["complaint"], "settle_complaint", **over, **same)
    books.bind(COMPLAINT, data["complaint"], columns=("reason",), to=data.get("kept_sha256"))
    _mark(books, said, None if row is None else row.get("award_id"), -1, "settle_complaint")


def complaint_deadline_missed(books: Books, said: Envelope) -> None:
    row = books.find(COMPLAINT, said.data["complaint"])
    if row is not None:
        books.change(COMPLAINT, said.data["complaint"], overdue_said=row["state"])


def _mark(books: Books, said: Envelope, award: str | None, by: int, change: str) -> None:
    """An award shows how many complaints about it are open."""
    row = None if award is None else books.find(AWARD, award)
    if row is not None:
        signed(books, said, AWARD, award, change, complaints_open=row["complaints_open"] + by)


def initiative_recorded(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("plan", "unit", "scope", "recognised_on")}
    books.put("initiatives", id=data["initiative"], **same, **_first(said, "record_initiative"))
    bound = ("unit_name", "block", "title", "recognised_by")
    books.bind("initiatives", data["initiative"], columns=bound, to=data.get("kept_sha256"))
    _authors(books, data)


def _authors(books: Books, data: Any) -> None:
    """One row for each; earlier releases said no more than how many. An erasure empties all but the key."""
    told = data.get("authors") or [{}] * data["persons"]
    salts = {} if data.get("authors") else {"key_salt": None, "salt": None}
    for place, author in enumerate(told):
        key = data["initiative"], place
        books.put(AUTHORS, initiative=key[0], place=place, **dict.fromkeys(("key", "name", "birth"), UNTOLD), **salts)
        if author:
            books.bind(AUTHORS, *key, columns=("key_salt", "key"), to=author["key_sha256"])
            bound, emptied = ("salt", "name", "birth"), {"name": ERASED, "birth": ""}
            books.bind(AUTHORS, *key, columns=bound, to=author["kept_sha256"], unless=emptied, of="key")


def initiative_withdrawn(books: Books, said: Envelope) -> None:
    initiative, place = said.data["initiative"], 0
    books.strike("initiatives", initiative)
    while books.find(AUTHORS, initiative, place) is not None:
        books.strike(AUTHORS, initiative, place)
        place += 1


def figures_stated(books: Books, said: Envelope) -> None:
    data = said.data
    same = ("plan", "unit", "counted_from", "unit_name", "block", "snapshot_on", "version", *STATED)
    changed = {"changed_by": said.actor.subject, "changed_at": said.time, "change": "enter_figures"}
    books.put("figures", id=data["figures"], **{name: data[name] for name in same}, **changed)


def external_entry_recorded(books: Books, said: Envelope) -> None:
    data = said.data
    entry = {
        "external_registry": data["registry"], "external_number": data["number"], "external_on": data["entered_on"],
    }  # fmt: skip
    signed(books, said, "initiatives", data["initiative"], "enter_elsewhere", **entry)


def report_received(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("plan", "report", "unit", "period", "received_on", "is_late")}
    books.put("reports_received", id=data["receipt"], received_by=said.actor.subject, **same)
    bound = ("unit_name", "document")
    books.bind("reports_received", data["receipt"], columns=bound, to=data.get("kept_sha256"))


def report_withdrawn(books: Books, said: Envelope) -> None:
    books.strike("reports_received", said.data["receipt"])


AFTER = {
    "registry.remedy_proposed": remedy_proposed,
    "registry.awardee_invited": awardee_invited,
    "registry.awardee_explained": awardee_explained,
    "registry.remedy_declined": remedy_declined,
    "registry.later_decision_signed": later_decision_signed,
    "registry.later_decision_entered": later_decision_entered,
    "registry.return_demanded": return_demanded,
    "registry.prize_returned": prize_returned,
    "registry.certificate_loss_accepted": certificate_loss_accepted,
    "registry.prize_recovered": prize_recovered,
    "registry.recovery_deadline_missed": recovery_deadline_missed,
    "registry.recovery_deadline_neared": recovery_deadline_neared,
    "registry.complaint_deadline_neared": complaint_deadline_neared,
    "registry.report_deadline_neared": report_deadline_neared,
    "registry.filing_day_neared": filing_day_neared,
    "registry.pace_measured": pace_measured,
    "registry.complaint_lodged": complaint_lodged,
    "registry.complaint_accepted": complaint_accepted,
    "registry.complaint_rejected": complaint_rejected,
    "registry.complaint_settled": complaint_settled,
    "registry.complaint_deadline_missed": complaint_deadline_missed,
    "registry.initiative_recorded": initiative_recorded,
    "registry.external_entry_recorded": external_entry_recorded,
    "registry.report_received": report_received,
    "registry.initiative_withdrawn": initiative_withdrawn,
    "registry.report_withdrawn": report_withdrawn,
    "registry.figures_stated": figures_stated,
}
