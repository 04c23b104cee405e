"""What a reader of the ledger is told of sheets nobody sent: how many, and nothing that stands in them."""

from __future__ import annotations

from services.audit.rules.telling import lines_of, title_of
from shared.events.catalog import data_of
from shared.events.sheets import KeepingBegun, KeptPaper, KeptSheet, SheetsKept


def test_of_sheets_and_papers_the_number_is_told_in_both_languages() -> None:
    sheet = KeptSheet(sheet="s1", version=1, kept_sha256="0" * 64, record="s1")
    paper = KeptPaper(paper="p1", version=2, kept_sha256=None, record=None)
    lines = lines_of("nomination.sheets_kept", data_of(SheetsKept(sheets=(sheet, sheet), papers=(paper,))))

    assert [(line.vi, line.en) for line in lines] == [("Bản khai: 2", "Sheets: 2"), ("Giấy tờ: 1", "Papers: 1")]
    assert title_of("nomination.sheets_kept").en == "Sheets, papers or lists kept"


def test_the_first_start_is_told_by_its_title() -> None:
    assert title_of("nomination.keeping_begun").vi == "Bắt đầu ghi nhận mọi bản đang soạn"
    assert lines_of("nomination.keeping_begun", data_of(KeepingBegun(sheets=1, papers=0, lists=0))) == ()
