"""What the council's rows must be by its events: councils, notices, sessions with agenda, recusals, voters, tallies.

Owns: what each of these events writes. Promises: as the acts themselves wrote it; a paper is what its receipt commits
to. Until a secret vote is counted only how many papers there are is known: an event that bound one would tell whose it
is. Leaves to others: signatures (`told_decisions`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from services.review.council_models import SessionState
from services.review.told_steps import CASE, keep, policies_of, step
from shared.accounts import Books, Row
from shared.ballot_box import receipt_of
from shared.clock import office_day
from shared.comparable import UNTOLD
from shared.erasure import ERASED
from shared.events.envelope import Envelope
from shared.events.terms import BallotChoice, BallotMode, CaseState

SESSION = "council_session"
PAPER, AGENDA, MINUTES = "ballot_paper", "agenda_item", "session_minutes"


def council_seated(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "council", id=data["council"], kind=data["kind"], body=data["body"], chair=data["chair"],
        secretary=data["secretary"], valid_from=data["valid_from"], document=data["document"], version=1,
        **_changed(said, "seat_council"),
    )  # fmt: skip
    for place, member in enumerate(data["members"], start=1):
        books.put("council_member", council_id=data["council"], member=member, place=place)


def _changed(said: Envelope, change: str) -> dict[str, Any]:
    return {"changed_by": said.actor.subject, "changed_at": said.time, "change": change}


def notice_published(books: Books, said: Envelope) -> None:
    data = said.data
    step(books, said, CaseState.PUBLIC_NOTICE.value, "publish_notice", document=data["where"])
    books.put(
        "public_notice", case_id=data["case"], place=data["where"], published_on=data["published_on"],
        runs_from=data["published_on"], until=data["until"], published_by=said.actor.subject,
        published_at=said.time,
    )  # fmt: skip


def session_opened(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        SESSION, id=data["session"], council_id=data["council"], body=data["body"], mode=data["mode"],
        state=SessionState.OPENED.value, meets_on=office_day(said.time), opened_at=said.time, evaluations=[], version=1,
        written_until=data.get("written_until", UNTOLD), votes_from=data.get("votes_from"),
        no_vote_before=data.get("no_vote_before"), **_changed(said, "open_session"),
    )  # fmt: skip
    for place, member in enumerate(data["members"], start=1):
        books.put("session_member", session_id=data["session"], member=member, place=place, is_present=False)
    for number, case in enumerate(data["agenda"], start=1):
        books.put(AGENDA, session_id=data["session"], case_id=case, number=number, is_off=False, law=UNTOLD)
    books.note("members", data["session"], value=data["members"])
    books.note("agenda", data["session"], value=data["agenda"])


def queued(books: Books, said: Envelope) -> None:
    session = said.data["session"]
    books.bind(AGENDA, session, said.data["case"], columns=("law",), to=said.data.get("law_sha256"))
    keep(books, said, "open_session")
    step(books, said, CaseState.COUNCIL_QUEUE.value, "open_session", document=session, session_id=session)


def requeued(books: Books, said: Envelope) -> None:
    """Whether the session was adjourned or the case deferred, the session's own event says."""
    data = said.data
    unsaid = {"reason": data["reason"], "document": data["session"]}
    step(books, said, data["to_state"], "adjourn_session", **unsaid, session_id=None)


def touch(books: Books, said: Envelope, change: str, **columns: Any) -> None:
    """A step of a session: its version rises."""
    row = books.find(SESSION, said.data["session"])
    if row is not None:
        version = row["version"] + 1
        books.change(SESSION, said.data["session"], version=version, **_changed(said, change), **columns)


def _ask(books: Books, said: Envelope, change: str) -> None:
    """What the rules said of the session as a whole stands with it, with the policies of its agenda (X03)."""
    session = said.data["session"]
    policies = policies_of(books, books.noted("agenda", session))
    known = {"action": change, "at": said.time.isoformat(), "policies": policies}
    asked = [*(books.noted("asked", session) or ()), *({**known, **one} for one in said.data["evaluations"])]
    books.note("asked", session, value=asked)
    books.change(SESSION, session, evaluations=asked)


def attendance_recorded(books: Books, said: Envelope) -> None:
    session, present = said.data["session"], set(said.data["present"])
    for member in books.noted("members", session) or ():
        books.change("session_member", session, member, is_present=member in present)
    _ask(books, said, "record_attendance")
    touch(books, said, "record_attendance")


def voting_opened(books: Books, said: Envelope) -> None:
    _ask(books, said, "open_voting")
    touch(books, said, "open_voting", state=SessionState.VOTING.value, voting_opened_at=said.time)


def written_opinions_awaited(books: Books, said: Envelope) -> None:
    books.change(SESSION, said.data["session"], opinions_near_days=said.data["working_days"])


def ballot_cast(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "voter", session_id=data["session"], member=data["member"], cast_at=said.time,
        in_writing=data["in_writing"],
    )  # fmt: skip
    is_open = (books.find(SESSION, data["session"]) or {}).get("mode") == BallotMode.OPEN
    receipts, member = data.get("receipts", ()), data["member"] if is_open else None
    for receipt in receipts:
        commits_to = dict.fromkeys(("case_id", "choice", "number"), UNTOLD)
        books.put(PAPER, receipt=receipt, session_id=data["session"], member=member, **commits_to)
    if not receipts:
        books.expect(PAPER, data["cases"], session_id=data["session"], member=member)


def unlike_its_receipt(paper: Row) -> Collection[str]:
    """What of a paper is not what its receipt commits to, counted or not."""
    session, case, choice, number = (paper[name] for name in ("session_id", "case_id", "choice", "number"))
    try:
        is_it = paper["receipt"] == receipt_of(session=session, case=case, choice=BallotChoice(choice), number=number)
    except (ValueError, TypeError):
        is_it = False
    return () if is_it else ("case_id", "choice", "number")


def council_voted(books: Books, said: Envelope) -> None:
    data = said.data
    tally = data["tally"]
    step(books, said, CaseState.COUNCIL_VOTED.value, "close_session", document=data["session"])
    keep(books, said, "close_session")
    books.change(AGENDA, data["session"], data["case"], tally=tally, passed=tally["passed"])
    if tally["split_waits"]:
        books.note("waits", data["case"], value=data["session"])
        key, to = (data["session"], data["case"]), data.get("sealed_sha256")
        books.bind(AGENDA, *key, columns=("salt", "sealed"), to=to)
    _papers(books, data)


def _papers(books: Books, data: Any) -> None:
    """What was counted of a secret vote. While the split waits only the receipts are told."""
    if data["papers"]:
        books.expect(PAPER, -len(data["papers"]), session_id=data["session"], member=None)
    for paper in data["papers"]:
        opened = {name: paper[name] if paper[name] is not None else UNTOLD for name in ("choice", "number")}
        books.put(PAPER, receipt=paper["receipt"], session_id=data["session"], case_id=data["case"], **opened)


def _minutes(books: Books, said: Envelope) -> None:
    """An erasure takes the names of people out of the minutes; the hash that binds them is of the whole."""
    session = said.data["session"]
    is_whole = books.erased.isdisjoint(books.noted("agenda", session) or ())
    unbound = dict.fromkeys(("text", "sha256", *(() if is_whole else ("salt",))), UNTOLD)
    books.put(MINUTES, session_id=session, written_at=said.time, **unbound)
    if not is_whole:
        return
    kept, sealed = said.data.get("kept_sha256"), said.data.get("sealed_sha256")
    columns = ("sha256", "text") if sealed is None else ("salt", "sha256", "text")
    books.bind(MINUTES, session, columns=columns, to=kept if sealed is None else sealed)


def session_closed(books: Books, said: Envelope) -> None:
    _minutes(books, said)
    closed = {"state": SessionState.CLOSED.value, "closed_at": said.time, "closed_by": said.actor.subject}
    _ask(books, said, "close_session")
    touch(books, said, "close_session", **closed)


def session_adjourned(books: Books, said: Envelope) -> None:
    ended = {"state": SessionState.ADJOURNED.value, "adjourned_for": said.data["reason"]}
    _ask(books, said, "adjourn_session")
    touch(books, said, "adjourn_session", **ended)


def cases_deferred(books: Books, said: Envelope) -> None:
    for case in said.data["cases"]:
        books.change(AGENDA, said.data["session"], case, is_off=True)
        row = books.find(CASE, case)
        if row is not None:
            books.change(CASE, case, change="defer_cases")
            books.change("transition", case, row["version"], action="defer_cases")
    if said.data.get("evaluations"):
        _ask(books, said, "defer_cases")
    touch(books, said, "defer_cases")


def splits_pooled(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "pooled_split", session_id=data["session"], voters=data["voters"], papers=data["papers"], yes=data["yes"],
        no=data["no"], abstained=data["abstained"],
    )  # fmt: skip
    for case in data["cases"]:
        books.change(AGENDA, books.noted("waits", case), case, pooled_in=data["session"])


def sent_for_signature(books: Books, said: Envelope) -> None:
    """By the council's session, once for all its cases, or by the minutes the body passed the case with."""
    session, pending = said.data["session"], CaseState.PENDING_DECISION.value
    if session is None:
        step(books, said, pending, "send_to_signer", document=books.noted("minutes", said.data["case"]))
        return
    step(books, said, pending, "send_for_signature", document=session)
    if books.noted("sent_off", session) != said.trace.correlation:
        books.note("sent_off", session, value=said.trace.correlation)
        touch(books, said, "send_for_signature", state=SessionState.SENT.value)


def member_recused(books: Books, said: Envelope) -> None:
    data = said.data
    key = data["session"], data["case"], data["member"]
    reason = (books.find("recusal", *key) or {}).get("reason")
    books.put(
        "recusal", session_id=data["session"], case_id=data["case"], member=data["member"], ground=data["ground"],
        decided=data["decided"], reason=reason,
    )  # fmt: skip


def recusal_decided(books: Books, said: Envelope) -> None:
    data = said.data
    books.change(
        "recusal", data["session"], data["case"], data["member"], decided=data["decided"],
        decided_by=said.actor.subject, decided_at=said.time, reason=data["reason"],
    )  # fmt: skip
    touch(books, said, "decide_recusal")


def relation_declared(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "declaration", id=data["declaration"], person=data["person"], kind=data["kind"],
        declared_by=said.actor.subject, declared_at=said.time, about_year=None,
    )  # fmt: skip
    # An emptied one does not say of whom it told: it may be so once somebody was erased.
    emptied = {"about": ERASED, "about_year": None} if books.erased_keys else None
    to = data.get("kept_sha256")
    columns = ("salt", "about", "about_year") if data.get("by_year") else ("salt", "about")
    books.bind("declaration", data["declaration"], columns=columns, to=to, unless=emptied)


def relation_withdrawn(books: Books, said: Envelope) -> None:
    by = {"withdrawn_by": said.actor.subject, "withdrawn_at": said.time}
    books.change("declaration", said.data["declaration"], **by)


def mandate_granted(books: Books, said: Envelope) -> None:
    data = said.data
    same = ("giver", "delegate", "role", "unit", "stages", "awards", "first", "last", "document")
    books.put("mandate", id=data["mandate"], given_at=said.time, **{name: data[name] for name in same})


def mandate_revoked(books: Books, said: Envelope) -> None:
    data = said.data
    by = {"revoked_at": said.time, "revoked_by": said.actor.subject, "revoked_for": data["reason"]}
    books.change("mandate", data["mandate"], **by)


COUNCIL = {
    "review.council_seated": council_seated,
    "review.notice_published": notice_published,
    "review.session_opened": session_opened,
    "review.queued": queued,
    "review.requeued": requeued,
    "review.attendance_recorded": attendance_recorded,
    "review.voting_opened": voting_opened,
    "review.written_opinions_awaited": written_opinions_awaited,
    "review.ballot_cast": ballot_cast,
    "review.council_voted": council_voted,
    "review.session_closed": session_closed,
    "review.session_adjourned": session_adjourned,
    "review.cases_deferred": cases_deferred,
    "review.splits_pooled": splits_pooled,
    "review.sent_for_signature": sent_for_signature,
    "review.member_recused": member_recused,
    "review.recusal_decided": recusal_decided,
    "review.relation_declared": relation_declared,
    "review.relation_withdrawn": relation_withdrawn,
    "review.mandate_granted": mandate_granted,
    "review.mandate_revoked": mandate_revoked,
}
