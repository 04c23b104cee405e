"""Putting a dossier together: the draft, its papers, what its list shares, what our register knows.

Owns: the dossier as rules and events read it. Promises: what nobody stated stays None (X05).
Leaves to others: storing drafts (`actions_drafts`), judging (`actions_judging`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.nomination.models import KnownAward, Nomination, NominationList, StoredPaper
from services.nomination.queries import papers_of
from shared.events.codec import from_plain
from shared.events.dossier import Dossier, Initiative, ListFigures, Minutes, Paper, PriorTitle
from shared.events.terms import PaperKind

_REPORTS = (PaperKind.ACHIEVEMENT_REPORT.value, PaperKind.ACHIEVEMENT_SUMMARY.value)


def assemble(tx: Session, nomination: Nomination, awards: Sequence[KnownAward]) -> Dossier:
    """The dossier as it would be sent now."""
    draft = from_plain(Dossier, nomination.draft)
    papers = papers_of(tx, nomination)
    kinds = {paper.kind for paper in papers}
    shared = None if nomination.list_id is None else tx.get(NominationList, nomination.list_id)
    minutes, figures = draft.minutes, draft.figures
    if shared is not None:
        minutes, figures = _of_list(tx, shared, papers, draft)
    elif figures is None or figures.rows_in_list is None:
        letter = figures.rows_in_letter if figures else None
        attached = 1 if kinds.intersection(_REPORTS) else 0
        figures = ListFigures(rows_in_letter=letter, rows_in_list=1, reports_attached=attached)
    return dataclasses.replace(
        draft,
        prior_titles=_with_register(draft.prior_titles, awards),
        initiatives=_with_certificate(draft.initiatives, PaperKind.INITIATIVE_CERTIFICATE.value in kinds),
        minutes=minutes,
        figures=figures,
        papers=tuple(paper_fact(paper) for paper in papers),
    )


def paper_fact(row: StoredPaper) -> Paper:
    return Paper(
        id=row.id,
        kind=PaperKind(row.kind),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        is_readable=row.is_readable,
    )


def _of_list(
    tx: Session, shared: NominationList, papers: Sequence[StoredPaper], draft: Dossier
) -> tuple[Minutes | None, ListFigures]:
    """Minutes and figures every row of a list shares; the rows of the list are those kept from its file."""
    meeting: dict[str, Any] = shared.meeting or {}
    minutes = from_plain(Minutes, meeting["minutes"]) if "minutes" in meeting else draft.minutes
    is_shared_report = any(paper.list_id and paper.kind in _REPORTS for paper in papers)
    attached = shared.rows_accepted if is_shared_report else _dossiers_with_report(tx, shared.id)
    return minutes, ListFigures(
        rows_in_letter=meeting.get("rows_in_letter"),
        rows_in_list=shared.rows_accepted,
        reports_attached=attached,
        names_differ=tuple(meeting.get("names_differ", ())),
    )


def _dossiers_with_report(tx: Session, list_id: str) -> int:
    counted = (
        select(func.count(StoredPaper.nomination_id.distinct()))
        .join(Nomination, Nomination.id == StoredPaper.nomination_id)
        .where(Nomination.list_id == list_id, StoredPaper.kind.in_(_REPORTS), StoredPaper.removed_at.is_(None))
    )
    return int(tx.scalar(counted) or 0)


def _with_register(stated: tuple[PriorTitle, ...], awards: Sequence[KnownAward]) -> tuple[PriorTitle, ...]:
    """Titles our own register has are proven, stated or not."""
    registered = {(award.award, award.year): award.decision_number for award in awards}
    marked = tuple(
        dataclasses.replace(
            title,
            in_register=(title.award, title.year) in registered,
            decision_number=title.decision_number or registered.get((title.award, title.year)),
        )
        for title in stated
    )
    known = {(title.award, title.year) for title in stated}
    return marked + tuple(
        PriorTitle(award=award, year=year, decision_number=number, in_register=True)
        for (award, year), number in registered.items()
        if (award, year) not in known
    )


def _with_certificate(stated: tuple[Initiative, ...], is_attached: bool) -> tuple[Initiative, ...]:
    if not is_attached or len(stated) != 1:
        return stated  # which of several initiatives a paper certifies has to be said by a person
    return (dataclasses.replace(stated[0], has_certificate=True),)
