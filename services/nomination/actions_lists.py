"""Lists: keep an imported workbook, its shared papers and meeting, send its drafts up.

Owns: lists and their rows. Promises: the same file of a unit and plan is one list, sent twice or not, and is refused
for another year; rows go up in groups, by the same act as a single nomination: a bad one is refused alone, what was
sent stays sent when the connection breaks. Leaves to others: reading (`intake`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import structlog

from services.nomination.actions_drafts import create_many, hold_nominees, new_paper, rows_of_erased
from services.nomination.actions_submission import Outcome, submit_many
from services.nomination.changes import first_change, mark_changed
from services.nomination.errors import PersonWasErased
from services.nomination.errors_sheets import ListOfOtherYear, ListPaperSent
from services.nomination.intake import ReadList
from services.nomination.metrics import LIST_ROWS
from services.nomination.models import NominationList, StoredPaper
from services.nomination.paper_store import KeptFile, refuse_gone, safe_name
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import (
    find_list_of_file,
    get_list,
    get_list_paper,
    progress_of_list,
    rows_sent_with,
    years_of_rows,
)
from services.nomination.queries_units import get_unit, refuse_succeeded
from services.nomination.return_contract import is_open_at
from services.nomination.sheet_record import Kept, judged_now, of_list, tell_kept
from shared.db import is_contention
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.dossier import Minutes
from shared.events.nomination import ListImported
from shared.events.refusal import RefusedPart
from shared.events.terms import CaseState, PaperKind
from shared.permissions import authorize
from shared.refusals import part_of
from shared.verdicts import Consequence, Evaluation
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work

log = structlog.get_logger(__name__)

ROWS_TOGETHER = 32
_TRIES = 3
_MOST_NAMED = 5
_ROW_REFUSED = "list.row_refused"
_SENT_BEFORE = Words("Đã nộp hoặc đã rút trước đó.", "Submitted or withdrawn before.")


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one draft of a list: submitted with a receipt, or refused with its findings."""

    nomination: str
    row: int | None
    outcome: str  # submitted | refused | skipped
    code: str | None
    words: Words | None
    receipt: str | None
    findings: tuple[Evaluation, ...]


def import_list(desk: Desk, work: Work, *, plan: str, file_name: str, read: ReadList) -> tuple[NominationList, bool]:
    """The list of a file, and whether it is new: a file sent again gives the same list and nothing else.

    Raises `ListOfOtherYear` where it is read for another year than the list stands for.
    """
    authorize(PERMISSIONS, "import_list", work.actor, own_unit=work.actor.unit)
    desk.policies.policies.plan(plan)
    hold_nominees(work, read.good)
    unit = get_unit(work.tx, work.actor.unit, lock=True)
    refuse_succeeded(work.tx, unit)
    earlier = find_list_of_file(work.tx, unit=unit.id, plan=plan, file_sha256=read.sha256)
    if earlier is not None:
        _refuse_other_year(work, earlier, read)
        return earlier, False
    read = _without_erased(work, read)
    kept = NominationList(
        id=work.new_id(), unit_id=unit.id, plan=plan, file_name=safe_name(file_name, "") + ".xlsx",
        file_sha256=read.sha256, rows_read=len(read.good) + len(read.faulty), rows_accepted=len(read.good),
        rows_refused=len(read.faulty), report=[*read.unread, *read.faulty], meeting=None, salt=work.new_salt(),
        created_by=work.actor.subject, created_at=work.now, **first_change(work, "import_list"),
    )  # fmt: skip
    work.tx.add(kept)
    work.tx.flush()
    sheets = create_many(work, plan=plan, list_id=kept.id, rows=read.good, emails=read.emails)
    LIST_ROWS.labels("accepted").inc(kept.rows_accepted)
    LIST_ROWS.labels("refused").inc(kept.rows_refused)
    work.emit(
        kept.id,
        ListImported(
            list=kept.id, unit=unit.id, plan=plan, file_sha256=read.sha256, rows_read=kept.rows_read,
            rows_accepted=kept.rows_accepted, rows_refused=kept.rows_refused,
        ),
    )  # fmt: skip
    tell_kept(work, of_list(kept.id), Kept(sheets=sheets, lists=[kept]))
    parts = [_refused(one) for one in read.faulty]
    desk.say_refused_parts(work, "import_list", parts, status=201, target=kept.id)
    return kept, True


def _refuse_other_year(work: Work, earlier: NominationList, read: ReadList) -> None:
    """Not one row stands for the year it would be read for: whoever corrects the year is not told that all is well."""
    kept = years_of_rows(work.tx, earlier.id)
    years = {(kept[row], dossier.year) for row, dossier in read.good if row in kept}
    if years and all(stands_for != asked_for for stands_for, asked_for in years):
        stand, ask = (", ".join(map(str, sorted(set(side)))) for side in zip(*years, strict=True))
        raise ListOfOtherYear(
            f"Tệp này đã được nhận cho năm {stand}. Muốn lập cho năm {ask}, hãy thêm cột “Năm” vào tệp rồi gửi lại.",
            f"This file was taken in for {stand}. For {ask}, add a column “Năm” (year) to it and send it again.",
        )


def _refused(faulty: Mapping[str, Any]) -> RefusedPart:
    """A row of the workbook that was not taken in: its number and the codes, never what stands in its cells."""
    codes = dict.fromkeys(fault["code"] for fault in faulty["faults"])
    return RefusedPart(code=_ROW_REFUSED, row=faulty["row"], rules=tuple(codes))


def _without_erased(work: Work, read: ReadList) -> ReadList:
    """The list without rows of people who were erased; the report names the row and never the person."""
    gone = rows_of_erased(work, read.good)
    if not gone:
        return read
    told = {"column": "Họ và tên", "code": PersonWasErased.code, **to_plain(PersonWasErased.words)}
    faulty = (*read.faulty, *({"row": row, "faults": [told]} for row in sorted(gone)))
    return replace(read, good=tuple(one for one in read.good if one[0] not in gone), faulty=faulty)


def attach_list_paper(desk: Desk, work: Work, list_id: str, *, kind: PaperKind, kept: KeptFile) -> StoredPaper:
    """A paper all rows of the list share: letter, minutes, the signed list."""
    found = _authorized(work, list_id, "attach_list_paper")
    mark_changed(found, work, "attach_list_paper")
    paper = new_paper(work, kind=kind, kept=kept, list_id=found.id)
    refuse_gone(desk.settings.files_dir, kept.sha256)
    judged = list(judged_now(kept.sha256, kept.scan, work.now))
    tell_kept(work, of_list(found.id), Kept(papers=[(paper, found.version)], lists=[found], judged=judged))
    return paper


def remove_list_paper(desk: Desk, work: Work, list_id: str, paper_id: str, *, seen: int) -> NominationList:
    """Take a shared paper out of the list and of every row; versions already sent keep it.

    As for a single nomination only while no case under way was sent with it, or its return names it. Malware is taken
    out whatever was sent: the file is handed to nobody any more, and the rows still to be sent would wait for it.
    """
    found = _authorized(work, list_id, "remove_list_paper")
    refuse_stale(found, seen)
    paper = get_list_paper(work.tx, list_id, paper_id)
    if paper.scan is None or paper.scan.found is None:
        _refuse_sent(work, found, paper)
    paper.removed_at = work.now
    mark_changed(found, work, "remove_list_paper")
    tell_kept(work, of_list(found.id), Kept(papers=[(paper, found.version)], lists=[found]))
    return found


def _refuse_sent(work: Work, found: NominationList, paper: StoredPaper) -> None:
    rows = rows_sent_with(work.tx, found.id, paper.id)
    place = f"papers.{paper.kind}"
    held = [row.receipt or row.id for row in rows if not is_open_at(row, place)]
    if held:
        named = ", ".join(held[:_MOST_NAMED]) + (", …" if len(held) > _MOST_NAMED else "")
        raise ListPaperSent(
            f"Tài liệu này đã nộp kèm {len(held)} hồ sơ đang được giải quyết: {named}.",
            f"{len(held)} case(s) under way were sent with this paper: {named}.",
        )


def record_meeting(
    desk: Desk, work: Work, list_id: str, *, seen: int | None, minutes: Minutes, rows_in_letter: int,
    names_differ: tuple[str, ...] = (),
) -> NominationList:  # fmt: skip
    """The facts of the unit's review meeting and what its letter says, for every row of the list."""
    found = _authorized(work, list_id, "record_meeting")
    refuse_stale(found, seen)
    found.meeting = {
        "minutes": to_plain(minutes),
        "rows_in_letter": rows_in_letter,
        "names_differ": list(names_differ),
    }
    mark_changed(found, work, "record_meeting")
    tell_kept(work, of_list(found.id), Kept(lists=[found]))
    return found


def submit_rows(
    desk: Desk, list_id: str, begin: Callable[[], AbstractContextManager[Work]]
) -> Iterator[RowOutcome]:
    """Submit every draft of a list, a group in each transaction `begin` opens; the caller was authorized before."""
    with desk.database.reading() as tx:
        rows = progress_of_list(tx, list_id)
    numbers = {row.id: row.list_row for row in rows}

    def send(drafts: Sequence[str]) -> list[Outcome]:
        with begin() as work:
            sent = submit_many(desk, work, drafts)
            held = [(one.error, one.nomination_id) for one in sent if one.error is not None and one.was_draft]
            parts = [part_of(error, target=draft, row=numbers[draft]) for error, draft in held]
            desk.say_refused_parts(work, "submit_list", parts, status=200, target=list_id)
        return sent

    for at in range(0, len(rows), ROWS_TOGETHER):
        group = rows[at : at + ROWS_TOGETHER]
        drafts = [row.id for row in group if row.state == CaseState.DRAFT]
        outcomes = {outcome.nomination_id: outcome for outcome in _submitted(drafts, send)}
        for row in group:
            if row.id in outcomes:
                yield _told(outcomes[row.id], row.list_row)
            else:
                yield _skipped(row.id, row.list_row, row.receipt)


def _submitted(drafts: Sequence[str], send: Callable[[Sequence[str]], list[Outcome]]) -> list[Outcome]:
    """The drafts sent in one transaction, or each in its own where one of them fails otherwise than by a rule."""
    if not drafts:
        return []
    for attempt in range(1, _TRIES + 1):
        try:
            return send(drafts)
        except Exception as error:
            # Two units named one person at the same moment; tried again, the loser hears of the winner.
            if attempt < _TRIES and is_contention(error):
                continue
            if len(drafts) == 1:
                raise
            log.warning("list_sent_one_by_one", rows=len(drafts), error=type(error).__name__)
            break
    return [outcome for draft in drafts for outcome in _submitted([draft], send)]


def _told(outcome: Outcome, row: int | None) -> RowOutcome:
    findings = tuple(found for found in outcome.evaluations if found.consequence is not Consequence.NONE)
    if outcome.nomination is not None:
        receipt = outcome.nomination.receipt
        return RowOutcome(outcome.nomination_id, row, "submitted", None, None, receipt, findings)
    if outcome.error is None:
        raise AssertionError(f"{outcome.nomination_id} was neither sent nor refused")
    error = outcome.error
    if not outcome.was_draft:  # sent, or dropped, since the list was looked through
        return _skipped(outcome.nomination_id, row, outcome.receipt)
    return RowOutcome(outcome.nomination_id, row, "refused", error.code, error.said, None, findings)


def _skipped(nomination: str, row: int | None, receipt: str | None) -> RowOutcome:
    return RowOutcome(nomination, row, "skipped", "nomination.not_draft", _SENT_BEFORE, receipt, ())


def _authorized(work: Work, list_id: str, action: str) -> NominationList:
    found = get_list(work.tx, list_id, lock=True)
    authorize(PERMISSIONS, action, work.actor, own_unit=found.answering)
    return found
