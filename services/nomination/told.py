"""How nomination's rows follow from what was said, and what of them no event tells.

Owns: what is sent up, the list of what is not compared. Promises: a table or column is compared, or stands here with
the reason. Leaves to others: units and holds (`told_units`), what a nomination mirrors (`told_mirror`), claims, places
and policies (`told_ledger`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.nomination.actions_drafts import columns_of
from services.nomination.models import IdentityRuling
from services.nomination.told_council import COUNCIL
from services.nomination.told_launches import LAUNCHES
from services.nomination.told_ledger import ACCOUNTS_COMPARED, CLAIMS_COMPARED, POLICIES, hold, settle
from services.nomination.told_mirror import HEARD, list_answered_by, shown_of
from services.nomination.told_sheets import (
    BEGUN,
    SHEETS,
    SHEETS_COMPARED,
    UNSAID_OF_LIST,
    UNSAID_OF_SHEET,
    bind_sheets,
    place_sheets,
)
from services.nomination.told_units import PARENT, RULINGS_COMPARED, UNITS, place_units
from shared.accounts import Books, Silent, Told
from shared.canonical import content_hash
from shared.comparable import UNTOLD
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.events.envelope import Envelope
from shared.events.terms import CaseState

_NOMINATION, _VERSION = "nomination", "dossier_version"


def list_imported(books: Books, said: Envelope) -> None:
    data = said.data
    same = {name: data[name] for name in ("plan", "file_sha256", "rows_read", "rows_accepted", "rows_refused")}
    books.put(
        "nomination_list", id=data["list"], unit_id=data["unit"], created_by=said.actor.subject, created_at=said.time,
        **same, **dict.fromkeys(UNSAID_OF_LIST, UNTOLD),
    )  # fmt: skip
    books.note("list", data["list"], value=[data["plan"], data["unit"], said.time])


def submitted(books: Books, said: Envelope) -> None:
    data = said.data
    first, same = data["road"]["stages"][0], {name: data[name] for name in ("plan", "receipt", "road", "must_hold")}
    books.put(
        _NOMINATION, id=data["case"], unit_id=data["unit"]["id"], list_id=data["list"], policy=said.policy,
        state=CaseState.SUBMITTED.value, submitted_by=said.actor.subject, submitted_at=said.time,
        dossier_version=data["version"], stage_index=0, stage_kind=first["kind"], holder=first["unit"],
        holder_name=first["unit_name"], held_since=said.time, **same, **dict.fromkeys(UNSAID_OF_SHEET, UNTOLD),
    )  # fmt: skip
    _version(books, said, [], [], [])
    _know(books, said)


def resubmitted(books: Books, said: Envelope) -> None:
    """Whether review has taken it, and so spoken last, shows at the end (`show_cases`)."""
    data = said.data
    _version(books, said, data["changed"], UNTOLD, data["answers"])
    mended = {"dossier_version": data["version"], "held_since": said.time, "due_on": None, "reason": None}
    if "must_hold" in data:  # a release that said nothing of it left it as it was
        mended["must_hold"] = data["must_hold"]
    books.change(_NOMINATION, data["case"], **mended, return_items=None)
    _know(books, said)


_SHEET = (
    "award", "award_type", "year", "period", "nominee_key", "nominee_name", "folded", "name_key", "name_order", "birth",
    "achievement_key",
)  # fmt: skip
"""By which columns a sheet is found again."""


def _know(books: Books, said: Envelope) -> None:
    """What was sent is what the sheet says, until a return opens it again; and what it holds."""
    hold(books, said)
    dossier, row = said.data["dossier"], books.find(_NOMINATION, said.data["case"])
    if row is not None:
        known = dict.fromkeys(_SHEET, UNTOLD)
        if isinstance(dossier, dict) and said.data["case"] not in books.erased:
            columns = columns_of(from_plain(Dossier, dossier), row["unit_id"])
            known = {name: columns[name] for name in _SHEET}
        books.change(_NOMINATION, said.data["case"], **known)


def _version(books: Books, said: Envelope, changed: Any, items: Any, answers: Any) -> None:
    data = said.data
    is_erased = data["case"] in books.erased
    unsaid = ("dossier", "dossier_sha256", "items", "answers", "evaluations")
    told = {
        "dossier": data["dossier"], "evaluations": data["evaluations"], "items": items, "answers": answers,
        "dossier_sha256": UNTOLD if is_erased else content_hash(data["dossier"]),
    }  # fmt: skip
    books.put(
        _VERSION, nomination_id=data["case"], number=data["version"], sent_at=data["sent_at"],
        sent_by=said.actor.subject, policy=said.policy, changed=changed,
        **(dict.fromkeys(unsaid, UNTOLD) if is_erased else told),
    )  # fmt: skip


def withdrawal_requested(books: Books, said: Envelope) -> None:
    asked = (books.noted("asked", said.data["case"]) or 0) + 1
    books.note("asked", said.data["case"], value=asked)
    is_open = asked > shown_of(books, said.data["case"]).get("answers", 0)
    books.change(_NOMINATION, said.data["case"], withdrawal_asked_at=said.time if is_open else None)


def erasure_asked(books: Books, said: Envelope) -> None:
    data = said.data
    books.put(
        "erasure_request", id=data["erasure"], basis=data["basis"], document=data["document"],
        asked_by=said.actor.subject, asked_at=said.time,
        **({} if data.get("holds") is None else {name: data[name] for name in ("cases", "holds", "standing")}),
    )  # fmt: skip
    books.bind("erasure_request", data["erasure"], columns=("nominee_key",), to=data.get("kept_sha256"))


def erasure_settled(books: Books, said: Envelope) -> None:
    outcome = "confirmed" if said.type == "nomination.person_erased" else "declined"
    by = {"settled_by": said.actor.subject, "settled_at": said.time}
    books.change("erasure_request", said.data["erasure"], outcome=outcome, **by)
    for name in said.data.get("names") or ():
        books.put("erased_name", **name | {"erasure": said.data["erasure"], "unit": name["unit"] or ""})


def end(books: Books) -> None:
    place_units(books)
    place_sheets(books)
    for (one,) in books.noted_keys("list"):
        plan, unit, imported_at = books.noted("list", one)
        heir = list_answered_by(books, one, plan, unit, datetime.fromisoformat(imported_at))
        books.change("nomination_list", one, successor_id=heir)
    for (case,) in books.noted_keys("mirror"):
        _show_case(books, case)
    bind_sheets(books)
    settle(books)


def _show_case(books: Books, case: str) -> None:
    """What review said last, unless a supplement that it has not taken was sent after."""
    row = books.find(_NOMINATION, case)
    if row is None:
        return
    shown = shown_of(books, case)
    taken = shown.pop("taken", 1)
    shown.pop("answers", None)
    if shown.pop("is_open", False):
        shown |= dict.fromkeys(_SHEET, UNTOLD)
    if case in books.erased:
        shown |= {"reason": UNTOLD, "return_items": UNTOLD}
    if row["dossier_version"] > taken:
        is_ours = shown["state"] == CaseState.RETURNED
        mended = {"state": CaseState.SUBMITTED.value, "due_on": None, "reason": None, "held_since": row["held_since"]}
        unsure = dict.fromkeys(("state", "due_on", "reason", "held_since"), UNTOLD)
        shown |= (mended if is_ours else unsure) | {"return_items": None}
    books.change(_NOMINATION, case, **shown)


_OPEN = "of a case that was returned, until a sheet is told"
_BEFORE = "of what was entered before events bound it"

SILENT: Silent = {
    _NOMINATION: dict.fromkeys(
        ("version", "changed_by", "changed_at", "change"),
        "counts and names what was last heard, batch by batch; who saved a sheet and when says the event that binds it",
    ),
    PARENT: {"id": "a running number"},
    "erased_file": {"removed_at": "when the machinery took it off the disk"},
}
PARTLY = {
    _NOMINATION: {
        **dict.fromkeys(("state", "due_on", "reason", "held_since"), "of a supplement sent while the case was held"),
        **dict.fromkeys(_SHEET, _OPEN),
        **dict.fromkeys(UNSAID_OF_SHEET, _BEFORE),
    },
    "nomination_list": {
        "successor_id": "of a list imported while its union's merger was being ordered",
        **dict.fromkeys(UNSAID_OF_LIST, _BEFORE),
    },
    "hold": {"nominee_name": _BEFORE, "year_key": "of what was entered before events told it"},
    "erasure_request": {"nominee_key": _BEFORE},
    **{
        table: dict.fromkeys(columns, reason)
        for table, columns, reason in (
            ("claim", ("nominee_key", "what", "case_id"), "not of an erased person"),
            ("identity_ruling", tuple(IdentityRuling.__table__.columns.keys()), "not of an erased person"),
            ("quota_account", ("id", "reserved", "used"), "not where nobody holds a place"),
        )
    },
    _VERSION: {"items": "the fix list a supplement answers is review's; compared there"},
}

TOLD = Told(
    own={
        **UNITS,
        **POLICIES,
        **LAUNCHES,
        **SHEETS,
        "nomination.list_imported": list_imported,
        "nomination.submitted": submitted,
        "nomination.resubmitted": resubmitted,
        "nomination.withdrawal_requested": withdrawal_requested,
        "nomination.erasure_asked": erasure_asked,
        "nomination.erasure_declined": erasure_settled,
        "nomination.person_erased": erasure_settled,
    },
    heard={**HEARD, **COUNCIL},
    silent=SILENT,
    partly=PARTLY,
    bags=frozenset({PARENT}),
    spoken={
        _NOMINATION: SHEETS_COMPARED, "claim": CLAIMS_COMPARED, "quota_account": ACCOUNTS_COMPARED,
        "identity_ruling": RULINGS_COMPARED,
        **dict.fromkeys(("paper", "file_scan", "erased_file"), BEGUN),
    },
    ends=end,
)
