"""What becomes of a file when a virus scanner judges it, or cannot.

Owns: uploads at the door, and the timer that has judged later what was kept meanwhile. Promises: no scanner is waited
for inside a transaction; an infected upload leaves nothing but a refusal; a paper the scanner could not judge is kept
and waits (X05); a list, of which no file is kept to be judged later, is refused until it can be.
Leaves to others: the conversation (`scanner`), what a dossier may do meanwhile (rule G17).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from services.nomination.errors import PaperAltered, PaperInfected, ScannerAway
from services.nomination.metrics import SCANNER_NAMED, SCANS
from services.nomination.models import FileScan
from services.nomination.paper_store import read_file
from services.nomination.queries_scans import unscanned
from services.nomination.scanner import Judged, judge
from services.nomination.sheet_record import Kept, judged_now, tell_kept
from shared.config import ScannerSettings, Settings
from shared.desk import Desk
from shared.events.terms import Via
from shared.rows import merge_rows

log = structlog.get_logger(__name__)

_UNNAMED_SECONDS = 60.0
_FILES_AT_ONCE = 100
_SAID = ("scanner", "scanned_at", "found")


def at_the_door(desk: Desk) -> Callable[[bytes], Judged | None]:
    """How a paper is judged when it is sent: None where no scanner is named, or where it cannot say now."""

    def look(data: bytes) -> Judged | None:
        try:
            return _clean(desk.settings.scanner, data)
        except ScannerAway as error:
            log.warning("paper_not_scanned", why=error.why, detail=error.detail)
            return None

    return look


def at_the_door_of_lists(desk: Desk) -> Callable[[bytes], Judged | None]:
    """As for papers, but a scanner that cannot say is `ScannerAway` to whoever sends the workbook."""
    return lambda data: _clean(desk.settings.scanner, data)


def write_down(tx: Session, sha256: str, judged: Judged, now: datetime) -> None:
    """The latest word about a content stands: a corrected signature frees what an earlier one had caught."""
    row = {"sha256": sha256, "scanner": judged.scanner, "scanned_at": now, "found": judged.found}
    merge_rows(tx, FileScan.__table__, [row], key=("sha256",), changes=_SAID)


def scan_waiting(desk: Desk) -> None:
    """Have judged what was kept unscanned. `ScannerAway` when the scanner still is; the timer comes again."""
    scanner = desk.settings.scanner
    if scanner is None:
        return
    with desk.database.reading() as tx:
        waiting = unscanned(tx)
    for sha256 in waiting[:_FILES_AT_ONCE]:
        _scan_kept(desk, scanner, sha256)


def pause(settings: Settings) -> float:
    """Seconds from one look at what waits to the next."""
    return _UNNAMED_SECONDS if settings.scanner is None else settings.scanner.retry_pause


def announce(desk: Desk) -> None:
    """Say in metrics and log whether a scanner is named at all."""
    SCANNER_NAMED.set(desk.settings.scanner is not None)
    if desk.settings.scanner is None:
        log.info("scanner_not_named")


def _scan_kept(desk: Desk, scanner: ScannerSettings, sha256: str) -> None:
    try:
        judged = _judged(scanner, read_file(desk.settings.files_dir, sha256))
    except PaperAltered:
        log.error("kept_file_altered", sha256=sha256)
        return
    except ScannerAway as error:
        if error.why == "away":
            raise
        # It answers, yet not about this one: the others shall not wait for it.
        log.warning("kept_file_not_scanned", sha256=sha256, why=error.why, detail=error.detail)
        return
    if judged.found is not None:
        log.error("kept_file_infected", sha256=sha256, found=judged.found)
    with desk.working(desk.own_hand(), via=Via.TIMER) as work:
        write_down(work.tx, sha256, judged, work.now)
        tell_kept(work, f"file:{sha256}", Kept(judged=list(judged_now(sha256, judged, work.now))))


def _clean(scanner: ScannerSettings | None, data: bytes) -> Judged | None:
    if scanner is None:
        return None
    judged = _judged(scanner, data)
    if judged.found is not None:
        raise PaperInfected(
            f"Tệp có mã độc ({judged.found}), không nhận.", f"The file carries malware ({judged.found}) and is refused."
        )
    return judged


def _judged(scanner: ScannerSettings, data: bytes) -> Judged:
    try:
        judged = judge(scanner, data)
    except ScannerAway as error:
        SCANS.labels(error.why).inc()
        raise
    SCANS.labels("clean" if judged.found is None else "infected").inc()
    return judged
