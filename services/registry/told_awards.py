"""What the register's entries must be by what was said: decisions as they came, awards, their certificates.

Owns: what each of these events writes. Promises: as the acts themselves wrote it. Leaves to others: what is asked,
given back or complained about afterwards (`told_after`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.registry.rules.register import fold_as_written, fold_number, order_of
from shared.accounts import Books, Row
from shared.clock import office_day
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.events.terms import LaterDecision, Standing, SubjectKind
from shared.names import fold

AWARD, ARCHIVED = "awards", "archived_files"


def decided(books: Books, said: Envelope) -> None:
    """`review.decision_signed`, or what somebody above decided (`review.outside_decision_entered`)."""
    data = said.data
    is_outside = said.type == "review.outside_decision_entered"
    by = (
        {"body_name": data["office_name"]["vi"], "signed_by": data["signatory"], "signed_at": data["entered_at"]}
        if is_outside
        else {"body_name": data["body_name"], "signed_by": data["signed_by"], "signed_at": data["signed_at"]}
    )
    books.put(
        "decisions", id=data["decision"], number=data["number"], folded_number=UNTOLD, dated=data["dated"], **by,
        body=data["body"],
        authority=data["office"] if is_outside else None, kind="award", amends=None, plan=data["plan"],
        awards=len(data["items"]), list_sha256=data["list_sha256"],
    )  # fmt: skip
    for item in data["items"]:
        books.note("item", data["decision"], item["case"], value=item)


def unlike_its_number(row: Row) -> list[str]:
    """What a decision is found by follows from its number; releases before 23 November 2026 left it empty, or with the
    noughts of the number."""
    found_by = (None, fold_number(row["number"]), fold_as_written(row["number"]))
    return [] if row["folded_number"] in found_by else ["folded_number"]


def numbered(books: Books, said: Envelope) -> None:
    """A decision about a decision has its number (`review.later_decision_numbered`)."""
    books.note("numbered", said.data["decision"], value=said.data["document_sha256"])


def award_recorded(books: Books, said: Envelope) -> None:
    data = said.data
    decision = books.find("decisions", data["decision"]) or UNTOLD
    old = UNTOLD if data["replaces"] is None else books.find(AWARD, data["replaces"]) or UNTOLD
    item = books.noted("item", data["decision"], data["case"]) or UNTOLD
    name = data["nominee_name"]
    is_name = isinstance(name, str)
    is_first = data["replaces"] is None
    kept: Any = item if is_first else old
    heir = data["unit"]["successor"] or {"id": None, "name": None}
    books.put(
        AWARD, id=data["award_id"], case_id=data["case"], standing=Standing.IN_FORCE.value,
        entry=1 if is_first else _next(old), replaces=data["replaces"],
        **_disputed_as(books, data, old), decision_id=data["decision"], number=data["number"], dated=data["dated"],
        body=decision["body"], plan=decision["plan"], nominee_key=data["nominee_key"],
        nominee_kind=data["nominee_kind"], nominee_name=name,
        folded_name=fold(name) if is_name else UNTOLD,
        sort_key=order_of(SubjectKind(data["nominee_kind"]), name) if is_name else UNTOLD,
        nominee_birth=item["nominee_birth"], salt=None, is_direct_worker=kept["is_direct_worker"],
        is_leader=kept["is_leader"], unit_id=data["unit"]["id"], unit_name=data["unit"]["name"],
        folded_unit=fold(data["unit"]["name"]), unit_block=data["unit"]["block"], award_code=data["award"],
        successor_id=heir["id"], successor_name=heir["name"],
        award_name_vi=data["award_name"]["vi"], award_name_en=data["award_name"]["en"], year=data["year"],
        bonus=kept["bonus"], bonus_working=kept["bonus_working"], certificate=data["certificate"], version=1,
        **_changed(said, "record" if is_first else "correction"),
    )  # fmt: skip
    if data["case"] in books.erased:  # also under the key a correction gave
        books.erased_keys.add(data["nominee_key"])
    if not is_first:
        _bind_birth(books, data)
    if data["certificate"] is not None and isinstance(decision, dict):
        _count_certificate(books, decision["body"], int(data["dated"][:4]))


def _bind_birth(books: Books, data: Any) -> None:
    """A correction may change it; it is no event's, and goes with the person."""
    bound = ("salt", "nominee_birth")
    emptied = {"nominee_birth": None}
    books.bind(
        AWARD, data["award_id"], columns=bound, to=data.get("kept_sha256"), unless=emptied, of="nominee_key"
    )


def _disputed_as(books: Books, data: Any, old: Any) -> dict[str, Any]:
    """With complaints a correction carries what they made wait; a release before 23 November 2026 carried neither."""
    carried, waits = books.noted("carried", data["award_id"]) or (0, False)
    return {"complaints_open": carried, "paused_because": old["paused_because"] if waits else None}


def _next(old: Any) -> Any:
    return old["entry"] + 1 if isinstance(old, dict) else UNTOLD


def _count_certificate(books: Books, body: str, year: int) -> None:
    book = books.find("golden_books", body, year)
    books.put("golden_books", body=body, year=year, last=1 + (book["last"] if book else 0))


def _changed(said: Envelope, change: str) -> dict[str, Any]:
    return {"changed_by": said.actor.subject, "changed_at": said.time, "change": change}


def signed(books: Books, said: Envelope, table: str, key: Any, change: str, **columns: Any) -> None:
    """A new version of a row, by who acted; `columns` change with it."""
    row = books.find(table, key)
    if row is not None:
        books.change(table, key, version=row["version"] + 1, **_changed(said, change), **columns)


def award_presented(books: Books, said: Envelope) -> None:
    data = said.data
    handed = {"presented_on": data["presented_on"], "occasion": data["occasion"]}
    signed(books, said, AWARD, data["award_id"], "present", **handed)


def presentation_paused(books: Books, said: Envelope) -> None:
    signed(books, said, AWARD, said.data["award_id"], "pause_presentation", paused_because=said.data["reason"])


def presentation_resumed(books: Books, said: Envelope) -> None:
    signed(books, said, AWARD, said.data["award_id"], "resume_presentation", paused_because=None)


def presentation_deadline_missed(books: Books, said: Envelope) -> None:
    books.change(AWARD, said.data["award_id"], late_said_at=said.time)


def award_archived(books: Books, said: Envelope) -> None:
    data = said.data
    same = ("award_id", "file", "archived_on", "keep_until", "basis", "is_unverified")
    books.put(
        ARCHIVED, case_id=data["case"], archived_by=said.actor.subject, **{name: data[name] for name in same}
    )
    signed(books, said, AWARD, data["award_id"], "archive_award")


def award_corrected(books: Books, said: Envelope) -> None:
    kind = LaterDecision.CORRECTION.value
    _later_decision(books, said, kind, awards=1)
    ended = {"standing": Standing.CORRECTED.value, "ended_by": said.data["decision"]}
    signed(books, said, AWARD, said.data["award_id"], kind, **ended)
    books.strike(ARCHIVED, said.data["award_id"])
    _recovery_opened(books, said, kind, money=0)
    waits = bool(said.data.get("goes_on_paused"))
    _carried(books, said.data.get("complaints") or (), said.data["replaced_by"], waits=waits)


def _carried(books: Books, complaints: Sequence[str], entry: str, *, waits: bool) -> None:
    """They mark the new entry instead of the one they were about."""
    for complaint in complaints:
        about = (books.find("complaints", complaint) or {}).get("award_id")
        marked = books.find(AWARD, about)
        if marked is not None:
            books.change(AWARD, about, complaints_open=marked["complaints_open"] - 1)
        books.change("complaints", complaint, award_id=entry)
    books.note("carried", entry, value=(len(complaints), waits))


def award_revoked(books: Books, said: Envelope) -> None:
    kind, data = LaterDecision.REVOCATION.value, said.data
    _later_decision(books, said, kind, awards=0)
    ended = {"standing": Standing.REVOKED.value, "ended_by": data["decision"]}
    signed(books, said, AWARD, data["award_id"], kind, **ended)
    books.strike(ARCHIVED, data["award_id"])
    money = data.get("money")
    _recovery_opened(books, said, kind, money=UNTOLD if money is None else money)


def _recovery_opened(books: Books, said: Envelope, kind: str, *, money: Any) -> None:
    data, award = said.data, books.find(AWARD, said.data["award_id"])
    if data["recovery"] is not None and award is not None:
        books.put(
            "recoveries", id=data["recovery"], award_id=data["award_id"], case_id=data["case"], body=award["body"],
            decision_id=data["decision"], state="to_notify", kind=kind, money=money, money_returned=0,
            certificate_owed=award.get("presented_on") is not None, certificate_returned=False,
            certificate_lost=False, opened_on=office_day(said.time), is_unverified=False, version=1,
            **_changed(said, kind),
        )  # fmt: skip


def _later_decision(books: Books, said: Envelope, kind: str, *, awards: int) -> None:
    """The decision by which it happened, as the register keeps it, and the proposal it ends."""
    data = said.data
    award = books.find(AWARD, data["award_id"])
    amended: Any = None if award is None else books.find("decisions", award["decision_id"])
    if award is None or amended is None:
        return
    remedy = books.noted("open_remedy", data["award_id"])
    asked: Row = books.find("remedies", remedy) or {}
    is_from_above = amended["authority"] is not None
    heard, entered = books.noted("numbered", data["decision"]), books.noted("entered", data["decision"])
    by = {
        "signed_by": entered["signatory"] if entered else asked.get("signed_by"),
        "signed_at": said.time if is_from_above else asked.get("signed_at"),
    }
    books.put(
        "decisions", id=data["decision"], number=data["number"], folded_number=UNTOLD, dated=data["dated"], **by,
        body=amended["body"], body_name=amended["body_name"], authority=amended["authority"], kind=kind,
        amends=amended["id"], plan=amended["plan"], awards=awards,
        list_sha256=entered["document_sha256"] if entered else heard,
    )  # fmt: skip
    in_effect = {"state": "in_effect", "number": data["number"], "dated": data["dated"]}
    signed(books, said, "remedies", remedy, "enter_later_decision", **in_effect, **by, decision_id=data["decision"])


def person_erased(books: Books, said: Envelope) -> None:
    for name in said.data.get("names") or ():
        books.put("erased_names", **name | {"erasure": said.data["erasure"], "unit": name.get("unit") or ""})


HEARD = {
    "nomination.person_erased": person_erased,
    "review.decision_signed": decided,
    "review.outside_decision_entered": decided,
    "review.later_decision_numbered": numbered,
}
AWARDS = {
    "registry.award_recorded": award_recorded,
    "registry.award_presented": award_presented,
    "registry.presentation_paused": presentation_paused,
    "registry.presentation_resumed": presentation_resumed,
    "registry.presentation_deadline_missed": presentation_deadline_missed,
    "registry.award_archived": award_archived,
    "registry.award_corrected": award_corrected,
    "registry.award_revoked": award_revoked,
}
