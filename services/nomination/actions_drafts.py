"""Preparing a nomination: create it, edit it, add and remove its papers.

Owns: drafts. Promises: the unit is the actor's own; what is stored is NFC; a submitted dossier's versions stay as sent.
Leaves to others: content of papers (`paper_store`), rules (asked at submission).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.nomination import ledger
from services.nomination.changes import first_change, mark_changed
from services.nomination.erasing import keeps_content
from services.nomination.errors import NoSuchPaper, PaperUnsupported, PersonWasErased
from services.nomination.models import Nomination, StoredPaper
from services.nomination.nominee_contacts import EMAIL
from services.nomination.paper_store import PDF, KeptFile, refuse_gone
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_nomination, get_paper
from services.nomination.queries_erasure import find_refusing, refused_among
from services.nomination.queries_units import get_going_on
from services.nomination.return_contract import refuse_locked_paper, refuse_locked_places
from services.nomination.rules.achieved import days_of, reversed_days
from services.nomination.rules.namesakes import key_of_year
from services.nomination.rules.spelling import compared_name
from services.nomination.scanning import write_down
from services.nomination.sheet_record import Kept, judged_now, of_sheet, tell_kept, tell_sheet
from shared.canonical import sha256_hex
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.codec import from_plain, to_plain
from shared.events.dossier import Dossier
from shared.events.envelope import Actor
from shared.events.terms import CaseState, PaperKind, SubjectKind
from shared.names import fold, nominee_key, sort_key, spoken_key
from shared.permissions import authorize
from shared.rows import insert_rows
from shared.versions import refuse_stale
from shared.work import Work


def create(desk: Desk, work: Work, *, plan: str, dossier: Dossier, email: str | None = None) -> Nomination:
    """A draft at the actor's unit. `dossier.nominee.key` and `papers` are ours to fill; `UnknownPlan` is refused.

    `email`: where the nominee can be written to.
    """
    authorize(PERMISSIONS, "create", work.actor, own_unit=work.actor.unit)
    _refuse_reversed(dossier)
    desk.policies.policies.plan(plan)
    row = _new_row(work, plan=plan, dossier=dossier, email=email)
    entries = _entries_of(dossier, work.actor.unit)
    refuse_erased(work, row["nominee_key"], row["nominee_name"], work.actor.unit, entries=entries)
    get_going_on(work.tx, work.actor.unit)
    nomination = Nomination(**row)
    work.tx.add(nomination)
    work.tx.flush()
    tell_sheet(work, nomination)
    return nomination


def create_many(
    work: Work, *, plan: str, list_id: str, rows: Sequence[tuple[int, Dossier]], emails: Mapping[int, str]
) -> Sequence[Mapping[str, Any]]:
    """Drafts of a list, in one statement; (row in the sheet, dossier) each, addresses by row. Returns them, for whoever
    tells of them."""
    made = [
        _new_row(work, plan=plan, dossier=dossier, email=emails.get(row)) | {"list_id": list_id, "list_row": row}
        for row, dossier in rows
    ]
    insert_rows(work.tx, Nomination.__table__, made)
    return made


def edit(
    desk: Desk, work: Work, nomination_id: str, *, seen: int, plan: str, dossier: Dossier, email: str | None = None
) -> Nomination:
    """Replace the draft; only before submission and, at the places the return names, while returned.

    No return locks the nominee's address: it is no part of what is judged.
    """
    nomination = get_nomination(work.tx, nomination_id, lock=True)
    state = CaseState(nomination.state)
    authorize(PERMISSIONS, "edit", work.actor, own_unit=nomination.answering, state=state)
    refuse_stale(nomination, seen)
    if days_of(dossier) != days_of(from_plain(Dossier, nomination.draft)):
        _refuse_reversed(dossier)  # what an older release took stays: a return that names neither locks them
    desk.policies.policies.plan(plan)
    columns = columns_of(dossier, nomination.unit_id, email=email)
    if _subject_of(columns) != (nomination.nominee_key, spoken_key(nomination.nominee_key, nomination.nominee_name)):
        entries = _entries_of(dossier, nomination.unit_id)
        refuse_erased(work, columns["nominee_key"], columns["nominee_name"], nomination.answering, entries=entries)
    refuse_locked_places(work.tx, nomination, plan=plan, draft=columns["draft"])
    nomination.plan = plan
    for name, value in columns.items():
        setattr(nomination, name, value)
    mark_changed(nomination, work, "edit")
    tell_sheet(work, nomination)
    return nomination


def hold_nominees(work: Work, rows: Sequence[tuple[int, Dossier]]) -> None:
    """Until the commit nobody in the list is erased, and no hold entered that may mean them; asked before the unit is
    held, as a single draft takes them.
    """
    entries = (_entries_of(dossier, work.actor.unit) for _, dossier in rows)
    ledger.hold_entries(work.tx, frozenset().union(*entries))


def rows_of_erased(work: Work, rows: Sequence[tuple[int, Dossier]]) -> frozenset[int]:
    """The rows of a list whose nominee was erased, so that nothing of them is to be kept again."""
    unit = work.actor.unit
    subjects = {row: _subject_of(columns_of(dossier, unit)) for row, dossier in rows}
    erased = refused_among(work.tx, set(subjects.values()), unit)
    return frozenset(row for row, subject in subjects.items() if subject in erased)


def attach_paper(desk: Desk, work: Work, nomination_id: str, *, kind: PaperKind, kept: KeptFile) -> StoredPaper:
    """Add a stored file to a draft or returned dossier."""
    nomination = get_nomination(work.tx, nomination_id, lock=True)
    refuse_paper(nomination, work.actor, kind)
    paper = new_paper(work, kind=kind, kept=kept, nomination_id=nomination.id)
    refuse_gone(desk.settings.files_dir, kept.sha256)
    mark_changed(nomination, work, "attach_paper")
    judged = list(judged_now(kept.sha256, kept.scan, work.now))
    tell_kept(work, of_sheet(nomination.id), Kept(papers=[(paper, nomination.version)], judged=judged))
    return paper


def refuse_paper(nomination: Nomination, actor: Actor, kind: PaperKind) -> None:
    """Raises what is to be refused before a file is kept, and again before its row is written."""
    state = CaseState(nomination.state)
    authorize(PERMISSIONS, "attach_paper", actor, own_unit=nomination.answering, state=state)
    refuse_locked_paper(nomination, kind)


def remove_paper(desk: Desk, work: Work, nomination_id: str, paper_id: str, *, seen: int) -> Nomination:
    """Take a paper out of the draft; versions already sent keep it."""
    nomination = get_nomination(work.tx, nomination_id, lock=True)
    state = CaseState(nomination.state)
    authorize(PERMISSIONS, "remove_paper", work.actor, own_unit=nomination.answering, state=state)
    refuse_stale(nomination, seen)
    paper = get_paper(work.tx, paper_id, nomination=nomination)
    if paper.nomination_id is None:
        raise NoSuchPaper("Đây là tài liệu chung; hãy gỡ ở danh sách.", "The list shares it: take it out there.")
    if paper.removed_at is not None:
        raise NoSuchPaper()
    refuse_locked_paper(nomination, PaperKind(paper.kind))
    paper.removed_at = work.now
    mark_changed(nomination, work, "remove_paper")
    tell_kept(work, of_sheet(nomination.id), Kept(papers=[(paper, nomination.version)]))
    return nomination


def new_paper(
    work: Work, *, kind: PaperKind, kept: KeptFile, nomination_id: str | None = None, list_id: str | None = None
) -> StoredPaper:
    """A row for a stored file; an image is accepted as other paper only."""
    refuse_unsupported(kind, kept.media_type)
    paper = StoredPaper(
        id=work.new_id(),
        nomination_id=nomination_id,
        list_id=list_id,
        kind=kind.value,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        is_readable=True,
        added_by=work.actor.subject,
        added_at=work.now,
    )
    if kept.scan is not None:
        write_down(work.tx, kept.sha256, kept.scan, work.now)
    work.tx.add(paper)
    work.tx.flush()
    keeps_content(work.tx, kept.sha256)
    return paper


def refuse_unsupported(kind: PaperKind, media_type: str) -> None:
    if media_type != PDF and kind is not PaperKind.OTHER:
        raise PaperUnsupported()


def _subject_of(columns: Mapping[str, Any]) -> tuple[str, str]:
    key = columns["nominee_key"]
    return key, spoken_key(key, columns["nominee_name"])


def refuse_erased(work: Work, key: str, name: str, unit: str | None, *, entries: Collection[str]) -> None:
    """`PersonWasErased` where nothing new is to be kept of whom a union names; `unit` None: where none is named.

    `entries` of the ledger are held: an erasure that is being confirmed, or a hold that is entered, takes them too.
    """
    ledger.hold_entries(work.tx, entries)
    tombstone = find_refusing(work.tx, (key, spoken_key(key, name)), unit)
    if tombstone is not None:
        day = office_day(tombstone.confirmed_at)
        raise PersonWasErased(
            f"Dữ liệu của người này đã được xóa ngày {day:%d/%m/%Y} (căn cứ {tombstone.basis}).",
            f"The data of this person was erased on {day.isoformat()} (basis {tombstone.basis}).",
        )


def _refuse_reversed(dossier: Dossier) -> None:
    if (words := reversed_days(dossier)) is not None:
        raise InvalidInput(places=[Place("achieved_to", words)])


def _new_row(work: Work, *, plan: str, dossier: Dossier, email: str | None) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "plan": plan,
        "unit_id": work.actor.unit,
        "state": CaseState.DRAFT.value,
        "created_by": work.actor.subject,
        "created_at": work.now,
        "dossier_version": 0,
        "must_hold": False,
        **columns_of(dossier, work.actor.unit, email=email),
        **first_change(work, "create"),
    }


def _entries_of(dossier: Dossier, unit: str) -> frozenset[str]:
    """A hold may be on the year of birth where a sheet has the day, or the other way round: they meet at the year."""
    nominee, key = dossier.nominee, key_of(dossier, unit)
    return frozenset((key, key_of_year(nominee.kind, key, nominee.full_name, nominee.birth)))


def key_of(dossier: Dossier, unit: str) -> str:
    nominee = dossier.nominee
    within = None if nominee.kind is SubjectKind.INDIVIDUAL else unit
    return nominee_key(nominee.kind, nominee.full_name, nominee.birth, within=within)


def columns_of(dossier: Dossier, unit: str, *, email: str | None = None) -> dict[str, Any]:
    """The draft and the columns by which it is found again; a collective is known within its `unit`.

    The address lies in the sheet beside the dossier, so that no version that is sent holds it.
    """
    nominee, key = dossier.nominee, key_of(dossier, unit)
    kept = dataclasses.replace(dossier, nominee=dataclasses.replace(nominee, key=key), papers=())
    achievement = f"{dossier.year}|{fold(dossier.achievement)}"
    return {
        "award": dossier.award,
        "award_type": dossier.award_type.value,
        "year": dossier.year,
        "period": f"{dossier.year}/{dossier.for_phase}" if dossier.for_phase else str(dossier.year),
        "nominee_key": key,
        "nominee_name": nominee.full_name,
        "folded": fold(nominee.full_name),
        "name_key": compared_name(nominee.kind, nominee.full_name),
        "name_order": sort_key(nominee.full_name)[:800],
        "birth": nominee.birth,
        "achievement_key": sha256_hex(achievement.encode())[:32],
        "draft": to_plain(kept) | {EMAIL: email},
    }
