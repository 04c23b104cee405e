"""Lists: keep an imported workbook, its shared papers and meeting, send its drafts up.

Owns: lists and their rows. Promises: the same file of a unit and plan is one list, sent twice or not; every row is
submitted in a transaction of its own, by the same act as a single nomination. Leaves to others: reading (`intake`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from services.nomination.actions_drafts import create_many, new_paper
from services.nomination.actions_submission import submit
from services.nomination.changes import first_change, mark_changed, refuse_stale
from services.nomination.errors import NotReady
from services.nomination.intake import ReadList
from services.nomination.metrics import LIST_ROWS
from services.nomination.models import NominationList, StoredPaper
from services.nomination.paper_store import KeptFile, safe_name
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import drafts_of_list, find_list_of_file, get_list
from services.nomination.queries_units import get_unit
from shared.db import is_contention
from shared.desk import Desk
from shared.errors import VinhDanhError
from shared.events.codec import from_plain, to_plain
from shared.events.dossier import Minutes
from shared.events.nomination import ListImported
from shared.events.terms import CaseState, PaperKind
from shared.permissions import authorize
from shared.verdicts import Evaluation, Verdict
from shared.words import Words
from shared.work import Work

_TRIES = 3


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
    """The list of a file, and whether it is new: a file sent again gives the same list and nothing else."""
    authorize(PERMISSIONS, "import_list", work.actor, own_unit=work.actor.unit)
    desk.policies.policies.plan(plan)
    unit = get_unit(work.tx, work.actor.unit, lock=True)
    earlier = find_list_of_file(work.tx, unit=unit.id, plan=plan, file_sha256=read.sha256)
    if earlier is not None:
        return earlier, False
    kept = NominationList(
        id=work.new_id(), unit_id=unit.id, plan=plan, file_name=safe_name(file_name, "") + ".xlsx",
        file_sha256=read.sha256, rows_read=len(read.good) + len(read.faulty), rows_accepted=len(read.good),
        rows_refused=len(read.faulty), report=list(read.faulty), meeting=None, created_by=work.actor.subject,
        created_at=work.now, **first_change(work, "import_list"),
    )  # fmt: skip
    work.tx.add(kept)
    work.tx.flush()
    create_many(work, plan=plan, list_id=kept.id, rows=read.good)
    LIST_ROWS.labels("accepted").inc(kept.rows_accepted)
    LIST_ROWS.labels("refused").inc(kept.rows_refused)
    work.emit(
        kept.id,
        ListImported(
            list=kept.id, unit=unit.id, plan=plan, file_sha256=read.sha256, rows_read=kept.rows_read,
            rows_accepted=kept.rows_accepted, rows_refused=kept.rows_refused,
        ),
    )  # fmt: skip
    return kept, True


def attach_list_paper(desk: Desk, work: Work, list_id: str, *, kind: PaperKind, kept: KeptFile) -> StoredPaper:
    """A paper all rows of the list share: letter, minutes, the signed list."""
    found = _authorized(work, list_id, "attach_list_paper")
    mark_changed(found, work, "attach_list_paper")
    return new_paper(work, kind=kind, kept=kept, list_id=found.id)


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
    return found


def submit_rows(
    desk: Desk, list_id: str, begin: Callable[[], AbstractContextManager[Work]]
) -> Iterator[RowOutcome]:
    """Submit every draft of a list, each in the transaction `begin` opens; the caller was authorized before."""
    with desk.database.reading() as tx:
        rows = [(row.id, row.list_row, row.state, row.receipt) for row in drafts_of_list(tx, list_id)]
    for nomination_id, row, state, receipt in rows:
        if state != CaseState.DRAFT:
            words = Words("Đã nộp hoặc đã rút trước đó.", "Submitted or withdrawn before.")
            yield RowOutcome(nomination_id, row, "skipped", "nomination.not_draft", words, receipt, ())
        else:
            yield _submit_row(desk, nomination_id, row, begin)


def _submit_row(
    desk: Desk, nomination_id: str, row: int | None, begin: Callable[[], AbstractContextManager[Work]]
) -> RowOutcome:
    for attempt in range(1, _TRIES + 1):
        try:
            with begin() as work:
                sent = submit(desk, work, nomination_id, seen=None)
            warnings = _not_held(sent_evaluations(work, nomination_id))
            return RowOutcome(nomination_id, row, "submitted", None, None, sent.receipt, warnings)
        except NotReady as error:
            return RowOutcome(
                nomination_id, row, "refused", error.code, error.said, None, _not_held(error.evaluations)
            )
        except VinhDanhError as error:
            return RowOutcome(nomination_id, row, "refused", error.code, error.said, None, ())
        except Exception as error:
            # Two units named one person at the same moment; tried again, the loser hears of the winner.
            if attempt == _TRIES or not is_contention(error):
                raise
    raise AssertionError("unreachable")


def sent_evaluations(work: Work, nomination_id: str) -> tuple[Evaluation, ...]:
    """What the rules said in the submission `work` has just made, as its event carries it."""
    said = [event for event in work.said.events if event.subject == nomination_id]
    plain: list[dict[str, Any]] = said[-1].data["evaluations"] if said else []
    return tuple(from_plain(Evaluation, item) for item in plain)


def _not_held(evaluations: tuple[Evaluation, ...]) -> tuple[Evaluation, ...]:
    return tuple(evaluation for evaluation in evaluations if evaluation.verdict is not Verdict.HOLDS)


def _authorized(work: Work, list_id: str, action: str) -> NominationList:
    found = get_list(work.tx, list_id, lock=True)
    authorize(PERMISSIONS, action, work.actor, own_unit=found.unit_id)
    return found
