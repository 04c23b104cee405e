"""What sheets, papers and lists must be by what was said of keeping them, also of what nobody sent up.

Owns: what these events write, rows of what was never sent. Promises: the latest version told counts, in whatever order
it is read; before keeping was begun nothing is asked of rows nobody told. Leaves to others: what was sent (`told`).
"""

from __future__ import annotations

from typing import Any

from services.nomination.sheet_record import LIST, PAPER, SHEET
from shared.accounts import Books
from shared.comparable import UNTOLD
from shared.events.envelope import Envelope
from shared.events.terms import CaseState

_NOMINATION, _PAPER, _LIST, _SCAN, _LEAVING = "nomination", "paper", "nomination_list", "file_scan", "erased_file"

BEGUN = "EXISTS (SELECT 1 FROM outbox WHERE subject = 'sheets' AND type = 'nomination.keeping_begun')"
"""Whether events tell of every sheet, in SQL."""
SHEETS_COMPARED = f"(submitted_at IS NOT NULL OR {BEGUN})"
UNSAID_OF_LIST = LIST
UNSAID_OF_SHEET = ("drafted_at", "list_row", "draft", "created_by", "created_at")
"""What of a list and of a sheet no other event tells."""


def sheets_kept(books: Books, said: Envelope) -> None:
    data = said.data
    for kind, told in (("sheet", data["sheets"]), ("paper", data["papers"]), ("list", data["lists"])):
        for one in told:
            _keep(books, "kept_" + kind, one[kind], one["version"], one["kept_sha256"])
    for one in data["judged"]:
        _keep(books, "judged", one["sha256"], one["scanned_at"], one)
    for sha256 in data["leaving"]:
        books.note("leaving", sha256, value=True)


def _keep(books: Books, kind: str, key: str, version: Any, told: Any) -> None:
    """Acts on one thing follow each other; what tells of two things may be read in another order."""
    latest = books.noted(kind, key)
    if latest is None or version >= latest[0]:
        books.note(kind, key, value=[version, told])


def keeping_begun(books: Books, said: Envelope) -> None:
    books.note("keeping", "begun", value=True)


def draft_withdrawn(books: Books, said: Envelope) -> None:
    books.note("dropped", said.data["case"], value=[said.data["reason"]])


def place_sheets(books: Books) -> None:
    """The rows of what was never sent; asked before what review said of them is shown."""
    if not books.noted("keeping", "begun"):
        return
    for (sheet,) in books.noted_keys("kept_sheet"):
        if books.find(_NOMINATION, sheet) is None:
            dropped = books.noted("dropped", sheet)
            state = CaseState.DRAFT if dropped is None else CaseState.WITHDRAWN
            reason = dropped[0] if dropped else None
            books.put(
                _NOMINATION, id=sheet, state=state.value, reason=reason, dossier_version=0, must_hold=False
            )
    for (paper,) in books.noted_keys("kept_paper"):
        books.put(_PAPER, id=paper)
    for (sha256,) in books.noted_keys("judged"):
        books.put(_SCAN, **books.noted("judged", sha256)[1])
    for (sha256,) in books.noted_keys("leaving"):
        books.put(_LEAVING, sha256=sha256)


def bind_sheets(books: Books) -> None:
    """Asked last: what is bound is compared by its hash alone."""
    for kind, table, columns in (("sheet", _NOMINATION, SHEET), ("paper", _PAPER, PAPER), ("list", _LIST, LIST)):
        for (key,) in books.noted_keys("kept_" + kind):
            _, told = books.noted("kept_" + kind, key)
            if told is not UNTOLD:
                books.bind(table, key, columns=columns, to=told)
            elif (row := books.find(table, key)) is not None:
                books.change(table, key, **{name: UNTOLD for name in columns if name not in row})


SHEETS = {
    "nomination.sheets_kept": sheets_kept,
    "nomination.keeping_begun": keeping_begun,
    "nomination.draft_withdrawn": draft_withdrawn,
}
