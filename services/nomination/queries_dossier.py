"""Putting a dossier together: the draft, its papers, what its list shares, what our register knows.

Owns: the dossier as rules and events read it. Promises: what nobody stated stays None (X05).
Leaves to others: storing drafts (`actions_drafts`), judging (`actions_judging`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import DossierVersion, Nomination
from services.nomination.queries_known import REPORTS, Known, Shared
from services.nomination.queries_register import Registered
from services.nomination.rules.lifecycle import SubjectBody
from services.nomination.rules.person_class import leads, works_directly
from services.nomination.rules.supplement import RegisteredTitle
from shared.events.codec import from_plain
from shared.events.dossier import Dossier, Initiative, ListFigures, Minutes, Nominee, PriorTitle
from shared.events.terms import PaperKind


def papers_sent(tx: Session) -> dict[str, str]:
    """By SHA-256, every paper of every version that was sent, with the first case it was sent with."""
    dossiers = select(DossierVersion.nomination_id, DossierVersion.dossier).order_by(
        DossierVersion.sent_at, DossierVersion.nomination_id
    )
    found: dict[str, str] = {}
    for case, dossier in tx.execute(dossiers, execution_options={"yield_per": 500}):
        for paper in dossier.get("papers") or ():
            found.setdefault(paper["sha256"], case)
    return found


def assemble(nomination: Nomination, known: Known, *, standing: Collection[RegisteredTitle] = ()) -> Dossier:
    """The dossier as it would be sent now. `standing`: titles it was sent with, which ask nobody whose they are."""
    draft = from_plain(Dossier, nomination.draft)
    kinds = {paper.kind for paper in known.papers}
    minutes, figures = draft.minutes, draft.figures
    if known.shared is not None:
        minutes, figures = _of_list(known.shared, draft)
    elif figures is None or figures.rows_in_list is None:
        letter = figures.rows_in_letter if figures else None
        attached = 1 if kinds.intersection(REPORTS) else 0
        figures = ListFigures(rows_in_letter=letter, rows_in_list=1, reports_attached=attached)
    return dataclasses.replace(
        draft,
        prior_titles=_with_register(draft.prior_titles, list(_proving(known, standing))),
        initiatives=_with_certificate(draft.initiatives, PaperKind.INITIATIVE_CERTIFICATE in kinds),
        minutes=minutes,
        figures=figures,
        papers=known.papers,
        nominee=_with_class(_with_subject(draft.nominee, known.subject)),
    )


def _proving(known: Known, standing: Collection[RegisteredTitle]) -> Iterator[Registered]:
    for award in known.awards:
        is_theirs = known.is_of(award.bearer)
        if is_theirs or (is_theirs is None and (award.award, award.year, award.decision_number) in standing):
            yield award


def _with_subject(nominee: Nominee, subject: SubjectBody | None) -> Nominee:
    return nominee if subject is None else dataclasses.replace(nominee, subject_unit=subject.unit)


def _with_class(nominee: Nominee) -> Nominee:
    """What the class of a person says where nothing else was stated."""
    told = nominee.person_class
    return dataclasses.replace(
        nominee, is_direct_worker=works_directly(told, nominee.is_direct_worker),
        is_leader=leads(told, nominee.is_leader),
    )  # fmt: skip


def _of_list(shared: Shared, draft: Dossier) -> tuple[Minutes | None, ListFigures]:
    """Minutes and figures every row of a list shares; what a row states by itself goes before that."""
    meeting = shared.meeting
    shared_minutes = from_plain(Minutes, meeting["minutes"]) if "minutes" in meeting else None
    letter = draft.figures.rows_in_letter if draft.figures else None
    return draft.minutes or shared_minutes, ListFigures(
        rows_in_letter=meeting.get("rows_in_letter") if letter is None else letter,
        rows_in_list=shared.rows,
        reports_attached=shared.rows if shared.reports is None else shared.reports,
        names_differ=tuple(meeting.get("names_differ", ())),
    )


def _with_register(stated: tuple[PriorTitle, ...], awards: Sequence[Registered]) -> tuple[PriorTitle, ...]:
    """Titles our own register has of this very person are proven, stated or not."""
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
